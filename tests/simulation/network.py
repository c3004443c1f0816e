"""Sockets between simulated pages and workers: bytes in order, until the connection dies.

Each socket has its own chance, so what happens on one does not depend on what others do. What is
sent comes later and in order; a stalled socket carries nothing for a while; one that is half open
carries nothing any more and neither end is told; one that is cut tells both.
"""

import asyncio
from collections import deque
from contextvars import Context
from random import Random
from typing import Any, Protocol

from starlette.types import Message
from starlette.websockets import WebSocket

from invigilate.rooms.socket import ABORT
from tests.simulation.loop import VirtualLoop

_WORLD = Context()
KERNEL_BYTES = 64 * 1024
"""That a server's end takes although its peer reads nothing."""
PING_SECONDS = 20.0
"""After so long without a pong the server's end is told that its peer is gone."""


class Browser(Protocol):
    """The client's end."""

    def opened(self, socket: "Socket") -> None: ...
    def heard(self, socket: "Socket", data: bytes) -> None: ...
    def ended(self, socket: "Socket", code: int | None) -> None: ...


class Way:
    """One direction of a socket."""

    def __init__(self) -> None:
        self.waiting: deque[tuple[float, Any]] = deque()
        self.size = 0
        self.last = 0.0
        self.is_moving = False


class Socket:
    """One connection, both ends of it."""

    def __init__(self, loop: VirtualLoop, chance: Random, browser: Browser, parts: Any) -> None:
        self.loop = loop
        self._chance = chance
        self._browser = browser
        self._latency = chance.choice((0.002, 0.01, 0.03, 0.08))
        self.who = ""
        self.is_open = False
        self.client_gone = False
        self.server_gone = False
        self.half_open = False
        self.stalled_until = 0.0
        self._down, self._up = Way(), Way()
        self._inbox: deque[Message] = deque([{"type": "websocket.connect"}])
        self._reads: asyncio.Future[None] | None = None
        self._drains: asyncio.Future[None] | None = None
        app = type("App", (), {"state": type("State", (), {"parts": parts})})
        scope = {
            "type": "websocket",
            "path": "/live",
            "headers": [],
            "subprotocols": [],
            "app": app,
            "extensions": {ABORT: self.server_aborts, "websocket.http.response": {}},
        }
        self.websocket = WebSocket(scope, self._receive, self._send)

    # -- the server's end, as ASGI shows it

    async def _receive(self) -> Message:
        while not self._inbox:
            self._reads = self.loop.create_future()
            await self._reads
        return self._inbox.popleft()

    async def _send(self, message: Message) -> None:
        kind = message["type"]
        if kind == "websocket.accept":
            # uvicorn says nothing where the peer has gone meanwhile; what is sent after it does.
            self._put(self._down, (kind, None), 0)
        elif self.server_gone:
            raise OSError("the connection is gone")
        elif kind == "websocket.send":
            data = message["bytes"]
            while self._down.size > KERNEL_BYTES and not self.server_gone:
                self._drains = self.loop.create_future()
                await self._drains
            self._put(self._down, (kind, data), len(data))
        elif kind == "websocket.close":
            self.server_gone = True
            self._put(self._down, (kind, message.get("code", 1000)), 0)
        elif kind == "websocket.http.response.start":
            self.server_gone = True
            self._put(self._down, (kind, None), 0)

    def server_aborts(self) -> None:
        """The server lets go at once."""
        self.cut()

    def _wake(self, name: str) -> None:
        waiting = getattr(self, name)
        if waiting is not None and not waiting.done():
            waiting.set_result(None)

    def _server_hears(self, message: Message) -> None:
        self._inbox.append(message)
        self._wake("_reads")

    # -- the client's end

    def send(self, data: bytes) -> None:
        """From the page."""
        if not self.client_gone:
            self._put(self._up, ("data", data), len(data))

    def close(self) -> None:
        """The page goes: the other end is told, if anything still gets through."""
        if not self.client_gone:
            self.client_gone = True
            self._put(self._up, ("gone", None), 0)

    # -- between

    def _put(self, way: Way, what: tuple[str, Any], size: int) -> None:
        if self.half_open:
            way.size += size
            return
        at = self.loop.time() + self._latency * self._chance.uniform(0.5, 1.5)
        way.last = max(way.last + 0.000_001, at)
        way.size += size
        way.waiting.append((way.last, what))
        if not way.is_moving:
            way.is_moving = True
            self.loop.call_at(way.last, self._move, way, context=_WORLD)

    def _move(self, way: Way) -> None:
        now = self.loop.time()
        if self.half_open:
            way.is_moving = False
            return
        if now < self.stalled_until:
            self.loop.call_at(self.stalled_until, self._move, way, context=_WORLD)
            return
        while way.waiting and way.waiting[0][0] <= now:
            _, (kind, what) = way.waiting.popleft()
            if kind in ("data", "websocket.send"):
                way.size -= len(what)
            (self._arrives_up if way is self._up else self._arrives_down)(kind, what)
        self._wake("_drains")
        if way.waiting:
            self.loop.call_at(way.waiting[0][0], self._move, way, context=_WORLD)
        else:
            way.is_moving = False

    def _arrives_up(self, kind: str, what: Any) -> None:
        if self.server_gone:
            return
        if kind == "data":
            self._server_hears({"type": "websocket.receive", "bytes": what})
        else:
            self._server_lost(1001)

    def _arrives_down(self, kind: str, what: Any) -> None:
        if self.client_gone:
            return
        if kind == "websocket.accept":
            self.is_open = True
            self._browser.opened(self)
        elif kind == "websocket.send":
            self._browser.heard(self, what)
        else:
            self.client_gone = True
            self._server_hears({"type": "websocket.disconnect", "code": what or 1000})
            self._browser.ended(self, what)

    def _server_lost(self, code: int) -> None:
        self.server_gone = True
        self._server_hears({"type": "websocket.disconnect", "code": code})
        self._wake("_drains")

    # -- faults

    def cut(self) -> None:
        """Both ends are told at once; what was on its way is lost."""
        self._down.waiting.clear()
        self._up.waiting.clear()
        if not self.server_gone:
            self._server_lost(1006)
        if not self.client_gone:
            self.client_gone = True
            self.loop.call_later(self._latency, self._browser.ended, self, 1006, context=_WORLD)

    def goes_dead(self) -> None:
        """Half open: nothing gets through, and nobody is told but by silence."""
        self.half_open = True
        self._down.waiting.clear()
        self._up.waiting.clear()
        self.loop.call_later(PING_SECONDS, self._no_pong, context=_WORLD)

    def _no_pong(self) -> None:
        if not self.server_gone:
            self._server_lost(1006)

    def stalls(self, seconds: float) -> None:
        """Carries nothing for so long, and then all of it."""
        self.stalled_until = self.loop.time() + seconds
