"""Assessments and their editions."""

import msgspec
from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    insert,
    select,
    update,
)

from invigilate.assessments.model import Assessment, EditionLine, Outline
from invigilate.store.engine import Connection
from invigilate.store.schema import metadata, organisation, own_id

assessments = Table(
    "assessment",
    metadata,
    own_id(),
    organisation(),
    Column("bank_id", Text, ForeignKey("bank.id"), nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("items", Text, nullable=False),
    Column("navigation", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("published_revision", Integer, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Index(None, "organisation_id"),
)

editions = Table(
    "edition",
    metadata,
    own_id(),
    organisation(),
    Column("assessment_id", Text, ForeignKey("assessment.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("delivered", Text, nullable=False),
    Column("delivered_bytes", LargeBinary, nullable=False),
    Column("whole", Text, nullable=False),
    Column("whole_bytes", LargeBinary, nullable=False),
    Column("salt", LargeBinary, nullable=False),
    Column("outline", Text, nullable=False),
    Column("media", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    UniqueConstraint("assessment_id", "number"),
    UniqueConstraint("organisation_id", "whole"),
    Index(None, "organisation_id", "delivered"),
)
"""A paper, frozen. `media` names what students may fetch with it."""


class Frozen(msgspec.Struct, frozen=True):
    """An edition with all its bytes."""

    line: EditionLine
    delivered_bytes: bytes
    whole_bytes: bytes
    salt: bytes
    outline: Outline
    media: tuple[str, ...]


async def add_assessment(
    connection: Connection, organisation_id: str, made: Assessment, now: int
) -> None:
    """Store a new draft."""
    row = _row(made) | {
        "id": made.assessment,
        "organisation_id": organisation_id,
        "bank_id": made.bank,
        "published_revision": 0,
        "created_at": now,
        "changed_at": now,
    }
    await connection.execute(insert(assessments), row)


async def change_assessment(connection: Connection, changed: Assessment, now: int) -> None:
    """Store what an assessment is now."""
    await connection.execute(
        update(assessments)
        .where(assessments.c.id == changed.assessment)
        .values(_row(changed) | {"changed_at": now})
    )


async def mark_published(connection: Connection, assessment_id: str, now: int) -> None:
    """Say that the assessment as it stands is an edition now."""
    await connection.execute(
        update(assessments)
        .where(assessments.c.id == assessment_id)
        .values(state="published", published_revision=assessments.c.revision, changed_at=now)
    )


async def assessments_of(
    connection: Connection,
    organisation_id: str,
    *,
    assessment_id: str | None = None,
    bank_id: str | None = None,
    lock: bool = False,
) -> list[Assessment]:
    """The organisation's assessments that all given conditions name, with their editions."""
    statement = select(assessments).where(assessments.c.organisation_id == organisation_id)
    if assessment_id is not None:
        statement = statement.where(assessments.c.id == assessment_id)
    if bank_id is not None:
        statement = statement.where(assessments.c.bank_id == bank_id)
    statement = statement.order_by(assessments.c.title, assessments.c.id)
    rows = (await connection.execute(statement.with_for_update() if lock else statement)).all()
    made = await _edition_lines(connection, organisation_id, assessment_id)
    return [
        Assessment(
            row.id,
            row.bank_id,
            row.title,
            tuple(msgspec.json.decode(row.items, type=list[str])),
            row.navigation,
            row.language,
            row.state,
            row.revision != row.published_revision,
            row.revision,
            tuple(made.get(row.id, ())),
        )
        for row in rows
    ]


async def add_edition(
    connection: Connection, organisation_id: str, assessment_id: str, made: Frozen
) -> None:
    """Store an edition; nothing here ever changes one."""
    row = {
        "id": made.line.edition,
        "organisation_id": organisation_id,
        "assessment_id": assessment_id,
        "number": made.line.number,
        "title": made.line.title,
        "delivered": made.line.delivered,
        "delivered_bytes": made.delivered_bytes,
        "whole": made.outline.whole,
        "whole_bytes": made.whole_bytes,
        "salt": made.salt,
        "outline": msgspec.json.encode(made.outline).decode(),
        "media": msgspec.json.encode(made.media).decode(),
        "created_at": made.line.created_at,
    }
    await connection.execute(insert(editions), row)


async def outline_by(
    connection: Connection, organisation_id: str, edition_id: str
) -> Outline | None:
    """The outline of one edition of this organisation."""
    found = await connection.execute(
        select(editions.c.outline)
        .where(editions.c.organisation_id == organisation_id)
        .where(editions.c.id == edition_id)
    )
    row = found.first()
    return None if row is None else msgspec.json.decode(row.outline, type=Outline)


async def whole_by(connection: Connection, organisation_id: str, whole: str) -> bytes | None:
    """The kept bytes under this name, keys included."""
    found = await connection.execute(
        select(editions.c.whole_bytes)
        .where(editions.c.organisation_id == organisation_id)
        .where(editions.c.whole == whole)
    )
    row = found.first()
    return None if row is None else row.whole_bytes


async def editions_with(connection: Connection, organisation_id: str, delivered: str) -> list[str]:
    """The editions of which students get this very paper."""
    found = await connection.scalars(
        select(editions.c.id)
        .where(editions.c.organisation_id == organisation_id)
        .where(editions.c.delivered == delivered)
    )
    return list(found)


async def delivered_by(
    connection: Connection, organisation_id: str, delivered: str
) -> bytes | None:
    """The bytes that students get under this name."""
    found = await connection.execute(
        select(editions.c.delivered_bytes)
        .where(editions.c.organisation_id == organisation_id)
        .where(editions.c.delivered == delivered)
        .limit(1)
    )
    row = found.first()
    return None if row is None else row.delivered_bytes


async def media_names(
    connection: Connection, organisation_id: str, delivered: str
) -> frozenset[str]:
    """What the editions under this name show; of equal bytes it is always the same."""
    rows = await connection.execute(
        select(editions.c.media)
        .where(editions.c.organisation_id == organisation_id)
        .where(editions.c.delivered == delivered)
        .limit(1)
    )
    row = rows.first()
    return frozenset(() if row is None else msgspec.json.decode(row.media, type=list[str]))


async def _edition_lines(
    connection: Connection, organisation_id: str, assessment_id: str | None
) -> dict[str, list[EditionLine]]:
    columns = [editions.c[name] for name in ("id", "number", "title", "delivered", "created_at")]
    statement = select(editions.c.assessment_id, *columns).where(
        editions.c.organisation_id == organisation_id
    )
    if assessment_id is not None:
        statement = statement.where(editions.c.assessment_id == assessment_id)
    held: dict[str, list[EditionLine]] = {}
    for owner, *line in await connection.execute(statement.order_by(editions.c.number.desc())):
        held.setdefault(owner, []).append(EditionLine(*line))
    return held


def _row(assessment: Assessment) -> dict[str, object]:
    return {
        "title": assessment.title,
        "items": msgspec.json.encode(assessment.items).decode(),
        "navigation": assessment.navigation,
        "language": assessment.language,
        "state": assessment.state,
        "revision": assessment.revision,
    }
