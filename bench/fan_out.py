"""What telling a whole room costs for each socket: this hub, against writing to each in turn.

    python -m bench.fan_out
    python -m bench.fan_out --sockets 9900 --events 50

In one process, with sockets whose network is nothing at all: what is left is what the server
itself does. The naive way is what one writes first: `gather(send_bytes(...))` over all sockets
for each event, waiting for the slowest of them; once encoding for each socket, once with bytes
that are ready. The hub's way is its real one: an event into the room, a ring, cursors, a task
that sends. Both send through the same Starlette WebSocket.
"""

import argparse
import asyncio
import gc
import time
from collections.abc import Awaitable, Callable
from typing import cast

import uvloop
from msgspec import Struct
from starlette.types import Message
from starlette.websockets import WebSocket

from bench.figures import Findings, spread
from invigilate.clock import WallClock
from invigilate.fanout import Reader
from invigilate.hub import Hub, LiveRoom
from invigilate.ids import DeviceId, OrganisationId, RoomId, SeatId
from invigilate.rooms import events as e
from invigilate.rooms.answering import SocketParts, Who
from invigilate.rooms.log import Copy, blank, chain8, take, written
from invigilate.rooms.plan import Entry, Plan, Slot
from invigilate.rooms.socket import Conversation
from invigilate.rooms.views import Notice, Noticed
from invigilate.settings import Limits, Settings
from invigilate.wire.codec import encode
from invigilate.wire.frames import Hello, Told
from invigilate.wire.receiving import ServerPeer

ROOM = RoomId("room")
PLAN = Plan(OrganisationId("school"), "Bench", "e", "d", (Slot("q1", 0, "text"),), 1)
TEXT = "Please look up: the clock in front is right, the one at the back is not."
ROUNDS = 5
TICK = 0.001


class Cost(Struct):
    """Of one round."""

    per_socket_us: float
    """Processor time for each event and socket, in µs."""
    longest_wait_ms: float
    """The longest that another task of the same loop waited beyond its time."""


class Network:
    """Takes every frame at once, and counts."""

    def __init__(self) -> None:
        self.frames = 0
        self._wanted = 0
        self._reached = asyncio.Event()

    async def socket(self) -> WebSocket:
        """An open socket on it."""
        coming = [{"type": "websocket.connect"}]

        async def receive() -> Message:
            if not coming:
                await asyncio.Event().wait()
            return coming.pop()

        scope = {"type": "websocket", "path": "/live", "headers": [], "extensions": {}}
        websocket = WebSocket(scope, receive, self._send)
        await websocket.accept()
        return websocket

    async def more(self, frames: int) -> None:
        """Once so many more frames were taken than had been wanted so far."""
        self._wanted += frames
        while self.frames < self._wanted:
            self._reached.clear()
            await self._reached.wait()

    async def _send(self, message: Message) -> None:
        if message["type"] == "websocket.send":
            self.frames += 1
            if self.frames >= self._wanted:
                self._reached.set()


class Nobody:
    """Presence is not what is measured."""

    def came(self, live: LiveRoom, reader: Reader) -> None:
        """Tells nobody."""

    def went(self, live: LiveRoom, reader: Reader) -> None:
        """Tells nobody."""


class Edge:
    """As much of a server as a conversation asks for."""

    settings = Settings(limits=Limits(heartbeat_seconds=60))
    presences = Nobody()
    clock = WallClock()


Way = Callable[[int], Awaitable[None]]
"""Tells everyone so many events that come together."""


class Naive:
    """Writes to each socket in turn, and waits for all."""

    def __init__(self, sockets: list[WebSocket], *, ready: bool) -> None:
        self._sockets = sockets
        self._ready = ready
        self._frame = Told(7, "0123abcd", [Noticed(Notice(7, 1_800_000_000_000, TEXT))])

    async def __call__(self, events: int) -> None:
        for _ in range(events):
            if self._ready:
                data = encode(self._frame)
                await asyncio.gather(*[each.send_bytes(data) for each in self._sockets])
            else:
                await asyncio.gather(
                    *[each.send_bytes(encode(self._frame)) for each in self._sockets]
                )


