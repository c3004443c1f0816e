"""Rooms on a real database, and workers that write to them through a store's driver."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from typing import Any

import asyncpg
from sqlalchemy import insert, text

from invigilate.clock import WallClock
from invigilate.ids import DeviceId, OrganisationId, RequestId, RoomId, SeatId
from invigilate.rooms import commands as c
from invigilate.rooms import orders as o
from invigilate.rooms.keeper import RoomLog
from invigilate.rooms.log import GENESIS, Copy, Missing, blank, read
from invigilate.rooms.plan import Entry, Plan, Settings, Slot, Value
from invigilate.rooms.step import Ask, Batch, Chance, Held, Result, step
from invigilate.settings import Settings as Knobs
from invigilate.store.engine import Engine, open_engine
from invigilate.store.line import WriterLine
from invigilate.store.log_postgres import PostgresLog
from invigilate.store.log_sqlite import SqliteLog
from invigilate.store.schema import room_head

ONE, TWO = RoomId("room-1"), RoomId("room-2")
SEATS = tuple(SeatId(f"seat-{n}") for n in range(3))
PEN = DeviceId("the pen")
PLAN = Plan(
    OrganisationId("school"),
    "Physics",
    "edition",
    "delivered",
    (Slot("q1", 0, "text"), Slot("q2", 1, "text"), Slot("q3", 2, "text", limit=20)),
    3,
    settings=Settings(minutes=60),
)
_epochs = count(1)


class Place:
    """A fresh database of one kind, and what tests do to it behind the log's back."""

    def __init__(self, url: str, engine: Engine) -> None:
        self.url = url
        self.engine = engine
        self._lines: list[WriterLine] = []
        self._workers: list[Worker] = []

    @property
    def is_sqlite(self) -> bool:
        return self.engine.is_sqlite

    def worker(self) -> "Worker":
        """A worker of its own: its own connection, its own line, nothing known yet."""
        worker = Worker(self._log())
        self._workers.append(worker)
        return worker

    def _log(self) -> "FlakySqliteLog | FlakyPostgresLog":
        if self.engine.path is None:
            return FlakyPostgresLog(self.engine.dsn)
        line = WriterLine(Path(f"{self.engine.path}.writer"))
        self._lines.append(line)
        return FlakySqliteLog(self.engine.path, line, WallClock().now_ms)

    async def add_heads(self, *rooms: RoomId) -> None:
        """What publishing a session leaves: the head of an empty log."""
        for room in rooms:
            await self.order(
                insert(room_head).values(
                    room_id=room,
                    organisation_id="school",
                    version=0,
                    epoch="epoch-0",
                    chain=GENESIS,
                    at=0,
                    due_at=None,
                    created_at=0,
                )
            )

    async def order(self, statement: Any, **values: object) -> None:
        """Runs a statement, as text or built."""
        built = text(statement) if isinstance(statement, str) else statement
        async with self.engine.writing() as connection:
            await connection.execute(built, values)

    async def rows(self, question: str, **values: object) -> list[tuple[Any, ...]]:
        """What a question in SQL gives."""
        async with self.engine.reading() as connection:
            return [tuple(row) for row in await connection.execute(text(question), values)]

    async def close(self) -> None:
        for worker in self._workers:
            await worker.log.close()
        for line in self._lines:
            line.close()
        await self.engine.close()


@asynccontextmanager
async def place(url: str) -> AsyncIterator[Place]:
    """The database at this URL, which has its tables."""
    made = Place(url, open_engine(Knobs(database_url=url)))
    yield made
    await made.close()


class Flaky:
    """Whether the next commit fails, before it happens or after it did."""

    fails = ""

    def failing(self, when: str) -> bool:
        if self.fails != when:
            return False
        self.fails = ""
        return True


class FlakySqliteLog(Flaky, SqliteLog):
    def _commit(self, writer: SqliteConnection) -> None:
        if self.failing("before"):
            raise OSError("the disk is gone before the commit")
        super()._commit(writer)
        if self.failing("after"):
            raise OSError("nobody knows whether it was committed")


class FlakyPostgresLog(Flaky, PostgresLog):
    async def _commit(self, writer: asyncpg.Connection) -> None:
        if self.failing("before"):
            raise OSError("the connection is gone before the commit")
        await super()._commit(writer)
        if self.failing("after"):
            raise OSError("nobody knows whether it was committed")


class Worker:
    """A worker's keeper without its loop: the copies it knows, and one batch after another."""

    def __init__(self, log: FlakySqliteLog | FlakyPostgresLog) -> None:
        self.log = log
        self.copies: dict[RoomId, Copy] = {}

    async def run(self, *asks: Ask, **more: Any) -> Batch:
        """One batch. Raises what the driver raises; the copies are then as before."""
        batch = await self.log.run(step(self.copies, list(asks), chance(), **more))
        for room, story in batch.stories.items():
            self.copies[room] = story.copy
        for room in batch.broken:
            self.copies.pop(room, None)
        return batch

    async def ask(self, room: RoomId, *commands: c.Command) -> list[Result]:
        """What becomes of these commands in one batch of their own."""
        return (await self.run(asked(room, *commands))).results[0]

    async def open(self, *rooms: RoomId) -> None:
        """Opens the rooms: every seat has joined and begun, so turn 2 is the next."""
        await self.run(*(asked(room, *opening()) for room in rooms))


def chance() -> Chance:
    """Salts from the system, epochs that count."""
    return Chance(lambda: os.urandom(16), lambda: f"epoch-{next(_epochs)}")


def asked(room: RoomId, *commands: c.Command) -> Ask:
    return Ask(room, "house", commands)


def opening() -> list[c.Command]:
    """A room with all seats in progress."""
    entries = tuple(Entry(seat, f"{n:03}", f"Student {n}") for n, seat in enumerate(SEATS))
    joins = [command for seat in SEATS for command in (c.Join(seat, PEN), begin(seat))]
    return [c.Open(PLAN), c.Enrol(entries), *joins]


def begin(seat: SeatId) -> c.Change:
    return c.Change(seat, PEN, 1, c.Begin())


def answer(turn: int, value: Value, seat: SeatId = SEATS[0], slot: int = 0) -> c.Change:
    return c.Change(seat, PEN, turn, c.Answer(slot, value))


def pause(request: str) -> o.Order:
    return o.Order(RequestId(request), o.Pause(None, "fire drill"))


def saved(last: int) -> Held:
    """Where a device stands of which everything was saved."""
    return Held(last, ())


async def from_the_log(log: RoomLog, room: RoomId) -> Copy:
    """The room as its whole log tells it, every link of the chain verified."""
    head = (await log.heads((room,)))[0]
    copy = blank(room, head.epoch)
    read(copy, await log.read(Missing(((room, 0),))))
    assert (copy.version, copy.chain) == (head.version, head.chain)
    return copy


def plain(copy: Copy) -> Copy:
    """The copy without what is only a fork's own bookkeeping, to be compared."""
    whole = copy.fork()
    whole.room.shared = None
    return whole
