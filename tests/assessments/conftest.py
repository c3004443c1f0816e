"""Banks and papers are stored in both databases."""

import pytest

from invigilate.store.engine import Engine
from tests.assessments.office import Office, opened
from tests.store.databases import (
    engine,
    migrated_postgresql,
    migrated_sqlite,
    postgresql_engine,
    sqlite_engine,
)

__all__ = [
    "engine",
    "migrated_postgresql",
    "migrated_sqlite",
    "postgresql_engine",
    "sqlite_engine",
]


@pytest.fixture
async def office(engine: Engine) -> Office:
    return await opened(engine)
