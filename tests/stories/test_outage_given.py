"""The server dies while students write; what that took is given back once, whoever asks."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from invigilate.rooms.commands import Begin
from invigilate.rooms.state import Status
from tests.conditions import eventually
from tests.stories.pages import UNREACHED, ProctorsBoard, device
from tests.stories.schools import OFFICE, PROCTOR, School, roster, school
from tests.stories.sitters import Sitter

pytestmark = [pytest.mark.story, pytest.mark.asyncio(loop_scope="session")]

OUTAGE_SECONDS = 12.0
"""Ten are an outage."""


async def _writes(place: School, code: str, number: str, stack: AsyncExitStack) -> None:
    page = Sitter(place.network)
    await page.take_seat(code, number=number)
    running = asyncio.create_task(page.link.run())
    stack.push_async_callback(asyncio.wait, [running])
    stack.callback(page.link.stop)
    page.write(Begin())
    await eventually(lambda: page.status is Status.IN_PROGRESS, within=20)


async def _is_away(place: School) -> None:
    await place.kill()
    await asyncio.sleep(OUTAGE_SECONDS)
    await place.start()


async def _ledgers(place: School, session: str) -> list[int]:
    return sorted(row.ledger_ms for row in (await place.board(session)).rows.values())


@pytest.mark.long
async def test_an_outage_is_given_back_once_and_no_board_asks_again(
    tmp_path: Path, browser: Browser
) -> None:
    async with school(tmp_path) as place, AsyncExitStack() as stack:
        session, code = await place.session(await place.paper(), roster(2))
        for number in ("1000", "1001"):
            await _writes(place, code, number, stack)
        open_device = (stack.enter_async_context(device(browser, UNREACHED)) for _ in range(2))
        one, two = [ProctorsBoard(await (await way).new_page()) for way in open_device]
        await one.open(place.url, session, OFFICE)
        await two.open(place.url, session, PROCTOR)
        before = await _ledgers(place, session)
        await _is_away(place)
        asks = [board.page.get_by_text("No server was running from") for board in (one, two)]
        for asked in asks:
            await expect(asked).to_be_visible(timeout=60_000)
        await one.page.get_by_role("button", name="Extend all by").click()
        for asked in asks:
            await expect(asked).to_have_count(0)
        given = await _ledgers(place, session)
        [first, second] = [now - then for now, then in zip(given, before, strict=True)]
        assert first == second >= OUTAGE_SECONDS * 1_000
        await two.page.reload()
        await expect(two.page.get_by_text("Live", exact=True)).to_be_visible()
        await expect(asks[1]).to_have_count(0)
        assert await _ledgers(place, session) == given
