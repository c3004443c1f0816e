"""The page tells in each of its parts exactly what the report has."""

import pytest
from msgspec.structs import replace

from invigilate.ids import SeatId
from invigilate.rooms import commands as c
from invigilate.rooms import orders as o
from invigilate.rooms.plan import Entry
from invigilate.rooms.report.page import OPEN, page
from tests.reports.cells import Taken
from tests.reports.hall import BERLIN, MINUTE, NINE, READING, Hall, morning, roster, seats

PAUSED = "+12 min 30 s"


@pytest.fixture(scope="module")
def taken() -> Taken:
    return Taken(morning().page())


def test_the_parts_stand_in_their_order(taken: Taken) -> None:
    assert taken.headings == [
        "Physics, final examination",
        "Attendance register",
        "Seating plan",
        "Main hall: 40 students",
        "Incidents and notes",
        "Time ledger",
        "What it came to",
        "Time lost offline",
        "Announcements and pauses",
        "Announcements",
        "Pauses",
        "Who did what",
        "Alerts",
        "How to verify this report",
        "The signed file",
        "The log",
    ]


def test_the_first_sheet_says_what_it_is_of_and_what_matters(taken: Taken) -> None:
    report = morning().report()
    assert taken.facts == {
        "Date": "Friday, 16 October 2026",
        "Code": "4821",
        "Opened": "09:00:00",
        "First began": "09:00:00",
        "Closed": "11:05:00 by the server",
        "Last ended": "11:00:00",
        "Times": "Europe/Berlin, UTC+02:00",
        "Session": "sitting-1",
        "Staff": "M. Sample, R. Specimen",
        "on the roster": "40",
        "present": "38",
        "absent": "2",
        "submitted": "38",
        "incidents": "2",
        "lost time, open": "1",
        "Attendance": (
            "Never joined: D6, E8; marked late: E5; marked absent: D6, E8; identity doubted: C2;"
            " identity not checked: E5."
        ),
        "Incidents": (
            "09:44:00 the session: Fire alarm at 9:31. Nobody was hurt.\n"
            "09:59:00 D3: A phone lay under the desk; kept."
        ),
        "Not counted": "–",
        "Time": "Session paused for 12 min 30 s; time lost and not given back: C4.",
        "Notices": "2 announcements, 2 not seen by all; 1 pause.",
        "Orders": "32 orders, 2 undone, 2 refused.",
        "Alerts": "6 calls by students or dismissed by staff, 1 without an answer.",
        "Record": f"version {report.version}, epoch epoch-1",
        "Chain": report.chain,
        "Verified": "every link, 2026-10-16 12:20:00+02:00",
        "Signed by key": READING.key,
        "Signature": READING.signature,
    }


def test_the_register_has_a_line_and_a_box_to_sign_for_each_student(taken: Taken) -> None:
    head, *rows = taken.tables["register"]
    assert head == [
        *("Desk", "Number", "Name", "Status", "Attendance", "Identity", "Began", "Ended"),
        *("Extra time", "Sealed", "Signature"),
    ]
    assert [row[:3] for row in rows] == [[e.desk, e.number, e.name] for e in roster()]
    assert [row[-1] for row in rows] == [""] * 40
    marks = {
        each.desk: each.seals[-1].fingerprint
        for each in morning().report().attendance[:-1]
        if each.seals
    }
    by_desk = {row[0]: row[3:-1] for row in rows}
    sample, specimen = "\nM. Sample", "\nR. Specimen"
    assert by_desk["A1"] == [
        "Submitted",
        f"present 08:54:00{sample}",
        f"checked 08:55:00{specimen}",
        "09:00:00",
        "10:35:00\nhanded in",
        PAUSED,
        f"1  {marks['A1']}",
    ]
    assert by_desk["C2"][2] == f"doubted 08:59:00{specimen}\nThe photo is an old one."
    assert by_desk["B3"][3:6] == ["09:00:10", "10:37:30\nhanded in", "25 %\n+35 min"]
    assert by_desk["C4"][4:] == [
        "10:47:00\ntime was over",
        PAUSED,
        f"1  {marks['C4']}\n11:00:00 M. Sample",
    ]
    assert by_desk["E1"][4] == "11:00:00\nby M. Sample"
    absent = ["Absent", f"absent 08:54:00{sample}", "–", "–", "–", "+5 min", "–"]
    assert by_desk["D6"] == absent
    assert by_desk["E5"][1:4] == [f"late 09:11:00{sample}", "–", "09:12:00"]


