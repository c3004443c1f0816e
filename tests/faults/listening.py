"""Pages that only listen, in a room where nobody writes, and announcements to them.

Where people write, a worker catches up with the log at each of its own commits, and hears late of
nothing. In a quiet room only Redis, or a look at the heads, brings what another worker committed.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import psutil

from invigilate.rooms.orders import Announce
from tests.conditions import eventually
from tests.faults.hall import Hall
from tests.faults.steady import Steady, SteadyPage, share

PAGES = 8
HEARD_WITHIN = 15.0
BREATH_SECONDS = 0.2


class Listeners:
    """Pages on both workers, and what they heard."""

    def __init__(self, hall: Hall, session: str, pages: list[SteadyPage]) -> None:
        self._hall = hall
        self._session = session
        self._pages = pages

    async def hear(self, times: int, name: str, level: float) -> None:
        """Announces so often, by whichever worker answers; measures the 99th percentile of how
        long after its event each page heard it, and that each page heard all."""
        texts = [f"{name}, {time.monotonic():.3f}, {number}" for number in range(times)]
        for text in texts:
            await self._hall.place.order(self._session, Announce(None, text))
            await asyncio.sleep(BREATH_SECONDS)
        heard = [page.notices for page in self._pages]
        try:
            await eventually(lambda: all(t in one for one in heard for t in texts), HEARD_WITHIN)
        except AssertionError:
            missing = sum(text not in one for one in heard for text in texts)
            self._hall.wrong(f"{missing} of {times * len(heard)} announcements were not heard")
        lags = sorted(one[text] for one in heard for text in texts if text in one)
        self._hall.measure(name, share(lags, 0.99), level)


@asynccontextmanager
async def listeners(hall: Hall) -> AsyncIterator[Listeners]:
    """So many pages of a session of their own, live on both workers."""
    told: dict[str, Any] = await hall.place.office.ask(
        "GET", f"/api/sessions/{await hall.steady_session()}"
    )
    session, code = await hall.place.session(told["edition"], title="Quiet")
    pages = Steady(hall.place.network, code, PAGES).pages
    running = []
    for page in pages:
        await page.join()
        running.append(asyncio.create_task(page.link.run()))
    try:
        await eventually(lambda: all(page.is_live for page in pages), within=20)
        if min(spread := sockets(hall)) == 0:
            hall.wrong(f"the pages are not on all workers: {spread}")
        yield Listeners(hall, session, pages)
    finally:
        for page in pages:
            page.link.stop()
        await asyncio.wait(running, timeout=15)


def sockets(hall: Hall) -> list[int]:
    """How many connections each worker has open to clients."""
    port = hall.place.port
    return [
        sum(
            one.status == psutil.CONN_ESTABLISHED and one.laddr.port == port
            for one in psutil.Process(pid).net_connections("tcp")
        )
        for pid in hall.place.pids()
    ]
