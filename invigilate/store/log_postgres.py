"""The keeper's driver for PostgreSQL: raw asyncpg on one connection outside the pool.

READ COMMITTED, pinned. Lock and read are two statements: in one, the read would see what stood
before the lock was got (a head of 1 and no events). Heads are locked in the order of their ids,
or two workers with rooms in common deadlock. Room time is `clock_timestamp()` asked after the
lock; `now()` would be the transaction's start.
"""

import asyncio
from collections.abc import AsyncIterator, Generator
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import asyncpg

from invigilate.errors import Unavailable
from invigilate.ids import RoomId
from invigilate.rooms.log import (
    Append,
    Checkpoint,
    Head,
    Lock,
    Locked,
    LogRow,
    Missing,
    Newest,
    SealRow,
    Want,
)

T = TypeVar("T")

_SETTINGS = {
    "application_name": "invigilate keeper",
    "statement_timeout": "5000",
    "lock_timeout": "2000",
    "idle_in_transaction_session_timeout": "2000",
    "synchronous_commit": "on",
}
_FAULTS = (
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    OSError,
    TimeoutError,
)
HEADS = "SELECT room_id, version, epoch, chain, at, due_at FROM room_head"
NOW = "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint"
LOCK = f"{HEADS} WHERE room_id = ANY($1::text[]) ORDER BY room_id FOR UPDATE"
# Order and limit stand inside the lateral: the plan, made on an empty table, then uses the key.
MISSING = """
SELECT e.* FROM unnest($1::text[], $2::bigint[]) AS want(room_id, version)
CROSS JOIN LATERAL (
    SELECT room_id, version, at, actor, kind, body, salt, digest, chain FROM room_event
    WHERE room_event.room_id = want.room_id AND room_event.version > want.version
    ORDER BY room_event.room_id, room_event.version LIMIT 1000000
) AS e
"""
NEWEST = """
SELECT DISTINCT ON (room_id) room_id, version, epoch, chain, body FROM room_checkpoint
WHERE room_id = ANY($1::text[]) ORDER BY room_id, version DESC
"""
APPEND = """
WITH moved AS (
    UPDATE room_head AS h SET version = n.version, epoch = n.epoch, chain = n.chain,
        at = n.at, due_at = n.due_at
    FROM unnest($10::text[], $11::bigint[], $12::text[], $13::bytea[], $14::bigint[],
        $15::bigint[]) AS n(room_id, version, epoch, chain, at, due_at)
    WHERE h.room_id = n.room_id
)
INSERT INTO room_event (room_id, version, at, actor, kind, body, salt, digest, chain)
SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::text[],
    $6::bytea[], $7::bytea[], $8::bytea[], $9::bytea[])
"""
SEAL = """
INSERT INTO room_seal (organisation_id, room_id, seat_id, seal, edition, body, fingerprint, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""
JOB = """
INSERT INTO job (id, organisation_id, kind, key, body, due_at) VALUES ($1, $2, 'mark', $3, $4, $5)
ON CONFLICT DO NOTHING
"""


class PostgresLog:
    """The room log in PostgreSQL; reads that hold no lock go over a second connection."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._writer: asyncpg.Connection | None = None
        self._reader: asyncpg.Connection | None = None
        self._one_read = asyncio.Lock()

    async def run(self, steps: Generator[Want, Any, T]) -> T:
        """Runs a step in one transaction; returns its value once it is committed.

        Raises Unavailable where the database failed; whether the transaction happened is then
        not known. The connection is replaced after any error: `is_in_transaction()` is false on
        a dead one.
        """
        try:
            if self._writer is None or self._writer.is_closed():
                self._writer = await self._connect()
            result = await self._transaction(self._writer, steps)
        except asyncpg.IntegrityConstraintViolationError:
            self._drop("_writer")
            raise  # the rows are at fault, not the store: the keeper tries each ask alone
        except _FAULTS as fault:
            self._drop("_writer")
            raise Unavailable(f"the database cannot be written: {fault!r}") from fault
        except BaseException:
            self._drop("_writer")
            raise
        finally:
            steps.close()
        return result

    async def read(self, want: Missing | Newest) -> list[Any]:
        """Rows or checkpoints as they are committed, outside any transaction of ours."""
        async with self._reading() as reader:
            answer: list[Any] = await _answer(reader, want)
            return answer

    async def heads(self, rooms: tuple[RoomId, ...] | None = None) -> list[Head]:
        """The heads of these rooms, or of all."""
        async with self._reading() as reader:
            if rooms is None:
                return _heads(await reader.fetch(HEADS))
            question = f"{HEADS} WHERE room_id = ANY($1::text[])"
            return _heads(await reader.fetch(question, list(rooms)))

    async def due(self, now: int) -> list[RoomId]:
        """Rooms in which something is due."""
        question = "SELECT room_id FROM room_head WHERE due_at <= $1 ORDER BY due_at LIMIT 256"
        async with self._reading() as reader:
            return [RoomId(row[0]) for row in await reader.fetch(question, now)]

    async def now(self) -> int:
        """Room time: the database's clock."""
        async with self._reading() as reader:
            return int(await reader.fetchval(NOW))

    async def close(self) -> None:
        """Ends both connections."""
        for name in ("_writer", "_reader"):
            connection: asyncpg.Connection | None = getattr(self, name)
            if connection is not None:
                setattr(self, name, None)
                try:
                    await connection.close(timeout=2)
                except _FAULTS:
                    connection.terminate()

    async def _connect(self) -> asyncpg.Connection:
        return await asyncpg.connect(
            self._dsn, timeout=3, command_timeout=6, server_settings=_SETTINGS
        )

    def _drop(self, name: str) -> None:
        connection: asyncpg.Connection | None = getattr(self, name)
        if connection is not None:
            connection.terminate()
            setattr(self, name, None)

    async def _transaction(self, writer: asyncpg.Connection, steps: Generator[Want, Any, T]) -> T:
        await writer.execute("BEGIN ISOLATION LEVEL READ COMMITTED")
        answer: Any = None
        while True:
            try:
                want = steps.send(answer)
            except StopIteration as done:
                result: T = done.value
                break
            answer = await _answer(writer, want)
        await self._commit(writer)
        return result

    async def _commit(self, writer: asyncpg.Connection) -> None:
        await writer.execute("COMMIT")

    @asynccontextmanager
    async def _reading(self) -> AsyncIterator[asyncpg.Connection]:
        async with self._one_read:
            try:
                if self._reader is None or self._reader.is_closed():
                    self._reader = await self._connect()
                yield self._reader
            except _FAULTS as fault:
                self._drop("_reader")
                raise Unavailable(f"the database cannot be read: {fault!r}") from fault
            except asyncio.CancelledError:
                self._drop("_reader")
                raise


