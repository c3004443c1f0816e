"""The start screen: code, who one is, a seat; on both databases."""

from collections.abc import Coroutine

import pytest
from httpx2 import Response
from sqlalchemy import event

from invigilate.people.tokens import new_token
from invigilate.rooms.orders import ForceSubmit
from invigilate.rooms.state import Status
from tests.people.school import refusal
from tests.sessions.sitting import HOUR, MINUTE, ROSTER, Sitting, told

NOBODY = (404, "not-recognised")


async def test_a_student_comes_to_a_seat_by_code_and_number(sitting: Sitting) -> None:
    session = await sitting.published(minutes=60)
    page, device = sitting.page(), new_token()
    assert told(await sitting.verify(page, f" {session['code']} ")) == {
        "asks": ["number"],
        "guests": False,
    }
    known = told(await sitting.identify(page, session["code"], number=" 1042 "))
    assert known == {
        "claim": known["claim"],
        "name": "Ada L.",
        "number": "1042",
        "title": "Physics",
    }
    answer = told(await sitting.confirm(page, known["claim"], device))
    assert answer == {"state": "joined", "seat": answer["seat"], "device": device}
    assert told(await page.get("/api/seat")) == {
        "seat": answer["seat"],
        "room": session["session"],
        "name": "Ada Lovelace",
        "number": "1042",
        "title": "Physics",
    }
    seat = await sitting.seat(session["session"], answer["seat"])
    assert (seat.status, list(seat.devices), seat.pen) == (Status.JOINED, [device], device)


async def test_a_first_join_waits_for_one_transaction_besides_the_rooms(near: Sitting) -> None:
    session = await near.published()
    first, again = near.page(), near.page()
    claims = [await near.claim(page, session["code"], number="1042") for page in (first, again)]
    device = new_token()
    assert await writes(near, near.confirm(first, claims[0], device)) == 1
    # A device that comes back: its old cookie holds until the room has let it in.
    assert await writes(near, near.confirm(again, claims[1], device)) == 2
    assert refusal(await first.get("/api/seat")) == (401, "not-joined")
    assert told(await again.get("/api/seat"))["number"] == "1042"


async def writes(sitting: Sitting, asked: Coroutine[None, None, Response]) -> int:
    """How many write transactions of the engine it takes to answer with a seat."""
    seen: list[object] = []

    def note(connection: object) -> None:
        seen.append(connection)

    writers = sitting.parts.engine._writers.sync_engine
    event.listen(writers, "commit", note)
    assert told(await asked)["state"] == "joined"
    event.remove(writers, "commit", note)
    return len(seen)


async def test_leading_zeros_are_part_of_a_number(sitting: Sitting) -> None:
    code = (await sitting.published())["code"]
    assert told(await sitting.identify(sitting.page(), code, number="0043"))["name"] == "Charles B."
    assert refusal(await sitting.identify(sitting.page(), code, number="43")) == NOBODY


async def test_unknown_closed_and_not_yet_open_codes_are_told_alike(sitting: Sitting) -> None:
    now = sitting.parts.clock.now_ms()
    early = await sitting.published(opens=now + 3 * HOUR)
    over = await sitting.published()
    told(await sitting.office.post(f"/api/sessions/{over['session']}/close"))
    draft = await sitting.draft()
    used = {early["code"], over["code"], draft["code"]}
    free = next(code for n in range(10_000) if (code := f"{n:04d}") not in used)
    answers = [await sitting.verify(sitting.page(), code) for code in (*sorted(used), free)]
    assert [refusal(each) for each in answers] == [(404, "no-session")] * 4
    assert len({each.content for each in answers}) == 1
    assert len({len(each.headers.raw) for each in answers}) == 1


async def test_no_refusal_comes_sooner_than_another(near: Sitting) -> None:
    session = await near.published()
    clock, page = near.parts.clock, near.page()
    for asked in (
        near.verify(page, "0000"),
        near.identify(page, "0000", number="1"),
        near.identify(page, session["code"], number="1"),
        near.identify(page, session["code"], guest="Mallory"),
        near.confirm(page, "nothing", new_token()),
    ):
        before = clock.now_ms()
        assert (await asked).status_code in (403, 404)
        assert clock.now_ms() - before == 250
    before = clock.now_ms()
    told(await near.verify(page, session["code"]))
    assert clock.now_ms() == before


@pytest.mark.parametrize("code", ["42", "12345", "abcd", ""])
async def test_what_is_no_code_is_said_to_be_none(near: Sitting, code: str) -> None:
    assert refusal(await near.verify(near.page(), code)) == (422, "code-form")


