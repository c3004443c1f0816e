"""What stands around a question: a calm row, a thin line, and nothing that moves what is read."""

import re
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from invigilate.rooms.orders import Extend, Pause
from tests.servers.cable import cable
from tests.stories.halls import TITLES, Hall, answers, hall
from tests.stories.pages import UNREACHED, Student, accessibility, device
from tests.stories.schools import School
from tests.stories.test_language import WIDER
from tests.stories.test_offline import KEPT, opened_again, until
from tests.stories.test_time import SHIFTED

pytestmark = [pytest.mark.story, pytest.mark.asyncio(loop_scope="session")]

WIDE = {"width": 1280, "height": 720}
PHONES = ({"width": 390, "height": 844}, {"width": 360, "height": 640})
LARGER = "percent => { document.documentElement.style.fontSize = `${percent}%`; }"
"""As a browser that was told to write larger."""
WORKER = re.compile("when fetching the script")
"""What Chromium writes of a service worker that did not come."""
GONE = "([since, ms]) => performance.now() - since >= ms"
AWAY_MS = 4_000
TAB = "dispatchEvent(new KeyboardEvent('keydown', {key: 'Tab', bubbles: true}))"
LEFT = "dispatchEvent(new Event('blur'))"
BACK = "dispatchEvent(new Event('focus'))"
TOPS = "all => [...new Set(all.map(one => Math.round(one.getBoundingClientRect().top)))].length"


async def begun(page: Page, url: str, at: Hall) -> Student:
    """The second of the roster, at the first question; on a phone there is no list beside it."""
    student = Student(page)
    await student.join(url, at.code, "1001")
    await student.press("Begin")
    await expect(student.heading("How this paper works")).to_be_visible()
    await student.press("Next")
    await expect(student.heading(TITLES[0])).to_be_visible()
    return student


async def order_time(place: School, at: Hall, ms: int) -> None:
    """Gives this much to whoever has begun."""
    rows = (await place.board(at.session)).rows.values()
    [seat] = [row.seat for row in rows if row.begun_at is not None]
    await place.order(at.session, Extend((seat,), ms, "The bus was late"))


@pytest.mark.parametrize("viewport", [*PHONES, WIDE])
async def test_notices_move_nothing_that_is_read_or_typed(
    place: School, browser: Browser, edition: str, viewport: dict[str, int]
) -> None:
    here = await hall(place, edition, 2)
    async with device(browser, viewport=viewport, reduced_motion="reduce") as context:
        student = await begun(await context.new_page(), place.url, here)
        page = student.page
        question = student.heading(TITLES[0])
        before = await question.bounding_box()
        await page.get_by_role("button", name="Raise hand").click()
        strips = page.locator(".strips")
        await expect(strips.get_by_text("Your hand is up")).to_be_visible()
        await order_time(place, here, 300_000)
        await expect(strips.get_by_text("You have 5 min more")).to_be_visible()
        assert await question.bounding_box() == before
        # Both in full, over the page; Escape puts them away and the focus back.
        more = page.get_by_role("button", name="Show 2 notes in full")
        await more.click()
        await expect(strips.get_by_role("button", name="Lower hand")).to_be_visible()
        assert await question.bounding_box() == before
        await page.keyboard.press("Escape")
        await expect(more).to_be_focused()
        await more.click()
        await strips.get_by_role("button", name="Understood").press("Enter")
        await expect(strips.locator(".more")).to_be_focused()
        await strips.get_by_role("button", name="Lower hand").click()
        await expect(page.get_by_role("button", name="Raise hand")).to_be_visible()
        await expect(page.locator(".strips .more")).to_have_count(0)
        assert await question.bounding_box() == before


