"""A hall for tests: workers in one process over one database and one bus, with one room.

Everything is real but the sockets: a `Page` is a reader whose frames are collected as they would
be sent, and read back through the codec.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from invigilate.bus.contract import Message
from invigilate.bus.memory import MemoryBus, MemoryHub
from invigilate.clock import WallClock
from invigilate.fanout import Reader, Role
from invigilate.hub import Hub, LiveRoom
from invigilate.ids import DeviceId, OrganisationId, RoomId, SeatId
from invigilate.rooms import commands as c
from invigilate.rooms.followers import Followers
from invigilate.rooms.jumps import Jumps
from invigilate.rooms.keeper import Keeper, RoomLog
from invigilate.rooms.live import LiveRooms, Opening
from invigilate.rooms.log import GENESIS
from invigilate.rooms.plan import Entry, Plan, Settings, Slot
from invigilate.rooms.step import Result
from invigilate.settings import Settings as ServerSettings
from invigilate.store.engine import Engine
from invigilate.store.log_postgres import PostgresLog
from invigilate.store.log_sqlite import SqliteLog
from invigilate.store.schema import room_head
from invigilate.wire.codec import read_server
from invigilate.wire.frames import ServerFrame

ROOM = RoomId("room-a")
LEASE_MS = 10_000
PLAN = Plan(
    OrganisationId("school"),
    "A sitting",
    "edition-1",
    "delivered-1",
    (Slot("essay", 0, "essay"), Slot("choice", 1, "choice", ("a", "b"))),
    2,
    settings=Settings(minutes=60),
)


def entries(count: int) -> tuple[Entry, ...]:
    """So many students: seats s0…, numbers 1000…"""
    return tuple(Entry(f"s{n}", str(1_000 + n), f"Student {n}") for n in range(count))


class Worker:
    """One worker: its keeper, followers and hub, running."""

    def __init__(
        self, engine: Engine, bus: MemoryBus, settings: ServerSettings, log: RoomLog, seats: int
    ) -> None:
        self.engine = engine
        self.bus = bus
        self.clock = WallClock()
        self.hub = Hub(settings.limits)
        self.followers = Followers(log, self.hub, bus, self.clock, settings)
        self.keeper = Keeper(log, self.clock, settings, self.followers.story)
        self.rooms = LiveRooms(self.keeper, self.followers, self.hub, self._opening)
        self.jumps = Jumps(self.keeper.watch, self.hub, bus, self.clock, LEASE_MS)
        self._entries = entries(seats)
        self._tasks: list[asyncio.Task[None]] = []

    async def _opening(self, room: RoomId) -> Opening | None:
        return Opening(PLAN, self._entries, None)

    async def start(self) -> None:
        """Begins to work."""
        await self.bus.start(self._heard)
        loops = (
            self.keeper.run(),
            self.followers.repairing(),
            self.followers.polling(),
            self.hub.waking(),
        )
        self._tasks = [asyncio.create_task(loop) for loop in loops]

    def _heard(self, message: Message) -> None:
        (self.followers if message.kind == "rows" else self.jumps).message(message)

    async def stop(self) -> None:
        """Stops at once, as a killed worker would: nothing that waits is finished."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.bus.stop()
        await self.keeper.log.close()

    async def do(self, command: c.Command, room: RoomId = ROOM) -> Result:
        """One command, as whoever may."""
        return await self.rooms.do(room, "test", command)

    async def join(self, seat: str, device: str) -> None:
        """Joins and begins."""
        await self.do(c.Join(SeatId(seat), DeviceId(device)))
        await self.do(c.Change(SeatId(seat), DeviceId(device), 1, c.Begin()))

    async def live(self, room: RoomId = ROOM) -> LiveRoom:
        """The room as this worker serves it."""
        return await self.rooms.wake(room)


class Page:
    """A reader of a live room whose frames are kept."""

    def __init__(
        self, live: LiveRoom, role: Role, seat: str | None = None, device: str = "d"
    ) -> None:
        self.live = live
        self.reader = Reader(role, DeviceId(device), "msgpack", (seat and SeatId(seat)) or None)
        self.frames: list[ServerFrame] = []

    def hello(self, epoch: str = "", version: int = 0, chain: str = "") -> bool:
        """Attaches at a position; says whether it may resume there."""
        return self.live.attach(self.reader, epoch, version, chain)

    def read(self) -> list[ServerFrame]:
        """All that would be sent now."""
        new: list[ServerFrame] = []
        while self.reader.behind():
            new += [read_server(data) for data in self.reader.collect(self.live.snapshot)]
        self.frames += new
        return new


Logs = Callable[[Engine, WallClock], RoomLog]


def log_of(engine: Engine, clock: WallClock) -> RoomLog:
    """The driver for this database."""
    if engine.is_sqlite:
        assert engine.path is not None
        assert engine.line is not None
        return SqliteLog(engine.path, engine.line, clock.now_ms)
    return PostgresLog(engine.dsn)


async def add_head(engine: Engine, room: RoomId = ROOM) -> None:
    """What publishing a session leaves for its room."""
    head: dict[str, Any] = {
        "room_id": room,
        "organisation_id": "school",
        "version": 0,
        "epoch": "epoch-1",
        "chain": GENESIS,
        "at": 0,
        "due_at": None,
        "created_at": 0,
    }
    async with engine.writing() as connection:
        await connection.execute(insert(room_head).values(head))


@asynccontextmanager
async def hall(
    engine: Engine, workers: int = 1, seats: int = 10, make_log: Logs = log_of
) -> AsyncIterator[list[Worker]]:
    """So many workers over one database, with one published session of so many students."""
    await add_head(engine)
    async with staffed(engine, workers, seats, make_log) as team:
        yield team


@asynccontextmanager
async def staffed(
    engine: Engine, workers: int = 1, seats: int = 10, make_log: Logs = log_of
) -> AsyncIterator[list[Worker]]:
    """So many workers over what earlier ones left."""
    meeting = MemoryHub()
    settings = ServerSettings(data_folder=Path("unused"))
    team = [
        Worker(engine, MemoryBus(f"w{n}", meeting), settings, make_log(engine, WallClock()), seats)
        for n in range(workers)
    ]
    for worker in team:
        await worker.start()
    try:
        yield team
    finally:
        for worker in team:
            await worker.stop()