class Ours:
    """The room's own way, from the committed event on."""

    def __init__(self, hub: Hub, live: LiveRoom, network: Network) -> None:
        self._hub, self._live, self._network = hub, live, network
        self._tasks = [asyncio.create_task(hub.waking())]

    async def connect(self, entry: Entry) -> None:
        """One more socket, as its student."""
        who = Who(ROOM, DeviceId("d"), "student", SeatId(entry.seat), "", None, "")
        websocket, held = await self._network.socket(), cast("SocketParts", Edge())
        talk = Conversation(websocket, held, who, self._live, ServerPeer(0))
        self._tasks.append(asyncio.create_task(talk.run(Hello("", "", 0, ""))))

    async def stop(self) -> None:
        """Everybody goes."""
        for task in self._tasks:
            task.cancel()
        await asyncio.wait(self._tasks)

    async def __call__(self, events: int) -> None:
        for _ in range(events):
            happen(self._hub, self._live.copy, e.Announced(None, TEXT))
        await self._network.more(events * len(self._live.readers))


def happen(hub: Hub, copy: Copy, event: e.Event) -> None:
    """An event, as if just committed."""
    row = written(copy, event, 1_800_000_000_000, "person:p", bytes(16))
    hub.news(ROOM, take(copy, row), chain8(row.chain))


async def hall(sockets: int) -> Ours:
    """A room with so many students connected to it, all welcomed."""
    hub, network = Hub(Limits()), Network()
    live = hub.open(blank(ROOM, "epoch"))
    entries = tuple(Entry(f"s{n}", str(n), f"Student {n}") for n in range(sockets))
    happen(hub, live.copy, e.RoomOpened(PLAN))
    happen(hub, live.copy, e.StudentsEnrolled(entries))
    ours = Ours(hub, live, network)
    for entry in entries:
        await ours.connect(entry)
    await network.more(2 * sockets)
    return ours


async def cost(way: Way, sockets: int, events: int, together: int) -> Cost:
    """What so many events cost, told so many at a time."""
    gc.collect()
    waits: list[float] = []
    ticking = asyncio.create_task(_tick(waits))
    await asyncio.sleep(0)
    start = time.process_time()
    for _ in range(events // together):
        await way(together)
        await asyncio.sleep(0)
    used = time.process_time() - start
    ticking.cancel()
    return Cost(used / events / sockets * 1e6, max(waits, default=0.0) * 1_000)


async def _tick(waits: list[float]) -> None:
    while True:
        before = time.perf_counter()
        await asyncio.sleep(TICK)
        waits.append(time.perf_counter() - before - TICK)


async def run(sockets: int, events: int) -> None:
    """All ways, round by round in turn, as tables."""
    found = Findings(
        "fan_out", "What telling a whole room costs for each socket", "python -m bench.fan_out"
    )
    found.line()
    found.line(
        f"{sockets:,} sockets without a network in one process; µs of processor time for each"
        f" event and socket, and the longest that anything else in the loop waited;"
        f" {ROUNDS} rounds of {events} events, the ways in turn."
    )
    ours, network = await hall(sockets), Network()
    plain = [await network.socket() for _ in range(sockets)]
    ways: dict[str, Way] = {
        "gather(send_bytes), encoded for each": Naive(plain, ready=False),
        "gather(send_bytes), encoded once": Naive(plain, ready=True),
        "this hub": ours,
    }
    # What stands is not walked through again: a collection would be taken for a long wait.
    gc.collect()
    gc.freeze()
    for together in (1, 4, 16):
        await _compare(found, ways, sockets, events, together)
    await ours.stop()
    found.keep()


async def _compare(
    found: Findings, ways: dict[str, Way], sockets: int, events: int, together: int
) -> None:
    costs: dict[str, list[Cost]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            costs[name].append(await cost(way, sockets, events, together))
    ours = [one.per_socket_us for one in costs["this hub"]]
    rows = []
    for name, several in costs.items():
        each = [one.per_socket_us for one in several]
        ratios = [theirs / mine for theirs, mine in zip(each, ours, strict=True)]
        waits = spread([one.longest_wait_ms for one in several])
        rows.append((name, spread(each), spread(ratios), waits))
    title = "one event at a time" if together == 1 else f"{together} events together"
    found.table((title, "µs", "times this hub", "longest wait, ms"), rows)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sockets", type=int, default=1_000)
    parser.add_argument("--events", type=int, default=48, help="of each round")
    uvloop.run(run(**vars(parser.parse_args())))
