"""The server itself, but for a worker that stands still (SIGSTOP) exactly at a commit of events.

Started as `python -m tests.faults.halting serve`. Once a file `halt` lies in the data folder, the
first worker to come to such a commit takes it away and stops: with `before` in it after everything
is written, its locks held; with `after` behind COMMIT, before anybody is told.
"""

import os
import signal
from pathlib import Path

import asyncpg

from invigilate import parts
from invigilate.cli.main import app
from invigilate.store.log_postgres import PostgresLog

MINE = "SELECT count(*) FROM room_event WHERE xmin = pg_current_xact_id()::xid"


class HaltingPostgres(PostgresLog):
    """Stops where the order says."""

    async def _commit(self, writer: asyncpg.Connection) -> None:
        file = Path(os.environ["INVIGILATE_DATA_FOLDER"]) / "halt"
        moment = ""
        if file.exists() and await writer.fetchval(MINE):
            moment = _taken(file)
        _halt(moment == "before")
        await super()._commit(writer)
        _halt(moment == "after")


def _taken(file: Path) -> str:
    """What the order says; empty where another worker was quicker."""
    mine = file.with_suffix(f".{os.getpid()}")
    try:
        file.rename(mine)
    except FileNotFoundError:
        return ""
    return mine.read_text(encoding="utf-8")


def _halt(now: bool) -> None:
    if now:
        os.kill(os.getpid(), signal.SIGSTOP)


# In each worker too: a spawned process reads this module again.
vars(parts).update(PostgresLog=HaltingPostgres)

if __name__ == "__main__":
    app()
