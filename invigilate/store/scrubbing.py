"""What was erased leaves the file itself: SQLite keeps old pages until they are written over."""

import sqlite3
from contextlib import closing
from pathlib import Path


def scrub(path: Path) -> None:
    """Writes a SQLite file anew, without what is in it no more; nobody else may have it open."""
    with closing(sqlite3.connect(path, isolation_level=None, timeout=5)) as connection:
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
