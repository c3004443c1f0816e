"""Logs that are not the one that was served: a lost tail, and a worker that still tells of it."""

import asyncio
from pathlib import Path

from invigilate.bus.memory import MemoryBus
from invigilate.hub import Hub
from invigilate.ids import DeviceId, SeatId
from invigilate.rooms import commands as c
from invigilate.rooms import events as e
from invigilate.rooms.catching_up import Story
from invigilate.rooms.followers import Followers
from invigilate.rooms.log import Copy, Missing, blank, read, written
from invigilate.rooms.step import Held
from invigilate.settings import Settings
from invigilate.store.engine import Engine
from invigilate.wire.closing import Closing
from tests.conditions import eventually
from tests.live.halls import ROOM, Page, hall

S1, D1 = SeatId("s1"), DeviceId("device-1")


async def test_a_lost_tail_closes_every_reader_so_that_a_welcome_names_what_is_lost(
    sqlite_engine: Engine,
) -> None:
    async with hall(sqlite_engine) as (worker,):
        await worker.join("s1", D1)
        await worker.do(c.Change(S1, D1, 2, c.Answer(1, "a")))
        live = await worker.live()
        pages = [Page(live, "student", "s1", D1), Page(live, "staff", None, "board")]
        for page in pages:
            page.hello()
            page.read()
        rows = await worker.keeper.log.read(Missing(((ROOM, 0),)))
        shorter = blank(ROOM, "another epoch")
        read(shorter, rows[:-1])
        worker.followers.story(ROOM, Story(shorter, [], reloaded=True))
        assert [page.reader.close_code for page in pages] == [Closing.RETRY] * 2
        assert Closing.RETRY.comes_back
        assert live.copy.room.seats[S1].devices[D1].last == 1


async def test_a_row_that_does_not_follow_is_shown_to_nobody(sqlite_engine: Engine) -> None:
    async with hall(sqlite_engine) as (worker,):
        await worker.join("s1", D1)
        live = await worker.live()
        page = Page(live, "student", "s1", "another device")
        page.hello()
        page.read()
        elsewhere = Copy(live.copy.room.fork(), live.copy.epoch, b"a log that is no more".ljust(32))
        lost = e.ChangeSaved(S1, D1, 2, c.Answer(1, "a"))
        worker.followers.heard(ROOM, [written(elsewhere, lost, elsewhere.room.at, "seat:s1", b"")])
        assert page.read() == []
        assert await worker.do(c.Change(S1, D1, 2, c.Answer(1, "b"))) == Held(2, ())
        assert live.copy.room.seats[S1].answered() == {1: "b"}
        assert live.copy.chain == worker.keeper.copies()[ROOM].chain


async def test_a_gap_on_the_bus_is_read_from_the_log_without_waiting_for_a_poll(
    sqlite_engine: Engine,
) -> None:
    async with hall(sqlite_engine) as (worker,):
        await worker.join("s1", D1)
        settings, bus = Settings(data_folder=Path("unused")), MemoryBus("another")
        there = Followers(worker.keeper.log, Hub(settings.limits), bus, worker.clock, settings)
        repairing = asyncio.create_task(there.repairing())
        live = await there.open(ROOM)
        seen = live.copy.version
        for turn in (2, 3):
            await worker.do(c.Change(S1, D1, turn, c.Answer(1, "a")))
        rows = await worker.keeper.log.read(Missing(((ROOM, seen),)))
        there.heard(ROOM, rows[1:])
        assert live.copy.version == seen
        await eventually(lambda: live.copy.version == seen + 2)
        assert live.copy.chain == rows[-1].chain
        repairing.cancel()
        await asyncio.wait([repairing])
