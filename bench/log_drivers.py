"""What the keeper's own two drivers gain over SQLAlchemy doing the same, on this machine.

    python -m bench.log_drivers
    python -m bench.log_drivers --seconds 5 --postgres postgresql://user@127.0.0.1/empty_database

Each line runs the real step (lock, catch up, decide, append, commit) at saturation: one worker,
batches of answers to `ROOMS` rooms, durable commits. Read the ratios; the absolutes are this
machine's. Without --postgres a private server is started, where its programs are installed.
"""

import argparse
import logging
import os
import tempfile
import time
from collections.abc import AsyncIterator, Generator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from itertools import count, repeat
from pathlib import Path
from statistics import quantiles
from typing import Any, Protocol, TypeVar

import structlog
import uvloop
from sqlalchemy import bindparam, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from invigilate.clock import WallClock
from invigilate.ids import DeviceId, OrganisationId, RoomId, SeatId
from invigilate.rooms import commands as c
from invigilate.rooms.log import GENESIS, Append, Copy, Head, Lock, Locked, LogRow, Missing, Want
from invigilate.rooms.plan import Entry, Plan, Slot
from invigilate.rooms.step import Ask, Batch, Chance, step
from invigilate.settings import Settings
from invigilate.store.engine import Engine, open_engine
from invigilate.store.log_postgres import NOW, PostgresLog
from invigilate.store.log_sqlite import SqliteLog
from invigilate.store.migrate import migrate
from invigilate.store.schema import new_id, room_event, room_head
from tests.servers.postgres import PostgresServer, fresh_database
from tests.servers.programs import NotThere

ROOMS = [RoomId(f"room-{n}") for n in range(4)]
SEATS = [SeatId(f"seat-{n}") for n in range(64)]
DEVICE = DeviceId("device")
PLAN = Plan(OrganisationId("school"), "Bench", "e", "d", (Slot("q1", 0, "text"),), 1)
BATCHES = (64, 256)
T = TypeVar("T")


class Driver(Protocol):
    """What is measured."""

    async def run(self, steps: Generator[Want, Any, T]) -> T: ...


class SqlAlchemyLog:
    """The same conversation, written with SQLAlchemy Core over its asyncio drivers."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._clock = WallClock()

    async def run(self, steps: Generator[Want, Any, T]) -> T:
        async with self._engine.writing() as connection:
            answer: Any = None
            while True:
                try:
                    want = steps.send(answer)
                except StopIteration as done:
                    result: T = done.value
                    return result
                answer = await self._answer(connection, want)

    async def _answer(self, connection: AsyncConnection, want: Want) -> Any:
        match want:
            case Lock(rooms=rooms):
                return await self._locked(connection, rooms)
            case Missing(after=after):
                return [row for place in after for row in await _missing(connection, *place)]
            case Append():
                await _append(connection, want)
                return None
            case _:
                return []

    async def _locked(self, connection: AsyncConnection, rooms: tuple[RoomId, ...]) -> Locked:
        h = room_head.c
        question = select(h.room_id, h.version, h.epoch, h.chain, h.at, h.due_at)
        question = question.where(h.room_id.in_(rooms)).order_by(h.room_id).with_for_update()
        heads = {row[0]: Head(*row) for row in await connection.execute(question)}
        if self._engine.is_sqlite:
            return Locked(heads, self._clock.now_ms())
        now = await connection.execute(text(NOW))
        return Locked(heads, int(now.scalar_one()))


async def _missing(connection: AsyncConnection, room: RoomId, version: int) -> list[LogRow]:
    e = room_event.c
    question = select(room_event).where(e.room_id == room, e.version > version).order_by(e.version)
    return [LogRow(*row) for row in await connection.execute(question)]


async def _append(connection: AsyncConnection, want: Append) -> None:
    rows = [
        {
            "room_id": row.room,
            "version": row.version,
            "at": row.at,
            "actor": row.actor,
            "kind": row.kind,
            "body": row.body,
            "salt": row.salt,
            "digest": row.digest,
            "chain": row.chain,
        }
        for row in want.rows
    ]
    await connection.execute(insert(room_event), rows)
    names = ("version", "epoch", "chain", "at", "due_at")
    moved = update(room_head).where(room_head.c.room_id == bindparam("room"))
    moved = moved.values({name: bindparam(f"new_{name}") for name in names})
    heads = [
        {"room": head.room} | {f"new_{name}": getattr(head, name) for name in names}
        for head in want.heads
    ]
    await connection.execute(moved, heads)


@dataclass
class Figures:
    """What one run gave."""

    commands_per_second: float
    p50_ms: float
    p99_ms: float
    cpu_us: float
    """Of this process, for each command."""


class Bench:
    """One worker that writes as fast as it can."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        self._copies: dict[RoomId, Copy] = {}
        self._chance = Chance(lambda: os.urandom(16), new_id)
        self._turn = 1

    async def measure(self, batch: int, seconds: float) -> Figures:
        await self._open()
        await self._answer(batch)
        took = []
        commands = 0
        start, cpu = time.perf_counter(), time.process_time()
        while time.perf_counter() - start < seconds:
            before = time.perf_counter()
            await self._answer(batch)
            took.append((time.perf_counter() - before) * 1_000)
            commands += batch
        elapsed, used = time.perf_counter() - start, time.process_time() - cpu
        cuts = quantiles(took, n=100)
        return Figures(commands / elapsed, cuts[49], cuts[98], used / commands * 1e6)

    async def _open(self) -> None:
        entries = tuple(Entry(seat, f"{n:03}", f"Student {n}") for n, seat in enumerate(SEATS))
        joined = [
            command
            for seat in SEATS
            for command in (c.Join(seat, DEVICE), c.Change(seat, DEVICE, 1, c.Begin()))
        ]
        await self._run([Ask(room, "house", (c.Open(PLAN), c.Enrol(entries))) for room in ROOMS])
        await self._run([Ask(room, "house", tuple(joined)) for room in ROOMS])

    async def _answer(self, batch: int) -> None:
        """One batch: each of so many students sends one more answer."""
        self._turn += 1
        change = c.Answer(0, f"the answer number {self._turn}")
        places = [(room, seat) for seat in SEATS for room in ROOMS][:batch]
        asks = [
            Ask(room, f"seat:{seat}", (c.Change(seat, DEVICE, self._turn, change),))
            for room, seat in places
        ]
        await self._run(asks)

    async def _run(self, asks: list[Ask]) -> None:
        done: Batch = await self._driver.run(step(self._copies, asks, self._chance))
        assert (done.broken, done.alarms) == ({}, [])
        for room, story in done.stories.items():
            self._copies[room] = story.copy


