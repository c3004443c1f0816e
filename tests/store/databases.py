"""A database of each kind for tests: empty, or with its tables and nothing in them."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from sqlalchemy import text

from invigilate.settings import Settings
from invigilate.store.engine import Engine, open_engine
from invigilate.store.migrate import every_table, migrate
from tests.servers.postgres import PostgresServer


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a fresh, empty database, once of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/exams.sqlite3"
    url: str = request.getfixturevalue("postgres_database")
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """A database with its tables, open, once of each kind."""
    opened: Engine = request.getfixturevalue(f"{request.param}_engine")
    return opened


@pytest.fixture
async def sqlite_engine(migrated_sqlite: Path, tmp_path: Path) -> AsyncIterator[Engine]:
    """A SQLite database, open and with its tables, where the kind does not matter."""
    shutil.copy(migrated_sqlite, tmp_path / "exams.sqlite3")
    async with open_at(f"sqlite:///{tmp_path}/exams.sqlite3") as engine:
        yield engine


@pytest.fixture
async def postgresql_engine(migrated_postgresql: str) -> AsyncIterator[Engine]:
    """A PostgreSQL database, open and with its tables."""
    async with open_at(migrated_postgresql) as engine:
        async with engine.writing() as connection:
            names = ", ".join(every_table().tables)
            await connection.execute(text(f"TRUNCATE {names}"))
        yield engine


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file to copy: the steps take longer than most tests."""
    path = tmp_path_factory.mktemp("migrated") / "exams.sqlite3"
    aside(migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def migrated_postgresql(postgres_server: PostgresServer) -> str:
    """A database to empty, for the same reason; it goes with the server."""
    name = f"migrated_{uuid4().hex}"
    aside(made(postgres_server.url(), name))
    aside(migrate(postgres_server.url(name)))
    return postgres_server.url(name)


async def made(url: str, name: str) -> None:
    """Makes a database on this server."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(f"CREATE DATABASE {name}")
    finally:
        await connection.close()


def aside(work: Coroutine[None, None, None]) -> None:
    """Does it on a loop in a thread of its own, for this one may have a loop already."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


@asynccontextmanager
async def open_at(url: str) -> AsyncIterator[Engine]:
    """The database at this URL, closed at the end."""
    engine = open_engine(Settings(database_url=url))
    yield engine
    await engine.close()
