"""Every dialog of the board, and the pages it leads to, are for everyone: in light and dark."""

import re

import pytest
from playwright.async_api import Browser, Page, expect

from invigilate.rooms.orders import Announce, Note
from tests.stories.pages import ProctorsBoard, device
from tests.stories.schools import PROCTOR, School
from tests.stories.test_headers import Findings
from tests.stories.test_pages import Sitting, seat_of, sitting, writing
from tests.stories.test_two_proctors import WIDE

pytestmark = [pytest.mark.story, pytest.mark.asyncio(loop_scope="session")]

ON_BAR = ("Pause", "Extend", "Announce", "Lock", "Unlock")
IN_MENU = (
    "Message",
    "Note",
    "Attendance",
    "Check identity",
    "Set the end",
    "Give lost time back",
    "Reopen",
    "Count held changes",
    "End",
    "Force submit",
    "Add a student",
    "Take in a student’s file",
)


async def closed(page: Page) -> None:
    """Whatever lies open is closed by its key."""
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def asked_for(board: ProctorsBoard, name: str) -> None:
    """Opens what the bar or its menu offers, and sends it without what it needs."""
    page = board.page
    if name in ON_BAR:
        dialog = await board.act(name)
    else:
        dialog = await board.act("More")
        await page.get_by_role("menuitem", name=name, exact=True).click()
    await expect(dialog).to_be_visible()
    everybody = dialog.get_by_role("radio", name=re.compile("^The whole session"))
    if await everybody.count():
        await everybody.check()
    await expect(dialog.get_by_text("Asking whom it reaches")).to_have_count(0)
    if await dialog.get_by_role("textbox").count():
        field = dialog.get_by_role("textbox").first
        await field.fill("")
        await field.press("Enter")


async def opened(place: School, page: Page, hall: Sitting) -> ProctorsBoard:
    board = ProctorsBoard(page)
    await board.open(place.url, hall.session, PROCTOR)
    await expect(board.row("Student 000").get_by_text("In Progress")).to_be_visible()
    return board


async def test_every_order_can_be_given_by_everyone(
    place: School, browser: Browser, edition: str, axe: str
) -> None:
    hall = await sitting(place, edition, 3)
    found = Findings(axe)
    async with device(browser) as own, device(browser) as desk:
        await writing(place, own, hall, 0)
        board = await opened(place, await desk.new_page(), hall)
        page = board.page
        for name in (*ON_BAR, *IN_MENU):
            await asked_for(board, name)
            await found.of(page, name)
            await closed(page)
    assert found.all == []


async def test_what_else_opens_on_the_board_is_usable_by_everyone(
    place: School, browser: Browser, edition: str, axe: str
) -> None:
    hall = await sitting(place, edition, 2)
    found = Findings(axe)
    async with device(browser) as own, device(browser, viewport=WIDE) as desk:
        student = await writing(place, own, hall, 0)
        about = (await seat_of(place, hall, 0),)
        await place.order(hall.session, Note(about, "incident", "A phone rang."))
        await place.order(hall.session, Announce(None, "Question 3: read 3/4 + 1/8."))
        await student.press("I have read it")
        await student.press("Raise hand")
        board = await opened(place, await desk.new_page(), hall)
        page = board.page
        await the_alerts(page, found)
        await the_views(page, found)
        await the_sides(page, found)
        await a_student(page, found)
        await page.get_by_role("button", name="Keys and help").click()
        await expect(page.get_by_role("dialog", name="Keys and help")).to_be_visible()
        await found.of(page, "help")
    assert found.all == []


async def the_alerts(page: Page, found: Findings) -> None:
    """A card with its menu, and when alerts are told."""
    alerts = page.get_by_role("region", name="Alerts")
    await alerts.get_by_role("button", name=re.compile("^More for")).click()
    await found.of(page, "an alert's menu")
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="When alerts are told").click()
    thresholds = page.get_by_role("dialog")
    await thresholds.get_by_label("Offline for").fill("never")
    await thresholds.get_by_role("button", name="Set them").click()
    await expect(thresholds.get_by_text("Write whole seconds")).to_be_visible()
    await found.of(page, "thresholds, one wrong")
    await closed(page)


