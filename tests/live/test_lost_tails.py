"""After a failover that lost the end of a log, every page comes back with a hello."""

from invigilate.ids import DeviceId, SeatId
from invigilate.rooms import commands as c
from invigilate.rooms.catching_up import Story
from invigilate.rooms.log import Missing, blank, read
from invigilate.store.engine import Engine
from invigilate.wire.closing import Closing
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
