"""Session codes: one row for each time that a code was given to a session.

A code is taken while its row is reserved, open or resting; the partial unique index holds that,
whatever the code above it does. `released_at` is when the session lets, or let, go of it, as far
as that is known; time moves rows on only when somebody draws, under the allocator's lock.
"""

import msgspec
from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    Update,
    insert,
    select,
    text,
    update,
)

from invigilate.codes import REST_SECONDS
from invigilate.store.engine import Connection
from invigilate.store.schema import metadata, new_id, organisation, own_id

HELD = ("reserved", "open")
TAKEN = (*HELD, "resting")
ALLOCATOR = 0x1A5E_C0DE
"""The number of the lock under which codes are drawn on PostgreSQL."""

_IS_HELD = text("state IN ('reserved', 'open')")
_IS_TAKEN = text("state IN ('reserved', 'open', 'resting')")

session_codes = Table(
    "session_code",
    metadata,
    own_id(),
    organisation(),
    Column("code", Text, nullable=False),
    Column("session_id", Text, ForeignKey("session.id"), nullable=False),
    Column("state", Text, nullable=False),
    Column("reserved_at", BigInteger, nullable=False),
    Column("released_at", BigInteger),
    Column("rests_until", BigInteger),
    Column("failures", Integer, nullable=False),
    Index(
        "uq_session_code_code",
        "code",
        unique=True,
        sqlite_where=_IS_TAKEN,
        postgresql_where=_IS_TAKEN,
    ),
    Index(
        "uq_session_code_session_id",
        "session_id",
        unique=True,
        sqlite_where=_IS_HELD,
        postgresql_where=_IS_HELD,
    ),
)
"""`failures`: wrong personal keys in the session while it has had this code."""


class Taken(msgspec.Struct, frozen=True):
    """The codes that are not free: held by sessions, and resting since (seconds)."""

    held: set[str]
    resting: dict[str, float]


async def lock_allocator(connection: Connection) -> None:
    """Until the commit nobody else draws; on SQLite the writer's line has seen to that."""
    if connection.dialect.name == "postgresql":
        await connection.execute(select(text(f"pg_advisory_xact_lock({ALLOCATOR})")))


async def taken(connection: Connection, now: int) -> Taken:
    """The codes that are taken at this instant, after moving on what time has moved on."""
    rest_ms = round(REST_SECONDS * 1_000)
    table = session_codes.c
    await connection.execute(
        update(session_codes)
        .where(table.state.in_(HELD))
        .where(table.released_at <= now)
        .values(state="resting", rests_until=table.released_at + rest_ms)
    )
    await connection.execute(
        update(session_codes)
        .where(table.state == "resting")
        .where(table.rests_until <= now)
        .values(state="released")
    )
    rows = await connection.execute(
        select(table.code, table.state, table.released_at).where(table.state.in_(TAKEN))
    )
    held, resting = set(), {}
    for row in rows:
        if row.state == "resting":
            resting[row.code] = row.released_at / 1_000
        else:
            held.add(row.code)
    return Taken(held, resting)


async def reserve(
    connection: Connection,
    organisation_id: str,
    session_id: str,
    code: str,
    state: str,
    now: int,
) -> None:
    """Give the code to the session, out of its rest if need be."""
    await connection.execute(
        update(session_codes)
        .where(session_codes.c.code == code)
        .where(session_codes.c.state == "resting")
        .values(state="released")
    )
    row = {
        "id": new_id(),
        "organisation_id": organisation_id,
        "code": code,
        "session_id": session_id,
        "state": state,
        "reserved_at": now,
        "failures": 0,
    }
    await connection.execute(insert(session_codes), row)


async def open_from(connection: Connection, session_id: str, released_at: int | None) -> None:
    """The session is published: its code opens; `released_at`: when it will let go by itself."""
    await connection.execute(_held(session_id).values(state="open", released_at=released_at))


async def release_at(connection: Connection, session_id: str, instant: int | None) -> None:
    """The session lets go of its code at this instant, by itself."""
    await connection.execute(_held(session_id).values(released_at=instant))


async def release(connection: Connection, session_id: str, now: int) -> None:
    """The session lets go of its code now, and the code rests."""
    rests_until = now + round(REST_SECONDS * 1_000)
    await connection.execute(
        _held(session_id).values(state="resting", released_at=now, rests_until=rests_until)
    )


async def failures(connection: Connection, session_id: str) -> int:
    """Wrong personal keys in the session while it has had its present code."""
    found = await connection.scalar(
        select(session_codes.c.failures)
        .where(session_codes.c.session_id == session_id)
        .where(session_codes.c.state.in_(HELD))
    )
    return found or 0


async def count_failure(connection: Connection, session_id: str) -> None:
    """One more wrong personal key."""
    await connection.execute(_held(session_id).values(failures=session_codes.c.failures + 1))


def _held(session_id: str) -> Update:
    return (
        update(session_codes)
        .where(session_codes.c.session_id == session_id)
        .where(session_codes.c.state.in_(HELD))
    )


async def newest_of(connection: Connection, session_id: str) -> str:
    """The code that a session had last, held or let go; empty: it never had one."""
    rows = await connection.execute(
        select(session_codes.c.code)
        .where(session_codes.c.session_id == session_id)
        .order_by(session_codes.c.reserved_at.desc(), session_codes.c.id)
        .limit(1)
    )
    row = rows.first()
    return "" if row is None else str(row.code)


async def ever_under(connection: Connection, code: str) -> list[str]:
    """The sessions that have or had this code, the latest first, each once."""
    rows = await connection.execute(
        select(session_codes.c.session_id)
        .where(session_codes.c.code == code)
        .order_by(session_codes.c.reserved_at.desc(), session_codes.c.id)
    )
    return list(dict.fromkeys(row.session_id for row in rows))
