"""Results and answers of a session over HTTP, on both databases."""

import csv
import io
from typing import Any

from sqlalchemy import event

from invigilate.ids import RoomId
from invigilate.store.engine import Engine
from tests.assessments.office import joined
from tests.grading.hall import SESSION, Hall, booklet
from tests.people.school import refusal

PATHS = [f"/api/sessions/{SESSION}/{what}" for what in ("results", "results.csv", "answers.csv")]


async def a_hall_after_the_exam(hall: Hall) -> None:
    """One scored, one with an essay, one still writing, one absent."""
    scored, waits = [("q1", "a"), ("q2", "b")], [("q1", "b"), ("q3", "=Once")]
    await hall.seal("ann", 1, *scored)
    await hall.seal("bob", 1, *waits)
    await hall.mark()
    hall.sit(
        booklet("dan", "Absent"),
        booklet("cem", "In Progress", ("q1", "a")),
        booklet("ann", "Submitted", *scored, seals=1),
        booklet("bob", "Submitted", *waits, seals=1, held=2),
    )


async def test_results_are_counted_banded_and_listed_by_candidate_number(hall: Hall) -> None:
    await a_hall_after_the_exam(hall)
    found = (await hall.get("results")).json()
    students = found.pop("students")
    assert found == {
        "title": "A paper",
        "counts": {"Ungraded": 2, "Unattempted": 1, "scored": 1},
        "bands": {"0-25": 0, "25-50": 1, "50-75": 0, "75-100": 0},
    }
    assert [(one["number"], one["result"], one["detail"], one["points"]) for one in students] == [
        ("ANN", "scored", "", "4"),
        ("BOB", "Ungraded", "waits for a person", "0"),
        ("CEM", "Ungraded", "not submitted", None),
        ("DAN", "Unattempted", "absent", None),
    ]
    assert students[0] == {
        "seat": "ann",
        "number": "ANN",
        "name": "Ann",
        "hall": "North",
        "desk": "7",
        "status": "Submitted",
        "result": "scored",
        "detail": "",
        "seal": 1,
        "points": "4",
        "out_of": "9",
        "percent": "44.44444444444444444444444444",
        "shown": "44.4",
        "band": "25-50",
    }


async def test_the_results_file_has_a_line_a_student_and_a_column_an_item(hall: Hall) -> None:
    await a_hall_after_the_exam(hall)
    given = await hall.get("results.csv")
    assert (given.headers["content-type"], given.headers["content-disposition"]) == (
        "text/csv; charset=utf-8",
        'attachment; filename="results-session-1.csv"',
    )
    head, *lines = rows(given.content)
    assert head[-4:] == ["q1", "q2", "q3", "comments"]
    assert [[line[0], *line[5:]] for line in lines] == [
        [
            "ANN",
            "scored",
            "",
            "4",
            "9",
            "44.44444444444444444444444444",
            "25-50",
            "2",
            "2",
            "0",
            "",
        ],
        [
            *("BOB", "Ungraded", "waits for a person", "0", "9", "", ""),
            *("0", "0", "waits for a person", ""),
        ],
        ["CEM", "Ungraded", "not submitted", *[""] * 8],
        ["DAN", "Unattempted", "absent", *[""] * 8],
    ]


async def test_the_answers_file_has_every_answer_sealed_or_not(hall: Hall) -> None:
    await a_hall_after_the_exam(hall)
    head, *lines = rows((await hall.get("answers.csv")).content)
    assert head[:5] == ["number", "name", "hall", "desk", "status"]
    assert head[5:] == ["seal", "held", "q1", "q1 (text)", "q2", "q2 (text)", "q3"]
    assert [[line[0], *line[4:]] for line in lines] == [
        ["ANN", "Submitted", "1", "0", "a", "one", "b", "two", ""],
        ["BOB", "Submitted", "1", "2", "b", "two", "", "", "'=Once"],
        ["CEM", "In Progress", "0", "0", "a", "one", "", "", ""],
        ["DAN", "Absent", "0", "0", "", "", "", "", ""],
    ]


