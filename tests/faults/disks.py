"""Faults of the disk beneath the database."""

import asyncio
import time
from contextlib import suppress
from pathlib import Path

import asyncpg
import psutil

from tests.conditions import eventually
from tests.faults.asking import asked
from tests.faults.databases import not_ready_for, until_ready
from tests.faults.hall import Hall
from tests.faults.listed import Arrangement, fault
from tests.faults.small_disks import fill, left, may_mount, on_a_small_disk

ROOM_MIB = 16
FULL_SECONDS = 8
RESUMES_SECONDS = 10
HEALTH_MS = 100


@fault("F9", "The disk of the SQLite file is full", Arrangement.ONE, unknown=True, minutes=0.6)
async def disk_full(hall: Hall) -> None:
    """The whole data folder, what the server writes to its log too."""
    place = hall.place
    if not may_mount():
        hall.outcome.skipped = "only root on Linux may make a small disk"
        return
    await place.stop()
    async with on_a_small_disk(place.folder, ROOM_MIB):
        try:
            await place.start()
            await hall.steady.saved_again(time.monotonic())
            (pid,) = place.pids()
            await _while_full(hall, place.folder)
            if place.pids() != [pid]:
                hall.wrong("the server ended because its disk was full")
        finally:
            await place.stop()
    await place.start()


@fault("F9", "The disk of PostgreSQL is full", Arrangement.TWO, unknown=True, minutes=0.6)
async def database_disk_full(hall: Hall) -> None:
    """First its tables cannot grow, then it cannot begin a new piece of its own log and dies."""
    if not may_mount():
        hall.outcome.skipped = "only root on Linux may make a small disk"
        return
    data, pids = await _data_folder(hall), hall.place.pids()
    await asyncio.to_thread(hall.postgres.stop)
    try:
        async with on_a_small_disk(data, 3 * ROOM_MIB):
            try:
                await asyncio.to_thread(hall.postgres.restart)
                await hall.steady.saved_again(time.monotonic())
                await _while_full(hall, data)
                await _dead_of_it(hall, data)
            finally:
                (data / "filler").unlink(missing_ok=True)
                await asyncio.to_thread(hall.postgres.stop)
    finally:
        await asyncio.to_thread(hall.postgres.restart)
    if hall.place.pids() != pids:
        hall.wrong("workers ended because the database's disk was full")


async def _while_full(hall: Hall, folder: Path) -> None:
    hall.strikes()
    async with asked(hall.place.port) as times:
        filler = fill(folder)
        await eventually(lambda: _stands_still(hall), 30)
        since = time.monotonic()
        lied = await not_ready_for(hall, FULL_SECONDS)
        told = hall.steady.told_between(since, time.monotonic())
        if lied > told:
            hall.wrong(f"/readyz did not say 503 {lied} times while {told} writes found room")
        waits = sum(page.waiting for page in hall.steady.pages)
        if 20 * told < waits:  # a few may still find a page that was free within the files
            hall.bit(f"{left(folder)} bytes were free: {waits} changes waited, {told} were told")
        filler.unlink()
        free = time.monotonic()
    hall.measure("/healthz at worst", max(times, default=float("inf")), HEALTH_MS, "ms")
    hall.measure("saves resume after space", await hall.steady.saved_again(free), RESUMES_SECONDS)
    hall.measure("readiness returns", await until_ready(hall), RESUMES_SECONDS)


def _stands_still(hall: Hall) -> bool:
    """Whether nobody was told of anything for a second."""
    now = time.monotonic()
    return not hall.steady.told_between(now - 1, now)


async def _dead_of_it(hall: Hall, data: Path) -> None:
    """Until it finds no room for its own log and dies; then there is room, and it is started."""
    server = psutil.Process(hall.postgres.pid)
    database = await asyncpg.connect(hall.postgres.url())
    hall.strikes()
    fill(data)
    with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
        while True:  # as far as its log has room in pieces that were there
            await database.execute("SELECT pg_switch_wal(), txid_current()", timeout=10)
    await eventually(lambda: not psutil.pid_exists(server.pid) or not _backends(server), 20)
    hall.bit(f"database process {server.pid} lost all its connections for want of room")
    await eventually(lambda: _stands_still(hall), 20)
    (data / "filler").unlink()
    await asyncio.to_thread(hall.postgres.restart)
    accepts = time.monotonic()
    took = await hall.steady.saved_again(accepts)
    hall.measure("saves resume after space", took, RESUMES_SECONDS)


def _backends(server: psutil.Process) -> int:
    """How many of its processes serve somebody."""
    with suppress(psutil.NoSuchProcess):
        return sum("127.0.0.1" in " ".join(each.cmdline()) for each in server.children())
    return 0


async def _data_folder(hall: Hall) -> Path:
    database = await asyncpg.connect(hall.postgres.url())
    try:
        return Path(await database.fetchval("SHOW data_directory"))
    finally:
        await database.close()
