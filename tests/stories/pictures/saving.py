"""What the one honest line says, and what a device keeps while its cable is out."""

import re

from playwright.async_api import Page, expect

from invigilate.rooms.orders import Pause, Resume
from tests.servers.cable import Cable
from tests.stories.pages import Student
from tests.stories.pictures.halls import Hall, Studio, begun
from tests.stories.pictures.states import Chapter, State

CHAPTER = Chapter(
    "What is saved",
    (
        State(
            "saved",
            "All saved",
            "The one honest line, with the time of the server's last acknowledgement.",
        ),
        State(
            "sending",
            "Sending",
            "A change is on its way; nothing is called saved before the server has it.",
        ),
        State(
            "only-here",
            "Only on this device",
            "The network stands still: the line counts what only this device has.",
        ),
        State(
            "offline",
            "Connection lost",
            "The student goes on writing; everything is kept here and sent later.",
        ),
        State(
            "opened-again",
            "Opened again without a network",
            "A closed tab is opened again: the page, the paper and every letter are there.",
        ),
        State(
            "held",
            "Held",
            "What was written before a pause arrived during it: it is held, with the reason, and "
            "counts when it goes on.",
        ),
        State(
            "keeps-nothing",
            "A browser that keeps nothing",
            "The line says so, and that the student should stay connected.",
        ),
    ),
)

KEPT = """async () => {
    const names = await caches.keys();
    const paper = names.find((name) => name.startsWith('invigilate-paper:'));
    const files = paper ? await (await caches.open(paper)).keys() : [];
    return !!navigator.serviceWorker.controller && files.length > 0;
}"""
"""Whether a page can be opened again without a network."""
NOWHERE = """Object.defineProperty(globalThis, 'indexedDB', {
    value: { open: () => { throw new DOMException('No storage.', 'SecurityError'); } },
});"""
"""A browser that is told to keep nothing."""


async def walk(studio: Studio) -> None:
    """A cable that stalls, that is out, and a room that is paused meanwhile."""
    hall = await studio.hall()
    async with studio.device() as own, studio.cable() as wire:
        student = await begun(own, wire.url, hall)
        await _kept(student.page)
        await _slow(studio, student, wire)
        again = await _out(studio, student, wire)
        await _held(studio, again, hall, wire)
    await _keeps_nothing(studio)


async def _kept(page: Page) -> None:
    again = "new Promise((go) => setTimeout(go, 50))"
    await page.evaluate(f"async () => {{ while (!(await ({KEPT})())) await {again}; }}")


async def _slow(studio: Studio, student: Student, wire: Cable) -> None:
    page, take = student.page, studio.camera.take
    await student.go_to(1, "A capital city")
    await page.get_by_role("radio", name="Sydney").check()
    await student.all_saved()
    await take(page, "saved")
    wire.stall()
    await page.get_by_role("radio", name="Canberra").check()
    await expect(student.saved).to_have_text("Sending")
    await take(page, "sending")
    await expect(student.saved).to_have_text("1 change only on this device")
    await take(page, "only-here")
    wire.flow()
    await student.all_saved()


async def _out(studio: Studio, student: Student, wire: Cable) -> Student:
    page, take = student.page, studio.camera.take
    await wire.pull()
    await student.go_to(6, "How plants feed")
    await student.field().fill("photosynthesis")
    await student.go_to(9, "Sound in space")
    await student.field("Your text").fill("Without air there is no sound.")
    await expect(page.get_by_text("Connection lost")).to_be_visible()
    await expect(student.saved).to_have_text(re.compile(r"\d changes only on this device"))
    await take(page, "offline")
    context, url = page.context, page.url
    await page.close()
    again = Student(await context.new_page())
    await again.page.goto(url)
    await expect(again.overview).to_be_visible()
    await expect(again.page.get_by_text("Connection lost")).to_be_visible()
    await take(again.page, "opened-again")
    return again


async def _held(studio: Studio, student: Student, hall: Hall, wire: Cable) -> None:
    page, take = student.page, studio.camera.take
    await hall.order(Pause(None, "The network of this hall is being mended."))
    await wire.plug()
    await expect(student.saved).to_have_text(re.compile("held, because"))
    await expect(student.heading("Paused")).to_be_visible()
    await take(page, "held")
    await hall.order(Resume(None))
    await student.all_saved()


async def _keeps_nothing(studio: Studio) -> None:
    hall = await studio.hall()
    async with studio.device() as own:
        await own.add_init_script(NOWHERE)
        student = await begun(own, studio.place.url, hall)
        await student.go_to(6, "How plants feed")
        await student.field().fill("photosynthesis")
        await expect(student.saved).to_have_text(re.compile("keeps nothing on the device"))
        await studio.camera.take(student.page, "keeps-nothing")
