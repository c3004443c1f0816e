"""Seat cookies: what lets a device come back to its seat without code and key."""

from typing import Any

import msgspec
from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    LargeBinary,
    Row,
    Table,
    Text,
    UniqueConstraint,
    insert,
    select,
    update,
)

from invigilate.ids import OrganisationId, RoomId, SeatId, SessionId
from invigilate.sessions.tables.entries import roster_entries
from invigilate.sessions.tables.sessions import sessions
from invigilate.store.engine import Connection
from invigilate.store.schema import metadata, new_id, organisation, own_id

seat_cookies = Table(
    "seat_cookie",
    metadata,
    own_id(),
    organisation(),
    Column("session_id", Text, ForeignKey("session.id"), nullable=False, index=True),
    Column("seat_id", Text, ForeignKey("roster_entry.seat_id"), nullable=False, index=True),
    Column("device", Text, nullable=False),
    Column("token_hash", LargeBinary, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("revoked_at", BigInteger, index=True),
    UniqueConstraint("token_hash"),
)


class Seated(msgspec.Struct, frozen=True, kw_only=True):
    """Whose cookie it is; `cookie` is its row's id."""

    cookie: str
    organisation: OrganisationId
    session: SessionId
    seat: SeatId
    device: str
    number: str
    name: str
    title: str
    expires: int

    @property
    def room(self) -> RoomId:
        """The room of its session."""
        return RoomId(self.session)


async def add(
    connection: Connection,
    organisation_id: str,
    session_id: str,
    seat: SeatId,
    device: str,
    token_hash: bytes,
    now: int,
    expires: int,
) -> None:
    """Store a cookie; an older one of the same device at the same seat ends."""
    await connection.execute(
        update(seat_cookies)
        .where(seat_cookies.c.seat_id == seat)
        .where(seat_cookies.c.device == device)
        .where(seat_cookies.c.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    row = {
        "id": new_id(),
        "organisation_id": organisation_id,
        "session_id": session_id,
        "seat_id": seat,
        "device": device,
        "token_hash": token_hash,
        "created_at": now,
        "expires_at": expires,
    }
    await connection.execute(insert(seat_cookies), row)


async def holder(connection: Connection, token_hash: bytes, now: int) -> Seated | None:
    """Whose cookie this is, while it holds and its student is on the roster."""
    found = await connection.execute(
        select(
            seat_cookies,
            roster_entries.c.number,
            roster_entries.c.name,
            sessions.c.title,
        )
        .join(roster_entries, roster_entries.c.seat_id == seat_cookies.c.seat_id)
        .join(sessions, sessions.c.id == seat_cookies.c.session_id)
        .where(seat_cookies.c.token_hash == token_hash)
        .where(seat_cookies.c.expires_at > now)
        .where(seat_cookies.c.revoked_at.is_(None))
        .where(~roster_entries.c.withdrawn)
    )
    row = found.first()
    return None if row is None else _seated(row)


async def holds(connection: Connection, cookie_id: str, now: int) -> bool:
    """Whether a cookie, by its row's id, still holds."""
    found = await connection.execute(
        select(seat_cookies.c.id)
        .where(seat_cookies.c.id == cookie_id)
        .where(seat_cookies.c.expires_at > now)
        .where(seat_cookies.c.revoked_at.is_(None))
    )
    return found.first() is not None


async def has_one(connection: Connection, seat: SeatId, device: str) -> bool:
    """Whether this device has been given a cookie for this seat before."""
    found = await connection.execute(
        select(seat_cookies.c.id)
        .where(seat_cookies.c.seat_id == seat)
        .where(seat_cookies.c.device == device)
        .limit(1)
    )
    return found.first() is not None


async def is_held(connection: Connection, seat: SeatId, now: int) -> bool:
    """Whether any device has a cookie of this seat that still holds."""
    found = await connection.execute(
        select(seat_cookies.c.id)
        .where(seat_cookies.c.seat_id == seat)
        .where(seat_cookies.c.expires_at > now)
        .where(seat_cookies.c.revoked_at.is_(None))
        .limit(1)
    )
    return found.first() is not None


async def revoke(connection: Connection, cookie_id: str, now: int) -> None:
    """This cookie opens nothing any more."""
    await connection.execute(
        update(seat_cookies)
        .where(seat_cookies.c.id == cookie_id)
        .where(seat_cookies.c.revoked_at.is_(None))
        .values(revoked_at=now)
    )


async def forget(connection: Connection, seat: SeatId) -> None:
    """No trace of the seat's devices is left here."""
    await connection.execute(seat_cookies.delete().where(seat_cookies.c.seat_id == seat))


async def end_by(connection: Connection, session_id: str, instant: int) -> None:
    """No cookie of the session lasts longer than this."""
    await connection.execute(
        update(seat_cookies)
        .where(seat_cookies.c.session_id == session_id)
        .where(seat_cookies.c.expires_at > instant)
        .values(expires_at=instant)
    )


async def revoked_since(connection: Connection, since: int) -> list[str]:
    """The cookies that were revoked at this instant or later."""
    found = await connection.execute(
        select(seat_cookies.c.id)
        .where(seat_cookies.c.revoked_at >= since)
        .order_by(seat_cookies.c.id)
    )
    return [row.id for row in found]


def _seated(row: "Row[Any]") -> Seated:
    return Seated(
        cookie=row.id,
        organisation=OrganisationId(row.organisation_id),
        session=SessionId(row.session_id),
        seat=SeatId(row.seat_id),
        device=row.device,
        number=row.number,
        name=row.name,
        title=row.title,
        expires=row.expires_at,
    )
