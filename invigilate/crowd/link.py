"""One page's socket, kept up: hello, frames both ways, and coming back as the peer says."""

import asyncio
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from random import Random

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from invigilate.crowd.reach import Away, Reach, Turned, read, send
from invigilate.crowd.recorder import Recorder
from invigilate.wire import happenings as h
from invigilate.wire.peer import ClientPeer, State

LOOK_SECONDS = 0.25


def now_ms() -> int:
    """Milliseconds of a clock that never goes back."""
    return time.monotonic_ns() // 1_000_000


def random_id() -> str:
    """128 random bits in 22 characters."""
    return secrets.token_urlsafe(16)


class Link:
    """Keeps a peer connected until `stop`; `cut` takes the network away for a while."""

    def __init__(
        self,
        reach: Reach,
        peer: ClientPeer,
        ticket_path: str,
        recorder: Recorder,
        heard: Callable[[h.Happening], None],
        rng: Random,
    ) -> None:
        self.peer = peer
        self.wake = asyncio.Event()
        self._reach = reach
        self._ticket_path = ticket_path
        self._recorder = recorder
        self._heard = heard
        self._rng = rng
        self._socket: ClientConnection | None = None
        self._offline_until = 0.0
        self._stopped = False
        self._was_live = False

    def cut(self, seconds: float) -> None:
        """The network is gone at once, without a goodbye, for so long."""
        self._offline_until = time.monotonic() + seconds
        if self._socket is not None:
            self._socket.transport.abort()

    @property
    def is_up(self) -> bool:
        """Whether a socket is live and nothing cut it."""
        cut = time.monotonic() < self._offline_until
        return self.peer.state is State.LIVE and not cut

    def stop(self) -> None:
        """Says goodbye and ends `run`."""
        self._stopped = True
        self.wake.set()

    async def run(self) -> None:
        """Until `stop`, or the server says not to come back."""
        while not self._stopped:
            await asyncio.sleep(max(0.0, self._offline_until - time.monotonic()))
            code = await self._one_socket()
            wait = self.peer.closed(code, now_ms(), self._rng.random())
            if wait is None:
                self._recorder.errors[f"closed-{code}"] += 1
                return
            if not self._stopped:
                self._recorder.reconnects += self._was_live
                self._was_live = False
                with suppress(TimeoutError):
                    async with asyncio.timeout(wait / 1_000):
                        while not self._stopped:
                            await self.wake.wait()
                            self.wake.clear()

    async def _one_socket(self) -> int | None:
        """One socket from its ticket to its end; gives the close code, None: it never opened."""
        try:
            asked = await self._reach.ask("POST", self._ticket_path, {"device": self.peer.device})
            self._socket = await self._reach.socket()
        except Away as fault:
            self._recorder.errors[f"away: {str(fault)[:40]}"] += 1
            return None
        except Turned as refusal:
            self._recorder.errors[refusal.word] += 1
            return None
        try:
            for frame in self.peer.connected(asked["ticket"], now_ms()):
                await send(self._socket, frame)
            await self._converse(self._socket)
        except (ConnectionClosed, OSError):
            pass
        finally:
            socket, self._socket = self._socket, None
            if self._stopped:
                await socket.close()
            else:
                socket.transport.abort()
        return socket.close_code or 1006

    async def _converse(self, socket: ClientConnection) -> None:
        async with asyncio.TaskGroup() as tasks:
            receiving = tasks.create_task(self._receive(socket))
            try:
                while not self._stopped and not receiving.done():
                    for frame in self.peer.sending(now_ms()):
                        await send(socket, frame)
                    with suppress(TimeoutError):
                        async with asyncio.timeout(LOOK_SECONDS):
                            await self.wake.wait()
                    self.wake.clear()
                    if any(isinstance(one, h.Silent) for one in self.peer.tick(now_ms())):
                        self._recorder.errors["silent"] += 1
                        break
            except (ConnectionClosed, OSError):
                pass
            receiving.cancel()

    async def _receive(self, socket: ClientConnection) -> None:
        try:
            async for data in socket:
                self._recorder.delivered(self.peer.device, data)
                self._take(data)
        except (ConnectionClosed, OSError):
            pass
        self.wake.set()

    def _take(self, data: bytes | str) -> None:
        before = self.peer.position
        for happening in self.peer.received(read(data), now_ms()):
            if isinstance(happening, h.Welcomed):
                self._was_live = True
            elif isinstance(happening, h.Refusing):
                self._recorder.errors[f"{happening.about}: {happening.word}"] += 1
            elif isinstance(happening, h.Diverged):
                page = f"page {self.peer.device}"
                self._recorder.wrong("I3", page, "another log than before", "one log")
            self._heard(happening)
        epoch, version, chain = self.peer.position
        if version and epoch:
            back = before[1] if before[0] == epoch else 0
            self._recorder.saw(self.peer.device, epoch, back, version, chain)
        self.wake.set()
