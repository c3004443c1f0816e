"""Faults of the database and of the way to it."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import asyncpg

from invigilate.crowd.reach import Away
from tests.conditions import eventually
from tests.faults.asking import asked
from tests.faults.hall import Hall
from tests.faults.listed import Arrangement, fault
from tests.servers.cable import cable

RESUMES_SECONDS = 5
HEALS_SECONDS = 15
LEASES_SECONDS = 20
"""A silent connection is given up after six seconds, then each lease is renewed twice."""
NOTICED_SECONDS = 6
HEALTH_MS = 100
SILENT_SECONDS = 18
"""Stands for a minute: longer than every patience in the product (3 to 10 s)."""
LOOK_SECONDS = 0.1
LEASES = "SELECT worker_id, renewed_at FROM worker_lease"


@fault("F7", "The database is restarted (fast, then crashed)", Arrangement.TWO, unknown=True)
async def database_restarted(hall: Hall) -> None:
    """PostgreSQL's fast shutdown, then its immediate one, each with people writing."""
    for ends, how in ((hall.postgres.stop, "shut down"), (hall.postgres.kill, "crashed")):
        pid = hall.postgres.pid
        failed = lines_of(hall, "was not committed")
        hall.strikes()
        await asyncio.to_thread(ends)
        await eventually(lambda: lines_of(hall, "was not committed") > failed, 10)  # noqa: B023
        await asyncio.to_thread(hall.postgres.restart)
        accepts = time.monotonic()
        hall.bit(f"database process {pid} {how}, commits failed, saves waited")
        took = await hall.steady.saved_again(accepts)
        hall.measure("saves resume after it accepts", took, RESUMES_SECONDS)
        hall.measure("readiness after it accepts", await until_ready(hall), RESUMES_SECONDS)


@fault(
    "F8",
    "The way to the database is silent, cut, half-open",
    Arrangement.TWO,
    unknown=True,
    minutes=1.4,
)
async def database_away(hall: Hall) -> None:
    """Once nothing goes through and nobody is told, once every connection is refused."""
    way = hall.to_postgres

    async def silence() -> None:
        way.stall()
        carried = way.carried
        try:
            await _away_for(hall, SILENT_SECONDS)
            waits = sum(page.waiting for page in hall.steady.pages)
            if way.carried == carried and waits:
                hall.bit(f"no byte went through for {SILENT_SECONDS} s, {waits} changes waited")
        finally:
            way.flow()

    async def cut() -> None:
        failed = lines_of(hall, "was not committed")
        await way.pull()
        try:
            await _away_for(hall, 5)
            if lines_of(hall, "was not committed") > failed:
                hall.bit("every connection was cut and refused, commits failed")
        finally:
            await way.plug()

    await _each_way(hall, silence, cut)
    await _half_open(hall)


async def _half_open(hall: Hall) -> None:
    """Connections that stand are silent for ever and nobody is told; new ones find the database.

    So it is after a failover, or where something between forgot them.
    """
    async with cable(hall.postgres.port) as forgotten:
        await hall.to_postgres.lead(forgotten.port)
        await until_ready(hall)
        await hall.steady.saved_again(time.monotonic())
        failed = lines_of(hall, "was not committed")
        at = hall.strikes()
        forgotten.stall()
        hall.to_postgres.turn(hall.postgres.port)
        carried = forgotten.carried
        hall.measure("half-open: saves resume", await hall.steady.saved_again(at), HEALS_SECONDS)
        hall.measure("half-open: the office answers", await _office(hall, at), HEALS_SECONDS)
        hall.measure("half-open: every lease renewed", await _leases(hall, at), LEASES_SECONDS)
        if forgotten.carried == carried and lines_of(hall, "was not committed") > failed:
            hall.bit("connections that stood carried no byte any more, commits failed")


async def _office(hall: Hall, since: float, within: float = 60) -> float:
    """Until the office is answered ten times on end, on either worker; seconds since then."""
    answered = 0
    while answered < 10 and time.monotonic() - since < within:
        try:
            async with asyncio.timeout(2):
                await hall.place.office.ask("GET", "/api/sessions")
            answered += 1
        except (TimeoutError, Away):
            answered = 0
            await asyncio.sleep(LOOK_SECONDS)
    return time.monotonic() - since if answered == 10 else float("inf")


async def _leases(hall: Hall, since: float, within: float = 30) -> float:
    """Until both workers have renewed their leases twice: what goes on beside requests does."""
    database = await asyncpg.connect(hall.place.database_url)
    try:
        before = await _renewed(database)
        seen = dict.fromkeys(before, 0)
        while min(seen.values()) < 2:
            if time.monotonic() - since > within:
                return float("inf")
            await asyncio.sleep(LOOK_SECONDS)
            now = await _renewed(database)
            for worker in seen:
                seen[worker] += now[worker] > before[worker]
            before = now
        return time.monotonic() - since
    finally:
        await database.close()


async def _renewed(database: asyncpg.Connection) -> dict[str, int]:
    return {str(row[0]): int(row[1]) for row in await database.fetch(LEASES)}


async def _each_way(hall: Hall, *ways: Callable[[], Awaitable[None]]) -> None:
    for away in ways:
        hall.strikes()
        async with asked(hall.place.port) as times:
            await away()
            healed = time.monotonic()
        hall.measure("/healthz at worst", max(times, default=float("inf")), HEALTH_MS, "ms")
        hall.measure("saves resume", await hall.steady.saved_again(healed), HEALS_SECONDS)
        hall.measure("readiness returns", await until_ready(hall), HEALS_SECONDS)


async def not_ready_for(hall: Hall, seconds: float) -> int:
    """So long; notes when readiness said so. Gives how many answers after that said otherwise."""
    began = time.monotonic()
    said, lied = 0.0, 0
    while time.monotonic() - began < seconds:
        ready = await hall.ready()
        if ready is False and not said:
            said = time.monotonic() - began
        elif ready is not False and said:
            lied += 1
        await asyncio.sleep(LOOK_SECONDS)
    hall.measure("readiness says so", said or float("inf"), NOTICED_SECONDS)
    return lied


async def _away_for(hall: Hall, seconds: float) -> None:
    lied = await not_ready_for(hall, seconds)
    if lied:
        hall.wrong(f"/readyz did not say 503 {lied} times while the database was away")


async def until_ready(hall: Hall, within: float = 30) -> float:
    """Waits until `/readyz` says yes; gives how long, `inf` where it does not within so many s."""
    began = time.monotonic()
    while time.monotonic() - began < within:
        if await hall.ready():
            return time.monotonic() - began
        await asyncio.sleep(LOOK_SECONDS)
    return float("inf")


def lines_of(hall: Hall, words: str) -> int:
    """How many lines of the server's log hold these words."""
    return hall.place.log.read_text(errors="replace").count(words)
