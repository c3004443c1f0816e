"""Two proctors on two boards of one session: who sees to whom, and what the other can take back."""

import re

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.stories.pages import ProctorsBoard, accessibility, device
from tests.stories.schools import PASSWORD, PROCTOR, School
from tests.stories.test_pages import Sitting, sitting, writing

pytestmark = [pytest.mark.story, pytest.mark.asyncio(loop_scope="session")]

WIDE = {"width": 1440, "height": 900}
SECOND = "second-proctor"


async def named(place: School, hall: Sitting, grade: str) -> None:
    """A second proctor, whom the session names in this grade beside the first."""
    people = (await place.office.ask("GET", "/api/people"))["people"]
    ids = {each["name"]: each["id"] for each in people}
    if SECOND not in ids:
        new = {
            "name": SECOND,
            "shown_name": SECOND,
            "password": PASSWORD,
            "roles": ["proctor"],
        }
        ids[SECOND] = (await place.office.ask("POST", "/api/people", new))["id"]
    both = [{"person": ids[PROCTOR], "grade": "chief"}, {"person": ids[SECOND], "grade": grade}]
    await place.office.ask("PATCH", f"/api/sessions/{hall.session}", {"proctors": both})


async def opened(place: School, page: Page, hall: Sitting, name: str) -> ProctorsBoard:
    board = ProctorsBoard(page)
    await board.open(place.url, hall.session, name)
    return board


def alerts(board: ProctorsBoard) -> Locator:
    return board.page.get_by_role("region", name="Alerts")


def side(board: ProctorsBoard) -> Locator:
    return board.page.get_by_role("region", name="What was said and done")


async def choose(board: ProctorsBoard, what: str) -> None:
    """Something from the menu of the one alert that there is."""
    await alerts(board).get_by_role("button", name=re.compile("^More for")).click()
    await board.page.get_by_role("menuitem", name=what).click()


async def test_a_hand_is_claimed_by_one_and_shown_so_to_the_other_until_it_is_dismissed(
    place: School, browser: Browser, edition: str, axe: str
) -> None:
    hall = await sitting(place, edition, 1)
    await named(place, hall, "invigilator")
    async with (
        device(browser) as own,
        device(browser, viewport=WIDE) as desk,
        device(browser, viewport=WIDE) as other,
    ):
        student = await writing(place, own, hall, 0)
        first = await opened(place, await desk.new_page(), hall, PROCTOR)
        second = await opened(place, await other.new_page(), hall, SECOND)
        here = first.page.get_by_text(re.compile(f"^Proctors here: {SECOND}"))
        await expect(here).to_have_text(f"Proctors here: {SECOND} (invigilator)")
        await student.press("Raise hand")
        await expect(alerts(second).get_by_text("Hand raised")).to_be_visible()
        await expect(second.page).to_have_title(re.compile(r"^\(1\) "))
        await choose(first, "I see to it")
        await expect(alerts(second).get_by_text(f"claimed: {PROCTOR}")).to_be_visible()
        await alerts(first).get_by_role("radio", name="Mine").check()
        await expect(alerts(first).get_by_text("claimed: You")).to_be_visible()
        assert await accessibility(first.page, axe) == []
        await choose(second, "Dismiss: seen to")
        for board in (first, second):
            await expect(alerts(board).get_by_text("Hand raised")).to_have_count(0)
        await expect(student.page.get_by_role("button", name="Raise hand")).to_be_visible()
        await student.press("Raise hand")
        await expect(alerts(second).get_by_text("Hand raised")).to_be_visible()
        # Who saw to the hand before knows nothing of this one.
        await expect(second.page.get_by_text("claimed:")).to_have_count(0)
        await alerts(first).get_by_role("radio", name="All").check()
        await choose(first, "I see to it")
        await expect(alerts(second).get_by_text(f"claimed: {PROCTOR}")).to_be_visible()
        await choose(second, f"Take over from {PROCTOR}")
        taken = first.page.get_by_text(f"{SECOND} sees to A0 · Student 000 now.")
        await expect(taken).to_be_visible()


async def test_a_pause_ordered_on_one_board_is_taken_back_on_the_other(
    place: School, browser: Browser, edition: str
) -> None:
    hall = await sitting(place, edition, 1)
    await named(place, hall, "chief")
    async with (
        device(browser) as own,
        device(browser, viewport=WIDE) as desk,
        device(browser, viewport=WIDE) as other,
    ):
        student = await writing(place, own, hall, 0)
        first = await opened(place, await desk.new_page(), hall, PROCTOR)
        second = await opened(place, await other.new_page(), hall, SECOND)
        await side(second).get_by_role("tab", name="Activity").click()
        await first.confirm(await first.act("Pause"), "Pause")
        undo = side(second).get_by_role("button", name="Undo: paused the whole session.")
        await undo.click()
        await expect(student.heading("Paused")).to_have_count(0)
        await expect(first.page.get_by_text(re.compile("^Paused since"))).to_have_count(0)
        await expect(side(second).get_by_text(re.compile("^Taken back by You"))).to_be_visible()
        await expect(undo).to_have_count(0)


async def test_what_one_writes_down_the_other_reads_and_an_observer_orders_nothing(
    place: School, browser: Browser, edition: str, axe: str
) -> None:
    hall = await sitting(place, edition, 1)
    await named(place, hall, "observer")
    name = hall.people[0]["name"]
    async with (
        device(browser, viewport=WIDE) as desk,
        device(browser, viewport=WIDE) as other,
    ):
        first = await opened(place, await desk.new_page(), hall, PROCTOR)
        second = await opened(place, await other.new_page(), hall, SECOND)
        await first.page.get_by_role("button", name=name).click()
        seat = first.page.get_by_role("dialog", name=re.compile(name))
        await seat.get_by_label("Identity").select_option("checked")
        await seat.get_by_role("button", name="Write a note").click()
        note = first.page.get_by_role("dialog", name=re.compile("^Write something down about"))
        await note.get_by_role("radio", name=re.compile("^Incident")).check()
        await note.get_by_label("Text").fill("A phone rang.")
        await first.confirm(note, "Write it down")
        await expect(second.row(name).get_by_text("1 incident")).to_be_visible()
        await second.page.get_by_role("button", name=name).click()
        read = second.page.get_by_role("dialog", name=re.compile(name))
        await expect(read.get_by_text("A phone rang.")).to_be_visible()
        await expect(read.get_by_label("Identity")).to_have_value("checked")
        await expect(read.get_by_label("Identity")).to_be_disabled()
        await expect(read.get_by_role("button", name="Pause")).to_be_disabled()
        assert await accessibility(second.page, axe) == []
