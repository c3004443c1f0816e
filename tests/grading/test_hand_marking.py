"""Marks that people give, over HTTP, on both databases."""

import asyncio
import csv
import io
from typing import Any

from httpx2 import AsyncClient

from invigilate.store.audit import Entry, entries_of
from tests.assessments.office import joined
from tests.grading.hall import ROOM, SESSION, Hall, booklet
from tests.people.school import person, refusal

PATH = f"/api/sessions/{SESSION}/marking"


async def a_hall_with_an_essay(hall: Hall) -> None:
    answers = [("q1", "a"), ("q3", "Once upon\n a time")]
    await hall.seal("ann", 1, *answers)
    await hall.mark()
    hall.sit(
        booklet("ann", "Submitted", *answers, name="Secret Name", seals=1),
        booklet("dan", "Absent"),
    )


def new(points: str = "3", **more: object) -> dict[str, object]:
    mark: dict[str, object] = {"seat": "ann", "seal": 1, "item": "q3", "points": points}
    return mark | more


async def give(client: AsyncClient, mark: dict[str, object]) -> Any:
    return await client.post(PATH, json=mark)


async def entries(hall: Hall) -> list[Entry]:
    async with hall.parts.engine.reading() as connection:
        target = f"{ROOM}/ann/1/q3"
        return await entries_of(connection, hall.office.organisation, "response", target)


async def test_what_waits_is_shown_by_number_with_the_rubric_and_no_name(hall: Hall) -> None:
    await a_hall_with_an_essay(hall)
    answer = await hall.office.head.get(PATH)
    assert "Secret" not in answer.text
    assert answer.json() == {
        "title": "A paper",
        "delivered": hall.edition["delivered"],
        "items": [
            {
                "item": "q3",
                "title": "Question q3",
                "body": '<p>Write.</p><div data-slot="2"></div>',
                "rubric": "<p>CANARY-RUBRIC</p>",
                "model_answers": ["CANARY-MODEL"],
                "out_of": "5",
                "responses": [
                    {
                        "seat": "ann",
                        "number": "ANN",
                        "seal": 1,
                        "given": [{"prompt": "", "kind": "essay", "lines": ["Once upon\n a time"]}],
                        "by_key": "0",
                        "marks": [],
                    }
                ],
            }
        ],
    }


async def test_a_mark_scores_the_booklet_and_stands_in_the_files(hall: Hall) -> None:
    await a_hall_with_an_essay(hall)
    given = (await give(hall.office.head, new("3.5", comment="Well told."))).json()
    [mark] = given["marks"]
    assert (mark[0], mark[1], mark[3]) == ("3.5", "Well told.", "Head")
    results = (await hall.get("results")).json()
    assert results["counts"] == {"Ungraded": 0, "Unattempted": 1, "scored": 1}
    assert results["bands"] == {"0-25": 0, "25-50": 0, "50-75": 1, "75-100": 0}
    student = results["students"][0]
    assert (student["result"], student["points"], student["band"]) == ("scored", "5.5", "50-75")
    data = (await hall.get("results.csv")).content.decode("utf-8-sig")
    line = list(csv.reader(io.StringIO(data, newline="")))[1]
    assert line[-4:] == ["2", "0", "3.5", "q3: Well told."]


async def test_a_changed_mark_keeps_the_one_before_it_and_both_are_in_the_audit(
    hall: Hall,
) -> None:
    await a_hall_with_an_essay(hall)
    await give(hall.office.head, new("3", comment="First."))
    changed = (await give(hall.office.head, new("4", after=1))).json()
    assert [mark[:2] for mark in changed["marks"]] == [["3", "First."], ["4", ""]]
    [item] = (await hall.office.head.get(PATH)).json()["items"]
    assert item["responses"][0]["marks"] == changed["marks"]
    told = {entry.action: (entry.before, entry.after) for entry in await entries(hall)}
    first, second = {"points": "3", "comment": "First."}, {"points": "4", "comment": ""}
    assert told == {"mark-given": (None, first), "mark-changed": (first, second)}
    assert (await hall.get("results")).json()["students"][0]["points"] == "6"