@asynccontextmanager
async def prepared(url: str) -> AsyncIterator[Engine]:
    """A database with its tables and the heads of the rooms, emptied first."""
    await migrate(url)
    engine = open_engine(Settings(database_url=url))
    heads = [
        {
            "room_id": room,
            "organisation_id": "school",
            "version": 0,
            "epoch": "epoch",
            "chain": GENESIS,
            "at": 0,
            "due_at": None,
            "created_at": 0,
        }
        for room in ROOMS
    ]
    async with engine.writing() as connection:
        await connection.execute(room_event.delete())
        await connection.execute(room_head.delete())
        await connection.execute(insert(room_head), heads)
    yield engine
    await engine.close()


async def own(engine: Engine, batch: int, seconds: float) -> Figures:
    """The keeper's driver."""
    log: SqliteLog | PostgresLog
    if engine.path is not None and engine.line is not None:
        log = SqliteLog(engine.path, engine.line, WallClock().now_ms)
    else:
        log = PostgresLog(engine.dsn)
    try:
        return await Bench(log).measure(batch, seconds)
    finally:
        await log.close()


async def with_sqlalchemy(engine: Engine, batch: int, seconds: float) -> Figures:
    """The same with SQLAlchemy."""
    return await Bench(SqlAlchemyLog(engine)).measure(batch, seconds)


async def compare(store: str, peer: str, urls: Iterator[str], seconds: float) -> None:
    """Prints four lines: both drivers, both sizes of a batch, each on a database from `urls`."""
    for batch in BATCHES:
        async with prepared(next(urls)) as engine:
            theirs = await with_sqlalchemy(engine, batch, seconds)
        async with prepared(next(urls)) as engine:
            ours = await own(engine, batch, seconds)
        for name, figures in ((peer, theirs), (f"own driver ({store})", ours)):
            ratio = figures.commands_per_second / theirs.commands_per_second
            print(
                f"{name:28}{batch:6}{figures.commands_per_second:14,.0f}{ratio:8.2f}"
                f"{figures.p50_ms:10.2f}{figures.p99_ms:10.2f}{figures.cpu_us:10.0f}",
                flush=True,
            )


async def main(seconds: float, postgres: str | None) -> None:
    """Everything, as a table."""
    print(
        f"{'driver':28}{'batch':>6}{'commands/s':>14}{'ratio':>8}"
        f"{'p50 ms':>10}{'p99 ms':>10}{'CPU µs':>10}"
    )
    with tempfile.TemporaryDirectory() as folder:
        files = (f"sqlite:///{Path(folder)}/bench-{n}.sqlite3" for n in count())
        await compare("sqlite3", "SQLAlchemy + aiosqlite", files, seconds)
    async with AsyncExitStack() as stack:
        if postgres is None:
            try:
                server = PostgresServer()
            except NotThere as missing:
                print(f"PostgreSQL is left out: {missing}")
                return
            stack.callback(server.remove)
            postgres = await stack.enter_async_context(fresh_database(server))
        await compare("asyncpg", "SQLAlchemy + asyncpg", repeat(postgres), seconds)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=3.0, help="of each line")
    parser.add_argument("--postgres", help="URL of a database that may be emptied")
    chosen = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    uvloop.run(main(chosen.seconds, chosen.postgres))
