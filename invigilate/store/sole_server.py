"""One server for one SQLite file: two started apart would not tell each other any news.

A server holds `flock` on a file beside the database as long as it lives; the system takes it back
from a process that dies. Who starts it takes the lock alone, writes its notice, and from then on
shares the lock with its workers, each of which opens the file anew: descriptors do not come
through a spawn, and so a worker that outlives its parent still keeps strangers out.

Commands beside the server (`person add`, `import`, `migrate`) do not ask for it. PostgreSQL needs
none: its workers are meant to be started apart.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from invigilate.errors import NotValid, Refused
from invigilate.settings import Settings
from invigilate.store.url import normalise

PATIENCE_SECONDS = 0.6
"""A notice is being written, or a server that was told to stop is closing its last file."""
LOOK_SECONDS = 0.02


class Notice(msgspec.Struct, frozen=True):
    """Who serves: the process that was started, and where it is reached; empty: not known."""

    pid: int
    url: str


class AlreadyServed(Refused):
    """Another server serves this database; `notice` says which, None where it does not say."""

    def __init__(self, path: Path, notice: Notice | None) -> None:
        self.notice = notice
        sentence = (
            f"{_who(notice)} serves {path} already, and two servers apart on one SQLite file would"
            " not tell each other any news. Use that one, or end it first"
            f"{f' (kill {notice.pid})' if notice else ''}. Another server needs a data folder of"
            " its own; several workers are one server (--workers)."
        )
        super().__init__("already-served", sentence)


@contextmanager
def sole_server(settings: Settings, url: str) -> Iterator[None]:
    """Be the one server of the SQLite file that the settings name; on PostgreSQL nothing.

    `url` is where this server is reached, for whoever asks in vain. Raises AlreadyServed where
    there is another one, with nothing changed, and NotValid where the file cannot be locked.
    """
    side = _side_file(settings)
    if side is None:
        yield
        return
    descriptor = _opened(side)
    try:
        _take(descriptor, side)
        _write(descriptor, Notice(os.getpid(), url))
        _share(descriptor, side, os.getpid())
        yield
    finally:
        os.close(descriptor)


def share_as_worker(settings: Settings, server: int) -> None:
    """Hold the lock together with the server that started this process, for its whole life.

    `server` is that one's pid. Raises AlreadyServed where it is gone and another has come.
    """
    side = _side_file(settings)
    if side is not None:
        _share(_opened(side), side, server)


def serving_now(settings: Settings) -> Notice | None:
    """Who serves the SQLite file now; None where nobody does, or where it does not say."""
    side = _side_file(settings)
    if side is None or not side.exists():
        return None
    descriptor = os.open(side, os.O_RDONLY | os.O_CLOEXEC)
    try:
        free = _try(descriptor, fcntl.LOCK_EX)
        return None if free or not _try(descriptor, fcntl.LOCK_SH) else _notice(descriptor)
    finally:
        os.close(descriptor)


def _side_file(settings: Settings) -> Path | None:
    url = normalise(settings.database)
    return Path(f"{url.database}.server") if url.get_backend_name() == "sqlite" else None


def _opened(side: Path) -> int:
    try:
        side.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return os.open(side, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as fault:
        raise NotValid("folder", f"{side} cannot be written: {fault.strerror}.") from None


def _take(descriptor: int, side: Path) -> None:
    """The lock for us alone. Raises AlreadyServed, with the last notice that was seen whole."""
    until, notice = time.monotonic() + PATIENCE_SECONDS, None
    while not _try(descriptor, fcntl.LOCK_EX):
        if _try(descriptor, fcntl.LOCK_SH):  # the notice is whole once the lock is shared
            notice = _notice(descriptor)
            fcntl.flock(descriptor, fcntl.LOCK_UN)
        if time.monotonic() > until:
            raise AlreadyServed(_database(side), notice)
        time.sleep(LOOK_SECONDS)


def _share(descriptor: int, side: Path, server: int) -> None:
    """The lock for this server and its workers. Raises AlreadyServed."""
    # Not atomic: the lock is given back for a moment, and who takes it then writes a notice before
    # sharing it in turn. So whose notice stands once the lock is shared is the one server.
    until = time.monotonic() + PATIENCE_SECONDS
    while not _try(descriptor, fcntl.LOCK_SH):
        if time.monotonic() > until:
            raise AlreadyServed(_database(side), None)
        time.sleep(LOOK_SECONDS)
    notice = _notice(descriptor)
    if notice is None or notice.pid != server:
        raise AlreadyServed(_database(side), notice)


def _try(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _write(descriptor: int, notice: Notice) -> None:
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, msgspec.json.encode(notice) + b"\n", 0)


def _notice(descriptor: int) -> Notice | None:
    try:
        return msgspec.json.decode(os.pread(descriptor, 4_096, 0), type=Notice)
    except msgspec.DecodeError:
        return None


def _database(side: Path) -> Path:
    return side.with_suffix("")


def _who(notice: Notice | None) -> str:
    if notice is None:
        return "Another process"
    return f"Process {notice.pid}{f' at {notice.url}' if notice.url else ''}"
