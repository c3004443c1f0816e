"""The file of a device that found no network, carried to a board."""

from pathlib import Path

from playwright.async_api import expect

from tests.stories.pages import ProctorsBoard, device
from tests.stories.pictures.floor import BOARD
from tests.stories.pictures.halls import Hall, Studio, begun
from tests.stories.pictures.states import Chapter, State
from tests.stories.schools import PROCTOR

CHAPTER = Chapter(
    "A student's file",
    (
        State(
            "file",
            "Accepting a file",
            "A page that reaches no server saves a locked file; it is dropped or chosen here.",
        ),
        State(
            "file-looked-at",
            "What it would be",
            "Whose it is, its check code to compare, and what would count.",
        ),
        State("file-taken", "Taken in", "It counts as if it had come over the network."),
    ),
)
OFFERED_MS = 60_000


async def walk(studio: Studio) -> None:
    """A student hands in without a network, and the file is taken in."""
    hall = await studio.hall(title="History, class 8a")
    async with studio.device(accept_downloads=True) as own, studio.cable() as wire:
        student = await begun(own, wire.url, hall)
        page = student.page
        await wire.pull()
        await student.go_to(6, "How plants feed")
        await student.field().fill("photosynthesis")
        await student.overview.get_by_role("button", name="Hand in").click()
        await student.press("Hand in now")
        await page.get_by_role("button", name="Save a file").click(timeout=OFFERED_MS)
        async with page.expect_download() as saving:
            await page.get_by_role("dialog").get_by_role("button", name="Save the file").click()
        carried = await (await saving.value).path()
        await _taken_in(studio, hall, carried)


async def _taken_in(studio: Studio, hall: Hall, carried: Path) -> None:
    async with device(studio.browser, viewport=BOARD, reduced_motion="reduce") as desk:
        board = ProctorsBoard(await desk.new_page())
        await board.open(studio.place.url, hall.session, PROCTOR)
        page = board.page
        acts = page.get_by_role("group", name="Actions", exact=True)
        await acts.get_by_role("button", name="More", exact=True).click()
        await page.get_by_role("menuitem", name="Take in a student").click()
        dialog = page.get_by_role("dialog", name="Take in a student")
        await expect(dialog.get_by_text("It holds all that was written")).to_be_visible()
        await studio.camera.take(page, "file")
        await dialog.locator("input[type=file]").set_input_files(carried)
        await expect(dialog.get_by_text("Check code")).to_be_visible()
        await studio.camera.take(page, "file-looked-at")
        await dialog.get_by_role("button", name="Take it in").click()
        await expect(dialog.get_by_text("Taken in for")).to_be_visible()
        await studio.camera.take(page, "file-taken")
