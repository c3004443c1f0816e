"""What a page reads off what it was told: time left, a board's rows and counters.

The browser's twins are `live/room.ts` and `live/board.ts`.
"""

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import asdict, replace

from invigilate.ids import SeatId
from invigilate.rooms.board import STATUSES, BoardHead, Progress, Row
from invigilate.rooms.state import Status
from invigilate.rooms.views import Stop, StudentView


class Counters(Struct, frozen=True):
    """absent + joined + in_progress + ended + submitted = assigned; present = assigned − absent."""

    assigned: int
    absent: int
    joined: int
    in_progress: int
    ended: int
    submitted: int
    present: int


def remaining_ms(view: StudentView, now: int) -> int | None:
    """Milliseconds that this student has left at server time `now`; None: no limit, or not begun.

    While a pause runs time stands where the pause began; after writing is over there is none.
    """
    seat = view.seat
    own = None if seat.paused is None else seat.paused.since
    return _remaining(seat.status, seat.end, seat.writing_since, view.room.paused, own, now)


def row_remaining_ms(head: BoardHead, row: Row, now: int) -> int | None:
    """The same for a row of a board."""
    status = STATUSES[row.status]
    return _remaining(status, row.end, row.writing_since, head.paused, row.paused_since, now)


def _remaining(
    status: Status,
    end: int | None,
    writing_since: int | None,
    room: Stop | None,
    own: int | None,
    now: int,
) -> int | None:
    if end is None or writing_since is None:
        return None
    if status is not Status.IN_PROGRESS:
        return 0
    starts = [since for since in (None if room is None else room.since, own) if since is not None]
    stands_at = max(min(starts), writing_since) if starts else now
    return max(0, end - stands_at)


def keep(rows: dict[SeatId, Row], told: Iterable[Row]) -> list[SeatId]:
    """Takes rows in, drops those older than what is there; gives the seats that changed."""
    changed: list[SeatId] = []
    for row in told:
        known = rows.get(row.seat)
        if known is not None and known.version > row.version:
            continue
        rows[row.seat] = row
        if known != row:
            changed.append(row.seat)
    return changed


def keep_progress(rows: dict[SeatId, Row], told: Iterable[Progress]) -> list[SeatId]:
    """Takes in how far the writing is, where the row is no newer; gives the seats that changed."""
    changed: list[SeatId] = []
    for one in told:
        known = rows.get(one.seat)
        if known is None or known.version > one.version:
            continue
        rows[one.seat] = replace(known, **asdict(one))
        if known != rows[one.seat]:
            changed.append(one.seat)
    return changed


def counters(rows: Iterable[Row]) -> Counters:
    """The six counters and Present; withdrawn students are not counted."""
    counts = [0] * len(STATUSES)
    for row in rows:
        if not row.withdrawn:
            counts[row.status] += 1
    assigned = sum(counts)
    absent, joined, in_progress, ended, submitted = counts
    return Counters(assigned, absent, joined, in_progress, ended, submitted, assigned - absent)
