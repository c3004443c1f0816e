"""Sending everyone away gently, when this worker is about to stop.

Each client is told when to come back, spread evenly so that its next worker is not run over, and
its socket is closed with 1012 (service restart, RFC 6455 §11.7) after what was owed to it. Who
does not read is left to be cut: nobody keeps a worker from leaving.
"""

import asyncio

import structlog

from invigilate.fanout import Reader
from invigilate.hub import Hub
from invigilate.wire.closing import SERVICE_RESTART
from invigilate.wire.frames import ComeBack

log = structlog.get_logger(__name__)

SLICE = 256
"""Readers sent away between two breaths of the loop."""
MS_EACH = 2
"""A handshake, a ticket and a welcome cost about as much of a worker's time."""
MOST_MS = 3_000
"""The last ones come back after so long, however many they are."""
PATIENCE_SECONDS = 5.0
"""So long a client may take to hear it."""


class Draining:
    """One worker's end; nothing begins anew in it once `active`."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self.active = False

    async def run(self) -> None:
        """Sends all away and waits until they are gone, or for as long as patience lasts."""
        self.active = True
        told = 0
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                while readers := self._readers():
                    told += await self._tell([one for one in readers if one.close_code is None])
                    await asyncio.sleep(0.02)
        except TimeoutError:
            log.warning("some clients do not read and are cut", count=len(self._readers()))
        log.info("everyone was sent away", count=told)

    def _readers(self) -> list[Reader]:
        return [reader for live in self._hub.live.values() for reader in live.readers]

    async def _tell(self, readers: list[Reader]) -> int:
        step = min(MS_EACH, MOST_MS / len(readers)) if readers else 0
        for n, reader in enumerate(readers):
            reader.say(ComeBack(round(n * step)))
            reader.close(SERVICE_RESTART)
            if n % SLICE == SLICE - 1:
                await asyncio.sleep(0)
        return len(readers)
