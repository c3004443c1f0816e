"""The keyboard, and no pointer."""

import re

from playwright.async_api import Locator, Page, expect


class Keys:
    """Someone who has a keyboard and nothing else."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def to(self, target: Locator, backwards: bool = False) -> None:
        """Tab until it has the focus."""
        await expect(target).to_be_visible()
        for _ in range(80):
            if await target.evaluate("element => element === document.activeElement"):
                return
            await self.page.keyboard.press("Shift+Tab" if backwards else "Tab")
        raise AssertionError(f"no Tab leads to {target}")

    async def on(self, name: str | re.Pattern[str], key: str = "Enter") -> None:
        """A key on the button of this name."""
        exact = isinstance(name, str)
        await self.to(self.page.get_by_role("button", name=name, exact=exact))
        await self.page.keyboard.press(key)

    async def type(self, field: str, text: str) -> None:
        """Text into a field."""
        await self.to(self.page.get_by_role("textbox", name=field, exact=True))
        await self.page.keyboard.type(text)

    async def press(self, *keys: str) -> None:
        """Keys, one after another."""
        for key in keys:
            await self.page.keyboard.press(key)

    async def next(self, title: str) -> None:
        """The next question: its heading has the focus."""
        await self.on("Next")
        await expect(self.page.get_by_role("heading", name=title, exact=True)).to_be_focused()
