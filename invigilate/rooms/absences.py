"""Stretches in which no device of a writing student was connected, written to the log.

Who is connected is state of the sockets and never an event; that a seat was not, from when until
when, is one: the ledger proposes to give the time back, and a report tells it. It is written when
it is over: the seat returned, or its writing ended. One that lasts is written minute by minute, so
that who never returns is seen to have lost it. A hall whose network comes back returns within a
second, so what was gathered is written as one event at the next turn.
"""

import structlog

from invigilate.clock import Clock
from invigilate.errors import NotFound, Unavailable
from invigilate.hub import LiveRoom
from invigilate.ids import RoomId, SeatId
from invigilate.rooms.commands import NoteOffline
from invigilate.rooms.live import HOUSE, LiveRooms
from invigilate.rooms.state import Room

log = structlog.get_logger(__name__)

LEAST_MS = 10_000
"""Who was away for less has lost nothing worth an entry: pages reconnect within seconds."""
EACH_MS = 60_000
"""A stretch that lasts is written whenever it grew by so much."""
MOST_AT_ONCE = 1_000
"""Seats in one event."""


class Absences:
    """What this worker saw return and the log does not know."""

    def __init__(self, rooms: LiveRooms, clock: Clock) -> None:
        self._rooms = rooms
        self._clock = clock
        self._untold: dict[RoomId, list[tuple[SeatId, int, int]]] = {}

    def returned(self, live: LiveRoom, seat: SeatId, since: int, until: int) -> None:
        """A seat is connected again that was not, between these instants of room time."""
        since = max(since, _written_until(live.copy.room, seat))
        if until - since >= LEAST_MS:
            self._untold.setdefault(live.copy.room.id, []).append((seat, since, until))

    async def turn(self) -> None:
        """Writes down what was gathered; what the store does not take now waits for the next."""
        for live in list(self._rooms.hub.live.values()):
            if lasting := _lasting(live, self._clock.now_ms()):
                await self._write(live.copy.room.id, lasting[:MOST_AT_ONCE])
        for room in list(self._untold):
            told = await self._write(room, self._untold[room][:MOST_AT_ONCE])
            self._untold[room] = self._untold[room][told:]
            if not self._untold[room]:
                del self._untold[room]

    async def _write(self, room: RoomId, spans: list[tuple[SeatId, int, int]]) -> int:
        """How many of these need not be written any more."""
        try:
            await self._rooms.ask(room, HOUSE, NoteOffline(tuple(spans)))
        except NotFound:
            log.info("a room is gone that was to be told of absences", room=room)
        except Unavailable:
            return 0
        return len(spans)


def _lasting(live: LiveRoom, now: int) -> list[tuple[SeatId, int, int]]:
    """Of who is offline, what is not written yet and worth it."""
    room = live.copy.room
    found = []
    for seat_id, gone in live.offline.items():
        seat = room.seats.get(seat_id)
        if seat is None or not seat.stints:
            continue
        over = [at for at in (seat.ended_at, room.closed_at) if at is not None]
        # What the log says is over is over, however late it is by our clock.
        since, until = max(gone, _written_until(room, seat_id)), min(over, default=now)
        if until - since >= (LEAST_MS if over else EACH_MS):
            found.append((seat_id, since, until))
    return found


def _written_until(room: Room, seat_id: SeatId) -> int:
    seat = room.seats.get(seat_id)
    spans = seat.offline if seat is not None else []
    return max((span.until or span.since for span in spans), default=0)
