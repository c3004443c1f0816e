"""What the office changes while a room is brought an older state stays as the office has it."""

from msgspec.structs import replace

from invigilate.ids import RoomId, SeatId
from invigilate.rooms.live import LiveRooms, Opening
from invigilate.rooms.plan import Entry, Settings
from invigilate.store.engine import Engine
from tests.live.halls import PLAN, ROOM, Worker, hall

OLD = Opening(PLAN, (Entry("s1", "1", "Old Name"), Entry("s2", "2", "Who Goes")), None)
NEW = Opening(
    replace(PLAN, settings=Settings(minutes=60, auto_submit=False)),
    (Entry("s1", "1", "New Name"), Entry("s3", "3", "Who Comes")),
    "4711",
)


class Office:
    """An office that is edited at the other worker between a read and what follows from it."""

    def __init__(self, there: Worker) -> None:
        self.current = OLD
        self.edits = 1
        self.there = LiveRooms(there.keeper, there.followers, there.hub, self._read)

    async def _read(self, _: RoomId) -> Opening:
        return self.current

    async def opening(self, _: RoomId) -> Opening:
        """What there is; changed before whoever asked can do anything with it."""
        read = self.current
        if self.edits:
            self.edits -= 1
            self.current = NEW
            await self.there.bring(ROOM)
        return read


async def test_an_edit_on_the_way_is_not_brought_back_to_what_it_was(
    sqlite_engine: Engine,
) -> None:
    async with hall(sqlite_engine, workers=2) as (one, two):
        office = Office(two)
        rooms = LiveRooms(one.keeper, one.followers, one.hub, office.opening)
        live = await rooms.wake(ROOM)
        room = live.copy.room
        assert room.plan is not None
        assert room.plan.settings == NEW.plan.settings
        names = {seat: one.entry.name for seat, one in room.seats.items() if not one.withdrawn}
        assert names == {SeatId("s1"): "New Name", SeatId("s3"): "Who Comes"}
        assert one.hub.codes == {"4711": ROOM}


async def test_a_room_that_nobody_edits_is_brought_once(sqlite_engine: Engine) -> None:
    async with hall(sqlite_engine) as (one,):
        await one.live()
        version = (await one.live()).copy.version
        await one.rooms.bring(ROOM)
        assert (await one.live()).copy.version == version
