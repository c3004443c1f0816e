"""What the board says, offers and begins with before anything is ordered."""

import csv
import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from invigilate.rooms.orders import Extend, SetEnd, SetThresholds
from invigilate.rooms.plan import Thresholds
from tests.stories.pages import ProctorsBoard, accessibility, device
from tests.stories.schools import PROCTOR, School
from tests.stories.test_pages import Sitting, seat_of, sitting, writing
from tests.stories.test_two_proctors import SECOND, WIDE, alerts, named, opened, side

pytestmark = [pytest.mark.story, pytest.mark.asyncio(loop_scope="session")]

MINUTE = 60_000
BERLIN = ZoneInfo("Europe/Berlin")
DESKS = """number,name,hall,desk,extra_percent
1000,Student 000,Room 7,1,25
1001,Student 001,Room 7,2,0
1002,Student 002,Room 7,11,0
1003,Student 003,Main,A1,0
"""


async def numbered(place: School, edition: str) -> Sitting:
    """A hall whose desks are only numbers beside one with letters."""
    session, code = await place.session(edition, DESKS, allow_guests=False)
    return Sitting(session, code, list(csv.DictReader(DESKS.splitlines())))


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog")


async def from_menu(board: ProctorsBoard, name: str) -> Locator:
    await board.act("More")
    await board.page.get_by_role("menuitem", name=name, exact=True).click()
    return dialog(board.page)


async def test_what_opens_has_the_focus_where_enter_does_what_is_seen_and_a_key_does_nothing(
    place: School, browser: Browser, edition: str
) -> None:
    hall = await numbered(place, edition)
    async with device(browser, viewport=WIDE, reduced_motion="reduce") as desk:
        board = await opened(place, await desk.new_page(), hall, PROCTOR)
        page = board.page
        await expect(board.row("Student 000")).to_be_visible()
        await page.keyboard.press("p")
        whole = dialog(page).get_by_role("radio", name=re.compile("^The whole session"))
        await expect(whole).to_be_checked()
        await expect(whole).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(dialog(page)).to_have_count(0)
        await page.keyboard.press("j")
        await expect(page.locator("tr[data-seat]:focus-within")).to_have_count(1)
        await page.keyboard.press("Enter")
        await expect(dialog(page).get_by_role("heading", level=2)).to_be_focused()
        for key in ("p", "Enter"):
            await page.keyboard.press(key)
        await expect(dialog(page).get_by_label("Attendance")).to_have_value("none")
        await expect(dialog(page).get_by_text("Marked the attendance")).to_have_count(0)
        await page.keyboard.press("Escape")
        rows = (await place.board(hall.session)).rows.values()
        assert [row.attendance for row in rows] == [""] * len(rows)


IN_ONE_BREATH = """() => {
    document.querySelector('dialog').close();
    document.querySelector('tr[data-seat] .name').click();
}"""
"""Closes a dialog and opens a student's before the browser has told the page that one closed."""


async def test_what_is_opened_before_the_last_dialogs_end_was_told_stays_open(
    place: School, browser: Browser, edition: str
) -> None:
    hall = await numbered(place, edition)
    async with device(browser, viewport=WIDE, reduced_motion="reduce") as desk:
        board = await opened(place, await desk.new_page(), hall, PROCTOR)
        await expect(board.row("Student 000")).to_be_visible()
        for key in "p?":
            await board.page.keyboard.press(key)
            await expect(dialog(board.page)).to_be_visible()
            await board.page.evaluate(IN_ONE_BREATH)
            heading = dialog(board.page).get_by_role("heading", name="Student 003")
            await expect(heading).to_be_focused()
            # Longer than the word of its end takes.
            await board.page.evaluate("() => new Promise((then) => setTimeout(then, 500))")
            await expect(heading).to_be_focused()
            await board.page.evaluate(IN_ONE_BREATH)
            await board.page.evaluate("() => new Promise((then) => setTimeout(then, 500))")
            await expect(heading).to_be_focused()
            await board.page.keyboard.press("Escape")
            await expect(dialog(board.page)).to_have_count(0)


