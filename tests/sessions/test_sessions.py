"""Sessions over HTTP: made, corrected, published, closed, put away; on both databases."""

import pytest
from sqlalchemy import event, select

from invigilate.codes import Code, is_trivial
from invigilate.store.engine import Engine
from invigilate.store.schema import room_event
from tests.people.school import refusal
from tests.people.test_people import dump
from tests.sessions.sitting import HOUR, ROSTER, Sitting, opened, told

COUNTS = {"assigned": 0, "absent": 0, "joined": 0, "in_progress": 0, "ended": 0, "submitted": 0}


async def test_a_draft_is_made_with_a_code(sitting: Sitting) -> None:
    made = await sitting.draft(minutes=60, personal_key=True)
    code = made["code"]
    assert (len(code), code.isdigit(), is_trivial(Code(code))) == (4, True, False)
    assert made == {
        "session": made["session"],
        "title": "Physics",
        "code": code,
        "state": "draft",
        "archived": False,
        "opens": None,
        "closes": None,
        "timezone": "Europe/Berlin",
        "assessment": "A paper",
        "counts": COUNTS,
        "edition": sitting.edition,
        "settings": {
            "minutes": 60.0,
            "opens": None,
            "closes": None,
            "late_join_until": None,
            "grace_ms": 120_000,
            "auto_submit": True,
            "personal_key": True,
            "allow_guests": False,
            "shuffle": False,
            "note_away": True,
        },
        "room": None,
        "proctors": [],
        "named": [],
        "grade": "chief",
        "staff": [{"person": sitting.school.head.id, "name": "Head", "grade": "chief"}],
        "roster": 0,
        "warnings": [],
        "created_at": made["created_at"],
        "published_at": None,
        "closed_at": None,
        "wrong_keys": 0,
    }
    assert await sitting.whole(made["session"]) == made
    assert await sitting.audited(made["session"]) == ["session-created"]


@pytest.mark.parametrize(
    ("body", "status", "word"),
    [
        ({"title": "  "}, 422, "title"),
        ({"title": "x" * 201}, 422, "title"),
        ({"timezone": "Mars/Olympus"}, 422, "timezone"),
        ({"timezone": "../../etc/passwd"}, 422, "timezone"),
        ({"edition": "AAAAAAAAAAAAAAAAAAAAAA"}, 404, "no-such-edition"),
        ({"settings": {"minutes": 0}}, 422, "minutes"),
        ({"settings": {"opens": 2_000, "closes": 1_000}}, 422, "closes"),
        ({"settings": {"opens": 2_000, "late_join_until": 1_000}}, 422, "late_join_until"),
        ({"settings": {"opens": -1}}, 422, "opens"),
        ({"settings": {"grace_ms": -1}}, 422, "grace_ms"),
        ({"settings": {"lockdown": True}}, 422, "body"),
    ],
)
async def test_a_session_that_cannot_be_is_refused(
    near: Sitting, body: dict[str, object], status: int, word: str
) -> None:
    given = {"title": "Physics", "edition": near.edition, "timezone": "UTC"} | body
    assert refusal(await near.office.post("/api/sessions", json=given)) == (status, word)
    assert told(await near.office.get("/api/sessions")) == {"sessions": []}


async def test_a_correction_changes_what_it_names_and_nothing_else(sitting: Sitting) -> None:
    made = await sitting.draft(minutes=60, shuffle=True)
    changed = told(await sitting.patch(made["session"], settings={"minutes": None}))
    assert changed["settings"] == made["settings"] | {"minutes": None}
    named = told(await sitting.patch(made["session"], title=" Physics  II "))
    assert named["title"] == "Physics II"
    assert named["settings"] == changed["settings"]


async def test_publishing_opens_a_room_of_the_sessions_own_name(sitting: Sitting) -> None:
    published = await sitting.published(minutes=60)
    assert (published["state"], published["room"]) == ("published", published["session"])
    assert published["counts"] == COUNTS | {"assigned": 3, "absent": 3}
    live = await sitting.parts.rooms.wake(published["room"])
    assert live.copy.room.plan is not None
    assert live.copy.room.plan.title == "Physics"
    assert live.copy.room.plan.items == 2
    assert sorted(live.copy.room.numbers) == ["0043", "1042", "1044"]
    assert await sitting.audited(published["session"]) == [
        "roster-imported",
        "session-created",
        "session-published",
    ]


async def test_a_session_that_nobody_could_join_is_not_published(near: Sitting) -> None:
    made = await near.draft()
    path = f"/api/sessions/{made['session']}"
    assert refusal(await near.office.post(f"{path}/publish")) == (409, "no-roster")
    over = near.parts.clock.now_ms() - HOUR
    told(await near.patch(made["session"], settings={"allow_guests": True, "closes": over}))
    assert refusal(await near.office.post(f"{path}/publish")) == (409, "closes-past")
    told(await near.patch(made["session"], settings={"closes": None}))
    told(await near.office.post(f"{path}/publish"))
    assert refusal(await near.office.post(f"{path}/publish")) == (409, "not-draft")


