"""The board in windows of any width: nothing runs over its edge, and names are read."""

import pytest
from playwright.async_api import Browser, Page, expect

from tests.stories.pages import device
from tests.stories.schools import PROCTOR, School
from tests.stories.test_pages import Sitting, writing
from tests.stories.test_two_proctors import opened

pytestmark = [pytest.mark.story, pytest.mark.asyncio(loop_scope="session")]

LONG = "Franziska Oberhuber"
DESKS = f"""number,name,hall,desk,extra_percent
1000,Student 000,Main,A1,25
1001,{LONG},Main,A12,0
1002,Student 002,Main,Window,0
1003,Student 003,Main,,0
"""
OVER = "() => document.documentElement.scrollWidth - innerWidth"
CUT = """() => [...document.querySelectorAll('[data-seat] .name')]
    .filter(name => name.scrollWidth > name.clientWidth).map(name => name.innerText)"""
SETTLED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
SEEN = """() => {
    const { left, top, height } = document.activeElement.getBoundingClientRect();
    return document.activeElement.contains(document.elementFromPoint(left + 4, top + height / 2));
}"""
MANY = "columns=desk,hall,number,name,status,answered,saved,attendance,identity,claimed,notes,flags"


async def numbered(place: School, edition: str) -> Sitting:
    session, code = await place.session(edition, DESKS, allow_guests=False)
    people = [{"number": f"100{n}", "name": f"Student 00{n}"} for n in range(4)]
    return Sitting(session, code, people)


async def wide(page: Page, width: int) -> None:
    await page.set_viewport_size({"width": width, "height": 1000})
    await page.evaluate(SETTLED)


async def test_no_window_is_too_narrow_for_the_board_and_names_are_read_in_a_table(
    place: School, browser: Browser, edition: str
) -> None:
    hall = await numbered(place, edition)
    async with device(browser) as own, device(browser) as desk:
        await writing(place, own, hall, 0)
        board = await opened(place, await desk.new_page(), hall, PROCTOR)
        page = board.page
        await expect(board.row(LONG)).to_be_visible()
        for width in (
            *range(320, 700, 30),
            *range(700, 768, 6),
            *range(768, 800, 8),
            *range(800, 1500, 50),
        ):
            await wide(page, width)
            assert await page.evaluate(OVER) <= 0, width
            if width >= 768:
                assert await page.evaluate(CUT) == [], width
        # From two metres all is a quarter larger.
        await page.evaluate("document.documentElement.dataset.distance = 'far'")
        for width in (700, 760, 820, 900, 1024, 1216, 1440):
            await wide(page, width)
            assert await page.evaluate(OVER) <= 0, width


async def test_desk_and_name_stay_in_sight_beside_many_columns(
    place: School, browser: Browser, edition: str
) -> None:
    hall = await numbered(place, edition)
    async with device(browser, viewport={"width": 900, "height": 900}) as desk:
        board = await opened(place, await desk.new_page(), hall, PROCTOR)
        page = board.page
        await page.goto(f"{page.url}?{MANY}")
        row = board.row(LONG)
        await expect(row).to_be_visible()
        table = page.get_by_role("region", name="4 students")
        end = page.get_by_role("columnheader", name="Notes")
        await expect(end).not_to_be_in_viewport()
        await table.evaluate("box => { box.scrollLeft = box.scrollWidth }")
        await expect(end).to_be_in_viewport(ratio=1)
        name = row.get_by_role("button", name=LONG)
        edge = await table.bounding_box()
        at = await row.get_by_role("cell", name="A12", exact=True).bounding_box()
        beside = await row.get_by_role("rowheader").bounding_box()
        assert edge
        assert at
        assert beside
        assert abs(at["x"] - edge["x"]) < 2
        assert abs(beside["x"] - at["x"] - at["width"]) < 2
        # A key's focus comes out from under what stays.
        for by in (100, 160):
            await table.evaluate("(box, by) => { box.scrollLeft = by }", by)
            await page.get_by_role("button", name="Student", exact=True).focus()
            await page.keyboard.press("Shift+Tab")
            await expect(page.get_by_role("button", name="Number")).to_be_focused()
            assert await page.evaluate(SEEN), by
        # Nothing that goes by shows through, nor takes what is pressed.
        await table.evaluate("box => { box.scrollLeft = box.scrollWidth }")
        await name.click()
        await expect(page.get_by_role("dialog", name=LONG)).to_be_visible()


async def test_who_has_no_desk_of_a_row_is_read_on_the_hall_map(
    place: School, browser: Browser, edition: str
) -> None:
    hall = await numbered(place, edition)
    async with device(browser, viewport={"width": 1024, "height": 900}) as desk:
        board = await opened(place, await desk.new_page(), hall, PROCTOR)
        page = board.page
        await page.goto(f"{page.url}?view=hall")
        other = page.get_by_role("checkbox", name="Choose Other desks, 2 students")
        await expect(other).to_have_text("Other")
        await expect(page.get_by_role("gridcell").filter(has_text="Student 003")).to_be_visible()
        assert LONG in await page.evaluate(CUT)
        assert "Student 003" not in await page.evaluate(CUT)
        assert "Student 002" not in await page.evaluate(CUT)
        assert await page.evaluate(OVER) <= 0
        await other.click()
        await expect(page.get_by_text("2 chosen")).to_be_visible()
