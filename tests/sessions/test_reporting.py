"""A sitting's report, made of what either database holds, and held against it again."""

from collections.abc import Iterable

import pytest
from sqlalchemy import insert

from invigilate.clock import WallClock
from invigilate.errors import NotFound, Refused
from invigilate.grading.erasing import erase as erase_marks
from invigilate.ids import OrganisationId, PersonId, RequestId, RoomId
from invigilate.people.actions import NewPerson, add_person, shown_names
from invigilate.people.model import Asker, Role
from invigilate.rooms import commands as c
from invigilate.rooms import orders as o
from invigilate.rooms.report.chronicle import Closing
from invigilate.rooms.report.reading import differs, report_of
from invigilate.rooms.report.signed import held, public_key, signed
from invigilate.rooms.report.sitting import Named, SittingReport
from invigilate.rooms.rereading import SLICE
from invigilate.rooms.step import Ask
from invigilate.sessions.erasing import erase
from invigilate.sessions.finding import Found, found
from invigilate.sessions.tables.codes import session_codes
from invigilate.sessions.tables.sessions import sessions
from invigilate.store.engine import Engine
from tests.contract.logs import SEATS, Place, answer, place
from tests.store.sittings import ANSWERS, OTHER, ROOM, sat

SECRET = b"s" * 32
HEAD = Asker(PersonId("head"), OrganisationId("school"), (Role.OFFICE,), "", "head")
CANARIES = ("Student 0", "a canary", *ANSWERS)


async def nobody(_: Engine, __: Iterable[str]) -> dict[str, str]:
    return {}


async def told(there: Place) -> SittingReport:
    return await report_of(there.engine, ROOM, "1234", shown_names)


async def steered(there: Place) -> str:
    """A proctor of the school gives time and writes; gives their id."""
    new = NewPerson("proctor", "A. Proctor", "correct-horse-battery", (Role.PROCTOR,))
    proctor = await add_person(there.engine, WallClock(), HEAD, new)
    again = o.Order(RequestId("r1"), o.Reopen((SEATS[0],), 600_000, "a canary"))
    gift = o.Order(RequestId("r2"), o.Extend((SEATS[1],), 60_000, "the bus"))
    said = o.Order(RequestId("r3"), o.Tell((SEATS[0],), "a canary"))
    await there.worker().run(Ask(ROOM, f"person:{proctor.id}", (again, gift, said)))
    return proctor.id


async def erased(there: Place) -> None:
    await erase(there.engine, WallClock(), HEAD, ROOM, "000", "asked for", erase_marks)


async def test_a_sitting_is_reported_as_its_log_has_it(database: str) -> None:
    await sat(database)
    async with place(database) as there:
        proctor = await steered(there)
        await there.worker().ask(ROOM, c.Close("it is over"))
        report = await told(there)
        [head] = await there.worker().log.heads((ROOM,))
        assert (report.room, report.version, report.chain) == (ROOM, 26, head.chain.hex())
        assert (report.epoch, report.code, report.title) == (head.epoch, "1234", "Physics")
        assert report.staff == [Named(proctor, "A. Proctor")]
        assert [(t.what, t.by, t.reason) for t in report.times] == [
            ("reopened", f"person:{proctor}", "a canary"),
            ("given", f"person:{proctor}", "the bus"),
        ]
        assert report.closing == Closing(report.at, "house", "it is over")
        assert [(a.name, a.status, a.answered, len(a.seals)) for a in report.attendance] == [
            ("Student 0", "Submitted", 1, 2),
            ("Student 1", "Submitted", 0, 1),
            ("Student 2", "Submitted", 0, 1),
        ]
        assert await differs(there.engine, report) is None
        assert await told(there) == report


async def test_a_long_log_is_read_in_slices(sqlite_engine: Engine) -> None:
    await sat(f"sqlite:///{sqlite_engine.path}")
    async with place(f"sqlite:///{sqlite_engine.path}") as there:
        before = await told(there)
        many = [answer(turn, f"{turn}", SEATS[1]) for turn in range(2, 2 * SLICE)]
        await there.worker().ask(ROOM, *many)
        [head] = await there.worker().log.heads((ROOM,))
        after = await told(there)
        assert (after.version, after.chain) == (13 + 2 * SLICE - 2, head.chain.hex())
        assert [await differs(there.engine, each) for each in (before, after)] == [None, None]


async def test_what_happens_later_leaves_an_older_report_true(database: str) -> None:
    await sat(database)
    async with place(database) as there:
        before = await told(there)
        await there.worker().ask(ROOM, answer(2, "of another", SEATS[1]))
        after = await told(there)
        assert (before.version, after.version) == (13, 14)
        assert before.chain != after.chain
        assert [await differs(there.engine, each) for each in (before, after)] == [None, None]


async def test_an_erasure_leaves_an_older_report_true_and_a_newer_one_without_words(
    database: str,
) -> None:
    await sat(database)
    async with place(database) as there:
        await steered(there)
        before = await told(there)
        file = signed(before, SECRET)
        await erased(there)
        after = await told(there)
        assert [word for word in CANARIES if word in repr(before)] == list(CANARIES[:2])
        assert [word for word in CANARIES if word in repr(after)] == []
        line = after.attendance[0]
        assert (line.erased, line.name, line.answered) == (True, "erased", None)
        assert line.seals == before.attendance[0].seals
        assert after.attendance[1:] == before.attendance[1:]
        assert (after.version, after.chain) == (before.version, before.chain)
        assert after.erased_rows == 7
        assert (held(file).report, held(file).key) == (before, public_key(SECRET))
        assert [await differs(there.engine, each) for each in (before, after)] == [None, None]


