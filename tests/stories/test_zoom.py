"""Small screens and large texts: nothing is cut off, nothing is covered, nothing moves."""

import re
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.stories.halls import TITLES, answers, hall
from tests.stories.pages import ProctorsBoard, Student, device
from tests.stories.schools import PROCTOR, School

pytestmark = [pytest.mark.story, pytest.mark.asyncio(loop_scope="session")]

ZOOMED = {"width": 320, "height": 256}
"""A window of 1280 by 1024 at 400 %."""
TOO_WIDE = """() => [document.documentElement, ...document.querySelectorAll('dialog[open]')]
    .filter(place => place.scrollWidth > place.clientWidth + 1)
    .map(place => [place.localName, place.scrollWidth, place.clientWidth])"""
MOVED = """{
    globalThis.moved = new Set();
    const look = () => {
        for (const one of document.getAnimations()) {
            if (one.playState === 'running' && one.effect.getComputedTiming().duration > 0)
                moved.add(one.animationName ?? one.transitionProperty);
        }
        requestAnimationFrame(look);
    };
    look();
}"""
"""Notes, at each picture that a page draws, what moves in it by itself."""
COVERED = """() => {
    const place = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body;
    const all = place.querySelectorAll('a[href], button, input, select, textarea, [tabindex="0"]');
    const middle = (from, to, most) => (Math.max(from, 0) + Math.min(to, most)) / 2;
    const covered = [];
    for (const one of all) {
        if (one.disabled || one.closest('[inert], [hidden]') || !one.checkVisibility()) continue;
        one.focus();
        const {left, top, right, bottom} = one.getBoundingClientRect();
        const [x, y] = [middle(left, right, innerWidth), middle(top, bottom, innerHeight)];
        const seen = document.elementFromPoint(x, y);
        const parts = [one, ...(one.labels ?? [])];
        if (parts.some(each => each.contains(seen) || seen?.contains(each))) continue;
        covered.push([one.outerHTML.slice(0, 80), seen?.outerHTML.slice(0, 80)]);
    }
    return covered;
}"""
"""What has the focus and lies under something else, or out of sight."""
OVER_IT_ALL = """() => {
    const cover = document.body.appendChild(document.createElement('p'));
    Object.assign(cover.style, {position: 'fixed', inset: 0, zIndex: 9});
}"""
PHONES = ({"width": 390, "height": 844}, {"width": 360, "height": 640})


async def test_nothing_is_cut_off_at_400_percent_in_any_text_size(
    place: School, browser: Browser, edition: str
) -> None:
    here = await hall(place, edition)
    shape: dict[str, Any] = {"viewport": ZOOMED, "has_touch": True, "reduced_motion": "reduce"}
    async with device(browser, **shape) as context:
        await context.add_init_script(MOVED)
        student = Student(await context.new_page())
        page = student.page
        await student.join(place.url, here.code, "1000")
        await whole(page)
        await page.get_by_role("button", name="Try a question").tap()
        await whole(page)
        await student.press("Done")
        for percent in (100, 175):
            await page.get_by_role("button", name="Text and colours").tap()
            await page.get_by_role("radio", name=f"{percent} %").check()
            await page.get_by_role("radio", name="Very wide").check()
            await whole(page)
            await student.press("Done")
            await whole(page)
            begin = page.get_by_role("button", name="Begin")
            if await begin.count():
                await begin.tap()
                await expect(student.heading("How this paper works")).to_be_visible()
            for question, title in enumerate(TITLES, 1):
                await over_the_overview(page, question)
                await expect(student.heading(title)).to_be_visible()
                await whole(page)
        await by_touch(page)
        await over_the_overview(page, 4)
        await page.get_by_role("button", name=re.compile("^A right-angled")).tap()
        await page.get_by_role("dialog", name="Picture").get_by_role("button", name="Larger").tap()
        await whole(page)
        await page.keyboard.press("Escape")
        await page.get_by_role("navigation").get_by_role("button").nth(1).tap()
        await whole(page)
        await page.get_by_role("dialog").get_by_role("button", name="Hand in").tap()
        await whole(page)
        await page.get_by_role("button", name="Hand in now").tap()
        await expect(student.heading("What was handed in")).to_be_visible()
        await whole(page)
        assert await answers(place, here, "1000") == {
            "authors": ["a 5"],
            "planets": ["a", "b", "d", "c", "e"],
        }


