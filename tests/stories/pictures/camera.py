"""Takes a page in four looks, light and dark, wide and on a phone, and keeps them as one sheet."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import NamedTuple

from playwright.async_api import Locator, Page, ViewportSize

from tests.stories.pictures.darkroom import sheet

WIDE = ViewportSize(width=1280, height=900)
PHONE = ViewportSize(width=390, height=844)
SETTLED = """() => new Promise((go) =>
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(go, 30))))"""
"""Drawn as it now is; what measures itself has done so."""

Look = Callable[[], Awaitable[None]]
"""What to do on the page before it is taken."""


class Looks(NamedTuple):
    """What to do before a page is taken in one look; None: nothing."""

    light: Look | None = None
    dark: Look | None = None
    phone: Look | None = None


PLAIN = Looks()
NAMES = ("light", "dark", "phone-light", "phone-dark")


class Camera:
    """Keeps the sheets of a folder, of those states alone that are wanted."""

    def __init__(
        self, folder: Path, darkroom: Page, wanted: frozenset[str], whole: Path | None = None
    ) -> None:
        """`whole`: a folder where each picture is kept in its own size, too."""
        for one in (folder, whole):
            if one is not None:
                one.mkdir(parents=True, exist_ok=True)
        self.taken: set[str] = set()
        self._folder, self._whole = folder, whole
        self._wanted = wanted
        self._darkroom = darkroom
        self._developing = asyncio.Lock()

    async def take(
        self, page: Page, name: str, at: Locator | None = None, looks: Looks = PLAIN
    ) -> None:
        """The page as it is now; `at` is what has to be in sight. It is wide again afterwards."""
        if name not in self._wanted:
            return
        assert name not in self.taken, name
        self.taken.add(name)
        shots: list[bytes] = []
        await page.mouse.move(0, 0)
        for size in (WIDE, PHONE):
            await page.set_viewport_size(size)
            if size is PHONE and looks.phone is not None:
                await looks.phone()
            for scheme, look in (("light", looks.light), ("dark", looks.dark)):
                if look is not None:
                    await look()
                shots.append(await self._shot(page, at, scheme == "dark"))
        await page.set_viewport_size(WIDE)
        await page.emulate_media(color_scheme="light")
        await self._develop(name, shots)

    async def _shot(self, page: Page, at: Locator | None, dark: bool) -> bytes:
        await page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
        if at is None:
            await page.evaluate("scrollTo(0, 0)")
        else:
            await at.evaluate("element => element.scrollIntoView({ block: 'center' })")
        await page.evaluate(SETTLED)
        return await page.screenshot(animations="disabled")

    async def _develop(self, name: str, shots: list[bytes]) -> None:
        async with self._developing:
            made = await sheet(self._darkroom, shots)
        (self._folder / f"{name}.png").write_bytes(made)
        print(name, flush=True)
        if self._whole is not None:
            for look, shot in zip(NAMES, shots, strict=True):
                (self._whole / f"{name}-{look}.png").write_bytes(shot)
