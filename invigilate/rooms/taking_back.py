"""What takes an order back at seats that stand as it left them: each as it was found before."""

from collections.abc import Callable, Mapping

from invigilate.ids import SeatId
from invigilate.rooms import events as e
from invigilate.rooms import orders as o
from invigilate.rooms.freeing import freed
from invigilate.rooms.phases import rule
from invigilate.rooms.sealing import end, submit
from invigilate.rooms.state import NOBODY, Before, Room, Status, Undoable
from invigilate.rooms.timing import end_of

REASON = "undone"
_Found = Mapping[SeatId, Before]


def back(room: Room, undoable: Undoable, chosen: list[SeatId], at: int) -> list[e.Event]:
    """What takes it back at these seats, which stand as the order left them."""
    before = {seat_id: undoable.before[seat_id] for seat_id in chosen}
    match undoable.action:
        case o.Pause():
            return [e.SeatsResumed(tuple(chosen)), *freed(room, chosen, seats_run=True)]
        case o.Resume():
            reasons = {seat_id: room.seats[seat_id].pauses[-1].reason for seat_id in chosen}
            return _by(reasons, e.SeatsPaused)
        case o.Extend() | o.SetEnd():
            over = {s: one for s, one in before.items() if room.seats[s].ended_at is not None}
            return [*_given_back(room, undoable.action, before), *_reopened(room, over, at)]
        case o.Compensate():
            return [e.TimeReturned(entries, REASON) for entries in _time_back(room, before)]
        case o.Lock():
            return _unlocked(room, before)
        case o.Unlock():
            return _locked(before)
        case o.End() | o.ForceSubmit():
            return _reopened(room, before, at)
        case o.Reopen():
            return _ended_again(room, before)
        case action:
            return _marked_back(room, action, before)


def _marked_back(room: Room, action: o.Action, before: _Found) -> list[e.Event]:
    """What takes back orders that change nothing for the students themselves."""
    match action:
        case o.Claim():
            return _by({s: one.claimed or NOBODY for s, one in before.items()}, e.SeatsClaimed)
        case o.Dismiss(alert=alert):
            lowered = _hands(room, before) if alert == "hand" else []
            claims = _by(_let_go(room, before), e.SeatsClaimed)
            return [e.AlertsDismissed(tuple(before), alert, ""), *lowered, *claims]
        case o.Attend():
            return _by({s: one.attendance for s, one in before.items()}, e.AttendanceMarked)
        case o.Identify():
            marks = {s: one.identity for s, one in before.items()}
            return _by(marks, lambda seats, mark: e.IdentityMarked(seats, mark, REASON))
        case _:
            raise AssertionError(f"{type(action).__name__} is not undone")


def _by(
    found: Mapping[SeatId, str], event: Callable[[tuple[SeatId, ...], str], e.Event]
) -> list[e.Event]:
    """One event for each thing that was found."""
    groups: dict[str, list[SeatId]] = {}
    for seat_id, what in found.items():
        groups.setdefault(what, []).append(seat_id)
    return [event(tuple(seats), what) for what, seats in groups.items()]


def _time_back(room: Room, before: _Found) -> list[tuple[tuple[SeatId, int], ...]]:
    """The ledger entries that it made, with the other sign; none where it made none."""
    given = {s: room.seats[s].ledger[one.entries].ms for s, one in before.items()}
    entries = tuple((seat_id, -ms) for seat_id, ms in given.items() if ms)
    return [entries] if entries else []


def _given_back(room: Room, action: o.Extend | o.SetEnd, before: _Found) -> list[e.Event]:
    """And the outages stand as unanswered as they did, seat by seat."""
    if isinstance(action, o.SetEnd) or action.outage is None:
        return [e.TimeGiven(entries, REASON) for entries in _time_back(room, before)]
    found: dict[int, dict[SeatId, Before]] = {}
    for seat_id, one in before.items():
        found.setdefault(one.outage, {})[seat_id] = one
    return [
        e.TimeGiven(entries, REASON, outage)
        for outage, some in found.items()
        for entries in _time_back(room, some)
    ]


def _locked(before: _Found) -> list[e.Event]:
    texts = {seat_id: one.locked for seat_id, one in before.items() if one.locked is not None}
    return _by(texts, e.SeatsLocked)


def _unlocked(room: Room, before: _Found) -> list[e.Event]:
    """Who was locked with another word hears that one again."""
    free = tuple(seat_id for seat_id, one in before.items() if one.locked is None)
    unlocked: list[e.Event] = [e.SeatsUnlocked(free)] if free else []
    return [*unlocked, *freed(room, free, unlocked=True), *_locked(before)]


def _hands(room: Room, before: _Found) -> list[e.Event]:
    """Hands that are down since are up again."""
    return [
        e.HandMoved(seat_id, True)
        for seat_id, one in before.items()
        if one.hand is not None
        and room.seats[seat_id].hand is None
        and rule("Hand", room.seats[seat_id].status) is None
    ]


def _let_go(room: Room, before: _Found) -> dict[SeatId, str]:
    """Who saw to a seat then, where nobody does now."""
    return {
        s: one.claimed for s, one in before.items() if one.claimed and not room.seats[s].claimed
    }


def _reopened(room: Room, before: _Found, at: int) -> list[e.Event]:
    """With the time since; the end had also ended a pause, a lock, and a raised hand."""
    paused = {seat_id: one.paused for seat_id, one in before.items() if one.paused is not None}
    hands = [e.HandMoved(s, True) for s, one in before.items() if one.hand is not None]
    return [
        *(e.Reopened(seat_id, _since_its_end(room, seat_id, at), REASON) for seat_id in before),
        *_by(paused, e.SeatsPaused),
        *_locked(before),
        *hands,
    ]


def _since_its_end(room: Room, seat_id: SeatId, at: int) -> int:
    seat = room.seats[seat_id]
    assert seat.ended_at is not None
    return 0 if end_of(room, seat, at) is None else at - seat.ended_at


def _ended_again(room: Room, before: _Found) -> list[e.Event]:
    """Without the time that the reopening gave; who had submitted gets a seal more."""
    entries = _time_back(room, before)
    events: list[e.Event] = [e.TimeGiven(given, REASON) for given in entries]
    for seat_id, one in before.items():
        again = submit if one.status is Status.SUBMITTED else end
        events += again(room, seat_id, room.seats[seat_id], "staff")
    return events
