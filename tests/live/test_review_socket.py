"""Review: what a busy socket is told of its position."""

import asyncio
from dataclasses import replace

from invigilate.ids import DeviceId, SeatId
from invigilate.rooms import commands as c
from invigilate.settings import Limits
from invigilate.store.engine import Engine
from invigilate.wire.frames import Alive, Snapshot
from tests.live.halls import Page, hall
from tests.live.test_slow_readers import Edge, Line


async def test_a_page_that_is_busy_writing_is_told_its_position_too(
    sqlite_engine: Engine,
) -> None:
    async with hall(sqlite_engine) as (worker,):
        edge = Edge(worker)
        edge.settings = replace(edge.settings, limits=Limits(heartbeat_seconds=0.2))
        live, line = await worker.live(), Line()
        await worker.join("s1", "s1's device")
        async with edge.talking(live, line, "s1"):
            await line.until(2)
            (reader,) = live.readers
            for turn in range(2, 32):  # 1.5 s: seven heartbeats are due
                change = c.Change(SeatId("s1"), DeviceId("s1's device"), turn, c.Answer(1, "a"))
                await worker.do(change)
                reader.say(Alive(0, "", 0))  # stands for the acknowledgement on this socket
                await asyncio.sleep(0.05)
            told = [f for f in line.frames if isinstance(f, Alive) and f.version > 0]
            assert told != []


async def test_a_long_text_is_not_sent_back_whole_to_whoever_types_it(
    sqlite_engine: Engine,
) -> None:
    async with hall(sqlite_engine) as (worker,):
        await worker.join("s1", "d1")
        live = await worker.live()
        own = Page(live, "student", "s1", "d1")
        own.hello()
        own.read()
        text = "\N{CJK UNIFIED IDEOGRAPH-6587}" * 90_000  # allowed: 100,000 code points
        await worker.do(c.Change(SeatId("s1"), DeviceId("d1"), 2, c.Answer(0, text)))
        assert [f for f in own.read() if isinstance(f, Snapshot)] == []
