"""Torn writes and flipped bits in the SQLite file and its log: a prefix, or refused and said."""

import asyncio
import os
import shutil
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Literal

import psutil
from sqlalchemy.exc import DBAPIError

from invigilate.errors import NotValid, Unavailable
from invigilate.rooms.verifying import verify_all
from invigilate.settings import Settings
from invigilate.store.engine import open_engine
from invigilate.store.whole import require_whole
from tests.conditions import eventually
from tests.faults.hall import Hall
from tests.faults.listed import Arrangement, fault
from tests.servers.programs import free_port
from tests.stories.proof import read_logs

COPIES = 10
FLIPS = 5
NAME = "invigilate.sqlite3"
LOG = f"{NAME}-wal"
SEED = 24
Judged = Literal["refused", "told", "read"]
Chains = dict[str, list[bytes]]
"""Of each room: the chain after each of its events."""
Damage = Callable[[Path, Random], None]


@fault("F24", "A torn write, a flipped bit", Arrangement.ONE, minutes=0.5)
async def torn(hall: Hall) -> None:
    """Copies of the files in the middle of writing, each damaged in every way and then opened.

    The process stands still while it is copied, wherever it is: so a copy is what a power cut
    leaves at the best, and the damage is what it leaves at the worst.
    """
    rng = Random(SEED)
    copies = [await _copied(hall, rng, number) for number in range(COPIES)]
    truth = await _chains(hall.place.folder / NAME)
    for damage in (_cut_log, _zero_log_tail, _flip_log, _cut_file, _flip_file):
        hall.strikes()
        judged: Counter[str] = Counter()
        for copy in copies:
            for _ in range(FLIPS if damage is _flip_file else 2):
                judged[await _opened(hall, copy, damage, rng, truth)] += 1
        told = ", ".join(f"{count} {how}" for how, count in sorted(judged.items()))
        hall.bit(f"{damage.__name__.strip('_').replace('_', ' ')}: {told}")
    await _refused_by_the_server(hall, copies[-1])


async def _copied(hall: Hall, rng: Random, number: int) -> Path:
    """Both files as they are at one instant."""
    await asyncio.sleep(rng.uniform(0.05, 0.4))
    (pid,) = hall.place.pids()
    process, folder = psutil.Process(pid), hall.place.folder / f"copy-{number}"
    folder.mkdir()
    os.kill(pid, signal.SIGSTOP)
    try:
        await eventually(lambda: process.status() == psutil.STATUS_STOPPED)
        for name in (NAME, LOG):
            shutil.copyfile(hall.place.folder / name, folder / name)
    finally:
        os.kill(pid, signal.SIGCONT)
    return folder


async def _opened(hall: Hall, copy: Path, damage: Damage, rng: Random, truth: Chains) -> str:
    """What becomes of a copy of a copy that is damaged so; notes what must not be."""
    folder = hall.place.folder / "damaged"
    shutil.copytree(copy, folder)
    try:
        damage(folder, rng)
        judged, chains = await _judged(folder / NAME)
    finally:
        shutil.rmtree(folder)
    if judged != "read":
        return judged
    for room, chain in chains.items():
        if chain != truth.get(room, [])[: len(chain)]:
            hall.wrong(f"{damage.__name__}: room {room} was read as what it never was")
    return "read, each room as it was"


async def _judged(path: Path) -> tuple[Judged, Chains]:
    """What the start of a server says of a file, and then `verify`; and its logs if it is well."""
    try:
        await asyncio.to_thread(require_whole, path, served_before=True)
    except (NotValid, Unavailable):
        return "refused", {}
    engine = open_engine(Settings(database_url=f"sqlite:///{path}"))
    try:
        async for room in verify_all(engine):
            if room.wrong:
                return "told", {}
        return "read", await _chains(path)
    except (Unavailable, DBAPIError):
        return "told", {}
    finally:
        await engine.close()


async def _chains(path: Path) -> Chains:
    logs = await read_logs(f"sqlite:///{path}")
    return {log.head.room: [row.chain for row in log.rows] for log in logs}


async def _refused_by_the_server(hall: Hall, copy: Path) -> None:
    """A real start on a file that was cut: it ends, says why, and leaves the file as it is."""
    hall.strikes()
    path = copy / NAME
    os.truncate(path, path.stat().st_size // 2)
    before = path.read_bytes()
    began = time.monotonic()
    for word in ("serve", "check", "verify"):
        more = {"INVIGILATE_DATABASE_URL": f"sqlite:///{path}", "INVIGILATE_PORT": str(free_port())}
        try:
            async with asyncio.timeout(30):
                await hall.place.command(word, **more)
        except AssertionError as said:
            if str(path) not in str(said):
                hall.wrong(f"`invigilate {word}` does not name the damaged file: {said}")
        else:
            hall.wrong(f"`invigilate {word}` finds a file well that was cut in half")
    if path.read_bytes() != before:
        hall.wrong("a damaged file was changed by a start")
    hall.bit(f"serve, check and verify refused in {time.monotonic() - began:.1f} s")


# -- damages


def _cut_log(folder: Path, rng: Random) -> None:
    os.truncate(folder / LOG, rng.randrange((folder / LOG).stat().st_size))


def _zero_log_tail(folder: Path, rng: Random) -> None:
    size = (folder / LOG).stat().st_size
    _cut_log(folder, rng)
    os.truncate(folder / LOG, size)


def _flip_log(folder: Path, rng: Random) -> None:
    _flip(folder / LOG, rng)


def _cut_file(folder: Path, rng: Random) -> None:
    os.truncate(folder / NAME, rng.randrange((folder / NAME).stat().st_size))


def _flip_file(folder: Path, rng: Random) -> None:
    """Where the rooms are: what stands in the log is written back first."""
    with closing(sqlite3.connect(folder / NAME)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    _flip(folder / NAME, rng)


def _flip(path: Path, rng: Random) -> None:
    data = bytearray(path.read_bytes())
    data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    path.write_bytes(data)
