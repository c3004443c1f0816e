"""Moving a student to another desk: roster, audit and live room; on both databases."""

from typing import Any

import pytest
from httpx2 import AsyncClient, Response

from invigilate.errors import NotFound, NotValid, Refused
from invigilate.ids import RoomId, SeatId
from invigilate.rooms.log import Missing
from invigilate.sessions.enrolment import Student
from invigilate.sessions.places import Place, moved, place
from invigilate.store.audit import entries_of
from tests.people.school import refusal
from tests.sessions.sitting import Sitting, told

Places = dict[str, tuple[str, str]]
"""Hall and desk by candidate number."""
BEFORE: Places = {"1042": ("Main", "A1"), "0043": ("Main", "A2"), "1044": ("Side", "B1")}


async def move(
    client: AsyncClient, session: str, seat: str, hall: str, desk: str, **more: object
) -> Response:
    path = f"/api/sessions/{session}/seats/{seat}/desk"
    return await client.post(path, json={"hall": hall, "desk": desk, **more})


async def on_the_list(sitting: Sitting, session: str) -> Places:
    return {each["number"]: (each["hall"], each["desk"]) for each in await sitting.roster(session)}


async def in_the_room(sitting: Sitting, session: str) -> Places:
    live = await sitting.parts.rooms.wake(RoomId(session))
    seats = live.copy.room.seats.values()
    return {seat.entry.number: (seat.entry.hall, seat.entry.desk) for seat in seats}


async def seats_of(sitting: Sitting, session: str) -> dict[str, str]:
    return {each["number"]: each["seat"] for each in await sitting.roster(session)}


async def amended_by(sitting: Sitting, session: str) -> list[str]:
    """Who amended entries of the room, once for each time."""
    log = sitting.parts.rooms.keeper.log
    rows = await log.read(Missing(((RoomId(session), 0),)))
    return [row.actor for row in rows if row.kind == "EntriesAmended"]


async def noted(sitting: Sitting, session: str) -> list[tuple[Any, Any, str]]:
    async with sitting.parts.engine.reading() as connection:
        found = await entries_of(connection, sitting.school.made.id, "session", session)
    moves = [one for one in found if one.action == "student-moved"]
    return [(_places(one.before), _places(one.after), one.reason) for one in moves]


def _places(value: Any) -> Places:
    return {each["number"]: (each["hall"], each["desk"]) for each in value}


async def test_a_student_moves_on_the_list_and_in_the_room(sitting: Sitting) -> None:
    session = (await sitting.published())["session"]
    proctor = await sitting.proctor("pat", session, grade="invigilator")
    me = (await proctor.get("/api/me")).json()["id"]
    ada = (await seats_of(sitting, session))["1042"]
    done = told(await move(proctor, session, ada, " Side ", "B7", reason="The lamp flickers"))
    assert done == {
        "moved": [
            {"seat": ada, "number": "1042", "name": "Ada Lovelace", "hall": "Side", "desk": "B7"}
        ]
    }
    after = BEFORE | {"1042": ("Side", "B7")}
    assert await on_the_list(sitting, session) == await in_the_room(sitting, session) == after
    assert await amended_by(sitting, session) == [f"person:{me}"]
    assert await noted(sitting, session) == [
        ({"1042": ("Main", "A1")}, {"1042": ("Side", "B7")}, "The lamp flickers")
    ]


async def test_a_desk_that_is_taken_is_given_only_in_exchange(sitting: Sitting) -> None:
    session = (await sitting.published())["session"]
    seats = await seats_of(sitting, session)
    refused = await move(sitting.office, session, seats["1042"], "side", "b 1")
    assert (refused.status_code, refused.json()["word"], refused.json()["seat"]) == (
        409,
        "desk-taken",
        seats["1044"],
    )
    assert refused.json()["detail"] == (
        "Desk b 1 in side is taken by Grace Hopper (1044)."
        " Choose another desk, or let the two trade places."
    )
    assert await on_the_list(sitting, session) == await in_the_room(sitting, session) == BEFORE
    done = told(await move(sitting.office, session, seats["1042"], "Side", "B1", swap=True))
    assert [each["number"] for each in done["moved"]] == ["1042", "1044"]
    after = BEFORE | {"1042": ("Side", "B1"), "1044": ("Main", "A1")}
    assert await on_the_list(sitting, session) == await in_the_room(sitting, session) == after
    assert await amended_by(sitting, session) == [f"person:{sitting.school.head.id}"]
    assert len(await noted(sitting, session)) == 1


async def test_who_sits_there_already_does_not_move(near: Sitting) -> None:
    session = (await near.published())["session"]
    ada = (await seats_of(near, session))["1042"]
    assert told(await move(near.office, session, ada, "Main", "A1")) == {"moved": []}
    assert (await noted(near, session), await amended_by(near, session)) == ([], [])


