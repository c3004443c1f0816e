"""The board with a keyboard and nothing else: every single key does what its line says."""

import re

import pytest
from playwright.async_api import Browser, Locator, expect

from tests.stories.keys import Keys
from tests.stories.pages import ProctorsBoard, device
from tests.stories.schools import School
from tests.stories.test_pages import sitting, writing
from tests.stories.test_together import WIDE, alerts, open_board

pytestmark = [pytest.mark.story, pytest.mark.asyncio(loop_scope="session")]

WHY, TEXT = "Somebody opened the wrong door.", "The window stays shut."


class Desk(Keys):
    """A proctor whose mouse is gone."""

    def __init__(self, board: ProctorsBoard) -> None:
        super().__init__(board.page)
        self.dialog = board.page.get_by_role("dialog")
        self.chosen = board.page.get_by_text(re.compile(r"^(\d+ chosen|Nobody chosen)$"))

    async def order(self, key: str, field: str = "", text: str = "") -> None:
        """The key's dialog, with this written into this field; Enter on its last button."""
        await self.press(key)
        await expect(self.dialog.get_by_text(re.compile("^Reaches "))).to_be_visible()
        if field:
            await self.to(self.dialog.get_by_role("textbox", name=re.compile(f"^{field}")))
            await self.page.keyboard.type(text)
        await self.to(self.dialog.get_by_role("button").last)
        await self.press("Enter")
        await expect(self.dialog).to_have_count(0)

    def toast(self, words: str | re.Pattern[str]) -> Locator:
        """A message at the corner."""
        return self.page.get_by_role("region", name="Notifications").get_by_text(words)


async def test_every_key_of_the_board_does_what_its_line_says(
    place: School, browser: Browser, edition: str
) -> None:
    hall = await sitting(place, edition, 4)
    names = [each["name"] for each in hall.people]
    async with (
        device(browser) as first,
        device(browser) as second,
        device(browser, viewport=WIDE) as desk,
    ):
        one = await writing(place, first, hall, 0)
        two = await writing(place, second, hall, 1)
        board = await open_board(place, await desk.new_page(), hall)
        page, hands = board.page, Desk(board)

        def name(who: int) -> Locator:
            return page.get_by_role("button", name=names[who], exact=True)

        # Search, move, choose.
        await hands.press("/")
        search = page.get_by_role("searchbox")
        await expect(search).to_be_focused()
        await page.keyboard.type("A1")
        await expect(name(0)).to_have_count(0)
        await hands.press("Escape")
        await expect(name(0)).to_be_visible()
        await hands.press("Escape")
        await expect(search).not_to_be_focused()
        for key, who in (("j", 0), ("j", 1), ("k", 0)):
            await hands.press(key)
            await expect(name(who)).to_be_focused()
        await hands.press("x")
        await expect(hands.chosen).to_have_text("1 chosen")
        await hands.press("*")
        await expect(hands.chosen).to_have_text("4 chosen")
        await hands.press("*")
        await expect(hands.chosen).to_have_text("Nobody chosen")
        await hands.press("x")

        # Orders to the one that is chosen, and back.
        await hands.order("p", "Reason", WHY)
        await expect(one.heading("Paused")).to_be_visible()
        await hands.order("r")
        await expect(one.heading("Paused")).to_have_count(0)
        await hands.order("l")
        await expect(one.page.get_by_text("Please stop writing.")).to_be_visible()
        await hands.order("u")
        await expect(one.page.get_by_text("Please stop writing.")).to_have_count(0)
        await hands.order("+", "Reason", WHY)
        await expect(one.page.get_by_text(re.compile(r"^You have \d+ min more"))).to_be_visible()
        await hands.press("z")
        await expect(hands.toast(re.compile(": taken back"))).to_be_visible()
        # What is left is a quarter more than the others.
        await expect(board.row(names[0]).get_by_text("+15 min", exact=True)).to_be_visible()
        await hands.press("z")
        await expect(hands.toast(re.compile("^Nothing to take back"))).to_be_visible()
        await hands.order("m", "Text", TEXT)
        await expect(one.page.get_by_text(TEXT)).to_be_visible()
        await expect(two.page.get_by_text(TEXT)).to_have_count(0)
        await hands.order("n", "Text", WHY)
        await expect(board.row(names[0]).get_by_text(re.compile("note"))).not_to_have_count(0)
        await hands.press("Escape")
        await expect(hands.chosen).to_have_text("Nobody chosen")
        await hands.press("j", "*")
        await hands.order("a", "Text", TEXT)
        await expect(two.page.get_by_text(TEXT)).to_be_visible()

        # What the toast offers gives the focus back.
        await hands.press("Escape", "j", "x")
        await hands.order("p")
        await hands.press("j")
        focused = page.locator(":focus")
        before = await focused.get_attribute("class"), await focused.inner_text()
        await page.get_by_role("button", name="Undo", exact=True).last.focus()
        await hands.press("Enter")
        await expect(hands.toast(re.compile(": taken back")).last).to_be_visible()
        assert (await focused.get_attribute("class"), await focused.inner_text()) == before

        # Hands, views, help.
        await two.press("I have read it")
        await two.press("Raise hand")
        await expect(alerts(board).get_by_text(re.compile("^Hand raised"))).to_be_visible()
        await hands.press("h")
        await expect(name(1)).to_be_focused()
        await hands.press("g", "s")
        await expect(page.get_by_role("grid")).to_be_visible()
        await hands.press("g", "t")
        await expect(page.get_by_role("table")).to_be_visible()
        await hands.press("?")
        await expect(page.get_by_role("dialog", name="Keys and help")).to_be_visible()
        await hands.press("Escape")
        await expect(hands.dialog).to_have_count(0)
