"""Personal keys: made, renewed, and sealed under the server secret while they can be read.

What proves a student is the digest alone (`codes.key_digest`). The key itself is kept beside it,
encrypted, so that slips and the roster file can be printed; closing the session forgets it.
"""

import os
import secrets
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from invigilate.clock import Clock
from invigilate.codes import PersonalKey, key_digest, shown
from invigilate.errors import NotFound, NotValid
from invigilate.ids import SeatId
from invigilate.people.model import Asker, Right
from invigilate.secret import derive
from invigilate.sessions import model, roster
from invigilate.sessions.access import acting_on, session_of
from invigilate.sessions.enrolment import Chance, Student, renewed
from invigilate.sessions.model import Session
from invigilate.sessions.notes import note
from invigilate.sessions.tables import entries, sessions
from invigilate.store.engine import Engine
from invigilate.store.schema import new_id

PURPOSE: Final = "readable personal keys 1"
NONCE_BYTES = 12


class KeyBox:
    """Seals and opens the keys of one session; a sealed key opens for its own seat alone."""

    def __init__(self, secret: bytes, session_id: str) -> None:
        self._cipher = AESGCM(derive(secret, PURPOSE))
        self._session_id = session_id

    def seal(self, seat_id: str, key: PersonalKey) -> bytes:
        """The key as it is kept: a fresh nonce, then AES-256-GCM (NIST SP 800-38D)."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, key.encode(), self._bound(seat_id))

    def open(self, seat_id: str, sealed: bytes | None) -> PersonalKey | None:
        """The key; None where it is forgotten, or was sealed under another secret or seat."""
        if sealed is None:
            return None
        nonce, text = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        try:
            return PersonalKey(self._cipher.decrypt(nonce, text, self._bound(seat_id)).decode())
        except (InvalidTag, ValueError):
            return None

    def _bound(self, seat_id: str) -> bytes:
        return f"{self._session_id}\0{seat_id}".encode()


class Keyed(msgspec.Struct, frozen=True):
    """A student's new key, to be read once."""

    seat: SeatId
    number: str
    name: str
    key: str


async def renew_keys(
    engine: Engine,
    clock: Clock,
    asker: Asker,
    session_id: str,
    secret: bytes,
    seats: Sequence[str] | None,
) -> list[Keyed]:
    """New keys for these students, or for all of them (the office alone); the old ones end.

    Wrong tries are forgotten with the old key. Raises NotFound (`no-such-seat`), Refused:
    `closed`, `archived`.
    """
    async with engine.writing() as connection:
        now = clock.now_ms()
        if seats is None:
            right = Right.SESSIONS_CHANGE
            session = await session_of(connection, asker, session_id, right, lock=True)
        else:
            session = await acting_on(connection, asker, session_id, "renew-keys", lock=True)
        model.require_not_closed(session)
        chosen = _chosen(await entries.of_session(connection, session.id), seats)
        chance = chance_of(secret, session)
        keys = renewed(chosen, chance)
        students = [
            msgspec.structs.replace(each, key_digest=chance.digest(keys[each.seat]))
            for each in chosen
        ]
        await entries.amend(connection, students, sealed(secret, session, keys))
        await sessions.count_roster(connection, session.id, session.roster_version)
        numbers = [each.number for each in chosen]
        await note(connection, asker, now, "keys-renewed", session.id, after=numbers)
    return [keyed(each, keys[each.seat]) for each in chosen]


def chance_of(secret: bytes, session: Session) -> Chance:
    """What comparing rosters of this session draws from."""
    return Chance(new_id, secrets.randbelow, lambda key: key_digest(secret, session.id, key))


def sealed(
    secret: bytes, session: Session, keys: Mapping[SeatId, PersonalKey]
) -> dict[SeatId, bytes]:
    """These keys as they are kept."""
    box = KeyBox(secret, session.id)
    return {seat: box.seal(seat, key) for seat, key in keys.items()}


def keyed(student: Student, key: PersonalKey) -> Keyed:
    """A student's new key as it is told."""
    return Keyed(student.seat, student.number, student.name, shown(key))


def _chosen(students: Sequence[Student], seats: Sequence[str] | None) -> list[Student]:
    there = {each.seat: each for each in students if not each.withdrawn and not each.guest}
    if seats is None:
        return list(there.values())
    if len(seats) > roster.MOST_LINES:
        raise NotValid("seats", f"At most {roster.MOST_LINES} seats at once.")
    unknown = [seat for seat in seats if seat not in there]
    if unknown:
        raise NotFound("no-such-seat", "One of these seats is not on the roster.")
    return [there[SeatId(seat)] for seat in dict.fromkeys(seats)]
