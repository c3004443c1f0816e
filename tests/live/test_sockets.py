"""What a socket may say, by whose it is; and who is let in."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.types import Message

from invigilate.errors import NotAllowed
from invigilate.ids import DeviceId, RequestId, SeatId
from invigilate.rooms import orders as o
from invigilate.rooms.answering import Who, leave_of
from invigilate.rooms.plan import Thresholds
from invigilate.rooms.socket import live
from invigilate.rooms.state import Status
from invigilate.store.engine import Engine
from invigilate.wire.closing import Closing
from invigilate.wire.codec import encode
from invigilate.wire.frames import Answered, Asking, ClientFrame, Hello, Ordering, Welcome
from tests.live.halls import ROOM, Worker, hall
from tests.live.test_slow_readers import Edge, Line

STUDENT = Who(ROOM, DeviceId("s1's device"), "student", SeatId("s1"), "", None, "cookie-1")
STEERS = Who(ROOM, DeviceId("a board"), "staff", None, "proctor-1", "chief", "cookie-2")
WATCHES = Who(ROOM, DeviceId("a board"), "staff", None, "proctor-2", "observer", "cookie-3")
HELPS = Who(ROOM, DeviceId("a board"), "staff", None, "proctor-3", "invigilator", "cookie-4")
TICKETS = {"student": STUDENT, "steers": STEERS, "watches": WATCHES, "helps": HELPS}
PAUSE = o.Pause(None, "fire drill")


class Door(Edge):
    """What a socket needs of the server, tickets read too: a name stands for each."""

    async def read_ticket(self, ticket: str) -> Who:
        if ticket not in TICKETS:
            raise NotAllowed("ticket", "No such ticket.")
        return TICKETS[ticket]


class Wire(Line):
    """A line on which a client says something, beginning with its hello."""

    def __init__(self, door: Door, ticket: str) -> None:
        super().__init__()
        self._said: asyncio.Queue[Message] = asyncio.Queue()
        app = Starlette()
        app.state.parts = door
        self.websocket.scope.update(app=app, subprotocols=["invigilate.msgpack"])
        self.websocket.scope["extensions"]["websocket.http.response"] = {}
        self.denied: list[int] = []
        """The statuses with which it was answered instead of being opened."""
        self.say(Hello(ticket, "", 0, ""))

    def say(self, frame: ClientFrame) -> None:
        """Sends a frame."""
        self._said.put_nowait({"type": "websocket.receive", "bytes": encode(frame)})

    async def _receive(self) -> Message:
        if self.websocket.client_state.name == "CONNECTING":
            return {"type": "websocket.connect"}
        return await self._said.get()

    async def _send(self, message: Message) -> None:
        if message["type"] == "websocket.http.response.start":
            self.denied.append(message["status"])
        await super()._send(message)


@asynccontextmanager
async def open_to(worker: Worker) -> AsyncIterator[Door]:
    """A worker's door, with a student who has begun."""
    await worker.join("s1", STUDENT.device)
    yield Door(worker)


async def ended(wire: Wire) -> list[int]:
    """Serves a socket to its end: the codes with which it was closed."""
    async with asyncio.timeout(10):
        await live(wire.websocket)
    return wire.close_tried


async def test_who_asks_whom_an_order_would_reach_hears_what_its_giver_would(
    sqlite_engine: Engine,
) -> None:
    take = o.Extend((SeatId("s1"),), -60_000, "late")
    async with hall(sqlite_engine) as (worker,), open_to(worker) as door:
        await worker.join("s1", "d1")
        told = []
        for ticket in ("watches", "helps", "steers"):
            wire = Wire(door, ticket)
            talk = asyncio.create_task(live(wire.websocket))
            wire.say(Asking(RequestId(ticket), take))
            async with asyncio.timeout(10):
                while not any(isinstance(frame, Answered) for frame in wire.frames):
                    await wire.until(len(wire.frames) + 1)
            [answer] = [frame for frame in wire.frames if isinstance(frame, Answered)]
            told.append((answer.asked, answer.word, answer.reached))
            talk.cancel()
            await asyncio.wait([talk])
        assert told == [(True, "no-right", 0), (True, "no-right", 0), (True, "", 1)]


async def test_who_only_watches_orders_nothing(sqlite_engine: Engine) -> None:
    async with hall(sqlite_engine) as (worker,), open_to(worker) as door:
        outcomes = []
        for ticket in ("watches", "steers"):
            wire = Wire(door, ticket)
            talk = asyncio.create_task(live(wire.websocket))
            wire.say(Ordering(RequestId(ticket.ljust(22, "-")), PAUSE))
            async with asyncio.timeout(10):
                while not any(isinstance(frame, Answered) for frame in wire.frames):
                    await wire.until(len(wire.frames) + 1)
            told = next(frame for frame in wire.frames if isinstance(frame, Answered))
            room = (await worker.live()).copy.room
            outcomes.append((told.word, room.paused_since is None))
            talk.cancel()
            await asyncio.wait([talk])
        assert outcomes == [("no-right", True), ("", False)]


