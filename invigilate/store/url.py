"""A database's URL as people write it, and as the drivers want it."""

from pathlib import Path

from sqlalchemy import URL
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from invigilate.settings import not_valid


def normalise(text: str) -> URL:
    """A URL as people write it, with the driver that we speak.

    `postgres://` and `postgresql://` mean asyncpg, `sqlite://` aiosqlite; libpq's `sslmode` is
    asyncpg's `ssl`.
    """
    expected = "sqlite:///path or postgresql://user@host/database is expected"
    try:
        url = make_url(text)
    except ArgumentError:
        raise not_valid("database_url", "not a URL", expected) from None
    shown = url.render_as_string(hide_password=True)
    match url.drivername.partition("+")[0]:
        case "sqlite" if url.database and url.database != ":memory:":
            return url.set(drivername="sqlite+aiosqlite")
        case "postgres" | "postgresql" if url.database:
            return _with_ssl(url.set(drivername="postgresql+asyncpg"))
        case _:
            raise not_valid("database_url", shown, expected)


def plain(url: URL) -> str:
    """The same place without a driver's name, for asyncpg itself; holds the password."""
    query = {"sslmode" if key == "ssl" else key: value for key, value in url.query.items()}
    named = url.set(drivername="postgresql", query=query)
    return named.render_as_string(hide_password=False)


def shown(text: str) -> str:
    """The place without its password, for people."""
    url = normalise(text)
    named = url.set(drivername=url.get_backend_name())
    return named.render_as_string(hide_password=True)


def file_of(text: str) -> Path | None:
    """The SQLite file; None for PostgreSQL."""
    url = normalise(text)
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


def _with_ssl(url: URL) -> URL:
    query = {"ssl" if key == "sslmode" else key: value for key, value in url.query.items()}
    return url.set(query=query)
