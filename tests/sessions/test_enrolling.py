"""Rosters over HTTP: a file in and out, one student more, keys and slips; on both databases."""

import pytest
from sqlalchemy import select

from invigilate.codes import parse_key
from invigilate.people.tokens import new_token
from invigilate.rooms.state import Status
from invigilate.sessions.tables.entries import roster_entries
from invigilate.store.audit import entries_of
from tests.people.school import refusal
from tests.sessions.sitting import ROSTER, Sitting, told

AGAIN = """number,name,desk
1042,Ada King,A9
1050,Emmy Noether,C1
1050,Twice,C2
1044,Grace Hopper,B1
"""
VERDICTS = [
    {"line": 2, "number": "1042", "name": "Ada King", "verdict": "amended", "why": "name, desk"},
    {
        "line": 3,
        "number": "1050",
        "name": "Emmy Noether",
        "verdict": "refused",
        "why": "The number 1050 stands in line 4, too",
    },
    {
        "line": 4,
        "number": "1050",
        "name": "Twice",
        "verdict": "refused",
        "why": "The number 1050 stands in line 3, too",
    },
    {"line": 5, "number": "1044", "name": "Grace Hopper", "verdict": "same", "why": ""},
]


async def numbers(sitting: Sitting, session: str) -> list[tuple[str, str, str]]:
    listed = await sitting.roster(session)
    return [(each["number"], each["name"], each["desk"]) for each in listed]


async def test_a_roster_is_listed_in_the_order_of_its_file(sitting: Sitting) -> None:
    session = (await sitting.draft())["session"]
    report = await sitting.enrol(session, ROSTER)
    assert [each["verdict"] for each in report["lines"]] == ["new"] * 3
    listed = await sitting.roster(session)
    assert listed[0] == {
        "seat": listed[0]["seat"],
        "number": "1042",
        "name": "Ada Lovelace",
        "hall": "Main",
        "desk": "A1",
        "extra_percent": 25.0,
        "guest": False,
        "has_key": True,
    }
    assert [each["number"] for each in listed] == ["1042", "0043", "1044"]
    assert (await sitting.whole(session))["roster"] == 3


async def test_a_preview_says_what_would_be_and_stores_nothing(sitting: Sitting) -> None:
    session = (await sitting.published())["session"]
    before = await sitting.roster(session)
    path = f"/api/sessions/{session}/roster/preview"
    report = told(await sitting.office.post(path, content=AGAIN))
    assert report["header"] == ["number", "name", "desk"]
    assert report["lines"] == VERDICTS
    assert [(each["number"], each["name"]) for each in report["withdrawn"]] == [
        ("0043", "Charles Babbage")
    ]
    assert report["stored"] is False
    assert await sitting.roster(session) == before
    assert (await sitting.audited(session)).count("roster-imported") == 1


async def test_a_second_file_amends_and_the_room_hears_it(sitting: Sitting) -> None:
    session = (await sitting.published())["session"]
    live = await sitting.parts.rooms.wake(session)
    report = await sitting.enrol(session, AGAIN)
    assert (report["lines"], report["withdrawn"]) == (VERDICTS, [])
    assert await numbers(sitting, session) == [
        ("1042", "Ada King", "A9"),
        ("0043", "Charles Babbage", "A2"),
        ("1044", "Grace Hopper", "B1"),
    ]
    seat = live.copy.room.seats[live.copy.room.numbers["1042"]]
    assert (seat.entry.name, seat.entry.desk, seat.entry.extra_percent) == ("Ada King", "A9", 25)


async def test_who_is_not_in_the_file_is_withdrawn_when_asked_unless_they_began(
    sitting: Sitting,
) -> None:
    published = await sitting.published()
    session = published["session"]
    _, device, ada = await sitting.joined(published["code"], number="1042")
    await sitting.begin(session, ada, device)
    report = await sitting.enrol(session, "number,name\n1044,Grace Hopper\n", withdraw=1)
    assert [each["number"] for each in report["withdrawn"]] == ["0043"]
    assert [(each["number"], each["why"]) for each in report["kept"]] == [
        ("1042", "Candidate 1042 has begun.")
    ]
    assert [each[0] for each in await numbers(sitting, session)] == ["1042", "1044"]
    counts = (await sitting.whole(session))["counts"]
    assert (counts["assigned"], counts["in_progress"], counts["absent"]) == (2, 1, 1)
    back = await sitting.enrol(session, "number,name\n0043,Charles Babbage\n")
    assert [each["why"] for each in back["lines"]] == ["withdrawn before"]
    assert (await sitting.whole(session))["counts"]["assigned"] == 3
    live = await sitting.parts.rooms.wake(session)
    assert live.copy.room.seats[live.copy.room.numbers["0043"]].status is Status.ABSENT


async def test_one_student_more_stands_in_the_room_at_once(sitting: Sitting) -> None:
    session = (await sitting.published())["session"]
    proctor = await sitting.proctor("pat", session)
    path = f"/api/sessions/{session}/students"
    new = {"number": "2000", "name": "Emmy Noether", "hall": "Main", "desk": "Z9"}
    made = told(await proctor.post(path, json=new), 201)
    parse_key(made["key"])
    live = await sitting.parts.rooms.wake(session)
    assert live.copy.room.numbers["2000"] == made["seat"]
    assert refusal(await proctor.post(path, json=new)) == (409, "number-taken")
    assert refusal(await proctor.post(path, json=new | {"name": " "})) == (422, "student")
    assert (await sitting.audited(session)).count("student-added") == 1


