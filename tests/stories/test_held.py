"""What a student wrote on a sealed booklet, unknowing: nobody decides about it unseen."""

import re

import pytest
from playwright.async_api import Browser, expect

from tests.stories.pages import UNREACHED, ProctorsBoard, device
from tests.stories.schools import PROCTOR, School
from tests.stories.test_before_ordering import from_menu
from tests.stories.test_offline import begun, wired
from tests.stories.test_pages import booklet, kept, sitting
from tests.stories.test_together import WIDE

pytestmark = [pytest.mark.story, pytest.mark.asyncio(loop_scope="session")]


async def test_who_is_reopened_goes_on_with_what_was_held_for_a_decision(
    place: School, browser: Browser, edition: str
) -> None:
    hall = await sitting(place, edition, 1)
    name, number = hall.people[0]["name"], hall.people[0]["number"]
    async with (
        wired(place) as cord,
        device(browser, UNREACHED) as context,
        device(browser, viewport=WIDE) as desk,
    ):
        student = await begun(context, cord, hall)
        board = ProctorsBoard(await desk.new_page())
        await board.open(place.url, hall.session, PROCTOR)
        await student.go_to(6, "How plants feed")
        await cord.pull()
        await student.field().fill("photosynthesis")
        await kept(student.page)
        await board.row(name).get_by_role("checkbox").check()
        await expect(board.row(name).get_by_text("Offline")).to_be_visible()
        dialog = await from_menu(board, "Force submit")
        await expect(dialog.get_by_text("A page will not know of it")).to_be_visible()
        await board.confirm(dialog, "Force submit")
        unaware = board.row(name).get_by_text("Unaware of the end")
        await expect(unaware).to_be_visible()
        await cord.plug()
        await expect(unaware).to_have_count(0)
        held = re.compile("1 change held, because your paper was handed in")
        await expect(student.page.get_by_text(held).first).to_be_visible()

        dialog = await from_menu(board, "Count held changes")
        await expect(dialog.get_by_text("1 change held, not counted yet")).to_be_visible()
        await expect(
            dialog.get_by_text(re.compile(f"{name}: 1 change, the newest"))
        ).to_be_visible()
        await dialog.get_by_role("button", name="Cancel").click()
        dialog = await from_menu(board, "Reopen")
        first = dialog.get_by_role("checkbox", name="Count it before reopening")
        await expect(first).to_be_checked()
        await board.confirm(dialog, "Reopen")
        await expect(board.row(name).get_by_text("In Progress")).to_be_visible()
        await expect(student.field()).to_have_value("photosynthesis")
        await student.all_saved()
        assert await booklet(place, hall, number) == {"plants": "photosynthesis"}
