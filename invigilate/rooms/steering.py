"""What staff may order of a room, whom an order leaves out and why, and what follows from it.

`choose` answers before anything runs, so that a board can show whom an action would skip; the
decision itself calls the same function. Every order is stored, done or refused, under its request
id: a late resend hears what the first one heard.
"""

from collections.abc import Callable, Sequence

from invigilate.errors import Refused
from invigilate.ids import SeatId
from invigilate.rooms import events as e
from invigilate.rooms import orders as o
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
    o.CountHeld,
    o.Announce,
    o.Tell,
    o.Settle,
    o.Claim,
    o.Dismiss,
    o.Note,
    o.Attend,
    o.Identify,
    o.Undo,
)
"""Of an Undo: where the order that it takes back is among the others."""


def decide_order(room: Room, order: o.Order, at: int) -> list[e.Event]:
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


def choose(room: Room, action: o.Action, at: int) -> tuple[list[SeatId], Skipped]:
    """Whom the action would reach, and whom it leaves out with the word why.

    Raises Refused where it would reach nobody, or is not of a form that can be done.
    """
    _check(room, action)
    if isinstance(action, o.Undo):
        _, chosen, skipped = inverse(room, _undoable(room, action, at), at)
        if skipped and not chosen:
            raise _nobody(skipped)
        return chosen, skipped
    if isinstance(action, o.Pause | o.Resume) and action.seats is None:
        running = room.paused_since is not None
        if running is isinstance(action, o.Pause):
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


def _undoable(room: Room, undo: o.Undo, at: int) -> Undoable:
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


def _check(room: Room, action: o.Action) -> None:
    if room.closed_at is not None and not isinstance(action, AFTER_CLOSE):
        raise _closed()
    words = getattr(action, "text", None), getattr(action, "reason", None)
    if any(word is not None and len(word) > TEXT_LIMIT for word in words):
        raise Refused("too-long", f"A text holds at most {TEXT_LIMIT} characters.")
    if isinstance(action, o.Announce | o.Tell | o.Note) and not action.text.strip():
        raise Refused("empty", "Write what to say.")
    if isinstance(action, o.Extend) and not 0 < abs(action.ms) <= MOST_MS:
        raise Refused("minutes", "Give between one second and 24 hours.")
    if isinstance(action, o.Extend) and action.outage is not None:
        _check_outage(room, action)
    if isinstance(action, o.Compensate) and not all(0 < ms <= MOST_MS for _, ms in action.entries):
        raise Refused("minutes", "Give between one millisecond and 24 hours.")
    if isinstance(action, o.SetThresholds) and not _are_sensible(action.thresholds):
        raise Refused("thresholds", "Times are between one second and an hour, counts up to 1,000.")
    if isinstance(action, o.Reopen) and not 0 <= action.ms <= MOST_MS:
        raise Refused("minutes", "Give between no time and 24 hours.")


def _check_outage(room: Room, action: o.Extend) -> None:
    newest = room.outages[-1].until if room.outages else None
    if action.outage != newest or action.ms < 0:
        raise Refused("changed", "There is another outage of the server to give back; look again.")


def _are_sensible(of: Thresholds) -> bool:
    times = (of.offline_ms, of.unsaved_ms, of.away_ms, of.unread_ms)
    counts = (of.away_times, of.incident_seats)
    return all(1_000 <= ms <= 3_600_000 for ms in times) and all(1 <= n <= 1_000 for n in counts)


def _skip(room: Room, seat: Seat, action: o.Action, at: int) -> str | None:
    """Why this action leaves this seat out, in one word."""
    if seat.withdrawn:
        return "withdrawn"
    deed: Deed = type(action).__name__  # type: ignore[assignment]
    word = rule(deed, seat.status)
    return word if word is not None else _skip_more(room, seat, action, at)