async def the_views(page: Page, found: Findings) -> None:
    """Columns, and views kept under a name."""
    await page.get_by_role("button", name="Columns").click()
    await expect(page.get_by_role("menuitemcheckbox").first).to_be_visible()
    await found.of(page, "columns")
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Saved views").click()
    await found.of(page, "saved views")
    await page.get_by_role("menuitem", name="Save this view").click()
    await found.of(page, "saving a view")
    await page.get_by_role("textbox", name="Name").fill("The one")
    await page.get_by_role("button", name="Save", exact=True).click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await page.get_by_role("button", name="Saved views").click()
    await page.get_by_role("menuitem", name="Remove saved views").click()
    await found.of(page, "removing views")
    await closed(page)


async def the_sides(page: Page, found: Findings) -> None:
    """What was said, done, written down, and whose time was lost."""
    side = page.get_by_role("region", name="What was said and done")
    for name in ("Announcements", "Activity", "Notes", "Time"):
        await side.get_by_role("tab", name=re.compile(f"^{name}|^Lost")).first.click()
        await expect(side.get_by_text(re.compile("^Fetching"))).to_have_count(0)
        await found.of(page, name)


async def a_student(page: Page, found: Findings) -> None:
    """Everything in the dialog open: time, desk, notes, messages."""
    await page.get_by_role("button", name="Student 000", exact=True).click()
    seat = page.get_by_role("dialog")
    for name in ("Time, entry by entry", "Move to another desk"):
        await seat.locator("summary").filter(has_text=name).click()
    await expect(seat.get_by_text("A phone rang.")).to_be_visible()
    await seat.get_by_role("button", name="I see to it").click()
    await expect(seat.get_by_role("button", name="Undo")).to_be_visible()
    await found.of(page, "a student")
    await closed(page)


async def test_the_pages_beside_the_board_are_usable_by_everyone(
    place: School, browser: Browser, edition: str, axe: str
) -> None:
    hall = await sitting(place, edition, 2)
    found = Findings(axe)
    async with device(browser) as own, device(browser) as desk:
        student = await writing(place, own, hall, 0)
        await student.go_to(1, "A capital city")
        await student.page.get_by_role("radio", name="Canberra").check()
        await student.all_saved()
        page = (await opened(place, await desk.new_page(), hall)).page
        await page.goto(f"{place.url}/replay/{hall.session}")
        await expect(page.locator(".board[aria-busy=false]")).to_be_visible()
        await page.get_by_role("slider", name="Moment of the sitting").press("End")
        await expect(page.locator(".board[aria-busy=false]")).to_be_visible()
        await found.of(page, "replay")
        await page.get_by_role("button", name="Student 000", exact=True).click()
        first = page.get_by_role("listitem").filter(
            has=page.get_by_role("heading", name=re.compile("^Question 1 "))
        )
        await expect(first.get_by_text(re.compile("^[A-Z] · Canberra$"))).to_be_visible()
        changes = page.get_by_role("region", name="Changes")
        await expect(changes.get_by_text(re.compile("chose [A-Z] · Canberra"))).to_be_visible()
        await found.of(page, "how it was written")
        await page.goto(f"{place.url}/board")
        await expect(page.get_by_role("heading", level=1)).to_be_visible()
        await found.of(page, "the sessions")
        for path in (f"project/{hall.session}", f"api/sessions/{hall.session}/report.html"):
            await page.goto(f"{place.url}/{path}")
            await expect(page.get_by_role("heading", level=1).first).to_be_visible()
            await found.of(page, path.partition("/")[0])
    assert found.all == []
