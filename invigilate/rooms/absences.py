"""Stretches in which no device of a writing student was connected, written to the log afterwards.

Who is connected is state of the sockets and never an event; that a seat was not, from when until
when, is one: the ledger proposes to give the time back, and a report tells it. A hall whose network
comes back returns within a second, so what was gathered is written as one event at the next turn.
"""

import structlog

from invigilate.errors import NotFound, Unavailable
from invigilate.hub import LiveRoom
from invigilate.ids import RoomId, SeatId
from invigilate.rooms.commands import NoteOffline
from invigilate.rooms.live import HOUSE, LiveRooms

log = structlog.get_logger(__name__)

LEAST_MS = 10_000
"""Who was away for less has lost nothing worth an entry: pages reconnect within seconds."""
MOST_AT_ONCE = 1_000
"""Seats in one event."""


class Absences:
    """What this worker saw return and the log does not know."""

    def __init__(self, rooms: LiveRooms) -> None:
        self._rooms = rooms
        self._untold: dict[RoomId, list[tuple[SeatId, int, int]]] = {}

    def returned(self, live: LiveRoom, seat: SeatId, since: int, until: int) -> None:
        """A seat is connected again that was not, between these instants of room time."""
        if until - since >= LEAST_MS:
            self._untold.setdefault(live.copy.room.id, []).append((seat, since, until))

    async def turn(self) -> None:
        """Writes down what was gathered; what the store does not take now waits for the next."""
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
