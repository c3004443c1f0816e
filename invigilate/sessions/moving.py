"""Moving a student to another desk: the roster first, then the live room."""

import msgspec

from invigilate.clock import Clock
from invigilate.errors import Refused
from invigilate.ids import SeatId
from invigilate.people.model import Asker
from invigilate.rooms.commands import Amend
from invigilate.rooms.live import LiveRooms
from invigilate.sessions import model
from invigilate.sessions.access import acting_on
from invigilate.sessions.enrolment import Student, entry_of
from invigilate.sessions.model import Session, State
from invigilate.sessions.notes import note
from invigilate.sessions.places import moved, place
from invigilate.sessions.tables import entries, sessions
from invigilate.store.engine import Connection, Engine

LONGEST_REASON = 2_000
MOVED = "student-moved"
"""The action under which the audit tells of it."""


class Move(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a student is to sit; `swap`: whoever sits there takes the student's place."""

    hall: str
    desk: str
    reason: str = ""
    swap: bool = False


class Seated(msgspec.Struct, frozen=True):
    """Where a student sits now."""

    seat: SeatId
    number: str
    name: str
    hall: str
    desk: str


async def move_student(
    engine: Engine,
    clock: Clock,
    rooms: LiveRooms,
    asker: Asker,
    session_id: str,
    seat: str,
    wanted: Move,
) -> list[Seated]:
    """Moves a student, and gives everyone who sits elsewhere by it, the student first.

    Asked again it moves nobody, and brings the room the roster should it have been out of reach.
    Raises as `places.moved` does, NotValid (`hall`, `desk`), Refused: `closed`, `archived`;
    Unavailable (ask again).
    """
    to = place(wanted.hall, wanted.desk)
    async with engine.reading() as connection:
        session = await acting_on(connection, asker, session_id, "move-student")
    model.require_not_closed(session)
    if session.state is State.PUBLISHED:
        # A room that woke only afterwards would take the new place from the roster, by nobody.
        await rooms.wake(session.room_id)
    async with engine.writing() as connection:
        session = await acting_on(connection, asker, session_id, "move-student", lock=True)
        model.require_not_closed(session)
        students = await entries.of_session(connection, session.id)
        moves = moved(students, seat, to, swap=wanted.swap)
        if moves:
            await _store(connection, clock.now_ms(), asker, session, moves, wanted.reason)
    if session.state is State.PUBLISHED:
        await _tell(rooms, asker, session, [after for _, after in moves])
    return [_seated(after) for _, after in moves]


async def _store(
    connection: Connection,
    now: int,
    asker: Asker,
    session: Session,
    moves: tuple[tuple[Student, Student], ...],
    reason: str,
) -> None:
    await entries.amend(connection, [after for _, after in moves], {})
    await sessions.count_roster(connection, session.id, session.roster_version)
    await note(
        connection,
        asker,
        now,
        MOVED,
        session.id,
        before=[_seated(before) for before, _ in moves],
        after=[_seated(after) for _, after in moves],
        reason=reason[:LONGEST_REASON],
    )


async def _tell(rooms: LiveRooms, asker: Asker, session: Session, there: list[Student]) -> None:
    """In one command, so that no board ever shows two students at one desk."""
    if not there:
        await rooms.bring(session.room_id)
        return
    command = Amend(tuple(map(entry_of, there)))
    try:
        await rooms.do(session.room_id, f"person:{asker.person_id}", command)
    except Refused as refused:
        if refused.word != "no-such-seat":
            raise
        # Added a moment ago, and the room was not brought the roster yet.
        await rooms.bring(session.room_id)


def _seated(student: Student) -> Seated:
    return Seated(student.seat, student.number, student.name, student.hall, student.desk)
