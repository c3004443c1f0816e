"""The time that is left: told at its marks, and never more than there is."""

import re
import time
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Browser, BrowserContext, expect

from invigilate.rooms.orders import Extend, SetEnd
from tests.servers.cable import Cable, cable
from tests.stories.halls import TITLES, Hall, answers, hall
from tests.stories.pages import UNREACHED, Student, device
from tests.stories.schools import School
from tests.stories.test_offline import KEPT, REFUSED, opened_again, until

pytestmark = [pytest.mark.story, pytest.mark.asyncio(loop_scope="session")]

BERLIN = ZoneInfo("Europe/Berlin")
CLOCKS = """{
    const [wall, steady] = [Date.now, performance.now.bind(performance)];
    let [forward, lost, since] = [0, 0, null];
    globalThis.clocks = {
        forward: ms => { forward += ms },
        stand: is => {
            if (!is && since !== null) lost += steady() - since;
            since = is ? steady() : null;
        },
    };
    Date.now = () => wall() + forward;
    performance.now = () => (since ?? steady()) - lost;
}"""
"""A device whose wall clock can be set forward, and whose steady clock stands while it sleeps."""
SHIFTED = """{
    const True = Date, shift = 3_600_000;
    globalThis.Date = class extends True {
        constructor(...parts) { super(...(parts.length ? parts : [True.now() + shift])); }
        static now() { return True.now() + shift; }
    };
}"""
"""A device whose clock is an hour fast."""


@pytest.mark.long
async def test_the_time_is_told_at_its_marks_though_it_is_hidden_and_never_by_the_second(
    place: School, browser: Browser, edition: str
) -> None:
    here = await hall(place, edition, 2, minutes=11)
    async with device(browser) as context:
        student = Student(await context.new_page())
        await student.join(place.url, here.code, "1001")
        await student.begin()
        face = student.page.get_by_role("timer")
        await expect(face).to_have_attribute("aria-live", "off")
        await student.press("Hide the time")
        await expect(face).to_have_count(0)
        await shorten(place, here, 90_000)
        polite = student.page.locator("main [aria-live=polite]")
        await expect(polite.get_by_text("10 minutes left")).to_be_visible()
        await student.press("Time hidden")
        why = student.page.get_by_role("dialog")
        sum_of_it = "9.5 min = 11 − 1.5 (The clock was set wrong)"
        await expect(why.get_by_text(sum_of_it)).to_be_visible()


async def test_the_last_minutes_are_told_one_mark_after_another(
    place: School, browser: Browser, edition: str
) -> None:
    here = await hall(place, edition, 2, minutes=6)
    async with device(browser) as context:
        student = Student(await context.new_page())
        await student.join(place.url, here.code, "1001")
        await student.begin()
        polite = student.page.locator("main [aria-live=polite]")
        await shorten(place, here, 70_000)
        await expect(polite.get_by_text("5 minutes left")).to_be_visible()
        await shorten(place, here, 230_000)
        await expect(polite.get_by_text("1 minute left")).to_be_visible()
        await expect(polite.get_by_text("5 minutes left")).to_have_count(0)


async def test_an_accommodation_is_counted_before_begin_and_a_new_end_has_words_of_its_own(
    place: School, browser: Browser, edition: str
) -> None:
    half_more = "number,name,extra_percent\n1000,Student 000,50"
    here = Hall(*await place.session(edition, half_more, allow_guests=False))
    async with device(browser) as context:
        student = Student(await context.new_page())
        await student.join(place.url, here.code, "1000")
        await expect(
            student.page.get_by_text("90 min = 60 + 30 (Accommodation)", exact=True)
        ).to_be_visible()
        await student.begin()
        in_two_hours = round(time.time() * 1_000) + 7_200_000
        await place.order(here.session, SetEnd(None, in_two_hours, ""))
        await expect(student.page.locator(".strips").get_by_text("New end")).to_be_visible()


