"""Marks of sealed booklets: SQL, private to this domain. The seals themselves are the store's."""

import msgspec
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    func,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from invigilate.grading.model import RULES, Marks
from invigilate.store.engine import Connection
from invigilate.store.schema import metadata, organisation, room_seal

marks = Table(
    "mark",
    metadata,
    organisation(),
    Column("room_id", Text, nullable=False),
    Column("seat_id", Text, nullable=False),
    Column("seal", Integer, nullable=False),
    Column("rules", Integer, nullable=False),
    Column("points", Text, nullable=False),
    Column("out_of", Text, nullable=False),
    Column("needs_person", Boolean, nullable=False),
    Column("parts", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    PrimaryKeyConstraint("room_id", "seat_id", "seal"),
    Index(None, "organisation_id"),
)
"""The marks of one sealed booklet. `parts` is JSON, [[item, points, out of, needs a person, by
hand], …] in paper order: one row a booklet, for a hall of 5,000 with 100 items would be half a
million rows otherwise. What follows from the key is written once; what people gave, [[points,
comment, person, name, at], …], grows at its end. `points` and `needs_person` follow it. Points are
decimal numbers as text."""


class SealedBooklet(msgspec.Struct, frozen=True):
    """A seal as the room stored it: `edition` is the whole name, `body` is JSON."""

    edition: str
    body: bytes


class StoredMarks(msgspec.Struct, frozen=True):
    """A row of marks; `parts` is JSON, read aside where there are thousands."""

    seat: str
    seal: int
    parts: str


async def seal_of(
    connection: Connection, organisation_id: str, room: str, seat: str, seal: int
) -> SealedBooklet | None:
    """One sealed booklet of this organisation."""
    found = await connection.execute(
        select(room_seal.c.edition, room_seal.c.body)
        .where(room_seal.c.organisation_id == organisation_id)
        .where(room_seal.c.room_id == room)
        .where(room_seal.c.seat_id == seat)
        .where(room_seal.c.seal == seal)
    )
    row = found.first()
    return None if row is None else SealedBooklet(row.edition, row.body)


async def add_marks(
    connection: Connection, organisation_id: str, room: str, made: Marks, now: int
) -> bool:
    """Store the marks of a seal; False where it has been marked before, which then stands."""
    row = {
        "organisation_id": organisation_id,
        "room_id": room,
        "seat_id": made.seat,
        "seal": made.seal,
        "rules": RULES,
        "points": str(made.points),
        "out_of": str(made.out_of),
        "needs_person": made.needs_person,
        "parts": msgspec.json.encode(made.parts).decode(),
        "at": now,
    }
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(marks).on_conflict_do_nothing().returning(marks.c.seal)
    written = await connection.execute(statement, row)
    return written.first() is not None


async def marks_of(connection: Connection, organisation_id: str, room: str) -> list[StoredMarks]:
    """All marks of a room, of every seal."""
    rows = await connection.execute(
        select(marks.c.seat_id, marks.c.seal, marks.c.parts)
        .where(marks.c.organisation_id == organisation_id)
        .where(marks.c.room_id == room)
    )
    return [StoredMarks(*row) for row in rows]


async def parts_of(
    connection: Connection, organisation_id: str, room: str, seat: str, seal: int
) -> str | None:
    """The parts of one seal's marks, held until this transaction ends; None where unmarked."""
    found = await connection.execute(
        select(marks.c.parts).where(*_is(organisation_id, room, seat, seal)).with_for_update()
    )
    return found.scalar()


async def set_parts(
    connection: Connection, organisation_id: str, room: str, changed: Marks
) -> None:
    """Write a booklet's marks with what a person gave."""
    await connection.execute(
        update(marks)
        .where(*_is(organisation_id, room, changed.seat, changed.seal))
        .values(
            points=str(changed.points),
            needs_person=changed.needs_person,
            parts=msgspec.json.encode(changed.parts).decode(),
        )
    )


async def last_seal(connection: Connection, organisation_id: str, room: str, seat: str) -> int:
    """The number of a seat's latest seal; 0 where there is none."""
    found = await connection.execute(
        select(func.max(room_seal.c.seal))
        .where(room_seal.c.organisation_id == organisation_id)
        .where(room_seal.c.room_id == room)
        .where(room_seal.c.seat_id == seat)
    )
    return int(found.scalar() or 0)


def _is(organisation_id: str, room: str, seat: str, seal: int) -> tuple[ColumnElement[bool], ...]:
    return (
        marks.c.organisation_id == organisation_id,
        marks.c.room_id == room,
        marks.c.seat_id == seat,
        marks.c.seal == seal,
    )


async def erase_comments(
    connection: Connection, organisation_id: str, room: str, seat: str
) -> None:
    """Takes out what people wrote to a seat's marks; the points stay, of nobody."""
    mine = (
        (marks.c.organisation_id == organisation_id)
        & (marks.c.room_id == room)
        & (marks.c.seat_id == seat)
    )
    for row in (await connection.execute(select(marks.c.seal, marks.c.parts).where(mine))).all():
        parts = msgspec.json.decode(row.parts)
        for part in parts:
            for given in part[4] if len(part) > 4 else ():
                given[1] = ""
        text = msgspec.json.encode(parts).decode()
        await connection.execute(
            update(marks).where(mine & (marks.c.seal == row.seal)).values(parts=text)
        )