async def test_on_a_draft_the_list_alone_changes(near: Sitting) -> None:
    draft = await near.draft()
    await near.enrol(draft["session"], "number,name,hall,desk\n1,Ada,Main,A1\n2,Bob,Main,A2\n")
    ada = (await seats_of(near, draft["session"]))["1"]
    told(await move(near.office, draft["session"], ada, "Main", "A2", swap=True))
    assert await on_the_list(near, draft["session"]) == {"1": ("Main", "A2"), "2": ("Main", "A1")}
    told(await near.office.post(f"/api/sessions/{draft['session']}/publish"))
    assert await in_the_room(near, draft["session"]) == {"1": ("Main", "A2"), "2": ("Main", "A1")}


async def test_a_move_while_the_student_writes_changes_nothing_else(near: Sitting) -> None:
    published = await near.published()
    session = published["session"]
    _, device, ada = await near.joined(published["code"], number="1042")
    await near.begin(session, ada, device)
    before = await near.seat(session, ada)
    stood = (before.status, before.stints, before.pen, before.entry.extra_percent)
    told(await move(near.office, session, ada, "Side", "B9"))
    after = await near.seat(session, ada)
    assert (after.status, after.stints, after.pen, after.entry.extra_percent) == stood
    assert (after.entry.hall, after.entry.desk) == ("Side", "B9")


async def test_nobody_moves_in_a_closed_session(near: Sitting) -> None:
    session = (await near.published())["session"]
    ada = (await seats_of(near, session))["1042"]
    told(await near.office.post(f"/api/sessions/{session}/close"))
    assert refusal(await move(near.office, session, ada, "Side", "B9")) == (409, "closed")


async def test_an_observer_moves_nobody(near: Sitting) -> None:
    session = (await near.published())["session"]
    watching = await near.proctor("pat", session, grade="observer")
    ada = (await seats_of(near, session))["1042"]
    assert refusal(await move(watching, session, ada, "Side", "B9")) == (403, "no-right")
    assert await on_the_list(near, session) == BEFORE


# --- the rule -------------------------------------------------------------------------------


def student(seat: str, hall: str, desk: str, withdrawn: bool = False) -> Student:
    return Student(
        seat=SeatId(seat), number=seat, name=seat.title(), hall=hall, desk=desk, withdrawn=withdrawn
    )


HALL = [
    student("ada", "Main", "A1"),
    student("bob", "Main", "A2"),
    student("eve", "", ""),
    student("gone", "Main", "A3", withdrawn=True),
    student("twin", "Main", "A4"),
    student("twin2", "main", "a4"),
]


def after(seat: str, hall: str, desk: str, swap: bool = False) -> dict[str, tuple[str, str]]:
    moves = moved(HALL, seat, Place(hall, desk), swap=swap)
    return {new.seat: (new.hall, new.desk) for _, new in moves}


def test_a_place_is_left_by_who_was_withdrawn_and_none_is_nobodys() -> None:
    assert after("ada", "Main", "A3") == {"ada": ("Main", "A3")}
    assert after("ada", "Side", "A2") == {"ada": ("Side", "A2")}
    assert after("ada", "", "") == {"ada": ("", "")}


def test_who_had_no_place_leaves_none_in_exchange() -> None:
    assert after("eve", "Main", "A2", swap=True) == {"eve": ("Main", "A2"), "bob": ("", "")}
    assert after("ada", "Main", "B1", swap=True) == {"ada": ("Main", "B1")}


@pytest.mark.parametrize(
    ("seat", "desk", "swap", "kind", "word"),
    [
        ("ada", "A2", False, Refused, "desk-taken"),
        ("ada", "A4", False, Refused, "desk-taken"),
        ("ada", "A4", True, Refused, "desk-crowded"),
        ("gone", "A9", False, NotFound, "no-such-seat"),
        ("nobody", "A9", False, NotFound, "no-such-seat"),
    ],
)
def test_what_cannot_be_is_refused(
    seat: str, desk: str, swap: bool, kind: type[Refused], word: str
) -> None:
    with pytest.raises(kind) as caught:
        moved(HALL, seat, Place("Main", desk), swap=swap)
    assert caught.value.word == word


@pytest.mark.parametrize(
    ("hall", "desk", "word"),
    [("M" * 65, "A1", "hall"), ("Main", "A" * 65, "desk"), ("Main", "A\u202e1", "desk")],
)
def test_a_place_is_short_and_can_be_read(hall: str, desk: str, word: str) -> None:
    with pytest.raises(NotValid) as caught:
        place(hall, desk)
    assert caught.value.word == word
