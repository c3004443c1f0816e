"""Faults of the disk that shows when something is written to it: errors, slowness, a cut."""

import asyncio
import os
import time
from pathlib import Path

import psutil

from tests.conditions import eventually
from tests.faults import slowly
from tests.faults.asking import asked
from tests.faults.databases import lines_of, until_ready
from tests.faults.hall import Hall
from tests.faults.listed import Arrangement, fault
from tests.faults.steady import share
from tests.faults.traced import INJECTED, reopened, traced, until_injected

SYNCS = "fsync,fdatasync"
FAILED = "was not committed"
RESUMES_SECONDS = 5
HEALTH_MS = 100
MIB = 1024 * 1024
SLOW_SECONDS = 12


@fault("F10", "A sync to disk fails (EIO)", Arrangement.ONE, needs="strace", minutes=0.5)
async def sync_fails(hall: Hall) -> None:
    """Single ones at different places, then every one for some seconds."""
    (pid,) = hall.place.pids()
    for when in (1, 2, 5):
        failed = lines_of(hall, FAILED)
        hall.strikes()
        async with traced(pid, SYNCS, f"error=EIO:when={when}") as trace:
            await until_injected(trace)
            await eventually(lambda: lines_of(hall, FAILED) > failed, 10)  # noqa: B023
            at = time.monotonic()
            took = await hall.steady.saved_again(at)
            hall.bit(f"{trace.injected[0].split(' ', 1)[1]}; the batch was not committed")
            anew = reopened(trace, "invigilate.sqlite3-wal")
            if not anew or not all(anew):
                hall.wrong("a connection whose sync failed was used again")
        hall.measure("saves resume", took, RESUMES_SECONDS)
    await _every_sync_fails(hall, pid)


async def _every_sync_fails(hall: Hall, pid: int, seconds: float = 4) -> None:
    hall.strikes()
    async with traced(pid, SYNCS, "error=EIO:when=1+") as trace:
        await until_injected(trace)
        await asyncio.sleep(1)  # what was synced before may still be on its way to a page
        began = time.monotonic()
        await asyncio.sleep(seconds)
        told = hall.steady.told_between(began, time.monotonic())
        ready = await hall.ready()
        hall.bit(f"all {len(trace.injected)} syncs failed, {told} changes were told as saved")
    healed = time.monotonic()
    if told:
        hall.wrong(f"{told} changes were told as saved while no sync succeeded")
    if ready is not False:
        hall.wrong("/readyz did not say 503 while no sync succeeded")
    hall.measure("saves resume", await hall.steady.saved_again(healed), RESUMES_SECONDS)
    hall.measure("readiness returns", await until_ready(hall), RESUMES_SECONDS)


@fault(
    "F11",
    "Each sync to disk takes 20 ms longer, at a thousand saves a second",
    Arrangement.ONE,
    needs="strace",
    crowd=0,
    pages=250,
    program="tests.faults.slowly",
    SLOW_SYNC_MS="20",
)
async def disk_slow(hall: Hall) -> None:
    """Group commit keeps up."""
    await _slow(hall, 20, 400)


@fault(
    "F11",
    "Each sync to disk takes 200 ms longer",
    Arrangement.ONE,
    needs="strace",
    crowd=24,
    minutes=0.5,
    program="tests.faults.slowly",
    SLOW_SYNC_MS="200",
)
async def disk_very_slow(hall: Hall) -> None:
    """What waits for the disk waits there, and nothing else does."""
    await _slow(hall, 200, 1_000)


async def _slow(hall: Hall, delay_ms: int, level_ms: float) -> None:
    """People write for a while on a disk that was slow before they came."""
    (pid,) = hall.place.pids()
    told = hall.place.folder / slowly.TOLD
    rss = psutil.Process(pid).memory_info().rss
    slow = _delayed(told)
    hall.strikes()
    began = time.monotonic()
    async with asked(hall.place.port) as times:
        await asyncio.sleep(SLOW_SECONDS)
    over = time.monotonic()
    rate = hall.steady.told_between(began, over) / (over - began)
    acks = hall.steady.ack_ms(began, over - level_ms / 1_000)
    if synced := _delayed(told) - slow:
        hall.bit(
            f"{synced} syncs took {delay_ms} ms longer; {rate:,.0f} saves a second, half of them"
            f" told within {share(acks, 0.5):.0f} ms"
        )
    hall.measure("99 % of answers", share(acks, 0.99), level_ms, "ms")
    hall.measure("/healthz at worst", max(times), HEALTH_MS, "ms")
    grown = (psutil.Process(pid).memory_info().rss - rss) / MIB
    hall.measure("memory grown", grown, 50, "MB")


def _delayed(told: Path) -> int:
    """How many syncs were made to wait."""
    return len(INJECTED.findall(told.read_text(errors="replace")))


CUTS = [("fdatasync", n) for n in (1, 2, 4, 7)] + [
    ("pwrite64", n) for n in (1, 2, 3, 4, 6, 9, 14, 22)
]


@fault(
    "F2",
    "Killed in the middle of a commit",
    Arrangement.ONE,
    needs="strace",
    crowd=0,
    unknown=True,
)
async def killed_in_commit(hall: Hall) -> None:
    """At a sync, and between the writes that make up a commit.

    Without a crowd: of a server that lives for a second or two at a time, again and again, some
    page sees nothing for a minute, and its student gives up. The steady pages never do.
    """
    for call, when in CUTS:
        (pid,) = hall.place.pids()
        hall.strikes()
        async with traced(pid, call, f"signal=SIGKILL:when={when}"):
            ended = await hall.place.ended()
        if ended == -9:
            hall.bit(f"process {pid} was killed at {call} number {when} of a thread")
        await hall.place.start()
        serves = time.monotonic()
        hall.measure("saves resume", await hall.steady.saved_again(serves), 15)


@fault(
    "F2",
    "A worker is killed in the middle of a commit",
    Arrangement.TWO,
    program="tests.faults.dying",
    minutes=0.6,
    unknown=True,
)
async def worker_killed_in_commit(hall: Hall) -> None:
    """Before COMMIT is sent, and after it was answered and nobody was told."""
    order = hall.place.folder / "die"
    for moment in ("before", "after") * 3:
        pids = set(hall.place.pids())
        hall.strikes()
        order.write_text(moment)
        await eventually(lambda: not order.exists(), 10)
        (dead,) = await _gone(pids)
        hall.bit(f"worker {dead} was killed {moment} its COMMIT")
        hall.measure("worker replaced", await hall.replaced({dead}), 3)
        hall.measure("saves resume", await hall.steady.saved_again(time.monotonic()), 15)


async def _gone(pids: set[int]) -> set[int]:
    await eventually(lambda: not all(map(_lives, pids)), 10)
    return {pid for pid in pids if not _lives(pid)}


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
