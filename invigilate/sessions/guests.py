"""Guests: who is on no roster and comes in by a name; each is given the next free number."""

from invigilate.errors import Refused
from invigilate.sessions.claims import Claim
from invigilate.sessions.enrolment import Student
from invigilate.sessions.names import number_key
from invigilate.sessions.tables import entries
from invigilate.store.engine import Connection

MOST_GUESTS = 2_000
"""In one session."""


async def new_guest(connection: Connection, claim: Claim) -> Student:
    """The student that a guest's claim stands for, not stored yet.

    Raises Refused (`too-many-guests`).
    """
    there = await entries.of_session(connection, claim.session_id)
    taken = {number_key(each.number) for each in there}
    if sum(each.guest for each in there) >= MOST_GUESTS:
        raise Refused("too-many-guests", "This session has all the guests that it can take.")
    number = next(n for n in range(1, len(taken) + 2) if number_key(f"Guest {n}") not in taken)
    place = max((each.place for each in there), default=0) + 1
    return Student(
        seat=claim.seat_id, number=f"Guest {number}", name=claim.guest, guest=True, place=place
    )
