"""The live socket: a browser's or a board's conversation with a room.

Four tasks a socket; the first that ends ends the others. One receives: it only parses and
queues, so pongs are never kept waiting. One hands what came to the keeper. One sends what the
reader lacks; it alone ever waits for the network. One watches: a reader that makes no progress
is cut, comes back and loses nothing.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from starlette.responses import Response
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from invigilate import metrics
from invigilate.api.asking import parts as parts_of
from invigilate.errors import NotFound, Refused, Unavailable
from invigilate.fanout import Reader
from invigilate.hub import LiveRoom
from invigilate.rooms import commands as c
from invigilate.rooms.answering import (
    SocketParts,
    Who,
    answer_changes,
    answer_order,
    leave_of,
    preview_order,
    seated,
    welcome,
)
from invigilate.wire import frames as f
from invigilate.wire.closing import Closing
from invigilate.wire.receiving import Role as PeerRole
from invigilate.wire.receiving import ServerPeer, Shut, form_of

log = structlog.get_logger(__name__)

INBOX = 512
"""Frames that wait for the keeper: a stalled network delivers a quarter of a minute at once."""
ABORT = "invigilate.abort"
"""The extension of the ASGI scope by which the server's own protocol class lets go of a socket."""


async def live(websocket: WebSocket) -> None:
    """`/live`: hello, then the conversation until either side ends it."""
    held: SocketParts = parts_of(websocket)  # type: ignore[assignment]
    if not _is_let_in(held):
        metrics.HANDSHAKES_REFUSED.inc()
        await websocket.send_denial_response(
            Response(status_code=503, headers={"retry-after": "2"})
        )
        return
    began = held.clock.monotonic()
    name, form = form_of(websocket.scope.get("subprotocols", []))
    await websocket.accept(subprotocol=name)
    peer = ServerPeer(_now(held), form)
    try:
        hello = await _hello(websocket, held, peer)
        who = await held.read_ticket(hello.ticket)
        room = await seated(held.rooms, who)
    except TimeoutError:
        await _close(websocket, Closing.SILENT)
    except Shut as shut:
        await _close(websocket, shut.closing, shut.sentence)
    except NotFound as wrong:
        await _close(websocket, Closing.FOREIGN, wrong.word)
    except Refused as wrong:
        await _close(websocket, Closing.TICKET, wrong.word)
    except Unavailable:
        await _close(websocket, Closing.RETRY)
    except WebSocketDisconnect:
        pass
    else:
        peer.admitted(PeerRole(who.role))
        metrics.HANDSHAKE.observe(held.clock.monotonic() - began)
        await Conversation(websocket, held, who, room, peer).run(hello)


def _is_let_in(held: SocketParts) -> bool:
    """Whether one more handshake may be made now: each costs about half a millisecond."""
    now = _now(held)
    if held.draining.active or not held.handshakes.allows(now):
        return False
    held.handshakes.spend()
    return True


async def _hello(websocket: WebSocket, held: SocketParts, peer: ServerPeer) -> f.Hello:
    async with asyncio.timeout(held.settings.limits.hello_seconds):
        frame = peer.received(await _message(websocket), _now(held))
    assert isinstance(frame, f.Hello), "the peer takes nothing else first"
    return frame


def _now(held: SocketParts) -> int:
    return round(held.clock.monotonic() * 1_000)


async def _message(websocket: WebSocket) -> bytes | str:
    message = await websocket.receive()
    if message["type"] != "websocket.receive":
        raise WebSocketDisconnect(message.get("code") or 1005)
    data = message.get("bytes")
    return data if data is not None else str(message["text"])


async def _close(websocket: WebSocket, code: int, reason: str = "") -> None:
    """Says goodbye to a client that may be gone already."""
    try:
        async with asyncio.timeout(1):
            await websocket.close(code, reason)
    except (TimeoutError, WebSocketDisconnect, RuntimeError, OSError):
        log.info("a socket did not close in time", code=code)


