"""Roster entries: who may sit where, under which number, with which key."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    func,
    insert,
    select,
    update,
)

from invigilate.ids import SeatId, SessionId
from invigilate.sessions.enrolment import Student
from invigilate.sessions.names import name_key, number_key
from invigilate.store.engine import Connection
from invigilate.store.schema import metadata, organisation

roster_entries = Table(
    "roster_entry",
    metadata,
    Column("seat_id", Text, primary_key=True),
    organisation(),
    Column("session_id", Text, ForeignKey("session.id"), nullable=False),
    Column("place", Integer, nullable=False),
    Column("number", Text, nullable=False),
    Column("number_key", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False),
    Column("hall", Text, nullable=False),
    Column("desk", Text, nullable=False),
    Column("extra_percent", Float, nullable=False),
    Column("guest", Boolean, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    Column("key_digest", LargeBinary),
    Column("key_readable", LargeBinary),
    Column("failures", Integer, nullable=False),
    Column("first_device", Text),
    Column("created_at", BigInteger, nullable=False),
    UniqueConstraint("session_id", "number_key"),
    Index(None, "session_id", "name_key"),
    Index(None, "organisation_id"),
)
"""`failures`: wrong keys in a row. `key_readable`: sealed, until the session is closed.
`first_device`: the one that may join by the number alone; any other goes to the door."""


class Readable(msgspec.Struct, frozen=True):
    """An entry with its sealed key."""

    student: Student
    key_readable: bytes | None


async def of_session(connection: Connection, session_id: str) -> list[Student]:
    """Everyone who ever stood on the roster, the withdrawn too, in the order of the list."""
    rows = await connection.execute(
        select(*COLUMNS)
        .where(roster_entries.c.session_id == session_id)
        .order_by(roster_entries.c.place, roster_entries.c.seat_id)
    )
    return [student_of(row) for row in rows]


async def readable(connection: Connection, session_id: str) -> list[Readable]:
    """The roster with sealed keys; guests and who was withdrawn left out."""
    rows = await connection.execute(
        select(*COLUMNS, roster_entries.c.key_readable)
        .where(roster_entries.c.session_id == session_id)
        .where(~roster_entries.c.withdrawn)
        .where(~roster_entries.c.guest)
        .order_by(roster_entries.c.place, roster_entries.c.seat_id)
    )
    return [Readable(student_of(row), row.key_readable) for row in rows]


async def sizes(connection: Connection, organisation_id: str) -> dict[SessionId, int]:
    """How many stand on each roster of an organisation, guests too."""
    rows = await connection.execute(
        select(roster_entries.c.session_id, func.count().label("size"))
        .where(roster_entries.c.organisation_id == organisation_id)
        .where(~roster_entries.c.withdrawn)
        .group_by(roster_entries.c.session_id)
    )
    return {SessionId(row.session_id): row.size for row in rows}


async def size(connection: Connection, session_id: str) -> int:
    """How many stand on the roster, guests too."""
    found = await connection.scalar(
        select(func.count())
        .where(roster_entries.c.session_id == session_id)
        .where(~roster_entries.c.withdrawn)
    )
    return found or 0


async def add(
    connection: Connection,
    organisation_id: str,
    session_id: str,
    students: Sequence[Student],
    sealed: Mapping[SeatId, bytes],
    now: int,
) -> None:
    """Store new entries; `sealed` are their readable keys."""
    rows = [
        {
            "seat_id": each.seat,
            "organisation_id": organisation_id,
            "session_id": session_id,
            "key_readable": sealed.get(each.seat),
            "failures": 0,
            "created_at": now,
            **_values(each),
        }
        for each in students
    ]
    if rows:
        await connection.execute(insert(roster_entries), rows)


async def amend(
    connection: Connection, students: Sequence[Student], sealed: Mapping[SeatId, bytes]
) -> None:
    """Store corrected entries; a key in `sealed` is a new one, and wrong tries are forgotten."""
    rows = [{"seat": each.seat, **_values(each)} for each in students]
    if rows:
        names = [name for name in rows[0] if name != "seat"]
        await connection.execute(
            update(roster_entries)
            .where(roster_entries.c.seat_id == bindparam("seat"))
            .values({name: bindparam(f"new_{name}") for name in names}),
            [{"seat": row["seat"], **{f"new_{n}": row[n] for n in names}} for row in rows],
        )
    keys = [{"seat": seat, "sealed": sealed[seat]} for seat in sealed]
    if keys:
        await connection.execute(
            update(roster_entries)
            .where(roster_entries.c.seat_id == bindparam("seat"))
            .values(key_readable=bindparam("sealed"), failures=0),
            keys,
        )


async def withdraw(connection: Connection, seats: Iterable[SeatId]) -> None:
    """Take these off the roster; their rows stay, so that their numbers come back to them."""
    rows = [{"seat": seat} for seat in seats]
    if rows:
        await connection.execute(
            update(roster_entries)
            .where(roster_entries.c.seat_id == bindparam("seat"))
            .values(withdrawn=True),
            rows,
        )


async def erase(connection: Connection, student: Student) -> None:
    """Store what is left of an erased student: no key, no device."""
    left = _values(student) | {"key_digest": None, "key_readable": None, "first_device": None}
    await connection.execute(
        update(roster_entries).where(roster_entries.c.seat_id == student.seat).values(left)
    )


async def forget_keys(connection: Connection, session_id: str) -> None:
    """From now on nobody can read the session's keys; they still prove their students."""
    await connection.execute(
        update(roster_entries)
        .where(roster_entries.c.session_id == session_id)
        .values(key_readable=None)
    )


COLUMNS = [
    roster_entries.c[name]
    for name in (
        "seat_id",
        "place",
        "number",
        "name",
        "hall",
        "desk",
        "extra_percent",
        "guest",
        "withdrawn",
        "key_digest",
    )
]


def student_of(row: Any) -> Student:
    """A row with `COLUMNS` as an entry."""
    return Student(
        seat=SeatId(row.seat_id),
        number=row.number,
        name=row.name,
        hall=row.hall,
        desk=row.desk,
        extra_percent=row.extra_percent,
        guest=row.guest,
        withdrawn=row.withdrawn,
        place=row.place,
        key_digest=row.key_digest,
    )


def _values(student: Student) -> dict[str, object]:
    return {
        "place": student.place,
        "number": student.number,
        "number_key": number_key(student.number),
        "name": student.name,
        "name_key": name_key(student.name),
        "hall": student.hall,
        "desk": student.desk,
        "extra_percent": student.extra_percent,
        "guest": student.guest,
        "withdrawn": student.withdrawn,
        "key_digest": student.key_digest,
    }
