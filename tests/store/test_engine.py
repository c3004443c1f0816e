"""Transactions on both databases: what is committed, what is rolled back, what is refused."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from invigilate.errors import Unavailable
from invigilate.settings import Settings
from invigilate.store import engine as engine_module
from invigilate.store.engine import Connection, Engine, open_engine
from invigilate.store.migrate import migrate
from invigilate.store.schema import worker_lease
from tests.servers.postgres import PostgresServer


async def add(connection: Connection, worker_id: str) -> None:
    row = {"worker_id": worker_id, "started_at": 1, "renewed_at": 1, "expires_at": 2}
    await connection.execute(insert(worker_lease), row)


async def workers(engine: Engine) -> list[str]:
    async with engine.reading() as connection:
        found = await connection.execute(select(worker_lease.c.worker_id).order_by("worker_id"))
        return [row.worker_id for row in found]


async def test_what_is_written_is_read_afterwards(engine: Engine) -> None:
    async with engine.writing() as connection:
        await add(connection, "one")
    assert await workers(engine) == ["one"]


async def test_an_error_takes_everything_back(engine: Engine) -> None:
    async def fail() -> None:
        async with engine.writing() as connection:
            await add(connection, "one")
            raise LookupError

    with pytest.raises(LookupError):
        await fail()
    assert await workers(engine) == []


async def test_a_cancelled_transaction_takes_everything_back(engine: Engine) -> None:
    reached = asyncio.Event()

    async def write() -> None:
        async with engine.writing() as connection:
            await add(connection, "one")
            reached.set()
            await asyncio.Event().wait()

    writing = asyncio.create_task(write())
    await reached.wait()
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    async with engine.writing() as connection:
        await add(connection, "two")
    assert await workers(engine) == ["two"]


async def test_a_row_that_breaks_a_rule_is_no_trouble_of_the_database(engine: Engine) -> None:
    async def twice() -> None:
        async with engine.writing() as connection:
            await add(connection, "one")
            await add(connection, "one")

    with pytest.raises(IntegrityError):
        await twice()
    assert await workers(engine) == []


async def test_who_reads_cannot_write(engine: Engine) -> None:
    async def write() -> None:
        async with engine.reading() as connection:
            await add(connection, "one")

    with pytest.raises(DBAPIError, match=r"read-?only"):
        await write()
    assert await workers(engine) == []
    async with engine.writing() as connection:
        await add(connection, "one")
    assert await workers(engine) == ["one"]


async def test_a_reader_sees_the_committed_state_while_another_writes(engine: Engine) -> None:
    async with engine.writing() as connection:
        await add(connection, "one")
        assert await workers(engine) == []
    assert await workers(engine) == ["one"]


async def test_forty_writers_at_once_all_write(engine: Engine) -> None:
    async def write(number: int) -> None:
        async with engine.writing() as connection:
            found = await connection.execute(select(func.count()).select_from(worker_lease))
            await add(connection, f"{number:02}-{found.scalar_one():02}"[:2])

    async with asyncio.TaskGroup() as group:
        for number in range(40):
            group.create_task(write(number))
    assert await workers(engine) == [f"{number:02}" for number in range(40)]


async def test_errors_do_not_show_what_was_written(engine: Engine) -> None:
    async def twice() -> None:
        async with engine.writing() as connection:
            await add(connection, "canary")
            await add(connection, "canary")

    with pytest.raises(IntegrityError) as caught:
        await twice()
    assert "parameters hidden" in str(caught.value)


async def test_a_transaction_within_a_transaction_is_refused(sqlite_engine: Engine) -> None:
    async def nested() -> None:
        async with sqlite_engine.writing(), sqlite_engine.writing():
            pass

    with pytest.raises(RuntimeError, match="would wait for itself"):
        await nested()


async def test_sqlite_is_set_up_for_one_writer_and_durable_commits(sqlite_engine: Engine) -> None:
    asked = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "wal_autocheckpoint")
    async with sqlite_engine.writing() as connection:
        found = [await connection.scalar(text(f"PRAGMA {name}")) for name in asked]
        assert found == ["wal", 2, 1, 5000, 0]
        assert await connection.scalar(text("PRAGMA query_only")) == 0
    async with sqlite_engine.reading() as connection:
        found = [await connection.scalar(text(f"PRAGMA {name}")) for name in asked]
        assert found == ["wal", 2, 1, 5000, 0]
        assert await connection.scalar(text("PRAGMA query_only")) == 1


async def test_a_grown_write_ahead_log_is_written_back(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    size = engine_module.WAL_BYTES
    for worker_id in ("a", "b"):
        async with sqlite_engine.writing() as connection:
            await add(connection, worker_id * size)
    file = tmp_path / "exams.sqlite3"
    assert file.stat().st_size > 2 * size


async def test_postgresql_is_read_committed_and_waits_for_nobody_long(
    postgres_database: str,
) -> None:
    engine = open_engine(Settings(database_url=postgres_database))
    names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
    async with engine.writing() as connection:
        found = [await connection.scalar(text(f"SHOW {name}")) for name in names]
        level = await connection.scalar(text("SHOW transaction_isolation"))
    await engine.close()
    assert found == ["5s", "2s", "2s"]
    assert level == "read committed"


async def test_a_row_held_too_long_by_another_means_try_again(postgres_database: str) -> None:
    await migrate(postgres_database)
    engine = open_engine(Settings(database_url=postgres_database))
    lock = text("LOCK TABLE worker_lease IN ACCESS EXCLUSIVE MODE")

    async def second() -> None:
        async with engine.writing() as connection:
            await connection.execute(text("SET LOCAL lock_timeout = '20ms'"))
            await connection.execute(lock)

    async with engine.writing() as connection:
        await connection.execute(lock)
        with pytest.raises(Unavailable):
            await second()
    await engine.close()


async def test_a_database_that_went_away_is_unavailable_and_comes_back(
    own_postgres: PostgresServer,
) -> None:
    await migrate(own_postgres.url())
    engine = open_engine(Settings(database_url=own_postgres.url()))
    async with engine.writing() as connection:
        await add(connection, "one")
    await asyncio.to_thread(own_postgres.kill)
    with pytest.raises(Unavailable):
        await workers(engine)
    await asyncio.to_thread(own_postgres.restart)
    assert await workers(engine) == ["one"]
    await engine.close()


async def test_a_connection_cut_before_the_commit_is_unavailable(postgres_database: str) -> None:
    await migrate(postgres_database)
    engine = open_engine(Settings(database_url=postgres_database))

    async def cut() -> None:
        async with engine.writing() as connection:
            await add(connection, "one")
            own = await connection.scalar(text("SELECT pg_backend_pid()"))
            async with engine.writing() as other:
                await other.execute(text("SELECT pg_terminate_backend(:own)"), {"own": own})
            await add(connection, "two")

    with pytest.raises(Unavailable):
        await cut()
    assert await workers(engine) == []
    await engine.close()
