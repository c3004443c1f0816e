"""Banks, their items and pictures, assessments, editions: SQL, private to this domain."""

from collections.abc import Iterable, Sequence

import msgspec
from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from invigilate.assessments.exchange.report import Media
from invigilate.assessments.items import Item
from invigilate.assessments.model import Assessment, Bank, EditionLine, Line, Outline
from invigilate.store.engine import Connection
from invigilate.store.schema import metadata, organisation, own_id

banks = Table(
    "bank",
    metadata,
    own_id(),
    organisation(),
    Column("title", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Index(None, "organisation_id"),
)

bank_items = Table(
    "bank_item",
    metadata,
    organisation(),
    Column("bank_id", Text, ForeignKey("bank.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("item", Text, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("source", LargeBinary, nullable=False),
    Column("source_type", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    PrimaryKeyConstraint("bank_id", "name"),
    UniqueConstraint("bank_id", "digest"),
)
"""An item as it was imported, with the bytes that it was made from, unchanged. `digest` is over
the item as its file gave it, so that a file imported twice stands once."""

media = Table(
    "media",
    metadata,
    organisation(),
    Column("name", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    PrimaryKeyConstraint("organisation_id", "name"),
)
"""A picture under the name that its bytes give it."""

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


class Kept(msgspec.Struct, frozen=True):
    """An item with its line and the bytes that it was made from."""

    line: Line
    item: Item
    digest: bytes
    source: Media


class Frozen(msgspec.Struct, frozen=True):
    """An edition with all its bytes."""

    line: EditionLine
    delivered_bytes: bytes
    whole_bytes: bytes
    salt: bytes
    outline: Outline
    media: tuple[str, ...]


async def add_bank(
    connection: Connection, organisation_id: str, bank_id: str, title: str, now: int
) -> None:
    """Store an empty bank."""
    row = {"id": bank_id, "organisation_id": organisation_id, "title": title, "created_at": now}
    await connection.execute(insert(banks), row)


async def banks_of(connection: Connection, organisation_id: str) -> list[Bank]:
    """The organisation's banks by title."""
    rows = await connection.execute(
        select(banks.c.id, banks.c.title, func.count(bank_items.c.name).label("items"))
        .join(bank_items, bank_items.c.bank_id == banks.c.id, isouter=True)
        .where(banks.c.organisation_id == organisation_id)
        .group_by(banks.c.id, banks.c.title)
        .order_by(banks.c.title, banks.c.id)
    )
    return [Bank(row.id, row.title, row.items) for row in rows]


async def bank_title(
    connection: Connection, organisation_id: str, bank_id: str, *, lock: bool = False
) -> str | None:
    """The title of one bank of this organisation; `lock` keeps others from writing to it."""
    statement = (
        select(banks.c.title)
        .where(banks.c.organisation_id == organisation_id)
        .where(banks.c.id == bank_id)
    )
    found = await connection.execute(statement.with_for_update() if lock else statement)
    row = found.first()
    return None if row is None else row.title


async def lines_of(connection: Connection, bank_id: str) -> list[Line]:
    """A bank's items in the order in which they came."""
    columns = [bank_items.c[name] for name in ("title", "kind", "verdict", "why", "place")]
    rows = await connection.execute(
        select(bank_items.c.name, *columns)
        .where(bank_items.c.bank_id == bank_id)
        .order_by(bank_items.c.position, bank_items.c.name)
    )
    return [Line(*row) for row in rows]


async def names_of(connection: Connection, bank_id: str) -> dict[str, bytes]:
    """The names of a bank's items, and the digest of each."""
    rows = await connection.execute(
        select(bank_items.c.name, bank_items.c.digest).where(bank_items.c.bank_id == bank_id)
    )
    return {row.name: row.digest for row in rows}


async def add_items(
    connection: Connection,
    organisation_id: str,
    bank_id: str,
    first: int,
    kept: Sequence[Kept],
    now: int,
) -> None:
    """Store items, the first of them at this position."""
    rows = [
        {
            "organisation_id": organisation_id,
            "bank_id": bank_id,
            "name": one.line.id,
            "position": first + number,
            "title": one.line.title,
            "kind": one.line.kind,
            "verdict": one.line.verdict,
            "why": one.line.why,
            "place": one.line.place,
            "item": msgspec.json.encode(one.item).decode(),
            "digest": one.digest,
            "source": one.source.data,
            "source_type": one.source.type,
            "created_at": now,
        }
        for number, one in enumerate(kept)
    ]
    if rows:
        await connection.execute(insert(bank_items), rows)


async def item_texts(
    connection: Connection, organisation_id: str, bank_id: str, names: Sequence[str]
) -> list[str]:
    """Items of a bank as JSON, in the order of the names; all of them must be there."""
    rows = await connection.execute(
        select(bank_items.c.name, bank_items.c.item)
        .where(bank_items.c.organisation_id == organisation_id)
        .where(bank_items.c.bank_id == bank_id)
        .where(bank_items.c.name.in_(names))
    )
    held = {row.name: row.item for row in rows}
    return [held[name] for name in names]


async def add_media(
    connection: Connection, organisation_id: str, pictures: Iterable[tuple[str, Media]], now: int
) -> None:
    """Store pictures that are not there yet."""
    rows = [
        {
            "organisation_id": organisation_id,
            "name": name,
            "type": picture.type,
            "data": picture.data,
            "created_at": now,
        }
        for name, picture in pictures
    ]
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    if rows:
        await connection.execute(dialect.insert(media).on_conflict_do_nothing(), rows)


async def media_by(connection: Connection, organisation_id: str, name: str) -> Media | None:
    """A picture of this organisation."""
    found = await connection.execute(
        select(media.c.data, media.c.type)
        .where(media.c.organisation_id == organisation_id)
        .where(media.c.name == name)
    )
    row = found.first()
    return None if row is None else Media(row.data, row.type)


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
