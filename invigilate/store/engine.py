"""The database for every ordinary query: connections, and two ways to use one.

`writing()` is one write transaction, `reading()` one that only reads. On SQLite a writer first
takes the line that it shares with the keeper and begins with BEGIN IMMEDIATE (a deferred
transaction that turns to writing fails at once, whatever the busy timeout says); readers have
connections of their own. On PostgreSQL both are plain transactions at READ COMMITTED.

Before a commit is asked for, whatever the database itself refuses becomes `Unavailable`: nothing
was done. A connection lost in the commit becomes `OutcomeUnknown`.

A way to PostgreSQL may be silent without an end: something between forgot the connection, or the
database moved. The kernel waits a quarter of an hour for that, and the database's own timeouts end
nothing that cannot be heard. So no statement is waited for longer than `ANSWER_SECONDS`, and its
connection is given up.
"""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import asyncpg
import structlog
from sqlalchemy import URL, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import (
    AsyncConnection,
    AsyncEngine,
    AsyncTransaction,
    create_async_engine,
)

from invigilate.errors import OutcomeUnknown, Unavailable
from invigilate.settings import Settings
from invigilate.store.line import WriterLine
from invigilate.store.url import normalise, plain

Connection = AsyncConnection
"""What the functions in a domain's `tables` take; inside a transaction of `Engine`."""

WAL_BYTES = 4 * 1024 * 1024
"""A write-ahead log larger than this is written back after an office transaction."""

OFFICE_MS = 500
"""A transaction of the office that holds the line longer is written to the log."""

PRAGMAS = (
    "PRAGMA busy_timeout=5000",
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA wal_autocheckpoint=0",
    f"PRAGMA journal_size_limit={WAL_BYTES}",
)
ANSWER_SECONDS = 6.0
"""Nobody waits longer for PostgreSQL; its own `statement_timeout` comes first where it hears us."""

POSTGRES_SETTINGS = {
    "application_name": "invigilate",
    "statement_timeout": "5000",
    "lock_timeout": "2000",
    "idle_in_transaction_session_timeout": "2000",
}
TRY_AGAIN = ("55P03", "57014", "40P01", "40001", "57P01", "57P02", "57P03")
"""SQLSTATEs: lock not available, cancelled by timeout, deadlock, serialisation, ends, starts."""

READ_ONLY = ("25006", "attempt to write a readonly database")
"""PostgreSQL and SQLite, of a standby, a provider's full disk, a disk that went read-only. Of a
transaction that was to read alone it is a fault of ours."""

TRY_AGAIN_CLASSES = ("08", "53", "58")
"""The first two signs: connection, resources (its disk is full), the system beneath (its disk)."""

SQLITE_TRY_AGAIN = (
    "database is locked",
    "database or disk is full",
    "disk I/O error",
    "unable to open database file",
)
"""What SQLite says when it is not the statement's fault."""

_SILENT = (TimeoutError, ConnectionError)
"""The way to PostgreSQL, not its answer; the driver's own errors come wrapped."""

log = structlog.get_logger(__name__)


class Engine:
    """One database, open. `path` and `line` are set on SQLite alone, `dsn` on PostgreSQL."""

    def __init__(self, url: URL, answer_seconds: float = ANSWER_SECONDS) -> None:
        self.is_sqlite = url.get_backend_name() == "sqlite"
        self.path = Path(url.database or "") if self.is_sqlite else None
        self.line = WriterLine(Path(f"{self.path}.writer")) if self.is_sqlite else None
        self.dsn = "" if self.is_sqlite else plain(url)
        self._writers = (
            _sqlite(url, writes=True) if self.is_sqlite else _postgres(url, answer_seconds)
        )
        self._readers = _sqlite(url, writes=False) if self.is_sqlite else self._writers
        self._writing: asyncio.Task[Any] | None = None

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Connection]:
        """One write transaction: committed at the end, rolled back where anything is raised.

        Raises Unavailable where the database cannot be reached or does not answer in time.
        """
        if self.line is None:
            async with _transaction(self._writers) as connection:
                yield connection
            return
        if self._writing is asyncio.current_task():
            raise RuntimeError("a write transaction within another would wait for itself")
        async with self.line.office():
            self._writing = asyncio.current_task()
            try:
                with _timed():
                    async with _transaction(self._writers) as connection:
                        yield connection
                    await self._write_back()
            finally:
                self._writing = None

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Connection]:
        """One transaction that only reads; a write in it is refused by the database."""
        async with _transaction(self._readers, read_only=True) as connection:
            yield connection

    async def close(self) -> None:
        """Close every connection; nobody may be in a transaction."""
        await self._readers.dispose()
        await self._writers.dispose()
        if self.line is not None:
            self.line.close()

    async def _write_back(self) -> None:
        # Under the line, as every checkpoint: SQLite before 3.51.3 may lose a reset of the log
        # when a second connection checkpoints at the same moment.
        if self._wal_bytes() > WAL_BYTES:
            async with self._writers.connect() as connection:
                raw = await connection.get_raw_connection()
                assert raw.driver_connection is not None
                await raw.driver_connection.execute_fetchall("PRAGMA wal_checkpoint(PASSIVE)")

    def _wal_bytes(self) -> int:
        try:
            return os.stat(f"{self.path}-wal").st_size
        except FileNotFoundError:
            return 0


