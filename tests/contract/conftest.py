"""A fresh database of each kind, with its tables."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.contract.logs import Place, place


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a fresh database, once of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/exams.sqlite3"
    url: str = request.getfixturevalue("postgres_database")
    return url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Place]:
    """A database, once of each kind."""
    async with place(database_url) as made:
        yield made


@pytest.fixture
async def sqlite(tmp_path: Path) -> AsyncIterator[Place]:
    """A SQLite database, for what is SQLite's alone."""
    async with place(f"sqlite:///{tmp_path}/exams.sqlite3") as made:
        yield made


@pytest.fixture
async def postgres(postgres_database: str) -> AsyncIterator[Place]:
    """A PostgreSQL database, for what is PostgreSQL's alone."""
    async with place(postgres_database) as made:
        yield made
