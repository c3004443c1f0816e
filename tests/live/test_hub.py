"""What readers hear: in order, once, as events or as a snapshot; and what they are spared."""

from invigilate.fanout import CONTROL_LIMIT, Entry, Reader, Ring
from invigilate.ids import DeviceId, RequestId, SeatId
from invigilate.rooms import commands as c
from invigilate.rooms import orders as o
from invigilate.rooms.board import Row, board_head, rows_since
from invigilate.rooms.staff_news import follow_head
from invigilate.rooms.views import follow, student_view
from invigilate.store.engine import Engine
from invigilate.wire.frames import Acked, Alive, Presence, Rows, Snapshot, Staff, StaffTold, Told
from invigilate.wire.snapshots import whole_board
from tests.live.halls import Page, Worker, hall


async def pause(worker: Worker, request: str = "r1") -> None:
    await worker.do(o.Order(RequestId(request), o.Pause(None, "drill")))


async def say(worker: Worker, request: str, text: str) -> None:
    await worker.do(o.Order(RequestId(request), o.Announce(None, text)))


async def test_a_view_followed_by_what_is_told_equals_a_fresh_view(sqlite_engine: Engine) -> None:
    async with hall(sqlite_engine) as (worker,):
        await worker.join("s1", "d1")
        live = await worker.live()
        page = Page(live, "student", "s1", "other")
        page.hello()
        (snapshot,) = page.read()
        assert isinstance(snapshot, Snapshot)
        assert snapshot.view is not None
        await worker.do(c.Change(SeatId("s1"), DeviceId("d1"), 2, c.Answer(1, "a")))
        await pause(worker)
        await say(worker, "r2", "Please wait.")
        await worker.do(o.Order(RequestId("r3"), o.Resume(None)))
        for frame in page.read():
            assert isinstance(frame, Told)
            for news in frame.news:
                follow(snapshot.view, news)
        assert snapshot.view == student_view(live.copy.room, SeatId("s1"))


async def test_a_device_is_not_told_what_it_wrote_itself(sqlite_engine: Engine) -> None:
    async with hall(sqlite_engine) as (worker,):
        await worker.join("s1", "d1")
        live = await worker.live()
        own, other = Page(live, "student", "s1", "d1"), Page(live, "student", "s1", "d2")
        for page in (own, other):
            page.hello()
            page.read()
        await worker.do(c.Change(SeatId("s1"), DeviceId("d1"), 2, c.Answer(1, "a")))
        assert own.read() == []
        assert [type(frame).__name__ for frame in other.read()] == ["Told"]


async def test_another_device_that_was_not_there_to_hear_it_gets_a_snapshot(
    sqlite_engine: Engine,
) -> None:
    async with hall(sqlite_engine) as (worker,):
        await worker.join("s1", "d1")
        live = await worker.live()
        own = Page(live, "student", "s1", "d1")
        own.hello()
        own.read()
        position = live.position
        await worker.do(c.Change(SeatId("s1"), DeviceId("d1"), 2, c.Answer(1, "a")))
        again, other = Page(live, "student", "s1", "d1"), Page(live, "student", "s1", "d2")
        assert again.hello(live.copy.epoch, *position)
        assert again.read() == []
        other.hello(live.copy.epoch, *position)
        (snapshot,) = other.read()
        assert isinstance(snapshot, Snapshot)
        assert snapshot.view is not None
        assert snapshot.view.answers == {1: "a"}


async def test_who_comes_back_hears_what_was_missed_and_nothing_twice(
    sqlite_engine: Engine,
) -> None:
    async with hall(sqlite_engine) as (worker,):
        await worker.join("s1", "d1")
        live = await worker.live()
        page = Page(live, "student", "s1")
        page.hello()
        page.read()
        version, chain = live.position
        live.detach(page.reader)
        await pause(worker)
        await say(worker, "r2", "one")
        back = Page(live, "student", "s1")
        assert back.hello(live.copy.epoch, version, chain)
        told = back.read()
        assert [frame.news for frame in told if isinstance(frame, Told)] == [
            frame.news
            for frame in (entry.frame for entry in live.students.slice(0, 9))
            if isinstance(frame, Told) and frame.version > version
        ]
        again = Page(live, "student", "s1")
        assert again.hello(live.copy.epoch, *live.position)
        assert again.read() == []


