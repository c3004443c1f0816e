"""A database read as it was at one instant, table by table, while a server writes to it.

On SQLite one deferred transaction, on PostgreSQL one at REPEATABLE READ; neither keeps a writer
waiting. Rows come a few at a time, so that memory stays flat. On SQLite the write-ahead log
cannot be begun anew meanwhile and grows by what is written during the backup.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    collate,
    event,
    select,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool
from sqlalchemy.sql.elements import ColumnElement

from invigilate.errors import NotValid
from invigilate.store.backup.container import Writing
from invigilate.store.backup.manifest import FORMAT, ColumnOf, ColumnType, Manifest, RoomOf, TableOf
from invigilate.store.migrate import CONNECT_SECONDS, reached, revision_within
from invigilate.store.schema import room_event, room_head
from invigilate.store.url import file_of, normalise, shown

EVENTS, ROWS = 1_000, 20
"""Rows fetched at once: of the log, small and many; of all else, where pictures may be."""
PART = 1 << 20
"""Bytes that are compressed at once."""
REVISIONS = "alembic_version"

_TYPES: tuple[tuple[type, ColumnType], ...] = (
    (Boolean, "boolean"),
    (LargeBinary, "bytes"),
    (Integer, "integer"),
    (Float, "real"),
    (String, "text"),
)
_SQL_BYTES = ("BLOB", "BYTEA", "VARBINARY", "BINARY")


async def back_up(
    url: str, path: Path, now_ms: int, secret_check: str = "", secret: str = ""
) -> Manifest:
    """Writes the whole database to a new file; gives what stands in it.

    Raises NotValid where the file cannot be made or there is no database, and Unavailable. No file
    is left then.
    """
    _require_there(url)
    writing = Writing(path)
    try:
        async with snapshot(url) as connection:
            manifest = await connection.run_sync(_write, writing, now_ms, secret_check, secret)
        writing.finish(manifest)
    except DBAPIError as fault:
        writing.drop()
        raise NotValid(
            "backup-failed",
            f"The database {shown(url)} could not be read to its end ({fault.orig}), so there is no"
            " backup. Where this comes again it is damaged: look at the newest backups and copies.",
        ) from fault
    except OSError as fault:
        writing.drop()
        raise NotValid(
            "backup-file", f"{path} could not be written to its end: {fault.strerror}."
        ) from fault
    except BaseException:
        writing.drop()
        raise
    return manifest


@asynccontextmanager
async def snapshot(url: str) -> AsyncIterator[AsyncConnection]:
    """The database as it is at this instant, for as long as it takes. Raises Unavailable."""
    place = normalise(url)
    is_sqlite = place.get_backend_name() == "sqlite"
    arguments = {"isolation_level": None} if is_sqlite else {"timeout": CONNECT_SECONDS}
    engine = create_async_engine(place, poolclass=NullPool, connect_args=arguments)
    if is_sqlite:
        event.listen(engine.sync_engine, "begin", lambda each: each.exec_driver_sql("BEGIN"))
    try:
        connection = await reached(engine)
        try:
            if is_sqlite:
                await connection.exec_driver_sql("PRAGMA query_only=ON")
                await connection.rollback()
            else:
                await connection.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )
            async with connection.begin():
                if not is_sqlite:
                    for limit in ("statement_timeout", "idle_in_transaction_session_timeout"):
                        await connection.exec_driver_sql(f"SET LOCAL {limit} = 0")
                yield connection
        finally:
            await connection.close()
    finally:
        await engine.dispose()


def tables_within(connection: Connection) -> list[Table]:
    """The tables that are there, each after those that it refers to."""
    there = MetaData()
    there.reflect(connection)
    return [table for table in there.sorted_tables if table.name != REVISIONS]


def lines_of(connection: Connection, table: Table) -> Iterator[bytes]:
    """Each row as a line, in the order of the key."""
    text_order = connection.dialect.name == "postgresql"
    question = select(*table.columns).order_by(
        *(_ordered(column) if text_order else column for column in _key(table))
    )
    at_once = EVENTS if table.name == room_event.name else ROWS
    # Of the question alone: said of the connection, it would hold for all that it does later.
    for row in connection.execute(question.execution_options(yield_per=at_once)):
        yield msgspec.json.encode(list(row)) + b"\n"


def columns_of(table: Table) -> tuple[ColumnOf, ...]:
    """Names and types, in the table's order."""
    return tuple(ColumnOf(str(column.name), _type(column)) for column in table.columns)


def digest_within(connection: Connection, table: Table) -> tuple[int, str]:
    """How many rows there are, and the SHA-256 of their lines."""
    whole, rows = sha256(), 0
    for line in lines_of(connection, table):
        whole.update(line)
        rows += 1
    return rows, whole.hexdigest()


def _write(
    connection: Connection, writing: Writing, now_ms: int, secret_check: str, secret: str
) -> Manifest:
    revision = revision_within(connection)
    if revision is None:
        raise NotValid("no-database", "The database has no tables yet: there is nothing to keep.")
    tables = tuple(_write_table(connection, writing, each) for each in tables_within(connection))
    heads = connection.execute(select(room_head).order_by(_head_order(connection)))
    rooms = tuple(
        RoomOf(head.room_id, head.version, head.epoch, head.chain.hex()) for head in heads
    )
    return Manifest(
        FORMAT,
        version("invigilate"),
        revision,
        now_ms,
        connection.dialect.name,
        tables,
        rooms,
        secret_check,
        secret,
    )


def _write_table(connection: Connection, writing: Writing, table: Table) -> TableOf:
    rows = 0

    def counted() -> Iterator[bytes]:
        nonlocal rows
        held = bytearray()
        for line in lines_of(connection, table):
            rows += 1
            held += line
            if len(held) >= PART:
                yield bytes(held)
                held.clear()
        yield bytes(held)

    digest = writing.add(f"tables/{table.name}.jsonl", counted())
    key = tuple(str(column.name) for column in _key(table))
    return TableOf(str(table.name), columns_of(table), key, rows, digest)


def _head_order(connection: Connection) -> ColumnElement[str]:
    column = room_head.c.room_id
    return _ordered(column) if connection.dialect.name == "postgresql" else column.expression


def _key(table: Table) -> list["Column[Any]"]:
    return list(table.primary_key.columns) or list(table.columns)


def _ordered(column: "Column[Any]") -> ColumnElement[str]:
    """Texts by their bytes, as SQLite orders them, whatever the database's language."""
    return collate(column, "C") if _type(column) == "text" else column.expression


def _type(column: "Column[Any]") -> ColumnType:
    if column.type.__visit_name__ in _SQL_BYTES:
        return "bytes"
    for kind, name in _TYPES:
        if isinstance(column.type, kind):
            return name
    raise NotValid(
        "backup-tables",
        f"Column {column} is of type {column.type}, which a backup does not know. Nothing was"
        " written.",
    )


def _require_there(url: str) -> None:
    path = file_of(url)
    if path is not None and not path.exists():
        raise NotValid("no-database", f"There is no database {path}: there is nothing to keep.")
