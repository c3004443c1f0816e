"""Who has not seen what proctors said and did, while one student's cable is out."""

import re

import pytest
from playwright.async_api import Browser, expect

from tests.servers.cable import cable
from tests.stories.pages import UNREACHED, Student, device
from tests.stories.schools import PROCTOR, School
from tests.stories.test_announcements import announce, said
from tests.stories.test_pages import sitting, writing
from tests.stories.test_together import WIDE, open_board
from tests.stories.test_two_proctors import SECOND, named, opened

pytestmark = [pytest.mark.story, pytest.mark.asyncio(loop_scope="session")]

WORDS, WHY = "The clock on the wall is wrong.", "Somebody opened the wrong door."
NOT_READ, NOT_SEEN = "1 has not read it: A1", "1 has not seen it: A1"


async def test_boards_name_who_is_offline_until_that_student_is_back_and_saw_it(
    place: School, browser: Browser, edition: str
) -> None:
    hall = await sitting(place, edition, 3)
    await named(place, hall, "observer")
    async with (
        cable(place.port) as cord,
        device(browser) as here,
        device(browser, UNREACHED) as away,
        device(browser, viewport=WIDE) as desk,
        device(browser, viewport=WIDE) as other,
    ):
        one, two = await writing(place, here, hall, 0), Student(await away.new_page())
        await two.join(cord.url, hall.code, hall.people[1]["number"])
        await two.begin()
        first = await open_board(place, await desk.new_page(), hall)
        second = await opened(place, await other.new_page(), hall, SECOND)
        wall = await desk.new_page()
        await wall.goto(f"{place.url}/project/{hall.session}")
        await cord.pull()
        await expect(two.page.get_by_text("Connection lost")).to_be_visible()

        await announce(first, WORDS)
        await one.press("I have read it")
        dialog = await first.act("Pause")
        await dialog.get_by_label("Reason").fill(WHY)
        await first.confirm(dialog, "Pause")
        await expect(one.heading("Paused")).to_be_visible()
        for board in (first, second):
            await expect(said(board).get_by_text(NOT_READ)).to_be_visible()
            await expect(board.page.get_by_text(NOT_SEEN)).to_be_visible()
        await said(first).get_by_text("1 of 2 have read it").click()
        await expect(said(first).get_by_text("Not arrived at 1: A1")).to_be_visible()
        await expect(said(first).get_by_text("1 student not here; who joins")).to_be_visible()
        # For the hall's wall: that it is paused and why, and nobody's desk.
        await expect(wall.get_by_text(WHY)).to_be_visible()
        await expect(wall.get_by_text(re.compile("not seen|not read|A1"))).to_have_count(0)

        await cord.plug()
        news = two.page.get_by_role("alertdialog", name="Announcement")
        await expect(news.get_by_text(WORDS)).to_be_visible(timeout=30_000)
        await two.press("I have read it")
        await expect(two.heading("Paused")).to_be_visible()
        for board in (first, second):
            page = board.page
            await expect(
                said(board).get_by_text("All 2 who are here have read it.")
            ).to_be_visible()
            await expect(page.get_by_text("All 2 who are here see it.")).to_be_visible()
            await expect(page.get_by_text(re.compile("has not (seen|read) it"))).to_have_count(0)


async def test_a_pause_that_nobody_saw_is_said_so_and_is_forgotten_with_it(
    place: School, browser: Browser, edition: str
) -> None:
    hall = await sitting(place, edition, 1)
    async with (
        cable(place.port) as cord,
        device(browser, UNREACHED) as away,
        device(browser, viewport=WIDE) as desk,
    ):
        one = Student(await away.new_page())
        await one.join(cord.url, hall.code, hall.people[0]["number"])
        await one.begin()
        board = await opened(place, await desk.new_page(), hall, PROCTOR)
        await cord.pull()
        await expect(one.page.get_by_text("Connection lost")).to_be_visible()
        await board.confirm(await board.act("Pause"), "Pause")
        unseen = board.page.get_by_text("1 has not seen it: A0")
        await expect(unseen).to_be_visible()
        await board.confirm(await board.act("Resume"), "Resume")
        await expect(unseen).to_have_count(0)
        await cord.plug()
        await expect(one.page.get_by_text("Connection lost")).to_have_count(0, timeout=30_000)
        await expect(one.heading("Paused")).to_have_count(0)
        await board.confirm(await board.act("Pause"), "Pause")
        await expect(board.page.get_by_text("The one who is here sees it.")).to_be_visible()


@pytest.mark.long
async def test_a_pause_of_chosen_students_names_who_does_not_show_it_and_is_read_after_it(
    place: School, browser: Browser, edition: str
) -> None:
    hall = await sitting(place, edition, 3)
    async with (
        cable(place.port) as cord,
        device(browser) as here,
        device(browser, UNREACHED) as away,
        device(browser, viewport=WIDE) as desk,
    ):
        one, two = await writing(place, here, hall, 0), Student(await away.new_page())
        await two.join(cord.url, hall.code, hall.people[1]["number"])
        await two.begin()
        board = await open_board(place, await desk.new_page(), hall)
        unseen = board.page.get_by_text(NOT_SEEN)
        for who in (0, 1):
            await board.row(hall.people[who]["name"]).get_by_role("checkbox").check()
        await cord.pull()
        await expect(two.page.get_by_text("Connection lost")).to_be_visible()
        dialog = await board.act("Pause")
        await dialog.get_by_label("Reason").fill(WHY)
        await board.confirm(dialog, "Pause")
        await expect(one.heading("Paused")).to_be_visible()
        await expect(board.page.get_by_text("2 students paused since")).to_be_visible()
        await expect(unseen).to_be_visible()

        await board.confirm(await board.act("Resume"), "Resume")
        await expect(unseen).to_have_count(0)
        await expect(said(board).get_by_text("1 did not see it: A1")).to_be_visible()
        await expect(said(board).get_by_text(WHY)).to_be_visible()

        await cord.plug()
        await expect(two.page.get_by_text("Connection lost")).to_have_count(0, timeout=30_000)
        await board.confirm(await board.act("Pause"), "Pause")
        await expect(two.heading("Paused")).to_be_visible()
        await expect(said(board).get_by_text("All 2 who are here see it.")).to_be_visible()
        await expect(said(board).get_by_text("1 did not see it: A1")).to_be_visible()
