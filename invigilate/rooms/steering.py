"""What staff may order of a room, whom an order leaves out and why, and what follows from it.

`choose` answers before anything runs, so that a board can show whom an action would skip; the
decision itself calls the same function. Every order is stored, done or refused, under its request
id: a late resend hears what the first one heard.
"""

from collections.abc import Callable
from typing import assert_never

from invigilate.errors import Refused
from invigilate.ids import SeatId
from invigilate.rooms import commands as c
from invigilate.rooms import events as e
from invigilate.rooms.phases import Deed, rule
from invigilate.rooms.sealing import (
    BY_STAFF,
    count_for_staff,
    countable,
    end,
    release,
    submit,
)
from invigilate.rooms.state import Room, Seat
from invigilate.rooms.timing import end_of

Follow = Callable[[SeatId], list[e.Event]]
Skipped = tuple[tuple[SeatId, str], ...]
TEXT_LIMIT = 2_000
MOST_MS = 24 * 3_600_000
AFTER_CLOSE = (c.CountHeld, c.Announce, c.Tell, c.Settle)


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
    if isinstance(action, c.Announce) and action.seats is None:
        return [], ()
    if isinstance(action, c.Pause | c.Resume) and action.seats is None:
        running = room.paused_since is not None
        if running is isinstance(action, c.Pause):
            raise Refused("already-paused" if running else "not-paused")
        return [], ()
    chosen: list[SeatId] = []
    skipped: list[tuple[SeatId, str]] = []
    for seat_id in _targets(room, action):
        seat = room.seats.get(seat_id)
        word = "no-such-seat" if seat is None else _skip(room, seat, action, at)
        if word is None:
            chosen.append(seat_id)
        else:
            skipped.append((seat_id, word))
    if not chosen:
        raise Refused(skipped[0][1] if len({word for _, word in skipped}) == 1 else "nobody")
    return chosen, tuple(skipped)


def _targets(room: Room, action: c.Action) -> list[SeatId]:
    if isinstance(action, c.Admit | c.CountHeld | c.Settle):
        return [action.seat]
    if action.seats is None:
        return [seat_id for seat_id, seat in room.seats.items() if not seat.withdrawn]
    return list(dict.fromkeys(action.seats))


def _check(room: Room, action: c.Action) -> None:
    if room.closed_at is not None and not isinstance(action, AFTER_CLOSE):
        raise Refused("closed", "The session is closed.")
    words = getattr(action, "text", None), getattr(action, "reason", None)
    if any(word is not None and len(word) > TEXT_LIMIT for word in words):
        raise Refused("too-long", f"A text holds at most {TEXT_LIMIT} characters.")
    if isinstance(action, c.Announce | c.Tell) and not action.text.strip():
        raise Refused("empty", "Write what to say.")
    if isinstance(action, c.Extend) and not 0 < abs(action.ms) <= MOST_MS:
        raise Refused("minutes", "Give between one second and 24 hours.")
    if isinstance(action, c.Reopen) and not 0 <= action.ms <= MOST_MS:
        raise Refused("minutes", "Give between no time and 24 hours.")


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
            return [e.RoomResumed(), *_released(room, list(room.seats), at, room_runs=True)]
        case c.Resume():
            return [e.SeatsResumed(seats), *_released(room, chosen, at, seats_run=True)]
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
            return [e.SeatsUnlocked(seats), *_released(room, chosen, at, unlocked=True)]
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
            assert_never(action)


def _each(chosen: list[SeatId], follow: Follow) -> list[e.Event]:
    return [event for seat in chosen for event in follow(seat)]


def _released(
    room: Room,
    chosen: list[SeatId],
    at: int,
    *,
    room_runs: bool = False,
    seats_run: bool = False,
    unlocked: bool = False,
) -> list[e.Event]:
    """Counts what was held at seats that, after this order, nothing holds back any more."""
    events: list[e.Event] = []
    for seat_id in chosen:
        seat = room.seats[seat_id]
        waits = (
            (room.paused_since is not None and not room_runs)
            or (seat.paused_since is not None and not seats_run)
            or (seat.locked is not None and not unlocked)
        )
        if seat.held and not waits:
            events += release(room, seat_id, seat)
    return events


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
