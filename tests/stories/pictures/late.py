"""A paper that comes to its end without a network: handed in, or its time over."""

import asyncio
import re

from playwright.async_api import expect

from tests.stories.pictures.halls import Hall, Studio, begun
from tests.stories.pictures.states import Chapter, State

CHAPTER = Chapter(
    "To the end without a network",
    (
        State(
            "handing-in-offline",
            "Handing in without a network",
            "The hand-in is kept and sent as soon as the connection is back.",
        ),
        State(
            "file-offered",
            "Last resort",
            "After a while without a network a file is offered; waiting is as good.",
        ),
        State(
            "file",
            "The file",
            "What it holds, that it is locked, and what to do with it, in three steps.",
        ),
        State(
            "file-saved",
            "The file is saved",
            "Its fingerprint, to be written down and compared.",
        ),
        State(
            "over-offline",
            "Time is over, without a network",
            "Writing ends by the server's time; what only this device has is delivered later.",
        ),
        State(
            "came-late",
            "Came late",
            "What arrived after the end is kept apart, and the proctor decides.",
        ),
    ),
)

OFFERED_MS = 40_000


async def handed_in(studio: Studio) -> None:
    """A paper that is handed in without a network, up to the file that a proctor carries."""
    hall = await studio.hall()
    async with studio.device(accept_downloads=True) as own, studio.cable() as wire:
        student = await begun(own, wire.url, hall)
        page, take = student.page, studio.camera.take
        await wire.pull()
        await student.go_to(6, "How plants feed")
        await student.field().fill("photosynthesis")
        await student.overview.get_by_role("button", name="Hand in").click()
        await student.press("Hand in now")
        await expect(page.get_by_text("Your hand-in is kept on this device")).to_be_visible()
        await take(page, "handing-in-offline")
        offer = page.get_by_role("button", name="Save a file")
        await expect(offer).to_be_visible(timeout=OFFERED_MS)
        await take(page, "file-offered")
        await offer.click()
        dialog = page.get_by_role("dialog")
        await expect(dialog).to_be_visible()
        await take(page, "file")
        async with page.expect_download():
            await dialog.get_by_role("button", name="Save the file").click()
        await expect(dialog.get_by_role("heading", name="The file is saved")).to_be_visible()
        await take(page, "file-saved")


async def time_over(studio: Studio) -> None:
    """Time that runs out without a network; what is sent later came too late."""
    hall = await studio.hall(minutes=0.12, grace_ms=500)
    async with studio.device() as own, studio.cable() as wire:
        student = await begun(own, wire.url, hall)
        page, take = student.page, studio.camera.take
        await student.go_to(6, "How plants feed")
        await wire.pull()
        await student.field().fill("photosynthesis")
        await expect(student.heading("Your time is over")).to_be_visible()
        await expect(page.get_by_text("Only on this device: 1 change.")).to_be_visible()
        await take(page, "over-offline")
        await _sealed(studio, hall)
        await wire.plug()
        await expect(student.saved).to_have_text(re.compile("held, because your time was over"))
        await expect(student.heading("What was handed in")).to_be_visible()
        await take(page, "came-late")


async def _sealed(studio: Studio, hall: Hall) -> None:
    async with asyncio.timeout(30):
        while True:
            path = f"/api/sessions/{hall.session}/booklets"
            read = await studio.place.office.ask("GET", path)
            if any(one["seals"] for one in read["booklets"]):
                return
            await asyncio.sleep(0.2)
