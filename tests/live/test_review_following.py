"""Review: followers under a race, and waking under a crowd."""

import asyncio
from typing import Any, cast

import pytest

from invigilate.clock import WallClock
from invigilate.errors import NotFound
from invigilate.ids import DeviceId, RoomId, SeatId
from invigilate.rooms import commands as c
from invigilate.rooms.answering import Who, seated
from invigilate.rooms.live import LiveRooms, Opening
from invigilate.rooms.log import Head, Missing, Newest
from invigilate.store.engine import Engine
from invigilate.store.log_sqlite import SqliteLog
from tests.live.halls import PLAN, ROOM, Page, entries, hall, staffed

S1, D1 = SeatId("s1"), DeviceId("device-1")


class Late(SqliteLog):
    """Answers are on their way for a while after they were read."""

    after_heads: asyncio.Event | None = None
    after_read: asyncio.Event | None = None
    holding = 0

    async def heads(self, rooms: tuple[RoomId, ...] | None = None) -> list[Head]:
        found = await super().heads(rooms)
        gate, self.after_heads = self.after_heads, None
        if gate is not None:
            self.holding += 1
            await gate.wait()
        return found

    async def read(self, want: Missing | Newest) -> list[Any]:
        found = await super().read(want)
        if isinstance(want, Missing):
            gate, self.after_read = self.after_read, None
            if gate is not None:
                self.holding += 1
                await gate.wait()
        return found


def late(engine: Engine, clock: WallClock) -> Late:
    assert engine.path is not None
    assert engine.line is not None
    return Late(engine.path, engine.line, clock.now_ms)


async def until_held(log: Late, times: int) -> None:
    while log.holding < times:  # noqa: ASYNC110  a test looks on
        await asyncio.sleep(0)


async def test_a_commit_while_heads_are_on_their_way_resets_nobody(
    sqlite_engine: Engine,
) -> None:
    async with hall(sqlite_engine, make_log=late) as (worker,):
        await worker.join("s1", D1)
        await worker.live()
        log = cast("Late", worker.keeper.log)
        gate = log.after_heads = asyncio.Event()
        looking = asyncio.create_task(worker.followers.catch_up([ROOM], poll=True))
        await until_held(log, 1)
        await worker.do(c.Change(S1, D1, 2, c.Answer(1, "a")))
        gate.set()
        await looking
        assert worker.followers.recoveries == 0


async def test_nobody_is_ever_taken_back_in_a_log_that_is_whole(sqlite_engine: Engine) -> None:
    async with hall(sqlite_engine, make_log=late) as (worker,):
        await worker.join("s1", D1)
        live = await worker.live()
        page = Page(live, "student", "s1", "other")
        page.hello()
        page.read()
        log = cast("Late", worker.keeper.log)
        heads, rows = asyncio.Event(), asyncio.Event()
        log.after_heads = heads
        looking = asyncio.create_task(worker.followers.catch_up([ROOM], poll=True))
        await until_held(log, 1)
        await worker.do(c.Change(S1, D1, 2, c.Answer(1, "a")))
        log.after_read = rows
        heads.set()
        await asyncio.sleep(0.05)
        await worker.do(c.Change(S1, D1, 3, c.Answer(1, "b")))
        page.read()
        seen = live.copy.version
        rows.set()
        await looking
        assert live.copy.version >= seen


async def test_a_crowd_that_wakes_a_room_has_its_roster_brought_once(
    sqlite_engine: Engine,
) -> None:
    async with hall(sqlite_engine) as (worker,):
        asked = 0

        async def opening(room: RoomId) -> Opening | None:
            nonlocal asked
            asked += 1
            await asyncio.sleep(0)
            return Opening(PLAN, entries(10), None)

        rooms = LiveRooms(worker.keeper, worker.followers, worker.hub, opening)
        await asyncio.gather(*(rooms.wake(ROOM) for _ in range(200)))
        assert asked == 2  # read, brought, and looked at again: however many came


async def test_twenty_wakings_of_a_hall_of_5000_on_postgresql_come_through(
    postgresql_engine: Engine,
) -> None:
    async with hall(postgresql_engine, seats=5_000) as (worker,):
        await worker.live()
    async with staffed(postgresql_engine, seats=5_000) as (fresh,):
        woken = await asyncio.gather(
            *(fresh.rooms.wake(ROOM) for _ in range(20)), return_exceptions=True
        )
        assert [one for one in woken if isinstance(one, Exception)] == []


async def test_a_seat_that_another_worker_made_a_moment_ago_may_say_hello_here(
    sqlite_engine: Engine,
) -> None:
    async with hall(sqlite_engine, workers=2) as (one, two):
        await one.live()
        await two.live()
        await two.bus.stop()  # as without Redis: the poll has not come round yet
        new = entries(11)[-1:]
        seat, device = SeatId(new[0].seat), DeviceId("device-new")
        await one.rooms.do(ROOM, "house", c.Enrol(new))
        await one.do(c.Join(seat, device))
        try:
            live = await seated(two.rooms, Who(ROOM, device, "student", seat, "", None, ""))
        except NotFound as wrong:  # the socket is closed with 4504: the page never comes back
            pytest.fail(f"closed for ever: {wrong.word}")
        finally:
            await two.bus.start(two.followers.message)
        assert device in live.copy.room.seats[seat].devices
