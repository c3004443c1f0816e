"""Afterwards: the sitting over again, and the report of it."""

import re

from playwright.async_api import expect

from invigilate.rooms.orders import Pause, Resume
from tests.conditions import eventually
from tests.stories.pictures.floor import Floor
from tests.stories.pictures.states import Chapter, State

CHAPTER = Chapter(
    "Afterwards",
    (
        State(
            "all-in",
            "Closed",
            "All booklets are sealed; what came late can still be counted.",
        ),
        State(
            "replay",
            "Replay",
            "The board as it was at any second, made from the record alone.",
        ),
        State(
            "written",
            "How it was written",
            "One student's answers up to the slider's moment, change by change.",
        ),
        State(
            "report",
            "The report",
            "Who, when, what was ordered and why, to print or to keep.",
        ),
        State(
            "report-time",
            "The report, entry by entry",
            "Every order, every announcement and who read it, all time that was given or lost.",
        ),
    ),
)


async def walk(floor: Floor) -> None:
    """The session is closed, and looked at again."""
    page, take = floor.page, floor.camera.take
    place, session = floor.studio.place, floor.sitting.hall.session
    await eventually(lambda: floor.sitting.is_written, within=90)
    await floor.sitting.hall.order(Pause(None, "Fire drill"))
    await floor.sitting.hall.order(Resume(None))
    await place.office.ask("POST", f"/api/sessions/{session}/close", {})
    await floor.fresh()
    await expect(page.get_by_text("Booklets are sealed.")).to_be_visible()
    await take(page, "all-in")
    await page.goto(f"{place.url}/replay/{session}")
    await expect(page.locator(".board[aria-busy=false]")).to_be_visible()
    slider = page.get_by_role("slider", name="Moment of the sitting")
    await page.get_by_role("button", name=re.compile("Paused: Fire drill$")).first.click()
    await expect(slider).to_have_attribute("aria-valuetext", re.compile("here: Paused"))
    await expect(page.locator(".board[aria-busy=false]")).to_be_visible()
    await take(page, "replay")
    await page.get_by_role("button", name=floor.sitting.name("A1"), exact=True).click()
    await expect(page.get_by_role("heading", name=re.compile("^How it was"))).to_be_visible()
    await slider.press("End")
    essay = page.get_by_role("listitem").filter(
        has=page.get_by_role("heading", name=re.compile("^Question 9 "))
    )
    await expect(essay.get_by_text("Sound is a wave of pressure")).to_be_visible()
    await take(page, "written", essay)
    await page.goto(f"{place.url}/api/sessions/{session}/report.html")
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    await take(page, "report")
    await take(page, "report-time", page.get_by_role("heading", level=2).nth(3))
