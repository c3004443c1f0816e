"""On whom an order falls, and what a colleague did meanwhile: nothing of it goes unsaid."""

import re

import pytest
from playwright.async_api import Browser, expect

from invigilate.rooms.orders import SetThresholds
from invigilate.rooms.plan import Thresholds
from tests.stories.pages import ProctorsBoard, device, sign_in
from tests.stories.schools import PROCTOR, School
from tests.stories.test_pages import sitting
from tests.stories.test_together import WIDE

pytestmark = [pytest.mark.story, pytest.mark.asyncio(loop_scope="session")]


async def test_a_choice_that_a_filter_hides_is_told_and_named_before_it_is_ordered_for(
    place: School, browser: Browser, edition: str
) -> None:
    hall = await sitting(place, edition, 6)
    async with device(browser, viewport=WIDE) as desk:
        board = ProctorsBoard(await desk.new_page())
        await board.open(place.url, hall.session, PROCTOR)
        for who in (0, 1):
            await board.row(hall.people[who]["name"]).get_by_role("checkbox").check()
        await expect(board.page.get_by_text("2 chosen", exact=True)).to_be_visible()
        await board.page.get_by_label("Search").fill("Student 005")
        await expect(board.page.get_by_text("2 chosen, 2 not shown")).to_be_visible()
        flag = board.page.get_by_label("Flag", exact=True)
        await flag.focus()
        await board.page.keyboard.press("Escape")
        await expect(board.page.get_by_text("2 chosen, 2 not shown")).to_be_visible()
        dialog = await board.act("Pause")
        await expect(dialog.get_by_text("Reaches 2 students.")).to_be_visible()
        await expect(dialog.get_by_text("A0, A1", exact=True)).to_be_visible()


async def test_limits_that_a_colleague_sets_meanwhile_stay(
    place: School, browser: Browser, edition: str
) -> None:
    hall = await sitting(place, edition, 1)
    async with device(browser, viewport=WIDE) as desk:
        board = ProctorsBoard(await desk.new_page())
        await board.open(place.url, hall.session, PROCTOR)
        await board.page.get_by_role("button", name="When alerts are told").click()
        dialog = board.page.get_by_role("dialog")
        unread = dialog.get_by_label(re.compile("^A message of ours not read for"))
        await unread.fill("99")
        await place.order(hall.session, SetThresholds(Thresholds(offline_ms=5_000)))
        await expect(dialog.get_by_label("Offline for")).to_have_value("5")
        await expect(unread).to_have_value("99")
        await board.confirm(dialog, "Set them")
        thresholds = (await place.board(hall.session)).head.thresholds
        assert thresholds == Thresholds(offline_ms=5_000, unread_ms=99_000)


async def test_the_wall_of_no_session_asks_nobody_to_join(place: School, browser: Browser) -> None:
    async with device(browser, re.compile(r"status of 40[14] ")) as desk:
        wall = await desk.new_page()
        await wall.goto(f"{place.url}/project/{'n' * 22}")
        await sign_in(wall, PROCTOR)
        await expect(wall.get_by_text("No session stands at this address")).to_be_visible()
        await expect(wall.get_by_text("Join at")).to_have_count(0)
