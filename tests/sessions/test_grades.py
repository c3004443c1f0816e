"""What each grade of proctor may do: the tables are the truth, and `docs/grades.md` shows them.

`INVIGILATE_WRITE_DOCS=1 pytest tests/sessions/test_grades.py` draws the document again.
"""

import os
from pathlib import Path
from typing import get_args

import pytest
from msgspec.structs import fields

from invigilate.errors import NotAllowed, NotValid
from invigilate.ids import DeviceId, RequestId, SeatId
from invigilate.rooms import grades
from invigilate.rooms import orders as o
from invigilate.rooms.grades import GRADES, MAY, Grade, may, may_undo
from invigilate.rooms.plan import Thresholds
from invigilate.sessions import duties
from invigilate.sessions.duties import ROUTES, Duty, Named, named, require_duty

DOCUMENT = Path(__file__).parents[2] / "docs" / "grades.md"
TITLE = """# What each grade of proctor may do

A session names its proctors, each in a grade. A **chief invigilator** does everything in it, an
**invigilator** what concerns chosen students, an **observer** watches and changes nothing. Whoever
is of the office is chief invigilator in every session of the organisation.

Drawn from the tables in `invigilate/rooms/grades.py` and `invigilate/sessions/duties.py`. ✓: for
the whole session and for chosen students; *chosen students*: not for the whole session at once
(`chosen-seats-only`); —: refused (`no-right`). What may be done in which status of a
student stands in `phases.md`.

## Orders on the board

An order is taken back (`Undo`) by whoever may give it. Asking whom an order would reach changes
nothing and is open to all three.

"""
REQUESTS = """
## Requests over HTTP

Everything else that changes a session is the office's. New keys for all students at once are, too.

"""

SEATS = (SeatId("s1"),)
CHOSEN: dict[str, o.Action] = {
    "Pause": o.Pause(SEATS),
    "Resume": o.Resume(SEATS),
    "Extend": o.Extend(SEATS, 60_000, ""),
    "SetEnd": o.SetEnd(SEATS, 60_000, ""),
    "Announce": o.Announce(SEATS, "Hello"),
    "Tell": o.Tell(SEATS, "Hello"),
    "Lock": o.Lock(SEATS, "see me"),
    "Unlock": o.Unlock(SEATS),
    "End": o.End(SEATS),
    "ForceSubmit": o.ForceSubmit(SEATS),
    "Reopen": o.Reopen(SEATS, 60_000, ""),
    "Admit": o.Admit(SEATS[0], DeviceId("d")),
    "CountHeld": o.CountHeld(SEATS[0]),
    "Settle": o.Settle(SEATS[0], 9),
    "Claim": o.Claim(SEATS, True),
    "Dismiss": o.Dismiss(SEATS, "hand", "seen-to"),
    "Note": o.Note(SEATS, "note", "He is well again."),
    "Attend": o.Attend(SEATS, "present"),
    "Identify": o.Identify(SEATS, "checked"),
    "Compensate": o.Compensate(((SEATS[0], 60_000),), ""),
    "SetThresholds": o.SetThresholds(Thresholds()),
    "Undo": o.Undo(RequestId("r" * 22)),
}
WHOLE: dict[str, o.Action] = {
    "Pause": o.Pause(None),
    "Resume": o.Resume(None),
    "Extend": o.Extend(None, 60_000, ""),
    "SetEnd": o.SetEnd(None, 60_000, ""),
    "Announce": o.Announce(None, "Hello"),
    "Lock": o.Lock(None, "see me"),
    "Unlock": o.Unlock(None),
    "End": o.End(None),
    "ForceSubmit": o.ForceSubmit(None),
    "Reopen": o.Reopen(None, 60_000, ""),
    "Note": o.Note(None, "note", "The heating is broken."),
}
"""Of the actions that may name no seats."""

