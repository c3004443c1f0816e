"""What a device keeps by itself: the page, the paper and every change, while the cable is out."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from invigilate.cli.demonstrating import PAPER
from tests.servers.cable import Cable, cable
from tests.stories.pages import UNREACHED, Student, device
from tests.stories.schools import School
from tests.stories.test_pages import Sitting, booklet, crash, kept, seat_of, sitting, writing

pytestmark = [pytest.mark.story, pytest.mark.asyncio(loop_scope="session")]

KEPT = """async () => {
    const names = await caches.keys();
    const paper = names.find((name) => name.startsWith('invigilate-paper:'));
    const files = paper ? await (await caches.open(paper)).keys() : [];
    const views = await new Promise((found) => {
        const asking = indexedDB.open('invigilate-sitting', 1);
        asking.onupgradeneeded = () => asking.transaction.abort();
        asking.onerror = () => found(0);
        asking.onsuccess = () => {
            const counting = asking.result.transaction('views').objectStore('views').count();
            counting.onsuccess = () => (asking.result.close(), found(counting.result));
        };
    });
    return !!navigator.serviceWorker.controller && files.length > 0 && views > 0;
}"""
"""Whether a page can be opened again without a network."""
CLICKS = """([kind, count]) => {
    const boxes = [...document.querySelectorAll(`main input[type=${kind}]`)];
    for (let at = 0; at < count; at++) boxes[at % boxes.length].click();
}"""
"""So many choices, one after another, faster than anyone could make them."""


REFUSED = """Object.defineProperty(globalThis, 'indexedDB', {
    value: { open: () => { throw new DOMException('No storage.', 'SecurityError'); } },
});"""
"""A browser that is told to keep nothing."""
PAPERS = "async () => (await caches.keys()).filter((name) => name.startsWith('invigilate-paper:'))"
PRIMES = json.loads(PAPER.read_bytes())["items"][2]["slots"][0]["options"]


@asynccontextmanager
async def wired(place: School) -> AsyncIterator[Cable]:
    """The cable between all devices of a story and the server."""
    async with cable(place.port) as one:
        yield one


async def begun(context: BrowserContext, cord: Cable, hall: Sitting) -> Student:
    """The first of the roster, who has begun, and whose device has kept what it needs."""
    student = Student(await context.new_page())
    await student.join(cord.url, hall.code, hall.people[0]["number"])
    await student.begin()
    await until(student.page, KEPT)
    return student


async def until(page: Page, asked: str) -> None:
    """Waits for what a function of the page answers in time. Raises TimeoutError."""
    again = "new Promise((go) => setTimeout(go, 50))"
    async with asyncio.timeout(30):
        await page.evaluate(f"async () => {{ while (!(await ({asked})())) await {again}; }}")


async def half_known(context: BrowserContext, cord: Cable, hall: Sitting) -> Student:
    """One whose text the server has for one half; the other is on this device alone."""
    student = await begun(context, cord, hall)
    await student.go_to(9, "Sound in space")
    await student.field("Your text").press_sequentially("Known to the server.")
    await student.all_saved()
    await cord.pull()
    await student.field("Your text").press_sequentially(" Known here alone.")
    await kept(student.page)
    return student


async def opened_again(context: BrowserContext, cord: Cable) -> Student:
    """The exam in a new tab, whatever the network does."""
    student = Student(await context.new_page())
    await student.page.goto(f"{cord.url}/exam")
    await expect(student.overview).to_be_visible()
    return student


async def shown(student: Student) -> dict[str, Any]:
    """What stands in the four answers that the stories give, as the page shows it."""
    page, found = student.page, dict[str, Any]()
    await student.go_to(1, "A capital city")
    city = await page.get_by_role("radio", checked=True).get_attribute("value")
    await student.go_to(2, "Prime numbers")
    boxes = await page.get_by_role("checkbox").all()
    names = {each["body"]: each["id"] for each in PRIMES}
    labels = [await box.evaluate("it => it.labels[0].innerText.trim()") for box in boxes]
    ticked = [await box.is_checked() for box in boxes]
    chosen = sorted(names[label] for label, on in zip(labels, ticked, strict=True) if on)
    await student.go_to(6, "How plants feed")
    found["plants"] = await student.field().input_value()
    await student.go_to(9, "Sound in space")
    found["sound"] = await student.field("Your text").input_value()
    return {"capital": city, "primes": chosen, **found}


async def test_a_pulled_cable_and_a_closed_tab_change_no_letter(
    place: School, browser: Browser, edition: str
) -> None:
    hall = await sitting(place, edition, 1)
    async with wired(place) as cord, device(browser, UNREACHED) as context:
        student = await begun(context, cord, hall)
        await student.go_to(1, "A capital city")
        await student.page.evaluate(CLICKS, ["radio", 103])
        await student.go_to(2, "Prime numbers")
        await student.page.evaluate(CLICKS, ["checkbox", 81])
        await cord.pull()
        await student.page.evaluate(CLICKS, ["checkbox", 60])
        await student.go_to(1, "A capital city")
        await student.page.evaluate(CLICKS, ["radio", 61])
        await student.go_to(6, "How plants feed")
        await student.field().fill("photosynthesis")
        await student.go_to(9, "Sound in space")
        await student.field("Your text").press_sequentially("Without air\nno sound: 𝛑 «ä».")
        await expect(student.saved).to_have_text(re.compile(r"\d+ changes only on this device"))
        await kept(student.page)
        before = await shown(student)
        await student.page.close()

        again = await opened_again(context, cord)
        assert await shown(again) == before
        await again.field("Your text").press_sequentially(" Written in the second tab.")
        await kept(again.page)
        written = await shown(again)
        assert written["sound"] == before["sound"] + " Written in the second tab."
        await expect(again.saved).to_have_text(re.compile(r"\d+ changes only on this device"))

        await cord.plug()
        await again.all_saved()
        assert await booklet(place, hall, hall.people[0]["number"]) == written
        await again.hand_in()
        # With the receipt nothing of the paper stays on the device.
        await until(
            again.page,
            "async () => (await caches.keys()).every((name) => !name.includes('paper'))"
            " && localStorage.getItem('invigilate.sitting') === null",
        )


async def test_a_killed_tab_is_opened_again_without_a_network(
    place: School, browser: Browser, edition: str
) -> None:
    hall = await sitting(place, edition, 1)
    async with wired(place) as cord, device(browser, UNREACHED) as context:
        student = await half_known(context, cord, hall)
        await crash(student.page)

        again = await opened_again(context, cord)
        # Where one was is where one goes on.
        whole = "Known to the server. Known here alone."
        await expect(again.field("Your text")).to_have_value(whole)
        await expect(again.saved).to_have_text("1 change only on this device")
        await cord.plug()
        await again.all_saved()
        assert await booklet(place, hall, hall.people[0]["number"]) == {"sound": whole}


@pytest.mark.long
async def test_a_stalled_network_does_not_hold_up_the_page(
    place: School, browser: Browser, edition: str
) -> None:
    hall = await sitting(place, edition, 1)
    async with wired(place) as cord, device(browser, UNREACHED) as context:
        student = await begun(context, cord, hall)
        await student.page.close()
        cord.stall()
        again = await opened_again(context, cord)
        await again.go_to(6, "How plants feed")
        await again.field().fill("light")
        await expect(again.saved).to_have_text(re.compile("only on this device"))
        cord.flow()
        await again.all_saved()


@pytest.mark.long
async def test_a_browser_that_keeps_nothing_says_so_and_sends_all_the_same(
    place: School, browser: Browser, edition: str
) -> None:
    hall = await sitting(place, edition, 1)
    async with wired(place) as cord, device(browser, UNREACHED) as context:
        await context.add_init_script(REFUSED)
        student = Student(await context.new_page())
        await student.join(cord.url, hall.code, hall.people[0]["number"])
        await student.begin()
        await student.go_to(6, "How plants feed")
        await cord.pull()
        await student.field().fill("photosynthesis")
        alone = re.compile("1 change only in this window: this browser keeps nothing")
        await expect(student.saved).to_have_text(alone)
        await cord.plug()
        arrived = re.compile("This browser keeps nothing on the device: stay connected")
        await expect(student.saved).to_have_text(arrived)
        written = await booklet(place, hall, hall.people[0]["number"])
        assert written == {"plants": "photosynthesis"}


async def test_the_next_student_at_a_device_finds_nothing_of_the_one_before(
    place: School, browser: Browser, edition: str
) -> None:
    hall = await sitting(place, edition, 2)
    async with device(browser) as context:
        one = await writing(place, context, hall, 0)
        first = await seat_of(place, hall, 0)
        await until(one.page, f"async () => (await ({PAPERS})()).length === 1")
        key = "JSON.parse(localStorage.getItem('invigilate.parcel'))?.seat"
        assert await one.page.evaluate(key) == first
        await context.clear_cookies()  # the device was taken away: nobody left by the button
        await one.page.close()
        two = await writing(place, context, hall, 1)
        second = await seat_of(place, hall, 1)
        own = f"invigilate-paper:{second}"
        await until(two.page, f"async () => (await caches.keys()).includes('{own}')")
        assert await two.page.evaluate(PAPERS) == [own]
        assert await two.page.evaluate(key) == second
