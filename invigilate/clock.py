"""What time it is, and waiting for it: the wall clock, and one that a test turns.

Instants of the live core are whole milliseconds since 1970 in UTC; `monotonic` serves timeouts
and never leaves the process.
"""

import asyncio
import heapq
import itertools
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Time as an argument: whoever needs it is given one of these."""

    def now(self) -> datetime:
        """Now, aware, in UTC."""
        ...

    def now_ms(self) -> int:
        """Now, in milliseconds since 1970 in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds since some moment, never going back."""
        ...

    async def sleep_until(self, instant_ms: int) -> None:
        """Return once `now_ms()` is at least this; at once if it is already."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Return after so many seconds."""
        ...


class WallClock:
    """The wall clock at the start plus the time since.

    What follows a step of the machine's clock is thus not a step of ours: a hall is never sealed
    because someone set the time. The time since is CLOCK_BOOTTIME, which also counts a suspended
    laptop, and the monotonic clock where that is missing. `step_ms` says how far the machine's
    clock went away from us, and `follow` takes over the time of a database on another machine.
    """

    def __init__(self) -> None:
        self._start_ms = time.time_ns() // 1_000_000
        self._start = since_boot()

    def now(self) -> datetime:
        """Now, aware, in UTC."""
        return instant(self.now_ms())

    def now_ms(self) -> int:
        """Now, in milliseconds since 1970 in UTC."""
        return self._start_ms + int((since_boot() - self._start) * 1_000)

    def monotonic(self) -> float:
        """Seconds since some moment, never going back."""
        return time.monotonic()

    def step_ms(self) -> int:
        """How far the machine's wall clock is ahead of us (negative: behind)."""
        return time.time_ns() // 1_000_000 - self.now_ms()

    def follow(self, right_ms: int, give_ms: float) -> int:
        """Goes by another clock, which shows this now; gives how far ahead of it this one was.

        0, and nothing changes, where that is no more than `give_ms`: nobody can tell then.
        """
        ahead_ms = self.now_ms() - right_ms
        if abs(ahead_ms) <= give_ms:
            return 0
        self._start_ms -= ahead_ms
        return ahead_ms

    async def sleep_until(self, instant_ms: int) -> None:
        """Return once `now_ms()` is at least this; at once if it is already."""
        # The loop's timer stands still while a laptop sleeps and ours does not: wait in slices.
        while (left := instant_ms - self.now_ms()) > 0:  # noqa: ASYNC110  nobody can tell us
            await asyncio.sleep(min(left / 1_000, 60.0))

    async def sleep(self, seconds: float) -> None:
        """Return after so many seconds."""
        await asyncio.sleep(seconds)


class TestClock:
    """A clock that stands still until a test turns it."""

    __test__ = False  # the name is no invitation to pytest

    def __init__(self, now_ms: int = 1_000_000_000_000) -> None:
        self._now_ms = now_ms
        self._elapsed = 0.0
        self._order = itertools.count()
        self._sleepers: list[tuple[int, int, asyncio.Future[None]]] = []

    def now(self) -> datetime:
        """Now, aware, in UTC."""
        return instant(self._now_ms)

    def now_ms(self) -> int:
        """Now, in milliseconds since 1970 in UTC."""
        return self._now_ms

    def monotonic(self) -> float:
        """Seconds turned so far."""
        return self._elapsed

    @property
    def sleepers(self) -> int:
        """How many wait for this clock."""
        return sum(not waiting.done() for _, _, waiting in self._sleepers)

    def turn(self, seconds: float) -> None:
        """Let so many seconds pass and wake, in order, whoever waited for one of them."""
        self._elapsed += seconds
        self._now_ms += round(seconds * 1_000)
        while self._sleepers and self._sleepers[0][0] <= self._now_ms:
            _, _, waiting = heapq.heappop(self._sleepers)
            if not waiting.done():
                waiting.set_result(None)

    async def sleep_until(self, instant_ms: int) -> None:
        """Return once the test has turned the clock this far; at once if it has."""
        if instant_ms <= self._now_ms:
            return
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (instant_ms, next(self._order), waiting))
        await waiting

    async def sleep(self, seconds: float) -> None:
        """Return once the test has turned the clock by so many seconds."""
        await self.sleep_until(self._now_ms + round(seconds * 1_000))


def instant(ms: int) -> datetime:
    """An aware datetime in UTC from milliseconds since 1970."""
    return datetime.fromtimestamp(ms / 1_000, UTC)


def in_ms(moment: datetime) -> int:
    """Milliseconds since 1970 of an aware datetime."""
    return round(moment.timestamp() * 1_000)


def _boot_clock() -> Callable[[], float]:
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic if boot is None else lambda: time.clock_gettime(boot)


since_boot = _boot_clock()
"""Seconds since the machine started, suspended time included where the system tells it."""
