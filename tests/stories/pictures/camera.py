"""Takes a page in several looks, light and dark, wide and narrow, and keeps them as one sheet."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from playwright.async_api import Locator, Page, ViewportSize

from tests.stories.pictures.darkroom import sheet

WIDE = ViewportSize(width=1280, height=900)
PHONE = ViewportSize(width=390, height=844)
SETTLED = """() => new Promise((go) =>
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(go, 30))))"""
"""Drawn as it now is; what measures itself has done so."""


class Shot(NamedTuple):
    """One picture of a sheet."""

    name: str
    size: ViewportSize
    scheme: Literal["light", "dark"]


STUDENTS = (
    Shot("light", WIDE, "light"),
    Shot("dark", WIDE, "dark"),
    Shot("phone-light", PHONE, "light"),
    Shot("phone-dark", PHONE, "dark"),
)
Look = Callable[[], Awaitable[None]]
"""What to do on the page before it is taken."""


class Looks(NamedTuple):
    """What to do before a page is taken in one look; None: nothing."""

    light: Look | None = None
    dark: Look | None = None
    phone: Look | None = None


PLAIN = Looks()
IN_SIGHT = """element => {
    let room = innerHeight;
    for (let at = element.parentElement; at; at = at.parentElement) {
        const { overflowY } = getComputedStyle(at);
        if (/auto|scroll/.test(overflowY)) room = Math.min(room, at.clientHeight);
    }
    const fits = element.getBoundingClientRect().height <= room;
    element.scrollIntoView({ block: fits ? 'center' : 'start' });
}"""
"""In the middle; from its beginning, where there is less room than it needs."""


class Camera:
    """Keeps the sheets of a folder, of those states alone that are wanted."""

    def __init__(
        self,
        folder: Path,
        darkroom: Page,
        wanted: frozenset[str],
        whole: Path | None = None,
        shots: Sequence[Shot] = STUDENTS,
    ) -> None:
        """`whole`: a folder where each picture is kept in its own size, too.

        `shots`: of each state, one after the other; the first one's size is that of the page.
        """
        for one in (folder, whole):
            if one is not None:
                one.mkdir(parents=True, exist_ok=True)
        self.taken: set[str] = set()
        self._folder, self._whole = folder, whole
        self._shots = shots
        self._wanted = wanted
        self._darkroom = darkroom
        self._developing = asyncio.Lock()

    def wants(self, names: Iterable[str]) -> bool:
        """Whether one of these is to be taken."""
        return not self._wanted.isdisjoint(names)

    async def take(
        self, page: Page, name: str, at: Locator | None = None, looks: Looks = PLAIN
    ) -> None:
        """The page as it is now; `at` is what has to be in sight. It is wide again afterwards."""
        if name not in self._wanted:
            return
        assert name not in self.taken, name
        self.taken.add(name)
        taken: list[bytes] = []
        size = first = self._shots[0].size
        await page.mouse.move(0, 0)
        for shot in self._shots:
            if shot.size is not size:
                await page.set_viewport_size(shot.size)
            if looks.phone is not None and shot.size is PHONE and size is not PHONE:
                await looks.phone()
            size = shot.size
            taken.append(await self._taken(page, at, shot, looks))
        await page.set_viewport_size(first)
        await page.emulate_media(color_scheme="light")
        await self._develop(name, taken)

    async def _taken(self, page: Page, at: Locator | None, shot: Shot, looks: Looks) -> bytes:
        look = looks.dark if shot.scheme == "dark" else looks.light
        if look is not None:
            await look()
        await page.emulate_media(color_scheme=shot.scheme, reduced_motion="reduce")
        if at is None:
            await page.evaluate("scrollTo(0, 0)")
        else:
            await at.evaluate(IN_SIGHT)
        await page.evaluate(SETTLED)
        return await page.screenshot(animations="disabled")

    async def _develop(self, name: str, shots: list[bytes]) -> None:
        async with self._developing:
            made = await sheet(self._darkroom, shots)
        (self._folder / f"{name}.png").write_bytes(made)
        print(name, flush=True)
        if self._whole is not None:
            for shot, picture in zip(self._shots, shots, strict=True):
                (self._whole / f"{name}-{shot.name}.png").write_bytes(picture)
