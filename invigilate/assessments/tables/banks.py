"""Banks, the items in them and the pictures that these show."""

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
)
from sqlalchemy.dialects import postgresql, sqlite

from invigilate.assessments.exchange.report import Media
from invigilate.assessments.items import Item
from invigilate.assessments.model import Bank, Line
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


class Kept(msgspec.Struct, frozen=True):
    """An item with its line and the bytes that it was made from."""

    line: Line
    item: Item
    digest: bytes
    source: Media


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