def _skip_more(room: Room, seat: Seat, action: o.Action, at: int) -> str | None:
    match action:
        case o.Pause():
            return None if seat.paused_since is None else "already-paused"
        case o.Resume():
            return "not-paused" if seat.paused_since is None else None
        case o.Extend(outage=outage) if outage is not None:
            return "given-back" if seat.dismissed.get("outage", 0) >= outage else None
        case o.SetEnd():
            return "no-end" if end_of(room, seat, at) is None else None
        case o.Unlock():
            return "not-locked" if seat.locked is None else None
        case o.Reopen(ms=ms):
            end = end_of(room, seat, at)
            return "no-time" if ms == 0 and end is not None and end <= at else None
        case o.Admit(device=device):
            return None if device in seat.door else "not-at-the-door"
        case o.CountHeld():
            return None if countable(seat, BY_STAFF) else "nothing-held"
        case o.Settle(upto=upto):
            waits = any(m.id and seat.settled < m.number <= upto for m in seat.messages)
            return None if waits else "nothing-waits"
        case o.Claim(on=False):
            return None if seat.claimed else "not-claimed"
        case _:
            return None


def _effects(room: Room, action: o.Action, chosen: list[SeatId], at: int) -> list[e.Event]:
    seats = tuple(chosen)
    match action:
        case o.Pause(seats=None, reason=reason):
            return [e.RoomPaused(reason)]
        case o.Pause(reason=reason):
            return [e.SeatsPaused(seats, reason)]
        case o.Resume(seats=None):
            return [e.RoomResumed(), *freed(room, room.seats, room_runs=True)]
        case o.Resume():
            return [e.SeatsResumed(seats), *freed(room, chosen, seats_run=True)]
        case o.Extend(ms=ms, reason=reason, outage=outage):
            given = tuple((seat, ms) for seat in seats)
            return [e.TimeGiven(given, reason or "time given", outage)]
        case o.SetEnd(at=until, reason=reason):
            return [e.TimeGiven(_differences(room, chosen, until, at), reason or "end set")]
        case o.Announce(seats=None, text=text):
            return [e.Announced(None, text)]
        case o.Announce(text=text):
            return [e.Announced(seats, text)]
        case o.Tell(text=text):
            return [e.SeatsTold(seats, text)]
        case o.Settle(seat=seat, upto=upto):
            return [e.MessagesSettled(seat, min(upto, room.version))]
        case o.Lock(text=text):
            return [e.SeatsLocked(seats, text)]
        case o.Unlock():
            return [e.SeatsUnlocked(seats), *freed(room, chosen, unlocked=True)]
        case o.End(reason=_):
            return _each(chosen, lambda seat: end(room, seat, room.seats[seat], "staff"))
        case o.ForceSubmit(reason=_):
            return _each(chosen, lambda seat: submit(room, seat, room.seats[seat], "staff"))
        case o.Reopen(ms=ms, reason=reason):
            return [_reopened(room, seat, ms, reason, at) for seat in chosen]
        case o.Admit(seat=seat, device=device):
            return [e.DeviceAdmitted(seat, device)]
        case o.CountHeld(seat=seat):
            return count_for_staff(room, seat, room.seats[seat])
        case _:
            return _noted(room, action, seats, at)


def _noted(room: Room, action: o.Action, seats: tuple[SeatId, ...], at: int) -> list[e.Event]:
    """What follows from orders that change nothing for the students themselves, and from Undo."""
    match action:
        case o.Claim(on=on):
            return [e.SeatsClaimed(seats, "" if on else NOBODY)]
        case o.Dismiss(alert=alert, how=how):
            lowered = seats if alert == "hand" else ()
            hands = [e.HandMoved(s, False) for s in lowered if room.seats[s].hand is not None]
            return [e.AlertsDismissed(seats, alert, how), *hands]
        case o.Note(seats=None, kind=kind, text=text):
            return [e.Noted(None, kind, text.strip())]
        case o.Note(kind=kind, text=text):
            return [e.Noted(seats, kind, text.strip())]
        case o.Attend(mark=mark):
            return [e.AttendanceMarked(seats, mark)]
        case o.Identify(mark=mark, reason=reason):
            return [e.IdentityMarked(seats, mark, reason)]
        case o.Compensate(entries=entries, reason=reason):
            of = dict(entries)
            returned = tuple((seat, of[seat]) for seat in seats)
            return [e.TimeReturned(returned, reason or "connection lost")]
        case o.SetThresholds(thresholds=thresholds):
            return [e.ThresholdsSet(thresholds)]
        case o.Undo(order=order):
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
