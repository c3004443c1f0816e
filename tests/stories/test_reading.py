"""How one reads: chosen, kept for oneself alone, for everyone; and one way through a paper."""

import json
import re

import pytest
from playwright.async_api import Browser, expect

from invigilate.cli.demonstrating import PAPER
from tests.stories.halls import TITLES, answers, hall
from tests.stories.pages import Student, accessibility, device
from tests.stories.schools import School

pytestmark = [pytest.mark.story, pytest.mark.asyncio(loop_scope="session")]

KEPT = """() => Object.entries(localStorage)
    .filter(([name]) => name.startsWith('invigilate.reading.'))"""
WORN = """() => [document.documentElement.style.fontSize,
    document.documentElement.dataset.ground ?? '']"""


async def test_how_one_reads_is_kept_for_oneself_and_not_for_the_next_at_this_device(
    place: School, browser: Browser, edition: str
) -> None:
    first, second = await hall(place, edition, 2), await hall(place, edition, 2)
    async with device(browser) as context:
        student = Student(await context.new_page())
        await student.join(place.url, first.code, "1000")
        await student.press("Text and colours")
        await student.page.get_by_role("radio", name="150 %").check()
        await student.page.get_by_role("radio", name="Sepia").check()
        await student.press("Done")
        assert await student.page.evaluate(WORN) == ["150%", "sepia"]
        await student.page.reload()
        await student.press("Begin")
        await expect(student.heading("How this paper works")).to_be_visible()
        assert await student.page.evaluate(WORN) == ["150%", "sepia"]
        kept = await student.page.evaluate(KEPT)
        assert [set(json.loads(value)) for _, value in kept] == [
            {"size", "spacing", "ground", "ruler", "clock"}
        ]
        assert not re.search("1000|Student", kept[0][0])

        for at, number, worn in ((first, "1001", ["", ""]), (second, "1000", ["150%", "sepia"])):
            await context.clear_cookies()
            await student.join(place.url, at.code, number)
            assert await student.page.evaluate(WORN) == worn


@pytest.mark.long
async def test_a_device_with_a_wrong_clock_and_no_sockets_is_told_that_it_can_begin(
    place: School, browser: Browser, edition: str
) -> None:
    here = await hall(place, edition, 2)
    async with device(browser) as context:
        student = Student(await context.new_page())
        await student.join(place.url, here.code, "1000")
        check = student.page.get_by_role("region", name="This device")
        await expect(check.get_by_text("This device is ready.")).to_be_visible()
        await expect(check.get_by_text("It is live: answers arrive at once.")).to_be_visible()
        await check.get_by_role("button", name="Play the tones").click()
        await check.get_by_role("button", name="I heard it").click()
        await expect(check.get_by_text("You heard the tones.")).to_be_visible()
    async with device(browser) as context:
        await context.add_init_script(
            "const now = Date.now; Date.now = () => now() + 3600000; delete globalThis.WebSocket;"
        )
        student = Student(await context.new_page())
        await student.join(place.url, here.code, "1001")
        check = student.page.get_by_role("region", name="This device")
        await expect(check.get_by_text("You can begin. Read what is said below.")).to_be_visible()
        await expect(check.get_by_text("It is 1 h off.")).to_be_visible()
        await expect(check.get_by_text("It works in a slower way")).to_be_visible()
        await student.press("Begin")
        # Without a socket the page asks every five seconds.
        await expect(student.heading("How this paper works")).to_be_visible(timeout=30_000)
        await student.go_to(3, TITLES[2])
        await student.field().fill("0.875")
        await student.all_saved()
        assert await answers(place, here, "1001") == {"fractions": "0.875"}


async def test_a_paper_without_a_way_back_says_so_before_each_step(
    place: School, browser: Browser
) -> None:
    paper = json.loads(PAPER.read_bytes()) | {"navigation": "linear"}
    edition = await place.paper(json.dumps(paper).encode(), "linear.json")
    here = await hall(place, edition)
    async with device(browser) as context:
        student = Student(await context.new_page())
        page = student.page
        await student.join(place.url, here.code, "1000")
        await expect(page.get_by_text("One after the other, without a way back")).to_be_visible()
        await student.begin()
        ask = page.get_by_role("alertdialog", name="Go on to the next question?")
        for said in ("You cannot come back to this one.", "It is not answered yet."):
            await student.press("Next")
            await expect(ask.get_by_text(said)).to_be_visible()
            await student.press("Go on")
        await expect(student.heading(TITLES[1])).to_be_focused()
        await expect(page.get_by_role("button", name="Previous")).to_be_disabled()
        numbers = student.overview.get_by_role("button", name=re.compile("^Question"))
        await expect(numbers).to_have_count(10)
        enabled = [await one.is_enabled() for one in await numbers.all()]
        assert enabled == [at == 1 for at in range(10)]


async def test_every_ground_and_dialog_is_accessible(
    place: School, browser: Browser, edition: str, axe: str
) -> None:
    here = await hall(place, edition)
    async with device(browser, reduced_motion="reduce") as context:
        student = Student(await context.new_page())
        page = student.page
        await student.join(place.url, here.code, "1000")
        await expect(page.get_by_text("This device is ready.")).to_be_visible()
        assert await accessibility(page, axe) == []
        await student.press("Try a question")
        assert await accessibility(page, axe) == []
        await student.press("Done")
        await student.begin()
        await student.go_to(4, TITLES[3])
        for ground in ("Sepia", "Black on white", "White on black"):
            await student.press("Text and colours")
            await page.get_by_role("radio", name=ground).check()
            assert await accessibility(page, axe) == []
            await student.press("Done")
            assert await accessibility(page, axe) == []
        await page.get_by_role("button", name=re.compile("^A right-angled")).click()
        assert await accessibility(page, axe) == []
