"""What students and proctors have of each other, in real browsers against a real server."""

import re

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from invigilate.rooms.orders import Extend, Tell
from tests.stories.pages import ProctorsBoard, Student, accessibility, device
from tests.stories.schools import PROCTOR, School
from tests.stories.test_pages import Sitting, sitting, writing

pytestmark = [pytest.mark.story, pytest.mark.asyncio(loop_scope="session")]

WIDE = {"width": 1440, "height": 900}
NO_SOCKET = """window.WebSocket = class {
  constructor() { setTimeout(() => this.onclose?.({ code: 1006 }), 0); }
  send() {}
  close() {}
};"""
"""What a firewall leaves of a socket."""


def beside(student: Student) -> Locator:
    """The calm lines above the paper."""
    return student.page.locator(".strips")


def alerts(board: ProctorsBoard) -> Locator:
    """The board's alerts."""
    return board.page.get_by_role("region", name="Alerts")


async def open_board(place: School, page: Page, hall: Sitting) -> ProctorsBoard:
    """The board of a session."""
    board = ProctorsBoard(page)
    await board.open(place.url, hall.session, PROCTOR)
    return board


async def test_a_student_and_the_proctors_write_to_each_other_and_nobody_else_reads_it(
    place: School, browser: Browser, edition: str, axe: str
) -> None:
    hall = await sitting(place, edition, 2)
    async with (
        device(browser) as first,
        device(browser) as second,
        device(browser, viewport=WIDE) as desk,
    ):
        one = await writing(place, first, hall, 0)
        two = await writing(place, second, hall, 1)
        board = await open_board(place, await desk.new_page(), hall)
        await one.press("Messages")
        dialog = one.page.get_by_role("dialog", name="You and your proctors")
        await dialog.get_by_label("Message to your proctors").fill("May I open the window?")
        await dialog.get_by_role("button", name="Send").click()
        await expect(dialog.locator("li").get_by_text("May I open the window?")).to_be_visible()
        await expect(dialog.get_by_label("Message to your proctors")).to_have_value("")
        assert await accessibility(one.page, axe) == []
        await dialog.get_by_role("button", name="Close").click()

        await expect(alerts(board).get_by_text("Message waits")).to_be_visible()
        await alerts(board).get_by_role("button", name=re.compile("^Answer")).click()
        seat = board.page.get_by_role("dialog", name=re.compile(hall.people[0]["name"]))
        await expect(seat.get_by_text("May I open the window?")).to_be_visible()
        await seat.get_by_label("Write to this student").fill("Yes, please.")
        await seat.get_by_role("button", name="Send").click()
        await expect(seat.locator("li").get_by_text("Yes, please.")).to_be_visible()
        await expect(seat.get_by_text("not read yet")).to_be_visible()
        await expect(alerts(board).get_by_text("Message waits")).to_have_count(0)
        assert await accessibility(board.page, axe) == []

        # It is said beside the paper: the focus stays where it was, and the badge counts it.
        await one.go_to(9, "Sound in space")
        field = one.field("Your text")
        await field.focus()
        await expect(beside(one).get_by_text("Yes, please.")).to_be_visible()
        await expect(field).to_be_focused()
        await expect(one.page.get_by_role("button", name="Messages, 1 new message")).to_be_visible()
        await beside(one).get_by_role("button", name="I have read it").click()
        await expect(one.page.get_by_role("button", name="Messages", exact=True)).to_be_visible()
        await expect(beside(one).get_by_text("Yes, please.")).to_have_count(0)
        await expect(seat.get_by_text("not read yet")).to_have_count(0)
        await expect(seat.locator("li").filter(has_text="Yes, please.")).to_contain_text("You")

        # Half an answer outlives its dialog, and says who answered meanwhile.
        answer = seat.get_by_label("Write to this student")
        await answer.fill("But close it")
        await board.page.keyboard.press("Escape")
        await expect(seat).to_have_count(0)
        await board.page.get_by_role("button", name=hall.people[0]["name"]).click()
        await expect(answer).to_have_value("But close it")
        [mine] = [r for r in (await place.board(hall.session)).rows.values() if r.messages]
        await place.order(hall.session, Tell((mine.seat,), "Leave it open."))
        meanwhile = re.compile("wrote to this student at .*after you")
        await expect(seat.get_by_text(meanwhile)).to_be_visible()
        await one.page.reload()
        await one.press("Messages")
        await expect(dialog.locator("li")).to_have_count(3)

        await two.press("Messages")
        others = two.page.get_by_role("dialog", name="You and your proctors")
        await expect(others.get_by_text("Nothing was written yet.")).to_be_visible()
        await expect(others.locator("li")).to_have_count(0)


