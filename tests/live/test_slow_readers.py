"""A reader that stops reading: others do not wait, memory does not grow, nothing is lost."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from starlette.types import Message
from starlette.websockets import WebSocket

from invigilate.clock import Clock
from invigilate.draining import Draining
from invigilate.fanout import AT_ONCE, CONTROL_LIMIT, ROWS_LIMIT, Entry, Reader, Ring
from invigilate.hub import LiveRoom
from invigilate.ids import DeviceId, RequestId, SeatId
from invigilate.rooms import orders as o
from invigilate.rooms.answering import Who
from invigilate.rooms.presence import Presences
from invigilate.rooms.receipts import Receipts
from invigilate.rooms.socket import ABORT, Conversation
from invigilate.rooms.views import Noticed, follow, student_view
from invigilate.settings import Limits, Settings
from invigilate.store.engine import Engine
from invigilate.wire.closing import Closing
from invigilate.wire.codec import encode, read_server
from invigilate.wire.frames import (
    Acked,
    Alive,
    Answered,
    Hello,
    Presence,
    Rows,
    ServerFrame,
    Snapshot,
    Told,
    Welcome,
)
from invigilate.wire.pace import Pace
from invigilate.wire.receiving import Role, ServerPeer
from tests.live.halls import ROOM, Page, Worker, hall

LIMITS = Limits(stuck_seconds=0.1, ring_events=16)
FRESH = Hello("", "", 0, "")


class Line:
    """The server's end of a socket, as ASGI shows it; `stalls`: its peer never reads."""

    def __init__(self, *, stalls: bool = False, gone: bool = False) -> None:
        self.frames: list[ServerFrame] = []
        self.close_tried: list[int] = []
        self.aborted = 0
        self._stalls, self._gone = stalls, gone
        self._arrived = asyncio.Event()
        extensions = {ABORT: self._abort}
        scope = {"type": "websocket", "path": "/live", "headers": [], "extensions": extensions}
        self.websocket = WebSocket(scope, self._receive, self._send)

    async def _receive(self) -> Message:
        if self.websocket.client_state.name == "CONNECTING":
            return {"type": "websocket.connect"}
        await asyncio.Event().wait()
        raise AssertionError("nothing ever comes")

    async def _send(self, message: Message) -> None:
        if message["type"] == "websocket.close":
            self.close_tried.append(message["code"])
        if self._gone and message["type"] == "websocket.send":
            raise OSError("the peer is gone")
        if self._stalls and message["type"] != "websocket.accept":
            await asyncio.Event().wait()
        if message["type"] == "websocket.send":
            self.frames.append(read_server(message["bytes"]))
            self._arrived.set()

    def _abort(self) -> None:
        self.aborted += 1

    async def until(self, count: int) -> list[ServerFrame]:
        """Once so many frames came: all of them."""
        async with asyncio.timeout(10):
            while len(self.frames) < count:
                self._arrived.clear()
                await self._arrived.wait()
        return self.frames

    def notices(self) -> list[str]:
        """The texts that were announced over this line, in order."""
        told = [frame for frame in self.frames if isinstance(frame, Told)]
        news = [one for frame in told for one in frame.news]
        return [one.notice.text for one in news if isinstance(one, Noticed)]


