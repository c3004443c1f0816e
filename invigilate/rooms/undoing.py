"""Taking back what staff ordered a moment ago, as far as that can be done.

What an order found is kept for some seconds beside the room (`remember`); `inverse` says what
takes it back at each seat that still stands as the order left it. Time that was given or taken
adds up, so that goes back whatever was ordered since; of everything else the last order stands
and must be taken back first. What was said cannot be unsaid, and a device that was let in has
seen the paper: such orders are not undone. What counted meanwhile goes on counting, and a seal
that was made stays.
"""

from collections.abc import Iterable
from typing import Final

from invigilate.errors import Refused
from invigilate.ids import SeatId
from invigilate.rooms import events as e
from invigilate.rooms import orders as o
from invigilate.rooms.freeing import freed
from invigilate.rooms.phases import Deed, rule
from invigilate.rooms.reaching import Skipped
from invigilate.rooms.state import Before, Room, Seat, Status, Undoable
from invigilate.rooms.taking_back import back
from invigilate.rooms.timing import end_of

UNDO_MS = 10_000
"""For so long after it was done."""
MOST_FOUND = 20_000
"""Seats of which something is kept, of all orders together; the oldest orders go first."""
MOST_ORDERS = 200
_Taken = tuple[list[e.Event], list[SeatId], Skipped]

_CHANGES: Final[dict[type[o.Action], str]] = {
    o.Pause: "pause",
    o.Resume: "pause",
    o.Lock: "lock",
    o.Unlock: "lock",
    o.End: "end",
    o.ForceSubmit: "end",
    o.Reopen: "end",
    o.Claim: "claim",
    o.Attend: "attendance",
    o.Identify: "identity",
}
"""What of a seat an order changes in such a way that the last one stands."""
UNDOABLE: Final = (*_CHANGES, o.Extend, o.SetEnd, o.Compensate, o.Dismiss, o.Note)
_BACK_BY: Final[dict[type[o.Action], Deed]] = {
    o.Pause: "Resume",
    o.Resume: "Pause",
    o.Extend: "Extend",
    o.SetEnd: "Extend",
    o.Compensate: "Extend",
    o.Lock: "Unlock",
    o.Unlock: "Lock",
    o.End: "Reopen",
    o.ForceSubmit: "Reopen",
    o.Reopen: "End",
}
"""Whose rule says in which status an order can be taken back; the others always can."""


def remember(room: Room, record: e.Recorded, seats: Iterable[SeatId]) -> None:
    """Keeps what an order that was just done finds; `seats`: whom it reaches."""
    order = record.event
    assert isinstance(order, e.Ordered)
    recent = [one for one in room.undoable if record.at - one.at <= UNDO_MS]
    if isinstance(order.action, UNDOABLE):
        there = (seat_id for seat_id in seats if seat_id in room.seats)
        before = {seat_id: _found(room.seats[seat_id]) for seat_id in there}
        recent.append(Undoable(order.request, record.at, record.version, order.action, before))
    while len(recent) > 1 and sum(len(one.before) for one in recent) > MOST_FOUND:
        recent.pop(0)
    room.undoable = recent[-MOST_ORDERS:]


def _found(seat: Seat) -> Before:
    return Before(
        status=seat.status,
        paused=None if seat.paused_since is None else seat.pauses[-1].reason,
        locked=seat.locked,
        hand=seat.hand,
        entries=len(seat.ledger),
        claimed=seat.claimed,
        attendance=seat.attendance,
        identity=seat.identity,
        outage=seat.outage,
    )


def inverse(room: Room, undoable: Undoable, at: int) -> _Taken:
    """What takes it back now, whom that reaches, and whom it leaves out with the word why.

    Raises Refused for an order for the session itself that others have changed since.
    """
    match undoable.action:
        case o.Pause(seats=None) | o.Resume(seats=None):
            return _of_session(room, undoable), [], ()
        case o.Note(seats=seats):
            about = None if seats is None else tuple(undoable.before)
            return [e.NoteWithdrawn(about, undoable.version + 1)], list(about or ()), ()
        case _:
            return _of_seats(room, undoable, at)