async def test_an_order_that_is_sent_twice_is_done_once(hall: Hall) -> None:
    await a_hall_with_an_essay(hall)
    once, twice = await give(hall.office.head, new()), await give(hall.office.head, new())
    assert (twice.status_code, twice.json()) == (200, once.json())
    assert [entry.action for entry in await entries(hall)] == ["mark-given"]


async def test_of_two_marks_at_one_time_exactly_one_is_taken(hall: Hall) -> None:
    await a_hall_with_an_essay(hall)
    await hall.office.head.post("/api/people", json=person("ola", "office"))
    ola = await hall.office.school.signed_in("ola")
    marks = [give(hall.office.head, new("1")), give(ola, new("2"))]
    answers = await asyncio.gather(*marks)
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    [late] = [answer for answer in answers if answer.status_code == 409]
    assert refusal(late) == (409, "marked-meanwhile")
    assert len(await entries(hall)) == 1


async def test_a_seal_that_is_marked_again_by_its_key_keeps_what_people_gave(hall: Hall) -> None:
    await a_hall_with_an_essay(hall)
    await give(hall.office.head, new("5"))
    async with hall.parts.engine.writing() as connection:
        await hall.ask(connection, "ann", 1)
    await hall.mark()
    assert (await hall.get("results")).json()["students"][0]["points"] == "7"


async def test_a_booklet_that_was_sealed_again_is_marked_under_its_new_seal_alone(
    hall: Hall,
) -> None:
    await a_hall_with_an_essay(hall)
    await give(hall.office.head, new("5"))
    answers = [("q1", "a"), ("q3", "Another end")]
    await hall.seal("ann", 2, *answers)
    await hall.mark()
    hall.sit(booklet("ann", "Submitted", *answers, seals=2))
    assert refusal(await give(hall.office.head, new("4", after=1))) == (409, "sealed-again")
    [item] = (await hall.office.head.get(PATH)).json()["items"]
    assert [(one["seal"], one["marks"]) for one in item["responses"]] == [(2, [])]
    assert (await give(hall.office.head, new("4", seal=2))).status_code == 200


async def test_a_mark_that_does_not_fit_is_refused_and_changes_nothing(hall: Hall) -> None:
    await a_hall_with_an_essay(hall)
    for mark, answer in (
        (new("5.01"), (422, "points")),
        (new("-1"), (422, "points")),
        (new("x"), (422, "body")),
        (new(comment="x" * 2_001), (422, "comment")),
        (new(item="q1"), (409, "not-for-a-person")),
        (new(item="q9"), (404, "no-such-response")),
        (new(seat="bob"), (404, "no-such-response")),
        (new(seal=2), (404, "no-such-response")),
        (new(more=1), (422, "body")),
    ):
        assert refusal(await give(hall.office.head, mark)) == answer
    assert (await hall.get("results")).json()["students"][0]["detail"] == "waits for a person"
    assert await entries(hall) == []


async def test_the_office_alone_marks_and_another_organisation_sees_nothing(hall: Hall) -> None:
    await a_hall_with_an_essay(hall)
    pat, nobody = await hall.office.proctor(), hall.office.school.client()
    rival = await joined(hall.parts, "Vale School", "rival")
    rival.school.app = hall.office.school.app
    head = await rival.school.signed_in("rival")
    for client, answer in (
        (nobody, (401, "not-signed-in")),
        (pat, (403, "no-right")),
        (head, (404, "no-such-session")),
    ):
        assert refusal(await client.get(PATH)) == answer
        assert refusal(await give(client, new())) == answer
    assert await entries(hall) == []


async def test_a_mark_is_given_in_the_session_that_is_named_alone(hall: Hall) -> None:
    await a_hall_with_an_essay(hall)
    organisation, room, edition = hall.parts.sessions[SESSION]
    hall.parts.sessions["other"] = (organisation, type(room)("room-2"), edition)
    answer = await hall.office.head.post("/api/sessions/other/marking", json=new())
    assert refusal(answer) == (404, "no-such-response")