async def test_news_of_ones_own_do_not_move_past_those_for_all_that_come_with_them(
    sqlite_engine: Engine,
) -> None:
    async with hall(sqlite_engine) as (worker,):
        await worker.join("s1", "d1")
        await pause(worker)
        live = await worker.live()
        page = Page(live, "student", "s1", "d1")
        page.hello()
        page.read()
        await worker.do(o.Order(RequestId("r2"), o.Resume(None)))
        told = [frame for frame in page.read() if isinstance(frame, Told)]
        kinds = [[type(news).__name__ for news in frame.news] for frame in told]
        assert kinds == [["SeatChanged"], ["Resumed"]]
        ordered, resumed = list(live.chains)[-2:]
        assert [(frame.version, frame.chain8) for frame in told] == [ordered, resumed]


async def test_a_position_on_another_log_gets_a_snapshot(sqlite_engine: Engine) -> None:
    async with hall(sqlite_engine) as (worker,):
        await worker.join("s1", "d1")
        live = await worker.live()
        for position in (
            ("another epoch", *live.position),
            (live.copy.epoch, live.position[0], "00000000"),
            (live.copy.epoch, live.position[0] + 5, live.position[1]),
            (live.copy.epoch, 0, ""),
        ):
            page = Page(live, "student", "s1")
            assert not page.hello(*position)
            (frame,) = page.read()
            assert isinstance(frame, Snapshot)


async def test_frames_told_live_and_told_on_return_are_the_same_bytes(
    sqlite_engine: Engine,
) -> None:
    async with hall(sqlite_engine) as (worker,):
        await worker.join("s1", "d1")
        live = await worker.live()
        page = Page(live, "student", "s1")
        page.hello()
        page.read()
        position = live.position
        await pause(worker)
        seen = [bytes(data) for data in page.reader.collect(live.snapshot)]
        back = Reader("student", DeviceId("d"), "msgpack", SeatId("s1"))
        live.attach(back, live.copy.epoch, *position)
        assert [bytes(data) for data in back.collect(live.snapshot)] == seen


async def test_a_board_kept_current_equals_a_fresh_board(sqlite_engine: Engine) -> None:
    async with hall(sqlite_engine, seats=30) as (worker,):
        live = await worker.live()
        board = Page(live, "staff", device="b")
        board.hello()
        rows: dict[SeatId, Row] = {}
        head = None
        for seat in range(30):
            await worker.join(f"s{seat}", f"d{seat}")
            live.tell_rows()
        await pause(worker)
        await say(worker, "r2", "one")
        await worker.do(o.Order(RequestId("r3"), o.Resume(None)))
        await say(worker, "r4", "two")
        live.tell_rows()
        for frame in board.read():
            if isinstance(frame, Snapshot):
                assert frame.board is not None
                head = frame.board.head
                rows |= {row.seat: row for row in frame.board.rows}
            elif isinstance(frame, Rows):
                rows |= {row.seat: row for row in frame.rows}
            elif isinstance(frame, StaffTold):
                for news in frame.news:
                    assert head is not None
                    head = follow_head(head, news)
        assert sorted(rows.values(), key=lambda row: row.seat) == sorted(
            rows_since(live.copy.room, 0), key=lambda row: row.seat
        )
        assert head == board_head(live.copy.room)


async def test_a_fresh_board_brings_what_was_ordered_before(sqlite_engine: Engine) -> None:
    async with hall(sqlite_engine) as (worker,):
        live = await worker.live()
        await pause(worker)
        await worker.do(o.Order(RequestId("r3"), o.Resume(None)))
        board = Page(live, "staff", device="b")
        board.hello()
        parts = [f.board for f in board.read() if isinstance(f, Snapshot) and f.board is not None]
        deeds = whole_board(parts).deeds or []
        assert [(done.deed, done.word) for done in deeds] == [("Pause", ""), ("Resume", "")]


async def test_a_board_that_comes_back_gets_the_rows_above_its_position(
    sqlite_engine: Engine,
) -> None:
    async with hall(sqlite_engine, seats=30) as (worker,):
        live = await worker.live()
        await worker.join("s1", "d1")
        live.tell_rows()
        position = live.rows_told
        await worker.join("s2", "d2")
        board = Page(live, "staff", device="b")
        assert board.hello(live.copy.epoch, *position)
        told = [frame for frame in board.read() if isinstance(frame, Rows)]
        assert [[row.seat for row in frame.rows] for frame in told] == [["s2"]]


