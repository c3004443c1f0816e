"""The keeper's driver for SQLite: one connection in one thread of its own.

The whole transaction, the deciding included, is one hop into that thread: measured, plain sqlite3
so takes 34-40,000 commands a second, where a hop for each call takes 22,000. `BEGIN IMMEDIATE`,
for a deferred transaction that turns to writing fails at once whatever the busy timeout says;
`synchronous=FULL`; the write-ahead log is written back here, between batches, under the line.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

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
    Want,
)
from invigilate.store.line import WriterLine

T = TypeVar("T")

WRITE_BACK_PAGES = 2_000
"""Pages of 4 KiB in the write-ahead log after which it is written back."""

_PRAGMAS = (
    "PRAGMA busy_timeout=5000",
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA wal_autocheckpoint=0",
    # A log that was written back is begun anew in the same file. Without a limit that file stays
    # as long as it ever was, and would be written back after every single commit.
    f"PRAGMA journal_size_limit={WRITE_BACK_PAGES * 4096 // 2}",
)
HEADS = "SELECT room_id, version, epoch, chain, at, due_at FROM room_head"
ROWS = "SELECT room_id, version, at, actor, kind, body, salt, digest, chain FROM room_event"


class SqliteLog:
    """The room log in a SQLite file. Times are the caller's (`now_ms`), asked under the lock."""

    def __init__(self, path: Path, line: WriterLine, now_ms: Callable[[], int]) -> None:
        self._path = path
        self._line = line
        self._now_ms = now_ms
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="keeper")
        self._reading = ThreadPoolExecutor(1, thread_name_prefix="keeper-reads")
        self._writer: sqlite3.Connection | None = None
        self._reader: sqlite3.Connection | None = None

    async def run(self, steps: Generator[Want, Any, T]) -> T:
        """Runs a step in one transaction; returns its value once it is committed.

        Raises Unavailable where the file cannot be written just now; whether the transaction
        happened is then not known.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._transaction, steps)

    async def read(self, want: Missing | Newest) -> list[Any]:
        """Rows or checkpoints as they are committed, outside any transaction of ours."""
        return await self._aside(lambda reader: _answer(reader, want) or [])

    async def heads(self, rooms: tuple[RoomId, ...] | None = None) -> list[Head]:
        """The heads of these rooms, or of all."""
        if rooms is None:
            return await self._aside(lambda reader: _heads(reader.execute(HEADS)))
        return await self._aside(lambda reader: list(_locked(reader, rooms).values()))

    async def due(self, now: int) -> list[RoomId]:
        """Rooms in which something is due."""
        question = "SELECT room_id FROM room_head WHERE due_at <= ? ORDER BY due_at LIMIT 256"
        return await self._aside(
            lambda reader: [RoomId(room) for (room,) in reader.execute(question, (now,))]
        )

    async def now(self) -> int:
        """Room time."""
        return self._now_ms()

    async def close(self) -> None:
        """Ends both threads and their connections."""
        for thread, name in ((self._thread, "_writer"), (self._reading, "_reader")):
            connection: sqlite3.Connection | None = getattr(self, name)
            if connection is not None:
                await asyncio.get_running_loop().run_in_executor(thread, connection.close)
                setattr(self, name, None)
            thread.shutdown(wait=True)

    # -- in the keeper's thread

    def _transaction(self, steps: Generator[Want, Any, T]) -> T:
        try:
            with self._line.keeper():
                return self._locked_transaction(steps)
        except sqlite3.IntegrityError:
            raise  # the rows are at fault, not the store: the keeper tries each ask alone
        except (sqlite3.DatabaseError, OSError) as fault:
            self._drop_writer()
            raise Unavailable(f"the database cannot be written: {fault}") from fault
        finally:
            steps.close()

    def _locked_transaction(self, steps: Generator[Want, Any, T]) -> T:
        writer = self._writing()
        writer.execute("BEGIN IMMEDIATE")
        try:
            result = self._drive(writer, steps)
            self._commit(writer)
        except BaseException:
            if writer.in_transaction:
                writer.execute("ROLLBACK")
            raise
        self._write_back(writer)
        return result

    def _drive(self, writer: sqlite3.Connection, steps: Generator[Want, Any, T]) -> T:
        answer: Any = None
        while True:
            try:
                want = steps.send(answer)
            except StopIteration as done:
                result: T = done.value
                return result
            if isinstance(want, Lock):
                answer = Locked(_locked(writer, want.rooms), self._now_ms())
            else:
                answer = _answer(writer, want)

    def _commit(self, writer: sqlite3.Connection) -> None:
        writer.execute("COMMIT")

    def _write_back(self, writer: sqlite3.Connection) -> None:
        log_file = Path(f"{self._path}-wal")
        if log_file.exists() and log_file.stat().st_size > WRITE_BACK_PAGES * 4096:
            writer.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def _writing(self) -> sqlite3.Connection:
        if self._writer is None:
            self._writer = _connect(self._path)
        return self._writer

    def _drop_writer(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    # -- in the reading thread

    async def _aside(self, question: Callable[[sqlite3.Connection], T]) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._reading, self._ask, question)

    def _ask(self, question: Callable[[sqlite3.Connection], T]) -> T:
        try:
            if self._reader is None:
                self._reader = _connect(self._path)
                self._reader.execute("PRAGMA query_only=ON")
            return question(self._reader)
        except (sqlite3.DatabaseError, OSError) as fault:
            if self._reader is not None:
                self._reader.close()
                self._reader = None
            raise Unavailable(f"the database cannot be read: {fault}") from fault


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=5)
    for pragma in _PRAGMAS:
        connection.execute(pragma)
    return connection


def _locked(connection: sqlite3.Connection, rooms: tuple[RoomId, ...]) -> dict[RoomId, Head]:
    heads = {}
    for room in rooms:
        for head in _heads(connection.execute(f"{HEADS} WHERE room_id = ?", (room,))):
            heads[room] = head
    return heads


def _heads(cursor: sqlite3.Cursor) -> list[Head]:
    return [Head(RoomId(row[0]), *row[1:]) for row in cursor]


def _answer(connection: sqlite3.Connection, want: Want) -> list[Any] | None:
    match want:
        case Missing(after=after):
            question = f"{ROWS} WHERE room_id = ? AND version > ? ORDER BY room_id, version"
            return [
                LogRow(RoomId(row[0]), *row[1:])
                for room, version in after
                for row in connection.execute(question, (room, version))
            ]
        case Newest(rooms=rooms):
            question = (
                "SELECT room_id, version, epoch, chain, body FROM room_checkpoint"
                " WHERE room_id = ? ORDER BY version DESC LIMIT 1"
            )
            return [
                Checkpoint(RoomId(row[0]), *row[1:])
                for room in rooms
                for row in connection.execute(question, (room,))
            ]
        case Append():
            _append(connection, want)
            return None
        case Lock():
            raise AssertionError("a step locks once, first")


def _append(connection: sqlite3.Connection, want: Append) -> None:
    connection.executemany(
        "INSERT INTO room_event"
        " (room_id, version, at, actor, kind, body, salt, digest, chain)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (r.room, r.version, r.at, r.actor, r.kind, r.body, r.salt, r.digest, r.chain)
            for r in want.rows
        ],
    )
    connection.executemany(
        "UPDATE room_head SET version = ?, epoch = ?, chain = ?, at = ?, due_at = ?"
        " WHERE room_id = ?",
        [(h.version, h.epoch, h.chain, h.at, h.due_at, h.room) for h in want.heads],
    )
    connection.executemany(
        "INSERT INTO room_seal"
        " (organisation_id, room_id, seat_id, seal, edition, body, fingerprint, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (s.organisation, s.room, s.seat, s.seal, s.edition, s.body, s.fingerprint, s.at)
            for s in want.seals
        ],
    )
    connection.executemany(
        "INSERT INTO job (id, organisation_id, kind, key, body, due_at) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        [
            (f"mark/{s.room}/{s.seat}/{s.seal}", s.organisation, "mark", *_job(s), s.at)
            for s in want.seals
        ],
    )


def _job(seal: Any) -> tuple[str, str]:
    """The key and the body of the marking job that follows a seal, once for each."""
    return (
        f"{seal.room}/{seal.seat}/{seal.seal}",
        f'{{"room":"{seal.room}","seat":"{seal.seat}","seal":{seal.seal}}}',
    )
