"""What follows where a pause or a lock is over: what was held for it counts."""

from collections.abc import Iterable

from invigilate.ids import SeatId
from invigilate.rooms.events import Event
from invigilate.rooms.sealing import release
from invigilate.rooms.state import Room


def freed(
    room: Room,
    seats: Iterable[SeatId],
    *,
    room_runs: bool = False,
    seats_run: bool = False,
    unlocked: bool = False,
) -> list[Event]:
    """Counts what was held at these seats where, after this order, nothing holds them any more.

    The order ends the session's pause (`room_runs`), the seats' own pauses (`seats_run`) or their
    locks (`unlocked`); the room as given still has them.
    """
    events: list[Event] = []
    for seat_id in seats:
        seat = room.seats[seat_id]
        waits = (
            (room.paused_since is not None and not room_runs)
            or (seat.paused_since is not None and not seats_run)
            or (seat.locked is not None and not unlocked)
        )
        if seat.held and not waits:
            events += release(room, seat_id, seat)
    return events