def test_the_seating_plan_is_a_grid_of_rows_and_places(taken: Taken) -> None:
    head, *rows = taken.tables["plan"]
    assert head == ["Row", *"12345678"]
    assert [row[0] for row in rows] == [*"ABCDE"]
    entries = {entry.desk: entry for entry in roster()}
    odd = {
        "B3": "Submitted\n+25 %",
        "C7": "Submitted\n+12.5 %",
        "E1": "Submitted\n+50 %",
        "D3": "Submitted\nincident",
        "E5": "Submitted, late",
        "D6": "absent",
        "E8": "absent",
    }
    assert [cell for row in rows for cell in row[1:]] == [
        f"{desk}  {entry.number}\n{entry.name}\n{odd.get(desk, 'Submitted')}"
        for desk, entry in entries.items()
    ]


def test_incidents_and_notes_are_told_and_those_taken_back_counted(taken: Taken) -> None:
    assert taken.rows("notes") == [
        [
            "09:44:00",
            "incident",
            "the session",
            "Fire alarm at 9:31. Nobody was hurt.",
            "M. Sample",
        ],
        ["09:59:00", "incident", "D3", "A phone lay under the desk; kept.", "R. Specimen"],
        ["10:01:00", "note", "D5", "Left the hall from 9:58 to 10:01.", "M. Sample"],
    ]
    assert taken.lines.count("1 note was taken back by undoing, and not shown.") == 1


def test_every_entry_of_the_ledger_is_signed_with_who_and_why(taken: Taken) -> None:
    first, second, why = "M. Sample", "R. Specimen", "Access point of rows B to D"
    booked, back = "Extra time, booked before", "Lost time given back"
    assert taken.rows("entries") == [
        ["09:00:10", booked, "B3", "+22 min 30 s", "–", "booked"],
        ["09:00:22", booked, "C7", "+11 min 15 s", "–", "booked"],
        ["09:00:31", booked, "E1", "+45 min", "–", "booked"],
        ["09:31:00", "Pause begins", "the session", "–", "Fire alarm, the hall is left", first],
        [
            "09:43:30",
            "Pause ends",
            "the session",
            "12 min 30 s",
            "False alarm, all are back",
            first,
        ],
        ["09:48:00", back, "D1", "+1 min 30 s", why, second],
        ["09:48:00", back, "B8", "+20 s", why, second],
        ["10:03:00", "Time given", "B2, D6, E8", "+5 min", "Waited for paper", second],
    ]


def test_the_sums_of_the_ledger_add_up_for_each_student(taken: Taken) -> None:
    odd = {
        "B2": ["–", PAUSED, "+5 min", "–", "+17 min 30 s"],
        "B3": ["+22 min 30 s", PAUSED, "–", "–", "+35 min"],
        "B8": ["–", PAUSED, "–", "+20 s", "+12 min 50 s"],
        "C7": ["+11 min 15 s", PAUSED, "–", "–", "+23 min 45 s"],
        "D1": ["–", PAUSED, "–", "+1 min 30 s", "+14 min"],
        "D6": ["–", "–", "+5 min", "–", "+5 min"],
        "E1": ["+45 min", PAUSED, "–", "–", "+57 min 30 s"],
        "E8": ["–", "–", "+5 min", "–", "+5 min"],
    }
    usual = ["–", PAUSED, "–", "–", PAUSED]
    assert taken.rows("sums") == [
        [e.desk, e.number, e.name, *odd.get(e.desk, usual)] for e in roster()
    ]


def test_who_lost_time_is_told_and_who_did_not_get_it_back_is_named(taken: Taken) -> None:
    assert [[row[0], *row[3:]] for row in taken.rows("lost")] == [
        ["B8", "09:45:00 for 20 s", "20 s", "20 s", "–"],
        ["C4", "09:44:00 for 2 min 12 s", "2 min 12 s", "–", "2 min 12 s"],
        ["D1", "09:44:00 for 1 min 30 s", "1 min 30 s", "1 min 30 s", "–"],
    ]
    sentence = "Lost time and were not given it back: C4 Deniz Test-Demonstration (2 min 12 s)."
    assert taken.lines.count(sentence) == 1