async def test_a_wrong_number_a_wrong_key_and_a_missing_key_are_told_alike(
    sitting: Sitting,
) -> None:
    session = await sitting.published(personal_key=True)
    keys, code = await sitting.keys(session["session"]), session["code"]
    page = sitting.page()
    assert told(await sitting.verify(page, code))["asks"] == ["number", "key"]
    answers = [
        await sitting.identify(page, code, number="9999", key=keys["1042"]),
        await sitting.identify(page, code, number="1042", key=keys["0043"]),
        await sitting.identify(page, code, number="1042"),
        await sitting.identify(page, "0000", number="1042", key=keys["1042"]),
        await sitting.identify(page, code, guest="Ada"),
    ]
    assert [refusal(each) for each in answers] == [NOBODY] * 5
    assert len({each.content for each in answers}) == 1
    typed = keys["1042"].lower().replace("-", " ")
    right = await sitting.identify(page, code, number="1042", key=typed)
    assert told(right)["name"] == "Ada L."


@pytest.mark.parametrize("many", [50, pytest.param(300, marks=pytest.mark.long)])
async def test_a_hall_behind_one_address_all_gets_in(near: Sitting, many: int) -> None:
    lines = "\n".join(f"{n},Student Number{n}" for n in range(many))
    session = await near.published(f"number,name\n{lines}\n", personal_key=True)
    keys = await near.keys(session["session"])
    for number, key in keys.items():
        page = near.page()
        told(await near.verify(page, session["code"]))
        if int(number) % 25 == 0:
            wrong = await near.identify(page, session["code"], number=number, key="0000-0000")
            assert refusal(wrong) == NOBODY
        claim = await near.claim(page, session["code"], number=number, key=key)
        answer = told(await near.confirm(page, claim, new_token()))
        assert answer["state"] == "joined"
    counts = (await near.whole(session["session"]))["counts"]
    assert (counts["assigned"], counts["joined"]) == (many, many)


async def test_who_tries_too_often_waits(near: Sitting) -> None:
    session = await near.published()
    page = near.page()
    answers = [await near.verify(page, session["code"]) for _ in range(11)]
    assert [each.status_code for each in answers] == [200] * 10 + [429]
    assert refusal(answers[-1]) == (429, "slow-down")
    assert int(answers[-1].headers["retry-after"]) in range(1, 7)


async def test_who_comes_before_the_time_hears_it_once_they_are_known(sitting: Sitting) -> None:
    opens = sitting.parts.clock.now_ms() + 30 * MINUTE
    session = await sitting.published(opens=opens)
    page, device = sitting.page(), new_token()
    for _ in range(30):  # a hall that is early guesses nothing
        assert refusal(await sitting.verify(sitting.page(), session["code"])) == (404, "no-session")
    claim = await sitting.claim(page, session["code"], number="1042")
    early = await sitting.confirm(page, claim, device)
    assert refusal(early) == (409, "not-open")
    assert early.json()["opens"] == opens


async def test_who_comes_too_late_hears_it(sitting: Sitting) -> None:
    late = sitting.parts.clock.now_ms() - MINUTE
    session = await sitting.published(late_join_until=late)
    page = sitting.page()
    claim = await sitting.claim(page, session["code"], number="1042")
    assert refusal(await sitting.confirm(page, claim, new_token())) == (409, "too-late")
    told(await sitting.patch(session["session"], settings={"late_join_until": None}))
    other = new_token()
    # Another device may be on its way: this one asks again at the door, and nobody had come.
    assert told(await sitting.confirm(page, claim, other))["state"] == "door"
    assert told(await sitting.door(page, claim, other))["state"] == "joined"


async def test_a_device_that_the_room_refused_gets_its_seat_when_it_may(sitting: Sitting) -> None:
    late = sitting.parts.clock.now_ms() - MINUTE
    session = await sitting.published(late_join_until=late)
    page, device = sitting.page(), new_token()
    claim = await sitting.claim(page, session["code"], number="1042")
    assert refusal(await sitting.confirm(page, claim, device)) == (409, "too-late")
    assert refusal(await page.get("/api/seat")) == (401, "not-joined")
    told(await sitting.patch(session["session"], settings={"late_join_until": None}))
    assert told(await sitting.confirm(page, claim, device))["state"] == "joined"
    assert told(await page.get("/api/seat"))["number"] == "1042"


