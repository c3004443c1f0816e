"""Sessions of the sample paper, and the devices on which they are sat. Nobody exists."""

import csv
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

from playwright.async_api import Browser, BrowserContext, expect

from invigilate.ids import SeatId
from invigilate.rooms.orders import Action
from tests.servers.cable import Cable, cable
from tests.stories.pages import UNREACHED, Student, device
from tests.stories.pictures.camera import WIDE, Camera
from tests.stories.schools import School

NAMES = ("Amara", "Kaya", "Noah", "Selma")
REFUSED = re.compile(r"status of 4\d\d ")
"""What Chromium writes of what the server would not do."""


class Hall(NamedTuple):
    """A published session."""

    place: School
    session: str
    code: str
    people: list[dict[str, str]]
    """The lines of its roster, keys among them."""
    asks_key: bool

    async def seat(self, who: int = 0) -> SeatId:
        """The seat of one of the roster."""
        rows = (await self.place.board(self.session)).rows.values()
        [found] = [row.seat for row in rows if row.name == self.people[who]["name"]]
        return found

    async def order(self, action: Action) -> None:
        """As staff."""
        await self.place.order(self.session, action)

    async def set(self, **settings: Any) -> None:
        """Changes settings of the session."""
        path = f"/api/sessions/{self.session}"
        await self.place.office.ask("PATCH", path, {"settings": settings})


class Studio(NamedTuple):
    """What a walk has: a school, a browser, the sample paper and a camera."""

    place: School
    browser: Browser
    edition: str
    camera: Camera

    async def hall(self, **settings: Any) -> Hall:
        """A session with four students; the second has a quarter more time."""
        edition = settings.pop("edition", self.edition)
        title = settings.pop("title", "Biology, class 9b")
        lines = ["number,name,hall,desk,extra_percent"]
        lines += [
            f"{2101 + n},{name} Demo,Hall 1,B{n + 1},{25 if n == 1 else 0}"
            for n, name in enumerate(NAMES)
        ]
        settings = {"minutes": 60, "allow_guests": False, "shuffle": False, **settings}
        session, code = await self.place.session(edition, "\n".join(lines), title, **settings)
        text = (await self.place.roster_file(session)).read_text(encoding="utf-8-sig")
        people = list(csv.DictReader(text.splitlines()))
        return Hall(self.place, session, code, people, bool(settings.get("personal_key")))

    @asynccontextmanager
    async def device(self, **look: Any) -> AsyncIterator[BrowserContext]:
        """A device whose console may say that a server was away, or refused."""
        known = (UNREACHED, REFUSED)
        async with device(
            self.browser, *known, viewport=WIDE, reduced_motion="reduce", **look
        ) as one:
            yield one

    @asynccontextmanager
    async def cable(self) -> AsyncIterator[Cable]:
        """Between a device and the school."""
        async with cable(self.place.port) as one:
            yield one


async def joined(context: BrowserContext, url: str, hall: Hall, who: int = 0) -> Student:
    """One of the roster, in the lobby, with all parts of the page there."""
    student = Student(await context.new_page())
    one = hall.people[who]
    await student.join(url, hall.code, one["number"], one["key"] if hall.asks_key else "")
    await expect(student.page.get_by_role("region", name="This device")).to_be_visible()
    return student


async def begun(context: BrowserContext, url: str, hall: Hall, who: int = 0) -> Student:
    """One of the roster who writes."""
    student = await joined(context, url, hall, who)
    await student.begin()
    return student
