"""Marking what was sealed: once for each seal, on both databases."""

from decimal import Decimal

from sqlalchemy import select, update

from invigilate.grading import tables
from invigilate.grading.model import RULES
from invigilate.store.schema import job, room_seal
from tests.grading.hall import ROOM, Hall

Row = tuple[str, int, str, str, bool, int]


async def test_a_seal_is_marked_with_the_edition_that_it_names(hall: Hall) -> None:
    await hall.seal("ann", 1, ("q1", "a"), ("q2", "a"))
    assert await hall.mark() == 1
    assert await stored(hall) == [("ann", 1, "2", "9", False, RULES)]
    async with hall.parts.engine.reading() as connection:
        [found] = await tables.marks_of(connection, hall.office.organisation, ROOM)
    assert found.parts == (
        '[["q1","2","2",false,[]],["q2","0","2",false,[]],["q3","0","5",false,[]]]'
    )


async def test_an_essay_waits_for_a_person(hall: Hall) -> None:
    await hall.seal("ann", 1, ("q1", "a"), ("q3", "Once upon a time"))
    await hall.mark()
    assert await stored(hall) == [("ann", 1, "2", "9", True, RULES)]


async def test_a_later_seal_has_marks_of_its_own_and_the_old_ones_stay(hall: Hall) -> None:
    await hall.seal("ann", 1, ("q1", "b"))
    await hall.mark()
    await hall.seal("ann", 2, ("q1", "a"))
    await hall.mark()
    assert await stored(hall) == [
        ("ann", 1, "0", "9", False, RULES),
        ("ann", 2, "2", "9", False, RULES),
    ]


async def test_a_job_that_is_done_twice_marks_once(hall: Hall) -> None:
    await hall.seal("ann", 1, ("q1", "a"))
    await hall.mark()
    before = await stored(hall)
    async with hall.parts.engine.writing() as connection:
        await connection.execute(update(job).values(done_at=None, claimed_until=None))
    assert await hall.mark() == 1
    assert await stored(hall) == before


async def test_a_seal_whose_edition_is_missing_is_tried_again_and_loses_nothing(
    hall: Hall,
) -> None:
    await hall.seal("ann", 1, ("q1", "a"))
    async with hall.parts.engine.writing() as connection:
        await connection.execute(update(room_seal).values(edition="another"))
    assert await hall.mark() == 1
    assert await stored(hall) == []
    assert await errors(hall) == ["NotFound"]
    async with hall.parts.engine.writing() as connection:
        await connection.execute(update(room_seal).values(edition=await hall.whole()))
    hall.parts.clock.turn(3_600)
    assert await hall.mark() == 1
    assert [row[2] for row in await stored(hall)] == ["2"]


async def test_a_seal_of_other_items_is_never_marked(hall: Hall) -> None:
    await hall.seal("ann", 1, ("q9", "a"))
    await hall.mark()
    assert (await stored(hall), await errors(hall)) == ([], ["ValueError"])


async def test_a_job_without_its_seal_says_so(hall: Hall) -> None:
    async with hall.parts.engine.writing() as connection:
        await hall.ask(connection, "nobody", 1)
    await hall.mark()
    assert (await stored(hall), await errors(hall)) == ([], ["LookupError"])


async def test_a_hall_is_marked_from_one_reading_of_its_paper(hall: Hall) -> None:
    for number in range(9):
        await hall.seal(f"s{number}", 1, ("q1", "ab"[number % 2]))
    assert await hall.mark() == 9
    assert [Decimal(row[2]) for row in await stored(hall)] == [2, 0, 2, 0, 2, 0, 2, 0, 2]
    assert len(hall.marker._papers) == 1


async def stored(hall: Hall) -> list[Row]:
    columns = tables.marks.c
    async with hall.parts.engine.reading() as connection:
        rows = await connection.execute(
            select(
                columns.seat_id,
                columns.seal,
                columns.points,
                columns.out_of,
                columns.needs_person,
                columns.rules,
            ).order_by(columns.seat_id, columns.seal)
        )
        return [tuple(row) for row in rows]


async def errors(hall: Hall) -> list[str]:
    async with hall.parts.engine.reading() as connection:
        return [row.last_error for row in await connection.execute(select(job.c.last_error))]
