"""Whether a SQLite file is whole, before anything is written to it: never started empty.

Nothing is changed by looking: the file is opened to be read alone.
"""

import sqlite3
from pathlib import Path
from urllib.parse import quote

from invigilate.errors import NotValid, Unavailable

HEADER = b"SQLite format 3\x00"
CURE = (
    "It was left untouched. Keep a copy of it, then restore the newest backup (`invigilate restore`"
    " with INVIGILATE_DATABASE_URL naming a new file); docs/backup.md says how."
)


def require_whole(path: Path, *, served_before: bool = False) -> None:
    """Raises NotValid (`database-damaged`, `database-gone`) where the file is not to be trusted.

    A file that was never there is well. `served_before`: something beside it says that it was.
    Raises Unavailable where it cannot be read just now.
    """
    if not path.exists():
        log = path.with_name(f"{path.name}-wal")
        if served_before or log.exists():
            raise NotValid(
                "database-gone",
                f"The database {path} is gone: what stands beside it ({path.name}.writer,"
                f" {path.name}-wal) is of a database that was there. An empty one was not made."
                " Bring the file back, or restore a backup; to begin anew indeed, remove what"
                " stands beside it first.",
            )
        return
    with path.open("rb") as file:
        start = file.read(len(HEADER))
    if start != HEADER:
        raise _damaged(path, "is empty" if not start else "does not begin as a SQLite file does")
    wrong = _quick_check(path, "mode=ro")
    if wrong:
        raise _damaged(path, f"does not hold together: {wrong}")


def require_room_for(path: Path) -> None:
    """Raises NotValid (`not-empty`) where something stands where a restored file is to stand."""
    beside = [path, *(path.with_name(f"{path.name}{end}") for end in ("-wal", "-journal"))]
    there = [each.name for each in beside if each.exists()]
    if there:
        raise NotValid(
            "not-empty",
            f"There is a database at {path} already ({', '.join(there)}). A backup is restored into"
            " an empty place alone: move these files away, or name another file with"
            " INVIGILATE_DATABASE_URL. Nothing was changed.",
        )


def fault_of_copy(path: Path) -> str:
    """What is wrong with a file that nobody writes; empty: nothing."""
    return _quick_check(path, "mode=ro&immutable=1")


def _quick_check(path: Path, how: str) -> str:
    try:
        reader = sqlite3.connect(
            f"file:{quote(str(path.absolute()))}?{how}", uri=True, isolation_level=None, timeout=5
        )
        try:
            told = [str(row[0]) for row in reader.execute("PRAGMA quick_check(3)")]
        finally:
            reader.close()
    except sqlite3.OperationalError as fault:
        raise Unavailable(f"the database {path} cannot be read: {fault}") from fault
    except sqlite3.DatabaseError as fault:
        return str(fault)
    return "" if told == ["ok"] else " / ".join(" ".join(one.split()) for one in told)


def _damaged(path: Path, why: str) -> NotValid:
    return NotValid("database-damaged", f"The database {path} {why}. {CURE}")
