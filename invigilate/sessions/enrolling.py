"""Every change to a roster: a file held against it and stored, one student more.

A file of 10,000 lines is compared in a thread of its own and outside the write transaction; the
roster's version tells whether somebody else changed it meanwhile, and then it is compared again.
"""

import asyncio
from collections.abc import Sequence

import msgspec
import structlog

from invigilate.clock import Clock
from invigilate.errors import Refused, Unavailable
from invigilate.ids import SeatId
from invigilate.people.model import Asker, Right
from invigilate.rooms.commands import Withdraw
from invigilate.rooms.live import LiveRooms
from invigilate.sessions import model, roster
from invigilate.sessions.access import acting_on, session_of
from invigilate.sessions.enrolment import Changes, Student, compare
from invigilate.sessions.keys import Keyed, chance_of, keyed, sealed
from invigilate.sessions.model import Session, State
from invigilate.sessions.notes import note
from invigilate.sessions.roster import Judged, Line, Sheet
from invigilate.sessions.tables import entries, sessions
from invigilate.store.engine import Connection, Engine

log = structlog.get_logger(__name__)

ATTEMPTS = 5
"""So often a roster that others change meanwhile is compared again."""


class NewStudent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A student who is added by hand."""

    number: str
    name: str
    hall: str = ""
    desk: str = ""
    extra_percent: float = 0


class Left(msgspec.Struct, frozen=True):
    """A student who is not in the file; `why` they stay all the same, if they do."""

    seat: SeatId
    number: str
    name: str
    why: str = ""


class Report(msgspec.Struct, frozen=True):
    """What a file did, or would do."""

    header: Sequence[str]
    lines: Sequence[Judged]
    withdrawn: Sequence[Left]
    """Who was withdrawn; in a preview all who are not in the file."""
    stored: bool
    kept: Sequence[Left] = ()
    """Who was to be withdrawn and has begun."""


async def preview(
    engine: Engine, asker: Asker, session_id: str, secret: bytes, content: bytes
) -> Report:
    """What a file would do; nothing is stored. Raises NotValid as `roster.read` does."""
    async with engine.reading() as connection:
        session = await session_of(connection, asker, session_id, Right.SESSIONS_CHANGE)
        students = await entries.of_session(connection, session.id)
    model.require_not_closed(session)
    sheet = await asyncio.to_thread(roster.read, content)
    changes = await asyncio.to_thread(compare, sheet, students, chance_of(secret, session))
    withdrawn = [Left(each.seat, each.number, each.name) for each in changes.missing]
    return Report(sheet.header, changes.lines, withdrawn, stored=False)


async def import_roster(
    engine: Engine,
    clock: Clock,
    rooms: LiveRooms,
    asker: Asker,
    session_id: str,
    secret: bytes,
    content: bytes,
    *,
    withdraw: bool = False,
) -> Report:
    """Store a file; where asked, withdraw who is not in it and has not begun.

    Raises NotValid as `roster.read` does, Refused: `closed`, `archived`, `changed`.
    """
    sheet = await asyncio.to_thread(roster.read, content)
    session, changes, left = await _stored(
        engine, clock, rooms, asker, session_id, secret, sheet, withdraw
    )
    await _bring(rooms, session)
    gone, kept = [each for each in left if not each.why], [each for each in left if each.why]
    return Report(sheet.header, changes.lines, gone, stored=True, kept=kept)


async def add_student(
    engine: Engine,
    clock: Clock,
    rooms: LiveRooms,
    asker: Asker,
    session_id: str,
    secret: bytes,
    new: NewStudent,
) -> Keyed:
    """Add one student now; the room hears it at once. Gives the key, to be read once.

    Raises NotValid (`student`), Refused: `number-taken`, `closed`, `archived`.
    """
    line = roster.one(**msgspec.structs.asdict(new))
    for _ in range(ATTEMPTS):
        async with engine.writing() as connection:
            session = await acting_on(connection, asker, session_id, "add-student", lock=True)
            model.require_not_closed(session)
            made = await _added(connection, clock.now_ms(), asker, session, secret, line)
        if made is not None:
            await _bring(rooms, session)
            return made
    raise _changed_meanwhile()


# --- importing ------------------------------------------------------------------------------


async def _stored(
    engine: Engine,
    clock: Clock,
    rooms: LiveRooms,
    asker: Asker,
    session_id: str,
    secret: bytes,
    sheet: Sheet,
    withdraw: bool,
) -> tuple[Session, Changes, list[Left]]:
    for _ in range(ATTEMPTS):
        async with engine.reading() as connection:
            session = await session_of(connection, asker, session_id, Right.SESSIONS_CHANGE)
            students = await entries.of_session(connection, session.id)
        model.require_not_closed(session)
        chance = chance_of(secret, session)
        changes = await asyncio.to_thread(compare, sheet, students, chance)
        left = await _left(rooms, asker, session, changes.missing) if withdraw else []
        async with engine.writing() as connection:
            now = clock.now_ms()
            current = await session_of(
                connection, asker, session_id, Right.SESSIONS_CHANGE, lock=True
            )
            model.require_not_closed(current)
            if await sessions.count_roster(connection, session.id, session.roster_version):
                await _store(connection, now, asker, session, secret, changes, left)
                return current, changes, left
    raise _changed_meanwhile()


async def _store(
    connection: Connection,
    now: int,
    asker: Asker,
    session: Session,
    secret: bytes,
    changes: Changes,
    left: Sequence[Left] = (),
    action: str = "roster-imported",
) -> None:
    boxed = sealed(secret, session, changes.keys)
    organisation_id = session.organisation_id
    await entries.add(connection, organisation_id, session.id, changes.added, boxed, now)
    new = {each.seat for each in changes.added}
    amended = [after for _, after in changes.amended]
    await entries.amend(connection, amended, {s: k for s, k in boxed.items() if s not in new})
    gone = [each for each in left if not each.why]
    await entries.withdraw(connection, [each.seat for each in gone])
    before = {"amended": [_noted(each) for each, _ in changes.amended]}
    after = {
        "new": [each.number for each in changes.added],
        "amended": [_noted(each) for each in amended],
        "withdrawn": [each.number for each in gone],
    }
    await note(connection, asker, now, action, session.id, before=before, after=after)


async def _left(
    rooms: LiveRooms, asker: Asker, session: Session, missing: Sequence[Student]
) -> list[Left]:
    """Takes them off the room's roster first: only it knows who has begun."""
    if session.state is State.DRAFT or not missing:
        return [Left(each.seat, each.number, each.name) for each in missing]
    orders = [Withdraw((each.seat,)) for each in missing]
    results = await rooms.ask(session.room_id, f"person:{asker.person_id}", *orders)
    return [
        Left(each.seat, each.number, each.name, _why_left(result))
        for each, result in zip(missing, results, strict=True)
    ]