@dataclass
class Edge:
    """What a socket needs of the server: one worker's, with limits of our own."""

    worker: Worker
    settings: Settings = field(
        default_factory=lambda: Settings(data_folder=Path("unused"), limits=LIMITS)
    )

    def __post_init__(self) -> None:
        worker = self.worker
        self.rooms, self.jumps = worker.rooms, worker.jumps
        self.clock: Clock = worker.clock
        self.handshakes = Pace(1_000, 1_000)
        self.presences = Presences(worker.hub, worker.bus, worker.clock, 10_000)
        self.receipts = Receipts(worker.rooms)
        self.draining = Draining(worker.hub)

    async def read_ticket(self, ticket: str) -> Who:
        raise AssertionError(f"whoever talks here was let in before: {ticket}")

    @asynccontextmanager
    async def talking(
        self, live: LiveRoom, line: Line, seat: str, hello: Hello = FRESH
    ) -> AsyncIterator[asyncio.Task[None]]:
        """A conversation over this line while the block runs."""
        await line.websocket.accept()
        who = Who(ROOM, DeviceId(f"{seat}'s device"), "student", SeatId(seat), "", None, "")
        peer = ServerPeer(0)
        peer.received(encode(FRESH), 0)
        peer.admitted(Role.STUDENT)
        talk = asyncio.create_task(Conversation(line.websocket, self, who, live, peer).run(hello))
        try:
            yield talk
        finally:
            talk.cancel()
            await asyncio.wait([talk])


async def announce(worker: Worker, text: str) -> None:
    await worker.do(o.Order(RequestId(text), o.Announce(None, text)))


async def ended(talk: asyncio.Task[None]) -> None:
    async with asyncio.timeout(10):
        await talk


async def test_a_stalled_reader_keeps_neither_the_room_nor_anybody_in_it_waiting(
    sqlite_engine: Engine,
) -> None:
    async with hall(sqlite_engine) as (worker,):
        edge, live = Edge(worker), await worker.live()
        patient = replace(edge.settings, limits=Limits(stuck_seconds=300))
        stalled, healthy = Line(stalls=True), Line()
        async with (
            Edge(worker, patient).talking(live, stalled, "s1") as stuck,
            edge.talking(live, healthy, "s2"),
        ):
            await healthy.until(2)
            texts = [f"announcement {n}" for n in range(50)]
            for text in texts:
                await announce(worker, text)
            await healthy.until(2 + len(texts))
            assert healthy.notices() == texts
            assert stalled.frames == []
            assert not stuck.done()


async def test_a_stalled_reader_is_cut_as_slow_and_let_go_of(sqlite_engine: Engine) -> None:
    async with hall(sqlite_engine) as (worker,):
        live, line = await worker.live(), Line(stalls=True)
        async with Edge(worker).talking(live, line, "s1") as talk:
            await ended(talk)
        assert (line.close_tried, line.aborted) == ([Closing.SLOW], 1)
        assert Closing.SLOW.comes_back
        assert live.readers == set()


async def test_a_reader_that_reads_is_not_cut(sqlite_engine: Engine) -> None:
    async with hall(sqlite_engine) as (worker,):
        edge, live = Edge(worker), await worker.live()
        line, stalled = Line(), Line(stalls=True)
        async with edge.talking(live, line, "s1") as talk:
            async with edge.talking(live, stalled, "s2") as other:
                await ended(other)
            await announce(worker, "still here")
            await line.until(3)
            assert (line.notices(), line.close_tried, talk.done()) == (["still here"], [], False)


async def test_a_peer_that_is_gone_ends_the_conversation_at_once(sqlite_engine: Engine) -> None:
    async with hall(sqlite_engine) as (worker,):
        live, line = await worker.live(), Line(gone=True)
        patient = Settings(data_folder=Path("unused"), limits=Limits(stuck_seconds=300))
        async with Edge(worker, patient).talking(live, line, "s1") as talk:
            await ended(talk)
        assert (line.close_tried, live.readers) == ([], set())


async def test_whoever_was_cut_hears_exactly_what_was_missed(sqlite_engine: Engine) -> None:
    async with hall(sqlite_engine) as (worker,):
        edge, live = Edge(worker), await worker.live()
        await announce(worker, "before")
        seen = live.position
        stalled, back = Line(stalls=True), Line()
        hello = Hello("", live.copy.epoch, *seen)
        async with edge.talking(live, stalled, "s1", hello) as talk:
            for text in ("one", "two"):
                await announce(worker, text)
            await ended(talk)
        await announce(worker, "three")
        async with edge.talking(live, back, "s1", hello):
            welcome, *told = await back.until(4)
            assert isinstance(welcome, Welcome)
            assert welcome.resumed
            assert [type(frame).__name__ for frame in told] == ["Told"] * 3
            assert back.notices() == ["one", "two", "three"]


