"""Faults of Redis, over which the workers tell one another what they committed.

Nothing of an exam lies there. So no save may fail, and what one worker commits must reach the
pages of the other by a look at the log.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psutil
from msgspec import json
from redis.asyncio import Redis

from tests.conditions import eventually
from tests.faults.hall import Hall
from tests.faults.listed import Arrangement, fault
from tests.faults.listening import Listeners, listeners
from tests.faults.steady import share

NOTICED_SECONDS = 6
WHOLE_SECONDS = 3
LAG = "event lag p99 meanwhile"
LAG_SECONDS = 2.5
"""From an event to a page of another worker while Redis is away."""
USUAL_LAG = "event lag p99 after it"
USUAL_LAG_SECONDS = 1
GROWTH_MIB = 16
"""Which a worker may grow by while Redis is silent: what is written meanwhile is in memory."""
ACK_MS = 250
PARTITION_SECONDS = 15
THIN_BITS, THIN_MS = 64_000, 50
THIN_SECONDS = 8
BOARDS = 6
"""So many that both workers have some."""
WORKERS = 2
MIB = 1024 * 1024
LOST, WHOLE = "the bus is unhealthy", "the bus is healthy"
TELLING = "info"
"""The level of the log at which it says when the bus is whole again, too."""


@fault(
    "F4",
    "Redis is killed (SIGKILL) and comes back empty",
    Arrangement.TWO,
    INVIGILATE_LOG_LEVEL=TELLING,
)
async def redis_killed(hall: Hall) -> None:
    """Twice; each time away for some seconds."""
    bus = BusLog(hall)
    async with listeners(hall) as quiet:
        for _ in range(2):
            pid, before = hall.redis.pid, bus.size
            at = hall.strikes()
            await asyncio.to_thread(hall.redis.kill)
            hall.measure("noticed by both workers", await bus.lost(before, at), NOTICED_SECONDS)
            hall.bit(f"Redis {pid} is gone, and both workers said so")
            await quiet.hear(12, LAG, LAG_SECONDS)
            await is_told(hall)
            measure_saves(hall, at)
            await asyncio.to_thread(hall.redis.restart_empty)
            await whole_again(hall, bus, quiet, time.monotonic())


@fault("F5", "Redis falls silent and nobody is told", Arrangement.TWO, INVIGILATE_LOG_LEVEL=TELLING)
async def redis_silent(hall: Hall) -> None:
    """Fifteen seconds, not sixty: the bus is given up after three, and a new attempt begins each
    second; nothing grows later that would not have grown by then."""
    bus, before = BusLog(hall), memory(hall)
    async with listeners(hall) as quiet:
        size, carried = bus.size, hall.to_redis.carried
        at = hall.strikes()
        hall.to_redis.stall()
        noticing = asyncio.create_task(bus.lost(size, at))
        await quiet.hear(20, LAG, LAG_SECONDS)
        hall.measure("noticed by both workers", await noticing, NOTICED_SECONDS)
        await is_told(hall)
        await asyncio.sleep(max(0.0, at + PARTITION_SECONDS - time.monotonic()))
        if hall.to_redis.carried == carried:
            hall.bit("no byte went to Redis or came from it, and both workers said so")
        await is_present(hall)
        measure_saves(hall, at)
        grown = max(now - before.get(pid, now) for pid, now in memory(hall).items())
        hall.measure("a worker grew by", grown / MIB, GROWTH_MIB, "MiB")
        hall.to_redis.flow()
        await whole_again(hall, bus, quiet, time.monotonic())


@fault(
    "F6",
    "Redis cuts its listeners, is emptied, and is slow (64 kbit/s)",
    Arrangement.TWO,
    INVIGILATE_LOG_LEVEL=TELLING,
)
async def redis_slow(hall: Hall) -> None:
    """Its listeners cut three times, as it does itself when they read too slowly; everything in
    it deleted; then eight seconds of a line much thinner than what the workers tell."""
    bus, since = BusLog(hall), time.monotonic()
    async with listeners(hall) as quiet, commanding(hall) as redis:
        for _ in range(3):
            await _all_listen(redis)
            size, at = bus.size, hall.strikes()
            cut = await redis.client_kill_filter(_type="pubsub")
            await bus.lost(size, at)
            hall.bit(f"{cut} listeners were cut, and both workers said so")
            await whole_again(hall, bus, quiet, at)
        await redis.set("anything", "a value")
        hall.strikes()
        await redis.flushall()
        if await redis.dbsize() == 0:
            hall.bit("what lay in Redis was gone")
        await quiet.hear(3, USUAL_LAG, USUAL_LAG_SECONDS)

        size, at = bus.size, hall.strikes()
        hall.to_redis.thin(THIN_BITS, THIN_MS)
        await bus.lost(size, at)
        hall.bit("through the thin line no probe came back in time: both workers said so")
        await quiet.hear(12, LAG, LAG_SECONDS)
        await asyncio.sleep(max(0.0, at + THIN_SECONDS - time.monotonic()))
        measure_saves(hall, since)
        hall.to_redis.thin(float("inf"), 0)
        await whole_again(hall, bus, quiet, time.monotonic())


async def _all_listen(redis: Redis) -> None:
    """Waits until both workers listen: one that is still coming back has nothing to be cut."""
    async with asyncio.timeout(20):
        while len(await redis.client_list(_type="pubsub")) < WORKERS:  # noqa: ASYNC110  asked
            await asyncio.sleep(0.05)


# -- what the workers say of it


class BusLog:
    """What the workers' log says of the bus."""

    def __init__(self, hall: Hall) -> None:
        self._log = hall.place.log

    @property
    def size(self) -> int:
        """Bytes of the log so far."""
        return self._log.stat().st_size

    def last_said(self, after: int = 0) -> dict[str, str]:
        """By worker: what it said last, beyond so many bytes of the log."""
        with self._log.open("rb") as file:
            file.seek(after)
            whole = [line for line in file.readlines() if line.endswith(b"}\n")]
        lines = [json.decode(line) for line in whole]
        return {one["worker"]: one["event"] for one in lines if one["event"] in (LOST, WHOLE)}

    async def lost(self, after: int, since: float) -> float:
        """Waits until both workers said more than so many bytes ago that it is gone, be it back
        already; gives how long after `since` that was."""
        await eventually(lambda: len(self.last_said(after)) >= 2, within=20)
        return time.monotonic() - since

    async def whole(self, since: float) -> float:
        """Waits until both workers have it; gives how long after `since` that was."""
        await eventually(lambda: [*self.last_said().values()] == [WHOLE] * 2, within=20)
        return time.monotonic() - since


