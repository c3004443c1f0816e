"""Commit first, then tell: what is served, acknowledged and caught up with."""

import asyncio
import sqlite3

import pytest
from sqlalchemy import text

from invigilate.clock import WallClock
from invigilate.errors import Unavailable
from invigilate.ids import DeviceId, RequestId, RoomId, SeatId
from invigilate.rooms import commands as c
from invigilate.rooms import orders as o
from invigilate.rooms.log import BrokenLog
from invigilate.rooms.record import booklets
from invigilate.rooms.state import Status
from invigilate.rooms.step import Held
from invigilate.store.engine import Engine
from invigilate.store.log_sqlite import SqliteLog
from invigilate.wire.frames import Snapshot
from tests.conditions import eventually
from tests.live.halls import ROOM, Page, add_head, hall, staffed

S1, D1 = SeatId("s1"), DeviceId("device-1")


def answer(turn: int, value: str) -> c.Change:
    return c.Change(S1, D1, turn, c.Answer(1, value))


async def test_what_was_acknowledged_is_there_after_the_worker_died(engine: Engine) -> None:
    async with hall(engine) as (worker,):
        await worker.join("s1", D1)
        assert await worker.do(answer(2, "a")) == Held(2, ())
    async with staffed(engine) as (other,):
        live = await other.live()
        assert live.copy.room.seats[S1].answered() == {1: "a"}
        assert live.copy.room.seats[S1].status is Status.IN_PROGRESS


async def test_two_workers_on_one_room_serve_the_same(engine: Engine) -> None:
    async with hall(engine, workers=2) as (one, two):
        await one.join("s1", D1)
        await two.join("s2", "device-2")
        await two.do(c.Change(SeatId("s2"), DeviceId("device-2"), 2, c.Answer(1, "b")))
        await one.do(answer(2, "a"))
        here, there = await one.live(), await two.live()
        await eventually(lambda: here.copy.chain == there.copy.chain)
        assert here.copy.room == there.copy.room
        assert here.copy.room.seats[SeatId("s2")].answered() == {1: "b"}


async def test_a_pause_of_one_worker_holds_at_the_other(engine: Engine) -> None:
    async with hall(engine, workers=2) as (one, two):
        await one.join("s1", D1)
        await two.do(o.Order(RequestId("r1"), o.Pause(None, "fire drill")))
        assert await one.do(answer(2, "a")) == Held(2, ((2, "held:paused"),))
        await two.do(o.Order(RequestId("r2"), o.Resume(None)))
        assert await one.do(answer(3, "b")) == Held(3, ())


async def test_what_is_only_caught_up_says_nothing_of_the_store(engine: Engine) -> None:
    async with hall(engine, workers=2) as (one, two):
        await one.join("s1", D1)
        await two.do(answer(2, "a"))
        one.keeper.refused()
        assert await one.do(answer(2, "a")) == Held(2, ())
        assert one.keeper.copies()[ROOM].version == two.keeper.copies()[ROOM].version
        assert not one.keeper.stores
        await one.do(answer(3, "b"))
        assert one.keeper.stores


async def test_many_students_of_two_workers_at_once_lose_nothing(engine: Engine) -> None:
    async with hall(engine, workers=2, seats=40) as team:

        async def sit(place: int) -> None:
            worker, seat = team[place % 2], f"s{place}"
            await worker.join(seat, f"device-{place}")
            for turn in range(2, 12):
                change = c.Answer(1, "ab"[turn % 2])
                await worker.do(c.Change(SeatId(seat), DeviceId(f"device-{place}"), turn, change))

        await asyncio.gather(*(sit(place) for place in range(40)))
        record = await booklets(team[0].keeper.log, ROOM)
        assert [b.answers for b in record.booklets] == [[("choice", 1, "b")]] * 40
        assert team[0].keeper.alarms == team[1].keeper.alarms


class Failing(SqliteLog):
    """Fails commits when told to: before they happen, or after."""

    before = after = False

    def _commit(self, writer: sqlite3.Connection) -> None:
        if self.before:
            raise sqlite3.OperationalError("disk I/O error")
        super()._commit(writer)
        if self.after:
            raise sqlite3.OperationalError("connection lost after the commit")


def failing(engine: Engine, clock: WallClock) -> Failing:
    assert engine.path is not None
    assert engine.line is not None
    return Failing(engine.path, engine.line, clock.now_ms)


