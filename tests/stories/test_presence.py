"""Who stands on the board as offline: nobody whose page is heard, by whichever way."""

import pytest
from playwright.async_api import Browser, Locator, Response, expect

from tests.stories.pages import ProctorsBoard, Student, device
from tests.stories.schools import PROCTOR, School
from tests.stories.test_pages import Sitting, sitting
from tests.stories.test_together import NO_SOCKET, WIDE

pytestmark = [pytest.mark.story, pytest.mark.asyncio(loop_scope="session")]


GONE = 40_000
"""Milliseconds until a board knows surely that nobody is there: fifteen seconds after what a page
asked last by HTTP, and until the next look at that."""


def offline(board: ProctorsBoard, hall: Sitting, who: int) -> Locator:
    """The word in a student's row."""
    return board.row(hall.people[who]["name"]).get_by_text("Offline")


def is_poll(answer: Response) -> bool:
    """Whether a page asked for the state by HTTP."""
    return answer.url.endswith("/live/state")


@pytest.mark.long
async def test_a_page_without_any_socket_is_present_until_its_tab_is_closed(
    place: School, browser: Browser, edition: str
) -> None:
    hall = await sitting(place, edition, 2)
    async with (
        device(browser) as context,
        device(browser) as quiet,
        device(browser, viewport=WIDE) as desk,
    ):
        board = ProctorsBoard(await desk.new_page())
        await board.open(place.url, hall.session, PROCTOR)
        await context.add_init_script(NO_SOCKET)
        one = Student(await context.new_page())
        await one.join(place.url, hall.code, hall.people[0]["number"])
        await one.begin()
        other = Student(await quiet.new_page())
        await other.join(place.url, hall.code, hall.people[1]["number"])
        await other.page.close()
        await expect(offline(board, hall, 1)).to_be_visible(timeout=GONE)

        for _ in range(4):
            await one.page.wait_for_event("response", is_poll)
            await expect(board.row(hall.people[0]["name"])).to_be_visible()
            await expect(offline(board, hall, 0)).to_have_count(0)
        await one.page.close()
        await expect(offline(board, hall, 0)).to_be_visible(timeout=GONE)
