"""Review: time that jumps, time without a worker, and time that was only slow."""

import time
from collections.abc import Iterator
from contextlib import suppress
from typing import cast

import pytest

from invigilate.clock import WallClock
from invigilate.errors import Unavailable
from invigilate.ids import DeviceId, RoomId, SeatId
from invigilate.parts import Parts, outage_before
from invigilate.rooms import commands as c
from invigilate.rooms.keeper import RoomLog
from invigilate.rooms.live import LiveRooms
from invigilate.rooms.state import Status
from invigilate.settings import Settings
from invigilate.store import leases
from invigilate.store.engine import Engine
from invigilate.store.log_sqlite import SqliteLog
from tests.live import halls
from tests.live.halls import ROOM, Worker, add_head, hall, staffed
from tests.live.test_keeper import Failing, failing

S1, D1 = SeatId("s1"), DeviceId("device-1")
TWO_HOURS_MS = 2 * 3_600_000


class Turned(WallClock):
    """A clock that a test sets forward: the wall alone, or the whole of time."""

    wall_ms = 0
    all_ms = 0

    def now_ms(self) -> int:
        return super().now_ms() + Turned.wall_ms + Turned.all_ms

    def monotonic(self) -> float:
        return super().monotonic() + Turned.all_ms / 1_000


@pytest.fixture(autouse=True)
def clocks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    Turned.wall_ms = Turned.all_ms = 0
    monkeypatch.setattr(halls, "WallClock", Turned)
    yield
    Turned.wall_ms = Turned.all_ms = 0


async def status(worker: Worker) -> Status:
    return (await worker.live()).copy.room.seats[S1].status


async def expire(worker: Worker) -> None:
    await worker.rooms.ask(ROOM, "house", c.Expire())


async def test_a_jump_of_the_wall_clock_seals_nobody(sqlite_engine: Engine) -> None:
    async with hall(sqlite_engine) as (worker,):
        await worker.join("s1", D1)
        Turned.wall_ms = TWO_HOURS_MS
        await expire(worker)  # the first batch after the jump is the one that sees it
        assert await status(worker) is Status.IN_PROGRESS


class Slow(SqliteLog):
    """A disk that once takes its time."""

    stalls = False

    def _commit(self, writer: object) -> None:
        if self.stalls:
            self.stalls = False
            time.sleep(1.3)
        super()._commit(writer)  # type: ignore[arg-type]


def slow(engine: Engine, clock: WallClock) -> Slow:
    assert engine.path is not None
    assert engine.line is not None
    return Slow(engine.path, engine.line, clock.now_ms)


async def test_a_slow_commit_is_no_jump_of_the_clock(sqlite_engine: Engine) -> None:
    async with hall(sqlite_engine, make_log=slow) as (worker,):
        await worker.join("s1", D1)
        cast("Slow", worker.keeper.log).stalls = True
        await worker.do(c.Change(S1, D1, 2, c.Answer(1, "a")))
        await worker.do(c.Change(S1, D1, 3, c.Answer(1, "b")))
        assert worker.keeper.watch.alarm == ""


async def test_a_store_that_was_away_for_long_seals_nobody_when_it_is_back(
    sqlite_engine: Engine,
) -> None:
    async with hall(sqlite_engine, make_log=failing) as (worker,):
        await worker.join("s1", D1)
        log = worker.keeper.log
        assert isinstance(log, Failing)
        log.before = True
        with pytest.raises(Unavailable):
            await worker.do(c.Change(S1, D1, 2, c.Answer(1, "a")))
        Turned.all_ms = TWO_HOURS_MS  # two hours without a store: no answer came, no lease lived
        log.before = False
        await expire(worker)
        assert await status(worker) is Status.IN_PROGRESS


class Part:
    """What `outage_before` asks of a worker."""

    def __init__(self, engine: Engine, log: RoomLog) -> None:
        self.engine, self.log, self.settings = engine, log, Settings()

    async def room_time(self) -> int:
        return await self.log.now()


async def outage_of(engine: Engine, worker: Worker) -> tuple[int, int] | None:
    return await outage_before(cast("Parts", Part(engine, worker.keeper.log)))


async def renew(engine: Engine, worker: Worker, name: str) -> None:
    async with engine.writing() as connection:
        await leases.renew(connection, name, await worker.keeper.log.now(), 10_000)


async def test_the_second_worker_of_a_fresh_start_seals_nobody_either(
    sqlite_engine: Engine,
) -> None:
    async with hall(sqlite_engine) as (worker,):
        await worker.join("s1", D1)
        await renew(sqlite_engine, worker, "killed")
    Turned.all_ms = TWO_HOURS_MS
    async with staffed(sqlite_engine, workers=2) as (one, two):
        one.keeper.watch.outage = await outage_of(sqlite_engine, one)
        assert one.keeper.watch.outage is not None
        await renew(sqlite_engine, one, "one")  # its first renewal, before any room was woken
        two.keeper.watch.outage = await outage_of(sqlite_engine, two)
        await expire(two)
        assert await status(two) is Status.IN_PROGRESS


class House:
    """What `Parts.expire` asks of a worker."""

    def __init__(self, log: RoomLog, rooms: LiveRooms) -> None:
        self.log, self.rooms = log, rooms


async def test_a_broken_room_does_not_keep_its_neighbours_from_ending(
    sqlite_engine: Engine,
) -> None:
    other = RoomId("room-b")
    async with hall(sqlite_engine) as (worker,):
        await add_head(sqlite_engine, other)
        await worker.join("s1", D1)
        await worker.rooms.do(other, "test", c.Join(S1, D1))
        await worker.rooms.do(other, "test", c.Change(S1, D1, 1, c.Begin()))
        async with sqlite_engine.writing() as connection:
            await connection.exec_driver_sql(
                "DELETE FROM room_event WHERE room_id = ? AND version = 3", (ROOM,)
            )
    Turned.all_ms = TWO_HOURS_MS
    async with staffed(sqlite_engine) as (fresh,):
        with suppress(Unavailable):  # as the loop in `app` takes it: this sweep is over
            await Parts.expire(cast("Parts", House(fresh.keeper.log, fresh.rooms)))
        live = await fresh.live(other)
        assert live.copy.room.seats[S1].status is Status.ENDED