def open_engine(settings: Settings) -> Engine:
    """The database that the settings name; nothing is connected yet.

    Raises NotValid (`setting`) where the URL names neither a SQLite file nor PostgreSQL.
    """
    return Engine(normalise(settings.database))


def _sqlite(url: URL, *, writes: bool) -> AsyncEngine:
    assert url.database is not None
    Path(url.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    engine = create_async_engine(
        url,
        connect_args={"isolation_level": None, "timeout": 5.0},
        pool_size=1 if writes else 5,
        max_overflow=1 if writes else 10,
        pool_timeout=5.0,
        hide_parameters=True,
    )
    pragmas = PRAGMAS if writes else (*PRAGMAS, "PRAGMA query_only=ON")

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _: object) -> None:
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgres(url: URL, answer_seconds: float) -> AsyncEngine:
    return create_async_engine(
        url,
        isolation_level="READ COMMITTED",
        connect_args={
            "timeout": min(3.0, answer_seconds),
            "command_timeout": answer_seconds,
            "server_settings": POSTGRES_SETTINGS,
        },
        pool_pre_ping=True,
        pool_size=5,
        max_overflow=10,
        pool_timeout=5.0,
        hide_parameters=True,
    )


@asynccontextmanager
async def _transaction(
    engine: AsyncEngine, *, read_only: bool = False
) -> AsyncIterator[Connection]:
    connection = await _connected(engine)
    try:
        if read_only and engine.dialect.name == "postgresql":
            await connection.execution_options(postgresql_readonly=True)
        with _unavailable(writes=not read_only):
            transaction = await connection.begin()
            try:
                yield connection
            except BaseException as error:
                await _take_back(connection, transaction)
                if _is_of_the_disk(error):
                    await connection.invalidate()
                raise
        with _unknown():
            try:
                await transaction.commit()
            except BaseException:
                await connection.invalidate()
                raise
    finally:
        await connection.close()


async def _take_back(connection: Connection, transaction: AsyncTransaction) -> None:
    """Rolls back. A connection that cannot is given up: what was raised first is what is told."""
    try:
        await transaction.rollback()
    except (DBAPIError, *_SILENT):
        await connection.invalidate()


async def _connected(engine: AsyncEngine) -> Connection:
    try:
        with _unavailable():
            return await engine.connect()
    except (PoolTimeout, OSError, TimeoutError, asyncpg.PostgresError) as error:
        raise Unavailable("the database cannot be reached") from error


@contextmanager
def _unavailable(*, writes: bool = False) -> Iterator[None]:
    """Tell alike whatever means that the database cannot do it just now."""
    try:
        yield
    except DBAPIError as error:
        away = error.connection_invalidated or (writes and _takes_only_reads(error))
        if away or _may_be_tried_again(error):
            raise Unavailable("the database cannot do it just now") from error
        raise
    except _SILENT as error:
        raise Unavailable("the database does not answer") from error


@contextmanager
def _unknown() -> Iterator[None]:
    """A store that goes away in the commit leaves nobody knowing whether it happened."""
    try:
        yield
    except DBAPIError as error:
        if error.connection_invalidated or _may_be_tried_again(error):
            raise OutcomeUnknown("the database went away in the commit") from error
        raise
    except (OSError, asyncpg.InterfaceError, asyncpg.PostgresError) as error:
        raise OutcomeUnknown("the database went away in the commit") from error


def _is_of_the_disk(error: BaseException) -> bool:
    """Whether a disk failed under SQLite: what its connection believes is not to be trusted."""
    return isinstance(error, DBAPIError) and "disk" in str(error.orig)


def _takes_only_reads(error: DBAPIError) -> bool:
    state, words = READ_ONLY
    return getattr(error.orig, "sqlstate", None) == state or words in str(error.orig)


def _may_be_tried_again(error: DBAPIError) -> bool:
    state = getattr(error.orig, "sqlstate", None) or ""
    if state in TRY_AGAIN or state.startswith(TRY_AGAIN_CLASSES):
        return True
    return any(words in str(error.orig) for words in SQLITE_TRY_AGAIN)


@contextmanager
def _timed() -> Iterator[None]:
    start = time.monotonic()
    try:
        yield
    finally:
        held_ms = (time.monotonic() - start) * 1_000
        if held_ms > OFFICE_MS:
            log.warning("the writer line was held for long", held_ms=round(held_ms))
