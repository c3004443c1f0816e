"""Faults of the server's own processes: killed, hung, restarted, gone all at once."""

import asyncio
import itertools
import os
import signal
import time
from collections.abc import Iterable

import psutil

from tests.conditions import eventually
from tests.faults.beside import beside, over_a_cable
from tests.faults.hall import Hall
from tests.faults.listed import Arrangement, fault
from tests.faults.steady import PERIOD_SECONDS, Steady, SteadyPage, share

REPLACED_SECONDS = 3
STILL_SECONDS = 8.0
STORM_PAGES = 300


@fault("F1", "A worker is killed (SIGKILL) under load", Arrangement.TWO, unknown=True)
async def worker_killed(hall: Hall) -> None:
    """Three times, one after another: the one with the most pages."""
    for _ in range(3):
        pid = busiest(hall)
        at = hall.strikes()
        os.kill(pid, signal.SIGKILL)
        await gone(pid)
        hall.bit(f"process {pid} is gone")
        hall.measure("worker replaced", await hall.replaced({pid}), REPLACED_SECONDS)
        hall.measure_back(await hall.steady.all_back(at))
        await asyncio.sleep(1)


@fault("F1", "The server is killed (SIGKILL) and started again", Arrangement.ONE, unknown=True)
async def server_killed(hall: Hall) -> None:
    """The one process that there is: until it is started again, nobody is there to come to."""
    (pid,) = hall.place.pids()
    at = hall.strikes()
    await hall.place.kill()
    hall.bit(f"process {pid} is gone")
    await hall.place.start()
    answered = time.monotonic() - at
    times = await hall.steady.all_back(at)
    why = f"The start alone took {answered:.1f} s; who came before it tries again within 8 s."
    hall.measure("95 % of its pages back", share(times, 0.95), 5, why=why)
    hall.measure("all back", max(times), 15, why=why)


@fault("F3", "A worker hangs (SIGSTOP), for 8 s and for good", Arrangement.TWO, unknown=True)
async def worker_hangs(hall: Hall) -> None:
    """Its parent kills one that is silent for too long; whatever it still thought is fenced off.

    First it goes on (SIGCONT) before that: it must catch up with what others wrote meanwhile.
    """
    await _stands_still(hall)
    await _is_killed_for_it(hall)


async def _stands_still(hall: Hall) -> None:
    at, pid = hall.strikes(), busiest(hall)
    await stopped(pid)
    await asyncio.sleep(STILL_SECONDS)
    waited = _waiting(hall.steady)
    os.kill(pid, signal.SIGCONT)
    went_on = time.monotonic()
    if waited:
        hall.bit(f"process {pid} stood still for {went_on - at:.0f} s, {len(waited)} pages waited")
    await eventually(lambda: not _waiting(hall.steady), within=40)
    hall.measure("all saved after it went on", time.monotonic() - went_on, 5)
    await hall.steady.all_back(at)


async def _is_killed_for_it(hall: Hall) -> None:
    at, pid = hall.strikes(), busiest(hall)
    await stopped(pid)
    hall.measure("others saved on", await hall.steady.saved_again(at), 5)
    await gone(pid, within=40)
    hall.bit(f"process {pid} was stopped, and killed by its parent")
    hall.measure("hung worker replaced", await hall.replaced({pid}), REPLACED_SECONDS)
    times = await hall.steady.all_back(at)
    left = [_left(page, at) for page in hall.steady.pages]
    if not times:
        hall.wrong("no page was on the worker that hung")
    hall.measure("its pages left it", max(when for when in left if when is not None), 15)
    hall.measure("all back", max(times), 15)


@fault("F15", "Rolling restart (SIGHUP) during an exam", Arrangement.TWO)
async def rolling_restart(hall: Hall) -> None:
    """Twice: with pages that all read, and with one whose network stands still meanwhile."""
    await _renewed(hall)
    async with over_a_cable(hall) as (line, network), beside(hall, "Deaf", 1, network):
        line.stall()
        await _renewed(hall)
        line.flow()


