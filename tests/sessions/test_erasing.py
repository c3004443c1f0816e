"""A student is erased: nothing of them is left anywhere, and the chain holds all the same."""

from collections.abc import Iterable
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace
from sqlalchemy import insert

from invigilate.clock import WallClock
from invigilate.crowd.checking import audit as i11
from invigilate.crowd.checking.stored import Log
from invigilate.errors import NotFound, Refused
from invigilate.grading.erasing import erase as erase_marks
from invigilate.grading.tables import marks
from invigilate.ids import OrganisationId, PersonId, RequestId, SeatId
from invigilate.people.model import Asker, Role
from invigilate.rooms import commands as c
from invigilate.rooms import orders as o
from invigilate.rooms.log import Missing
from invigilate.rooms.record import booklets
from invigilate.rooms.verifying import Wrong, verify
from invigilate.sessions.enrolment import entry_of
from invigilate.sessions.erasing import Gone, erase
from invigilate.sessions.moving import MOVED
from invigilate.sessions.notes import note
from invigilate.sessions.tables import entries
from invigilate.sessions.tables.entries import roster_entries
from invigilate.store import leases
from invigilate.store.backup.snapshot import lines_of, snapshot, tables_within
from invigilate.store.scrubbing import scrub
from tests.contract.logs import PEN, SEATS, Place, answer, from_the_log, place
from tests.store.sittings import ANSWERS, OTHER, ROOM, sat

OFFICE = Asker(PersonId("office"), OrganisationId("school"), (Role.OFFICE,), "", "office")
NAME, COMMENT, SAID = "Student 0", "A brave guess, Zero", "May I have a canary?"
CANARIES = (NAME, ANSWERS[0], "quotes", COMMENT, SAID)


async def prepared(url: str) -> None:
    """A sitting with everything that can be said of a student, and marks."""
    await sat(url)
    async with place(url) as there:
        # Another sitting of the same student, which is asked for apart.
        await there.order("DELETE FROM room_event WHERE room_id = :room", room=OTHER)
        await there.order("DELETE FROM room_head WHERE room_id = :room", room=OTHER)
        said = c.Gesture(SEATS[0], PEN, c.Say("m1", SAID))
        again = o.Order(RequestId("r0"), o.Reopen((SEATS[0],), 600_000, f"{NAME} was ill"))
        told = o.Order(RequestId("r1"), o.Tell((SEATS[0],), f"No, {NAME}."))
        await there.worker().ask(ROOM, again, said, told, answer(2, "of another", SEATS[1]))
        async with there.engine.writing() as connection:
            what = [{"seat": SEATS[0], "name": NAME}, f"about {NAME}"]
            await note(connection, OFFICE, 5, "roster-edited", ROOM, after=what, reason=NAME)
        await there.order(
            insert(marks),
            organisation_id="school",
            room_id=ROOM,
            seat_id=SEATS[0],
            seal=1,
            rules=1,
            points="1",
            out_of="2",
            needs_person=False,
            parts=f'[["q1","1","2",true,[["1","{COMMENT}","office","Office",6]]]]',
            at=6,
        )


async def erased(there: Place, who: str = "000") -> Gone:
    return await erase(there.engine, WallClock(), OFFICE, ROOM, who, "asked for", erase_marks)


async def everything(url: str) -> str:
    """Every row of every table as it would stand in a backup, bytes and JSON read too."""
    async with snapshot(url) as connection:
        return await connection.run_sync(
            lambda one: "\n".join(
                repr(row)
                for table in tables_within(one)
                for row in (*one.execute(table.select()), *lines_of(one, table))
            )
        )


def found(text: str, canaries: Iterable[str] = CANARIES) -> list[str]:
    return [canary for canary in canaries if canary in text]


async def test_nothing_of_the_person_is_left_and_the_chain_holds(database: str) -> None:
    await prepared(database)
    assert found(await everything(database)) == list(CANARIES)
    async with place(database) as there:
        before = await there.worker().log.heads((ROOM,))
        assert await erased(there) == Gone(8, 1, 1)
        assert await there.worker().log.heads((ROOM,)) == before
        assert found(await everything(database)) == []
        verified = await verify(there.engine, ROOM)
        assert (verified.wrong, verified.erased, verified.seals) == ([], 8, 1)
        worker = there.worker()
        copy = await from_the_log(worker.log, ROOM)
        assert copy.room.seats[SEATS[0]].answered() == {}
        async with there.engine.reading() as connection:
            [student] = await entries.of_session(connection, ROOM)
        # Nothing is brought to the room again when it next wakes.
        assert copy.room.seats[SEATS[0]].entry == entry_of(replace(student, guest=False))
        assert copy.room.seats[SEATS[1]].answered() == {0: "of another"}
        told = {each.seat: each.name for each in (await booklets(worker.log, ROOM)).booklets}
        assert told == {SEATS[0]: "erased", SEATS[1]: "Student 1", SEATS[2]: "Student 2"}