@pytest.mark.parametrize("dialog", ["Text and colours", "Hand in"])
async def test_the_time_is_told_in_whatever_dialog_lies_open(
    place: School, browser: Browser, edition: str, dialog: str
) -> None:
    here = await hall(place, edition, 2, minutes=11)
    async with device(browser) as context:
        student = Student(await context.new_page())
        await student.join(place.url, here.code, "1001")
        await student.begin()
        await student.page.get_by_role("button", name=dialog, exact=True).first.click()
        over = student.page.locator("dialog[open] [aria-live=polite]").first
        await expect(over).to_be_empty()
        await shorten(place, here, 90_000)
        await expect(over.get_by_text("10 minutes left")).to_be_in_viewport(ratio=1)
        # It is told there alone: what lies under the dialog is inert.
        told = student.page.get_by_role("alertdialog").or_(student.page.get_by_role("dialog"))
        await expect(told.get_by_text("10 minutes left")).to_have_count(1)
        await student.page.keyboard.press("Escape")
        await expect(student.page.locator("main").get_by_text("10 minutes left")).to_be_visible()


async def shorten(place: School, at: Hall, ms: int) -> None:
    """Takes this much from the one who has begun."""
    rows = (await place.board(at.session)).rows.values()
    [seat] = [row.seat for row in rows if row.status]
    await place.order(at.session, Extend((seat,), -ms, "The clock was set wrong"))


@pytest.mark.long
async def test_a_laptop_that_slept_without_a_network_shows_no_more_than_there_is(
    place: School, browser: Browser, edition: str
) -> None:
    here = await hall(place, edition, 2)
    async with (
        cable(place.port) as cord,
        device(browser, UNREACHED, reduced_motion="reduce") as context,
    ):
        await context.add_init_script(CLOCKS)
        student = await begun(context, cord, here)
        page = student.page
        ends = time.monotonic() + await seconds(student)
        await cord.pull()
        await page.evaluate("clocks.stand(true)")
        uncertain = page.get_by_text("Your time is uncertain")
        await expect(uncertain).to_be_visible()
        face = page.get_by_role("timer")
        await expect(face).to_have_accessible_name(re.compile("^Time left, at the least: "))
        assert abs(await seconds(student) - (ends - time.monotonic())) < 3
        await page.evaluate("clocks.stand(false)")
        await cord.plug()
        await expect(uncertain).to_have_count(0)
        await expect(face).to_have_accessible_name(re.compile("^Time left: "))
        assert abs(await seconds(student) - (ends - time.monotonic())) < 3


async def test_a_device_whose_clock_is_an_hour_fast_shows_the_servers_time(
    place: School, browser: Browser, edition: str
) -> None:
    here = await hall(place, edition, 2)
    async with cable(place.port) as cord, device(browser, UNREACHED) as context:
        await context.add_init_script(SHIFTED)
        student = await begun(context, cord, here)
        await until(student.page, KEPT)
        assert await student.page.evaluate("Date.now()") > time.time() * 1_000 + 3_000_000
        await expect(student.clock).to_have_text(re.compile(r"^5\d:\d\d$"))
        await student.go_to(6, TITLES[5])
        await student.field().fill("light")
        await student.all_saved()
        saved = re.search(r"\d\d:\d\d:\d\d", await student.saved.inner_text())
        assert saved is not None
        assert abs(in_seconds(saved.group()) - in_seconds(f"{datetime.now(BERLIN):%T}")) <= 5
        await cord.pull()
        await student.page.close()

        again = await opened_again(context, cord)
        await expect(again.clock).to_have_text(re.compile(r"^5\d:\d\d$"))
        await expect(again.field()).to_have_value("light")


