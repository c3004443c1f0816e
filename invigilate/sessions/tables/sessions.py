"""Sessions and who proctors them."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Row,
    Select,
    Table,
    Text,
    and_,
    delete,
    insert,
    or_,
    select,
    update,
)

from invigilate.ids import OrganisationId, RoomId, SessionId
from invigilate.rooms.grades import Grade
from invigilate.rooms.log import GENESIS
from invigilate.rooms.plan import Settings
from invigilate.sessions.duties import Named
from invigilate.sessions.model import Session, State
from invigilate.sessions.tables.codes import HELD, session_codes
from invigilate.store.engine import Connection
from invigilate.store.schema import metadata, new_id, organisation, own_id, room_head

sessions = Table(
    "session",
    metadata,
    own_id(),
    organisation(),
    Column("title", Text, nullable=False),
    Column("edition_id", Text, nullable=False),
    Column("assessment", Text, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("settings", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("roster_version", Integer, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("published_at", BigInteger),
    Column("closed_at", BigInteger),
    Column("archived_at", BigInteger),
    Column("final_counts", Text),
    Index(None, "organisation_id"),
)
session_proctors = Table(
    "session_proctor",
    metadata,
    organisation(),
    Column("session_id", Text, ForeignKey("session.id"), nullable=False),
    Column("person_id", Text, ForeignKey("person.id"), nullable=False, index=True),
    Column("grade", Text, nullable=False, server_default="chief"),
    PrimaryKeyConstraint("session_id", "person_id"),
    CheckConstraint("grade IN ('chief', 'invigilator', 'observer')", name="grade"),
)


async def add(connection: Connection, session: Session) -> None:
    """Store a new session; its code has a row of its own."""
    await connection.execute(insert(sessions), {"id": session.id, **_values(session)})


async def store(connection: Connection, session: Session) -> None:
    """Store what became of a session; its roster's version is counted elsewhere."""
    values = _values(session)
    del values["roster_version"]
    await connection.execute(update(sessions).where(sessions.c.id == session.id).values(values))


async def by_id(connection: Connection, session_id: str, *, lock: bool = False) -> Session | None:
    """One session, of any organisation; locked until the commit where asked."""
    statement = _selected().where(sessions.c.id == session_id)
    if lock:
        statement = statement.with_for_update(of=sessions)
    row = (await connection.execute(statement)).first()
    return None if row is None else _session(row)


async def in_organisation(
    connection: Connection, organisation_id: str, proctor: str | None, archived: bool
) -> list[Session]:
    """The sessions of an organisation, the newest first; of one proctor alone where given."""
    statement = _selected().where(sessions.c.organisation_id == organisation_id)
    if proctor is not None:
        named = select(session_proctors.c.session_id).where(session_proctors.c.person_id == proctor)
        statement = statement.where(sessions.c.id.in_(named))
    put_away = sessions.c.archived_at.is_not(None)
    statement = statement.where(put_away if archived else ~put_away)
    rows = await connection.execute(statement.order_by(sessions.c.created_at.desc(), sessions.c.id))
    return [_session(row) for row in rows]


async def count_roster(connection: Connection, session_id: str, seen: int) -> bool:
    """The roster has changed since version `seen`; False where it had already, by another."""
    moved = await connection.execute(
        update(sessions)
        .where(sessions.c.id == session_id)
        .where(sessions.c.roster_version == seen)
        .values(roster_version=seen + 1)
        .returning(sessions.c.id)
    )
    return moved.first() is not None


async def proctors_of(connection: Connection, session_id: str) -> list[Named]:
    """The persons whom the session names, by id."""
    found = await connection.execute(
        select(session_proctors.c.person_id, session_proctors.c.grade)
        .where(session_proctors.c.session_id == session_id)
        .order_by(session_proctors.c.person_id)
    )
    return [Named(row.person_id, row.grade) for row in found]


async def is_proctor(connection: Connection, session_id: str, person_id: str) -> bool:
    """Whether the session names this person."""
    found = await connection.execute(
        select(session_proctors.c.person_id)
        .where(session_proctors.c.session_id == session_id)
        .where(session_proctors.c.person_id == person_id)
    )
    return found.first() is not None