async def by_touch(page: Page) -> None:
    """What elsewhere is dragged."""
    await over_the_overview(page, 7)
    await page.get_by_label("Match for Hamlet").select_option(label="William Shakespeare")
    await over_the_overview(page, 8)
    await page.get_by_role("button", name="Move Mercury up").tap()


async def over_the_overview(page: Page, question: int) -> None:
    """To a question, as on a phone."""
    await page.get_by_role("navigation").get_by_role("button").nth(1).tap()
    name = re.compile(rf"^Question {question}(,|$)")
    await page.get_by_role("dialog").get_by_role("button", name=name).tap()


async def whole(page: Page) -> None:
    """Nothing is reached by scrolling sideways, nothing is covered, and nothing moved by itself."""
    assert await page.evaluate(TOO_WIDE) == []
    assert await page.evaluate(COVERED) == []
    assert await page.evaluate("[...moved]") == []


async def test_what_moves_is_seen_where_nobody_asked_for_stillness(
    place: School, browser: Browser, edition: str
) -> None:
    here = await hall(place, edition)
    async with device(browser, reduced_motion="no-preference") as context:
        await context.add_init_script(MOVED)
        student = Student(await context.new_page())
        await student.join(place.url, here.code, "1000")
        await student.press("Try a question")
        await expect(student.page.get_by_role("dialog")).to_be_visible()
        await student.page.wait_for_function("[...moved].some(name => name.endsWith('rise'))")


async def test_what_is_covered_is_found(place: School, browser: Browser) -> None:
    async with device(browser, viewport=PHONES[1]) as context:
        page = await context.new_page()
        await page.goto(place.url)
        await page.get_by_label("Session code").fill("4821")
        assert await page.evaluate(COVERED) == []
        await page.evaluate(OVER_IT_ALL)
        controls = page.get_by_role("button").or_(page.get_by_role("textbox"))
        assert len(await page.evaluate(COVERED)) >= await controls.count() >= 2


@pytest.mark.parametrize("viewport", PHONES)
async def test_on_a_phone_the_main_button_of_every_dialog_is_in_sight(
    place: School, browser: Browser, edition: str, viewport: dict[str, int]
) -> None:
    here = await hall(place, edition)
    shape: dict[str, Any] = {"viewport": viewport, "has_touch": True, "reduced_motion": "reduce"}
    async with device(browser, **shape) as context:
        await context.add_init_script(MOVED)
        student = Student(await context.new_page())
        page = student.page
        await student.join(place.url, here.code, "1000")
        await whole(page)
        for name, main in (("Text and colours", "Done"), ("Try a question", "Done")):
            await page.get_by_role("button", name=name).tap()
            await in_sight(page)
            await whole(page)
            await page.get_by_role("dialog").get_by_role("button", name=main).tap()
        await page.get_by_role("button", name="Begin").tap()
        await expect(student.heading("How this paper works")).to_be_visible()
        for question in (2, 4, 5, 7, 8, 9, 10):
            await over_the_overview(page, question)
            await expect(student.heading(TITLES[question - 1])).to_be_visible()
            await whole(page)
        await page.get_by_role("button", name="Hand in").tap()
        await in_sight(page)
        await whole(page)
        await page.get_by_role("button", name="Hand in now").tap()
        await expect(student.heading("What was handed in")).to_be_visible()
        await whole(page)
        await page.get_by_role("button", name="Leave this seat").tap()
        await in_sight(page)


@pytest.mark.parametrize("viewport", PHONES)
async def test_on_a_phone_the_main_button_of_every_order_is_in_sight(
    place: School, browser: Browser, edition: str, viewport: dict[str, int]
) -> None:
    here = await hall(place, edition, 3)
    async with device(browser, viewport=viewport, reduced_motion="reduce") as context:
        board = ProctorsBoard(await context.new_page())
        await board.open(place.url, here.session, PROCTOR)
        page = board.page
        for order in ("Pause", "Extend", "Announce", "Lock"):
            await board.act(order)
            await in_sight(page)
            await page.keyboard.press("Escape")
        for order in ("Message", "Set the end", "Reopen", "End", "Force submit"):
            await page.get_by_role("group", name="Actions").get_by_text("More").click()
            await page.get_by_role("menuitem", name=order, exact=True).click()
            await in_sight(page)
            await page.keyboard.press("Escape")


async def in_sight(page: Page) -> None:
    """The main button of the open dialog, its last one, without scrolling."""
    button = page.locator("dialog[open] footer").get_by_role("button").last
    await expect(button).to_be_in_viewport(ratio=1)