@pytest.mark.parametrize(
    ("spoiling", "why"),
    [
        (
            "UPDATE room_event SET at = at + 1 WHERE room_id = :room AND version = 5",
            "the chain breaks at version 5",
        ),
        (
            "DELETE FROM room_event WHERE room_id = :room AND version = 13",
            "the log ends at 12, its head says 13",
        ),
        (
            "UPDATE room_event SET salt = '' WHERE room_id = :room AND version = 11",
            "version 11 is without its salt, and no erasure left it so",
        ),
        (
            "UPDATE room_head SET chain = epoch WHERE room_id = :room",
            "the head has another chain than the log at version 13",
        ),
    ],
)
async def test_of_a_log_that_is_not_whole_nothing_is_reported(
    sqlite_engine: Engine, spoiling: str, why: str
) -> None:
    await sat(f"sqlite:///{sqlite_engine.path}")
    async with place(f"sqlite:///{sqlite_engine.path}") as there:
        before = await told(there)
        await there.order(spoiling, room=ROOM)
        with pytest.raises(Refused) as refusal:
            await told(there)
        assert (refusal.value.word, refusal.value.sentence) == (
            "log-not-whole",
            f"The record of this session is not whole, so nothing is signed: {why}."
            " See `invigilate verify`.",
        )
        assert await differs(there.engine, before) == f"the log of room room is not whole: {why}"


async def test_events_without_a_head_are_told(sqlite_engine: Engine) -> None:
    await sat(f"sqlite:///{sqlite_engine.path}")
    async with place(f"sqlite:///{sqlite_engine.path}") as there:
        before = await told(there)
        await there.order("DELETE FROM room_head WHERE room_id = :room", room=ROOM)
        with pytest.raises(Refused, match="there are events and no head"):
            await told(there)
        assert await differs(there.engine, before) == "room room has events and no head"


async def test_a_log_that_lost_what_was_reported_is_told(database: str) -> None:
    await sat(database)
    async with place(database) as there:
        before = await told(there)
        [(chain,)] = await there.rows("SELECT chain FROM room_event WHERE version = 12")
        await there.order(
            "DELETE FROM room_event WHERE room_id = :room AND version = 13", room=ROOM
        )
        lost = "UPDATE room_head SET version = 12, chain = :chain WHERE room_id = :room"
        await there.order(lost, room=ROOM, chain=chain)
        assert await differs(there.engine, before) == (
            "room room ends at version 12, the report tells of version 13"
        )
        # Another thirteenth event than the one that was reported.
        await there.order("DELETE FROM room_checkpoint")
        await there.worker().ask(ROOM, answer(2, "of another", SEATS[1]))
        after = await told(there)
        assert after.version == 13
        assert await differs(there.engine, before) == (
            f"room room has another chain at version 13: {after.chain}, the report says"
            f" {before.chain}"
        )


async def test_where_nothing_happened_nothing_is_reported(database: str) -> None:
    await sat(database)
    async with place(database) as there:
        await there.add_heads(RoomId("empty"))
        for room in ("empty", "none"):
            with pytest.raises(NotFound) as refusal:
                await report_of(there.engine, RoomId(room), "", nobody)
            assert refusal.value.word == "nothing-to-report"
        before = await told(there)
        await there.order("DELETE FROM room_event")
        await there.order("DELETE FROM room_head")
        with pytest.raises(NotFound, match="no-session: This database has no room room"):
            await differs(there.engine, before)


async def test_a_session_is_found_by_its_id_and_by_a_code_that_it_alone_had(database: str) -> None:
    await sat(database)
    async with place(database) as there:
        assert await found(there.engine, ROOM) == Found(ROOM, "")
        await _coded(there, ROOM, "1234", 1)
        await _coded(there, ROOM, "5678", 2)
        assert await found(there.engine, ROOM) == Found(ROOM, "5678")
        assert await found(there.engine, "1234") == Found(ROOM, "5678")
        with pytest.raises(NotFound) as missing:
            await found(there.engine, "9999")
        assert missing.value.sentence == (
            "There is no session “9999”: give its id, or the code that it has or had."
        )
        [row] = await there.rows("SELECT organisation_id FROM session WHERE id = 'room'")
        await there.order(
            insert(sessions),
            id=OTHER,
            organisation_id=row[0],
            title="Chemistry",
            edition_id="edition",
            assessment="Chemistry",
            timezone="Europe/Berlin",
            settings="{}",
            state="draft",
            roster_version=1,
            created_at=3,
        )
        await _coded(there, OTHER, "1234", 9)
        with pytest.raises(Refused) as several:
            await found(there.engine, "1234")
        assert several.value.sentence == (
            "Several sessions had the code 1234. Name one by its id: other room, room."
        )


async def _coded(there: Place, session: RoomId, code: str, at: int) -> None:
    await there.order(
        insert(session_codes),
        id=f"{session} {code}",
        organisation_id="school",
        code=code,
        session_id=session,
        state="released",
        reserved_at=at,
        released_at=at + 1,
        failures=0,
    )
