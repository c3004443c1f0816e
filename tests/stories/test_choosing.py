"""All sessions of a proctor on one page: how far each is, kept current, and the way in."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.stories.pages import Student, device, sign_in
from tests.stories.schools import PROCTOR, roster, school

pytestmark = [pytest.mark.story, pytest.mark.asyncio(loop_scope="session")]


@pytest.mark.long
async def test_the_list_of_sessions_shows_how_far_each_is_while_one_looks(
    tmp_path: Path, browser: Browser
) -> None:
    async with (
        school(tmp_path) as place,
        device(browser) as desk,
        device(browser) as own,
    ):
        paper = await place.paper()
        _, code = await place.session(paper, roster(3), "Physics")
        await place.session(paper, roster(2), "Music")
        page = await desk.new_page()
        await page.goto(f"{place.url}/board")
        await sign_in(page, PROCTOR)
        cards = {
            name: page.get_by_role("listitem").filter(has_text=name)
            for name in ("Physics", "Music")
        }
        await expect(cards["Physics"].get_by_text("0 of 3 present")).to_be_visible()
        student = Student(await own.new_page())
        await student.join(place.url, code, "1000")
        await expect(cards["Physics"].get_by_text("1 of 3 present")).to_be_visible()
        await expect(cards["Physics"].get_by_text("Joined")).to_be_visible()
        await student.begin()
        await expect(cards["Physics"].get_by_text("In Progress")).to_be_visible()
        await expect(cards["Music"].get_by_text("0 of 2 present")).to_be_visible()
        await cards["Physics"].get_by_role("link", name="Open the board").click()
        await expect(page.get_by_text("Live", exact=True)).to_be_visible()