@pytest.mark.parametrize("viewport", PHONES)
@pytest.mark.parametrize("percent", [100, 150, 200])
async def test_on_a_phone_the_question_is_in_sight_and_the_saved_state_never_scrolls_away(
    place: School,
    browser: Browser,
    edition: str,
    axe: str,
    viewport: dict[str, int],
    percent: int,
) -> None:
    here = await hall(place, edition, 2)
    shape: dict[str, Any] = {"viewport": viewport, "has_touch": True, "reduced_motion": "reduce"}
    async with device(browser, **shape) as context:
        student = await begun(await context.new_page(), place.url, here)
        page = student.page
        await page.evaluate(LARGER, percent)
        await page.evaluate("scrollTo(0, 0)")
        await page.get_by_role("button", name="Raise hand").tap()
        await expect(page.locator(".strips").get_by_text("Your hand is up")).to_be_visible()
        await expect(student.heading(TITLES[0])).to_be_in_viewport(ratio=1)
        await page.get_by_role("radio").first.check()
        await student.all_saved()
        assert await page.evaluate(WIDER) == 0
        for name in ("Lower hand", "Messages", "Text and colours", "Time left"):
            await expect(page.get_by_role("button", name=name).first).to_be_visible()
        await expect(page.locator("header").get_by_text("Why?")).to_be_visible()
        assert await accessibility(page, axe) == []
        await page.mouse.wheel(0, 5_000)
        await expect(student.saved).to_be_in_viewport(ratio=1)
        tops = "header .acts button, header .face"
        if percent == 100:
            assert await page.locator(tops).evaluate_all(TOPS) == 1


async def test_a_keyboard_that_steps_into_the_browsers_bars_is_not_away_and_a_reason_can_be_late(
    place: School, browser: Browser, edition: str
) -> None:
    here = await hall(place, edition, 2)
    async with device(browser) as context:
        student = await begun(await context.new_page(), place.url, here)
        page = student.page
        for steps in (TAB, ""):
            await page.evaluate(f"{steps};{LEFT}")
            since = await page.evaluate("performance.now()")
            await page.wait_for_function(GONE, arg=[since, AWAY_MS])
            await page.evaluate(BACK)
            away = page.locator(".strips").get_by_text(re.compile("^You were away"))
            await expect(away).to_have_count(0 if steps else 1)
        await page.locator(".strips").get_by_role("button", name="Dismiss").click()
        await student.press("Messages")
        await page.get_by_text("Your times and devices").click()
        await page.get_by_role("button", name=re.compile("^Say why you were away at")).click()
        await page.get_by_role("dialog").get_by_label("Why (optional)").fill("A bell rang")
        await student.press("Say so")
        await expect(page.get_by_role("dialog").get_by_text("A bell rang")).to_be_visible()
        [row] = [row for row in (await place.board(here.session)).rows.values() if row.away_times]
        assert (row.away_times, row.away_why) == (1, "A bell rang")


async def test_a_hand_that_goes_up_without_a_connection_says_so_and_goes_up_with_it(
    place: School, browser: Browser, edition: str
) -> None:
    here = await hall(place, edition, 2)
    async with cable(place.port) as cord, device(browser, UNREACHED, WORKER) as context:
        student = Student(await context.new_page())
        page = student.page
        await student.join(cord.url, here.code, "1001")
        await expect(page.get_by_role("button", name="Begin")).to_be_enabled()
        await cord.pull()
        await expect(page.get_by_text("Connection lost")).to_be_visible()
        await student.press("Raise hand")
        waits = page.get_by_text("Your hand goes up when the connection is back")
        await expect(waits).to_be_visible()
        await cord.plug()
        await expect(waits).to_have_count(0)
        await expect(page.locator(".strips").get_by_text("Your hand is up")).to_be_visible()
        rows = (await place.board(here.session)).rows.values()
        assert [row.hand is not None for row in rows] == [False, True]


async def test_a_message_is_sent_by_keys_and_the_focus_stays_where_the_next_one_is_written(
    place: School, browser: Browser, edition: str
) -> None:
    here = await hall(place, edition, 2)
    async with device(browser) as context:
        student = await begun(await context.new_page(), place.url, here)
        page = student.page
        await student.press("Messages")
        field = student.field("Message to your proctors")
        await expect(page.get_by_text("Ctrl + Enter: send.")).to_be_visible()
        await field.press_sequentially("One")
        await page.keyboard.press("Enter")
        await page.keyboard.type("two")
        await page.keyboard.press("Control+Enter")
        await expect(page.get_by_role("dialog").locator("li .text")).to_have_text("One\ntwo")
        await expect(field).to_have_value("")
        await expect(field).to_be_focused()
        await field.fill("Three")
        await student.press("Send")
        await expect(field).to_have_value("")
        await expect(field).to_be_focused()


