"""`backup`: the whole database in one file, or a copy of a SQLite file again and again."""

import asyncio
import os
import signal
from datetime import UTC, datetime
from pathlib import Path

from invigilate import settings as knobs
from invigilate.cli import kept_secret
from invigilate.cli.saying import err, out
from invigilate.errors import NotValid, Unavailable
from invigilate.store.backup.manifest import Manifest
from invigilate.store.backup.snapshot import back_up
from invigilate.store.copying import copy_once
from invigilate.store.url import file_of

NICE = 10
"""Backups and copies give way to the server."""


async def backup(file: Path, with_secret: bool) -> None:
    """Writes the file while a server may run, and says what stands in it."""
    settings = knobs.read()
    os.nice(NICE)
    secret, made = "", ""
    if with_secret:
        made = "" if kept_secret.PASSPHRASE in os.environ else kept_secret.new_passphrase()
        secret = kept_secret.sealed(settings, made or os.environ[kept_secret.PASSPHRASE])
    now_ms = round(datetime.now(UTC).timestamp() * 1_000)
    check = kept_secret.check_of(settings)
    manifest = await back_up(settings.database, file, now_ms, check, secret)
    size = (await asyncio.to_thread(file.stat)).st_size
    out.print(f"{file}: {counted(manifest)}, {size / 1_000_000:.1f} MB.", markup=False)
    if not with_secret:
        err.print(
            "The server secret is not in it: restored on another host without it, printed personal"
            " keys, cookies and files of last resort open nothing. Keep the secret apart, or say"
            " --with-secret.",
            markup=False,
        )
    elif made:
        err.print("The secret in it opens with this passphrase, shown once:", markup=False)
        out.print(made, markup=False)


def counted(manifest: Manifest) -> str:
    """What stands in a backup, for people."""
    events = sum(room.version for room in manifest.rooms)
    tables = f"{manifest.rows} rows of {len(manifest.tables)} tables"
    return f"{tables}, {len(manifest.rooms)} rooms with {events} events"


async def copy_every(folder: Path, seconds: float, keep: int) -> None:
    """Copies the SQLite file until told to stop; a copy that fails is said and tried again.

    Raises NotValid where the database is no SQLite file, or the first copy fails.
    """
    database = file_of(knobs.read().database)
    if database is None:
        raise NotValid(
            "no-sqlite",
            "Copies again and again are made of a SQLite file alone; PostgreSQL has its own"
            " (archived write-ahead logs, a standby): see docs/backup.md.",
        )
    os.nice(NICE)
    told = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, told.set)
    await _copy(database, folder, keep)
    while not told.is_set():
        try:
            async with asyncio.timeout(seconds):
                await told.wait()
        except TimeoutError:
            try:
                await _copy(database, folder, keep)
            except (NotValid, Unavailable) as fault:
                sentence = fault.sentence if isinstance(fault, NotValid) else str(fault)
                err.print(f"WRONG  {sentence}", markup=False)


async def _copy(database: Path, folder: Path, keep: int) -> None:
    made = await asyncio.to_thread(copy_once, database, folder, datetime.now(UTC), keep)
    size = (await asyncio.to_thread(made.stat)).st_size
    out.print(f"{made}: {size / 1_000_000:.1f} MB", markup=False)
