"""Bringing a database to the tables that this version of the server expects.

The steps stand in `migrations/versions`; before the first release there is one, written by hand,
with a section for each domain: who adds a table writes it there as `op.create_table`, and in
the domain's `tables.py` with `store.schema.metadata`. A test holds the two equal.
"""

import asyncio
import fcntl
import importlib
import importlib.util
import os
import pkgutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal

import asyncpg
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, MetaData, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

import invigilate
from invigilate.errors import NotValid, Unavailable
from invigilate.store.schema import metadata
from invigilate.store.url import normalise
from invigilate.store.whole import require_whole

ADVISORY_LOCK = 0x1A5E_3A11
"""The number under which two starting processes on PostgreSQL meet."""

CONNECT_SECONDS = 5.0

Age = Literal["empty", "older", "current", "newer"]
"""How a database's tables compare with those that this version of the server expects."""


async def migrate(url: str) -> None:
    """Bring the database up to date, in one transaction; at once where it is already.

    Of two processes that start together one does it and the other waits. Raises NotValid
    (`newer-database`) with nothing changed, and Unavailable where the database cannot be reached.
    """
    async with _locked(normalise(url)) as connection:
        await connection.run_sync(_upgrade)


async def current(url: str) -> str | None:
    """The revision that the database has now; None where it is empty. Raises Unavailable."""
    async with connected(normalise(url)) as connection:
        return await connection.run_sync(
            lambda each: MigrationContext.configure(each).get_current_revision()
        )


def age(revision: str | None) -> Age:
    """How old a database of this revision is; one that we do not know was made after us."""
    if revision is None:
        return "empty"
    known = [each.revision for each in ScriptDirectory.from_config(_config()).walk_revisions()]
    if revision not in known:
        return "newer"
    return "current" if revision == newest() else "older"


def require_known(revision: str | None) -> None:
    """Raises NotValid (`newer-database`) where a newer version of the server made the tables."""
    if age(revision) == "newer":
        raise NotValid(
            "newer-database",
            f"The database is of a newer version of invigilate: its tables are at {revision}, and"
            f" this version knows them up to {newest()}. Install the version that wrote it, or"
            " restore a backup from before. Nothing was changed.",
        )


async def differences(url: str) -> list[object]:
    """What the database has otherwise than the tables in the code say; empty if all is well."""
    expected = every_table()
    async with connected(normalise(url)) as connection:
        return await connection.run_sync(lambda each: _compared(each, expected))


def newest() -> str:
    """The newest revision that this version of the server knows."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None, "the package carries its migrations"
    return head


def every_table() -> MetaData:
    """The metadata after each domain's `tables` has been read."""
    for package in pkgutil.iter_modules(invigilate.__path__, "invigilate."):
        name = f"{package.name}.tables"
        if package.ispkg and importlib.util.find_spec(name) is not None:
            importlib.import_module(name)
    return metadata


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def revision_within(connection: Connection) -> str | None:
    """The revision of the tables; None where there are none."""
    return MigrationContext.configure(connection).get_current_revision()


def upgrade_within(connection: Connection, revision: str) -> None:
    """Brings the tables to this revision, in the transaction that is open."""
    command.upgrade(_config(connection), revision)


def _upgrade(connection: Connection) -> None:
    require_known(MigrationContext.configure(connection).get_current_revision())
    command.upgrade(_config(connection), "head")


def _compared(connection: Connection, expected: MetaData) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_server_default": True})
    return list(compare_metadata(context, expected))


@asynccontextmanager
async def connected(url: URL) -> AsyncIterator[AsyncConnection]:
    """One write transaction that may make tables, on a connection of its own.

    Raises Unavailable.
    """
    is_sqlite = url.get_backend_name() == "sqlite"
    if is_sqlite:
        assert url.database is not None
        Path(url.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    arguments = {"isolation_level": None} if is_sqlite else {"timeout": CONNECT_SECONDS}
    engine = create_async_engine(url, poolclass=NullPool, connect_args=arguments)
    if is_sqlite:
        # Without this the driver commits before each CREATE, and half a migration could stay.
        event.listen(
            engine.sync_engine, "begin", lambda each: each.exec_driver_sql("BEGIN IMMEDIATE")
        )
    try:
        connection = await reached(engine)
        try:
            async with connection.begin():
                yield connection
        finally:
            await connection.close()
    finally:
        await engine.dispose()


async def reached(engine: AsyncEngine) -> AsyncConnection:
    """A connection on which something was answered: opening a file alone says nothing of it.

    Raises Unavailable.
    """
    connection = None
    try:
        connection = await engine.connect()
        await connection.execute(text("SELECT 1"))
        await connection.rollback()
    except (DBAPIError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as fault:
        if connection is not None:
            await connection.close()
        raise Unavailable(_why(fault)) from fault
    return connection


def _why(fault: Exception) -> str:
    if isinstance(fault, TimeoutError):
        return f"no answer within {CONNECT_SECONDS:g} seconds"
    return str(fault.orig if isinstance(fault, DBAPIError) else fault)


@asynccontextmanager
async def _locked(url: URL) -> AsyncIterator[AsyncConnection]:
    if url.get_backend_name() != "sqlite":
        async with connected(url) as connection:
            await connection.execute(text("SET LOCAL lock_timeout = '60s'"))
            await connection.execute(text(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"))
            # A running exam writes to these tables: rather fail than make it wait.
            await connection.execute(text("SET LOCAL lock_timeout = '2s'"))
            yield connection
        return
    assert url.database is not None
    path, side = Path(url.database), Path(f"{url.database}.writer")
    async with _side_file(side) as was_there:
        # Under the lock: a file that another process is making is not damaged, only not done.
        await asyncio.to_thread(require_whole, path, served_before=was_there)
        async with connected(url) as connection:
            yield connection


def _is_there(path: Path) -> bool:
    return path.exists()


@asynccontextmanager
async def _side_file(path: Path) -> AsyncIterator[bool]:
    """Hold the file on which the writers of a SQLite database wait for one another.

    Tells whether it was there before.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    was_there = _is_there(path)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        await asyncio.to_thread(fcntl.flock, descriptor, fcntl.LOCK_EX)
        yield was_there
    finally:
        os.close(descriptor)
