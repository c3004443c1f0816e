"""Kinds of questions: where a finger stays, what cannot be read, how wide and large things are."""

import re
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.stories.halls import TITLES, Hall, answers, hall
from tests.stories.pages import Student, device
from tests.stories.schools import School

pytestmark = [pytest.mark.story, pytest.mark.asyncio(loop_scope="session")]

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
LAPTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 720}}
LINES = "lines => lines.map(line => line.querySelector('.prose').textContent)"
ENDS = """() => ['.answers', '.sheet nav']
    .map(at => document.querySelector(at).getBoundingClientRect().right)"""
NEXT = "button => button.getBoundingClientRect().top"
WIDTHS = """() => ['.picture img', 'dialog .view img']
    .map(at => document.querySelector(at).clientWidth)"""
STOPS = """() => [...document.querySelectorAll('math')].filter(one => {
    one.focus();
    return one.scrollHeight > one.clientHeight && getComputedStyle(one).overflowY !== 'hidden';
}).length"""

SEEN = "Object.keys(localStorage).filter(key => key.startsWith('invigilate.seen'))"


async def begun(place: School, edition: str, context: BrowserContext) -> tuple[Student, Hall]:
    """A student, begun, and the session."""
    here = await hall(place, edition)
    student = Student(await context.new_page())
    await student.join(place.url, here.code, "1000")
    await student.press("Begin")
    await expect(student.heading("How this paper works")).to_be_visible()
    return student, here


async def on_the_phone(page: Page, question: int) -> None:
    """To a question, over the overview."""
    await page.get_by_role("navigation").get_by_role("button").nth(1).tap()
    name = re.compile(rf"^Question {question}(,|$)")
    await page.get_by_role("dialog").get_by_role("button", name=name).tap()
    heading = page.get_by_role("heading", name=TITLES[question - 1], exact=True)
    await expect(heading).to_be_visible()


async def test_a_finger_that_stays_moves_the_line_it_began_with(
    place: School, browser: Browser, edition: str
) -> None:
    async with device(browser, **PHONE) as context:
        student, here = await begun(place, edition, context)
        page = student.page
        await on_the_phone(page, 8)
        lines = page.get_by_role("list", name=re.compile("Put these in order$")).locator("li")
        arrow = page.get_by_role("button", name="Move Mercury up")
        box = await arrow.bounding_box()
        assert box is not None
        orders = [await lines.evaluate_all(LINES)]
        for _ in range(4):
            await page.touchscreen.tap(box["x"] + 22, box["y"] + 22)
            orders.append(await lines.evaluate_all(LINES))
        places = [order.index("Mercury") for order in orders]
        assert places == [3, 2, 1, 0, 0]
        await expect(arrow).to_be_focused()  # off at the end, and the focus is still its own
        await expect(page.locator("li.moved")).to_contain_text("Mercury")
        await page.get_by_role("button", name="Move Neptune up").tap()
        assert await lines.evaluate_all(LINES) == ["Mercury", "Earth", "Jupiter", "Neptune", "Mars"]
        await student.all_saved()
        assert await answers(place, here, "1000") == {"planets": ["d", "a", "b", "e", "c"]}


async def test_a_number_that_cannot_be_read_is_told_where_it_stands_and_moves_nothing(
    place: School, browser: Browser, edition: str
) -> None:
    async with device(browser, **LAPTOP) as context:
        student, here = await begun(place, edition, context)
        page = student.page
        await student.go_to(4, TITLES[3])
        following = page.get_by_role("button", name="Next")
        before = await following.evaluate(NEXT)
        await student.field().fill("thirteen")
        await student.heading(TITLES[3]).click()
        hint = page.get_by_text("Not a number. Digits only.")
        await expect(hint).to_be_visible()
        assert await following.evaluate(NEXT) == before
        field = student.field()
        await expect(field).to_have_accessible_description(re.compile("^This does not read as a"))
        partly = student.overview.get_by_role("button", name=re.compile("^Question 4, .*Partly"))
        await expect(partly).to_be_visible()
        await student.all_saved()
        assert await answers(place, here, "1000") == {"triangle": "thirteen"}
        await field.fill("13")
        await following.click()  # from the field: one press is enough
        await expect(student.heading(TITLES[4])).to_be_visible()
        read = student.overview.get_by_role("button", name="Question 4, Answered")
        await expect(read).to_be_visible()


async def test_answers_end_where_the_buttons_do_and_a_formula_is_no_stop(
    place: School, browser: Browser, edition: str
) -> None:
    async with device(browser, **LAPTOP) as context:
        student, _ = await begun(place, edition, context)
        await student.go_to(1, TITLES[0])
        answer, buttons = await student.page.evaluate(ENDS)
        assert answer == buttons
        await student.go_to(3, TITLES[2])
        assert await student.page.evaluate(STOPS) == 0
        await student.heading(TITLES[2]).focus()
        await student.page.keyboard.press("Tab")
        await student.page.keyboard.press("Tab")
        await expect(student.field()).to_be_focused()


@pytest.mark.parametrize("look", [PHONE, LAPTOP], ids=["phone", "laptop"])
async def test_an_enlarged_picture_is_never_smaller_than_in_the_question(
    place: School, browser: Browser, edition: str, look: dict[str, Any]
) -> None:
    async with device(browser, **look) as context:
        student, _ = await begun(place, edition, context)
        page = student.page
        if look is PHONE:
            await on_the_phone(page, 4)
        else:
            await student.go_to(4, TITLES[3])
        await page.get_by_role("button", name=re.compile("^A right-angled")).click()
        dialog = page.get_by_role("dialog", name="Picture")
        percent = dialog.get_by_text(re.compile(r"^\d+ %$"))
        await expect(percent).to_have_text("100 %" if look is PHONE else "200 %")
        small, large = await page.evaluate(WIDTHS)
        assert large == small * (1 if look is PHONE else 2)


async def test_what_was_seen_is_known_in_a_new_tab(
    place: School, browser: Browser, edition: str
) -> None:
    async with device(browser, **LAPTOP) as context:
        student, _ = await begun(place, edition, context)
        await student.go_to(1, TITLES[0])
        await student.go_to(2, TITLES[1])
        await student.page.close()
        again = Student(await context.new_page())
        await again.page.goto(f"{place.url}/exam")
        for question, state in ((1, "Not answered"), (3, "Not seen yet")):
            name = f"Question {question}, {state}"
            await expect(again.overview.get_by_role("button", name=name)).to_be_visible()
        await again.hand_in()
        assert await again.page.evaluate(SEEN) == []
