"""Two halls with desks of the same names: nobody is sent to the wrong student."""

import re

import pytest
from playwright.async_api import Browser, expect

from tests.stories.pages import ProctorsBoard, device
from tests.stories.schools import PROCTOR, School
from tests.stories.test_announcements import announce, said
from tests.stories.test_pages import hall_of, writing
from tests.stories.test_two_proctors import WIDE, alerts, choose, side

pytestmark = [pytest.mark.story, pytest.mark.asyncio(loop_scope="session")]

ROSTER = """number,name,hall,desk
1000,Ada,Aula,A1
1001,Ben,Aula,A2
1002,Dan,Gym,A1"""


async def test_a_desk_that_two_halls_have_is_said_with_its_hall(
    place: School, browser: Browser, edition: str
) -> None:
    hall = await hall_of(place, edition, ROSTER)
    async with (
        device(browser) as first,
        device(browser) as second,
        device(browser, viewport=WIDE) as desk,
    ):
        await writing(place, first, hall, 0)
        dan = await writing(place, second, hall, 2)
        board = ProctorsBoard(await desk.new_page())
        await board.open(place.url, hall.session, PROCTOR)
        page = board.page

        await announce(board, "The clock is wrong.")
        not_read = "2 have not read it: A1 (Aula), A1 (Gym)"
        await expect(said(board).get_by_text(not_read)).to_be_visible()
        await said(board).get_by_text("0 of 2 have read it").click()

        extend = await board.act("Extend")
        await extend.get_by_role("textbox", name="Minutes").fill("-70")
        ends = "Ends 2 at once: A1 (Aula), A1 (Gym)"
        await expect(extend.get_by_text(ends)).to_be_visible()
        await page.keyboard.press("Escape")

        await dan.press("I have read it")
        await dan.press("Raise hand")
        await expect(alerts(board).get_by_text("A1 (Gym) · Dan")).to_be_visible()
        await choose(board, "I see to it")
        await expect(alerts(board).get_by_text("claimed: You")).to_be_visible()
        await choose(board, "Dismiss: seen to")

        for name in ("Ada", "Dan"):
            await board.row(name).get_by_role("checkbox").check()
        await page.get_by_role("main").press("n")
        note = page.get_by_role("dialog", name=re.compile("^Write something down about"))
        await note.get_by_label("Text").fill("They spoke.")
        await board.confirm(note, "Write it down")
        await side(board).get_by_role("tab", name="Notes").click()
        await expect(side(board).get_by_text("about A1 (Aula), A1 (Gym)")).to_be_visible()

        await side(board).get_by_role("tab", name="Activity").click()
        lines = side(board).get_by_role("listitem").locator("p:first-child")
        await expect(lines).to_have_text(
            [
                "You wrote something down about A1 (Aula) · Ada, A1 (Gym) · Dan.",
                "You dismissed “hand raised” of A1 (Gym) · Dan (seen to).",
                "You began to see to A1 (Gym) · Dan.",
                "You made an announcement to the whole session.",
            ]
        )
