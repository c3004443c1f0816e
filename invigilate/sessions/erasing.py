"""A student taken out of a session for good: the roster, the record, the booklets, the audit.

No server may run: the rooms that it holds in memory would be written down again. Backups and copies
that were made before hold the person still; they go in their own time, or are removed by hand.
"""

from collections.abc import Awaitable, Callable

from msgspec import Struct

from invigilate.clock import Clock
from invigilate.errors import NotFound, Refused
from invigilate.ids import RoomId, SeatId
from invigilate.people.model import Asker, Right
from invigilate.rooms.erased import NAME, number_of
from invigilate.rooms.erasing import erase_seat
from invigilate.rooms.rereading import ERASED
from invigilate.sessions.access import session_of
from invigilate.sessions.enrolment import Student
from invigilate.sessions.model import State
from invigilate.sessions.moving import MOVED
from invigilate.sessions.notes import note
from invigilate.sessions.tables import cookies, entries
from invigilate.store import audit, leases
from invigilate.store.engine import Connection, Engine

Also = Callable[[Connection, str, RoomId, SeatId], Awaitable[None]]
"""What another domain holds of a seat, taken out in the same transaction: by organisation."""
SHORTEST = 3
"""Shorter names and numbers stay in the audit: they would be found in every other word."""


class Gone(Struct, frozen=True):
    """What was taken out."""

    rows: int
    seals: int
    audit: int


async def erase(
    engine: Engine, clock: Clock, asker: Asker, session_id: str, who: str, reason: str, also: Also
) -> Gone:
    """Erases the student with this number, or this seat.

    Raises NotFound (`no-such-session`, `no-such-student`) and Refused (`session-open`, `serving`);
    nothing was changed then.
    """
    async with engine.writing() as connection:
        session = await session_of(connection, asker, session_id, Right.SESSIONS_CHANGE, lock=True)
        if session.state is not State.CLOSED:
            raise Refused("session-open", "Close the session first: it may still be written to.")
        now = clock.now_ms()
        if await leases.any_alive(connection, now):
            raise Refused(
                "serving",
                "A server is running, or was killed a moment ago. Stop it, wait ten seconds, and"
                " ask again: it holds the session in memory.",
            )
        student = await _student(connection, session.id, who)
        gone = await erase_seat(connection, session.room_id, student.seat)
        number = number_of(student.seat)
        left = Student(
            seat=student.seat,
            number=number,
            name=NAME,
            guest=student.guest,
            withdrawn=student.withdrawn,
            place=student.place,
        )
        await entries.erase(connection, left)
        await cookies.forget(connection, student.seat)
        await also(connection, session.organisation_id, session.room_id, student.seat)
        said = await audit.said_of(connection, session.organisation_id, student.seat)
        said |= {student.name, student.number}
        words = sorted((each for each in said if len(each) >= SHORTEST), key=len, reverse=True)
        await audit.silence(
            connection, session.organisation_id, MOVED, student.seat, "hall", "desk"
        )
        lines = await audit.scrub(connection, session.organisation_id, *words, but=ERASED)
        told = {"room": session.room_id, "seat": student.seat, "rows": gone.rows}
        await note(connection, asker, now, ERASED, session.id, after=told, reason=reason)
    return Gone(len(gone.rows), gone.seals, lines)


async def _student(connection: Connection, session_id: str, who: str) -> Student:
    for each in await entries.of_session(connection, session_id):
        if who in (each.number, each.seat):
            return each
    raise NotFound("no-such-student", f"No student {who} stands on the roster of this session.")
