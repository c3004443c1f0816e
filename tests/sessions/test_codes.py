"""Session codes as rows: drawn under one lock, let go, resting; on both databases."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Executable, insert
from sqlalchemy.exc import IntegrityError

from invigilate.assessments.actions import outline_of
from invigilate.codes import Code, is_near, is_trivial
from invigilate.errors import Unavailable
from invigilate.people.model import Asker, Role
from invigilate.sessions import actions
from invigilate.sessions.actions import NewSession
from invigilate.sessions.tables import codes
from invigilate.sessions.tables.codes import session_codes
from invigilate.settings import Settings
from invigilate.store.engine import Engine, open_engine
from invigilate.store.schema import new_id
from tests.people.school import refusal
from tests.sessions.sitting import Sitting, told

DAY = 86_400


@pytest.fixture
async def four(engine: Engine) -> AsyncIterator[list[Engine]]:
    """Four workers' engines on one database."""
    url = f"sqlite:///{engine.path}" if engine.is_sqlite else engine.dsn
    team = [open_engine(Settings(database_url=url)) for _ in range(4)]
    yield team
    for each in team:
        await each.close()


@pytest.mark.parametrize("many", [80, pytest.param(500, marks=pytest.mark.long)])
async def test_sessions_made_at_once_by_four_workers_have_codes_of_their_own(
    sitting: Sitting, four: list[Engine], many: int
) -> None:
    asker = Asker(sitting.school.head.id, sitting.school.made.id, (Role.OFFICE,), "")
    new = NewSession("Physics", sitting.edition)

    async def make(number: int) -> str:
        engine = four[number % 4]
        while True:
            try:
                made = await actions.create(
                    engine, sitting.parts.clock, outline_of, asker, new, 120
                )
            except Unavailable:
                continue  # nothing was done: as a page does, again
            return str(made.session.code)

    drawn = await asyncio.gather(*(make(number) for number in range(many)))
    assert len(set(drawn)) == many
    assert [code for code in drawn if is_trivial(Code(code))] == []
    listed = told(await sitting.office.get("/api/sessions"))["sessions"]
    assert sorted(each["code"] for each in listed) == sorted(drawn)


async def test_codes_keep_apart(near: Sitting) -> None:
    drawn = [(await near.draft())["code"] for _ in range(40)]
    pairs = [(a, b) for n, a in enumerate(drawn) for b in drawn[:n]]
    assert [pair for pair in pairs if is_near(*pair)] == []


async def test_the_database_itself_holds_a_code_to_one_session(sitting: Sitting) -> None:
    made = await sitting.draft()
    other = await sitting.draft()
    row = {
        "id": new_id(),
        "organisation_id": sitting.school.made.id,
        "code": made["code"],
        "session_id": other["session"],
        "state": "open",
        "reserved_at": 0,
        "failures": 0,
    }
    with pytest.raises(IntegrityError):
        await write(sitting, insert(session_codes).values(row))
    await write(sitting, insert(session_codes).values(row | {"state": "released"}))


async def write(sitting: Sitting, statement: Executable) -> None:
    async with sitting.parts.engine.writing() as connection:
        await connection.execute(statement)


async def test_another_code_shuts_the_old_one_and_leaves_who_is_there(sitting: Sitting) -> None:
    published = await sitting.published()
    page, _, _ = await sitting.joined(published["code"], number="1042")
    path = f"/api/sessions/{published['session']}/code"
    rotated = told(await sitting.office.post(path))["code"]
    assert rotated != published["code"]
    old = await sitting.verify(sitting.page(), published["code"])
    assert refusal(old) == (404, "no-session")
    told(await sitting.verify(sitting.page(), rotated))
    assert (await page.get("/api/seat")).status_code == 200
    assert (await sitting.audited(published["session"])).count("code-rotated") == 1


async def test_a_code_is_let_go_thirty_days_after_the_close_and_rests_for_seven(
    sitting: Sitting,
) -> None:
    published = await sitting.published()
    session, code = published["session"], published["code"]
    told(await sitting.office.post(f"/api/sessions/{session}/close"))
    states = []
    for days in (29, 2, 7):
        sitting.parts.clock.turn(days * DAY)
        office = await sitting.school.signed_in()
        async with sitting.parts.engine.writing() as connection:
            taken = await codes.taken(connection, sitting.parts.clock.now_ms())
        shown = told(await office.get(f"/api/sessions/{session}"))["code"]
        states.append((code in taken.held, code in taken.resting, shown == code))
    assert states == [(True, False, True), (False, True, False), (False, False, False)]


async def test_when_all_are_taken_the_longest_rested_is_given_with_a_warning(
    near: Sitting,
) -> None:
    made = await near.draft()
    rest = [code for n in range(10_000) if (code := f"{n:04d}") != made["code"]]
    oldest = next(code for code in rest if not is_trivial(Code(code)))
    rows = [
        {
            "id": new_id(),
            "organisation_id": near.school.made.id,
            "code": code,
            "session_id": made["session"],
            "state": "resting",
            "reserved_at": 0,
            "released_at": 5_000 if code == oldest else 9_000,
            "rests_until": near.parts.clock.now_ms() + DAY,
            "failures": 0,
        }
        for code in rest
    ]
    async with near.parts.engine.writing() as connection:
        await connection.execute(insert(session_codes), rows)
    last = await near.draft()
    assert last["code"] == oldest
    assert "session codes are in use or resting" in last["warnings"][0]
