"""All chapters of the proctor's board, as they are read, and the walk that comes through them."""

from collections.abc import Awaitable, Callable

from playwright.async_api import Browser

from tests.stories.pictures import board, calls, carrying, outage, past, seat, steering, wall
from tests.stories.pictures.camera import Camera
from tests.stories.pictures.desks import sitting
from tests.stories.pictures.floor import Floor, floor
from tests.stories.pictures.halls import Studio
from tests.stories.pictures.happening import happens
from tests.stories.pictures.states import Chapter

CHAPTERS: tuple[Chapter, ...] = (
    board.CHAPTER,
    calls.CHAPTER,
    steering.CHAPTER,
    seat.CHAPTER,
    carrying.CHAPTER,
    outage.CHAPTER,
    wall.CHAPTER,
    past.CHAPTER,
)
Part = Callable[[Floor], Awaitable[None]]
PARTS: tuple[tuple[Part, Chapter], ...] = (
    (board.walk, board.CHAPTER),
    (calls.walk, calls.CHAPTER),
    (seat.walk, seat.CHAPTER),
    (steering.walk, steering.CHAPTER),
    (wall.walk, wall.CHAPTER),
    (past.walk, past.CHAPTER),
)
"""One sitting, as time goes on in it."""


async def walk(studio: Studio, wrong: list[Exception]) -> None:
    """One sitting from its beginning to its report, and before it one file."""
    camera = studio.camera
    if camera.wants(_names(carrying.CHAPTER)):
        await _tried(carrying.walk(studio), wrong)
    wanted = [part for part, chapter in PARTS if camera.wants(_names(chapter))]
    if not wanted:
        return
    await studio.hall(title="Chemistry, class 10a")
    async with sitting(studio, "Biology, class 9b") as running:
        await happens(running)
        async with floor(studio, running) as watching:
            for part in wanted:
                await _tried(part(watching), wrong)


async def away(browser: Browser, camera: Camera, wrong: list[Exception]) -> None:
    """The one whose server is killed, in a school of its own."""
    if camera.wants(_names(outage.CHAPTER)):
        await _tried(outage.walk(browser, camera), wrong)


async def _tried(walked: Awaitable[None], wrong: list[Exception]) -> None:
    """One that stops does not stop the others."""
    try:
        await walked
    except Exception as error:
        wrong.append(error)


def _names(chapter: Chapter) -> list[str]:
    return [state.name for state in chapter.states]
