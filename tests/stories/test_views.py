"""The views of the board: hall map, questions, columns, and an address that says all of it."""

import re

import pytest
from playwright.async_api import Browser, expect

from tests.stories.pages import ProctorsBoard, accessibility, device
from tests.stories.schools import PROCTOR, School
from tests.stories.test_pages import Sitting, sitting, writing

pytestmark = [pytest.mark.story, pytest.mark.asyncio(loop_scope="session")]


async def opened(place: School, board: ProctorsBoard, hall: Sitting) -> None:
    await board.open(place.url, hall.session, PROCTOR)
    await expect(board.row("Student 000")).to_be_visible()


async def test_a_row_of_desks_is_chosen_by_its_letter_and_the_choice_holds_in_every_view(
    place: School, browser: Browser, edition: str, axe: str
) -> None:
    hall = await sitting(place, edition, 6)
    async with device(browser) as desk:
        board = ProctorsBoard(await desk.new_page())
        await opened(place, board, hall)
        page = board.page
        await page.keyboard.press("g")
        await page.keyboard.press("s")
        await expect(page.get_by_role("gridcell")).to_have_count(6)
        assert await accessibility(page, axe) == []
        await page.get_by_role("checkbox", name="Choose Row A, 5 students").click()
        await expect(page.get_by_text("5 chosen")).to_be_visible()
        await page.get_by_role("button", name=re.compile("^A2, Student 002, Absent")).focus()
        await page.keyboard.press("ArrowRight")
        focused = page.get_by_role("button", name=re.compile("^A3, Student 003"))
        await expect(focused).to_be_focused()
        await page.keyboard.press("x")
        await expect(page.get_by_text("4 chosen")).to_be_visible()
        await page.keyboard.press("g")
        await page.keyboard.press("t")
        await expect(page.get_by_role("checkbox", name="Choose Student 003")).not_to_be_checked()
        await expect(page.get_by_role("checkbox", name="Choose Student 004")).to_be_checked()


async def test_the_questions_say_who_is_where_and_what_is_answered(
    place: School, browser: Browser, edition: str, axe: str
) -> None:
    hall = await sitting(place, edition, 2)
    async with device(browser) as own, device(browser) as desk:
        student = await writing(place, own, hall, 0)
        await student.press("Next")
        await student.page.get_by_role("radio", name="Canberra").check()
        await student.all_saved()
        board = ProctorsBoard(await desk.new_page())
        await opened(place, board, hall)
        page = board.page
        await page.get_by_role("radio", name="Questions").check(force=True)
        said = page.get_by_role("img", name="1 of 10 answered, at question 1")
        await expect(said).to_be_visible()
        assert await accessibility(page, axe) == []
        await page.get_by_role("radio", name="Each question").check(force=True)
        first = page.get_by_role("row", name=re.compile("^1 capital 1 of 1"))
        await expect(first).to_be_visible()
        assert await accessibility(page, axe) == []


async def test_columns_and_a_view_with_a_name_stay_on_the_device(
    place: School, browser: Browser, edition: str
) -> None:
    hall = await sitting(place, edition, 2)
    async with device(browser) as desk:
        board = ProctorsBoard(await desk.new_page())
        await opened(place, board, hall)
        page = board.page
        await page.get_by_role("button", name="Columns").click()
        await page.get_by_role("menuitemcheckbox", name="Identity").click()
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("columnheader", name="Identity")).to_be_visible()
        await page.get_by_role("searchbox", name="Search").fill("001")
        await page.get_by_role("button", name="Saved views").click()
        await page.get_by_role("menuitem", name="Save this view").click()
        await page.get_by_role("textbox", name="Name").fill("The one")
        await page.get_by_role("button", name="Save", exact=True).click()
        await page.goto(f"{place.url}/board/{hall.session}")
        await expect(page.get_by_role("columnheader", name="Identity")).to_be_visible()
        await expect(board.row("Student 000")).to_be_visible()
        await page.get_by_role("button", name="Saved views").click()
        await page.get_by_role("menuitem", name="The one").click()
        await expect(board.row("Student 001")).to_be_visible()
        await expect(board.row("Student 000")).to_have_count(0)
        assert "q=001" in page.url
        other = await desk.new_page()
        await other.goto(f"{place.url}/board/{hall.session}")
        await other.get_by_role("button", name="Saved views").click()
        await expect(other.get_by_role("menuitem", name="The one")).to_be_visible()
        await other.keyboard.press("Escape")
        for which, name in ((page, "Mine"), (other, "Theirs")):
            await which.get_by_role("button", name="Saved views").click()
            await which.get_by_role("menuitem", name="Save this view").click()
            await which.get_by_role("textbox", name="Name").fill(name)
            await which.get_by_role("button", name="Save", exact=True).click()
        await page.get_by_role("button", name="Saved views").click()
        for name in ("The one", "Mine", "Theirs"):
            await expect(page.get_by_role("menuitem", name=name)).to_be_visible()


async def test_the_browsers_way_back_leads_through_what_was_looked_at(
    place: School, browser: Browser, edition: str
) -> None:
    hall = await sitting(place, edition, 2)
    async with device(browser) as desk:
        board = ProctorsBoard(await desk.new_page())
        await opened(place, board, hall)
        page, first = board.page, board.row("Student 000")
        here = page.url
        await page.goto(f"{place.url}/board")
        await page.goto(here)
        counter = page.get_by_role("group", name="Show by status").get_by_role("button")
        joined = counter.filter(has_text="Joined")
        await joined.click()
        await expect(first).to_have_count(0)
        # Letters of a search are no steps: one way back undoes the filter.
        await page.get_by_role("searchbox", name="Search").press_sequentially("001")
        await expect(page).to_have_url(re.compile("q=001"))
        await page.go_back()
        await expect(first).to_be_visible()
        await expect(joined).to_have_attribute("aria-pressed", "false")
        assert page.url == here
        await expect(page.get_by_role("searchbox", name="Search")).to_have_value("")
        await page.keyboard.press("Escape")
        await page.keyboard.press("g")
        await page.keyboard.press("s")
        await expect(page.get_by_role("gridcell")).to_have_count(2)
        await page.go_back()
        await expect(board.row("Student 001")).to_be_visible()
        await page.go_forward()
        await expect(page.get_by_role("gridcell")).to_have_count(2)
        await page.go_back()
        await page.go_back()
        await expect(page.get_by_role("heading", name="Choose a session")).to_be_visible()
