"""How far announcements came: gathered by workers, written to the log, told to boards."""

import asyncio

from invigilate.ids import RequestId, SeatId
from invigilate.rooms import orders as o
from invigilate.rooms.receipts import TURNS_APART
from invigilate.rooms.receipts import Receipts as Gathered
from invigilate.store.engine import Engine
from invigilate.wire.frames import Receipts, ServerFrame
from tests.live.halls import ROOM, Page, Worker, hall

S1, S2 = SeatId("s1"), SeatId("s2")


def receipts(frames: list[ServerFrame]) -> list[tuple[SeatId, int, int]]:
    return [one for frame in frames if isinstance(frame, Receipts) for one in frame.seats]


async def announced(worker: Worker) -> int:
    """An announcement's number, which is the version of its event."""
    await worker.join("s1", "d1")
    await worker.join("s2", "d2")
    await worker.do(o.Order(RequestId("r1"), o.Announce(None, "Hello")))
    return (await worker.live()).copy.version


async def write(worker: Worker, came: int, shown: int) -> None:
    """What the first of them said, written down."""
    here = Gathered(worker.rooms)
    here.reached(await worker.live(), S1, came, shown)
    await here.turn()


async def test_a_board_hears_of_all_that_came_in_a_moment_from_one_event(
    sqlite_engine: Engine,
) -> None:
    async with hall(sqlite_engine) as (worker,):
        number = await announced(worker)
        live, here = await worker.live(), Gathered(worker.rooms)
        board = Page(live, "staff")
        board.hello()
        board.read()
        here.reached(live, S1, number, 0)
        here.reached(live, S2, number, 0)
        here.reached(live, S1, number, number)
        await here.turn()
        assert live.copy.version == number + 1, "one event for all of them"
        assert receipts(board.read()) == []
        live.tell_rows()
        assert receipts(board.read()) == [(S1, number, number), (S2, number, 0)]
        live.tell_rows()
        assert receipts(board.read()) == []


async def test_what_is_said_again_is_not_written_again(sqlite_engine: Engine) -> None:
    async with hall(sqlite_engine) as (worker,):
        number = await announced(worker)
        live, here = await worker.live(), Gathered(worker.rooms)
        here.reached(live, S1, number, 0)
        await here.turn()
        here.reached(live, S1, number, 0)
        await here.turn()
        await here.told(live, S1, number, 0)
        assert live.copy.version == number + 1


async def test_what_comes_by_http_is_one_event_too_and_answered_once_it_is_written(
    sqlite_engine: Engine,
) -> None:
    async with hall(sqlite_engine) as (worker,):
        number = await announced(worker)
        live, here = await worker.live(), Gathered(worker.rooms)
        both = [asyncio.ensure_future(here.told(live, seat, number, 0)) for seat in (S1, S2)]
        await asyncio.sleep(0)
        assert [one.done() for one in both] == [False, False]
        await here.turn()
        await asyncio.gather(*both)
        assert live.copy.version == number + 1


async def test_after_an_event_a_room_rests_and_then_tells_all_that_came_meanwhile(
    sqlite_engine: Engine,
) -> None:
    async with hall(sqlite_engine) as (worker,):
        number = await announced(worker)
        live, here = await worker.live(), Gathered(worker.rooms)
        here.reached(live, S1, number, 0)
        await here.turn()
        here.reached(live, S2, number, 0)
        for _ in range(TURNS_APART - 1):
            await here.turn()
            here.reached(live, S1, number, number)
        assert live.copy.version == number + 1
        await here.turn()
        assert live.copy.version == number + 2


async def test_a_new_board_hears_of_all_of_them_after_its_snapshot(sqlite_engine: Engine) -> None:
    async with hall(sqlite_engine) as (worker,):
        number = await announced(worker)
        await write(worker, number, 0)
        board = Page(await worker.live(), "staff")
        board.hello()
        assert receipts(board.read()) == [(S1, number, 0)]


async def test_the_other_workers_read_it_in_the_log(sqlite_engine: Engine) -> None:
    async with hall(sqlite_engine, workers=2) as (one, two):
        number = await announced(one)
        await two.live()
        await write(one, number, number)
        await two.followers.catch_up([ROOM])
        board = Page(await two.live(), "staff")
        board.hello()
        assert receipts(board.read()) == [(S1, number, number)]
