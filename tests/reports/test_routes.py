"""The report over HTTP, on both databases: for whoever may watch the session, and nobody else."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest

from invigilate.api.security import content_policy
from invigilate.ids import RoomId
from invigilate.rooms import orders as o
from invigilate.rooms.grades import Grade
from invigilate.rooms.report.signed import held, public_key
from invigilate.rooms.report.style import STYLE, STYLE_PATH
from invigilate.store.engine import Engine
from tests.people.school import refusal
from tests.reports.cells import Taken
from tests.sessions.sitting import Sitting, opened, told

FORMS = ("report.html", "report.json")


@pytest.fixture
async def sitting(engine: Engine) -> AsyncIterator[Sitting]:
    async with opened(engine) as made:
        yield made


@pytest.fixture
async def near(sqlite_engine: Engine) -> AsyncIterator[Sitting]:
    """The same where the kind of database does not matter."""
    async with opened(sqlite_engine) as made:
        yield made


async def sat(ours: Sitting) -> tuple[str, str]:
    """A session in which one student began and a proctor wrote something down; gives its code."""
    made = await ours.published(minutes=60)
    session, code = made["session"], made["code"]
    _, device, seat = await ours.joined(code, number="0043")
    await ours.begin(session, seat, device)
    await ours.order(session, o.Note(None, "incident", "The lamp <b>fell</b>."))
    return session, code


async def test_the_page_is_made_of_the_stored_log(sitting: Sitting) -> None:
    session, code = await sat(sitting)
    got = await sitting.office.get(f"/api/sessions/{session}/report.html")
    assert (got.status_code, got.headers["content-type"], got.headers["cache-control"]) == (
        200,
        "text/html; charset=utf-8",
        "no-store",
    )
    taken = Taken(got.text)
    [head] = await sitting.parts.rooms.keeper.log.heads((RoomId(session),))
    assert taken.facts["Record"] == f"version {head.version}, epoch {head.epoch}"
    assert taken.facts["Chain"] == head.chain.hex()
    assert taken.facts["Code"] == code
    assert taken.facts["Times"].startswith("Europe/Berlin, UTC+0")
    assert taken.facts["Signed by key"] == public_key(sitting.parts.secret)
    assert [row[:4] for row in taken.rows("register")] == [
        ["Main A1", "1042", "Ada Lovelace", "Absent"],
        ["Main A2", "0043", "Charles Babbage", "In Progress"],
        ["Side B1", "1044", "Grace Hopper", "Absent"],
    ]
    assert [row[1:4] for row in taken.rows("notes")] == [
        ["incident", "the session", "The lamp <b>fell</b>."]
    ]


async def test_the_file_is_signed_and_the_page_has_its_signature(sitting: Sitting) -> None:
    session, _ = await sat(sitting)
    page = Taken((await sitting.office.get(f"/api/sessions/{session}/report.html")).text)
    got = await sitting.office.get(f"/api/sessions/{session}/report.json")
    assert (got.headers["content-type"], got.headers["content-disposition"]) == (
        "application/json",
        f'attachment; filename="report-{session}.json"',
    )
    one = held(got.content)
    assert one.key == public_key(sitting.parts.secret)
    assert json.loads(got.content)["signature"]["value"] == page.facts["Signature"]
    assert page.facts["Record"] == f"version {one.report.version}, epoch {one.report.epoch}"


async def test_the_page_runs_nothing_and_takes_its_style_from_our_own_path(near: Sitting) -> None:
    session, _ = await sat(near)
    got = await near.office.get(f"/api/sessions/{session}/report.html")
    policy = got.headers["content-security-policy"]
    assert policy.startswith(content_policy(("x",)).partition("; trusted-types")[0])
    taken = Taken(got.text)
    assert [
        name for name in ("script", "style", "iframe", "img", "form") if taken.elements[name]
    ] == []
    assert "style" not in taken.attributes
    assert f'<link rel="stylesheet" href="{STYLE_PATH}">' in got.text
    style = await near.office.get(STYLE_PATH)
    assert (style.text, style.headers["content-type"]) == (STYLE, "text/css; charset=utf-8")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("grade", ["chief", "invigilator", "observer"])
async def test_whoever_may_watch_the_session_reads_its_report(
    near: Sitting, grade: Grade, form: str
) -> None:
    session, _ = await sat(near)
    proctor = await near.proctor("pat", session, grade=grade)
    assert (await proctor.get(f"/api/sessions/{session}/{form}")).status_code == 200


@pytest.mark.parametrize("form", FORMS)
async def test_for_all_others_there_is_none(near: Sitting, form: str) -> None:
    session, code = await sat(near)
    stranger = await near.proctor("sam")
    student, _, _ = await near.joined(code, number="1044")
    path = f"/api/sessions/{session}/{form}"
    assert refusal(await stranger.get(path)) == (404, "no-such-session")
    assert refusal(await near.office.get(f"/api/sessions/none/{form}")) == (404, "no-such-session")
    assert refusal(await near.page().get(path)) == (401, "not-signed-in")
    assert refusal(await student.get(path)) == (401, "not-signed-in")


@pytest.mark.parametrize("form", FORMS)
async def test_of_a_session_that_was_not_published_there_is_none_yet(
    near: Sitting, form: str
) -> None:
    draft = (await near.draft())["session"]
    path = f"/api/sessions/{draft}/{form}"
    assert refusal(await near.office.get(path)) == (409, "not-published")


@pytest.mark.parametrize("form", FORMS)
async def test_where_nothing_happened_yet_there_is_nothing_to_report(
    near: Sitting, form: str
) -> None:
    session = (await near.published())["session"]
    path = f"/api/sessions/{session}/{form}"
    assert refusal(await near.office.get(path)) == (404, "nothing-to-report")


@pytest.mark.parametrize("form", FORMS)
async def test_of_a_log_that_is_not_whole_nothing_is_told(near: Sitting, form: str) -> None:
    session, _ = await sat(near)
    async with near.parts.engine.writing() as connection:
        await connection.exec_driver_sql(
            f"UPDATE room_event SET at = at + 1 WHERE room_id = '{session}' AND version = 2"
        )
    path = f"/api/sessions/{session}/{form}"
    assert refusal(await near.office.get(path)) == (409, "log-not-whole")


async def test_two_who_ask_at_once_get_the_same(near: Sitting) -> None:
    session, _ = await sat(near)
    path = f"/api/sessions/{session}/report.json"
    first, second = await asyncio.gather(near.office.get(path), near.office.get(path))
    assert first.content == second.content
    assert told(first)["format"] == "invigilate-sitting-report"
