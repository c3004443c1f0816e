"""Looks at one worker's parts once a second and sets its gauges.

What happens too often or too seldom to be looked at is counted where it happens.
"""

import asyncio
from collections import Counter
from typing import Protocol

from invigilate import metrics
from invigilate.bus.contract import Bus
from invigilate.hub import Hub
from invigilate.rooms.followers import Followers
from invigilate.rooms.keeper import Keeper

LOOK_SECONDS = 1.0
NAP_SECONDS = 0.05
"""Slept again and again, to see how late the loop wakes one."""


class MeasuredParts(Protocol):
    """What is looked at."""

    hub: Hub
    bus: Bus
    followers: Followers
    keeper: Keeper


class Measuring:
    """Gauges of one worker."""

    def __init__(self, parts: MeasuredParts) -> None:
        self._parts = parts
        self._seen: Counter[str] = Counter()

    async def lag(self) -> None:
        """Runs for ever: how late the event loop is."""
        loop = asyncio.get_running_loop()
        while True:
            before = loop.time()
            await asyncio.sleep(NAP_SECONDS)
            metrics.LOOP_LAG.observe(max(0.0, loop.time() - before - NAP_SECONDS))

    async def look(self) -> None:
        """Sets what is true now, and adds what happened since the last time."""
        parts = self._parts
        readers = [reader for live in parts.hub.live.values() for reader in live.readers]
        for role in ("student", "staff"):
            metrics.SOCKETS.labels(role).set(sum(one.role == role for one in readers))
        metrics.LAGGING.set(sum(one.behind() for one in readers))
        metrics.ROOMS.set(len(parts.hub.live))
        metrics.BUS_HEALTHY.set(parts.bus.healthy)
        metrics.BUS_PROBE.set(parts.bus.probe_seconds or 0.0)
        metrics.CLOCK_ALARM.set(bool(parts.keeper.watch.alarm))
        for noticed, count in parts.followers.gaps.items():
            metrics.GAPS.labels(noticed).inc(self._more(f"gaps {noticed}", count))
        metrics.RECOVERIES.labels("log").inc(self._more("log", parts.followers.recoveries))
        metrics.PUBLISH_DROPPED.inc(self._more("dropped", parts.bus.dropped))

    def _more(self, what: str, count: int) -> int:
        """How much a count grew since it was last asked for."""
        before, self._seen[what] = self._seen[what], count
        return max(0, count - before)