async def test_a_reopened_booklet_has_no_result_until_it_is_sealed_again(hall: Hall) -> None:
    await hall.seal("ann", 1, ("q1", "a"))
    await hall.mark()
    hall.sit(booklet("ann", "In Progress", ("q1", "b"), seals=1))
    [student] = (await hall.get("results")).json()["students"]
    assert (student["result"], student["points"]) == ("Ungraded", None)
    [_, line] = rows((await hall.get("results.csv")).content)
    assert line[-4:] == ["", "", "", ""]


async def test_marks_of_another_room_are_not_mixed_in(hall: Hall) -> None:
    await hall.seal("ann", 1, ("q1", "a"))
    await hall.mark()
    organisation, _, edition = hall.parts.sessions[SESSION]
    hall.parts.sessions["other"] = (organisation, RoomId("room-2"), edition)
    hall.parts.written[RoomId("room-2")] = [
        booklet("ann", "Submitted", ("q1", "a"), seals=1),
    ]
    found = (await hall.office.head.get("/api/sessions/other/results")).json()
    assert found["students"][0]["detail"] == "being marked"


async def test_booklets_are_printed_with_a_page_for_each_and_the_record_they_come_from(
    hall: Hall,
) -> None:
    await a_hall_after_the_exam(hall)
    text = (await hall.get("booklets.html")).text
    assert text.count('<section class="booklet">') == 4
    assert text.count("<p>Absent: not begun.</p>") == 1
    assert text.count("<article>") == 9
    assert text.count("Rebuilt from version 1 of the log, chain .") == 4


async def test_before_anything_happened_there_are_no_results(hall: Hall) -> None:
    assert refusal(await hall.get("results")) == (404, "no-session")


async def test_the_office_alone_reads_results(hall: Hall) -> None:
    await a_hall_after_the_exam(hall)
    pat, nobody = await hall.office.proctor(), hall.office.school.client()
    for path in PATHS:
        assert refusal(await nobody.get(path)) == (401, "not-signed-in")
        assert refusal(await pat.get(path)) == (403, "no-right")


async def test_another_organisations_results_do_not_exist(hall: Hall) -> None:
    await a_hall_after_the_exam(hall)
    rival = await joined(hall.parts, "Vale School", "rival")
    rival.school.app = hall.office.school.app
    head = await rival.school.signed_in("rival")
    for path in PATHS:
        theirs = await head.get(path)
        assert refusal(theirs) == (404, "no-such-session")
        assert (await head.get(path.replace(SESSION, "none"))).json() == theirs.json()


async def test_a_session_that_is_handed_over_by_mistake_is_still_not_shown(hall: Hall) -> None:
    rival = await joined(hall.parts, "Vale School", "rival")
    _, room, edition = hall.parts.sessions[SESSION]
    hall.parts.sessions["theirs"] = (hall.office.organisation, room, edition)
    hall.parts.sessions["mixed"] = (rival.organisation, room, edition)
    hall.sit(booklet("ann", "Absent"))
    rival.school.app = hall.office.school.app
    head = await rival.school.signed_in("rival")
    assert refusal(await head.get("/api/sessions/theirs/results")) == (404, "no-such-session")
    assert refusal(await head.get("/api/sessions/mixed/results")) == (404, "no-such-edition")


async def test_results_ask_the_database_equally_often_for_one_and_for_three(hall: Hall) -> None:
    counts = []
    for seats in (["ann"], ["bob", "cem"]):
        for seat in seats:
            await hall.seal(seat, 1, ("q1", "a"))
        await hall.mark()
        hall.sit(*(booklet(s, "Submitted", ("q1", "a"), seals=1) for s in ["ann", *seats]))
        counts.append(await statements_of(hall))
    assert counts[0] == counts[1]


async def statements_of(hall: Hall) -> int:
    seen: list[str] = []

    def note(*arguments: object) -> None:
        seen.append(str(arguments[2]))

    engine: Engine = hall.parts.engine
    readers = engine._readers.sync_engine
    event.listen(readers, "before_cursor_execute", note)
    assert (await hall.get("results.csv")).status_code == 200
    event.remove(readers, "before_cursor_execute", note)
    return len(seen)


def rows(data: bytes) -> list[list[Any]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
