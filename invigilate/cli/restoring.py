"""`restore`: a backup, or a copy of a SQLite file, into an empty database of either kind."""

import asyncio
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from invigilate import settings as knobs
from invigilate.cli import kept_secret
from invigilate.cli.backing_up import counted
from invigilate.cli.saying import err, out
from invigilate.cli.verifying import told_of
from invigilate.errors import NotValid
from invigilate.rooms.verifying import verify_all
from invigilate.settings import Settings
from invigilate.store.backup.container import Reading
from invigilate.store.backup.filling import restore as fill
from invigilate.store.backup.manifest import Manifest
from invigilate.store.backup.snapshot import back_up
from invigilate.store.engine import open_engine
from invigilate.store.sole_server import sole_server
from invigilate.store.url import shown
from invigilate.store.whole import HEADER, require_whole


async def restore(file: Path) -> bool:
    """Restores, verifies every room and says what there is; whether all of it is whole.

    Raises as `fill` does, and AlreadyServed where a server runs on the SQLite file.
    """
    settings = knobs.read()
    with sole_server(settings, ""):  # none is started on what is not there yet
        return await _restore(settings, file)


async def _restore(settings: Settings, file: Path) -> bool:
    if await asyncio.to_thread(_is_sqlite, file):
        # A copy beside the server: read as any other database is, at its own revision.
        with tempfile.TemporaryDirectory(prefix="invigilate-") as folder:
            through = Path(folder) / "copy.backup"
            await asyncio.to_thread(require_whole, file)
            await back_up(f"sqlite:///{file}", through, _now_ms())
            manifest = await _fill(settings, through)
    else:
        manifest = await _fill(settings, file)
    made = datetime.fromtimestamp(manifest.made_at / 1_000, UTC)
    out.print(
        f"Restored into {shown(settings.database)} from {made:%Y-%m-%d %H:%M:%S} UTC:"
        f" {counted(manifest)}; every table reads back as it was written.",
        markup=False,
    )
    _tell_of_secret(settings, manifest)
    return await _verified(settings, manifest)


async def _fill(settings: Settings, file: Path) -> Manifest:
    with _reading(file) as reading:
        _open_secret(settings, reading.manifest)
        return await fill(settings.database, reading)


@contextmanager
def _reading(file: Path) -> Iterator[Reading]:
    reading = Reading(file)
    try:
        yield reading
    finally:
        reading.close()


def _is_sqlite(file: Path) -> bool:
    try:
        with file.open("rb") as opened:
            return opened.read(len(HEADER)) == HEADER
    except OSError as fault:
        raise NotValid("backup-file", f"{file} cannot be read: {fault.strerror}.") from None


def _open_secret(settings: Settings, manifest: Manifest) -> None:
    """Brings the secret, before anything else is changed: a wrong passphrase changes nothing."""
    passphrase = os.environ.get(kept_secret.PASSPHRASE, "")
    if not manifest.secret or not passphrase:
        return
    secret = kept_secret.opened(manifest.secret, passphrase)
    if kept_secret.check_of(settings) != manifest.secret_check:
        path = kept_secret.keep(settings, secret)
        out.print(f"The server secret stands in {path}.", markup=False)


def _tell_of_secret(settings: Settings, manifest: Manifest) -> None:
    if not manifest.secret_check or kept_secret.check_of(settings) == manifest.secret_check:
        return
    cure = "bring the old one (INVIGILATE_SECRET, or the file “secret” of the old data folder)"
    if manifest.secret:
        cure = f"set {kept_secret.PASSPHRASE} and restore again, for the backup holds it"
    err.print(
        "WRONG  This host has not the secret of the server that was backed up: printed personal"
        " keys, cookies and files of last resort from before open nothing. Before you serve,"
        f" {cure}, or hand out new keys.",
        markup=False,
    )


async def _verified(settings: Settings, manifest: Manifest) -> bool:
    """Each room's chain, up to the head that the backup names."""
    heads = {room.room: room.version for room in manifest.rooms}
    engine = open_engine(settings)
    well = True
    try:
        async for room in verify_all(engine):
            well = well and not room.wrong and heads.get(room.room) == room.version
            if room.wrong:
                for sentence in told_of(room):
                    err.print(f"WRONG  {sentence} (so it was in the backup)", markup=False)
    finally:
        await engine.close()
    if well:
        out.print(f"The chains of {len(heads)} rooms hold. Now start the server.", markup=False)
    return well


def _now_ms() -> int:
    return round(datetime.now(UTC).timestamp() * 1_000)
