"""What staff may order of a room, whom an order leaves out and why, and what follows from it.

`choose` answers before anything runs, so that a board can show whom an action would skip; the
decision itself calls the same function. Every order is stored, done or refused, under its request
id: a late resend hears what the first one heard.
"""

from collections.abc import Callable, Sequence

from invigilate.errors import Refused
from invigilate.ids import SeatId
from invigilate.rooms import commands as c
from invigilate.rooms import events as e
from invigilate.rooms.freeing import freed
from invigilate.rooms.phases import Deed, rule
from invigilate.rooms.plan import Thresholds
from invigilate.rooms.reaching import Skipped, is_whole, targets
from invigilate.rooms.sealing import (
    BY_STAFF,
    count_for_staff,
    countable,
    end,
    submit,
)
from invigilate.rooms.state import NOBODY, Room, Seat, Undoable
from invigilate.rooms.timing import end_of
from invigilate.rooms.undoing import UNDO_MS, inverse

Follow = Callable[[SeatId], list[e.Event]]
TEXT_LIMIT = 2_000
MOST_MS = 24 * 3_600_000
AFTER_CLOSE = (
    c.CountHeld,
    c.Announce,
    c.Tell,
    c.Settle,
    c.Claim,
    c.Dismiss,
    c.Note,
    c.Attend,
    c.Identify,
    c.Undo,
)
"""Of an Undo: where the order that it takes back is among the others."""


def decide_order(room: Room, order: c.Order, at: int) -> list[e.Event]:
    """What follows from an order; none for a request that was answered before.

    A refusal is an event too, so it is never raised.
    """
    if order.request in room.requests:
        return []
    try:
        chosen, skipped = choose(room, order.action, at)
        effects = _effects(room, order.action, chosen, at)
    except Refused as refusal:
        return [e.CommandRefused(order.request, order.action, refusal.word)]
    return [e.Ordered(order.request, order.action, skipped), *effects]


def choose(room: Room, action: c.Action, at: int) -> tuple[list[SeatId], Skipped]:
    """Whom the action would reach, and whom it leaves out with the word why.

    Raises Refused where it would reach nobody, or is not of a form that can be done.
    """
    _check(room, action)
    if isinstance(action, c.Undo):
        _, chosen, skipped = inverse(room, _undoable(room, action, at), at)
        if skipped and not chosen:
            raise _nobody(skipped)
        return chosen, skipped
    if isinstance(action, c.Pause | c.Resume) and action.seats is None:
        running = room.paused_since is not None
        if running is isinstance(action, c.Pause):
            raise Refused("already-paused" if running else "not-paused")
    if is_whole(action):
        return [], ()
    chosen = []
    left_out: list[tuple[SeatId, str]] = []
    for seat_id in targets(room, action):
        seat = room.seats.get(seat_id)
        word = "no-such-seat" if seat is None else _skip(room, seat, action, at)
        if word is None:
            chosen.append(seat_id)
        else:
            left_out.append((seat_id, word))
    if not chosen:
        raise _nobody(left_out)
    return chosen, tuple(left_out)


def _nobody(skipped: Sequence[tuple[SeatId, str]]) -> Refused:
    words = {word for _, word in skipped}
    return Refused(words.pop() if len(words) == 1 else "nobody")


def _undoable(room: Room, undo: c.Undo, at: int) -> Undoable:
    """The order that is to be taken back. Raises Refused."""
    for one in room.undoable:
        if one.request == undo.order:
            if at - one.at > UNDO_MS:
                raise Refused("too-late", f"Only what is {UNDO_MS // 1_000} s old can be undone.")
            if room.closed_at is not None and not isinstance(one.action, AFTER_CLOSE):
                raise _closed()
            return one
    if undo.order in room.requests:
        raise Refused("not-undoable", "This order cannot be taken back, or not any more.")
    raise Refused("no-such-order", "There is no such order.")


def _closed() -> Refused:
    return Refused("closed", "The session is closed.")


def _check(room: Room, action: c.Action) -> None:
    if room.closed_at is not None and not isinstance(action, AFTER_CLOSE):
        raise _closed()
    words = getattr(action, "text", None), getattr(action, "reason", None)
    if any(word is not None and len(word) > TEXT_LIMIT for word in words):
        raise Refused("too-long", f"A text holds at most {TEXT_LIMIT} characters.")
    if isinstance(action, c.Announce | c.Tell | c.Note) and not action.text.strip():
        raise Refused("empty", "Write what to say.")
    if isinstance(action, c.Extend) and not 0 < abs(action.ms) <= MOST_MS:
        raise Refused("minutes", "Give between one second and 24 hours.")
    if isinstance(action, c.Compensate) and not all(0 < ms <= MOST_MS for _, ms in action.entries):
        raise Refused("minutes", "Give between one millisecond and 24 hours.")
    if isinstance(action, c.SetThresholds) and not _are_sensible(action.thresholds):
        raise Refused("thresholds", "Times are between one second and an hour, counts up to 1,000.")
    if isinstance(action, c.Reopen) and not 0 <= action.ms <= MOST_MS:
        raise Refused("minutes", "Give between no time and 24 hours.")


def _are_sensible(of: Thresholds) -> bool:
    times = (of.offline_ms, of.unsaved_ms, of.away_ms, of.unread_ms)
    counts = (of.away_times, of.incident_seats)
    return all(1_000 <= ms <= 3_600_000 for ms in times) and all(1 <= n <= 1_000 for n in counts)