def _heads(rows: list[asyncpg.Record]) -> list[Head]:
    return [Head(RoomId(row[0]), *tuple(row)[1:]) for row in rows]


async def _answer(connection: asyncpg.Connection, want: Want) -> Any:
    match want:
        case Lock(rooms=rooms):
            heads = _heads(await connection.fetch(LOCK, list(rooms)))
            now = int(await connection.fetchval(NOW))
            return Locked({head.room: head for head in heads}, now)
        case Missing(after=after):
            rooms_, versions = [room for room, _ in after], [version for _, version in after]
            rows = await connection.fetch(MISSING, rooms_, versions)
            return [LogRow(RoomId(row[0]), *tuple(row)[1:]) for row in rows]
        case Newest(rooms=rooms):
            rows = await connection.fetch(NEWEST, list(rooms))
            return [Checkpoint(RoomId(row[0]), *tuple(row)[1:]) for row in rows]
        case Append():
            await _append(connection, want)
            return None


async def _append(connection: asyncpg.Connection, want: Append) -> None:
    rows = [
        (r.room, r.version, r.at, r.actor, r.kind, r.body, r.salt, r.digest, r.chain)
        for r in want.rows
    ]
    heads = [(h.room, h.version, h.epoch, h.chain, h.at, h.due_at) for h in want.heads]
    columns = _columns(rows, 9) + _columns(heads, 6)
    await connection.execute(APPEND, *columns)
    if want.seals:
        await connection.executemany(
            SEAL,
            [
                (s.organisation, s.room, s.seat, s.seal, s.edition, s.body, s.fingerprint, s.at)
                for s in want.seals
            ],
        )
        await connection.executemany(JOB, [_job(seal) for seal in want.seals])


def _columns(rows: list[Any], count: int) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[]] * count


def _job(seal: SealRow) -> tuple[str, str, str, str, int]:
    key = f"{seal.room}/{seal.seat}/{seal.seal}"
    body = f'{{"room":"{seal.room}","seat":"{seal.seat}","seal":{seal.seal}}}'
    return f"mark/{key}", seal.organisation, key, body, seal.at
