"""Signing in and out, and one's own password: every change to a sign-in, audited as it is done."""

import msgspec

from invigilate.clock import Clock
from invigilate.errors import NotAllowed, TooOften
from invigilate.people import tables
from invigilate.people.model import (
    Asker,
    NotSignedIn,
    Organisation,
    folded,
    good_password,
    no_such,
    wait_ms,
)
from invigilate.people.notes import note
from invigilate.people.passwords import hash_password, is_password, needs_rehash
from invigilate.people.tokens import is_token, new_token, token_hash
from invigilate.store import tries
from invigilate.store.engine import Connection, Engine
from invigilate.store.schema import new_id

FREE_TRIES = 5
"""Failures of one name from one address before a delay."""
FREE_TRIES_OF_ADDRESS = 50
"""Failures of all names from one address: a school may stand behind one."""
FORGOTTEN_MS = 15 * 60_000
"""Failures are forgotten after so long without another."""


class SignedIn(msgspec.Struct, frozen=True):
    """A new sign-in; the token stands here once and is never kept."""

    asker: Asker
    token: str
    expires: int


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
        await note(connection, asker, now, "signed-out", asker.person_id)
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
        await note(connection, asker, now, "password-changed", asker.person_id)
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
    await note(connection, asker, now, "signed-in", asker.person_id)
    return SignedIn(asker, token, expires)


class _Pair(msgspec.Struct, frozen=True):
    """The two keys under which one try is counted, as hashes."""

    named: bytes
    address: bytes


async def _count_try(engine: Engine, clock: Clock, name: str, address: str) -> _Pair:
    """Count a try before it is looked at: a thousand at once would else all be the first."""
    pair = _Pair(tries.key_of("name", folded(name), address), tries.key_of("address", address))
    free = {pair.named: FREE_TRIES, pair.address: FREE_TRIES_OF_ADDRESS}
    async with engine.writing() as connection:
        now = clock.now_ms()
        seen = await tries.failures_of(connection, free)
        until = max((_until(failed, free[key]) for key, failed in seen.items()), default=0)
        if until > now:
            raise TooOften(
                "slow-down", "Too many failed tries; wait a little.", (until - now) / 1_000
            )
        await tries.count(connection, free, now=now, forgotten=now - FORGOTTEN_MS)
    return pair


async def _forgive(connection: Connection, pair: _Pair) -> None:
    await tries.forget(connection, pair.named)
    await tries.take_back(connection, pair.address)


def _until(failed: tries.Failures, free: int) -> int:
    return failed.last_at + wait_ms(failed.count, free)
