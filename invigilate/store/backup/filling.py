"""A backup read back into an empty database of either kind: all of it, or nothing at all.

Tables are made as they were when the backup was written, filled, read back and compared; then they
are brought to what this version expects. On PostgreSQL that is one transaction; on SQLite a file
beside the one that was asked for, which takes its name only when all is well.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import (
    BigInteger,
    Boolean,
    Connection,
    Double,
    Insert,
    LargeBinary,
    Table,
    Text,
    column,
    insert,
    inspect,
    table,
    text,
    update,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine

from invigilate.errors import NotValid
from invigilate.store.backup.container import Reading, damaged, sync_folder
from invigilate.store.backup.manifest import ColumnType, Manifest, TableOf
from invigilate.store.backup.snapshot import columns_of, digest_within, tables_within
from invigilate.store.migrate import ADVISORY_LOCK, connected, require_known, upgrade_within
from invigilate.store.schema import new_id, room_head
from invigilate.store.url import file_of, normalise, shown
from invigilate.store.whole import require_room_for

ROWS, BYTES = 1_000, 1 << 20
"""Inserted at once, at most."""

_TYPES: dict[ColumnType, TypeEngine[Any]] = {
    "text": Text(),
    "integer": BigInteger(),
    "real": Double(),
    "boolean": Boolean(),
    "bytes": LargeBinary(),
}


async def restore(url: str, reading: Reading) -> Manifest:
    """Fills the empty database at this URL; gives what stood in the backup.

    Every room gets a new epoch: its log may have lost what came after the backup, so each page
    asks for all afresh, and each device sends again what it has above the last turn told to it.
    Raises NotValid where the database is not empty, or the backup is damaged or newer than this
    version, and Unavailable; the database is then as it was.
    """
    manifest = reading.manifest
    require_known(manifest.revision)
    async with _place(url) as place, connected(normalise(place)) as connection:
        try:
            await connection.run_sync(_fill, reading, shown(url))
        except DBAPIError as fault:
            raise NotValid(
                "restore-failed",
                f"The database {shown(url)} would not take the backup: {fault.orig}. It is as it"
                " was.",
            ) from fault
    return manifest


@asynccontextmanager
async def _place(url: str) -> AsyncIterator[str]:
    """Where to fill: on SQLite a draft beside the file, which takes its name at the end."""
    path = file_of(url)
    if path is None:
        yield url
        return
    require_room_for(path)
    draft = path.with_name(f"{path.name}.restoring")
    _clear(draft)
    try:
        yield f"sqlite:///{draft.absolute()}"
        draft.chmod(0o600)
        draft.replace(path)
        sync_folder(path.parent)
    finally:
        _clear(draft)


def _clear(draft: Path) -> None:
    for end in ("", "-wal", "-shm", "-journal"):
        draft.with_name(f"{draft.name}{end}").unlink(missing_ok=True)


def _fill(connection: Connection, reading: Reading, place: str) -> None:
    if connection.dialect.name == "postgresql":
        # Where servers that start meanwhile wait before they make tables of their own.
        connection.execute(text(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"))
    there = inspect(connection).get_table_names()
    if there:
        raise NotValid(
            "not-empty",
            f"The database {place} is not empty: it has {len(there)} tables. A backup is restored"
            " into an empty one alone; make one (createdb), and name it with"
            " INVIGILATE_DATABASE_URL. Nothing was changed.",
        )
    upgrade_within(connection, reading.manifest.revision)
    made = {each.name: each for each in tables_within(connection)}
    for one in reading.manifest.tables:
        _require_fits(one, made.get(one.name))
        _fill_table(connection, reading, one, _own_parents(made[one.name]))
    _compare(connection, reading.manifest, made, place)
    upgrade_within(connection, "head")
    for room in reading.manifest.rooms:
        chosen = update(room_head).where(room_head.c.room_id == room.room)
        connection.execute(chosen.values(epoch=new_id()))


def _compare(connection: Connection, told: Manifest, made: dict[str, Table], place: str) -> None:
    """Reads every table back, within a savepoint that is left behind: else PostgreSQL still has
    the cursors of the reading open, and would not let a newer step alter the tables."""
    reading = connection.begin_nested()
    for one in told.tables:
        if digest_within(connection, made[one.name]) != (one.rows, one.sha256):
            raise NotValid(
                "restore-differs",
                f"Table {one.name} does not read back from {place} as it stands in the backup."
                " Nothing was kept.",
            )
    reading.rollback()


def _require_fits(told: TableOf, made: Table | None) -> None:
    missing = {each.name for each in told.columns}
    missing -= set() if made is None else {each.name for each in columns_of(made)}
    if missing:
        raise NotValid(
            "backup-tables",
            f"Table {told.name} of the backup has what this version does not know"
            f" ({', '.join(sorted(missing))}): restore it with the version that wrote it. Nothing"
            " was changed.",
        )


def _fill_table(
    connection: Connection, reading: Reading, told: TableOf, parents: tuple[str, ...]
) -> None:
    columns = [column(each.name, _TYPES[each.type]) for each in told.columns]
    statement = insert(table(told.name, *columns))
    whole, rows, bytes_held = sha256(), 0, 0
    held: list[dict[str, object]] = []
    for line in reading.lines(told):
        whole.update(line)
        rows += 1
        bytes_held += len(line)
        held.append(_row(told, line))
        if (len(held) == ROWS or bytes_held > BYTES) and not parents:
            connection.execute(statement, held)
            held.clear()
            bytes_held = 0
    for generation in _generations(held, parents):
        _insert(connection, statement, generation)
    if (rows, whole.hexdigest()) != (told.rows, told.sha256):
        raise damaged(reading.path, f"table {told.name} is not the one of the manifest")


def _insert(connection: Connection, statement: Insert, rows: list[dict[str, object]]) -> None:
    if rows:
        connection.execute(statement, rows)


def _generations(
    rows: list[dict[str, object]], parents: tuple[str, ...]
) -> Iterator[list[dict[str, object]]]:
    """Rows that name others of their own table come after those; such tables are small."""
    waiting, known = rows, set[object]()
    while waiting and parents:
        ready = [row for row in waiting if all(row[p] is None or row[p] in known for p in parents)]
        if not ready:
            break
        yield ready
        known |= {row["id"] for row in ready}
        waiting = [row for row in waiting if row["id"] not in known]
    yield waiting


def _own_parents(made: Table) -> tuple[str, ...]:
    keys = made.foreign_keys
    return tuple(key.parent.name for key in keys if key.column.table is made)


def _row(told: TableOf, line: bytes) -> dict[str, object]:
    values = msgspec.json.decode(line)
    return {
        each.name: _value(each.type, value)
        for each, value in zip(told.columns, values, strict=True)
    }


def _value(kind: ColumnType, value: object) -> object:
    if kind == "bytes" and value is not None:
        return msgspec.convert(value, bytes)
    if kind == "real" and value is not None:
        return msgspec.convert(value, float)
    return value