async def _renewed(hall: Hall) -> None:
    """All workers anew; each page goes once, and comes to a worker that stays."""
    pages, old = hall.steady.pages, set(hall.place.pids())
    before = [len(page.welcomes) for page in pages]
    at = hall.strikes()
    hall.place.renew_workers()
    left = [at]
    for count in range(len(old) - 1, -1, -1):
        await eventually(lambda: sum(map(psutil.pid_exists, old)) <= count, within=60)  # noqa: B023
        left.append(time.monotonic())
    await hall.steady.all_back(at)
    hall.bit(f"processes {shown(old)} are gone, {shown(hall.place.pids())} serve")
    came = [len(page.welcomes) - n for page, n in zip(pages, before, strict=True)]
    if came != [1] * len(pages):
        hall.wrong(f"of {len(pages)} pages each should reconnect once, and did so {came} times")
    gaps = sorted(page.welcomes[-1] - page.sent_away[-1] for page in pages if page.sent_away)
    if len(gaps) < len(pages):
        hall.wrong(f"{len(pages) - len(gaps)} pages were not told to come back")
    hall.measure("gap p99", share(gaps, 0.99), 5)
    spans = [b - a for a, b in itertools.pairwise(left)]
    hall.measure("a worker, its successor's start included", max(spans), 15)


@fault(
    "F16",
    "All workers are killed at once, with 300 pages",
    Arrangement.TWO,
    pages=4,
    crowd=4,
    unknown=True,
)
async def all_workers_killed(hall: Hall) -> None:
    """Every page comes back at about the same time."""
    async with beside(hall, "Storm", STORM_PAGES, period=6) as storm:
        pids = hall.place.pids()
        at = hall.strikes()
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        await gone(*pids)
        hall.bit(f"processes {shown(pids)} are gone at once")
        why = "One spare waits; the other worker reads the program first."
        hall.measure("both replaced", await hall.replaced(set(pids)), REPLACED_SECONDS, why=why)
        await _came_back(hall, storm.steady, at)


@fault(
    "F16",
    "The server is killed and started, with 300 pages",
    Arrangement.ONE,
    pages=4,
    crowd=4,
    unknown=True,
)
async def server_killed_with_many(hall: Hall) -> None:
    """The same where there is one process: nobody is there until it is started again."""
    async with beside(hall, "Storm", STORM_PAGES, period=6) as storm:
        (pid,) = hall.place.pids()
        at = hall.strikes()
        await hall.place.kill()
        hall.bit(f"process {pid} is gone")
        await hall.place.start()
        why = f"The start alone took {time.monotonic() - at:.1f} s."
        await _came_back(hall, storm.steady, at, why)


async def _came_back(hall: Hall, steady: Steady, at: float, why: str = "") -> None:
    load = f"The machine's load was {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; the pages"
    why = f"{why} {load} and the cables to the database are one process on it.".strip()
    times = await steady.all_back(at)
    if len(times) < len(steady.pages):
        hall.wrong(f"only {len(times)} of {len(steady.pages)} pages were thrown out")
    hall.measure("half of all back", share(times, 0.5), 6, why=why)
    hall.measure("99 % back", share(times, 0.99), 20, why=why)
    hall.measure("all back", max(times), 30, why=why)


# -- processes


def busiest(hall: Hall) -> int:
    """The worker to which the most browsers are connected."""

    def connected(pid: int) -> int:
        found = psutil.Process(pid).net_connections("tcp")
        here = [one for one in found if one.laddr.port == hall.place.port]
        return sum(one.status == psutil.CONN_ESTABLISHED for one in here)

    return max(hall.place.pids(), key=connected)


async def gone(*pids: int, within: float = 5) -> float:
    """Waits until none of these processes is there; gives how long."""
    return await eventually(lambda: not any(map(psutil.pid_exists, pids)), within)


async def stopped(pid: int) -> None:
    """Stops a process and waits until it stands still."""
    os.kill(pid, signal.SIGSTOP)
    await eventually(lambda: psutil.Process(pid).status() == psutil.STATUS_STOPPED)


def shown(pids: Iterable[int]) -> str:
    """Processes in a sentence."""
    return " and ".join(str(pid) for pid in sorted(pids))


def _waiting(steady: Steady) -> list[SteadyPage]:
    """The pages to which nothing was acknowledged for about two seconds."""
    return [page for page in steady.pages if page.waiting > 2 / PERIOD_SECONDS]


def _left(page: SteadyPage, at: float) -> float | None:
    """How long after an instant a page noticed that nobody is there; None: it did not."""
    return next((when - at for when, live in page.lives if not live and when >= at), None)