async def test_an_end_says_what_it_comes_to_and_tomorrows_is_agreed_to(
    place: School, browser: Browser, edition: str, axe: str
) -> None:
    hall = await numbered(place, edition)
    async with (
        device(browser) as own,
        device(browser, viewport=WIDE, reduced_motion="reduce") as desk,
    ):
        await writing(place, own, hall, 0)
        board = await opened(place, await desk.new_page(), hall, PROCTOR)
        await expect(board.row("Student 000").get_by_text("In Progress")).to_be_visible()
        order = await from_menu(board, "Set the end")
        await order.get_by_role("radio", name=re.compile("^The whole session")).check()
        now = datetime.now(UTC).astimezone(BERLIN)
        await order.get_by_label("Ends at").fill(f"{now - timedelta(minutes=2):%H:%M}")
        await order.get_by_label("Reason").fill("as agreed")
        await expect(order.get_by_text(re.compile(r"^That is in 23 h 5\d min"))).to_be_visible()
        await expect(order.get_by_text(re.compile(r"^Gives 22 h 4\d min to 1"))).to_be_visible()
        act = order.get_by_role("button", name="Set the end", exact=True)
        await act.click()
        await expect(order.get_by_text("Say yes to so late an end")).to_be_visible()
        agree = order.get_by_role("checkbox", name=re.compile("^Yes, they may write until"))
        await expect(agree).to_be_focused()
        await expect(agree).to_be_in_viewport(ratio=1)
        assert await accessibility(board.page, axe) == []
        soon = now + timedelta(minutes=30)
        await order.get_by_label("Ends at").fill(f"{soon:%H:%M}")
        await expect(order.get_by_text(re.compile(r"^Takes 4\d min from 1"))).to_be_visible()
        await expect(order.get_by_text("Cuts the extra time of 1 student: 1")).to_be_visible()
        assert await accessibility(board.page, axe) == []
        await board.confirm(order, "Set the end")
        seat = await seat_of(place, hall, 0)
        ends = (await place.board(hall.session)).rows[seat].end
        whole = soon.replace(second=0, microsecond=0)
        assert ends == round(whole.timestamp() * 1_000)


async def test_an_end_on_another_day_is_told_with_its_day(
    place: School, browser: Browser, edition: str
) -> None:
    hall = await numbered(place, edition)
    end = datetime.now(UTC) + timedelta(hours=30)
    clock = end.astimezone(BERLIN)
    date = rf"{clock:%a},? {clock.day} {clock:%b}\w*, {clock:%H:%M}"
    async with (
        device(browser, timezone_id="Europe/Berlin") as own,
        device(browser, viewport=WIDE, reduced_motion="reduce") as desk,
    ):
        student = await writing(place, own, hall, 0)
        timer = student.page.get_by_role("button", name=re.compile("Why"))
        await expect(timer.get_by_text(re.compile(r"^Ends .*\d\d:\d\d$"))).to_be_visible()
        board = await opened(place, await desk.new_page(), hall, PROCTOR)
        await place.order(hall.session, SetEnd(None, round(end.timestamp() * 1_000), "as agreed"))
        await expect(board.page.get_by_text(re.compile(f"^Last end {date}$"))).to_be_visible()
        await expect(student.page.get_by_text(re.compile(f"^Ends {date}$"))).to_be_visible()
        await board.page.get_by_role("button", name="Student 000", exact=True).click()
        await expect(dialog(board.page).get_by_text(re.compile(rf"^{date}:\d\d$"))).to_be_visible()
        wall = await desk.new_page()
        await wall.goto(f"{place.url}/project/{hall.session}")
        await expect(wall.get_by_text("Everybody ends at")).to_be_visible()
        await expect(wall.get_by_text(re.compile(f"^{date}$"))).to_be_visible()


async def test_a_row_of_numbered_desks_is_one_card_that_pauses_it_and_lets_it_go_on(
    place: School, browser: Browser, edition: str, axe: str
) -> None:
    hall = await numbered(place, edition)
    thresholds = Thresholds(offline_ms=1_000, incident_seats=2)
    await place.order(hall.session, SetThresholds(thresholds))
    async with (
        device(browser) as one,
        device(browser) as other,
        device(browser, viewport=WIDE, reduced_motion="reduce") as desk,
    ):
        for who, own in ((1, one), (0, other)):
            student = await writing(place, own, hall, who)
            await student.page.close()
        board = await opened(place, await desk.new_page(), hall, PROCTOR)
        card = alerts(board).get_by_role("listitem").filter(has_text="Row 1–10, Room 7")
        await expect(card.get_by_text(re.compile("^2 of 2 offline since"))).to_be_visible()
        await card.get_by_role("button", name="Pause row 1–10 (2)").click()
        await board.confirm(dialog(board.page), "Pause")
        await card.get_by_role("button", name="Resume row 1–10 (2)").click()
        assert await accessibility(board.page, axe) == []
        await board.confirm(dialog(board.page), "Resume")
        await expect(card.get_by_role("button", name="Pause row 1–10 (2)")).to_be_visible()
        order = await board.act("Announce")
        await order.get_by_role("radio", name="A row of desks").check()
        rows = await order.get_by_label("Row", exact=True).locator("option").all_inner_texts()
        assert rows == ["Main, row A (1)", "Room 7, row 1–10 (2)", "Room 7, row 11–20 (1)"]


