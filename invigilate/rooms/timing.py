"""When a student's time is over. Pure: instants are milliseconds since 1970 UTC.

    end = min(begin + base, close) + the sum of the ledger

Pauses are ledger entries: a session's and a seat's count as their union, while the student could
write, and a running one counts as its length so far. A missing base or close is infinite.
"""

from collections.abc import Iterable, Iterator

from invigilate.ids import SeatId
from invigilate.rooms.events import (
    Begun,
    Event,
    OutageNoted,
    Reopened,
    RoomResumed,
    SeatEnded,
    SeatsResumed,
    SettingsChanged,
    TimeGiven,
    TimeReturned,
)
from invigilate.rooms.state import LedgerEntry, Room, Seat, Span, Status

GUARD_MS = 120_000
"""After an outage nobody is expired for so long."""


def pause_spans(room: Room, seat: Seat, now: int) -> list[Span]:
    """The pauses that gave this student time: the union, cut to when they could write."""
    if not room.pauses and not seat.pauses:
        return []
    union: list[Span] = []
    for span in sorted(_cut(room.pauses + seat.pauses, seat.stints, now), key=lambda s: s.since):
        last = union[-1] if union else None
        if last is None or last.until is None or span.since > last.until:
            union.append(span)
        elif span.until is not None and span.until > last.until:
            union[-1] = Span(last.since, span.until, last.reason or span.reason, last.number)
    return union


def _cut(pauses: list[Span], stints: list[Span], now: int) -> Iterator[Span]:
    for pause in pauses:
        for stint in stints:
            since = max(pause.since, stint.since)
            until = min(_or(pause.until, now), _or(stint.until, now))
            if until > since:
                yield Span(since, until, pause.reason, pause.number)


def _or(instant: int | None, now: int) -> int:
    return now if instant is None else instant


def paused_ms(room: Room, seat: Seat, now: int) -> int:
    """Milliseconds that pauses gave this student until `now`."""
    return sum(_or(span.until, now) - span.since for span in pause_spans(room, seat, now))


def is_paused(room: Room, seat: Seat) -> bool:
    """Whether a pause of the session or of the seat runs."""
    return room.paused_since is not None or seat.paused_since is not None


def ledger(room: Room, seat: Seat, now: int) -> list[LedgerEntry]:
    """Every entry that moved this student's end, pauses included, in order of time."""
    pauses = [
        LedgerEntry(_or(s.until, now) - s.since, "pause" if not s.reason else s.reason, s.since, "")
        for s in pause_spans(room, seat, now)
    ]
    return sorted([*seat.ledger, *pauses], key=lambda entry: entry.at)


def end_of(room: Room, seat: Seat, now: int) -> int | None:
    """The instant at which this student's time is over; None: not begun, or no limit."""
    if not seat.stints:
        return None
    limits = [] if seat.base_ms is None else [seat.stints[0].since + seat.base_ms]
    if seat.closes is not None:
        limits.append(seat.closes)
    if not limits:
        return None
    return min(limits) + sum(entry.ms for entry in seat.ledger) + paused_ms(room, seat, now)


def lost_ms(room: Room, seat: Seat, now: int) -> int:
    """Milliseconds in which this student could write, and no device of theirs was connected.

    Neither a pause nor an outage is lost time: the one gave it back by itself, the other is
    proposed for everybody.
    """
    if not seat.offline:
        return 0
    lost = [(s.since, _or(s.until, now)) for s in _cut(seat.offline, seat.stints, now)]
    known = [(s.since, _or(s.until, now)) for s in [*pause_spans(room, seat, now), *room.outages]]
    return _length(lost + known) - _length(known)


def _length(spans: list[tuple[int, int]]) -> int:
    """Of the union of these stretches."""
    total, reached = 0, 0
    for since, until in sorted(spans):
        total += max(0, until - max(since, reached))
        reached = max(reached, until)
    return total


def counts_until(room: Room, seat: Seat, now: int) -> int | None:
    """The last instant at which an answer of this student still counts; None: no limit."""
    assert room.plan is not None
    grace = room.plan.settings.grace_ms
    over = seat.ended_at if seat.status is Status.ENDED else end_of(room, seat, now)
    if over is None:
        return None
    if seat.status is Status.ENDED and not grace:
        over -= 1  # ended a moment after the end; what stood in one line behind that is late
    return max(over + grace, room.guard_until)


def due_at(room: Room, seat: Seat, now: int) -> int | None:
    """When `Expire` has something to do for this seat, if nothing else happens before."""
    assert room.plan is not None
    if seat.status is Status.IN_PROGRESS and not is_paused(room, seat):
        end = end_of(room, seat, now)
        return None if end is None else max(end, room.guard_until)
    if seat.status is Status.ENDED and room.plan.settings.auto_submit:
        return counts_until(room, seat, now)
    return None


def due(room: Room, now: int) -> list[SeatId]:
    """The seats whose time or grace is over."""
    return [
        seat_id
        for seat_id, seat in room.seats.items()
        if (instant := due_at(room, seat, now)) is not None and instant <= now
    ]


def next_due(room: Room, now: int) -> int | None:
    """When the room must be asked again, exactly; looks at every seat."""
    instants = (due_at(room, seat, now) for seat in room.seats.values())
    return min((instant for instant in instants if instant is not None), default=None)


def sooner_due(room: Room, events: Iterable[Event], now: int) -> int | None:
    """The earliest instant that these events, just applied, may have brought closer.

    A lower bound: with the bound known before it, the room is never asked too late.
    """
    seats: set[SeatId] = set()
    for event in events:
        match event:
            case Begun(seat=seat) | SeatEnded(seat=seat) | Reopened(seat=seat):
                seats.add(seat)
            case TimeGiven(entries=entries) | TimeReturned(entries=entries):
                seats.update(seat for seat, _ in entries)
            case SeatsResumed(seats=resumed):
                seats.update(resumed)
            case SettingsChanged() | OutageNoted() | RoomResumed():
                return next_due(room, now)
            case _:
                pass
    instants = (due_at(room, room.seats[seat], now) for seat in seats)
    return min((instant for instant in instants if instant is not None), default=None)
