"""What guards a roster entry: wrong keys, the first device, the names that guests may not take."""

import msgspec
from sqlalchemy import or_, select, update

from invigilate.ids import SeatId
from invigilate.sessions.enrolment import Student
from invigilate.sessions.names import name_key, number_key
from invigilate.sessions.tables.entries import COLUMNS, roster_entries, student_of
from invigilate.store.engine import Connection


class Guarded(msgspec.Struct, frozen=True):
    """An entry, and what guards it."""

    student: Student
    failures: int
    first_device: str | None


async def guarded(
    connection: Connection,
    session_id: str,
    *,
    number: str | None = None,
    seat: str | None = None,
    lock: bool = False,
) -> Guarded | None:
    """The entry with this number or this seat; locked until the commit where asked."""
    statement = select(*COLUMNS, roster_entries.c.failures, roster_entries.c.first_device).where(
        roster_entries.c.session_id == session_id
    )
    if number is not None:
        statement = statement.where(roster_entries.c.number_key == number_key(number))
    if seat is not None:
        statement = statement.where(roster_entries.c.seat_id == seat)
    if lock:
        statement = statement.with_for_update()
    row = (await connection.execute(statement)).first()
    return None if row is None else Guarded(student_of(row), row.failures, row.first_device)


async def is_on_roster(connection: Connection, session_id: str, name: str) -> bool:
    """Whether a name would be read as that of somebody on the roster, guests left out."""
    found = await connection.execute(
        select(roster_entries.c.seat_id)
        .where(roster_entries.c.session_id == session_id)
        .where(roster_entries.c.name_key == name_key(name))
        .where(~roster_entries.c.guest)
        .limit(1)
    )
    return found.first() is not None


async def count_failure(connection: Connection, seat: SeatId) -> None:
    """One more wrong key for this entry."""
    await connection.execute(
        update(roster_entries)
        .where(roster_entries.c.seat_id == seat)
        .values(failures=roster_entries.c.failures + 1)
    )


async def forget_failures(connection: Connection, seat: SeatId) -> None:
    """This one has proved who they are."""
    await connection.execute(
        update(roster_entries)
        .where(roster_entries.c.seat_id == seat)
        .where(roster_entries.c.failures > 0)
        .values(failures=0)
    )


async def take_first(
    connection: Connection, seat: SeatId, device: str, *, instead_of: str | None = None
) -> bool:
    """Be the device that may join by the number alone; False where another one is."""
    first = roster_entries.c.first_device
    free = or_(first.is_(None), first == device)
    taken = await connection.execute(
        update(roster_entries)
        .where(roster_entries.c.seat_id == seat)
        .where(free if instead_of is None else or_(free, first == instead_of))
        .values(first_device=device)
        .returning(roster_entries.c.seat_id)
    )
    return taken.first() is not None


async def free_first(connection: Connection, seat: SeatId) -> None:
    """Nobody is there any more: the next device may join by the number alone."""
    await connection.execute(
        update(roster_entries).where(roster_entries.c.seat_id == seat).values(first_device=None)
    )
