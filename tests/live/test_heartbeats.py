"""A heartbeat names a position from which its page goes on later: it must not run ahead."""

import asyncio
from dataclasses import replace

from starlette.types import Message

from invigilate.clock import TestClock
from invigilate.settings import Limits
from invigilate.store.engine import Engine
from invigilate.wire.frames import Alive
from tests.live.halls import hall
from tests.live.test_slow_readers import Edge, Line, announce

HEARTBEAT = 10.0
LIMITS = Limits(heartbeat_seconds=HEARTBEAT, stuck_seconds=1_000)


class Gate(Line):
    """A line that carries as long as it is open."""

    def __init__(self) -> None:
        super().__init__()
        self.open = asyncio.Event()
        self.open.set()
        self.is_waited_for = asyncio.Event()

    async def _send(self, message: Message) -> None:
        if not self.open.is_set():
            self.is_waited_for.set()
            await self.open.wait()
        await super()._send(message)


async def pass_a_heartbeat(clock: TestClock) -> None:
    """Turns the clock on, as slowly as the conversation looks at it."""
    for _ in range(5):
        clock.turn(HEARTBEAT / 4)
        await asyncio.sleep(0)


async def test_no_heartbeat_runs_ahead_of_what_a_slow_page_was_sent(sqlite_engine: Engine) -> None:
    async with hall(sqlite_engine) as (worker,):
        edge, clock = Edge(worker), TestClock()
        edge.settings, edge.clock = replace(edge.settings, limits=LIMITS), clock
        live, line = await worker.live(), Gate()
        await worker.join("s1", "s1's device")
        async with edge.talking(live, line, "s1"):
            await line.until(2)
            line.open.clear()
            await announce(worker, "on its way")
            await line.is_waited_for.wait()
            await announce(worker, "behind it")
            await pass_a_heartbeat(clock)
            line.open.set()
            kinds = [type(frame).__name__ for frame in await line.until(4)]
            assert kinds == ["Welcome", "Snapshot", "Told", "Told"]
            await pass_a_heartbeat(clock)
            alive = (await line.until(5))[4]
            assert isinstance(alive, Alive)
            assert (alive.version, alive.chain8) == live.position