async def test_the_crowds_checker_takes_an_erased_row_as_such(database: str) -> None:
    await prepared(database)
    async with place(database) as there:
        await erased(there)
        log = there.worker().log
        [head] = await log.heads((ROOM,))
        _, findings = i11.read(Log(head, await log.read(Missing(((ROOM, 0),)))))
        assert findings == []


async def test_the_file_itself_holds_nothing_of_the_person(tmp_path: Path) -> None:
    await prepared(f"sqlite:///{tmp_path}/exams.sqlite3")
    async with place(f"sqlite:///{tmp_path}/exams.sqlite3") as there:
        await erased(there)
    scrub(tmp_path / "exams.sqlite3")
    left = b"".join(each.read_bytes() for each in files(tmp_path))
    assert [canary for canary in CANARIES if canary.encode() in left] == []


def files(folder: Path) -> list[Path]:
    return list(folder.iterdir())


async def test_a_row_that_was_emptied_behind_our_back_is_told(database: str) -> None:
    await prepared(database)
    async with place(database) as there:
        await there.order(
            "UPDATE room_event SET salt = :none WHERE room_id = :room AND version = 9",
            none=b"",
            room=ROOM,
        )
        sentence = "a row without its salt, and no erasure in the audit left it so"
        assert (await verify(there.engine, ROOM)).wrong == [Wrong(9, sentence)]


async def test_nobody_is_erased_twice_or_unknown_or_while_a_server_runs(database: str) -> None:
    await prepared(database)
    async with place(database) as there:
        with pytest.raises(NotFound):
            await erased(there, "unknown")
        async with there.engine.writing() as connection:
            await leases.renew(connection, "worker", WallClock().now_ms(), 60_000)
        with pytest.raises(Refused) as caught:
            await erased(there)
        assert caught.value.word == "serving"
        assert found(await everything(database)) == list(CANARIES)


async def test_an_open_session_is_left_as_it_is(database: str) -> None:
    await prepared(database)
    async with place(database) as there:
        await there.order("UPDATE session SET state = 'published'")
        with pytest.raises(Refused) as caught:
            await erased(there, SeatId(SEATS[0]))
        assert caught.value.word == "session-open"


async def test_a_number_that_stands_in_a_digest_harms_no_earlier_erasure(database: str) -> None:
    await prepared(database)
    async with place(database) as there:
        await erased(there)
        [(after,)] = await there.rows("SELECT after FROM audit WHERE action = 'student-erased'")
        number = msgspec.json.decode(after)["rows"][-1][1][:4]
        async with there.engine.writing() as connection:
            found = await connection.execute(roster_entries.select())
            row = dict(found.mappings().one())
            row |= {"seat_id": SEATS[1], "number": number, "number_key": number}
            await connection.execute(insert(roster_entries).values(row | {"name": "Student 1"}))
        await erased(there, number)
        assert (await verify(there.engine, ROOM)).wrong == []


async def test_where_the_person_sat_and_why_they_moved_is_gone(database: str) -> None:
    await prepared(database)
    async with place(database) as there:
        async with there.engine.writing() as connection:
            mine = {"seat": SEATS[0], "hall": "Quiet room", "desk": "Window 77"}
            other = {"seat": SEATS[1], "hall": "Hall 1", "desk": "A2"}
            for after, reason in (([mine], "ill at ease"), ([mine, other], "a trade")):
                await note(
                    connection, OFFICE, 5, MOVED, ROOM, before=[], after=after, reason=reason
                )
        await erased(there)
        told = await everything(database)
        assert found(told, ("Quiet room", "Window 77", "ill at ease")) == []
        assert found(told, ("Hall 1", "a trade")) == ["Hall 1", "a trade"]


async def test_a_name_that_was_corrected_is_gone_as_well(database: str) -> None:
    await prepared(database)
    async with place(database) as there:
        async with there.engine.writing() as connection:
            was = {"amended": [{"seat": SEATS[0], "name": "Formerly Known", "number": "A-77"}]}
            await note(connection, OFFICE, 5, "roster-imported", ROOM, before=was)
        await erased(there)
        assert found(await everything(database), ("Formerly Known", "A-77")) == []
