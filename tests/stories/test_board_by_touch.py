"""The board on a tablet in the hand: what is chosen and ordered is within reach of a finger."""

import re
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.stories.pages import device
from tests.stories.schools import School
from tests.stories.test_pages import seat_of, sitting, writing
from tests.stories.test_together import open_board

pytestmark = [pytest.mark.story, pytest.mark.asyncio(loop_scope="session")]

TABLETS = ({"width": 820, "height": 1180}, {"width": 1024, "height": 768})
FAR, FARTHER = 36, 38
FINGER = 44
PRESSED = "button, a, label, select, input[type=search]"
SMALL = """(all, least) => all
  .filter(one => one.checkVisibility({visibilityProperty: true}) && !one.matches('.skip, .unseen'))
  .map(one => [one, one.getBoundingClientRect()])
  .filter(([, box]) => Math.min(box.width, box.height) < least - 0.5)
  .map(([one, box]) => `${one.ariaLabel ?? one.textContent.trim()} ${box.width}×${box.height}`)"""


async def is_in_sight(page: Page, target: Locator) -> bool:
    """Whether all of it is on the screen and nothing lies over its middle."""
    return bool(
        await target.evaluate("""one => {
          const {left, right, top, bottom} = one.getBoundingClientRect();
          const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
          return top >= 0 && bottom <= innerHeight && (hit === one || one.contains(hit)
            || one.closest('label')?.contains(hit) === true);
        }""")
    )


async def small_nowhere(page: Page) -> None:
    """In each view and each part of the board's side, and in a student's dialog."""
    views = page.get_by_role("group", name="View", exact=True)
    of_students = page.get_by_role("button", name=re.compile(r"Student \d+"))
    for view in ("Hall", "Questions", "Table"):
        one = views.get_by_role("radio", name=view)
        await one.tap()
        await expect(one).to_be_checked()
        await expect(of_students.first).to_be_visible()
        assert (view, await page.locator(PRESSED).evaluate_all(SMALL, FINGER)) == (view, [])
    for tab in await page.get_by_role("tab").all():
        await tab.tap()
        assert await page.locator(PRESSED).evaluate_all(SMALL, FINGER) == []
    await of_students.first.tap()
    dialog = page.get_by_role("dialog", name=re.compile(r"Student \d+$"))
    await expect(dialog.get_by_role("heading", level=2)).to_be_focused()
    pressed = dialog.locator("button, a, select, input:not([type=checkbox]), summary")
    assert await pressed.evaluate_all(SMALL, FINGER) == []


@pytest.mark.parametrize("viewport", [TABLETS[0], pytest.param(TABLETS[1], marks=pytest.mark.long)])
async def test_two_students_far_down_are_chosen_and_paused_by_finger(
    place: School, browser: Browser, edition: str, viewport: dict[str, int]
) -> None:
    hall = await sitting(place, edition, 40)
    touch: dict[str, Any] = {"viewport": viewport, "has_touch": True}
    async with (
        device(browser) as here,
        device(browser) as there,
        device(browser, **touch) as hand,
    ):
        far = [await writing(place, here, hall, FAR), await writing(place, there, hall, FARTHER)]
        board = await open_board(place, await hand.new_page(), hall)
        page = board.page
        assert await page.evaluate("matchMedia('(pointer: coarse)').matches")
        assert await page.locator(PRESSED).evaluate_all(SMALL, FINGER) == []

        table = page.get_by_role("region", name=re.compile("students"))
        await table.scroll_into_view_if_needed()
        await table.evaluate("box => { box.scrollTop = box.scrollHeight; }")
        acts = page.get_by_role("group", name="Actions", exact=True)
        for who in (FAR, FARTHER):
            box = board.row(hall.people[who]["name"]).get_by_role("checkbox")
            await box.tap()
            assert await is_in_sight(page, box)
        await expect(page.get_by_text("2 chosen")).to_be_visible()
        pause = acts.get_by_role("button", name=re.compile("^Pause"))
        assert await is_in_sight(page, pause)
        await pause.tap()
        dialog = page.get_by_role("dialog")
        await expect(dialog.get_by_text("Reaches 2 students.")).to_be_visible()
        await dialog.get_by_role("button", name="Pause", exact=True).tap()
        await expect(dialog).to_have_count(0)
        for student in far:
            await expect(student.heading("Paused")).to_be_visible()
        await small_nowhere(page)
        rows = (await place.board(hall.session)).rows
        paused = {seat for seat, row in rows.items() if row.paused_since is not None}
        assert paused == {await seat_of(place, hall, who) for who in (FAR, FARTHER)}