async def test_a_board_that_comes_back_gets_the_rows_that_the_others_were_told_meanwhile(
    sqlite_engine: Engine,
) -> None:
    async with hall(sqlite_engine, seats=30) as (worker,):
        live = await worker.live()
        await worker.join("s1", "d1")
        live.tell_rows()
        left = live.rows_told
        await worker.join("s2", "d2")
        live.tell_rows()
        await worker.join("s3", "d3")
        board = Page(live, "staff", device="b")
        assert board.hello(live.copy.epoch, *left)
        told = [frame for frame in board.read() if isinstance(frame, Rows)]
        assert [[row.seat for row in frame.rows] for frame in told] == [["s2", "s3"]]


async def test_rows_come_after_everything_that_was_told_before_them(
    sqlite_engine: Engine,
) -> None:
    async with hall(sqlite_engine) as (worker,):
        live = await worker.live()
        board = Page(live, "staff", device="b")
        board.hello()
        board.read()
        await worker.join("s1", "d1")
        await pause(worker)
        live.tell_rows()
        kinds = [type(frame).__name__ for frame in board.read()]
        assert kinds == ["StaffTold", "StaffTold", "Rows"]


async def test_a_board_is_told_who_is_offline_with_its_snapshot(sqlite_engine: Engine) -> None:
    async with hall(sqlite_engine) as (worker,):
        await worker.join("s1", "d1")
        await worker.join("s2", "d2")
        live = await worker.live()
        Page(live, "student", "s2", "d2").hello()
        board = Page(live, "staff", device="b")
        board.hello()
        *_, presence, staff = board.read()
        assert staff == Staff([""])
        assert isinstance(presence, Presence)
        assert [seat for seat, _ in presence.seats] == ["s1"]


def entry(version: int, size: int = 10) -> Entry:
    return Entry(version, 0, Alive(version, "x" * size, 0))


def test_a_ring_knows_from_where_on_it_has_everything() -> None:
    ring = Ring(5, most=3, most_bytes=10_000)
    assert ring.after(4) is None
    assert ring.after(5) == 0
    for version in (6, 8, 9, 11):
        ring.add(entry(version))
    assert ring.after(5) is None
    assert ring.after(6) == 1
    assert ring.after(8) == 2
    assert ring.after(11) == 4


def test_a_ring_is_bounded_in_bytes_too() -> None:
    ring = Ring(0, most=100, most_bytes=1_000)
    for version in range(1, 50):
        ring.add(entry(version, 100))
    assert ring.end - ring.first < 12


def test_a_reader_off_the_ring_gets_a_snapshot_and_goes_on_from_there() -> None:
    ring = Ring(0, most=3, most_bytes=10_000)
    reader = Reader("student", DeviceId("d"), "msgpack", SeatId("s"))
    reader.start([ring], 0)
    for version in range(1, 6):
        ring.add(entry(version))
    asked = []

    def snapshot(who: Reader) -> list[Alive]:
        asked.append(who)
        return [Alive(5, "fresh", 0)]

    assert len(reader.collect(snapshot)) == 1
    assert asked == [reader]
    assert not reader.behind()
    ring.add(entry(6))
    assert len(reader.collect(snapshot)) == 1
    assert len(asked) == 1


def test_a_reader_that_asks_and_does_not_read_is_cut() -> None:
    reader = Reader("student", DeviceId("d"), "msgpack", SeatId("s"))
    for turn in range(CONTROL_LIMIT + 1):
        reader.say(Acked(DeviceId("d"), turn, [], False, False))
    assert reader.close_code == 4000


def test_two_rings_are_merged_by_version_and_the_seat_goes_first() -> None:
    wide, own = Ring(0, 10, 10_000), Ring(0, 10, 10_000)
    reader = Reader("student", DeviceId("d"), "msgpack", SeatId("s"))
    reader.start([wide, own], 0)
    frames = {
        name: Alive(version, name, 0)
        for name, version in (("wide 2", 2), ("own 2", 2), ("own 1", 1), ("wide 3", 3))
    }
    wide.add(Entry(2, 1, frames["wide 2"]))
    own.add(Entry(1, 0, frames["own 1"]))
    own.add(Entry(2, 0, frames["own 2"]))
    wide.add(Entry(3, 1, frames["wide 3"]))
    told = reader.collect(lambda _: [])
    assert [name for data in told for name in frames if name.encode() in data] == [
        "own 1",
        "own 2",
        "wide 2",
        "wide 3",
    ]
