"""Who watches over a session: named by the office, and shown to one another."""

from collections.abc import Sequence

from invigilate.ids import PersonId
from invigilate.people.actions import names_of, person_of, who_may
from invigilate.people.model import Asker, Right
from invigilate.sessions.duties import Colleague, Named, named
from invigilate.sessions.model import Session
from invigilate.sessions.notes import note
from invigilate.sessions.tables import sessions
from invigilate.store.engine import Connection


async def name_proctors(
    connection: Connection,
    asker: Asker,
    now: int,
    session: Session,
    given: Sequence[str | Named],
) -> None:
    """Names these and no others, in the transaction that is open; nothing new: nothing is done.

    Who is named already may stay so after leaving the school: it opens nothing to them, and their
    colleagues go on reading their name. Raises NotValid (`proctors`), NotFound (`no-such-person`).
    """
    after = named(given)
    before = await sessions.proctors_of(connection, session.id)
    known = {one.person for one in before}
    for one in after:
        if one.person not in known:
            await person_of(connection, asker, one.person)
    if after == before:
        return
    await sessions.name_proctors(connection, session, after)
    await note(connection, asker, now, "proctors-named", session.id, before=before, after=after)


async def staff_of(
    connection: Connection, session: Session, proctors: Sequence[Named]
) -> list[Colleague]:
    """Whoever watches over it, by name: those it names, and all of the office."""
    office = await who_may(connection, session.organisation_id, Right.SESSIONS_CHANGE)
    grades = {PersonId(one.person): one.grade for one in proctors}
    grades |= dict.fromkeys(office, "chief")
    names = await names_of(connection, grades)
    there = [Colleague(person, names[person], grades[person]) for person in grades]
    return sorted(there, key=lambda one: (one.name.casefold(), one.person))
