"""How far an announcement came: to whom it went, who was shown it, who has read it."""

import re

import pytest
from playwright.async_api import Browser, Locator, expect

from tests.servers.cable import cable
from tests.stories.pages import UNREACHED, ProctorsBoard, Student, accessibility, device
from tests.stories.schools import School
from tests.stories.test_pages import sitting, writing
from tests.stories.test_together import NO_SOCKET, WIDE, open_board

pytestmark = [pytest.mark.story, pytest.mark.asyncio(loop_scope="session")]

WORDS = "Question 3: read 3/4 + 1/8."


def said(board: ProctorsBoard) -> Locator:
    """What was announced, on the board."""
    return board.page.get_by_role("tabpanel", name=re.compile("Announcements"))


async def announce(board: ProctorsBoard, words: str) -> None:
    """To the whole session."""
    dialog = await board.act("Announce")
    await dialog.get_by_label("Text").fill(words)
    await board.confirm(dialog, "Announce")


async def test_an_announcement_says_who_has_not_seen_it_and_how_far_it_came(
    place: School, browser: Browser, edition: str, axe: str
) -> None:
    hall = await sitting(place, edition, 3)
    async with (
        device(browser) as first,
        device(browser, UNREACHED) as second,
        device(browser, viewport=WIDE) as desk,
        cable(place.port) as wire,
    ):
        one = await writing(place, first, hall, 0)
        two = Student(await second.new_page())
        await two.join(wire.url, hall.code, hall.people[1]["number"])
        await two.begin()
        board = await open_board(place, await desk.new_page(), hall)
        await wire.pull()
        await expect(two.page.get_by_text("Connection lost")).to_be_visible()

        await announce(board, WORDS)
        news = one.page.get_by_role("alertdialog", name="Announcement")
        await expect(news.get_by_text(WORDS)).to_be_visible()
        panel = said(board)
        await expect(panel.get_by_text("2 have not read it: A0, A1")).to_be_visible()
        await panel.get_by_text("0 of 2 have read it").click()
        await expect(panel.get_by_text("Shown to 1: A0")).to_be_visible()
        await expect(panel.get_by_text("Not arrived at 1: A1")).to_be_visible()
        await expect(panel.get_by_text("1 student not here; who joins sees it.")).to_be_visible()
        assert await accessibility(board.page, axe) == []

        await one.press("I have read it")
        await expect(panel.get_by_text("1 has not read it: A1")).to_be_visible()
        await wire.plug()
        await expect(panel.get_by_text("Shown to 1: A1")).to_be_visible(timeout=30_000)
        await two.press("I have read it")
        await expect(panel.get_by_text("All 2 who are here have read it.")).to_be_visible()


async def test_without_any_socket_a_page_begins_at_once_and_says_how_far_news_came(
    place: School, browser: Browser, edition: str
) -> None:
    hall = await sitting(place, edition, 1)
    async with device(browser) as context, device(browser, viewport=WIDE) as desk:
        await context.add_init_script(NO_SOCKET)
        one = Student(await context.new_page())
        await one.join(place.url, hall.code, hall.people[0]["number"])
        await one.press("Begin")
        await expect(one.overview).to_be_visible(timeout=2_500)
        board = await open_board(place, await desk.new_page(), hall)
        await announce(board, WORDS)
        news = one.page.get_by_role("alertdialog", name="Announcement")
        await expect(news.get_by_text(WORDS)).to_be_visible()
        await said(board).get_by_text("0 of 1 have read it").click()
        await expect(said(board).get_by_text("Shown to 1: A0")).to_be_visible()
        await one.press("I have read it")
        await expect(said(board).get_by_text("The one who is here has read it.")).to_be_visible()