async def test_whoever_fell_off_the_ring_gets_a_snapshot_that_lacks_nothing(
    sqlite_engine: Engine,
) -> None:
    async with hall(sqlite_engine) as (worker,):
        edge, live = Edge(worker), await worker.live()
        seen = live.position
        live.students = Ring(live.copy.version, LIMITS.ring_events, LIMITS.ring_bytes)
        for n in range(3 * LIMITS.ring_events):
            await announce(worker, f"announcement {n}")
        back = Line()
        async with edge.talking(live, back, "s1", Hello("", live.copy.epoch, *seen)):
            welcome, snapshot = await back.until(2)
            assert isinstance(welcome, Welcome)
            assert not welcome.resumed
            assert isinstance(snapshot, Snapshot)
            assert snapshot.view == student_view(live.copy.room, SeatId("s1"))


async def test_a_reader_that_lags_within_one_socket_catches_up_to_a_fresh_view(
    sqlite_engine: Engine,
) -> None:
    async with hall(sqlite_engine) as (worker,):
        await worker.join("s1", "d1")
        live = await worker.live()
        live.students = Ring(live.copy.version, LIMITS.ring_events, LIMITS.ring_bytes)
        page = Page(live, "student", "s1", "d2")
        page.hello()
        page.read()
        for n in range(2 * LIMITS.ring_events):
            await announce(worker, f"announcement {n}")
        (snapshot,) = page.read()
        assert isinstance(snapshot, Snapshot)
        assert snapshot.view is not None
        await announce(worker, "the last")
        for frame in page.read():
            assert isinstance(frame, Told)
            for news in frame.news:
                follow(snapshot.view, news)
        assert snapshot.view == student_view(live.copy.room, SeatId("s1"))


async def test_a_cancelled_conversation_leaves_nobody_attached_and_is_told_offline(
    sqlite_engine: Engine,
) -> None:
    async with hall(sqlite_engine) as (worker,):
        await worker.join("s1", "s1's device")
        live, line = await worker.live(), Line()
        board = Page(live, "staff", device="board")
        board.hello()
        board.read()
        async with Edge(worker).talking(live, line, "s1") as talk:
            await line.until(2)
            assert live.is_online(SeatId("s1"))
            talk.cancel()
            await asyncio.wait([talk])
        assert live.readers == {board.reader}
        assert not live.is_online(SeatId("s1"))
        told = [frame.seats for frame in board.read() if isinstance(frame, Presence)]
        assert told == [[("s1", 0)], [("s1", live.offline[SeatId("s1")])]]


async def test_a_stalled_reader_that_was_cut_is_told_offline(sqlite_engine: Engine) -> None:
    async with hall(sqlite_engine) as (worker,):
        await worker.join("s1", "s1's device")
        live, line = await worker.live(), Line(stalls=True)
        async with Edge(worker).talking(live, line, "s1") as talk:
            await ended(talk)
        assert live.presence() == [Presence([(SeatId("s1"), live.offline[SeatId("s1")])])]


# --- memory is bounded ----------------------------------------------------------------------


def reader_at(*rings: Ring, **more: Any) -> Reader:
    reader = Reader("student", DeviceId("d"), "msgpack", SeatId("s"), **more)
    reader.start(list(rings), 0)
    return reader


def test_nothing_is_kept_for_a_reader_that_lags_beyond_the_ring() -> None:
    ring = Ring(0, most=16, most_bytes=10_000)
    readers = [reader_at(ring) for _ in range(3)]
    for version in range(1, 1_001):
        ring.add(Entry(version, 0, Alive(version, "", 0)))
    assert ring.end - ring.first == 16
    assert [reader.cursors for reader in readers] == [[0], [0], [0]]
    assert all(reader.lagged() for reader in readers)


