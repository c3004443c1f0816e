"""Writes rooms down whole now and then, so that a cold one loads without its whole log."""

import asyncio

from sqlalchemy import delete, insert

from invigilate.ids import RoomId
from invigilate.rooms.keeper import Keeper
from invigilate.rooms.log import Checkpoint
from invigilate.rooms.step import checkpoint_of
from invigilate.store.engine import Connection, Engine
from invigilate.store.schema import room_checkpoint

EVERY_EVENTS = 2_000
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
            live.copy.fork()
            for room, live in self._hub.live.items()
            if live.copy.version - self._written.setdefault(room, live.copy.version) >= EVERY_EVENTS
        ]
        for copy in due:
            point = await asyncio.to_thread(checkpoint_of, copy)
            async with self._engine.writing() as connection:
                await _write(connection, point)
            self._written[point.room] = point.version
        return len(due)


async def _write(connection: Connection, point: Checkpoint) -> None:
    mine = room_checkpoint.c.room_id == point.room
    older = point.version - KEPT * EVERY_EVENTS
    await connection.execute(
        delete(room_checkpoint).where(
            mine
            & ((room_checkpoint.c.version <= older) | (room_checkpoint.c.version == point.version))
        )
    )
    await connection.execute(
        insert(room_checkpoint).values(
            room_id=point.room,
            version=point.version,
            epoch=point.epoch,
            chain=point.chain,
            body=point.body,
        )
    )
