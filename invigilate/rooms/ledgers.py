"""What one student's time is made of, as staff read it. Pure.

A board's row says what it comes to; the entries are read on demand.
"""

from msgspec import Struct

from invigilate.errors import NotFound
from invigilate.ids import SeatId
from invigilate.rooms.state import LedgerEntry, Room
from invigilate.rooms.timing import ledger, lost_ms


class Entry(Struct, frozen=True):
    """One entry of a time ledger: what moved a student's end."""

    at: int
    ms: int
    """Less than nothing where time was taken."""
    reason: str
    by: str
    """Empty for a pause, which gives its time back by itself."""


class Ledger(Struct, frozen=True):
    """All that one student's time is made of, in order of time."""

    begun_at: int | None
    base_ms: int | None
    """None: not begun, or no limit but the close."""
    entries: list[Entry]
    lost_ms: int
    """Without a connection while writing, whether it was given back or not."""
    returned_ms: int


def ledger_of(room: Room, seat_id: SeatId, now: int) -> Ledger:
    """Of a seat, a running pause counted until `now`. Raises NotFound."""
    seat = room.seats.get(seat_id)
    if seat is None:
        raise NotFound("no-such-seat", "This session has no such seat.")
    return Ledger(
        begun_at=seat.stints[0].since if seat.stints else None,
        base_ms=seat.base_ms,
        entries=[_entry(one) for one in ledger(room, seat, now)],
        lost_ms=lost_ms(room, seat, now),
        returned_ms=seat.returned_ms,
    )


def _entry(entry: LedgerEntry) -> Entry:
    return Entry(entry.at, entry.ms, entry.reason, entry.by)
