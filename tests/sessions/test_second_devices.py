"""A second device of one student: the door, the personal key, and keys that are wrong."""

import asyncio

from invigilate.people.tokens import new_token
from invigilate.rooms.orders import Admit
from invigilate.sessions.admission import IDENTITY_FAILURES
from tests.people.school import refusal
from tests.sessions.sitting import Sitting, told

NOBODY = (404, "not-recognised")


async def test_the_number_alone_brings_a_second_device_to_the_door(sitting: Sitting) -> None:
    session = await sitting.published()
    code = session["code"]
    _, first, seat = await sitting.joined(code, number="1042")
    page, second = sitting.page(), new_token()
    claim = await sitting.claim(page, code, number="1042")
    answer = told(await sitting.confirm(page, claim, second))
    assert answer == {"state": "door", "seat": seat, "waiting": answer["waiting"]}
    assert refusal(await page.get("/api/seat")) == (401, "not-joined")
    assert told(await sitting.door(page, claim, second))["state"] == "door"
    await sitting.order(session["session"], Admit(seat, second))  # type: ignore[arg-type]
    admitted = told(await sitting.door(page, claim, second))
    assert admitted == {"state": "joined", "seat": seat, "device": second}
    assert told(await page.get("/api/seat"))["number"] == "1042"
    there = await sitting.seat(session["session"], seat)
    assert (sorted(there.devices), there.pen) == (sorted([first, second]), first)


async def test_of_two_devices_at_once_one_gets_the_seat_and_one_the_door(
    sitting: Sitting,
) -> None:
    session = await sitting.published()
    pages = [sitting.page() for _ in range(4)]
    claims = [await sitting.claim(page, session["code"], number="1042") for page in pages]
    tries = zip(pages, claims, strict=True)
    answers = await asyncio.gather(
        *(sitting.confirm(page, claim, new_token()) for page, claim in tries)
    )
    states = sorted(told(each)["state"] for each in answers)
    assert states == ["door", "door", "door", "joined"]


async def test_the_personal_key_brings_a_second_device_in_and_leaves_the_pen(
    sitting: Sitting,
) -> None:
    session = await sitting.published(personal_key=True)
    keys = await sitting.keys(session["session"])
    who = {"number": "1042", "key": keys["1042"]}
    _, first, seat = await sitting.joined(session["code"], **who)
    _, second, again = await sitting.joined(session["code"], **who)
    there = await sitting.seat(session["session"], seat)
    assert again == seat
    assert (sorted(there.devices), there.pen) == (sorted([first, second]), first)


async def test_after_some_wrong_keys_the_right_one_is_not_enough(sitting: Sitting) -> None:
    session = await sitting.published(personal_key=True)
    keys, code = await sitting.keys(session["session"]), session["code"]
    _, first, seat = await sitting.joined(code, number="1042", key=keys["1042"])
    for _ in range(IDENTITY_FAILURES):
        wrong = await sitting.identify(sitting.page(), code, number="1042", key=keys["0043"])
        assert refusal(wrong) == NOBODY
    page, second = sitting.page(), new_token()
    known = told(await sitting.identify(page, code, number="1042", key=keys["1042"]))
    assert (known["name"], known["number"], known["title"]) == ("", "1042", "")
    assert told(await sitting.confirm(page, known["claim"], second))["state"] == "door"
    await sitting.order(session["session"], Admit(seat, second))  # type: ignore[arg-type]
    assert told(await sitting.door(page, known["claim"], second))["state"] == "joined"
    assert (await sitting.whole(session["session"]))["wrong_keys"] == IDENTITY_FAILURES
    assert (await sitting.seat(session["session"], seat)).pen == first
    await sitting.joined(code, number="0043", key=keys["0043"])


async def test_a_new_key_forgets_the_wrong_ones(sitting: Sitting) -> None:
    session = await sitting.published(personal_key=True)
    code = session["code"]
    for _ in range(IDENTITY_FAILURES):
        await sitting.identify(sitting.page(), code, number="1042", key="0000-0000")
    keys = await sitting.keys(session["session"])
    await sitting.joined(code, number="1042", key=keys["1042"])


async def test_behind_the_door_of_nobody_one_waits_like_everyone(near: Sitting) -> None:
    session = await near.published()
    await near.joined(session["code"], number="1042")
    page = near.page("127.0.0.9")
    for _ in range(26):  # 20 failures and 5 waits, each from a device that is new
        await near.verify(page, "0000")
        page.cookies.clear()
    asks = {"asks": ["number"], "guests": False, "door": True}
    assert told(await near.verify(page, "0000")) == asks
    assert told(await near.verify(page, session["code"])) == asks
    claims = []
    draft = (await near.draft())["code"]
    for code, number in (
        ("0000", "1042"),
        (draft, "1042"),
        (session["code"], "1042"),
        (session["code"], "77"),
    ):
        known = told(await near.identify(page, code, number=number))
        assert (known["name"], known["title"]) == ("", "")
        claims.append(known["claim"])
    answers = [told(await near.confirm(page, claim, new_token())) for claim in claims]
    assert [each["state"] for each in answers] == ["door"] * 4
    assert [sorted(each) for each in answers] == [["seat", "state", "waiting"]] * 4
    assert len({len(each["seat"]) for each in answers}) == 1
    assert len({len(claim) for claim in claims}) == 1