async def test_proctors_write_to_chosen_students(
    place: School, browser: Browser, edition: str
) -> None:
    hall = await sitting(place, edition, 2)
    async with (
        device(browser) as first,
        device(browser) as second,
        device(browser, viewport=WIDE) as desk,
    ):
        one = await writing(place, first, hall, 0)
        two = await writing(place, second, hall, 1)
        board = await open_board(place, await desk.new_page(), hall)
        await board.row(hall.people[1]["name"]).get_by_role("checkbox").check()
        await board.page.get_by_role("main").press("m")
        dialog = board.page.get_by_role("dialog", name=re.compile("^Write to"))
        await dialog.get_by_label("Text").fill("Your desk is B2 from now on.")
        await board.confirm(dialog, "Send")
        await expect(beside(two).get_by_text("Your desk is B2 from now on.")).to_be_visible()
        await expect(beside(one).get_by_text("Your desk is B2 from now on.")).to_have_count(0)


async def test_a_time_away_is_told_to_both_sides_and_can_be_explained(
    place: School, browser: Browser, edition: str, axe: str
) -> None:
    hall = await sitting(place, edition, 1)
    async with device(browser) as first, device(browser, viewport=WIDE) as desk:
        one = await writing(place, first, hall, 0)
        board = await open_board(place, await desk.new_page(), hall)
        row = board.row(hall.people[0]["name"])
        await one.page.evaluate("dispatchEvent(new Event('blur'))")
        await expect(row.get_by_text(re.compile("^Away now"))).to_be_visible()
        await one.page.evaluate("dispatchEvent(new Event('focus'))")
        away = beside(one).get_by_text(re.compile(r"^You were away from this page for \d+ s$"))
        await expect(away).to_be_visible()
        await expect(row.get_by_text("Away 1×", exact=True)).to_be_visible()
        await beside(one).get_by_label("Why (optional)").fill("A bell rang")
        assert await accessibility(one.page, axe) == []
        await beside(one).get_by_role("button", name="Say so").click()
        await expect(away).to_have_count(0)
        await row.get_by_role("button", name=hall.people[0]["name"]).click()
        seat = board.page.get_by_role("dialog", name=re.compile(hall.people[0]["name"]))
        await expect(seat.get_by_text(re.compile("A bell rang"))).to_be_visible()

        # A glance is nothing.
        await one.page.evaluate("dispatchEvent(new Event('blur'))")
        await one.page.evaluate("dispatchEvent(new Event('focus'))")
        await one.press("Messages")
        mine = one.page.get_by_role("dialog", name="You and your proctors")
        await mine.get_by_text("Your times and devices").click()
        await expect(mine.get_by_text(re.compile("A bell rang"))).to_have_count(1)
        await expect(mine.get_by_text("this one")).to_be_visible()


async def test_time_that_a_proctor_gives_or_takes_is_told_with_its_reason(
    place: School, browser: Browser, edition: str, axe: str
) -> None:
    hall = await sitting(place, edition, 1)
    async with device(browser) as context:
        one = await writing(place, context, hall, 0)
        await one.go_to(3, "Adding fractions")
        await one.field().focus()
        await place.order(hall.session, Extend(None, 600_000, "Fire drill"))
        more = beside(one).get_by_text("You have 10 min more")
        await expect(more).to_be_visible()
        await expect(beside(one).get_by_text("Fire drill")).to_be_visible()
        await expect(
            beside(one).get_by_text(re.compile(r"Your time ends at .*\d\d:\d\d"))
        ).to_be_visible()
        await expect(one.field()).to_be_focused()
        assert await accessibility(one.page, axe) == []
        await beside(one).get_by_role("button", name="Understood").click()
        await expect(more).to_have_count(0)

        await place.order(hall.session, Extend(None, -300_000, "Too much by mistake"))
        await expect(beside(one).get_by_text("You have 5 min less")).to_be_visible()
        await one.page.reload()
        await expect(beside(one).get_by_text("Too much by mistake")).to_be_visible()
        await expect(beside(one).get_by_text("Fire drill")).to_have_count(0)


async def test_where_times_away_are_not_noted_the_page_says_so(
    place: School, browser: Browser, edition: str
) -> None:
    hall = await sitting(place, edition, 1, note_away=False)
    async with device(browser) as context:
        one = await writing(place, context, hall, 0)
        await one.press("Messages")
        mine = one.page.get_by_role("dialog", name="You and your proctors")
        await mine.get_by_text("Your times and devices").click()
        await expect(mine.get_by_text("They are not noted in this session.")).to_be_visible()
