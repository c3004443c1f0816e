"""Databases for the live core's tests."""

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
