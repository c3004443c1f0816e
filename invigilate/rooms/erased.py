"""What is left of an event when a person is erased from it. Pure.

Gone are name, number, place, answers, what was written to and by this student, and every reason and
text that was about this student alone. What stays is what the others' record rests on: that seat,
devices, turns, instants and statuses were, and what was said to several at once.
"""

from collections.abc import Iterable
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from invigilate.ids import SeatId
from invigilate.rooms import events as e
from invigilate.rooms.commands import Answer, Clear, Splice, What
from invigilate.rooms.orders import Action
from invigilate.rooms.plan import Entry

NAME = "erased"
WORDS = ("text", "reason", "why")
T = TypeVar("T", bound=Struct)


def number_of(seat: SeatId) -> str:
    """The candidate number that stands for an erased one."""
    return f"{NAME}-{seat[:8]}"


def entry_of(entry: Entry) -> Entry:
    """What is left of a roster entry."""
    return Entry(entry.seat, number_of(SeatId(entry.seat)), NAME, guest=entry.guest)


def without(event: e.Event, seat: SeatId) -> e.Event:
    """The event without this person; the very same where nothing of them is in it."""
    match event:
        case e.StudentsEnrolled(entries=entries) | e.EntriesAmended(entries=entries):
            left = tuple(entry_of(each) if each.seat == seat else each for each in entries)
            return event if left == entries else replace(event, entries=left)
        case e.ChangeSaved(what=what) | e.ChangeHeld(what=what) | e.ChangeRefused(what=what):
            if event.seat != seat or (left_of := _what(what)) == what:
                return event
            return replace(event, what=left_of)
        case e.SeatSaid() | e.WasAway() | e.Reopened():
            return _wordless(event) if event.seat == seat else event
        case (
            e.SeatsPaused(seats=seats)
            | e.SeatsTold(seats=seats)
            | e.SeatsLocked(seats=seats)
            | e.IdentityMarked(seats=seats)
        ):
            return _wordless(event) if _only(seats, seat) else event
        case e.Announced(seats=chosen) | e.Noted(seats=chosen):
            return _wordless(event) if _only(chosen, seat) else event
        case e.TimeGiven(entries=given) | e.TimeReturned(entries=given):
            return _wordless(event) if {each for each, _ in given} == {seat} else event
        case e.Ordered(action=action) | e.CommandRefused(action=action):
            if not _is_about(action, seat) or (silent := _wordless(action)) == action:
                return event
            return replace(event, action=silent)
        case _:
            return event


def _what(what: What) -> What:
    return Clear(what.slot) if isinstance(what, Answer | Splice) else what


def _is_about(action: Action, seat: SeatId) -> bool:
    named = [one for one, _ in getattr(action, "entries", ())] or getattr(action, "seats", None)
    return getattr(action, "seat", None) == seat or _only(named, seat)


def _only(seats: Iterable[SeatId] | None, seat: SeatId) -> bool:
    """Whether these are this one alone, named once or more; None: all of the room."""
    return seats is not None and {*seats} == {seat}


def _wordless(told: T) -> T:
    words = {name: "" for name in WORDS if getattr(told, name, "")}
    return replace(told, **words) if words else told