def _skip(room: Room, seat: Seat, action: c.Action, at: int) -> str | None:
    """Why this action leaves this seat out, in one word."""
    if seat.withdrawn:
        return "withdrawn"
    deed: Deed = type(action).__name__  # type: ignore[assignment]
    word = rule(deed, seat.status)
    return word if word is not None else _skip_more(room, seat, action, at)


def _skip_more(room: Room, seat: Seat, action: c.Action, at: int) -> str | None:
    match action:
        case c.Pause():
            return None if seat.paused_since is None else "already-paused"
        case c.Resume():
            return "not-paused" if seat.paused_since is None else None
        case c.SetEnd():
            return "no-end" if end_of(room, seat, at) is None else None
        case c.Unlock():
            return "not-locked" if seat.locked is None else None
        case c.Reopen(ms=ms):
            end = end_of(room, seat, at)
            return "no-time" if ms == 0 and end is not None and end <= at else None
        case c.Admit(device=device):
            return None if device in seat.door else "not-at-the-door"
        case c.CountHeld():
            return None if countable(seat, BY_STAFF) else "nothing-held"
        case c.Settle(upto=upto):
            waits = any(m.id and seat.settled < m.number <= upto for m in seat.messages)
            return None if waits else "nothing-waits"
        case c.Claim(on=False):
            return None if seat.claimed else "not-claimed"
        case _:
            return None


def _effects(room: Room, action: c.Action, chosen: list[SeatId], at: int) -> list[e.Event]:
    seats = tuple(chosen)
    match action:
        case c.Pause(seats=None, reason=reason):
            return [e.RoomPaused(reason)]
        case c.Pause(reason=reason):
            return [e.SeatsPaused(seats, reason)]
        case c.Resume(seats=None):
            return [e.RoomResumed(), *freed(room, room.seats, room_runs=True)]
        case c.Resume():
            return [e.SeatsResumed(seats), *freed(room, chosen, seats_run=True)]
        case c.Extend(ms=ms, reason=reason):
            return [e.TimeGiven(tuple((seat, ms) for seat in seats), reason or "time given")]
        case c.SetEnd(at=until, reason=reason):
            return [e.TimeGiven(_differences(room, chosen, until, at), reason or "end set")]
        case c.Announce(seats=None, text=text):
            return [e.Announced(None, text)]
        case c.Announce(text=text):
            return [e.Announced(seats, text)]
        case c.Tell(text=text):
            return [e.SeatsTold(seats, text)]
        case c.Settle(seat=seat, upto=upto):
            return [e.MessagesSettled(seat, min(upto, room.version))]
        case c.Lock(text=text):
            return [e.SeatsLocked(seats, text)]
        case c.Unlock():
            return [e.SeatsUnlocked(seats), *freed(room, chosen, unlocked=True)]
        case c.End(reason=_):
            return _each(chosen, lambda seat: end(room, seat, room.seats[seat], "staff"))
        case c.ForceSubmit(reason=_):
            return _each(chosen, lambda seat: submit(room, seat, room.seats[seat], "staff"))
        case c.Reopen(ms=ms, reason=reason):
            return [_reopened(room, seat, ms, reason, at) for seat in chosen]
        case c.Admit(seat=seat, device=device):
            return [e.DeviceAdmitted(seat, device)]
        case c.CountHeld(seat=seat):
            return count_for_staff(room, seat, room.seats[seat])
        case _:
            return _noted(room, action, seats, at)


def _noted(room: Room, action: c.Action, seats: tuple[SeatId, ...], at: int) -> list[e.Event]:
    """What follows from orders that change nothing for the students themselves, and from Undo."""
    match action:
        case c.Claim(on=on):
            return [e.SeatsClaimed(seats, "" if on else NOBODY)]
        case c.Dismiss(alert=alert, how=how):
            lowered = seats if alert == "hand" else ()
            hands = [e.HandMoved(s, False) for s in lowered if room.seats[s].hand is not None]
            return [e.AlertsDismissed(seats, alert, how), *hands]
        case c.Note(seats=None, kind=kind, text=text):
            return [e.Noted(None, kind, text.strip())]
        case c.Note(kind=kind, text=text):
            return [e.Noted(seats, kind, text.strip())]
        case c.Attend(mark=mark):
            return [e.AttendanceMarked(seats, mark)]
        case c.Identify(mark=mark, reason=reason):
            return [e.IdentityMarked(seats, mark, reason)]
        case c.Compensate(entries=entries, reason=reason):
            given = dict(entries)
            returned = tuple((seat, given[seat]) for seat in seats)
            return [e.TimeReturned(returned, reason or "connection lost")]
        case c.SetThresholds(thresholds=thresholds):
            return [e.ThresholdsSet(thresholds)]
        case c.Undo(order=order):
            events, _, _ = inverse(room, _undoable(room, action, at), at)
            return [e.OrderUndone(order), *events]
        case _:
            raise AssertionError(f"nothing is written down for {type(action).__name__}")


def _each(chosen: list[SeatId], follow: Follow) -> list[e.Event]:
    return [event for seat in chosen for event in follow(seat)]


def _differences(
    room: Room, chosen: list[SeatId], until: int, at: int
) -> tuple[tuple[SeatId, int], ...]:
    entries = []
    for seat_id in chosen:
        end = end_of(room, room.seats[seat_id], at)
        assert end is not None, "seats without an end are skipped"
        entries.append((seat_id, until - end))
    return tuple(entries)


def _reopened(room: Room, seat_id: SeatId, ms: int, reason: str, at: int) -> e.Event:
    end = end_of(room, room.seats[seat_id], at)
    return e.Reopened(seat_id, 0 if end is None else max(0, at + ms - end), reason or "reopened")
