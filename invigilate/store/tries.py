"""Counting failed tries, so that guessing grows slow.

What is counted is a key: a hash, for it may be made of names and addresses. Count a try *before*
it is looked at and take it back when it was good: of a thousand tries at once each would else be
the first. Give keys to one transaction together; they are locked in order, until the commit.
"""

import hashlib
from collections.abc import Iterable

import msgspec
from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from invigilate.store.engine import Connection
from invigilate.store.schema import failed_try


class Failures(msgspec.Struct, frozen=True):
    """How many tries failed, and the instant of the last."""

    count: int
    last_at: int


def key_of(*parts: str) -> bytes:
    """The key for what these parts name together."""
    return hashlib.sha256("\0".join(parts).encode()).digest()


async def failures_of(connection: Connection, keys: Iterable[bytes]) -> dict[bytes, Failures]:
    """The failures of each key that has any; locked until the commit."""
    found = await connection.execute(
        select(failed_try)
        .where(failed_try.c.key.in_(list(keys)))
        .order_by(failed_try.c.key)
        .with_for_update()
    )
    return {row.key: Failures(row.failures, row.last_at) for row in found}


async def count(connection: Connection, keys: Iterable[bytes], *, now: int, forgotten: int) -> None:
    """One more failure for each key; whatever was last seen before `forgotten` counts anew."""
    await connection.execute(delete(failed_try).where(failed_try.c.last_at < forgotten))
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(failed_try).on_conflict_do_update(
        index_elements=["key"],
        set_={"failures": failed_try.c.failures + 1, "last_at": now},
    )
    rows = [{"key": key, "failures": 1, "last_at": now} for key in sorted(keys)]
    await connection.execute(statement, rows)


async def take_back(connection: Connection, key: bytes) -> None:
    """One failure fewer: that try was good."""
    await connection.execute(
        update(failed_try)
        .where(failed_try.c.key == key)
        .where(failed_try.c.failures > 0)
        .values(failures=failed_try.c.failures - 1)
    )


async def forget(connection: Connection, key: bytes) -> None:
    """No failure at all: this one has proved who they are."""
    await connection.execute(delete(failed_try).where(failed_try.c.key == key))