async def is_told(hall: Hall) -> None:
    """`/readyz` must say that the bus is away, and that all can be saved."""
    told = await hall.readiness()
    if (told["store"], told["bus"]) != (True, False):
        hall.wrong(f"/readyz says while Redis is away: {told}")


async def is_present(hall: Hall) -> None:
    """Boards of either worker: nobody is shown as offline who is there."""
    session = await hall.steady_session()
    live = {page.seat for page in hall.steady.pages if page.is_live}
    shown = await asyncio.gather(*(hall.place.offline(session) for _ in range(BOARDS)))
    most = max(len(live & {*offline}) for offline in shown)
    hall.measure("shown as offline though live", most, 0, "")


async def whole_again(hall: Hall, bus: BusLog, quiet: Listeners, since: float) -> None:
    """Waits until news come over Redis again, and looks how fast."""
    hall.measure("whole again", await bus.whole(since), WHOLE_SECONDS)
    await quiet.hear(4, USUAL_LAG, USUAL_LAG_SECONDS)
    told = await hall.readiness()
    if not told["bus"]:
        hall.wrong(f"/readyz says while Redis is back: {told}")


# -- looking


def measure_saves(hall: Hall, since: float) -> None:
    """No save failed or waited since then."""
    asked = [put for put in hall.steady.puts if since <= put.asked_at <= time.monotonic() - 1]
    failed = sum(put.outcome != "saved" or put.told_at - put.asked_at > 1 for put in asked)
    hall.measure("saves that failed or took a second", failed, 0, "")
    acks = hall.steady.ack_ms(since)
    hall.measure("save p99 meanwhile", share(acks, 0.99), ACK_MS, "ms")


def memory(hall: Hall) -> dict[int, int]:
    """Resident bytes by worker."""
    return {pid: psutil.Process(pid).memory_info().rss for pid in hall.place.pids()}


@asynccontextmanager
async def commanding(hall: Hall) -> AsyncIterator["Redis"]:
    """A client of its own, for what is done to the server itself; not through the cable."""
    async with Redis.from_url(hall.redis.url) as client:
        yield client
