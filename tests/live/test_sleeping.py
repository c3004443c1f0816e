"""Rooms that are over leave a worker's memory, and come back whole when somebody asks."""

import pytest
from msgspec import msgpack

from invigilate.clock import TestClock
from invigilate.ids import DeviceId, SeatId
from invigilate.rooms import commands as c
from invigilate.rooms.checkpoints import Checkpoints
from invigilate.rooms.log import Newest
from invigilate.rooms.sleeping import IDLE_SECONDS, Sleeping
from invigilate.store.engine import Engine
from tests.live.halls import ROOM, Page, Worker, hall

S1, D1 = SeatId("s1"), DeviceId("device-1")


class Night:
    """Puts the rooms of one worker to sleep, by a clock of its own."""

    def __init__(self, worker: Worker) -> None:
        self.clock = TestClock()
        self.sleeping = Sleeping(
            worker.rooms, Checkpoints(worker.keeper, worker.engine), self.clock
        )

    async def falls(self, seconds: float = IDLE_SECONDS) -> int:
        """How many rooms fell asleep, looked at twice with that time between."""
        before = await self.sleeping.turn()
        self.clock.turn(seconds)
        return before + await self.sleeping.turn()


async def sit(worker: Worker) -> bytes:
    """A sitting from its first student to its close; the room at the end."""
    await worker.join("s1", D1)
    await worker.do(c.Change(S1, D1, 2, c.Answer(1, "a")))
    await worker.do(c.Close("over"))
    return msgpack.encode((await worker.live()).copy.room)


async def test_a_room_that_is_over_is_let_go_and_wakes_from_its_checkpoint(
    engine: Engine,
) -> None:
    async with hall(engine) as (worker,):
        was = await sit(worker)
        night = Night(worker)
        await night.sleeping.turn()
        assert await night.falls() == 1
        assert (worker.hub.live, worker.keeper.copies(), worker.hub.codes) == ({}, {}, {})
        (point,) = await worker.keeper.log.read(Newest((ROOM,)))
        live = await worker.live()
        assert (point.version, point.chain) == (live.copy.version, live.copy.chain)
        assert msgpack.encode(live.copy.room) == was
        page = Page(live, "student", "s1", D1)
        page.hello()
        assert len(page.read()) == 1


async def test_two_workers_put_the_same_room_to_sleep(engine: Engine) -> None:
    async with hall(engine, workers=2) as (one, two):
        await sit(one)
        await two.do(c.Expire())
        for worker in (one, two):
            night = Night(worker)
            await night.sleeping.turn()
            assert await night.falls() == 1
        assert len(await one.keeper.log.read(Newest((ROOM,)))) == 1


@pytest.mark.parametrize("seconds", [0.0, IDLE_SECONDS - 1])
async def test_a_room_stays_for_some_minutes(sqlite_engine: Engine, seconds: float) -> None:
    async with hall(sqlite_engine) as (worker,):
        await sit(worker)
        night = Night(worker)
        await night.sleeping.turn()
        assert await night.falls(seconds) == 0


async def test_a_room_that_is_not_closed_or_that_is_read_stays(sqlite_engine: Engine) -> None:
    async with hall(sqlite_engine) as (worker,):
        night = Night(worker)
        await worker.join("s1", D1)
        assert [await night.falls() for _ in range(2)] == [0, 0]
        page = Page(await worker.live(), "staff")
        page.hello()
        await worker.do(c.Close("over"))
        assert [await night.falls() for _ in range(2)] == [0, 0]
        page.live.detach(page.reader)
        assert await night.falls() == 1


async def test_a_room_that_somebody_asked_for_meanwhile_stays(sqlite_engine: Engine) -> None:
    async with hall(sqlite_engine) as (worker,):
        await sit(worker)
        night = Night(worker)
        for _ in range(3):
            await worker.live()
            assert await night.falls(IDLE_SECONDS / 2) == 0