async def test_who_handed_in_may_come_back_until_the_close(sitting: Sitting) -> None:
    session = await sitting.published()
    page, device, seat = await sitting.joined(session["code"], number="1042")
    await sitting.begin(session["session"], seat, device)
    await sitting.order(session["session"], ForceSubmit(None))
    there = await sitting.seat(session["session"], seat)
    assert there.status is Status.SUBMITTED
    claim = await sitting.claim(page, session["code"], number="1042")
    assert told(await sitting.confirm(page, claim, device))["state"] == "joined"
    told(await sitting.office.post(f"/api/sessions/{session['session']}/close"))
    assert told(await page.get("/api/seat"))["seat"] == seat
    known = await sitting.identify(sitting.page(), session["code"], number="1042")
    assert refusal(known) == (409, "closed")
    sitting.parts.clock.turn(2 * 3_600 + 1)
    assert refusal(await page.get("/api/seat")) == (401, "not-joined")


async def test_who_was_withdrawn_hears_it(sitting: Sitting) -> None:
    session = await sitting.published()
    page, _, _ = await sitting.joined(session["code"], number="0043")
    claim = await sitting.claim(sitting.page(), session["code"], number="1042")
    await sitting.enrol(session["session"], "number,name\n1044,Grace Hopper\n", withdraw=1)
    gone = await sitting.identify(sitting.page(), session["code"], number="1042")
    assert refusal(gone) == (409, "withdrawn")
    late = await sitting.confirm(sitting.page(), claim, new_token())
    assert refusal(late) == (409, "withdrawn")
    assert refusal(await page.get("/api/seat")) == (401, "not-joined")


async def test_guests_come_in_where_they_are_allowed(sitting: Sitting) -> None:
    session = await sitting.published(allow_guests=True)
    code, page, device = session["code"], sitting.page(), new_token()
    assert told(await sitting.verify(page, code))["guests"] is True
    known = told(await sitting.identify(page, code, guest="  Mary   Shelley "))
    assert (known["name"], known["number"]) == ("Mary Shelley", "")
    answer = told(await sitting.confirm(page, known["claim"], device))
    again = told(await sitting.confirm(page, known["claim"], device))
    assert (answer["state"], again) == ("joined", answer)
    await sitting.joined(code, guest="Mary Shelley")
    guests = [each for each in await sitting.roster(session["session"]) if each["guest"]]
    assert [(each["number"], each["name"]) for each in guests] == [
        ("Guest 1", "Mary Shelley"),
        ("Guest 2", "Mary Shelley"),
    ]
    counts = (await sitting.whole(session["session"]))["counts"]
    assert (counts["assigned"], counts["joined"]) == (5, 2)


@pytest.mark.parametrize("name", ["Ada Lovelace", "LOVELACE, ada", "Аdа Lоvelаce", "Ada Love1ace"])
async def test_no_guest_comes_in_under_the_name_of_a_student(near: Sitting, name: str) -> None:
    code = (await near.published(allow_guests=True))["code"]
    answer = await near.identify(near.page(), code, guest=name)
    assert refusal(answer) == (409, "name-on-list")


async def test_a_guests_number_lets_nobody_else_in(near: Sitting) -> None:
    code = (await near.published(allow_guests=True))["code"]
    await near.joined(code, guest="Mary Shelley")
    assert refusal(await near.identify(near.page(), code, number="Guest 1")) == NOBODY


async def test_a_claim_is_ours_and_holds_ten_minutes(near: Sitting) -> None:
    session = await near.published()
    page = near.page()
    claim = await near.claim(page, session["code"], number="1042")
    last = "A" if claim[-1] != "A" else "B"
    for wrong in ("", "x", claim[:-1] + last, claim[1:]):
        assert refusal(await near.confirm(page, wrong, new_token())) == (403, "claim")
    near.parts.clock.turn(600)
    assert refusal(await near.confirm(page, claim, new_token())) == (403, "claim-expired")


async def test_a_student_who_was_added_just_now_gets_in(sitting: Sitting) -> None:
    session = await sitting.published(ROSTER, personal_key=True)
    await sitting.parts.rooms.wake(session["session"])
    made = told(
        await sitting.office.post(
            f"/api/sessions/{session['session']}/students",
            json={"number": "2000", "name": "Emmy Noether", "extra_percent": 10},
        ),
        201,
    )
    _, _, seat = await sitting.joined(session["code"], number="2000", key=made["key"])
    assert seat == made["seat"]
    there = await sitting.seat(session["session"], seat)
    assert (there.entry.name, there.entry.extra_percent) == ("Emmy Noether", 10)
