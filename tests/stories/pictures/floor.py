"""What the proctors of a running sitting have before them: two boards, and the students there."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple

from playwright.async_api import Locator, Page, ViewportSize, expect

from tests.stories.pages import UNREACHED, ProctorsBoard, device
from tests.stories.pictures.camera import PHONE, Camera, Shot
from tests.stories.pictures.desks import Sitting
from tests.stories.pictures.halls import REFUSED, Studio
from tests.stories.schools import PASSWORD, PROCTOR, School

BOARD = ViewportSize(width=1440, height=900)
TABLET = ViewportSize(width=820, height=1180)
PROCTORS = (
    Shot("light", BOARD, "light"),
    Shot("dark", BOARD, "dark"),
    Shot("tablet", TABLET, "light"),
    Shot("phone", PHONE, "dark"),
)
SECOND, OBSERVER = "second-proctor", "observer"


class Floor(NamedTuple):
    """A sitting, and who watches it."""

    studio: Studio
    sitting: Sitting
    board: ProctorsBoard
    other: ProctorsBoard
    """Of the second proctor."""

    @property
    def page(self) -> Page:
        """Of the first proctor's board."""
        return self.board.page

    @property
    def camera(self) -> Camera:
        """What takes the pictures."""
        return self.studio.camera

    @property
    def alerts(self) -> Locator:
        """The alerts of the first board."""
        return self.page.get_by_role("region", name="Alerts")

    @property
    def side(self) -> Locator:
        """What was said and done, on the first board."""
        return self.page.get_by_role("region", name="What was said and done")

    async def fresh(self) -> None:
        """The first board as somebody opens it: nothing open, filtered or chosen."""
        await self.page.goto(f"{self.studio.place.url}/board/{self.sitting.hall.session}")
        await expect(self.page.get_by_text("Live", exact=True)).to_be_visible()
        await expect(self.board.row(self.sitting.name("A1"))).to_be_visible()

    async def choose(self, *desks: str) -> None:
        """These students, in the table."""
        for desk in desks:
            box = self.page.get_by_role("checkbox", name=f"Choose {self.sitting.name(desk)}")
            await box.check()

    async def seat(self, desk: str) -> Locator:
        """The dialog about whoever sits there."""
        name = self.sitting.name(desk)
        await self.board.row(name).get_by_role("button", name=name).click()
        dialog = self.page.get_by_role("dialog", name=re.compile(name))
        await expect(dialog).to_be_visible()
        return dialog

    async def quiet(self) -> None:
        """Dismisses what the board said of the last order."""
        said = self.page.get_by_role("button", name="Dismiss", exact=True)
        while await said.count():
            await said.first.click()

    async def more(self, action: str) -> Locator:
        """An action from the menu beside the others; gives its dialog."""
        acts = self.page.get_by_role("group", name="Actions", exact=True)
        await acts.get_by_role("button", name="More", exact=True).click()
        await self.page.get_by_role("menuitem", name=action, exact=True).click()
        return self.page.get_by_role("dialog")


async def proctors(place: School, session: str) -> None:
    """Names two proctors and an observer in a session."""
    known = {each["name"]: each["id"] for each in await _people(place)}
    for name in (SECOND, OBSERVER):
        if name not in known:
            new = {"name": name, "shown_name": name, "password": PASSWORD, "roles": ["proctor"]}
            known[name] = (await place.office.ask("POST", "/api/people", new))["id"]
    grades = ((PROCTOR, "chief"), (SECOND, "invigilator"), (OBSERVER, "observer"))
    named = [{"person": known[name], "grade": grade} for name, grade in grades]
    await place.office.ask("PATCH", f"/api/sessions/{session}", {"proctors": named})


async def _people(place: School) -> list[dict[str, str]]:
    people: list[dict[str, str]] = (await place.office.ask("GET", "/api/people"))["people"]
    return people


@asynccontextmanager
async def floor(studio: Studio, sitting: Sitting) -> AsyncIterator[Floor]:
    """Two proctors with a board each."""
    session = sitting.hall.session
    await proctors(studio.place, session)
    look = {"viewport": BOARD, "reduced_motion": "reduce"}
    async with (
        device(studio.browser, UNREACHED, REFUSED, **look) as desk,
        device(studio.browser, UNREACHED, REFUSED, **look) as colleague,
    ):
        board, other = (
            ProctorsBoard(await desk.new_page()),
            ProctorsBoard(await colleague.new_page()),
        )
        await board.open(studio.place.url, session, PROCTOR)
        await other.open(studio.place.url, session, SECOND)
        yield Floor(studio, sitting, board, other)
