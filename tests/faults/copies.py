"""Pages that say everything several times, over either way and in another order."""

import asyncio
from collections import deque
from random import Random
from typing import Any

import httpx

from invigilate.crowd.reach import Network
from invigilate.ids import DeviceId
from invigilate.rooms.routes.live import DEVICE_HEADER, MSGPACK
from invigilate.wire import frames as f
from invigilate.wire import happenings as h
from invigilate.wire.codec import encode, read_server
from invigilate.wire.peer import ClientPeer
from tests.faults.steady import SteadyPage

KEPT = 40
POST_SECONDS = 0.4


class Copier(ClientPeer):
    """Sends each frame of answers one to five times, old ones again, and some after the next."""

    def __init__(self, device: str, rng: Random) -> None:
        super().__init__(DeviceId(device))
        self.kept: deque[f.Answers] = deque(maxlen=KEPT)
        self.copies = 0
        self.gaps = 0
        """How often the server said that something is missing before what came."""
        self._late: list[f.ClientFrame] = []
        self._rng = rng

    def sending(self, now: int) -> list[f.ClientFrame]:
        """What the peer sends, and copies; no more than a server lets one socket say."""
        out: list[f.ClientFrame] = []
        for frame in super().sending(now):
            if not isinstance(frame, f.Answers):
                out.append(frame)
                continue
            self.kept.append(frame)
            some = [frame] * self._rng.randint(1, 5)
            if self._rng.random() < 0.3:
                some.append(self._rng.choice(self.kept))
            self.copies += len(some)
            late = self._rng.random() < 0.15
            out, self._late = (out, [*self._late, *some]) if late else ([*out, *some], self._late)
        if out:
            out, self._late = [*out, *self._late], []
        return out

    def received(self, frame: f.ServerFrame, now: int) -> list[h.Happening]:
        """Counts what was said to be missing."""
        self.gaps += isinstance(frame, f.Acked) and frame.gap
        return super().received(frame, now)


class Posting:
    """Posts what pages sent over their sockets once more, by HTTP."""

    def __init__(self, network: Network, rng: Random) -> None:
        self.count = 0
        self.wrong: list[str] = []
        self._network = network
        self._rng = rng

    async def go_on(self, page: SteadyPage, over: "asyncio.Future[Any]") -> None:
        """Until it is over: some frame of this page, one to five times at once."""
        peer = page.peer
        assert isinstance(peer, Copier)
        while not over.done():
            await asyncio.sleep(POST_SECONDS * self._rng.uniform(0.5, 1.5))
            if peer.kept:
                frame = self._rng.choice(peer.kept)
                times = self._rng.randint(1, 5)
                await asyncio.gather(*(self._post(page, frame) for _ in range(times)))

    async def _post(self, page: SteadyPage, frame: f.Answers) -> None:
        self.count += 1
        last = frame.changes[-1][0]
        acked = await self._answer(page, frame)
        # A copy may be quicker than the frame itself; what it says then is a gap, and true.
        if acked.turn_taken or (not acked.gap and acked.last < last):
            self.wrong.append(f"a copy up to turn {last} of {page.seat} was answered with {acked}")

    async def _answer(self, page: SteadyPage, frame: f.Answers) -> f.Acked:
        content = encode(frame)
        headers = {
            "origin": self._network.url,
            "content-type": MSGPACK,
            "content-length": str(len(content)),
            "invigilate-seat": page.seat,
            DEVICE_HEADER: page.peer.device,
            "cookie": "; ".join(f"{k}={v}" for k, v in page.reach.cookies.items()),
        }
        url = f"{self._network.url}/live/answers"
        request = httpx.Request("POST", url, headers=headers, content=content)
        response = await self._network.transport.handle_async_request(request)
        data = await response.aread()
        await response.aclose()
        assert response.status_code == 200, data
        acked = read_server(data)
        assert isinstance(acked, f.Acked)
        return acked
