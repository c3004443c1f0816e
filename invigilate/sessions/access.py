"""The one way from an id to a session, and from a session to its room.

The office sees every session of its organisation and is chief in each, a proctor sees those that
name them, in the grade in which they do. Whatever else there is, is told like what never was.
"""

from collections.abc import Awaitable, Callable, Sequence

from invigilate.assessments.model import Outline
from invigilate.errors import Refused
from invigilate.ids import RoomId
from invigilate.people.actions import rights_in
from invigilate.people.model import Asker, Right, may, no_such, require, rights_of
from invigilate.rooms.grades import Grade
from invigilate.rooms.live import Opening
from invigilate.sessions.duties import Duty, require_duty
from invigilate.sessions.enrolment import entry_of
from invigilate.sessions.model import Session, State, plan_of
from invigilate.sessions.tables import entries, sessions
from invigilate.store.engine import Connection, Engine

Outlines = Callable[[Connection, str, str], Awaitable[Outline]]
"""What a session must know of an edition, by organisation and edition; raises NotFound."""


def sees_all(asker: Asker) -> bool:
    """Whether every session of the organisation is theirs to see."""
    return may(asker, Right.SESSIONS_CHANGE)


async def session_of(
    connection: Connection, asker: Asker, session_id: str, right: Right, *, lock: bool = False
) -> Session:
    """The session, if the asker has this right to it; locked until the commit where asked.

    Raises NotAllowed (`no-right`) whatever the id, NotFound (`no-such-session`).
    """
    require(asker, right)
    session = await sessions.by_id(connection, session_id, lock=lock)
    if session is None or session.organisation_id != asker.organisation_id:
        raise no_such("session")
    if sees_all(asker) or await sessions.is_proctor(connection, session.id, asker.person_id):
        return session
    raise no_such("session")


async def sees_paper(connection: Connection, asker: Asker, edition_ids: Sequence[str]) -> bool:
    """Whether the paper of these editions is theirs to read: the office's, and that of who is
    named by a session that is published with one of them."""
    if sees_all(asker):
        return True
    return may(asker, Right.ROOM_WATCH) and await sessions.watches_edition(
        connection, asker.person_id, edition_ids
    )


async def acting_on(
    connection: Connection, asker: Asker, session_id: str, duty: Duty, *, lock: bool = False
) -> Session:
    """The session, if the asker's grade in it includes this duty.

    Raises as `session_of` does, and NotAllowed (`no-right`) for a grade without it.
    """
    session = await session_of(connection, asker, session_id, Right.ROOM_STEER, lock=lock)
    require_duty(await grade_in(connection, asker, session), duty)
    return session


async def grade_in(connection: Connection, asker: Asker, session: Session) -> Grade:
    """The asker's grade in a session that they may see. Raises NotFound (`no-such-session`)."""
    named = await sessions.grade_of(connection, session.id, asker.person_id)
    grade = _grade(rights_of(asker.roles), named)
    if grade is None:
        raise no_such("session")
    return grade


async def room_for(
    engine: Engine, asker: Asker, session_id: str, right: Right = Right.ROOM_WATCH
) -> RoomId:
    """The room of a session, if the asker has this right to it.

    Raises as `session_of` does, and Refused (`not-published`): there is no room yet.
    """
    async with engine.reading() as connection:
        session = await session_of(connection, asker, session_id, right)
    return _room_of(session)


async def board_for(engine: Engine, asker: Asker, session_id: str) -> tuple[RoomId, Grade]:
    """The room of a session that the asker may watch, and their grade in it. Raises likewise."""
    async with engine.reading() as connection:
        session = await session_of(connection, asker, session_id, Right.ROOM_WATCH)
        grade = await grade_in(connection, asker, session)
    return _room_of(session), grade


async def opening(engine: Engine, outlines: Outlines, room_id: RoomId) -> Opening | None:
    """What the office has of a room's session: plan, roster, code. None: none is published."""
    async with engine.reading() as connection:
        session = await sessions.by_id(connection, room_id)
        if session is None or session.state is State.DRAFT:
            return None
        outline = await outlines(connection, session.organisation_id, session.edition_id)
        students = await entries.of_session(connection, session.id)
    there = tuple(entry_of(each) for each in students if not each.withdrawn)
    code = session.code if session.state is State.PUBLISHED else None
    return Opening(plan_of(session, outline), there, code)


async def grade_now(engine: Engine, person_id: str, session_id: str) -> Grade | None:
    """In which grade this person may watch this session now; None: they may not.

    Asked for those whose board is open.
    """
    async with engine.reading() as connection:
        session = await sessions.by_id(connection, session_id)
        if session is None:
            return None
        rights = await rights_in(connection, session.organisation_id, person_id)
        named = await sessions.grade_of(connection, session.id, person_id)
    return _grade(rights, named)


def _grade(rights: frozenset[Right], named: Grade | None) -> Grade | None:
    """What these rights, and how the session names someone, come to; None: it is not theirs."""
    if Right.SESSIONS_CHANGE in rights:
        return "chief"
    if named is None or Right.ROOM_WATCH not in rights:
        return None
    return named if Right.ROOM_STEER in rights else "observer"


def _room_of(session: Session) -> RoomId:
    if session.state is State.DRAFT:
        raise Refused("not-published", "This session is a draft; publish it first.")
    return session.room_id