BY_ALL_BUT_OBSERVERS = {
    *("Tell", "Admit", "Settle", "Claim", "Dismiss", "Note", "Attend", "Identify", "Undo")
}
ON_CHOSEN_SEATS = {"Pause", "Resume", "Extend", "Announce", "Lock", "Unlock"}


def test_every_action_is_declared_and_tried() -> None:
    actions = {one.__name__: one for one in get_args(o.Action)}
    assert set(MAY) == set(actions) == set(CHOSEN)
    may_be_whole = {
        name
        for name, action in actions.items()
        if any(field.name == "seats" and field.type == o.Seats for field in fields(action))
    }
    assert may_be_whole == set(WHOLE)


@pytest.mark.parametrize("name", list(CHOSEN))
def test_what_concerns_chosen_students_goes_by_grade(name: str) -> None:
    invigilator = None if name in BY_ALL_BUT_OBSERVERS | ON_CHOSEN_SEATS else "no-right"
    heard = {grade: may(grade, CHOSEN[name]) for grade in GRADES}
    assert heard == {"chief": None, "invigilator": invigilator, "observer": "no-right"}


@pytest.mark.parametrize("name", list(WHOLE))
def test_the_whole_session_is_the_chiefs_and_anyone_writes_a_note(name: str) -> None:
    refused = "chosen-seats-only" if name in ON_CHOSEN_SEATS else "no-right"
    invigilator = None if name == "Note" else refused
    heard = {grade: may(grade, WHOLE[name]) for grade in GRADES}
    assert heard == {"chief": None, "invigilator": invigilator, "observer": "no-right"}


def test_who_may_give_time_to_chosen_students_may_take_none_and_may_take_back_their_gift() -> None:
    less, more = o.Extend(SEATS, -60_000, ""), o.Extend(SEATS, 60_000, "")
    assert (may("invigilator", less), may("chief", less)) == ("no-right", None)
    assert (may("invigilator", more), may_undo("invigilator", more)) == (None, None)


def test_who_has_no_grade_orders_nothing() -> None:
    assert {may(None, action) for action in CHOSEN.values()} == {"no-right"}


def test_an_order_is_taken_back_by_whoever_may_give_it() -> None:
    heard = {
        grade: [may_undo(grade, order) for order in (o.Pause(SEATS), o.Pause(None), o.End(SEATS))]
        for grade in GRADES
    }
    assert heard == {
        "chief": [None, None, None],
        "invigilator": [None, "chosen-seats-only", "no-right"],
        "observer": ["no-right", "no-right", "no-right"],
    }


@pytest.mark.parametrize("duty", get_args(Duty))
def test_an_observer_has_no_duties(duty: Duty) -> None:
    def heard(grade: Grade) -> str | None:
        try:
            require_duty(grade, duty)
        except NotAllowed as refused:
            return refused.word
        return None

    assert {grade: heard(grade) for grade in GRADES} == {
        "chief": None,
        "invigilator": None,
        "observer": "no-right",
    }


def test_every_duty_has_its_route() -> None:
    assert set(ROUTES) == set(get_args(Duty))


def test_a_bare_person_is_named_as_chief_and_each_person_once() -> None:
    given: list[str | Named] = ["sam", Named("eve", "observer"), "sam", Named("sam", "chief")]
    assert named(given) == [Named("eve", "observer"), Named("sam", "chief")]


@pytest.mark.parametrize(
    "given", [["sam", Named("sam", "observer")], [f"person {n}" for n in range(201)]]
)
def test_nobody_is_named_twice_over_and_not_too_many_are(given: list[str | Named]) -> None:
    with pytest.raises(NotValid) as caught:
        named(given)
    assert caught.value.word == "proctors"


def test_the_document_shows_the_tables_as_they_are() -> None:
    fresh = TITLE + grades.drawn() + REQUESTS + duties.drawn()
    if os.environ.get("INVIGILATE_WRITE_DOCS"):
        DOCUMENT.write_text(fresh, encoding="utf-8")
    assert DOCUMENT.read_text(encoding="utf-8") == fresh