async def words(door: Door, ticket: str, *actions: tuple[str, o.Action]) -> list[str]:
    """What somebody hears of these orders, each under its request id."""
    wire = Wire(door, ticket)
    talk = asyncio.create_task(live(wire.websocket))
    for request, action in actions:
        wire.say(Ordering(RequestId(request), action))
    heard: dict[str, str] = {}
    async with asyncio.timeout(10):
        while len(heard) < len(actions):
            heard |= {f.request: f.word for f in wire.frames if isinstance(f, Answered)}
            if len(heard) < len(actions):
                await wire.until(len(wire.frames) + 1)
    talk.cancel()
    await asyncio.wait([talk])
    return [heard[request] for request, _ in actions]


async def test_an_invigilator_orders_for_chosen_students_and_undoes_only_what_they_might(
    sqlite_engine: Engine,
) -> None:
    some = (SeatId("s1"),)
    async with hall(sqlite_engine) as (worker,), open_to(worker) as door:
        before = (await worker.live()).copy.version
        assert await words(
            door,
            "helps",
            ("whole", PAUSE),
            ("end", o.End(some)),
            ("limits", o.SetThresholds(Thresholds())),
        ) == ["chosen-seats-only", "no-right", "no-right"]
        assert (await worker.live()).copy.version == before, "nothing of it reached the room"
        assert await words(door, "helps", ("some", o.Pause(some, "a cramp"))) == [""]
        assert await words(door, "steers", ("ended", o.End(some, "left"))) == [""]
        undoing = [("u1", o.Undo(RequestId("ended"))), ("u2", o.Undo(RequestId("some")))]
        assert await words(door, "watches", *undoing) == ["no-right", "no-right"]
        assert await words(door, "helps", undoing[0]) == ["no-right"]
        assert await words(door, "steers", ("u3", o.Undo(RequestId("ended")))) == [""]
        seat = (await worker.live()).copy.room.seats[some[0]]
        assert seat.status is Status.IN_PROGRESS


async def test_an_order_that_this_worker_does_not_know_yet_is_looked_for_before_it_is_undone(
    sqlite_engine: Engine,
) -> None:
    some = (SeatId("s1"),)
    async with hall(sqlite_engine, workers=2) as (one, two), open_to(one) as door:
        stale = (await one.live()).copy
        await two.do(o.Order(RequestId("ended"), o.End(some, "left")))
        live = await one.live()
        live.copy = stale.fork()
        word = await leave_of(door.rooms, live, HELPS, o.Undo(RequestId("ended")))
        assert word == "no-right"
        assert await words(door, "helps", ("u", o.Undo(RequestId("ended")))) == ["no-right"]


async def test_a_student_orders_nothing(sqlite_engine: Engine) -> None:
    async with hall(sqlite_engine) as (worker,), open_to(worker) as door:
        wire = Wire(door, "student")
        wire.say(Ordering(RequestId("r" * 22), PAUSE))
        assert await ended(wire) == [Closing.MALFORMED]
        assert (await worker.live()).copy.room.paused_since is None


async def test_a_newer_socket_of_a_device_closes_the_older(sqlite_engine: Engine) -> None:
    async with hall(sqlite_engine) as (worker,), open_to(worker) as door:
        older, newer = Wire(door, "student"), Wire(door, "student")
        first = asyncio.create_task(ended(older))
        await older.until(2)
        second = asyncio.create_task(live(newer.websocket))
        assert await first == [Closing.REPLACED]
        assert isinstance((await newer.until(2))[0], Welcome)
        second.cancel()
        await asyncio.wait([second])


async def test_a_ticket_that_is_none_opens_nothing(sqlite_engine: Engine) -> None:
    async with hall(sqlite_engine) as (worker,), open_to(worker) as door:
        wire = Wire(door, "made up")
        assert await ended(wire) == [Closing.TICKET]
        assert wire.frames == []


async def test_a_worker_that_is_to_stop_lets_nobody_in(sqlite_engine: Engine) -> None:
    async with hall(sqlite_engine) as (worker,), open_to(worker) as door:
        await door.draining.run()
        wire = Wire(door, "student")
        assert await ended(wire) == []
        assert (wire.denied, wire.frames) == ([503], [])
