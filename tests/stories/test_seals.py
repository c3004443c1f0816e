"""The receipt: it is what was sealed, it says so, and it stands in the language of the page."""

import re

import pytest
from playwright.async_api import Browser, expect

from invigilate.rooms.orders import Reopen
from tests.stories.pages import device
from tests.stories.schools import School
from tests.stories.test_pages import seat_of, sitting, writing

pytestmark = [pytest.mark.story, pytest.mark.asyncio(loop_scope="session")]


ALTER = """() => {
    const fetch = globalThis.fetch;
    globalThis.fetch = async (url, init) => {
        const answer = await fetch(url, init);
        if (!String(url).endsWith('/api/receipts')) return answer;
        const body = (await answer.text()).replace('"light"', '"night"');
        return new Response(body, answer);
    };
    globalThis.alterNoMore = () => void (globalThis.fetch = fetch);
}"""
"""One letter of an answer is changed on its way into the page."""


async def test_a_receipt_that_is_not_what_was_sealed_is_said_and_an_earlier_one_stands_once(
    place: School, browser: Browser, edition: str
) -> None:
    hall = await sitting(place, edition, 1)
    async with device(browser) as context:
        student = await writing(place, context, hall, 0)
        page = student.page
        await page.evaluate(ALTER)
        await student.go_to(6, "How plants feed")
        await student.field().fill("light")
        await student.all_saved()
        await student.hand_in()
        await expect(page.get_by_text("Tell your proctor.")).to_be_visible()
        await expect(page.get_by_text("it is the same.")).to_have_count(0)
        first = await page.locator("code").inner_text()

        await page.evaluate("alterNoMore()")
        seat = await seat_of(place, hall, 0)
        await place.order(hall.session, Reopen((seat,), 600_000, "Handed in by mistake"))
        await expect(student.overview).to_be_visible()
        await student.go_to(6, "How plants feed")
        await expect(student.field()).to_have_value("light")
        await student.field().fill("photosynthesis")
        await student.all_saved()
        await student.hand_in()
        await expect(page.get_by_text("it is the same.")).to_be_visible()
        await expect(page.get_by_role("heading", name="Earlier receipts")).to_be_visible()
        earlier = page.get_by_role("listitem").filter(has_text="GMT")
        await expect(earlier).to_have_count(1)
        gaps = re.compile(r"[^0-9A-Za-z]")
        assert gaps.sub("", first) in gaps.sub("", await earlier.inner_text())
        await expect(page.get_by_role("table").get_by_text("photosynthesis")).to_be_visible()


async def test_the_receipt_and_the_record_speak_the_language_of_the_page(
    place: School, browser: Browser, edition: str
) -> None:
    hall = await sitting(place, edition, 1)
    async with device(browser, locale="de-DE") as context:
        page = await context.new_page()
        await page.goto(f"{place.url}/?code={hall.code}")
        await page.get_by_role("button", name="Code prüfen").click()
        await page.get_by_label("Prüfungsnummer").fill(hall.people[0]["number"])
        await page.get_by_role("button", name="Weiter").click()
        await page.get_by_role("button", name="Ja, das bin ich").click()
        await page.get_by_role("button", name="Beginnen").click()
        await page.get_by_role("complementary").get_by_role("button", name="Abgeben").click()
        await page.get_by_role("button", name="Jetzt abgeben").click()
        await expect(page.get_by_role("heading", name="Was abgegeben wurde")).to_be_visible()
        await page.get_by_role("button", name="Was aufgezeichnet wurde").click()
        await expect(page.get_by_role("region", name="Was aufgezeichnet wurde")).to_be_visible()
