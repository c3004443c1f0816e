"""A database of each kind with its tables, and nothing in them."""

from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from invigilate.store.migrate import migrate
from tests.contract.logs import ONE, TWO, Place, Worker, place
from tests.servers.postgres import PostgresServer

TABLES = "room_event, room_head, room_checkpoint, room_seal, job"


@pytest.fixture(scope="session")
def made_databases() -> set[str]:
    """The PostgreSQL databases that have their tables already: making one takes half a second."""
    return set()


@pytest.fixture(params=["sqlite", "postgresql"])
async def database(
    request: pytest.FixtureRequest, tmp_path: Path, made_databases: set[str]
) -> AsyncIterator[Place]:
    """A database, once of each kind."""
    if request.param == "sqlite":
        opened = place(await _file(tmp_path))
    else:
        opened = place(await _emptied(request.getfixturevalue("postgres_server"), made_databases))
    async with opened as made:
        yield made


@pytest.fixture
async def sqlite(tmp_path: Path) -> AsyncIterator[Place]:
    """A SQLite database, for what is SQLite's alone."""
    async with place(await _file(tmp_path)) as made:
        yield made


@pytest.fixture
async def postgres(
    postgres_server: PostgresServer, made_databases: set[str]
) -> AsyncIterator[Place]:
    """A PostgreSQL database, for what is PostgreSQL's alone."""
    async with place(await _emptied(postgres_server, made_databases)) as made:
        yield made


async def _file(folder: Path) -> str:
    url = f"sqlite:///{folder}/exams.sqlite3"
    await migrate(url)
    return url


async def _emptied(server: PostgresServer, made: set[str]) -> str:
    """The URL of the one database of these tests."""
    url = server.url("contract")
    connection = await asyncpg.connect(url if url in made else server.url())
    if url in made:
        await connection.execute(f"TRUNCATE {TABLES}")
    else:
        await connection.execute("CREATE DATABASE contract")
        await migrate(url)
        made.add(url)
    await connection.close()
    return url


@pytest.fixture
async def worker(database: Place) -> Worker:
    """A worker, and two rooms with nothing in them yet."""
    await database.add_heads(ONE, TWO)
    return database.worker()
