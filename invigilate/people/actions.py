"""Every change to people: right → load → decide → store → audit, in one transaction."""

import hashlib

import msgspec

from invigilate.clock import Clock
from invigilate.errors import NotAllowed, NotValid, TooOften
from invigilate.ids import OrganisationId, PersonId
from invigilate.people import tables
from invigilate.people.model import (
    Asker,
    NotSignedIn,
    Organisation,
    Person,
    Right,
    Role,
    folded,
    good_password,
    no_such,
    require,
    shown_name,
    sign_in_name,
    wait_ms,
)
from invigilate.people.passwords import hash_password, is_password, needs_rehash
from invigilate.people.tokens import is_token, new_token, token_hash
from invigilate.store import audit
from invigilate.store.engine import Connection, Engine
from invigilate.store.schema import new_id

FREE_TRIES = 5
"""Failures of one name from one address before a delay."""
FREE_TRIES_OF_ADDRESS = 50
"""Failures of all names from one address: a school may stand behind one."""
FORGOTTEN_MS = 15 * 60_000
"""Failures are forgotten after so long without another."""


class NewPerson(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the office says of a person to be added."""

    name: str
    shown_name: str
    password: str
    roles: tuple[Role, ...]


class SignedIn(msgspec.Struct, frozen=True):
    """A new sign-in; the token stands here once and is never kept."""

    asker: Asker
    token: str
    expires: int


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
        await _note(connection, asker, now, "organisation-founded", made.id, after=made)
    return made, kept.person


async def sign_in(
    engine: Engine,
    clock: Clock,
    hours: float,
    *,
    name: str,
    password: str,
    address: str,
    organisation_id: str | None = None,
) -> SignedIn:
    """Sign a person in, to the organisation asked for or else their first.

    An unknown name and a wrong password are answered alike and take equally long. Raises
    NotSignedIn (`name-or-password`), TooOften (`slow-down`), NotFound (`no-such-organisation`).
    """
    pair = await _count_try(engine, clock, name, address)
    async with engine.reading() as connection:
        known = await tables.password_of(connection, folded(name))
    if not await is_password(known[1] if known else None, password) or known is None:
        raise NotSignedIn("name-or-password", "This name and this password do not go together.")
    person_id, kept = known
    fresh = await hash_password(password) if needs_rehash(kept) else None
    async with engine.writing() as connection:
        await _forgive(connection, pair)
        if fresh is not None:
            await tables.set_password(connection, person_id, fresh)
        asker = await _asker(connection, person_id, organisation_id)
        return await _store_sign_in(connection, asker, clock.now_ms(), hours)


async def signed_in(engine: Engine, clock: Clock, token: str) -> Asker:
    """Who holds this token, with the roles of this moment; raises NotSignedIn."""
    if is_token(token):
        async with engine.reading() as connection:
            asker = await tables.asker_by(connection, token_hash(token), clock.now_ms())
        if asker is not None:
            return asker
    raise NotSignedIn("not-signed-in", "Sign in first; your sign-in may have ended.")


async def sign_out(engine: Engine, clock: Clock, asker: Asker) -> list[str]:
    """End this sign-in; gives the ids of what ended, whose sockets are to be closed."""
    async with engine.writing() as connection:
        now = clock.now_ms()
        ended = await tables.revoke(connection, now, sign_in_id=asker.sign_in_id)
        await _note(connection, asker, now, "signed-out", asker.person_id)
    return ended


async def change_password(
    engine: Engine, clock: Clock, asker: Asker, *, old: str, new: str, address: str
) -> list[str]:
    """Change one's own password; gives the ids of one's other sign-ins, which all end.

    Raises NotAllowed (`wrong-password`), NotValid (`password`), TooOften (`slow-down`).
    """
    good_password(new, asker.name)
    pair = await _count_try(engine, clock, asker.name, address)
    async with engine.reading() as connection:
        known = await tables.password_of(connection, asker.name)
    if not await is_password(known[1] if known else None, old):
        raise NotAllowed("wrong-password", "This is not your present password.")
    kept = await hash_password(new)
    async with engine.writing() as connection:
        now = clock.now_ms()
        await _forgive(connection, pair)
        await tables.set_password(connection, asker.person_id, kept)
        ended = await tables.revoke(
            connection, now, person_id=asker.person_id, but=asker.sign_in_id
        )
        await _note(connection, asker, now, "password-changed", asker.person_id)
    return ended


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
        await _note(connection, asker, now, "person-added", kept.person.id, after=kept.person)
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
        await _note(connection, asker, now, "person-removed", person.id, before=person)
    return ended


async def organisations_of(engine: Engine, asker: Asker) -> list[Organisation]:
    """Where the asker works, the present organisation first."""
    async with engine.reading() as connection:
        known = await tables.organisations_of(connection, asker.person_id)
    return sorted(known, key=lambda each: each.id != asker.organisation_id)


async def ended_since(engine: Engine, since: int) -> list[str]:
    """The sign-ins taken back at this instant or later, for whoever holds their sockets."""
    async with engine.reading() as connection:
        return await tables.revoked_since(connection, since)


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


async def _asker(connection: Connection, person_id: str, wanted: str | None) -> Asker:
    for organisation in await tables.organisations_of(connection, person_id):
        if wanted in (None, organisation.id):
            person = await tables.person_in(connection, organisation.id, person_id)
            assert person is not None, "whoever is listed there has a role there"
            return Asker(
                person.id, organisation.id, person.roles, new_id(), person.name, person.shown_name
            )
    raise no_such("organisation")


async def _store_sign_in(connection: Connection, asker: Asker, now: int, hours: float) -> SignedIn:
    token, expires = new_token(), now + round(hours * 3_600_000)
    await tables.add_sign_in(connection, asker, token_hash(token), now, expires)
    await _note(connection, asker, now, "signed-in", asker.person_id)
    return SignedIn(asker, token, expires)


class _Pair(msgspec.Struct, frozen=True):
    """The two keys under which one try is counted, as hashes."""

    named: bytes
    address: bytes


async def _count_try(engine: Engine, clock: Clock, name: str, address: str) -> _Pair:
    """Count a try before it is looked at: a thousand at once would else all be the first."""
    pair = _Pair(_key("name", folded(name), address), _key("address", address))
    free = {pair.named: FREE_TRIES, pair.address: FREE_TRIES_OF_ADDRESS}
    async with engine.writing() as connection:
        now = clock.now_ms()
        seen = await tables.failures_of(connection, list(free))
        until = max((at + wait_ms(n, free[key]) for key, (n, at) in seen.items()), default=0)
        if until > now:
            raise TooOften(
                "slow-down", "Too many failed tries; wait a little.", (until - now) / 1_000
            )
        await tables.count_failure(connection, list(free), now, now - FORGOTTEN_MS)
    return pair


async def _forgive(connection: Connection, pair: _Pair) -> None:
    await tables.forget_failures(connection, pair.named)
    await tables.take_back_failure(connection, pair.address)


def _key(*parts: str) -> bytes:
    return hashlib.sha256("\0".join(parts).encode()).digest()


async def _note(
    connection: Connection,
    asker: Asker,
    now: int,
    action: str,
    target_id: str,
    *,
    before: object = None,
    after: object = None,
) -> None:
    kind = "organisation" if action.startswith("organisation") else "person"
    entry = audit.Entry(
        organisation_id=asker.organisation_id,
        at=now,
        person_id=asker.person_id,
        role=asker.role,
        action=action,
        target_kind=kind,
        target_id=target_id,
        before=before,
        after=after,
    )
    await audit.record(connection, entry)
