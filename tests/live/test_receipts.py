"""How far announcements came: counted by workers, told to boards, never stored."""

import asyncio

from invigilate.bus.contract import Message
from invigilate.bus.memory import MemoryBus, MemoryHub
from invigilate.clock import WallClock
from invigilate.ids import RequestId, SeatId
from invigilate.rooms import commands as c
from invigilate.rooms.presence import Presences
from invigilate.store.engine import Engine
from invigilate.wire.frames import Receipts, ServerFrame
from tests.live.halls import Page, Worker, hall

S1, S2 = SeatId("s1"), SeatId("s2")


def receipts(frames: list[ServerFrame]) -> list[tuple[SeatId, int, int]]:
    return [one for frame in frames if isinstance(frame, Receipts) for one in frame.seats]


def presences(worker: Worker) -> Presences:
    return Presences(worker.hub, worker.bus, worker.clock, 10_000)


async def announced(worker: Worker) -> int:
    """An announcement's number, which is the version of its event."""
    await worker.join("s1", "d1")
    await worker.join("s2", "d2")
    await worker.do(c.Order(RequestId("r1"), c.Announce(None, "Hello")))
    return (await worker.live()).copy.version


async def test_a_board_hears_how_far_announcements_came_packed_with_the_rows(
    sqlite_engine: Engine,
) -> None:
    async with hall(sqlite_engine) as (worker,):
        number = await announced(worker)
        live = await worker.live()
        here = presences(worker)
        board = Page(live, "staff")
        board.hello()
        board.read()
        version = live.copy.version
        here.reached(live, S1, number, 0)
        here.reached(live, S2, number, 0)
        here.reached(live, S1, number, number)
        assert receipts(board.read()) == []
        live.tell_rows()
        assert receipts(board.read()) == [(S1, number, number), (S2, number, 0)]
        live.tell_rows()
        assert receipts(board.read()) == []
        assert live.copy.version == version, "nothing of it was stored"


async def test_the_newest_counts_and_no_page_runs_ahead_of_the_log(sqlite_engine: Engine) -> None:
    async with hall(sqlite_engine) as (worker,):
        number = await announced(worker)
        live = await worker.live()
        here = presences(worker)
        here.reached(live, S1, 10**9, number)
        here.reached(live, S1, 1, 1)
        assert live.receipts == {S1: (live.copy.version, number)}


async def test_a_new_board_hears_of_all_of_them_after_its_snapshot(sqlite_engine: Engine) -> None:
    async with hall(sqlite_engine) as (worker,):
        number = await announced(worker)
        live = await worker.live()
        presences(worker).reached(live, S1, number, 0)
        board = Page(live, "staff")
        board.hello()
        assert receipts(board.read()) == [(S1, number, 0)]


async def test_the_other_workers_hear_of_it_with_the_lease_and_when_they_ask(
    sqlite_engine: Engine,
) -> None:
    async with hall(sqlite_engine, workers=2) as (one, two):
        number = await announced(one)
        live, elsewhere = await one.live(), await two.live()
        there = presences(two)
        heard: asyncio.Queue[Message] = asyncio.Queue()
        meeting = MemoryHub()
        bus = MemoryBus("w0", meeting)
        listening = MemoryBus("w9", meeting)
        await bus.start(lambda _: None)
        await listening.start(heard.put_nowait)
        here = Presences(one.hub, bus, WallClock(), 10_000)
        here.reached(live, S1, number, 0)
        here.renew()
        here.renew()
        here.message(Message("who", live.copy.room.id, "w1", b""))
        async with asyncio.timeout(5):
            told = [await heard.get() for _ in range(3)]
        there.message(told[0])
        assert elsewhere.receipts == {S1: (number, 0)}
        elsewhere.receipts.clear()
        there.message(told[1])
        assert elsewhere.receipts == {}, "told once"
        there.message(told[2])
        assert elsewhere.receipts == {S1: (number, 0)}
        await bus.stop()
        await listening.stop()
