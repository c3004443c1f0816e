"""The server itself, but for a worker that is killed exactly at a commit that writes events.

Started as `python -m tests.stories.dying serve`. Once the file that DYING_AT names is there, the
first worker to come to such a commit takes the file away and is killed: with `before` in it after
everything is written and before COMMIT, with `after` behind COMMIT, before anybody is told.
"""

import os
import signal
import sqlite3
from pathlib import Path

import asyncpg

from invigilate import parts
from invigilate.cli.main import app
from invigilate.store.log_postgres import PostgresLog
from invigilate.store.log_sqlite import SqliteLog

COUNT = "SELECT count(*) FROM room_event"


class DyingSqlite(SqliteLog):
    """Counts the rows of the transaction it is in."""

    def _commit(self, writer: sqlite3.Connection) -> None:
        with sqlite3.connect(self._path) as aside:
            committed = aside.execute(COUNT).fetchone()[0]
        aside.close()
        moment = _moment(writer.execute(COUNT).fetchone()[0] > committed)
        _die(moment == "before")
        super()._commit(writer)
        _die(moment == "after")


class DyingPostgres(PostgresLog):
    """The same over PostgreSQL."""

    async def _commit(self, writer: asyncpg.Connection) -> None:
        async with self._reading() as aside:
            committed = await aside.fetchval(COUNT)
        moment = _moment(await writer.fetchval(COUNT) > committed)
        _die(moment == "before")
        await super()._commit(writer)
        _die(moment == "after")


def _moment(writes: bool) -> str:
    """When to die, said once; empty where it is not this commit."""
    file = Path(os.environ["DYING_AT"])
    if not writes or not file.exists():
        return ""
    moment = file.read_text()
    file.unlink()
    return moment


def _die(now: bool) -> None:
    if now:
        os.kill(os.getpid(), signal.SIGKILL)


# In each worker too: a spawned process reads this module again.
vars(parts).update(SqliteLog=DyingSqlite, PostgresLog=DyingPostgres)

if __name__ == "__main__":
    app()
