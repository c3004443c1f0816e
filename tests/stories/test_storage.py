"""Storage that is busy, cleared, or fed by a portal, and a page that dies in mid-word."""

import asyncio
import re

import pytest
from playwright.async_api import Browser, Page, expect

from tests.servers.portal import portal
from tests.stories.pages import UNREACHED, Student, device
from tests.stories.schools import School
from tests.stories.test_offline import begun, half_known, opened_again, until, wired
from tests.stories.test_pages import booklet, crash, sitting

pytestmark = [pytest.mark.story, pytest.mark.asyncio(loop_scope="session")]

HOLD = """async () => {
    const asking = indexedDB.open('invigilate-journal', 1);
    const db = await new Promise((found) => (asking.onsuccess = () => found(asking.result)));
    const change = db.transaction(['heads', 'entries'], 'readwrite');
    const busy = () => {
        if (globalThis.letGo) db.close();
        else change.objectStore('heads').get('').onsuccess = busy;
    };
    globalThis.letGo = false;
    busy();
}"""
"""Another connection writes, and does not end."""
NEVER_OPENS = "IDBFactory.prototype.open = () => ({});"
ENTRIES = """async () => {
    const asking = indexedDB.open('invigilate-journal', 1);
    const db = await new Promise((found) => {
        asking.onupgradeneeded = () => asking.transaction.abort();
        asking.onerror = () => found(null);
        asking.onsuccess = () => found(asking.result);
    });
    if (!db) return false;
    const counting = db.transaction('entries').objectStore('entries').count();
    const count = await new Promise((found) => (counting.onsuccess = () => found(counting.result)));
    db.close();
    return count > 0;
}"""
"""Whether changes lie in the journal on the disk."""
UNPACK = """async (picture) => {
    const names = await caches.keys();
    const paper = names.find((name) => name.startsWith('invigilate-paper:'));
    return (await caches.open(paper)).delete(picture);
}"""
PACKED = """async () => {
    const names = await caches.keys();
    const paper = names.find((name) => name.startsWith('invigilate-paper:'));
    const found = await (await caches.open(paper)).matchAll();
    return found.map((one) => one.headers.get('content-type')).sort();
}"""
"""The types of what is packed."""
PICTURE = """async () => {
    const names = await caches.keys();
    const paper = names.find((name) => name.startsWith('invigilate-paper:'));
    const files = await (await caches.open(paper)).keys();
    return files.map(({ url }) => new URL(url).pathname).find((path) => path.includes('/media/'));
}"""
SLOW = re.compile("This device’s storage does not answer: stay connected")
PORTAL = re.compile(
    r"Failed to load (resource: .* status of 4\d\d|module script)|SyntaxError: Unexpected token '<'"
    r"|script has an unsupported MIME type"
)
"""What Chromium writes of a portal's answers."""
WORDS = ("photo", "syn", "thesis")


async def dies_after(page: Page, ms: float) -> None:
    """The page's process dies so many ms after now, by the page's own clock."""
    since = await page.evaluate("performance.now()")
    await page.evaluate(f"new Promise(go => setTimeout(go, {ms} - (performance.now() - {since})))")
    await crash(page)


async def test_a_disk_that_does_not_answer_holds_up_nothing_and_is_said(
    place: School, browser: Browser, edition: str
) -> None:
    hall = await sitting(place, edition, 1)
    async with wired(place) as cord, device(browser, UNREACHED) as context:
        student = await begun(context, cord, hall)
        await student.go_to(9, "Sound in space")
        await student.page.evaluate(HOLD)
        await student.field("Your text").press_sequentially("Sent from memory.")
        await expect(student.saved).to_have_text(SLOW)
        assert await booklet(place, hall, hall.people[0]["number"]) == {
            "sound": "Sent from memory."
        }
        await cord.pull()
        # At once, as pasted: what is typed may become two changes on a machine that is busy.
        await student.page.keyboard.insert_text(" More.")
        alone = re.compile("1 change only in this window: this device’s storage does not answer")
        await expect(student.saved).to_have_text(alone)
        await student.page.evaluate("globalThis.letGo = true")
        await expect(student.saved).to_have_text("1 change only on this device")
        await crash(student.page)
        again = await opened_again(context, cord)
        await expect(again.field("Your text")).to_have_value("Sent from memory. More.")
        await cord.plug()
        await again.all_saved()


