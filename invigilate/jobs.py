"""Work that is due: asked for in the transaction that makes it necessary, done soon after.

Each kind of work has one function, registered at start. Every process looks for due rows and
claims some; a row is claimed by one process at a time, tried again later when its function
raises, and done once for each (kind, key).
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import structlog

from invigilate.clock import Clock
from invigilate.errors import Unavailable
from invigilate.store import work
from invigilate.store.engine import Engine
from invigilate.store.work import Job

Work = Callable[[Job], Awaitable[None]]

AT_ONCE = 4
"""Jobs that one process does at the same time."""
CLAIM_MS = 60_000
"""How long a claim lasts; a function that takes longer is cancelled before that."""
PATIENCE_SECONDS = 50.0
FIRST_WAIT_MS = 2_000
LONGEST_WAIT_MS = 3_600_000

log = structlog.get_logger(__name__)


class Jobs:
    """One process's share of the due work. `run` it in a task group; `turn` is one look."""

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        functions: Mapping[str, Work],
        worker_id: str,
        poll_ms: int = 1_000,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._functions = dict(functions)
        self._worker_id = worker_id
        self._poll_ms = poll_ms
        self._asked = asyncio.Event()

    def ask(self) -> None:
        """Look now: this process has just committed work."""
        self._asked.set()

    async def run(self) -> None:
        """Do what is due until cancelled; a database that is away is waited for."""
        while True:
            self._asked.clear()
            try:
                done = await self.turn()
            except Unavailable:
                log.warning("work waits for the database")
                done = 0
            if not done:
                await self._rest()

    async def turn(self) -> int:
        """Claim some due work, do it all, and say how much it was."""
        jobs = await self._claim()
        async with asyncio.TaskGroup() as group:
            for job in jobs:
                group.create_task(self._quietly(job))
        return len(jobs)

    async def _claim(self) -> list[Job]:
        kinds, now = list(self._functions), self._clock.now_ms()
        async with self._engine.reading() as connection:
            if not await work.any_due(connection, kinds, now):
                return []
        async with self._engine.writing() as connection:
            return await work.claim(
                connection, kinds, self._worker_id, now=now, until=now + CLAIM_MS, most=AT_ONCE
            )

    async def _quietly(self, job: Job) -> None:
        """A store that goes away meanwhile leaves the job claimed: it is tried again later."""
        try:
            await self._do(job)
        except Unavailable:
            log.warning("a job's outcome could not be written down", kind=job.kind, id=job.id)

    async def _do(self, job: Job) -> None:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self._functions[job.kind](job)
        except Exception as error:
            await self._put_off(job, error)
            return
        async with self._engine.writing() as connection:
            await work.finish(connection, job, self._clock.now_ms())

    async def _put_off(self, job: Job, error: Exception) -> None:
        until = self._clock.now_ms() + wait_ms(job.tries)
        log.error("work failed", kind=job.kind, id=job.id, tries=job.tries, exc_info=error)
        async with self._engine.writing() as connection:
            await work.put_off(connection, job, until=until, error=type(error).__name__)

    async def _rest(self) -> None:
        """Until the next look is due or someone asks for one."""
        waits = [
            asyncio.ensure_future(self._asked.wait()),
            asyncio.ensure_future(self._clock.sleep(self._poll_ms / 1_000)),
        ]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()


def wait_ms(tries: int) -> int:
    """How long work that failed so many times waits: 2 s, doubled each time, at most an hour."""
    return min(FIRST_WAIT_MS << min(tries - 1, 20), LONGEST_WAIT_MS)