def test_announcements_and_pauses_say_whom_they_did_not_reach(taken: Taken) -> None:
    assert taken.rows("announcements") == [
        [
            "09:14:00",
            "the session\n40 students",
            "Question 2 b): the mass is 2.5 kg, not 25 kg.",
            "M. Sample",
            "36 came\n35 shown\n30 acknowledged",
            ("3 have not seen it: C4, D1, E3\nnever joined: D6, E8\nnot acknowledged: E2, E4–E7"),
        ],
        [
            "09:16:00",
            "A1, A2\n2 students",
            "The blind is mended.",
            "R. Specimen",
            "0 came\n0 shown\n0 acknowledged",
            "2 have not seen it: A1, A2",
        ],
    ]
    assert taken.rows("pauses") == [
        [
            "09:31:00",
            "09:43:30\n12 min 30 s",
            "the session\n38 students",
            "Fire alarm, the hall is left\nFalse alarm, all are back",
            "M. Sample",
            "33 came\n33 shown",
            "5 have not seen it: A1, A2, C4, D1, E3",
        ]
    ]


def test_every_order_stands_there_with_what_became_of_it(taken: Taken) -> None:
    rows = taken.rows("done")
    assert len(rows) == len(morning().report().orders) + 1
    sample, specimen = "M. Sample", "R. Specimen"
    come = "Come to the desk, please."
    assert [row for row in rows if row[0] >= "09:57:00"] == [
        ["09:57:00", specimen, "Lock", "D2, D3", "–", come, "undone 09:57:06 by R. Specimen"],
        ["09:57:06", specimen, "Undo: Lock of 09:57:00", "D2, D3", "–", "–", "done"],
        ["09:57:18", specimen, "Lock", "D3", "–", come, "done"],
        ["09:59:00", specimen, "Unlock", "D3", "–", "–", "done"],
        ["09:59:00", specimen, "Incident", "D3", "–", "–", "done"],
        ["10:00:00", sample, "Note", "D4", "–", "–", "undone 10:00:03 by M. Sample"],
        ["10:00:03", sample, "Undo: Note of 10:00:00", "D4", "–", "–", "done"],
        ["10:01:00", sample, "Note", "D5", "–", "–", "done"],
        [
            "10:02:00",
            sample,
            (
                "Call from: offline for 1 min, unsaved for 1 min, away for 10 s or 3 times,"
                " unread for 2 min, 5 offline in one row"
            ),
            *("the session", "–", "–", "done"),
        ],
        ["10:03:00", specimen, "Time +5 min", "B2, D6, E8", "–", "Waited for paper", "done"],
        ["11:00:00", sample, "Submit", "C4, E1", "A1 (submitted)", "Handed in on paper", "done"],
        ["11:02:00", sample, "Time +5 min", "A1", "–", "Too late", "refused: submitted"],
        [
            "11:05:00",
            "the server",
            "Session closed",
            "the session",
            "–",
            "The sitting is over",
            "done",
        ],
    ]
    everyone = "37 students: A1–A8, B1–B8, C1–C8, D1–D5, D7, D8, E1–E4, E6, E7"
    assert rows[0] == ["08:54:00", sample, "Attendance: present", everyone, "–", "–", "done"]
    refused = ["09:32:00", specimen, "Pause", "the session", "–", "Fire alarm"]
    assert [row for row in rows if row[0] == "09:32:00"] == [[*refused, "refused: already paused"]]


def test_alerts_say_what_became_of_them(taken: Taken) -> None:
    sample, specimen = "M. Sample", "R. Specimen"
    seen, ended = "dismissed: seen to after 2 min", "their time ended after 47 min"
    assert taken.rows("calls") == [
        ["09:50:00", "hand raised", "A7", specimen, seen, "09:52:00", specimen],
        ["09:53:00", "message waiting", "B2", "–", "answered after 1 min", "09:54:00", sample],
        ["–", "away from the page", "C1–C3", "–", "dismissed: no matter", "09:55:00", specimen],
        ["09:56:00", "hand raised", "E2", "–", ended, "10:43:00", "the student"],
    ]


