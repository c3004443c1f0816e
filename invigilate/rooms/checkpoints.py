"""Writes rooms down whole now and then, so that a cold one loads without its whole log."""

import asyncio

from invigilate.ids import RoomId
from invigilate.rooms.catching_up import checkpoint_of
from invigilate.rooms.keeper import Keeper
from invigilate.rooms.log import Copy, Newest
from invigilate.rooms.tables import write_checkpoint
from invigilate.store.engine import Engine

EVERY_EVENTS = 2_000
EVENTS_PER_SEAT = 10
KEPT = 2


class Checkpoints:
    """One worker's share: a room that its keeper holds and that went far since the last one.

    The keeper's copies are never changed, only replaced, so a thread may read them.
    """

    def __init__(self, keeper: Keeper, engine: Engine) -> None:
        self._keeper = keeper
        self._engine = engine
        self._written: dict[RoomId, int] = {}

    async def turn(self) -> int:
        """Writes what is due; says how many rooms."""
        due = [
            copy
            for room, copy in self._keeper.copies().items()
            if copy.version - self._written.setdefault(room, copy.version) >= _interval(copy)
        ]
        for copy in due:
            await self._write(copy)
        return len(due)

    async def write(self, room: RoomId) -> None:
        """Writes this room down as it is, where the keeper has it and no checkpoint is as new."""
        copy = self._keeper.copies().get(room)
        if copy is None:
            return
        points = await self._keeper.log.read(Newest((room,)))
        if not any((p.version, p.chain) == (copy.version, copy.chain) for p in points):
            await self._write(copy)

    def forget(self, room: RoomId) -> None:
        """This room left the worker's memory."""
        self._written.pop(room, None)

    async def _write(self, copy: Copy) -> None:
        point = await asyncio.to_thread(checkpoint_of, copy)
        async with self._engine.writing() as connection:
            await write_checkpoint(connection, point, KEPT * EVERY_EVENTS)
        self._written[point.room] = point.version


def _interval(copy: Copy) -> int:
    """A large room is written down less often: its body grows with its seats."""
    return max(EVERY_EVENTS, EVENTS_PER_SEAT * len(copy.room.seats))
