"""Marks are stored in both databases."""

import pytest

from invigilate.store.engine import Engine
from tests.grading.hall import Hall, sat
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
async def hall(engine: Engine) -> Hall:
    return await sat(engine)
