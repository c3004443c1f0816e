"""Coming back to a seat, leaving it, and whose page it is; on both databases."""

from invigilate.people.tokens import new_token, read_ticket
from invigilate.rooms.orders import Admit, ForceSubmit
from tests.people.school import refusal
from tests.sessions.sitting import Sitting, told


async def test_a_ticket_opens_the_room_for_a_device_and_a_new_device_joins_by_the_cookie(
    sitting: Sitting,
) -> None:
    session = await sitting.published()
    page, first, seat = await sitting.joined(session["code"], number="1042")
    for device in (first, new_token()):
        made = told(await page.post("/api/tickets", json={"device": device}))
        now = sitting.parts.clock.now_ms()
        ticket = read_ticket(sitting.parts.secret, made["ticket"], now)
        assert (ticket.room_id, ticket.device) == (session["session"], device)
        assert made["expires_at"] == now + 60_000
        assert device in (await sitting.seat(session["session"], seat)).devices
    wrong = await page.post("/api/tickets", json={"device": "short"})
    assert refusal(wrong) == (422, "device")
    nobody = await sitting.page().post("/api/tickets", json={"device": first})
    assert refusal(nobody) == (401, "not-joined")


async def test_leaving_forgets_the_seat_on_this_device(sitting: Sitting) -> None:
    session = await sitting.published()
    page, _, _ = await sitting.joined(session["code"], number="1042")
    cookies = dict(page.cookies)
    assert (await page.post("/api/leave", json={})).status_code == 204
    stolen = "; ".join(f"{name}={value}" for name, value in cookies.items())
    again = await sitting.page().get("/api/seat", headers={"cookie": stolen})
    assert refusal(again) == (401, "not-joined")
    assert (await page.post("/api/leave", json={})).status_code == 204


async def test_a_page_speaks_for_the_seat_that_it_was_opened_for_and_for_no_other(
    sitting: Sitting,
) -> None:
    session = await sitting.published()
    page, _, ada = await sitting.joined(session["code"], number="1042")
    told(await page.get("/api/seat/record", headers={"invigilate-seat": ada}))
    # Another tab of the same browser takes another seat: one cookie, two pages.
    claim = await sitting.claim(page, session["code"], number="0043")
    charles = told(await sitting.confirm(page, claim, new_token()))
    mine, device = {"invigilate-seat": ada}, {"device": new_token()}
    answers = [
        await page.post("/api/tickets", json=device, headers=mine),
        await page.get("/api/seat/record", headers=mine),
        await page.get("/api/seat/parcel-key", headers=mine),
        await page.get("/api/receipts", headers=mine),
        await page.get("/live/state", headers=mine),
        await page.get("/live/apart", headers=mine),
    ]
    assert [refusal(each) for each in answers] == [(409, "other-seat")] * len(answers)
    assert (await page.post("/api/leave", json={}, headers=mine)).status_code == 204
    assert told(await page.get("/api/seat"))["seat"] == charles["seat"]
    for seat in (ada, charles["seat"]):
        assert device["device"] not in (await sitting.seat(session["session"], seat)).devices
    told(await page.post("/api/tickets", json=device, headers={"invigilate-seat": charles["seat"]}))


async def test_a_seat_that_was_left_is_open_to_the_next_device(sitting: Sitting) -> None:
    session = await sitting.published()
    page, _, seat = await sitting.joined(session["code"], number="1042")
    assert (await page.post("/api/leave", json={})).status_code == 204
    _, second, again = await sitting.joined(session["code"], number="1042")
    assert (again, second in (await sitting.seat(session["session"], seat)).devices) == (seat, True)
    third, fourth = sitting.page(), new_token()
    claim = await sitting.claim(third, session["code"], number="1042")
    assert told(await sitting.confirm(third, claim, fourth))["state"] == "door"


async def test_a_seat_that_somebody_else_still_sits_at_is_not_open(sitting: Sitting) -> None:
    session = await sitting.published()
    page, _, seat = await sitting.joined(session["code"], number="1042")
    other, second = sitting.page(), new_token()
    claim = await sitting.claim(other, session["code"], number="1042")
    told(await sitting.confirm(other, claim, second))
    await sitting.order(session["session"], Admit(seat, second))  # type: ignore[arg-type]
    assert told(await sitting.door(other, claim, second))["state"] == "joined"
    await page.post("/api/leave", json={})
    claim = await sitting.claim(page, session["code"], number="1042")
    assert told(await sitting.confirm(page, claim, new_token()))["state"] == "door"


async def test_a_handed_in_paper_is_shown_to_nobody_for_a_number(sitting: Sitting) -> None:
    session = await sitting.published()
    page, device, seat = await sitting.joined(session["code"], number="1042")
    await sitting.begin(session["session"], seat, device)
    await sitting.order(session["session"], ForceSubmit(None))
    await page.post("/api/leave", json={})
    claim = await sitting.claim(page, session["code"], number="1042")
    body = {"claim": claim, "device": new_token(), "earlier": [device]}
    assert told(await page.post("/api/join/confirm", json=body))["state"] == "door"


async def test_a_browser_that_lost_its_cookie_is_still_the_device_that_it_was(
    sitting: Sitting,
) -> None:
    session = await sitting.published()
    _, device, seat = await sitting.joined(session["code"], number="1042")
    await sitting.begin(session["session"], seat, device)
    page = sitting.page()
    claim = await sitting.claim(page, session["code"], number="1042")
    earlier = [new_token(), device]
    body = {"claim": claim, "device": new_token(), "earlier": earlier}
    joined = told(await page.post("/api/join/confirm", json=body))
    assert joined == {"state": "joined", "seat": seat, "device": device}
    there = await sitting.seat(session["session"], seat)
    assert (list(there.devices), list(there.door), there.pen) == ([device], [], device)
    assert told(await page.get("/api/seat"))["seat"] == seat
    stranger = {**body, "earlier": [new_token()] * 17}
    assert refusal(await page.post("/api/join/confirm", json=stranger)) == (422, "body")