async def test_storage_that_never_opens_does_not_keep_the_page_from_opening(
    place: School, browser: Browser, edition: str
) -> None:
    hall = await sitting(place, edition, 1)
    async with wired(place) as cord, device(browser, UNREACHED) as context:
        student = await begun(context, cord, hall)
        await student.go_to(9, "Sound in space")
        await student.field("Your text").press_sequentially("Before.")
        await student.all_saved()
        await student.page.add_init_script(NEVER_OPENS)
        await student.page.reload()
        await expect(student.field("Your text")).to_have_value("Before.")
        await student.field("Your text").press_sequentially(" After.")
        await expect(student.saved).to_have_text(SLOW)
        written = await booklet(place, hall, hall.people[0]["number"])
        assert written == {"sound": "Before. After."}


async def test_storage_that_is_cleared_in_mid_exam_is_written_anew_without_another_key(
    place: School, browser: Browser, edition: str
) -> None:
    hall = await sitting(place, edition, 1)
    async with wired(place) as cord, device(browser, UNREACHED) as context:
        student = await half_known(context, cord, hall)
        tools = await context.new_cdp_session(student.page)
        everything = {"origin": cord.url, "storageTypes": "indexeddb,local_storage"}
        await tools.send("Storage.clearDataForOrigin", everything)
        await until(student.page, ENTRIES)
        await expect(student.saved).to_have_text("1 change only on this device")
        await crash(student.page)
        await cord.plug()

        again = await opened_again(context, cord)
        whole = "Known to the server. Known here alone."
        await expect(again.field("Your text")).to_have_value(whole)
        await again.all_saved()
        assert await booklet(place, hall, hall.people[0]["number"]) == {"sound": whole}


@pytest.mark.long
async def test_a_page_that_dies_120_ms_after_a_key_has_kept_it(
    place: School, browser: Browser, edition: str
) -> None:
    hall = await sitting(place, edition, 1)
    async with wired(place) as cord, device(browser, UNREACHED) as context:
        student = await begun(context, cord, hall)
        await student.go_to(6, "How plants feed")
        await cord.pull()
        for done, word in enumerate(WORDS, 1):
            await student.field().press("End")
            await student.field().press_sequentially(word)
            await dies_after(student.page, 120)
            student = await opened_again(context, cord)
            await expect(student.field()).to_have_value("".join(WORDS[:done]))
        await cord.plug()
        await student.all_saved()


@pytest.mark.long
async def test_a_portals_pages_are_neither_kept_as_pictures_nor_shown_as_the_exam(
    place: School, browser: Browser, edition: str
) -> None:
    hall = await sitting(place, edition, 1)
    async with (
        wired(place) as cord,
        portal() as gate,
        device(browser, UNREACHED, PORTAL) as context,
    ):
        student = await begun(context, cord, hall)
        packed = ["application/json", "image/png", "image/png"]
        await until(student.page, f"async () => (await ({PACKED})()).length === {len(packed)}")
        picture = await student.page.evaluate(PICTURE)
        assert await student.page.evaluate(UNPACK, picture)
        tools = await context.new_cdp_session(student.page)
        await tools.send("Network.clearBrowserCache")

        await cord.lead(gate.port)
        await student.page.reload(wait_until="commit")
        await expect(student.overview).to_be_visible()
        async with asyncio.timeout(30):
            await gate.heard(picture, 2)
        assert await student.page.evaluate(PACKED) == packed[:-1]
        await cord.lead(place.port)
        await until(student.page, f"async () => (await ({PACKED})()).length === {len(packed)}")
        assert await student.page.evaluate(PACKED) == packed


async def test_the_start_page_leads_to_the_sitting_that_was_begun_here_while_there_is_no_network(
    place: School, browser: Browser, edition: str
) -> None:
    hall = await sitting(place, edition, 1)
    async with wired(place) as cord, device(browser, UNREACHED) as context:
        student = await begun(context, cord, hall)
        await student.page.close()
        await cord.pull()
        other = Student(await context.new_page())
        await other.page.goto(cord.url, wait_until="commit")
        await expect(other.overview).to_be_visible()
        await expect(other.page).to_have_url(f"{cord.url}/exam")
