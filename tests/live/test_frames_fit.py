"""Five thousand seats and the longest text: no frame is larger than a message may be."""

from invigilate.hub import LiveRoom
from invigilate.ids import DeviceId, RequestId, SeatId
from invigilate.rooms import commands as c
from invigilate.rooms import orders as o
from invigilate.rooms.board import board_head, rows_since
from invigilate.rooms.plan import ESSAY_LIMIT, Entry
from invigilate.rooms.views import follow, student_view
from invigilate.store.engine import Engine
from invigilate.wire.codec import MESSAGE_BYTES, read_server
from invigilate.wire.frames import Presence, ServerFrame, Snapshot, Told
from invigilate.wire.snapshots import whole_board, whole_view
from tests.live.halls import ROOM, Page, Worker, hall

S1, D1 = SeatId("s1"), DeviceId("device-1")


def read(page: Page) -> list[ServerFrame]:
    """All that would be sent now, none of it too large."""
    frames: list[ServerFrame] = []
    while page.reader.behind():
        for data in page.reader.collect(page.live.snapshot):
            assert len(data) <= MESSAGE_BYTES
            frames.append(read_server(data))
    return frames


async def five_thousand(worker: Worker) -> LiveRoom:
    """The room with 5,000 students who have joined, their ids as long as they are in life."""
    seats = [SeatId(f"{n:022}") for n in range(5_000)]
    enrolled = tuple(Entry(seat, f"number {seat}", "Student") for seat in seats)
    joins = [c.Join(seat, DeviceId(seat)) for seat in seats]
    await worker.rooms.ask(ROOM, "test", c.Enrol(enrolled), *joins)
    return await worker.live()


def offline(frames: list[ServerFrame]) -> list[tuple[SeatId, int]]:
    return [pair for frame in frames if isinstance(frame, Presence) for pair in frame.seats]


async def test_a_board_of_five_thousand_hears_who_is_offline_in_pieces(
    sqlite_engine: Engine,
) -> None:
    async with hall(sqlite_engine, seats=0) as (worker,):
        live = await five_thousand(worker)
        board = Page(live, "staff")
        board.hello()
        frames = read(board)
        joined = [(s, seat.joined_at) for s, seat in live.copy.room.seats.items() if seat.joined_at]
        assert offline(frames) == joined
        assert len(joined) == 5_000
        parts = [f.board for f in frames if isinstance(f, Snapshot) and f.board is not None]
        assert whole_board(parts).rows == rows_since(live.copy.room, 0)
        told = live.presence(everyone=True)
        assert [pair for frame in told for pair in frame.seats] == joined


async def test_another_device_keeps_up_with_the_longest_text(sqlite_engine: Engine) -> None:
    async with hall(sqlite_engine) as (worker,):
        await worker.join("s1", D1)
        live = await worker.live()
        pages = [Page(live, "student", "s1", device) for device in (D1, "other")]
        views = []
        for page in pages:
            page.hello()
            (snapshot,) = read(page)
            assert isinstance(snapshot, Snapshot)
            views.append(snapshot.view)
        view = views[1]
        for turn, text in enumerate(("short", "😀" * ESSAY_LIMIT, "short again"), 2):
            await worker.do(c.Change(S1, D1, turn, c.Answer(0, text)))
            frames = read(pages[1])
            parts = [f.view for f in frames if isinstance(f, Snapshot) and f.view is not None]
            view = whole_view(parts) if parts else view
            assert view is not None
            for news in (one for f in frames if isinstance(f, Told) for one in f.news):
                follow(view, news)
            assert view == student_view(live.copy.room, S1)
        assert read(pages[0]) == []


async def test_an_announcement_to_thousands_of_chosen_seats_reaches_the_board(
    sqlite_engine: Engine,
) -> None:
    async with hall(sqlite_engine, seats=0) as (worker,):
        live = await five_thousand(worker)
        board = Page(live, "staff")
        board.hello()
        read(board)
        await worker.do(o.Order(RequestId("r1"), o.Announce(tuple(live.copy.room.seats), "Hello")))
        parts = [f.board for f in read(board) if isinstance(f, Snapshot) and f.board is not None]
        assert whole_board(parts).head == board_head(live.copy.room)
