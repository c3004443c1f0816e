"""People are stored in both databases."""

from tests.store.databases import database, engine, sqlite_engine

__all__ = ["database", "engine", "sqlite_engine"]
