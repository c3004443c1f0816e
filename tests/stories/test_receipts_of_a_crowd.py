"""Who has not seen a pause, where synthetic students sit: they say what they show, as pages do."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, expect

from invigilate.crowd.reach import Network
from invigilate.crowd.recorder import Recorder
from invigilate.crowd.student import Student, Times, Who
from invigilate.ids import SeatId
from invigilate.rooms.orders import Pause, Resume
from tests.conditions import eventually
from tests.servers.cable import cable
from tests.stories.pages import device
from tests.stories.schools import School
from tests.stories.test_pages import Sitting, sitting
from tests.stories.test_together import WIDE, open_board

pytestmark = [pytest.mark.story, pytest.mark.asyncio(loop_scope="session")]

TIMES = Times(join_until=0.1, write_until=600, give_up=700)
"""Nobody loses the network by themselves while the story lasts."""
AWAY = 2
"""Whose network fails."""
UNSEEN = re.compile("not seen it")


@asynccontextmanager
async def seated(hall: Sitting, networks: list[Network]) -> AsyncIterator[list[Student]]:
    """All of the roster, each over a network, who have begun."""
    recorder = Recorder()
    students = [
        Student(network, recorder, hall.code, Who(one["number"]), TIMES, f"receipts/{n}")
        for n, (one, network) in enumerate(zip(hall.people, networks, strict=True))
    ]
    running = [asyncio.create_task(student.run()) for student in students]
    try:
        await eventually(lambda: recorder.began == len(students), within=60)
        yield students
    finally:
        for task in running:
            task.cancel()
        await asyncio.wait(running)


async def test_boards_name_of_a_paused_crowd_who_is_offline_and_nobody_else(
    place: School, browser: Browser, edition: str
) -> None:
    hall = await sitting(place, edition, 4)
    async with cable(place.port) as cord, device(browser, viewport=WIDE) as desk:
        networks = [Network(cord.url) if n == AWAY else place.network for n in range(4)]
        async with seated(hall, networks) as students:
            board = await open_board(place, await desk.new_page(), hall)
            page, unseen = board.page, board.page.get_by_text(UNSEEN)
            await place.order(hall.session, Pause(None, "A fire drill"))
            await expect(page.get_by_text("All 4 who are here see it.")).to_be_visible()
            await expect(unseen).to_have_count(0)
            await place.order(hall.session, Resume(None))

            await cord.pull()
            row = board.row(hall.people[AWAY]["name"])
            await expect(row.get_by_text(re.compile("^Offline"))).to_be_visible()
            await place.order(hall.session, Pause(None, "Somebody opened the wrong door"))
            await expect(unseen).to_have_text("1 has not seen it: A2")
            await cord.plug()
            await expect(page.get_by_text("All 4 who are here see it.")).to_be_visible(
                timeout=40_000
            )
            await expect(unseen).to_have_count(0)
            await place.order(hall.session, Resume(None))

            alone = SeatId(students[0].seat)
            await place.order(hall.session, Pause((alone,), "Your screen is being changed"))
            said = page.get_by_role("region", name="What was said and done")
            await expect(said.get_by_text("The one who is here sees it.")).to_be_visible()
        await networks[AWAY].close()