def test_answers_that_are_not_read_are_bounded_in_number() -> None:
    reader = reader_at(Ring(0, 16, 10_000))
    for turn in range(3 * CONTROL_LIMIT):
        reader.say(Acked(DeviceId("d"), turn, [], False, False))
    assert reader.close_code == Closing.SLOW
    assert len(reader.collect(lambda _: [])) == CONTROL_LIMIT


def test_answers_that_are_not_read_are_bounded_in_bytes() -> None:
    reader = reader_at(Ring(0, 16, 10_000), most_bytes=64 * 1024)
    skipped = [(SeatId(f"seat {n:03}"), "not-begun") for n in range(500)]
    for n in range(100):
        reader.say(Answered(RequestId(f"r{n}"), False, "", 0, skipped))
    assert reader.close_code == Closing.SLOW
    assert sum(len(data) for data in reader.collect(lambda _: [])) <= 64 * 1024


def test_what_was_collected_counts_no_more() -> None:
    reader = reader_at(Ring(0, 16, 10_000), most_bytes=1_024)
    for turn in range(10 * CONTROL_LIMIT):
        reader.say(Acked(DeviceId("d"), turn, [], False, False))
        reader.collect(lambda _: [])
    assert reader.close_code is None


def test_rows_that_are_not_read_become_a_snapshot() -> None:
    board = Reader("staff", DeviceId("b"), "msgpack")
    board.start([Ring(0, 16, 10_000)], 0)
    rows = Rows(1, "", [])
    for _ in range(ROWS_LIMIT + 1):
        board.pass_rows(rows, encode(rows))
    whole = [Alive(1, "all of it", 0)]
    assert board.collect(lambda _: whole) == [encode(frame) for frame in whole]
    assert not board.behind()


def test_rows_packed_before_a_snapshot_are_not_sent_behind_it() -> None:
    ring = Ring(0, 16, 10_000)
    board = Reader("staff", DeviceId("b"), "msgpack")
    board.start([ring], 0)
    rows = Rows(1, "", [])
    board.pass_rows(rows, encode(rows))
    for version in range(1, 18):
        ring.add(Entry(version, 1, Alive(version, "", 0)))
    whole = [Alive(17, "all of it", 0)]
    assert board.collect(lambda _: whole) == [encode(frame) for frame in whole]
    assert not board.behind()


def test_rows_wait_until_a_long_lag_is_sent_to_its_end() -> None:
    ring = Ring(0, 2_000, 10_000_000)
    board = Reader("staff", DeviceId("b"), "msgpack")
    board.start([ring], 0)
    for version in range(1, AT_ONCE + 2):
        ring.add(Entry(version, 1, Alive(version, "", 0)))
    rows = Rows(AT_ONCE + 1, "", [])
    board.pass_rows(rows, encode(rows))
    slices = [[read_server(data) for data in board.collect(lambda _: [])] for _ in range(2)]
    told: list[ServerFrame] = [Alive(version, "", 0) for version in range(1, AT_ONCE + 2)]
    assert slices == [told[:AT_ONCE], [told[AT_ONCE], rows]]


def test_a_long_lag_is_sent_in_slices_and_in_order() -> None:
    wide, own = Ring(0, 2_000, 10_000_000), Ring(0, 2_000, 10_000_000)
    reader = reader_at(wide, own)
    for version in range(1, 1_001):
        ring = own if version % 3 == 0 else wide
        ring.add(Entry(version, 0, Alive(version, "", 0)))
    sizes, versions = [], []
    while reader.behind():
        some = [read_server(data) for data in reader.collect(lambda _: [])]
        sizes.append(len(some))
        versions += [frame.version for frame in some if isinstance(frame, Alive)]
    assert versions == list(range(1, 1_001))
    assert max(sizes) == AT_ONCE