async def test_new_keys_end_the_old_ones(sitting: Sitting) -> None:
    published = await sitting.published(personal_key=True)
    session, code = published["session"], published["code"]
    old = await sitting.keys(session)
    seats = {each["number"]: each["seat"] for each in await sitting.roster(session)}
    proctor = await sitting.proctor("pat", session)
    path = f"/api/sessions/{session}/keys"
    made = told(await proctor.post(path, json={"seats": [seats["1042"]]}))["keys"]
    assert [(each["seat"], each["number"], each["name"]) for each in made] == [
        (seats["1042"], "1042", "Ada Lovelace")
    ]
    assert refusal(await proctor.post(path, json={"seats": None})) == (403, "no-right")
    unknown = await proctor.post(path, json={"seats": [new_token()]})
    assert refusal(unknown) == (404, "no-such-seat")
    page = sitting.page()
    wrong = await sitting.identify(page, code, number="1042", key=old["1042"])
    assert refusal(wrong) == (404, "not-recognised")
    await sitting.joined(code, number="1042", key=made[0]["key"])
    await sitting.joined(code, number="0043", key=old["0043"])


async def test_keys_can_be_read_on_paper_until_the_session_is_closed(sitting: Sitting) -> None:
    published = await sitting.published(personal_key=True)
    session = published["session"]
    keys = await sitting.keys(session)
    file = await sitting.office.get(f"/api/sessions/{session}/roster.csv")
    assert file.headers["content-type"] == "text/csv; charset=utf-8"
    assert file.headers["cache-control"] == "no-store"
    assert [key for key in keys.values() if key not in file.text] == []
    slips = await sitting.office.get(f"/api/sessions/{session}/slips")
    assert [key for key in keys.values() if key not in slips.text] == []
    again = await sitting.enrol(session, file.content)
    assert [each["verdict"] for each in again["lines"]] == ["same"] * 3
    told(await sitting.office.post(f"/api/sessions/{session}/close"))
    for what in ("roster.csv", "slips"):
        page = await sitting.office.get(f"/api/sessions/{session}/{what}")
        assert [key for key in keys.values() if key in page.text] == []
        assert "Ada Lovelace" in page.text


async def test_no_key_stands_readable_in_the_database_or_the_audit(sitting: Sitting) -> None:
    session = (await sitting.published(personal_key=True))["session"]
    keys = [key.replace("-", "") for key in (await sitting.keys(session)).values()]
    async with sitting.parts.engine.reading() as connection:
        rows = (await connection.execute(select(roster_entries))).all()
        notes = await entries_of(connection, sitting.school.made.id, "session", session)
    kept = f"{rows} {notes}"
    assert [key for key in keys if key in kept.replace("-", "")] == []


async def test_slips_hold_what_each_student_needs_and_no_markup_of_theirs(
    near: Sitting,
) -> None:
    published = await near.published('number,name,hall\n7,"<script>alert(1)</script>",Ä&B\n')
    slips = await near.office.get(f"/api/sessions/{published['session']}/slips")
    assert slips.headers["content-type"] == "text/html; charset=utf-8"
    assert "<script" not in slips.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in slips.text
    shown = [published["code"], "http://localhost:8000", "Ä&amp;B", "<dd>7</dd>", "Physics"]
    assert [each for each in shown if each not in slips.text] == []
    assert "style=" not in slips.text
    style = await near.page().get("/slips.css")
    assert style.headers["content-type"] == "text/css; charset=utf-8"


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("number,name\n1,Zoë\n".encode("latin-1"), "encoding"),
        (b"Ada,1042\n", "header"),
    ],
)
async def test_a_file_that_cannot_be_read_stores_nothing(
    near: Sitting, content: bytes, word: str
) -> None:
    session = (await near.draft())["session"]
    for path in ("roster", "roster/preview"):
        sent = await near.office.post(f"/api/sessions/{session}/{path}", content=content)
        assert refusal(sent) == (422, word)
    assert await near.roster(session) == []


async def test_ten_thousand_students_are_taken_at_once(near: Sitting) -> None:
    session = (await near.draft())["session"]
    lines = "\n".join(f"{n:05d},Student Number {n},Hall {n // 500}" for n in range(10_000))
    report = await near.enrol(session, f"number,name,hall\n{lines}\n")
    assert {each["verdict"] for each in report["lines"]} == {"new"}
    assert (await near.whole(session))["roster"] == 10_000
    more = await near.office.post(
        f"/api/sessions/{session}/students", json={"number": "x", "name": "One More"}
    )
    assert refusal(more) == (422, "too-many-students")


async def test_a_closed_session_keeps_its_roster(near: Sitting) -> None:
    session = (await near.published())["session"]
    path = f"/api/sessions/{session}"
    told(await near.office.post(f"{path}/close"))
    new = {"number": "1", "name": "Late"}
    assert refusal(await near.office.post(f"{path}/students", json=new)) == (409, "closed")
    assert refusal(await near.office.post(f"{path}/roster", content=AGAIN)) == (409, "closed")
    assert refusal(await near.office.post(f"{path}/keys", json={"seats": None})) == (409, "closed")
