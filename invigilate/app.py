"""The only place where parts meet: builds all from the settings, starts and stops in order."""

import asyncio
import gc
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager

import structlog
from starlette.applications import Starlette
from starlette.routing import Route

from invigilate import logs
from invigilate import settings as knobs
from invigilate.api.build import build
from invigilate.errors import Unavailable
from invigilate.health import confirm_time, healthz, readyz, shown_metrics
from invigilate.measuring import LOOK_SECONDS, Measuring
from invigilate.parts import Parts, outage_before
from invigilate.settings import Settings
from invigilate.store import leases

log = structlog.get_logger(__name__)

EXPIRE_SECONDS = 0.5
REVOKED_SECONDS = 1.0
CHECKPOINT_SECONDS = 5.0
JUMP_SECONDS = 1.0
SLEEP_SECONDS = 30.0


@asynccontextmanager
async def running(parts: Parts) -> AsyncIterator[None]:
    """One worker at work; on leaving, what waits is finished and everything is closed."""
    await parts.go_on_from_the_log()
    outage = await outage_before(parts)
    if outage is not None:
        log.warning("no worker was alive", since=outage[0], until=outage[1])
    parts.keeper.watch.outage = outage
    await parts.bus.start(parts.heard)
    keeping = asyncio.create_task(_loud("keeper", parts.keeper.run()))
    beside = [asyncio.create_task(_loud(name, work)) for name, work in _beside(parts)]
    try:
        yield
    finally:
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
        parts.keeper.stop()
        await keeping
        await _goodbye(parts)


async def _goodbye(parts: Parts) -> None:
    try:
        async with parts.engine.writing() as connection:
            await leases.end(connection, parts.worker, await parts.log.now())
    except Unavailable as fault:
        log.warning("the lease could not be ended", why=str(fault))
    await parts.bus.stop()
    await parts.log.close()
    await parts.engine.close()


def _beside(parts: Parts) -> list[tuple[str, Coroutine[None, None, None]]]:
    settings, measuring = parts.settings, Measuring(parts)
    return [
        ("repairing", parts.followers.repairing()),
        ("polling", parts.followers.polling()),
        ("waking", parts.hub.waking()),
        ("rows", _every(settings.progress_ms / 1_000, parts.tell_rows)),
        ("receipts", _every(settings.progress_ms / 1_000, parts.write_receipts)),
        ("expire", _every(EXPIRE_SECONDS, parts.expire)),
        ("lease", _every(settings.lease_seconds / 3, parts.renew)),
        ("revoked", _every(REVOKED_SECONDS, parts.close_revoked)),
        ("jumps", _every(JUMP_SECONDS, parts.tell_jumps)),
        ("checkpoints", _every(CHECKPOINT_SECONDS, parts.write_checkpoints)),
        ("sleeping", _every(SLEEP_SECONDS, parts.put_to_sleep)),
        ("jobs", parts.jobs.run()),
        ("lag", measuring.lag()),
        ("measuring", _every(LOOK_SECONDS, measuring.look)),
    ]


async def _every(seconds: float, work: Callable[[], Awaitable[None]]) -> None:
    """Does it again and again; a store that is away is waited for."""
    while True:
        try:
            await work()
        except Unavailable as fault:
            log.warning("waiting for the store", work=work.__name__, why=str(fault))
        await asyncio.sleep(seconds)


async def _loud(name: str, work: Coroutine[None, None, None]) -> None:
    """A task that ends by a fault ends the worker: half a worker must not go on."""
    try:
        await work
    except Exception as fault:
        log.critical("a part of this worker failed", part=name, exc_info=fault)
        signal.raise_signal(signal.SIGTERM)
        raise


def create(settings: Settings | None = None) -> Starlette:
    """The app of one worker; its settings from the environment unless given."""
    chosen = settings or knobs.read()
    logs.set_up(chosen.log_level)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[dict[str, object]]:
        parts = Parts(chosen)
        app.state.parts = parts
        gc.collect()
        gc.freeze()  # what was loaded stays: walking through it doubled p99 at saturation
        async with running(parts):
            yield {"drain": parts.draining.run}

    more = (
        Route("/healthz", healthz),
        Route("/readyz", readyz),
        Route("/metrics", shown_metrics),
        Route("/api/time", confirm_time, methods=["POST"]),
    )
    return build(chosen, lifespan, more)