async def test_the_language_is_changed_while_one_writes_and_nothing_is_lost(
    place: School, browser: Browser, edition: str
) -> None:
    here = await hall(place, edition, 2)
    async with device(browser) as context:
        student = await begun(await context.new_page(), place.url, here)
        page = student.page
        await student.go_to(6, TITLES[5])
        await student.field().press_sequentially("photosyn")
        await student.field().evaluate("one => { one.dataset.same = 'yes'; }")
        await student.press("Text and colours")
        await page.get_by_role("combobox", name="Language").select_option("de")
        await expect(page.get_by_role("dialog", name="Text und Farben")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(student.heading(TITLES[5])).to_be_visible()
        field = student.field("Deine Antwort")
        await expect(field).to_have_value("photosyn")
        await expect(field).to_have_attribute("data-same", "yes")
        assert await field.evaluate("one => one.selectionStart") == 8
        await field.press("End")
        await field.press_sequentially("thesis")
        saved = page.get_by_label("Speichern", exact=True)
        await expect(saved).to_have_text(re.compile("Alles gespeichert"))
        assert await answers(place, here, "1001") == {"plants": "photosynthesis"}


async def test_a_clock_an_hour_fast_ends_nothing_where_the_page_is_opened_without_a_network(
    place: School, browser: Browser, edition: str
) -> None:
    here = await hall(place, edition, 2, minutes=40)
    async with cable(place.port) as cord, device(browser, UNREACHED) as context:
        student = await begun(await context.new_page(), cord.url, here)
        await until(student.page, KEPT)
        await student.page.close()
        await context.add_init_script(SHIFTED)
        await cord.pull()
        again = await opened_again(context, cord)
        await expect(again.page.get_by_text("Your time is uncertain")).to_be_visible()
        face = again.page.get_by_role("timer")
        await expect(face).to_have_accessible_name(re.compile("^Time left, perhaps: "))
        await again.go_to(6, TITLES[5])
        await again.field().fill("photosynthesis")
        await cord.plug()
        await again.all_saved()
        await expect(again.clock).to_have_text(re.compile(r"^3\d:\d\d$"))
        await expect(again.page.get_by_text("Your time is uncertain")).to_have_count(0)
        assert await answers(place, here, "1001") == {"plants": "photosynthesis"}


async def test_a_word_without_an_end_breaks_and_no_page_is_wider_than_its_window(
    place: School, browser: Browser, edition: str
) -> None:
    here = await hall(place, edition, 2)
    async with device(browser, viewport=PHONES[1], reduced_motion="reduce") as context:
        student = await begun(await context.new_page(), place.url, here)
        page = student.page
        written = "all => all.forEach(one => { one.textContent = 'Wort'.repeat(75); })"
        await page.locator("#paper .prose, #paper label .prose").evaluate_all(written)
        assert await page.evaluate(WIDER) == 0
        await place.order(here.session, Pause(None, "Feueralarm" * 30))
        await expect(student.heading("Paused")).to_be_visible()
        assert await page.evaluate(WIDER) == 0


@pytest.mark.parametrize("viewport", [*PHONES, WIDE])
async def test_the_lobby_tries_the_device_before_it_begins_and_both_are_in_sight(
    place: School, browser: Browser, edition: str, viewport: dict[str, int]
) -> None:
    here = await hall(place, edition, 2)
    async with device(browser, viewport=viewport, reduced_motion="reduce") as context:
        student = Student(await context.new_page())
        page = student.page
        await student.join(place.url, here.code, "1001")
        buttons = page.get_by_role("main").get_by_role("button")
        await expect(buttons).to_have_text(["Play the tones", "Try a question", "Begin"])
        await expect(buttons.last).to_be_in_viewport(ratio=1)
        await expect(student.heading("This device")).to_be_in_viewport()
        heights = await buttons.evaluate_all("all => all.map(one => one.offsetHeight >= 44)")
        assert heights == [True, True, True]
        await student.press("Play the tones")
        await student.press("I heard nothing")
        await expect(page.get_by_text("You can begin. Read what is said below.")).to_be_visible()
        await student.press("Text and colours")
        sizes = page.get_by_role("radio", name=re.compile(r"^1\d\d %$"))
        assert await sizes.evaluate_all(TOPS) == 1
        assert await sizes.count() == 5
