"""A database of each kind for tests: empty, and with its tables."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from invigilate.settings import Settings
from invigilate.store.engine import Engine, open_engine
from invigilate.store.migrate import migrate


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a fresh, empty database, once of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/exams.sqlite3"
    url: str = request.getfixturevalue("postgres_database")
    return url


@pytest.fixture
async def engine(database: str) -> AsyncIterator[Engine]:
    """The database, open and with its tables."""
    await migrate(database)
    opened = open_engine(Settings(database_url=database))
    yield opened
    await opened.close()


@pytest.fixture
async def sqlite_engine(tmp_path: Path) -> AsyncIterator[Engine]:
    """A SQLite database, open and with its tables, where the kind does not matter."""
    url = f"sqlite:///{tmp_path}/exams.sqlite3"
    await migrate(url)
    opened = open_engine(Settings(database_url=url))
    yield opened
    await opened.close()
