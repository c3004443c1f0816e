"""One fault in one arrangement, from an empty folder to its outcome."""

import asyncio
import shutil
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path

from invigilate.crowd.checking.history import History
from tests.conditions import eventually
from tests.faults.hall import Hall
from tests.faults.listed import Arrangement, Fault
from tests.faults.outcome import NO_END, Outcome
from tests.faults.steady import Steady
from tests.servers.cable import cable
from tests.servers.postgres import PostgresServer, fresh_database
from tests.servers.redis import RedisServer
from tests.stories.crowds import guests
from tests.stories.proof import proven, sit, standing
from tests.stories.schools import School, school

SCRIPT_SECONDS = 240
REST_SECONDS = 30.0
"""After the last fault healed: by then everything is at rest (I9)."""
WARM_SECONDS = 2.0
"""So long people write before it strikes."""


async def run(fault: Fault, arrangement: Arrangement) -> Outcome:
    """Runs it and holds what people saw against the logs."""
    outcome = Outcome(fault.number, fault.title, str(arrangement))
    if fault.needs and shutil.which(fault.needs) is None:
        outcome.skipped = f"{fault.needs} is not on this machine"
        return outcome
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="invigilate-fault-") as folder:
        async with _hall(fault, arrangement, Path(folder), outcome) as (hall, code, sessions):
            await _struck(fault, hall, code, sessions)
    outcome.seconds = round(time.monotonic() - started, 1)
    return outcome


async def _struck(fault: Fault, hall: Hall, code: str, sessions: tuple[str, str]) -> None:
    outcome = hall.outcome
    workers = 2 if outcome.arrangement == Arrangement.TWO else 1
    before = {**_held(hall), "processes": workers}
    await hall.steady.begin()
    people = guests(fault.crowd)
    sitting = asyncio.create_task(sit(hall.place, code, people, fault.minutes, strict=False))
    await asyncio.sleep(WARM_SECONDS)
    try:
        async with asyncio.timeout(SCRIPT_SECONDS):
            await fault.script(hall)
    except (AssertionError, TimeoutError) as failed:
        hall.wrong(f"{NO_END} {failed or 'time is up'}")
    sat = await sitting
    steady = hall.steady.recorder.history
    room = str((await hall.place.office.ask("GET", f"/api/sessions/{sessions[1]}"))["room"])
    steady.aftermath = await hall.steady.rests(room, REST_SECONDS)
    for left in await hall.steady.end():
        hall.wrong(f"never acknowledged: {left}")
    steady.aftermath.left.update(await _left(hall, before))
    outcome.wrong += [line for line in sat.report.wrong if line not in outcome.wrong]
    await _held_against(hall, sat.history, sessions[0])
    for history, session in [(steady, sessions[1]), *hall.beside]:
        await _held_against(hall, history, session)
        # The crowd loses its network by itself: what that interrupts shows nothing of the fault.
        outcome.unknown += _interrupted(history)
    await _all_were_sent(hall, sat.history, steady, *(history for history, _ in hall.beside))
    judge(fault, outcome)


def judge(fault: Fault, outcome: Outcome) -> None:
    """Notes it where a fault under which connections die left every change answered at once."""
    if fault.unknown and not outcome.unknown:
        outcome.wrong.append("every change was answered at once: the fault cannot have bitten")


async def _held_against(hall: Hall, history: History, session: str) -> None:
    verdict = await proven(hall.place, history, session, all_writers=False)
    hall.outcome.acknowledged += verdict.checked.acknowledged
    hall.outcome.lost += verdict.lost
    hall.outcome.wrong += verdict.other


async def _all_were_sent(hall: Hall, *histories: History) -> None:
    """Nothing stands in any log that nobody sent (I1): all who wrote in this school are here."""
    everybody = History()
    for history in histories:
        everybody.puts |= history.puts
    verdict = await proven(hall.place, everybody)
    known = {*hall.outcome.lost, *hall.outcome.wrong}
    hall.outcome.wrong += [line for line in map(str, verdict.findings) if line not in known]


def _held(hall: Hall) -> dict[str, int]:
    """What the server holds that must be the same when everybody has gone (I9).

    Threads are left out: a pool has as many as it has needed.
    """
    now = standing(hall.place)
    return {what: now[what] for what in ("sockets", "processes")}


async def _left(hall: Hall, before: dict[str, int]) -> dict[str, tuple[int, int]]:
    """Waits until the server holds what it held before, no longer than I9 allows."""

    def left() -> dict[str, tuple[int, int]]:
        now = _held(hall)
        # The harness's own connection may have been idle for too long meanwhile.
        sockets = before["sockets"], max(before["sockets"], now["sockets"])
        return {"sockets": sockets, "processes": (before["processes"], now["processes"])}

    with suppress(AssertionError):
        await eventually(lambda: all(was == is_ for was, is_ in left().values()), REST_SECONDS)
    return left()


def _interrupted(history: History) -> int:
    """Changes whose connection died under them: never told, or told long after they were made."""
    puts = [put for mine in history.puts.values() for put in mine]
    return sum(not put.outcome or not put.online or put.told_at - put.asked_at > 1 for put in puts)


@asynccontextmanager
async def _hall(
    fault: Fault, arrangement: Arrangement, folder: Path, outcome: Outcome
) -> AsyncIterator[tuple[Hall, str, tuple[str, str]]]:
    async with AsyncExitStack() as stack:
        if arrangement is Arrangement.ONE:
            place = await stack.enter_async_context(school(folder, fault.program, **fault.settings))
            code, sessions, steady = await _sessions(place, fault)
            yield Hall(place, steady, outcome), code, sessions
            return
        postgres, redis = await asyncio.to_thread(PostgresServer), RedisServer()
        stack.callback(postgres.remove)
        stack.callback(redis.stop)
        url = await stack.enter_async_context(fresh_database(postgres))
        ways = (
            await stack.enter_async_context(cable(postgres.port)),
            await stack.enter_async_context(cable(redis.port)),
        )
        settings = {
            "INVIGILATE_WORKERS": "2",
            "INVIGILATE_DATABASE_URL": url.replace(str(postgres.port), str(ways[0].port)),
            "INVIGILATE_REDIS_URL": redis.url.replace(str(redis.port), str(ways[1].port)),
            **fault.settings,
        }
        place = await stack.enter_async_context(school(folder, fault.program, **settings))
        code, sessions, steady = await _sessions(place, fault)
        yield Hall(place, steady, outcome, postgres, redis, ways), code, sessions


async def _sessions(place: School, fault: Fault) -> tuple[str, tuple[str, str], Steady]:
    """One for the crowd, one for the steady pages."""
    edition = await place.paper()
    session, code = await place.session(edition, title="Crowd")
    beside, other = await place.session(edition, title="Steady")
    return code, (session, beside), Steady(place.network, other, fault.pages)
