"""A server that was away, twice."""

import asyncio
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path

from playwright.async_api import Browser, expect

from invigilate.cli.demonstrating import PAPER
from invigilate.rooms.commands import Begin
from invigilate.rooms.state import Status
from tests.conditions import eventually
from tests.stories.pages import UNREACHED, ProctorsBoard, device
from tests.stories.pictures.camera import Camera
from tests.stories.pictures.floor import BOARD
from tests.stories.pictures.halls import REFUSED
from tests.stories.pictures.states import Chapter, State
from tests.stories.schools import PROCTOR, School, roster, school
from tests.stories.sitters import Sitter

CHAPTER = Chapter(
    "A server that was away",
    (
        State(
            "no-connection",
            "No connection",
            "The board says since when, and shows what it knew; it comes back by itself.",
        ),
        State(
            "outage",
            "It is back",
            "From when to when no server ran, that nobody is ended meanwhile, and the time.",
        ),
    ),
)
PEOPLE = 12
GONE_SECONDS = 15.0


async def walk(browser: Browser, camera: Camera) -> None:
    """A school of its own, whose server is killed."""
    with tempfile.TemporaryDirectory() as folder:
        async with school(Path(folder)) as place, AsyncExitStack() as stack:
            paper = await place.paper(await asyncio.to_thread(PAPER.read_bytes), PAPER.name)
            session, code = await place.session(paper, roster(PEOPLE), "Biology, class 9b")
            for n in range(PEOPLE):
                await _writes(place, code, str(1000 + n), stack)
            await _away(place, session, browser, camera)


async def _writes(place: School, code: str, number: str, stack: AsyncExitStack) -> None:
    page = Sitter(place.network)
    await page.take_seat(code, number=number)
    running = asyncio.create_task(page.link.run())
    stack.push_async_callback(asyncio.wait, [running])
    stack.callback(page.link.stop)
    page.write(Begin())
    await eventually(lambda: page.status is Status.IN_PROGRESS, within=20)


async def _away(place: School, session: str, browser: Browser, camera: Camera) -> None:
    async with device(browser, UNREACHED, REFUSED, viewport=BOARD) as desk:
        board = ProctorsBoard(await desk.new_page())
        await board.open(place.url, session, PROCTOR)
        since = asyncio.get_running_loop().time()
        await place.kill()
        await expect(board.page.get_by_text("This board has no connection")).to_be_visible()
        await camera.take(board.page, "no-connection")
        gone = asyncio.get_running_loop().time() - since
        await asyncio.sleep(max(0.0, GONE_SECONDS - gone))
        await place.start()
        await expect(board.page.get_by_text("No server was running")).to_be_visible(timeout=60_000)
        await expect(board.page.get_by_text("Live", exact=True)).to_be_visible()
        await camera.take(board.page, "outage")