async def test_a_clock_that_somebody_set_forward_ends_nothing(
    place: School, browser: Browser, edition: str
) -> None:
    here = await hall(place, edition, 2)
    async with (
        cable(place.port) as cord,
        device(browser, UNREACHED, reduced_motion="reduce") as context,
    ):
        await context.add_init_script(CLOCKS)
        student = await begun(context, cord, here)
        await student.go_to(6, TITLES[5])
        await cord.pull()
        await expect(student.page.get_by_text("Connection lost")).to_be_visible()
        await student.page.evaluate("clocks.forward(3_600_000)")
        await expect(student.clock).to_have_text("0:00")
        await expect(student.page.get_by_text("You can go on writing.")).to_be_visible()
        await student.field().fill("photosynthesis")
        await cord.plug()
        await student.all_saved()
        await expect(student.page.get_by_text("Your time is uncertain")).to_have_count(0)
        await expect(student.clock).to_have_text(re.compile(r"^5\d:\d\d$"))
        assert await answers(place, here, "1001") == {"plants": "photosynthesis"}


@pytest.mark.long
async def test_a_page_that_keeps_nothing_promises_nothing_without_a_connection(
    place: School, browser: Browser, edition: str
) -> None:
    here = await hall(place, edition, 2)
    async with cable(place.port) as cord, device(browser, UNREACHED) as context:
        await context.add_init_script(REFUSED)
        student = Student(await context.new_page())
        await student.join(cord.url, here.code, "1001")
        here_alone = "By itself, as you write, while this page is open and connected."
        await expect(student.page.get_by_text(here_alone)).to_be_visible()
        await student.begin()
        await student.go_to(6, TITLES[5])
        await cord.pull()
        await student.field().fill("photosynthesis")
        main = student.page.get_by_role("main")
        await expect(main.get_by_text("What you write is in this window alone")).to_be_visible()
        await expect(student.page.get_by_text("kept on this device")).to_have_count(0)
        await cord.plug()
        await expect(main.get_by_text("Connection lost")).to_have_count(0)
        await expect(student.saved).to_have_text(re.compile("This browser keeps nothing"))
        assert await answers(place, here, "1001") == {"plants": "photosynthesis"}


async def begun(context: BrowserContext, cord: Cable, at: Hall) -> Student:
    """The second of the roster, who has 60 minutes, at the end of the cable."""
    student = Student(await context.new_page())
    await student.join(cord.url, at.code, "1001")
    await student.begin()
    return student


async def seconds(student: Student) -> int:
    """What the clock shows."""
    return in_seconds(await student.clock.inner_text())


def in_seconds(text: str) -> int:
    """A time of the form 1:02:03 or 2:03."""
    parts = enumerate(reversed(text.split(":")))
    return sum(int(part) * int(60**at) for at, part in parts)


async def test_the_time_and_what_is_saved_never_lie_over_the_buttons_between_them(
    place: School, browser: Browser, edition: str
) -> None:
    here = await hall(place, edition, 3)
    async with device(browser) as context:
        student = Student(await context.new_page())
        await student.join(place.url, here.code, "1001")
        await student.begin()
        await student.all_saved()
        for width in range(600, 1300, 20):
            await student.page.set_viewport_size({"width": width, "height": 700})
            over = await student.page.evaluate(OVER)
            assert over == [], width


OVER = """async () => {
    await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
    const words = document.createTreeWalker(document.querySelector('header'), NodeFilter.SHOW_TEXT);
    const boxes = [];
    while (words.nextNode()) {
        const range = document.createRange();
        range.selectNodeContents(words.currentNode);
        const { left, right, top, bottom, width } = range.getBoundingClientRect();
        const said = words.currentNode.data.trim();
        if (said && width > 2) boxes.push({ said, left, right, top, bottom });
    }
    const cross = (a, b) => a.left < b.right - 1 && a.top < b.bottom - 1;
    const pairs = boxes.flatMap((a, n) =>
        boxes.slice(n + 1).filter(b => cross(a, b) && cross(b, a)).map(b => [a.said, b.said])
    );
    const out = boxes.filter(({ right }) => right > innerWidth + 1).map(({ said }) => [said]);
    return [...pairs, ...out];
}"""