async def test_what_students_have_seen_is_fixed_and_the_rest_reaches_the_room(
    sitting: Sitting,
) -> None:
    session = (await sitting.published(minutes=60))["session"]
    live = await sitting.parts.rooms.wake(session)
    assert refusal(await sitting.patch(session, title="Other")) == (409, "published")
    assert refusal(await sitting.patch(session, edition="other")) == (409, "published")
    assert refusal(await sitting.patch(session, settings={"shuffle": True})) == (409, "fixed")
    told(await sitting.patch(session, title="Physics", settings={"minutes": 90}))
    assert live.copy.room.plan is not None
    assert live.copy.room.plan.settings.minutes == 90


async def test_closing_seals_who_writes_and_ends_the_session(sitting: Sitting) -> None:
    published = await sitting.published(minutes=60)
    session = published["session"]
    _, device, seat = await sitting.joined(published["code"], number="1042")
    await sitting.begin(session, seat, device)
    before = await sitting.whole(session)
    assert before["counts"] == COUNTS | {"assigned": 3, "absent": 2, "in_progress": 1}
    path = f"/api/sessions/{session}"
    closed = told(await sitting.office.post(f"{path}/close", json={"reason": "fire drill"}))
    assert closed["state"] == "closed"
    assert closed["code"] == published["code"]
    assert closed["counts"] == COUNTS | {"assigned": 3, "absent": 2, "submitted": 1}
    assert refusal(await sitting.office.post(f"{path}/close")) == (409, "closed")
    assert refusal(await sitting.patch(session, title="Late")) == (409, "closed")
    assert refusal(await sitting.verify(sitting.page(), published["code"])) == (404, "no-session")


async def test_a_session_is_put_away_and_brought_back(sitting: Sitting) -> None:
    draft = await sitting.draft()
    published = await sitting.published()
    path = f"/api/sessions/{draft['session']}"
    busy = f"/api/sessions/{published['session']}/archive"
    assert refusal(await sitting.office.post(busy)) == (409, "not-closed")
    assert told(await sitting.office.post(f"{path}/archive"))["code"] is None
    listed = told(await sitting.office.get("/api/sessions"))["sessions"]
    assert [each["session"] for each in listed] == [published["session"]]
    away = told(await sitting.office.get("/api/sessions?archived=1"))["sessions"]
    assert [each["session"] for each in away] == [draft["session"]]
    assert refusal(await sitting.patch(draft["session"], title="x")) == (409, "archived")
    back = told(await sitting.office.post(f"{path}/restore"))
    assert back["archived"] is False
    assert back["code"] not in (None, draft["code"])


async def test_the_list_asks_equally_often_for_one_and_for_three(near: Sitting) -> None:
    await near.published()
    one = await near_statements(near)
    await near.published()
    await near.draft()
    assert await near_statements(near) == one


async def near_statements(near: Sitting) -> int:
    seen: list[str] = []

    def note(*arguments: object) -> None:
        seen.append(str(arguments[2]))

    readers = near.parts.engine._readers.sync_engine
    event.listen(readers, "before_cursor_execute", note)
    await near.office.get("/api/sessions")
    event.remove(readers, "before_cursor_execute", note)
    return len(seen)


async def test_a_room_that_needs_attention_does_not_fail_the_list(near: Sitting) -> None:
    published = await near.published()
    await near.joined(published["code"], number="1042")
    near.parts.rooms.hub.live.clear()
    near.parts.rooms.keeper.stop()
    listed = told(await near.office.get("/api/sessions"))["sessions"]
    assert [each["counts"] for each in listed] == [COUNTS | {"assigned": 3, "absent": 3}]


async def test_looking_changes_nothing(near: Sitting) -> None:
    published = await near.published()
    before = await dump(near.parts.engine)
    path = f"/api/sessions/{published['session']}"
    for what in ("", "/roster", "/roster.csv", "/slips"):
        assert (await near.office.get(path + what)).status_code == 200
    assert (await near.office.get("/api/sessions")).status_code == 200
    assert await dump(near.parts.engine) == before


async def test_another_organisations_sessions_are_like_none(engine: Engine) -> None:
    async with (
        opened(engine) as ours,
        opened(engine, "Vale School", "rival", ours.parts) as theirs,
    ):
        foreign = (await theirs.published(ROSTER))["session"]
        nobodys = "AAAAAAAAAAAAAAAAAAAAAA"
        for method, path in (("GET", ""), ("POST", "/publish"), ("GET", "/roster")):
            answers = [
                await ours.office.request(method, f"/api/sessions/{session}{path}")
                for session in (foreign, nobodys)
            ]
            assert [refusal(each) for each in answers] == [(404, "no-such-session")] * 2
            assert answers[0].content == answers[1].content
        assert told(await ours.office.get("/api/sessions")) == {"sessions": []}
        given = {"title": "x", "edition": theirs.edition, "timezone": "UTC"}
        stolen = await ours.office.post("/api/sessions", json=given)
        assert refusal(stolen) == (404, "no-such-edition")


async def test_what_the_office_does_to_a_room_is_a_persons(sitting: Sitting) -> None:
    published = await sitting.published(minutes=60)
    session = published["session"]
    await sitting.joined(published["code"], number="1042")
    told(await sitting.patch(session, settings={"grace_ms": 1_000}))
    told(await sitting.office.post(f"/api/sessions/{session}/close", json={"reason": "over"}))
    async with sitting.parts.engine.reading() as connection:
        asked = select(room_event.c.kind, room_event.c.actor)
        actors = {row.kind: row.actor for row in await connection.execute(asked)}
    assert actors["SettingsChanged"].startswith("person:")
    assert actors["RoomClosed"].startswith("person:")
