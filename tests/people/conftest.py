"""People are stored in both databases."""

import pytest

from invigilate.store.engine import Engine
from tests.api.apps import TestParts
from tests.people.school import School, founded
from tests.store.databases import (
    database,
    engine,
    migrated_postgresql,
    migrated_sqlite,
    postgresql_engine,
    sqlite_engine,
)

__all__ = [
    "database",
    "engine",
    "migrated_postgresql",
    "migrated_sqlite",
    "postgresql_engine",
    "sqlite_engine",
]


@pytest.fixture
async def school(engine: Engine) -> School:
    return await founded(TestParts(engine), "Hill School", "head")