def test_a_page_of_an_open_session_says_that_it_goes_on() -> None:
    hall = Hall(*roster()[:2])
    hall.joins("A1")
    taken = Taken(hall.page())
    assert taken.facts["Closed"] == "not yet"
    assert taken.lines.count(OPEN) == 1
    assert taken.rows("register")[1][3:] == ["Absent", *["–"] * 6, ""]


def test_a_page_of_nobody_is_a_page_too() -> None:
    taken = Taken(Hall().page())
    assert taken.tables == {}
    assert taken.lines[1] == OPEN
    assert taken.lines[2:6] == [
        "Nobody is on the roster.",
        "No desks are written down.",
        "Nothing was written down.",
        "No clock was stopped, and nobody's end was moved.",
    ]


def test_halls_are_drawn_one_after_another_and_other_desks_listed_in_order() -> None:
    hall = Hall(
        Entry("s1", "1", "One", "North", "B2"),
        Entry("s2", "2", "Two", "North", "a1"),
        Entry("s3", "3", "Three", "Annex", "Desk 10"),
        Entry("s4", "4", "Four", "Annex", "Desk 9"),
        Entry("s5", "5", "Five", "", "Window"),
        Entry("s6", "6", "Six", "North", "A41"),
        Entry("s7", "7", "Seven"),
    )
    hall.house(c.Withdraw(seats("s6")))
    taken = Taken(hall.page())
    assert [h for h in taken.headings if "student" in h] == [
        "Annex: 2 students",
        "North: 2 students",
        "Without a hall: 1 student",
    ]
    assert [row[:3] for row in taken.rows("desks") if row[0] != "Desk"] == [
        ["Desk 9", "4", "Four"],
        ["Desk 10", "3", "Three"],
        ["Window", "5", "Five"],
    ]
    assert taken.tables["plan"] == [
        ["Row", "1", "2"],
        ["A", "a1  2\nTwo\nabsent", ""],
        ["B", "", "B2  1\nOne\nabsent"],
    ]
    assert [row[0] for row in taken.rows("register")] == [
        *("Window", "", "Annex Desk 9", "Annex Desk 10", "North a1", "North B2", "North A41")
    ]


def test_what_happened_on_another_day_is_told_with_its_date() -> None:
    hall = Hall(*roster()[:1])
    hall.joins("A1")
    hall.does("A1", c.Begin())
    hall.at(24 * 60).staff("first", o.Note(None, "note", "The day after."))
    taken = Taken(hall.page())
    assert taken.rows("notes")[0][0] == "2026-10-17 09:00:00"


def test_staff_that_is_not_known_any_more_is_named_by_its_id() -> None:
    report = morning().report()
    silent = replace(report, staff=[replace(one, name="") for one in report.staff])
    assert Taken(page(silent, READING, BERLIN)).facts["Staff"] == "staff first, staff second"


def test_an_order_for_a_seat_that_is_not_there_is_told_by_its_id() -> None:
    hall = Hall(*roster()[:1])
    hall.staff("first", o.Extend((SeatId("nobody"),), MINUTE, "why"))
    assert Taken(hall.page()).rows("done") == [
        ["09:00:00", "M. Sample", "Time +1 min", "nobody", "–", "why", "refused: no such seat"]
    ]
    assert hall.now == NINE


def test_what_is_held_and_not_counted_stands_on_the_first_sheet_and_with_its_student() -> None:
    hall = Hall(*roster()[:2])
    for desk in ("A1", "A2"):
        hall.joins(desk)
        hall.does(desk, c.Begin())
        hall.does(desk, c.HandIn())
    assert Taken(hall.page()).facts["Not counted"] == "–"
    hall.does("A1", c.Answer(0, "B"))
    taken = Taken(hall.page())
    said = "1 change held, nothing decided yet: A1."
    assert taken.facts["Not counted"] == said
    sealed = [row[-2].splitlines() for row in taken.rows("register")]
    assert [lines[1:] for lines in sealed] == [["1 change held, not counted"], []]
