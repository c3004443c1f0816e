"""Rooms that are over leave this worker's memory; whoever asks for one wakes it again.

Over means: closed, and for some minutes nobody was connected to it here and nobody asked. What was
decided here is written down first, so that waking reads a checkpoint and not a whole sitting.
"""

import structlog

from invigilate.clock import Clock
from invigilate.hub import LiveRoom
from invigilate.ids import RoomId
from invigilate.rooms.checkpoints import Checkpoints
from invigilate.rooms.live import LiveRooms

log = structlog.get_logger(__name__)

IDLE_SECONDS = 300.0


class Sleeping:
    """Puts the rooms of one worker to sleep."""

    def __init__(self, rooms: LiveRooms, checkpoints: Checkpoints, clock: Clock) -> None:
        self._rooms = rooms
        self._checkpoints = checkpoints
        self._clock = clock
        self._idle_since: dict[RoomId, float] = {}

    async def turn(self) -> int:
        """Lets go of what was idle for long enough; says how many rooms. Raises Unavailable."""
        now = self._clock.monotonic()
        idle = self._over()
        self._rooms.asked = set()
        self._idle_since = {room: self._idle_since.get(room, now) for room in sorted(idle)}
        slept = 0
        for room, since in self._idle_since.items():
            if now - since >= IDLE_SECONDS:
                await self._checkpoints.write(room)
                if room in self._over() and self._rooms.let_go(room):
                    log.info("a room that is over was let go", room=room)
                    self._checkpoints.forget(room)
                    slept += 1
        return slept

    def _over(self) -> set[RoomId]:
        """The rooms that are over and that nobody asked for since the last turn."""
        asked, live = self._rooms.asked, self._rooms.hub.live.items()
        return {room for room, one in live if is_over(one) and room not in asked}


def is_over(live: LiveRoom) -> bool:
    """Whether nothing more will be written here, and nobody here is reading."""
    return live.copy.room.closed_at is not None and not live.readers