def _why_left(result: object) -> str:
    return result.sentence if isinstance(result, Refused) and result.word == "begun" else ""


async def _added(
    connection: Connection, now: int, asker: Asker, session: Session, secret: bytes, line: Line
) -> Keyed | None:
    """The student, added; None where the roster has just been changed by another."""
    students = await entries.of_session(connection, session.id)
    changes = compare(Sheet((), (line,)), students, chance_of(secret, session))
    known = [before for before, _ in changes.amended if before.withdrawn]
    if changes.lines[0].verdict != "new" and not known:
        raise Refused("number-taken", f"The number {line.number} stands on the roster already.")
    if not await sessions.count_roster(connection, session.id, session.roster_version):
        return None
    await _store(connection, now, asker, session, secret, changes, action="student-added")
    student = changes.added[0] if changes.added else changes.amended[0][1]
    return keyed(student, changes.keys[student.seat])


async def _bring(rooms: LiveRooms, session: Session) -> None:
    """The room hears of the roster. What it misses now it is brought when somebody joins."""
    if session.state is not State.PUBLISHED:
        return
    try:
        await rooms.bring(session.room_id)
    except Unavailable as fault:
        log.warning("a room was not brought its roster", room=session.room_id, why=str(fault))


def _noted(student: Student) -> dict[str, object]:
    """A student for the audit, without their key."""
    return {
        name: getattr(student, name)
        for name in ("seat", "number", "name", "hall", "desk", "extra_percent", "withdrawn")
    }


def _changed_meanwhile() -> Refused:
    return Refused("changed", "Others are changing this roster just now. Try again.")