def _of_session(room: Room, undoable: Undoable) -> list[e.Event]:
    later = (one.action for one in _later(room, undoable))
    if any(isinstance(one, o.Pause | o.Resume) and one.seats is None for one in later):
        raise Refused("changed", "The session was paused or resumed since.")
    if isinstance(undoable.action, o.Resume):
        return [e.RoomPaused(room.pauses[-1].reason)]
    return [e.RoomResumed(), *freed(room, room.seats, room_runs=True)]


def _of_seats(room: Room, undoable: Undoable, at: int) -> _Taken:
    changed = _changed_since(room, undoable)
    words = {
        seat_id: _word(room, undoable, seat_id, seat_id in changed) for seat_id in undoable.before
    }
    chosen = [seat_id for seat_id, word in words.items() if word is None]
    skipped = tuple((seat_id, word) for seat_id, word in words.items() if word is not None)
    return back(room, undoable, chosen, at) if chosen else [], chosen, skipped


# --- whom it leaves out ---------------------------------------------------------------------


def _later(room: Room, undoable: Undoable) -> list[Undoable]:
    """What was ordered after it, and not taken back."""
    return [one for one in room.undoable if one.version > undoable.version]


def _changed_since(room: Room, undoable: Undoable) -> set[SeatId]:
    """Where later orders changed the same."""
    later = (one for one in _later(room, undoable) if _disturbs(one.action, undoable.action))
    return {seat_id for one in later for seat_id in one.before}


def _word(room: Room, undoable: Undoable, seat_id: SeatId, is_changed: bool) -> str | None:
    """Why it cannot be taken back at this seat, in one word."""
    seat, action = room.seats[seat_id], undoable.action
    if seat.withdrawn:
        return "withdrawn"
    deed = _BACK_BY.get(type(action))
    word = None if deed is None else rule(deed, seat.status)
    if word is not None:
        return None if _was_ended_by(room, undoable, seat_id) else word
    if is_changed:
        return "changed"
    return _moved_on(seat, undoable, undoable.before[seat_id])


def _disturbs(later: o.Action, action: o.Action) -> bool:
    if isinstance(later, o.Dismiss) and isinstance(action, o.Dismiss):
        return later.alert == action.alert
    if isinstance(later, o.Dismiss) and isinstance(action, o.Claim):
        return True  # it ended the claim
    changes = _CHANGES.get(type(action))
    return changes is not None and _CHANGES.get(type(later)) == changes


def _moved_on(seat: Seat, undoable: Undoable, before: Before) -> str | None:
    """Whether the seat stands otherwise than the order left it, though nobody ordered that.

    The cases: it ended, which ends its pause and its lock, and was reopened; it handed in.
    """
    match undoable.action:
        case o.Pause():
            return "not-paused" if seat.paused_since is None else None
        case o.Lock(text=text):
            return None if seat.locked == text else "changed"
        case o.End() | o.ForceSubmit():
            was_over = before.status is not Status.IN_PROGRESS
            return "submitted" if was_over or _handed_in_since(seat, undoable) else None
        case _:
            return None


def _handed_in_since(seat: Seat, undoable: Undoable) -> bool:
    return any(one.version > undoable.version and one.why == "handed in" for one in seat.seals)


def _was_ended_by(room: Room, undoable: Undoable, seat_id: SeatId) -> bool:
    """Whether time that the order took ended a student who would be writing still."""
    seat, before = room.seats[seat_id], undoable.before[seat_id]
    if not isinstance(undoable.action, o.Extend | o.SetEnd):
        return False
    if before.status is not Status.IN_PROGRESS or _handed_in_since(seat, undoable):
        return False
    if seat.ended_at is None or seat.ended_why != "time" or seat.ended_at < undoable.at:
        return False
    end = end_of(room, seat, room.at)
    return end is not None and end - seat.ledger[before.entries].ms > seat.ended_at