async def test_a_hello_while_a_commit_fails_shows_nothing_of_it(sqlite_engine: Engine) -> None:
    async with hall(sqlite_engine, make_log=failing) as (worker,):
        await worker.join("s1", D1)
        log = worker.keeper.log
        assert isinstance(log, Failing)
        log.before = True
        asked = asyncio.create_task(worker.do(answer(2, "a")))
        page = Page(await worker.live(), "student", "s1")
        page.hello()
        with pytest.raises(Unavailable):
            await asked
        (snapshot,) = page.read()
        assert isinstance(snapshot, Snapshot)
        assert snapshot.view is not None
        assert snapshot.view.answers == {}
        log.before = False
        assert await worker.do(answer(2, "a")) == Held(2, ())
        assert [type(frame).__name__ for frame in page.read()] == ["Told"]


async def test_a_commit_whose_outcome_is_unknown_is_caught_up_with(sqlite_engine: Engine) -> None:
    async with hall(sqlite_engine, make_log=failing) as (worker,):
        await worker.join("s1", D1)
        log = worker.keeper.log
        assert isinstance(log, Failing)
        log.after = True
        with pytest.raises(Unavailable):
            await worker.do(answer(2, "a"))
        log.after = False
        assert await worker.do(answer(2, "a")) == Held(2, ())
        assert await worker.do(answer(3, "b")) == Held(3, ())
        record = await booklets(log, ROOM)
        assert record.booklets[1].answers == [("choice", 1, "b")]


async def test_a_board_of_the_other_worker_hears_of_it_without_any_bus(
    sqlite_engine: Engine,
) -> None:
    async with hall(sqlite_engine, workers=2) as (one, two):
        there = await two.live()
        await two.bus.stop()
        await one.join("s1", D1)
        await eventually(lambda: there.copy.room.seats[S1].status is Status.IN_PROGRESS, within=4)
        assert two.followers.gaps["poll"] > 0
        await two.bus.start(two.followers.message)


async def test_a_missing_row_stops_the_room_and_not_its_neighbour(engine: Engine) -> None:
    other = RoomId("room-b")
    async with hall(engine) as (worker,):
        await add_head(engine, other)
        await worker.join("s1", D1)
        await worker.rooms.do(other, "test", c.Join(S1, D1))
        async with engine.writing() as connection:
            gone = text("DELETE FROM room_event WHERE room_id = :room AND version = 3")
            await connection.execute(gone, {"room": ROOM})
        with pytest.raises(BrokenLog):
            await booklets(worker.keeper.log, ROOM)
    async with staffed(engine) as (fresh,):
        with pytest.raises(Unavailable, match="needs attention"):
            await fresh.do(answer(2, "a"))
        assert fresh.keeper.alarms
        begun = c.Change(S1, D1, 1, c.Begin())
        assert await fresh.do(begun, other) == Held(1, ())


async def test_no_booklet_is_handed_out_of_a_log_that_ends_too_early(
    sqlite_engine: Engine,
) -> None:
    async with hall(sqlite_engine) as (worker,):
        await worker.join("s1", D1)
        await worker.do(answer(2, "a"))
        end = (await worker.live()).copy.version
        async with sqlite_engine.writing() as connection:
            gone = text("DELETE FROM room_event WHERE version = :end")
            await connection.execute(gone, {"end": end})
        with pytest.raises(BrokenLog, match=f"ends at {end - 1}, its head says {end}"):
            await booklets(worker.keeper.log, ROOM)


async def test_a_log_that_lost_its_tail_gives_everyone_a_fresh_snapshot(engine: Engine) -> None:
    async with hall(engine) as (worker,):
        await worker.join("s1", D1)
        live = await worker.live()
        page = Page(live, "student", "s1")
        page.hello()
        page.read()
        kept, epoch = live.copy.version, live.copy.epoch
        chain = live.copy.chain
        await worker.do(answer(2, "a"))
        page.read()
        async with engine.writing() as connection:
            lost = text("DELETE FROM room_event WHERE room_id = :room AND version > :kept")
            await connection.execute(lost, {"room": ROOM, "kept": kept})
            back = text("UPDATE room_head SET version = :kept, chain = :chain WHERE room_id = :r")
            await connection.execute(back, {"kept": kept, "chain": chain, "r": ROOM})
        assert await worker.do(answer(2, "b")) == Held(2, ())
        assert live.copy.epoch != epoch
        (snapshot,) = page.read()
        assert isinstance(snapshot, Snapshot)
        assert snapshot.view is not None
        assert snapshot.view.answers == {1: "b"}
