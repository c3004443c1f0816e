"""Organisations, people, their roles, their sign-ins: SQL, private to this domain."""

from collections.abc import Iterable

from sqlalchemy import (
    BigInteger,
    Column,
    CursorResult,
    ForeignKey,
    LargeBinary,
    PrimaryKeyConstraint,
    Select,
    Table,
    Text,
    UniqueConstraint,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from invigilate.ids import OrganisationId, PersonId
from invigilate.people.model import Asker, Organisation, Person, Role
from invigilate.store.engine import Connection
from invigilate.store.schema import metadata, organisation, own_id

organisations = Table(
    "organisation",
    metadata,
    own_id(),
    Column("parent_id", Text, ForeignKey("organisation.id")),
    Column("name", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)

people = Table(
    "person",
    metadata,
    own_id(),
    organisation(),
    Column("name", Text, nullable=False),
    Column("shown_name", Text, nullable=False),
    Column("password", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    UniqueConstraint("name"),
)
"""The organisation is the one that made the row; where a person works is in the roles."""

roles = Table(
    "person_role",
    metadata,
    organisation(),
    Column("person_id", Text, ForeignKey("person.id"), nullable=False, index=True),
    Column("role", Text, nullable=False),
    PrimaryKeyConstraint("organisation_id", "person_id", "role"),
)

sign_ins = Table(
    "staff_sign_in",
    metadata,
    own_id(),
    organisation(),
    Column("person_id", Text, ForeignKey("person.id"), nullable=False, index=True),
    Column("token_hash", LargeBinary, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("revoked_at", BigInteger, index=True),
    UniqueConstraint("token_hash"),
)


async def add_organisation(connection: Connection, made: Organisation, now: int) -> None:
    """Store a new organisation."""
    row = {"id": made.id, "parent_id": made.parent_id, "name": made.name, "created_at": now}
    await connection.execute(insert(organisations), row)


async def add_person(
    connection: Connection, organisation_id: str, person: Person, password: str, now: int
) -> bool:
    """Store a person with their roles here; False where the name is taken."""
    row = {
        "id": person.id,
        "organisation_id": organisation_id,
        "name": person.name,
        "shown_name": person.shown_name,
        "password": password,
        "created_at": now,
    }
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(people).on_conflict_do_nothing(index_elements=["name"])
    written = await connection.execute(statement.returning(people.c.id), row)
    if written.first() is None:
        return False
    await add_roles(connection, organisation_id, person.id, person.roles)
    return True


async def add_roles(
    connection: Connection, organisation_id: str, person_id: str, given: Iterable[Role]
) -> None:
    """Give a person roles in an organisation that they do not have there yet."""
    rows = [
        {"organisation_id": organisation_id, "person_id": person_id, "role": role.value}
        for role in given
    ]
    await connection.execute(insert(roles), rows)


async def remove_roles(connection: Connection, organisation_id: str, person_id: str) -> None:
    """Take all of a person's roles in this organisation."""
    await connection.execute(
        delete(roles)
        .where(roles.c.organisation_id == organisation_id)
        .where(roles.c.person_id == person_id)
    )


async def works_anywhere(connection: Connection, person_id: str) -> bool:
    """Whether the person has a role in any organisation."""
    found = await connection.execute(
        select(roles.c.role).where(roles.c.person_id == person_id).limit(1)
    )
    return found.first() is not None


async def free_name(connection: Connection, person_id: str) -> None:
    """Let go of a former person's name and password; the row stays for the audit's sake."""
    # A space cannot stand in a name that someone chose.
    await connection.execute(
        update(people)
        .where(people.c.id == person_id)
        .values(name=f"removed {person_id}", password="")
    )


async def people_of(connection: Connection, organisation_id: str) -> list[Person]:
    """Everyone with a role in this organisation, by name."""
    rows = await connection.execute(_people_in(organisation_id))
    return _persons(rows)


async def shown_names(connection: Connection, persons: Iterable[str]) -> dict[str, str]:
    """The names that these persons show, by id; who is not known is left out."""
    question = select(people.c.id, people.c.shown_name).where(people.c.id.in_(list(persons)))
    return {row.id: row.shown_name for row in await connection.execute(question)}


async def person_in(connection: Connection, organisation_id: str, person_id: str) -> Person | None:
    """One person with a role in this organisation."""
    rows = await connection.execute(_people_in(organisation_id).where(people.c.id == person_id))
    return next(iter(_persons(rows)), None)


async def all_organisations(connection: Connection) -> list[Organisation]:
    """Every organisation, by name."""
    rows = await connection.execute(select(organisations).order_by(organisations.c.name))
    return [Organisation(OrganisationId(row.id), row.name, row.parent_id) for row in rows]


async def organisations_of(connection: Connection, person_id: str) -> list[Organisation]:
    """Where the person has a role: the home organisation first, the others by name."""
    rows = await connection.execute(
        select(organisations.c.id, organisations.c.name, organisations.c.parent_id)
        .join(roles, roles.c.organisation_id == organisations.c.id)
        .join(people, people.c.id == roles.c.person_id)
        .where(people.c.id == person_id)
        .group_by(*organisations.c, people.c.organisation_id)
        .order_by(organisations.c.id != people.c.organisation_id, organisations.c.name)
    )
    return [Organisation(OrganisationId(row.id), row.name, row.parent_id) for row in rows]


async def password_of(connection: Connection, name: str) -> tuple[PersonId, str] | None:
    """Who has this name, and the hash of their password."""
    found = await connection.execute(
        select(people.c.id, people.c.password).where(people.c.name == name)
    )
    row = found.first()
    return None if row is None else (PersonId(row.id), row.password)


async def set_password(connection: Connection, person_id: str, password: str) -> None:
    """Keep another hash."""
    await connection.execute(
        update(people).where(people.c.id == person_id).values(password=password)
    )


async def add_sign_in(
    connection: Connection, asker: Asker, token_hash: bytes, now: int, expires: int
) -> None:
    """Store a sign-in, from now until it expires."""
    row = {
        "id": asker.sign_in_id,
        "organisation_id": asker.organisation_id,
        "person_id": asker.person_id,
        "token_hash": token_hash,
        "created_at": now,
        "expires_at": expires,
    }
    await connection.execute(insert(sign_ins), row)


async def asker_by(connection: Connection, token_hash: bytes, now: int) -> Asker | None:
    """Who is signed in with this token, with the roles of this very moment."""
    found = await connection.execute(
        select(
            sign_ins.c.id,
            sign_ins.c.organisation_id,
            sign_ins.c.person_id,
            people.c.name,
            people.c.shown_name,
            roles.c.role,
        )
        .join(people, people.c.id == sign_ins.c.person_id)
        .join(
            roles,
            (roles.c.person_id == sign_ins.c.person_id)
            & (roles.c.organisation_id == sign_ins.c.organisation_id),
        )
        .where(sign_ins.c.token_hash == token_hash)
        .where(sign_ins.c.expires_at > now)
        .where(sign_ins.c.revoked_at.is_(None))
        .order_by(roles.c.role)
    )
    rows = found.all()
    if not rows:
        return None
    first = rows[0]
    return Asker(
        PersonId(first.person_id),
        OrganisationId(first.organisation_id),
        tuple(Role(row.role) for row in rows),
        first.id,
        first.name,
        first.shown_name,
    )


async def revoke(
    connection: Connection,
    now: int,
    *,
    sign_in_id: str | None = None,
    person_id: str | None = None,
    organisation_id: str | None = None,
    but: str = "",
) -> list[str]:
    """End the sign-ins that all given conditions name; gives the ids of those it ended."""
    statement = update(sign_ins).where(sign_ins.c.revoked_at.is_(None))
    if sign_in_id is not None:
        statement = statement.where(sign_ins.c.id == sign_in_id)
    if person_id is not None:
        statement = statement.where(sign_ins.c.person_id == person_id)
    if organisation_id is not None:
        statement = statement.where(sign_ins.c.organisation_id == organisation_id)
    ended = await connection.execute(
        statement.where(sign_ins.c.id != but).values(revoked_at=now).returning(sign_ins.c.id)
    )
    return sorted(row.id for row in ended)


async def revoked_since(connection: Connection, since: int) -> list[str]:
    """The sign-ins that were ended at this instant or later and would still hold otherwise."""
    found = await connection.execute(
        select(sign_ins.c.id).where(sign_ins.c.revoked_at >= since).order_by(sign_ins.c.id)
    )
    return [row.id for row in found]


def _people_in(organisation_id: str) -> "Select[tuple[str, str, str, str]]":
    return (
        select(people.c.id, people.c.name, people.c.shown_name, roles.c.role)
        .join(roles, roles.c.person_id == people.c.id)
        .where(roles.c.organisation_id == organisation_id)
        .order_by(people.c.name, people.c.id, roles.c.role)
    )


def _persons(rows: "CursorResult[tuple[str, str, str, str]]") -> list[Person]:
    held: dict[str, Person] = {}
    for row in rows:
        before = held[row.id].roles if row.id in held else ()
        held[row.id] = Person(PersonId(row.id), row.name, row.shown_name, (*before, Role(row.role)))
    return list(held.values())
