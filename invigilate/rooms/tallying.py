"""What became of each student's work, tallied event by event while a room's log is read.

It keeps what the room itself forgets: how often a place was written in, what was once held, when
something was read.
"""

from typing import Literal

from msgspec import Struct

from invigilate.ids import DeviceId, SeatId
from invigilate.rooms import events as e
from invigilate.rooms.commands import Answer, Begin, Clear, Flag, HandIn, Splice, What
from invigilate.rooms.state import Room
from invigilate.rooms.touching import touched

Became = Literal["held", "refused", "counted", "merged"]
"""merged: kept by one of the student's devices, and they decided about it on another."""


_KINDS: dict[type, str] = {Begin: "begin", Flag: "flag", HandIn: "hand in"}


class Place(Struct):
    """One slot: when something was first saved in it, when last, and how many changes it took."""

    label: str
    first: int
    last: int
    changes: int = 0


class Apart(Struct):
    """A change that was not saved at once; `word` says why, `at` when it was held or refused."""

    label: str
    became: Became
    word: str
    at: int
    counted: int | None = None
    """When it was counted."""
    merged: int | None = None
    """When the student decided about it."""
    kind: str = ""
    """What it was where it is of no slot: begin, flag or hand in."""


class Moment(Struct, frozen=True):
    """Something that happened to the seat."""

    at: int
    what: str
    """joined, device, begun, pen, paused, resumed, locked, unlocked, ended, sealed, reopened."""
    word: str = ""
    """ended: time, staff, close or handed in. sealed: its number."""


class Tally(Struct):
    """What is counted of one seat while its log is read."""

    places: dict[int, Place] = {}
    apart: dict[tuple[DeviceId, int], Apart] = {}
    moments: list[Moment] = []
    read: dict[int, int] = {}
    reached: list[tuple[int, int, int]] = []
    """(at, came, shown): how far announcements were told to have come."""
    messages_read: list[tuple[int, int]] = []
    """(at, up to which number)."""
    carried: int = 0
    """Changes that a proctor took in from a file."""


def count(tallies: dict[SeatId, Tally], room: Room, record: e.Recorded) -> None:
    """Counts an event that has just been applied to the room."""
    match record.event:
        case e.StudentsEnrolled() | e.EntriesAmended() | e.StudentsWithdrawn() | e.TimeGiven():
            return
        case e.RoomPaused() | e.RoomResumed():
            what = "paused" if isinstance(record.event, e.RoomPaused) else "resumed"
            for seat_id, seat in room.seats.items():
                if seat.joined_at is not None and seat.ended_at is None:
                    _tally(tallies, seat_id).moments.append(Moment(record.at, what))
        case e.NoticesReached(entries=entries):
            for seat_id, came, shown in entries:
                _tally(tallies, seat_id).reached.append((record.at, came, shown))
        case _:
            for seat_id in touched(record.event):
                _count(_tally(tallies, seat_id), room, record)


def _tally(tallies: dict[SeatId, Tally], seat: SeatId) -> Tally:
    return tallies.setdefault(seat, Tally())


def _count(tally: Tally, room: Room, record: e.Recorded) -> None:
    at, event = record.at, record.event
    match event:
        case e.ChangeSaved(what=what):
            tally.carried += record.actor.startswith("person:")
            _saved(tally, room, what, at)
        case e.ChangeHeld(device=device, turn=turn, what=what, reason=reason):
            tally.carried += record.actor.startswith("person:")
            tally.apart[device, turn] = _apart(room, what, "held", reason, at)
        case e.ChangeRefused(device=device, turn=turn, what=what, word=word):
            tally.carried += record.actor.startswith("person:")
            tally.apart[device, turn] = _apart(room, what, "refused", word, at)
        case e.HeldCounted(turns=turns):
            for place in turns:
                if place in tally.apart:
                    tally.apart[place].became = "counted"
                    tally.apart[place].counted = at
        case e.HeldMerged(turns=turns):
            for place in turns:
                if place in tally.apart:
                    tally.apart[place].became = "merged"
                    tally.apart[place].merged = at
        case e.AnnouncementSeen(announcement=number):
            tally.read.setdefault(number, at)
        case e.MessagesRead(upto=upto):
            tally.messages_read.append((at, upto))
        case _:
            moment = _moment(event, at)
            if moment is not None:
                tally.moments.append(moment)


def _moment(event: e.Event, at: int) -> Moment | None:
    match event:
        case e.SeatJoined():
            return Moment(at, "joined")
        case e.DeviceAdmitted():
            return Moment(at, "device")
        case e.PenTaken():
            return Moment(at, "pen")
        case e.Begun():
            return Moment(at, "begun")
        case e.SeatsPaused():
            return Moment(at, "paused")
        case e.SeatsResumed():
            return Moment(at, "resumed")
        case e.SeatsLocked():
            return Moment(at, "locked")
        case e.SeatsUnlocked():
            return Moment(at, "unlocked")
        case e.SeatEnded(why=why):
            return Moment(at, "ended", why)
        case e.Sealed(number=number):
            return Moment(at, "sealed", str(number))
        case e.Reopened():
            return Moment(at, "reopened")
        case _:
            return None


def _saved(tally: Tally, room: Room, what: What, at: int) -> None:
    if not isinstance(what, Answer | Clear | Splice):
        return
    place = tally.places.get(what.slot)
    if place is None:
        place = tally.places[what.slot] = Place(_label(room, what), at, at)
    place.last = at
    place.changes += 1


def _apart(room: Room, what: What, became: Became, word: str, at: int) -> Apart:
    kind = _KINDS.get(type(what), "")
    return Apart(_label(room, what), became, word, at, kind=kind)


def _label(room: Room, what: What) -> str:
    assert room.plan is not None
    if isinstance(what, Answer | Clear | Splice) and 0 <= what.slot < len(room.plan.slots):
        return room.plan.slots[what.slot].label
    return ""
