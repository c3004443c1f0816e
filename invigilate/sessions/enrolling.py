"""Every change to a roster, and what is printed of it.

A file of 10,000 lines is compared in a thread of its own and outside the write transaction; the
roster's version tells whether somebody else changed it meanwhile, and then it is compared again.
"""

import asyncio
import secrets
from collections.abc import Mapping, Sequence

import msgspec
import structlog

from invigilate.clock import Clock
from invigilate.codes import PersonalKey, key_digest, shown
from invigilate.errors import NotFound, NotValid, Refused, Unavailable
from invigilate.ids import SeatId
from invigilate.people.model import Asker, Right
from invigilate.rooms.commands import Withdraw
from invigilate.rooms.live import LiveRooms
from invigilate.sessions import model, roster, slips
from invigilate.sessions.access import session_of
from invigilate.sessions.enrolment import Chance, Changes, Student, compare, renewed
from invigilate.sessions.keys import KeyBox
from invigilate.sessions.model import Session, State
from invigilate.sessions.notes import note
from invigilate.sessions.roster import Judged, Line, Sheet
from invigilate.sessions.tables import entries, sessions
from invigilate.store.engine import Connection, Engine
from invigilate.store.schema import new_id

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
    """In a preview: all who are not in the file."""
    stored: bool


class Listed(msgspec.Struct, frozen=True):
    """A roster entry as staff see it."""

    seat: SeatId
    number: str
    name: str
    hall: str
    desk: str
    extra_percent: float
    guest: bool
    has_key: bool


class Keyed(msgspec.Struct, frozen=True):
    """A student's new key, to be read once."""

    seat: SeatId
    number: str
    name: str
    key: str


async def list_roster(engine: Engine, asker: Asker, session_id: str) -> list[Listed]:
    """Everyone on the roster, guests too, in its order."""
    async with engine.reading() as connection:
        session = await session_of(connection, asker, session_id, Right.SESSIONS_SEE)
        students = await entries.of_session(connection, session.id)
    return [_listed(each) for each in students if not each.withdrawn]


async def preview(
    engine: Engine, asker: Asker, session_id: str, secret: bytes, content: bytes
) -> Report:
    """What a file would do; nothing is stored. Raises NotValid as `roster.read` does."""
    async with engine.reading() as connection:
        session = await session_of(connection, asker, session_id, Right.SESSIONS_CHANGE)
        students = await entries.of_session(connection, session.id)
    model.require_not_closed(session)
    sheet = await asyncio.to_thread(roster.read, content)
    changes = await asyncio.to_thread(compare, sheet, students, _chance(secret, session))
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
    return Report(sheet.header, changes.lines, left, stored=True)


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
            session = await session_of(connection, asker, session_id, Right.ROOM_STEER, lock=True)
            model.require_not_closed(session)
            made = await _added(connection, clock.now_ms(), asker, session, secret, line)
        if made is not None:
            await _bring(rooms, session)
            return made
    raise _changed_meanwhile()


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
    right = Right.SESSIONS_CHANGE if seats is None else Right.ROOM_STEER
    async with engine.writing() as connection:
        now = clock.now_ms()
        session = await session_of(connection, asker, session_id, right, lock=True)
        model.require_not_closed(session)
        chosen = _chosen(await entries.of_session(connection, session.id), seats)
        chance = _chance(secret, session)
        keys = renewed(chosen, chance)
        students = [
            msgspec.structs.replace(each, key_digest=chance.digest(keys[each.seat]))
            for each in chosen
        ]
        await entries.amend(connection, students, _sealed(secret, session, keys))
        numbers = [each.number for each in chosen]
        await note(connection, asker, now, "keys-renewed", session.id, after=numbers)
    return [_keyed(each, keys[each.seat]) for each in chosen]