class Conversation:
    """One socket after its hello."""

    def __init__(
        self, websocket: WebSocket, held: SocketParts, who: Who, room: LiveRoom, peer: ServerPeer
    ) -> None:
        self._websocket = websocket
        self._held = held
        self._who = who
        self._room = room
        self._limits = held.settings.limits
        self._peer = peer
        self.reader = Reader(
            who.role,
            who.device,
            peer.form,
            who.seat,
            who.person,
            who.cookie,
            self._limits.buffer_bytes,
            grade=who.grade,
        )
        self._sending_since: float | None = None
        """Since when the frame that is being sent waits for the network."""
        self._asking: set[asyncio.Task[None]] = set()
        self._inbox: asyncio.Queue[f.ClientFrame] = asyncio.Queue(INBOX)

    async def run(self, hello: f.Hello) -> None:
        """Until the socket ends; the reader leaves the room whatever happens."""
        async with self._attached(hello), asyncio.TaskGroup() as tasks:
            ways = (self._receive(), self._work(), self._send(), self._watch())
            parts = [tasks.create_task(way) for way in ways]
            # A peer that stopped reading may never be heard of again: the sender's end is an end.
            await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
            for part in parts:
                part.cancel()

    @asynccontextmanager
    async def _attached(self, hello: f.Hello) -> AsyncIterator[None]:
        self._replace_older()
        resumed = self._room.attach(self.reader, hello.epoch, hello.version, hello.chain8)
        metrics.RECOVERIES.labels("ring" if resumed else "snapshot").inc()
        try:
            self.reader.say(self._welcome(resumed))
            if resumed and self.reader.role == "staff":
                for frame in self._room.presence(everyone=True):
                    self.reader.say(frame)
                for beside in self._room.beside_the_log():
                    self.reader.say(beside)
            if self.reader.role == "staff":
                self._held.jumps.came(self.reader)
            self._held.presences.came(self._room, self.reader)
            yield
        finally:
            self._room.detach(self.reader)
            self._held.presences.went(self._room, self.reader)

    def _replace_older(self) -> None:
        """A newer socket of the same device closes the older."""
        for other in self._room.beside(self.reader):
            if other.device == self.reader.device:
                other.close(Closing.REPLACED)

    def _welcome(self, resumed: bool) -> f.Welcome:
        return welcome(self._room, self._who, resumed, self._held.clock.now_ms())

    # -- receiving: parse, queue, go on

    async def _receive(self) -> None:
        """Reads until the socket ends. Never waits for the keeper."""
        while True:
            try:
                data = await _message(self._websocket)
            except (WebSocketDisconnect, RuntimeError):
                return
            try:
                self._inbox.put_nowait(self._peer.received(data, _now(self._held)))
            except Shut as shut:
                log.info("a frame was not taken", why=shut.sentence)
                self.reader.close(shut.closing)
            except asyncio.QueueFull:
                self.reader.close(Closing.SLOW)

    # -- working: in order, several in flight

    async def _work(self) -> None:
        """Hands frames to the keeper in the order in which they came."""
        while True:
            frame = await self._inbox.get()
            task = asyncio.get_running_loop().create_task(self._handle(frame))
            self._asking.add(task)
            task.add_done_callback(self._asking.discard)
            # The task has run up to the keeper's queue when it first waits: order is kept.
            await asyncio.sleep(0)

    async def _handle(self, frame: f.ClientFrame) -> None:
        try:
            reply = await self._reply(frame)
        except Unavailable:
            reply = self._retry(frame)
        if reply is not None:
            self.reader.say(reply)

    async def _reply(self, frame: f.ClientFrame) -> f.ServerFrame | None:
        rooms, who = self._held.rooms, self._who
        match frame:
            case f.Answers(changes=changes) if who.seat is not None:
                with metrics.ANSWER_TO_ACK.time():
                    return await answer_changes(rooms, who.room, who.seat, who.device, changes)
            case f.Signed(sign=sign) if who.seat is not None:
                return await self._signed(c.Gesture(who.seat, who.device, sign))
            case f.Reached(came=came, shown=shown) if who.seat is not None:
                self._held.receipts.reached(self._room, who.seat, came, shown)
                return None
            case f.Waits(count=count, ms=ms) if who.seat is not None:
                self._held.presences.waits(self._room, who.seat, max(0, count), max(0, ms))
                return None
            case f.Ordering(request=request, action=action):
                word = await leave_of(rooms, self._room, who, action)
                if word:
                    return f.Answered(request, False, word, 0, [])
                return await answer_order(rooms, who.room, who.person, request, action)
            case f.Asking(request=request, action=action):
                word = await leave_of(self._held.rooms, self._room, self._who, action)
                now = self._held.clock.now_ms()
                return preview_order(self._room.copy.room, request, action, now, word)
            case _:
                return None

    async def _signed(self, gesture: c.Gesture) -> f.Refusal | None:
        try:
            await self._held.rooms.do(self._who.room, f"seat:{gesture.seat}", gesture)
        except Refused as refusal:
            return f.Refusal(type(gesture.sign).__name__, refusal.word, refusal.sentence)
        return None

    def _retry(self, frame: f.ClientFrame) -> f.ServerFrame | None:
        """Nothing is known of what happened: orders hear it, journals send again by themselves."""
        match frame:
            case f.Ordering(request=request):
                return f.Answered(request, False, "retry", 0, [])
            case f.Asking(request=request):
                return f.Answered(request, True, "retry", 0, [])
            case f.Answers():
                return f.Refusal("Answers", "retry", "Not saved yet: the store cannot be reached.")
            case _:
                return f.Refusal("Signed", "retry", "The store cannot be reached just now.")

    # -- sending: the only one that waits for the network

    async def _send(self) -> None:
        """Sends what the reader lacks; ends by closing the socket."""
        reader = self.reader
        while reader.close_code is None:
            if not reader.behind():
                reader.wake.clear()
                await reader.wake.wait()
            frames = reader.collect(self._room.snapshot)
            metrics.FRAMES_PER_WRITE.observe(len(frames))
            for data in frames:
                if not await self._out(data):
                    return
        for data in reader.last_words():
            if not await self._out(data):
                return
        await _close(self._websocket, reader.close_code)

    async def _watch(self) -> None:
        """Heartbeats, and an eye on the sender: ends where it makes no progress.

        A timer for each frame would cost as much as sending it, thousands of times for one event.
        """
        clock, limits = self._held.clock, self._limits
        due = clock.monotonic() + limits.heartbeat_seconds
        while not self._is_stuck():
            await clock.sleep(min(limits.heartbeat_seconds, limits.stuck_seconds) / 4)
            # Told only to whom nothing is owed: it moves the position past all that was told.
            if clock.monotonic() >= due and not self.reader.behind():
                self.reader.say(self._alive())
                due = clock.monotonic() + limits.heartbeat_seconds
        metrics.ABORTED_SLOW.inc()
        await _close(self._websocket, Closing.SLOW)
        self._abort()

    def _is_stuck(self) -> bool:
        since = self._sending_since
        waited = 0.0 if since is None else self._held.clock.monotonic() - since
        return waited >= self._limits.stuck_seconds

    def _alive(self) -> f.Alive:
        version, chain = self._room.reached(self.reader)
        return f.Alive(version, chain, self._held.clock.now_ms())

    async def _out(self, data: bytes) -> bool:
        """Sends one message; False: the reader is gone."""
        self._sending_since = self._held.clock.monotonic()
        try:
            if self.reader.form == "json":
                await self._websocket.send_text(data.decode())
            else:
                await self._websocket.send_bytes(data)
        except (WebSocketDisconnect, RuntimeError, OSError):
            return False
        self._sending_since = None
        return True

    def _abort(self) -> None:
        """Drops what was not read: a transport that is only closed waits for its buffer."""
        abort = self._websocket.scope.get("extensions", {}).get(ABORT)
        if abort is not None:
            abort()


routes = [WebSocketRoute("/live", live)]
