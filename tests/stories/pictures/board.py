"""The sitting at a glance: the same students as a table, a hall, and their questions."""

import re

from playwright.async_api import expect

from tests.stories.pictures.floor import Floor
from tests.stories.pictures.states import Chapter, State

CHAPTER = Chapter(
    "The sitting at a glance",
    (
        State(
            "sessions",
            "Whose board?",
            "The sessions that one may watch, with their codes and who has come.",
        ),
        State(
            "table",
            "Table",
            "A row for each student; above it the six counters, at its side what needs somebody "
            "and what was said and done.",
        ),
        State(
            "filtered",
            "Filtered",
            "A counter is a filter, too; the address keeps it, and orders can be for those shown.",
        ),
        State(
            "chosen",
            "Some chosen",
            "Who is chosen is counted beside the actions, and stays chosen in every view.",
        ),
        State(
            "hall",
            "Hall map",
            "Everybody at their desk; a row or a hall is chosen with one press.",
        ),
        State(
            "heat",
            "Questions, by student",
            "Who has answered what, and who is where just now.",
        ),
        State(
            "questions",
            "Questions, by question",
            "Each question over all who have begun: answered, partly, blank, flagged.",
        ),
        State(
            "columns",
            "Columns",
            "Which columns the table has stays on this device.",
        ),
        State(
            "views",
            "Saved views",
            "Filter, search, order and columns under a name.",
        ),
    ),
)


async def walk(floor: Floor) -> None:
    """Through all views of the same students."""
    page, take = floor.page, floor.camera.take
    await page.goto(f"{floor.studio.place.url}/board")
    await expect(page.get_by_role("heading", name=re.compile("^Biology"))).to_be_visible()
    await take(page, "sessions")
    await floor.fresh()
    students = page.locator("#students")
    await take(page, "table")
    await _narrowed(floor)
    await page.keyboard.press("g")
    await page.keyboard.press("s")
    await expect(page.get_by_role("gridcell").first).to_be_visible()
    await take(page, "hall", students)
    await page.get_by_role("radio", name="Questions").check(force=True)
    await expect(page.get_by_role("img", name=re.compile("of 10 answered")).first).to_be_visible()
    await take(page, "heat", students)
    await page.get_by_role("radio", name="Each question").check(force=True)
    await expect(page.get_by_role("row", name=re.compile("^1 capital"))).to_be_visible()
    await take(page, "questions", students)
    await page.get_by_role("radio", name="Table").check(force=True)
    await _looks(floor)


async def _narrowed(floor: Floor) -> None:
    page, take = floor.page, floor.camera.take
    counters = page.get_by_role("group").get_by_role("button", name=re.compile("Submitted"))
    await counters.click()
    await expect(floor.board.row(floor.sitting.name("A1"))).to_have_count(0)
    await take(page, "filtered")
    await counters.click()
    await expect(floor.board.row(floor.sitting.name("A1"))).to_be_visible()
    await floor.choose("A2", "A3", "B4")
    await expect(page.get_by_text("3 chosen")).to_be_visible()
    await take(page, "chosen", page.locator("#students"))
    await page.get_by_role("button", name="Choose nobody").click()


async def _looks(floor: Floor) -> None:
    page, take = floor.page, floor.camera.take
    await page.get_by_role("button", name="Columns").click()
    await page.get_by_role("menuitemcheckbox", name="Identity").click()
    await page.get_by_role("menuitemcheckbox", name="Seen to by").click()
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Columns").click()
    await take(page, "columns")
    await page.get_by_role("menuitemcheckbox", name="As many as fit").click()
    await page.keyboard.press("Escape")
    await page.get_by_role("combobox", name="Flag").select_option("hand")
    views = page.get_by_role("button", name="Saved views")
    await views.click()
    await page.get_by_role("menuitem", name="Save this view").click()
    await page.get_by_role("textbox", name="Name").fill("Hands")
    await page.get_by_role("button", name="Save", exact=True).click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await views.click()
    await expect(page.get_by_role("menuitem", name="Hands")).to_be_visible()
    await take(page, "views", page.get_by_role("menu"))
    await page.get_by_role("menuitem", name="Everybody").click()
