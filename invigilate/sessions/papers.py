"""What is read of a roster: the list, the file and the slips, with keys while they are readable."""

import msgspec

from invigilate.codes import PersonalKey, shown
from invigilate.ids import SeatId
from invigilate.people.model import Asker, Right
from invigilate.sessions import roster, slips
from invigilate.sessions.access import session_of
from invigilate.sessions.enrolment import Student
from invigilate.sessions.keys import KeyBox
from invigilate.sessions.model import Session
from invigilate.sessions.settings import shown as instant_shown
from invigilate.sessions.tables import entries
from invigilate.store.engine import Engine


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


async def list_roster(engine: Engine, asker: Asker, session_id: str) -> list[Listed]:
    """Everyone on the roster, guests too, in its order."""
    async with engine.reading() as connection:
        session = await session_of(connection, asker, session_id, Right.SESSIONS_SEE)
        students = await entries.of_session(connection, session.id)
    return [_listed(each) for each in students if not each.withdrawn]


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
    when = "" if opens is None else instant_shown(opens, session.timezone)
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


def _shown(key: PersonalKey | None) -> str:
    return "" if key is None else shown(key)