async def test_after_the_close_nothing_is_offered_that_is_refused_and_nobody_is_offline(
    place: School, browser: Browser, edition: str, axe: str
) -> None:
    hall = await numbered(place, edition)
    await place.order(hall.session, SetThresholds(Thresholds(offline_ms=1_000)))
    async with (
        device(browser) as own,
        device(browser, viewport=WIDE, reduced_motion="reduce") as desk,
    ):
        page = await own.new_page()
        await page.goto(place.url)
        await page.get_by_label("Session code").fill(hall.code)
        await page.get_by_role("button", name="Verify Session Code").click()
        await page.get_by_label("Candidate number").fill("1000")
        await page.get_by_role("button", name="Continue").click()
        await page.get_by_role("button", name="Yes, that is me").click()
        await expect(page.get_by_role("button", name="Begin")).to_be_enabled()
        await page.close()
        board = await opened(place, await desk.new_page(), hall, PROCTOR)
        await expect(alerts(board).get_by_text("Offline")).to_be_visible()
        await place.office.ask("POST", f"/api/sessions/{hall.session}/close", {})
        await expect(alerts(board).get_by_text("Nothing needs you just now.")).to_be_visible()
        acts = board.page.get_by_role("group", name="Actions", exact=True)
        for name in ("Pause", "Resume", "Extend", "Lock", "Unlock"):
            button = acts.get_by_role("button", name=re.compile(rf"^{name}\b"))
            await expect(button).to_be_disabled()
            await expect(button).to_have_attribute("title", "The session is closed.")
        await expect(acts.get_by_role("button", name=re.compile("^Announce"))).to_be_enabled()
        await board.act("More")
        free = [
            (await each.inner_text()).strip()
            for each in await board.page.get_by_role("menuitem").all()
            if await each.is_enabled()
        ]
        assert free == [
            *("Message", "Note", "Attendance", "Check identity", "Count held changes"),
            "Take in a student’s file",
        ]
        assert await accessibility(board.page, axe) == []


@pytest.mark.long
async def test_an_open_board_hears_of_a_new_code_and_of_another_grade(
    place: School, browser: Browser, edition: str
) -> None:
    hall = await sitting(place, edition, 1)
    await named(place, hall, "invigilator")
    async with device(browser, viewport=WIDE, reduced_motion="reduce") as desk:
        board = await opened(place, await desk.new_page(), hall, SECOND)
        page = board.page
        await expect(page.get_by_text(hall.code, exact=True)).to_be_visible()
        drawn = await place.office.ask("POST", f"/api/sessions/{hall.session}/code", {})
        await named(place, hall, "observer")
        await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        await expect(page.get_by_text(drawn["code"], exact=True)).to_be_visible()
        await expect(page.get_by_text(hall.code, exact=True)).to_have_count(0)
        await expect(page.get_by_text("You watch this session as an observer")).to_be_visible()
        await named(place, hall, "invigilator")
        watches = page.get_by_text("You watch this session as an observer")
        await expect(watches).to_have_count(0, timeout=25_000)


async def test_who_may_only_give_time_is_not_offered_to_take_some_nor_to_take_that_back(
    place: School, browser: Browser, edition: str, axe: str
) -> None:
    hall = await sitting(place, edition, 1)
    await named(place, hall, "invigilator")
    async with (
        device(browser) as own,
        device(browser, viewport=WIDE, reduced_motion="reduce") as desk,
    ):
        await writing(place, own, hall, 0)
        board = await opened(place, await desk.new_page(), hall, SECOND)
        await side(board).get_by_role("tab", name="Activity").click()
        seat = (await seat_of(place, hall, 0),)
        await place.order(hall.session, Extend(seat, -5 * MINUTE, "came late"))
        line = side(board).get_by_role("listitem").filter(has_text="came late")
        await expect(line).to_be_visible()
        await place.order(hall.session, Extend(seat, 5 * MINUTE, "a bus"))
        given = side(board).get_by_role("listitem").filter(has_text="a bus")
        await expect(given.get_by_role("button", name=re.compile("^Undo"))).to_be_visible()
        await expect(line.get_by_role("button", name=re.compile("^Undo"))).to_have_count(0)
        await board.page.get_by_role("button", name="Student 000", exact=True).click()
        student = board.page.get_by_role("dialog", name=re.compile("Student 000$"))
        await student.get_by_role("button", name="Extend", exact=True).click()
        order = board.page.get_by_role("dialog", name=re.compile("^Change the time of"))
        presets = await order.get_by_role("group", name="Minutes").get_by_role("button").all()
        assert [await each.inner_text() for each in presets] == ["+1", "+5", "+10", "+15"]
        await order.get_by_label("Minutes").first.fill("-5")
        await order.get_by_label("Reason").fill("came late")
        await order.get_by_role("button", name="Change time", exact=True).click()
        await expect(order.get_by_text("Only a chief invigilator takes time")).to_be_visible()
        assert await accessibility(board.page, axe) == []
