"""Requests that are answered out of a database."""

from tests.store.databases import database, engine, sqlite_engine

__all__ = ["database", "engine", "sqlite_engine"]