async def roster_file(engine: Engine, asker: Asker, session_id: str, secret: bytes) -> str:
    """The roster as a CSV file, with the keys that can still be read."""
    session, readable = await _readable(engine, asker, session_id)
    box = KeyBox(secret, session.id)
    return roster.written(
        (
            each.student.number,
            each.student.name,
            each.student.hall,
            each.student.desk,
            f"{each.student.extra_percent:g}",
            _shown(box.open(each.student.seat, each.key_readable)),
        )
        for each in readable
    )


async def slips_page(
    engine: Engine, asker: Asker, session_id: str, secret: bytes, address: str
) -> str:
    """The slips as a page to print, with the keys that can still be read."""
    session, readable = await _readable(engine, asker, session_id)
    box = KeyBox(secret, session.id)
    opens = session.settings.opens
    when = "" if opens is None else model.shown(opens, session.timezone)
    return slips.page(
        session.title,
        session.code,
        address,
        when,
        (
            slips.Slip(
                each.student.number,
                each.student.name,
                each.student.hall,
                each.student.desk,
                _shown(box.open(each.student.seat, each.key_readable)),
            )
            for each in readable
        ),
    )


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
        chance = _chance(secret, session)
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
    sealed = _sealed(secret, session, changes.keys)
    organisation_id = session.organisation_id
    await entries.add(connection, organisation_id, session.id, changes.added, sealed, now)
    new = {each.seat for each in changes.added}
    amended = [after for _, after in changes.amended]
    await entries.amend(connection, amended, {s: k for s, k in sealed.items() if s not in new})
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
    results = await rooms.ask(session.room_id, asker.person_id, *orders)
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
    changes = compare(Sheet((), (line,)), students, _chance(secret, session))
    known = [before for before, _ in changes.amended if before.withdrawn]
    if changes.lines[0].verdict != "new" and not known:
        raise Refused("number-taken", f"The number {line.number} stands on the roster already.")
    if not await sessions.count_roster(connection, session.id, session.roster_version):
        return None
    await _store(connection, now, asker, session, secret, changes, action="student-added")
    student = changes.added[0] if changes.added else changes.amended[0][1]
    return _keyed(student, changes.keys[student.seat])


async def _bring(rooms: LiveRooms, session: Session) -> None:
    """The room hears of the roster. What it misses now it is brought when somebody joins."""
    if session.state is not State.PUBLISHED:
        return
    try:
        await rooms.bring(session.room_id)
    except Unavailable as fault:
        log.warning("a room was not brought its roster", room=session.room_id, why=str(fault))


def _chance(secret: bytes, session: Session) -> Chance:
    return Chance(new_id, secrets.randbelow, lambda key: key_digest(secret, session.id, key))


def _sealed(
    secret: bytes, session: Session, keys: Mapping[SeatId, PersonalKey]
) -> dict[SeatId, bytes]:
    box = KeyBox(secret, session.id)
    return {seat: box.seal(seat, key) for seat, key in keys.items()}


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


async def _readable(
    engine: Engine, asker: Asker, session_id: str
) -> tuple[Session, list[entries.Readable]]:
    async with engine.reading() as connection:
        session = await session_of(connection, asker, session_id, Right.SESSIONS_CHANGE)
        return session, await entries.readable(connection, session.id)


def _listed(student: Student) -> Listed:
    return Listed(
        student.seat,
        student.number,
        student.name,
        student.hall,
        student.desk,
        student.extra_percent,
        student.guest,
        student.key_digest is not None,
    )


def _noted(student: Student) -> dict[str, object]:
    """A student for the audit, without their key."""
    return {
        name: getattr(student, name)
        for name in ("seat", "number", "name", "hall", "desk", "extra_percent", "withdrawn")
    }


def _keyed(student: Student, key: PersonalKey) -> Keyed:
    return Keyed(student.seat, student.number, student.name, shown(key))


def _shown(key: PersonalKey | None) -> str:
    return "" if key is None else shown(key)


def _changed_meanwhile() -> Refused:
    return Refused("changed", "Others are changing this roster just now. Try again.")
