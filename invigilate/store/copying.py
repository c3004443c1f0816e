"""A copy of a SQLite file beside the running server, again and again.

SQLite's online backup, within one read transaction: else every write of the server's would begin
the copy anew, and in a full hall it would never end. A few pages at a time, with a rest between,
and written through to the disk now and then, so that no save waits behind a long flush.
"""

import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from invigilate.errors import NotValid, Unavailable
from invigilate.store.whole import fault_of_copy

STEP_PAGES = 64
"""Of 4 KiB, before each rest."""
REST_SECONDS = 0.01
FLUSH_STEPS = 4
NAME = "invigilate-%Y%m%dT%H%M%SZ.sqlite3"
PATTERN = "invigilate-????????T??????Z.sqlite3"


def copy_once(
    database: Path,
    folder: Path,
    now: datetime,
    keep: int,
    sleep: Callable[[float], None] = time.sleep,
) -> Path:
    """Writes one more copy into the folder and lets the oldest go; gives the new one.

    It bears its name only once it is whole and on the disk. Raises NotValid (`copy-damaged`) where
    the copy does not hold together: the older ones all stay then. Raises Unavailable.
    """
    if not database.exists():
        raise NotValid("no-database", f"There is no database {database}: there is nothing to copy.")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / now.astimezone(UTC).strftime(NAME)
    draft = folder / f"{path.name}.part"
    draft.unlink(missing_ok=True)
    try:
        _copy(database, draft, sleep)
        wrong = fault_of_copy(draft)
        if wrong:
            raise NotValid(
                "copy-damaged",
                f"The copy of {database} does not hold together ({wrong}), so the database itself"
                " may be damaged. The older copies were all kept; look at the database now.",
            )
        draft.rename(path)
    except sqlite3.Error as fault:
        raise Unavailable(f"{database} cannot be copied to {folder}: {fault}") from fault
    finally:
        draft.unlink(missing_ok=True)
    # A name after ours is of a time that was set back since: such a copy is older, not newer.
    there = sorted(folder.glob(PATTERN), key=lambda each: (each.name <= path.name, each.name))
    for old in there[:-keep]:
        old.unlink()
    return path


def _copy(database: Path, draft: Path, sleep: Callable[[float], None]) -> None:
    os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with (
        closing(sqlite3.connect(database, isolation_level=None, timeout=5)) as source,
        closing(sqlite3.connect(draft, isolation_level=None)) as target,
        draft.open("rb") as written,
    ):
        source.execute("PRAGMA query_only=ON")
        source.execute("PRAGMA wal_autocheckpoint=0")
        target.execute("PRAGMA journal_mode=OFF")
        target.execute("PRAGMA synchronous=OFF")  # it is written through below
        steps = 0

        def rest(_: int, left: int, __: int) -> None:
            nonlocal steps
            steps += 1
            if steps % FLUSH_STEPS == 0:
                os.fdatasync(written.fileno())
            if left:
                sleep(REST_SECONDS)

        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        source.backup(target, pages=STEP_PAGES, progress=rest)
        source.execute("COMMIT")
        os.fsync(written.fileno())
