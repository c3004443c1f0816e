"""Faults placed exactly: a kill in the middle of a commit, rows that cannot be written or read."""

import sqlite3
from contextlib import closing
from pathlib import Path

import asyncpg
import pytest

from invigilate.rooms.commands import Answer, Begin, HandIn
from invigilate.rooms.state import Status
from tests.conditions import eventually
from tests.servers.postgres import PostgresServer
from tests.servers.redis import RedisServer
from tests.stories.schools import School, school, school_of_two
from tests.stories.sitters import Sitter, sitter

pytestmark = pytest.mark.story

DYING = "tests.stories.dying"
ANSWERS = "SELECT count(*) FROM room_event WHERE kind = 'ChangeSaved'"


async def begun(page: Sitter) -> None:
    """The page's student writes."""
    page.write(Begin())
    await eventually(lambda: page.status is Status.IN_PROGRESS)


def order(place: School, statement: str, *values: object) -> list[tuple[object, ...]]:
    """Does or asks something in the school's SQLite file, as nobody should."""
    with closing(sqlite3.connect(place.folder / "invigilate.sqlite3")) as database, database:
        return database.execute(statement, values).fetchall()


@pytest.mark.long
async def test_a_server_killed_in_the_middle_of_a_commit_loses_nothing(tmp_path: Path) -> None:
    order_to_die = tmp_path / "die"
    async with school(tmp_path, DYING, DYING_AT=str(order_to_die)) as place:
        session, code = await place.session(await place.paper())
        async with sitter(place, code) as page:
            await begun(page)
            for moment, acknowledged, stored in (("before", 1, 0), ("after", 2, 2)):
                order_to_die.write_text(moment)
                page.write(Answer(0, moment[0]))
                assert await place.ended() == -9
                assert (page.acknowledged, order(place, ANSWERS)) == (acknowledged, [(stored,)])
                await place.start()
                await eventually(lambda: page.acknowledged == acknowledged + 1, within=20)  # noqa: B023
                assert order(place, ANSWERS) == [(acknowledged,)]
            assert page.exceptions == {}
            (row,) = (await place.board(session)).rows.values()
            assert row.answered == 1


@pytest.mark.long
async def test_a_worker_killed_in_the_middle_of_a_commit_loses_nothing(
    tmp_path: Path, postgres_server: PostgresServer, redis_server: RedisServer
) -> None:
    order_to_die = tmp_path / "die"
    dying = str(order_to_die)
    async with school_of_two(
        tmp_path, postgres_server, redis_server, DYING, DYING_AT=dying
    ) as place:
        session, code = await place.session(await place.paper())
        database = await asyncpg.connect(place.database_url)
        async with sitter(place, code) as page:
            await begun(page)
            for acknowledged, moment in ((1, "before"), (2, "after")):
                workers = set(place.pids())
                order_to_die.write_text(moment)
                page.write(Answer(0, moment[0]))
                await eventually(lambda: len(workers & set(place.pids())) == 1)  # noqa: B023
                await eventually(lambda: page.acknowledged == acknowledged + 1, within=20)  # noqa: B023
                assert await database.fetchval(ANSWERS) == acknowledged
            assert page.exceptions == {}
            (row,) = (await place.board(session)).rows.values()
            assert row.answered == 1
        await database.close()


@pytest.mark.long
async def test_rows_that_one_room_cannot_write_do_not_stop_its_neighbour(tmp_path: Path) -> None:
    async with school(tmp_path) as place:
        edition = await place.paper()
        _, code = await place.session(edition)
        _, neighbour = await place.session(edition, title="Neighbour")
        async with sitter(place, code) as page, sitter(place, neighbour) as other:
            await begun(page)
            await begun(other)
            (poisoned,) = order(place, "SELECT room_id FROM room_event WHERE kind = 'Begun'")[:1]
            values = (*poisoned, page.view.seat.seat if page.view else "")
            order(
                place,
                "INSERT INTO room_seal VALUES ('', ?, ?, 1, '', x'00', '', 0)",
                *values,
            )
            page.write(HandIn())
            other.write(Answer(0, "a"))
            await eventually(lambda: other.acknowledged == 2)
            other.write(HandIn())
            await eventually(lambda: other.status is Status.SUBMITTED)
            assert (page.status, page.acknowledged) == (Status.IN_PROGRESS, 1)
            order(place, "DELETE FROM room_seal WHERE fingerprint = ''")
            await eventually(lambda: page.status is Status.SUBMITTED, within=20)
            assert page.exceptions == {}


@pytest.mark.long
async def test_a_room_whose_chain_is_broken_stops_and_its_neighbour_goes_on(
    tmp_path: Path,
) -> None:
    async with school(tmp_path) as place:
        edition = await place.paper()
        session, code = await place.session(edition)
        beside, neighbour = await place.session(edition, title="Neighbour")
        async with sitter(place, code) as page, sitter(place, neighbour) as other:
            await begun(page)
            await begun(other)
            await place.kill()
            (broken,) = order(place, "SELECT room_id FROM room_event WHERE kind = 'Begun'")[:1]
            order(place, "DELETE FROM room_checkpoint")
            order(place, "UPDATE room_event SET salt = x'00' WHERE room_id = ?", *broken)
            await place.start()
            page.write(Answer(0, "a"))
            other.write(Answer(0, "a"))
            await eventually(lambda: other.acknowledged == 2, within=20)
            (row,) = (await place.board(beside)).rows.values()
            assert (row.answered, page.acknowledged) == (1, 1)
            assert session
        assert "needs attention" in place.log.read_text()
