"""Every change to people: right → load → decide → store → audit, in one transaction."""

from collections.abc import Iterable

import msgspec

from invigilate.clock import Clock
from invigilate.errors import NotAllowed, NotValid
from invigilate.ids import OrganisationId, PersonId
from invigilate.people import tables
from invigilate.people.model import (
    Asker,
    Organisation,
    Person,
    Right,
    Role,
    good_password,
    no_such,
    require,
    rights_of,
    shown_name,
    sign_in_name,
)
from invigilate.people.notes import note
from invigilate.people.passwords import hash_password
from invigilate.store.engine import Connection, Engine
from invigilate.store.schema import new_id


class NewPerson(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the office says of a person to be added."""

    name: str
    shown_name: str
    password: str
    roles: tuple[Role, ...]


async def found(
    engine: Engine, clock: Clock, organisation: str, first: NewPerson, parent_id: str | None = None
) -> tuple[Organisation, Person]:
    """Make an organisation and its first person; for whoever runs the server, not for a route.

    Raises NotValid as `add_person` does.
    """
    kept = await _prepared(first)
    made = Organisation(
        OrganisationId(new_id()),
        shown_name(organisation),
        OrganisationId(parent_id) if parent_id else None,
    )
    async with engine.writing() as connection:
        now = clock.now_ms()
        await tables.add_organisation(connection, made, now)
        await _store_person(connection, made.id, kept, now)
        asker = Asker(kept.person.id, made.id, kept.person.roles, "")
        await note(connection, asker, now, "organisation-founded", made.id, after=made)
    return made, kept.person


async def all_organisations(engine: Engine) -> list[Organisation]:
    """Every organisation by name; for whoever runs the server, not for a route."""
    async with engine.reading() as connection:
        return await tables.all_organisations(connection)


async def shown_names(engine: Engine, persons: Iterable[str]) -> dict[str, str]:
    """The names that these persons show, by id, for a record; who is not known is left out."""
    async with engine.reading() as connection:
        return await tables.shown_names(connection, persons)


async def list_people(engine: Engine, asker: Asker) -> list[Person]:
    """Everyone of the asker's organisation, by name."""
    require(asker, Right.PEOPLE_SEE)
    async with engine.reading() as connection:
        return await tables.people_of(connection, asker.organisation_id)


async def add_person(engine: Engine, clock: Clock, asker: Asker, new: NewPerson) -> Person:
    """Add someone to the asker's organisation.

    Raises NotValid: `name`, `shown-name`, `password`, `roles`, and `name-taken`; names are one
    list for the whole server, for one signs in before one's organisation is known.
    """
    require(asker, Right.PEOPLE_CHANGE)
    kept = await _prepared(new)
    async with engine.writing() as connection:
        now = clock.now_ms()
        await _store_person(connection, asker.organisation_id, kept, now)
        await note(connection, asker, now, "person-added", kept.person.id, after=kept.person)
    return kept.person


async def remove_person(engine: Engine, clock: Clock, asker: Asker, person_id: str) -> list[str]:
    """Take a person out of the asker's organisation; gives the ids of the sign-ins that end.

    Raises NotFound (`no-such-person`), NotAllowed (`yourself`): so someone of the office stays.
    """
    require(asker, Right.PEOPLE_CHANGE)
    async with engine.writing() as connection:
        person = await person_of(connection, asker, person_id)
        if person.id == asker.person_id:
            raise NotAllowed("yourself", "Nobody can remove themselves; ask a colleague.")
        now = clock.now_ms()
        await tables.remove_roles(connection, asker.organisation_id, person.id)
        ended = await tables.revoke(
            connection, now, person_id=person.id, organisation_id=asker.organisation_id
        )
        if not await tables.works_anywhere(connection, person.id):
            await tables.free_name(connection, person.id)
        await note(connection, asker, now, "person-removed", person.id, before=person)
    return ended


async def rights_in(
    connection: Connection, organisation_id: str, person_id: str
) -> frozenset[Right]:
    """What a person may do in an organisation now; nothing where they work there no more."""
    person = await tables.person_in(connection, organisation_id, person_id)
    return rights_of(() if person is None else person.roles)


async def who_may(connection: Connection, organisation_id: str, right: Right) -> list[PersonId]:
    """Everyone of an organisation who has this right, by name."""
    people = await tables.people_of(connection, organisation_id)
    return [person.id for person in people if right in rights_of(person.roles)]


async def names_of(connection: Connection, persons: Iterable[str]) -> dict[str, str]:
    """The names that these persons show, by id, who left among them; for colleagues to read."""
    return await tables.shown_names(connection, persons)


async def person_of(connection: Connection, asker: Asker, person_id: str) -> Person:
    """The one way from an id to a person: one of the asker's own organisation.

    Raises NotFound (`no-such-person`), for a stranger's id as for one that never was.
    """
    require(asker, Right.PEOPLE_SEE)
    person = await tables.person_in(connection, asker.organisation_id, person_id)
    if person is None:
        raise no_such("person")
    return person


class _Prepared(msgspec.Struct, frozen=True):
    person: Person
    password: str


async def _prepared(new: NewPerson) -> _Prepared:
    name = sign_in_name(new.name)
    roles = tuple(sorted(set(new.roles)))
    if not roles:
        raise NotValid("roles", "Give at least one role.", at="roles")
    person = Person(PersonId(new_id()), name, shown_name(new.shown_name), roles)
    return _Prepared(person, await hash_password(good_password(new.password, name)))


async def _store_person(
    connection: Connection, organisation_id: str, kept: _Prepared, now: int
) -> None:
    if not await tables.add_person(connection, organisation_id, kept.person, kept.password, now):
        raise NotValid("name-taken", "Someone has this name already; choose another.", at="name")