async def watches_edition(
    connection: Connection, person_id: str, edition_ids: Sequence[str]
) -> bool:
    """Whether a session that was published with one of these editions names this person."""
    found = await connection.execute(
        select(session_proctors.c.person_id)
        .join(sessions, sessions.c.id == session_proctors.c.session_id)
        .where(session_proctors.c.person_id == person_id)
        .where(sessions.c.edition_id.in_(edition_ids))
        .where(sessions.c.state != State.DRAFT)
    )
    return found.first() is not None


async def grade_of(connection: Connection, session_id: str, person_id: str) -> Grade | None:
    """The grade in which the session names this person; None: it does not."""
    found: Grade | None = await connection.scalar(
        select(session_proctors.c.grade)
        .where(session_proctors.c.session_id == session_id)
        .where(session_proctors.c.person_id == person_id)
    )
    return found


async def name_proctors(connection: Connection, session: Session, named: Iterable[Named]) -> None:
    """Name these persons, each in a grade, and no others."""
    await connection.execute(
        delete(session_proctors).where(session_proctors.c.session_id == session.id)
    )
    rows = [
        {
            "organisation_id": session.organisation_id,
            "session_id": session.id,
            "person_id": one.person,
            "grade": one.grade,
        }
        for one in named
    ]
    if rows:
        await connection.execute(insert(session_proctors), rows)


async def add_room(connection: Connection, session: Session, now: int) -> None:
    """The head of the session's room, in which nothing has happened."""
    row = {
        "room_id": session.room_id,
        "organisation_id": session.organisation_id,
        "version": 0,
        "epoch": new_id(),
        "chain": GENESIS,
        "at": now,
        "due_at": None,
        "created_at": now,
    }
    await connection.execute(insert(room_head), row)


async def started(connection: Connection, organisation_id: str) -> set[RoomId]:
    """The rooms of an organisation in which something has happened."""
    found = await connection.execute(
        select(room_head.c.room_id)
        .where(room_head.c.organisation_id == organisation_id)
        .where(room_head.c.version > 0)
    )
    return {RoomId(row.room_id) for row in found}


async def keep_counts(connection: Connection, session_id: str, counts: str) -> None:
    """How the students stood when the session was closed, as JSON."""
    await connection.execute(
        update(sessions).where(sessions.c.id == session_id).values(final_counts=counts)
    )


async def final_counts(connection: Connection, organisation_id: str) -> dict[SessionId, str]:
    """How the students of closed sessions stood at the end, as JSON."""
    found = await connection.execute(
        select(sessions.c.id, sessions.c.final_counts)
        .where(sessions.c.organisation_id == organisation_id)
        .where(sessions.c.final_counts.is_not(None))
    )
    return {SessionId(row.id): row.final_counts for row in found}


async def by_code(connection: Connection, code: str, now: int) -> Session | None:
    """The session that this code belongs to, open or not, unless it has let go of it."""
    released_at = session_codes.c.released_at
    statement = (
        _selected()
        .where(session_codes.c.code == code)
        .where(or_(released_at.is_(None), released_at > now))
    )
    row = (await connection.execute(statement)).first()
    return None if row is None else _session(row)


def _selected() -> "Select[Any]":
    held = and_(session_codes.c.session_id == sessions.c.id, session_codes.c.state.in_(HELD))
    return select(sessions, session_codes.c.code).outerjoin(session_codes, held)


def _session(row: "Row[Any]") -> Session:
    return Session(
        id=SessionId(row.id),
        organisation_id=OrganisationId(row.organisation_id),
        title=row.title,
        edition_id=row.edition_id,
        assessment=row.assessment,
        timezone=row.timezone,
        settings=msgspec.json.decode(row.settings, type=Settings),
        state=State(row.state),
        created_at=row.created_at,
        published_at=row.published_at,
        closed_at=row.closed_at,
        archived_at=row.archived_at,
        roster_version=row.roster_version,
        code=row.code,
    )


def _values(session: Session) -> dict[str, object]:
    plain: Sequence[str] = (
        "organisation_id",
        "title",
        "edition_id",
        "assessment",
        "timezone",
        "roster_version",
        "created_at",
        "published_at",
        "closed_at",
        "archived_at",
    )
    return {
        **{name: getattr(session, name) for name in plain},
        "settings": msgspec.json.encode(session.settings).decode(),
        "state": session.state.value,
    }
