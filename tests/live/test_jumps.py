"""A jump of room time in one worker is shown on the boards of all, until staff say it is right."""

import asyncio
from collections.abc import Callable, Iterator

import pytest
from msgspec import msgpack

from invigilate.bus.contract import Message
from invigilate.bus.memory import MemoryBus, MemoryHub
from invigilate.clock import TestClock
from invigilate.hub import Hub
from invigilate.ids import DeviceId, SeatId
from invigilate.rooms import commands as c
from invigilate.rooms.jumps import Jumps
from invigilate.rooms.state import Status
from invigilate.rooms.watch import Watch
from invigilate.settings import Limits
from invigilate.store.engine import Engine
from invigilate.wire.frames import Jumped, ServerFrame
from tests.live import halls
from tests.live.halls import LEASE_MS, ROOM, Page, Worker, hall
from tests.live.test_review_time import TWO_HOURS_MS, Turned

S1, D1 = SeatId("s1"), DeviceId("device-1")


@pytest.fixture(autouse=True)
def clocks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    Turned.wall_ms = Turned.all_ms = 0
    monkeypatch.setattr(halls, "WallClock", Turned)
    yield
    Turned.wall_ms = Turned.all_ms = 0


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not holds():  # noqa: ASYNC110  a test looks on
            await asyncio.sleep(0)


async def expire(worker: Worker) -> None:
    await worker.rooms.ask(ROOM, "house", c.Expire())


async def status(worker: Worker) -> Status:
    await worker.followers.catch_up([ROOM])
    return (await worker.live()).copy.room.seats[S1].status


async def board_of(worker: Worker, device: str = "b") -> Page:
    page = Page(await worker.live(), "staff", device=device)
    page.hello()
    worker.jumps.came(page.reader)
    page.read()
    return page


def jumps(frames: list[ServerFrame]) -> list[int]:
    return [frame.by_ms for frame in frames if isinstance(frame, Jumped)]


async def jumped(team: list[Worker]) -> None:
    """Two hours more on the wall, seen by every worker."""
    await team[0].join("s1", D1)
    for worker in team[1:]:
        await worker.live()
        await expire(worker)
    Turned.wall_ms = TWO_HOURS_MS
    for worker in team:
        await expire(worker)
        worker.jumps.turn()


async def test_boards_of_every_worker_show_a_jump_that_one_worker_saw(
    sqlite_engine: Engine,
) -> None:
    async with hall(sqlite_engine, workers=2) as (one, two):
        here, there = await board_of(one), await board_of(two)
        await one.join("s1", D1)
        Turned.wall_ms = TWO_HOURS_MS
        await expire(one)
        one.jumps.turn()
        await until(lambda: two.jumps.by_ms != 0)
        told = jumps(here.read()), jumps(there.read())
        assert [len(by_ms) for by_ms in told] == [1, 1]
        assert abs(told[0][0] - TWO_HOURS_MS) < 1_000
        assert told[1] == told[0]
        assert two.keeper.watch.jumped_ms == 0


async def test_one_word_of_staff_reaches_every_worker(sqlite_engine: Engine) -> None:
    async with hall(sqlite_engine, workers=2) as (one, two):
        await jumped([one, two])
        await until(lambda: min(abs(one.jumps.by_ms), abs(two.jumps.by_ms)) > 0)
        for worker in (one, two):
            await expire(worker)
            assert await status(worker) is Status.IN_PROGRESS
        board = await board_of(two)
        one.jumps.confirm()
        await until(lambda: two.jumps.by_ms == 0)
        assert [one.keeper.watch.alarm, two.keeper.watch.alarm] == ["", ""]
        assert jumps(board.read()) == [0]
        await expire(two)
        assert await status(two) is Status.ENDED
        await until(lambda: one.jumps.by_ms == 0)


async def test_a_board_that_comes_later_is_told_and_a_student_is_not(
    sqlite_engine: Engine,
) -> None:
    async with hall(sqlite_engine) as (worker,):
        student = Page(await worker.live(), "student", "s1")
        student.hello()
        await jumped([worker])
        board = await board_of(worker)
        assert len(jumps(board.frames)) == 1
        assert jumps(student.read()) == []


async def test_a_worker_that_fell_silent_is_forgotten(sqlite_engine: Engine) -> None:
    async with hall(sqlite_engine, workers=2) as (one, two):
        board = await board_of(two)
        await one.join("s1", D1)
        Turned.wall_ms = TWO_HOURS_MS
        await expire(one)
        one.jumps.turn()
        await until(lambda: two.jumps.by_ms != 0)
        Turned.all_ms = LEASE_MS + 1
        two.jumps.turn()
        assert [by_ms != 0 for by_ms in jumps(board.read())] == [True, False]


async def test_a_jump_that_stands_is_said_again_to_who_missed_it() -> None:
    clock, meeting, heard = TestClock(), MemoryHub(), list[Message]()
    watch = Watch(60_000)
    bus = MemoryBus("one", meeting)
    told = Jumps(watch, Hub(Limits()), bus, clock, LEASE_MS)
    meeting.join("two", heard.append)
    await bus.start(told.message)
    try:
        watch.look(clock.now_ms(), clock.monotonic())
        watch.look(clock.now_ms() - 5_000, clock.monotonic())
        told.turn()
        told.turn()
        clock.turn(LEASE_MS / 3_000)
        told.turn()
        await until(lambda: len(heard) == 2)
        assert [message.kind for message in heard] == ["jump", "jump"]
        assert heard[0].body == heard[1].body == msgpack.encode(-5_000)
    finally:
        await bus.stop()


def test_a_lease_that_was_long_in_the_writing_is_no_jump() -> None:
    watch = Watch(60_000)
    assert watch.look(1_000, 1.0).may_expire
    watch.contact(2_000)  # read at 2 s; the lease it went into was stored at 5 s
    assert watch.look(5_100, 5.1).may_expire
    assert watch.jumped_ms == 0


def test_contacts_without_a_batch_are_no_outage_between_them() -> None:
    watch = Watch(10_000)
    for seconds in range(0, 60, 5):
        watch.contact(seconds * 1_000)
    assert watch.outage is None
    watch.contact(80_000)
    assert watch.outage == (55_000, 80_000)
