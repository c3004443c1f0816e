"""What needs a proctor now, and who sees to it."""

import re

from playwright.async_api import expect

from tests.stories.pictures.floor import SECOND, Floor
from tests.stories.pictures.states import Chapter, State

CHAPTER = Chapter(
    "What needs somebody",
    (
        State(
            "incident",
            "A row without a network",
            "Many of one row of desks offline at once are one card, with one thing to do.",
        ),
        State(
            "claimed",
            "Somebody sees to it",
            "A colleague claimed the hand; everybody's board says who.",
        ),
        State(
            "alert-menu",
            "What else can be done",
            "Each alert can be claimed, acted on, and dismissed with a word.",
        ),
        State(
            "door",
            "A second device at the door",
            "Who gave the number alone waits until a proctor has looked who sits there.",
        ),
        State(
            "thresholds",
            "When alerts are told",
            "From when on the boards of this session call a proctor.",
        ),
    ),
)
OFFLINE_MS = 90_000


async def walk(floor: Floor) -> None:
    """Through the alerts."""
    page, take, alerts = floor.page, floor.camera.take, floor.alerts
    await floor.fresh()
    row = alerts.get_by_text("Row C, Hall 1").first
    await expect(row).to_be_visible(timeout=OFFLINE_MS)
    await take(page, "incident", alerts)
    name = floor.sitting.name("A3")
    theirs = floor.other.page.get_by_role("region", name="Alerts")
    await theirs.get_by_role("button", name=re.compile(rf"^More for .*{name}")).first.click()
    await floor.other.page.get_by_role("menuitem", name="I see to it").click()
    await expect(alerts.get_by_text(f"claimed: {SECOND}").first).to_be_visible()
    await take(page, "claimed", alerts)
    await alerts.get_by_role("button", name=re.compile("^More for Row C")).click()
    await expect(page.get_by_role("menuitem", name="Write incident")).to_be_visible()
    await take(page, "alert-menu", page.get_by_role("menu"))
    await page.keyboard.press("Escape")
    await alerts.get_by_role("button", name=re.compile("^Admit")).click()
    await expect(page.get_by_role("dialog").get_by_text("Nobody is left out.")).to_be_visible()
    await take(page, "door")
    await page.keyboard.press("Escape")
    await alerts.get_by_role("button", name="When alerts are told").click()
    await expect(page.get_by_role("dialog", name="When alerts are told")).to_be_visible()
    await take(page, "thresholds")
