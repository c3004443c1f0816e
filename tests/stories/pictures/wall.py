"""Beside the board: the projector, the keys, and who may do what."""

import re

from playwright.async_api import expect

from invigilate.rooms.orders import Pause, Resume
from tests.stories.pages import device, sign_in
from tests.stories.pictures.floor import BOARD, OBSERVER, Floor
from tests.stories.pictures.states import Chapter, State
from tests.stories.schools import OFFICE

CHAPTER = Chapter(
    "Beside the board",
    (
        State("projector", "Projector", "The code, the time and the ends, for the whole hall."),
        State(
            "projector-paused",
            "Projector, paused",
            "Why, since when, and that the time is given back.",
        ),
        State("help", "Keys and help", "Every key of the board, and how they are switched off."),
        State(
            "observer",
            "An observer's board",
            "Whoever only watches sees everything and can order nothing.",
        ),
        State(
            "grades",
            "Grades",
            "In the office each proctor of a session is named in one of three grades.",
        ),
    ),
)


async def walk(floor: Floor) -> None:
    """Through what stands beside the board."""
    page, take = floor.page, floor.camera.take
    url, session = floor.studio.place.url, floor.sitting.hall.session
    await page.goto(f"{url}/project/{session}")
    await expect(page.get_by_text(floor.sitting.hall.code)).to_be_visible()
    await expect(page.get_by_text("Most end at")).to_be_visible()
    await take(page, "projector")
    await floor.sitting.hall.order(Pause(None, "Fire drill"))
    await expect(page.get_by_text("Clocks stand still.")).to_be_visible()
    await take(page, "projector-paused")
    await floor.sitting.hall.order(Resume(None))
    await floor.fresh()
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog", name="Keys and help")).to_be_visible()
    await take(page, "help")
    await page.keyboard.press("Escape")
    await _others(floor)


async def _others(floor: Floor) -> None:
    """What the observer sees, and the office."""
    take = floor.camera.take
    url, session = floor.studio.place.url, floor.sitting.hall.session
    async with device(floor.studio.browser, viewport=BOARD, reduced_motion="reduce") as one:
        page = await one.new_page()
        await page.goto(f"{url}/board/{session}")
        await sign_in(page, OBSERVER)
        await expect(page.get_by_text("You watch this session as an observer")).to_be_visible()
        await expect(page.get_by_text(re.compile("^Last end"))).to_be_visible()
        await take(page, "observer")
    async with device(floor.studio.browser, viewport=BOARD, reduced_motion="reduce") as one:
        page = await one.new_page()
        await page.goto(f"{url}/office/sessions/{session}")
        await sign_in(page, OFFICE)
        await (
            page.get_by_role("link", name="Settings", exact=True)
            .or_(page.get_by_role("button", name="Settings", exact=True))
            .first.click()
        )
        grade = page.get_by_label(re.compile(OBSERVER)).last
        await expect(grade).to_be_visible()
        await take(page, "grades", grade)
