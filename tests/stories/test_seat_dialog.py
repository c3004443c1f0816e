"""One student's dialog on the board: what each grade may do in it, and what is taken back in it."""

import re
from typing import NamedTuple

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.stories.pages import ProctorsBoard, accessibility, device
from tests.stories.schools import PROCTOR, School
from tests.stories.test_pages import sitting, writing
from tests.stories.test_two_proctors import SECOND, named, opened

pytestmark = [pytest.mark.story, pytest.mark.asyncio(loop_scope="session")]

NARROW = {"width": 1200, "height": 900}
"""Where the bar says no keys beside what they do."""

ON_BAR = ["Pause", "Resume", "Extend", "Announce", "Lock", "Unlock"]
OF_CHOSEN = ["Message", "Note", "Attendance", "Check identity"]
OF_CHIEF = ["Set the end", "Give lost time back", "Reopen", "Count held changes"]
BRINGING = ["Add a student", "Take in a student’s file"]


class Free(NamedTuple):
    """Which controls of a board can be used."""

    bar: list[str]
    menu: list[str]
    seat: list[str]
    """In a student's dialog: orders, then what can be set or written there."""
    thresholds: bool


MAY = {
    "chief": Free(
        ON_BAR,
        [*OF_CHOSEN, *OF_CHIEF, "End", "Force submit", *BRINGING],
        [
            *("Pause", "Extend", "Announce", "Lock", "Set the end", "End", "Force submit", "Note"),
            *("Attendance", "Identity", "I see to it", "Write a note", "Write to this student"),
            "Move",
        ],
        True,
    ),
    "invigilator": Free(
        ON_BAR,
        [*OF_CHOSEN, *BRINGING],
        [
            *("Pause", "Extend", "Announce", "Lock", "Note"),
            *("Attendance", "Identity", "I see to it", "Write a note", "Write to this student"),
            "Move",
        ],
        False,
    ),
    "observer": Free([], [], [], False),
}
FIELDS = ("Attendance", "Identity", "I see to it", "Write a note", "Write to this student", "Move")


async def free(found: Locator) -> list[str]:
    """What is written on those that can be pressed."""
    all_there = [one for one in await found.all() if await one.is_enabled()]
    return [(await one.inner_text()).partition("\n")[0].strip() for one in all_there]


async def usable(board: ProctorsBoard, name: str) -> Free:
    """Walks the board, with the dialog of the student of this name."""
    page = board.page
    acts = page.get_by_role("group", name="Actions", exact=True)
    bar = [one for one in await free(acts.get_by_role("button")) if one != "More"]
    await acts.get_by_role("button", name="More").click()
    menu = await free(page.get_by_role("menuitem"))
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="When alerts are told").click()
    thresholds = page.get_by_role("dialog", name="When alerts are told")
    may_set = await thresholds.get_by_role("button", name="Set them").is_enabled()
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name=name, exact=True).click()
    return Free(bar, menu, await usable_in(page.get_by_role("dialog", name=name)), may_set)


async def usable_in(seat: Locator) -> list[str]:
    """What can be ordered, set or written in a student's dialog."""
    await seat.get_by_text("Move to another desk", exact=True).click()
    acts = seat.get_by_role("group", name="Actions", exact=True)
    found = await free(acts.get_by_role("button"))
    for name in FIELDS:
        button = seat.get_by_role("button", name=name, exact=True)
        one = button.or_(seat.get_by_label(name, exact=True)).first
        if await one.count() and await one.is_enabled():
            found.append(name)
    return found


@pytest.mark.parametrize("grade", list(MAY))
async def test_nothing_is_offered_that_the_grade_may_not_do(
    place: School, browser: Browser, edition: str, axe: str, grade: str
) -> None:
    hall = await sitting(place, edition, 1)
    await named(place, hall, grade)
    name = hall.people[0]["name"]
    async with device(browser) as own, device(browser, viewport=NARROW) as desk:
        student = await writing(place, own, hall, 0)
        await student.press("Raise hand")
        board = await opened(place, await desk.new_page(), hall, SECOND)
        await expect(board.row(name).get_by_text("In Progress")).to_be_visible()
        # The grade comes with the code.
        await expect(board.page.get_by_text(hall.code, exact=True).first).to_be_visible()
        assert await usable(board, name) == MAY[grade]
        seat = board.page.get_by_role("dialog", name=name)
        for why in ("As an observer you look and order nothing.", "you read and do not answer."):
            await expect(seat.get_by_text(why).first).to_be_visible(visible=grade == "observer")
        assert await accessibility(board.page, axe) == []


async def test_what_is_done_in_a_students_dialog_is_taken_back_in_it_by_keys(
    place: School, browser: Browser, edition: str, axe: str
) -> None:
    hall = await sitting(place, edition, 1)
    name = hall.people[0]["name"]
    async with device(browser) as own, device(browser) as desk:
        student = await writing(place, own, hall, 0)
        board = ProctorsBoard(await desk.new_page())
        await board.open(place.url, hall.session, PROCTOR)
        page = board.page
        await expect(page.get_by_text(hall.code, exact=True)).to_be_visible()
        await page.get_by_role("button", name=name).click()
        seat = page.get_by_role("dialog", name=name)
        await seat.get_by_label("Attendance").select_option("late")
        said = seat.get_by_role("region", name="Notifications")
        await expect(said).to_have_attribute("aria-live", "polite")
        await expect(said.get_by_text("Marked the attendance of")).to_be_visible()
        assert await accessibility(page, axe) == []
        await seat.get_by_role("button", name="I see to it").focus()
        await page.keyboard.press("Tab")
        await expect(said.get_by_role("button", name="Undo")).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(
            said.get_by_text(re.compile("^Marked the attendance of .*: taken back"))
        ).to_be_visible()
        await expect(seat.get_by_label("Attendance")).to_have_value("none")

        await paused_and_taken_back(page, name)
        await expect(student.heading("Paused")).to_have_count(0)
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("dialog")).to_have_count(0)
        at_the_corner = page.get_by_role("region", name="Notifications")
        await expect(at_the_corner.get_by_text(re.compile(": taken back")).first).to_be_visible()


async def paused_and_taken_back(page: Page, name: str) -> None:
    """Ordered in a dialog of its own, which leads back to the student's."""
    seat = page.get_by_role("dialog", name=name)
    await seat.get_by_role("button", name="Pause", exact=True).click()
    order = page.get_by_role("dialog", name=re.compile("^Pause "))
    await order.get_by_role("button", name="Pause", exact=True).click()
    said = page.get_by_role("dialog", name=re.compile(rf"^[A-Z]\d+ · {name}")).get_by_role(
        "region", name="Notifications"
    )
    await expect(said.get_by_text(re.compile("^Paused "))).to_be_visible()
    await said.get_by_role("button", name="Undo").click()
    await expect(said.get_by_text(re.compile(": taken back")).last).to_be_visible()
    await expect(said.get_by_role("button", name="Undo")).to_have_count(0)
