"""What the office does in its pages, from a file of questions to the printed slips."""

import re

import pytest
from playwright.async_api import Browser, FilePayload, Page, expect

from tests.stories.pages import device, sign_in
from tests.stories.schools import GIFT, OFFICE, PROCTOR, School, roster

pytestmark = [pytest.mark.story, pytest.mark.asyncio(loop_scope="session")]


def file(name: str, text: str) -> FilePayload:
    """A file to choose in a page."""
    return {"name": name, "mimeType": "text/plain", "buffer": text.encode()}


async def press(page: Page, name: str) -> None:
    """A button or a link that looks like one; in the open dialog where there is one."""
    dialog = page.locator("dialog[open]")
    within = dialog if await dialog.count() else page
    named = within.get_by_role("button", name=name, exact=True)
    await named.or_(within.get_by_role("link", name=name, exact=True)).first.click()


async def test_from_a_file_of_questions_to_the_printed_slips(
    place: School, browser: Browser
) -> None:
    async with device(browser) as desk:
        page = await desk.new_page()
        await page.goto(f"{place.url}/office")
        await sign_in(page, OFFICE)
        await expect(page.get_by_role("heading", name="Sessions", level=1)).to_be_visible()

        await press(page, "Assessments")
        await page.get_by_role("button", name="Add bank").first.click()
        await page.get_by_role("dialog").get_by_label("Title").fill("Made in the page")
        await press(page, "Add bank")
        await page.get_by_label("QTI package").set_input_files(file("story.gift", GIFT))
        await expect(page.get_by_role("heading", name="Report on story.gift")).to_be_visible()
        await expect(page.get_by_text("with 6 items")).to_be_visible()
        await press(page, "Open assessment")
        await press(page, "Publish edition")
        await press(page, "Publish edition")
        await expect(page.get_by_text("Edition 1 is published.")).to_be_visible()

        await page.get_by_role("link", name="Add Session").first.click()
        await page.get_by_label("Title").fill("Made in the page")
        await page.get_by_label("Personal key").check()
        await press(page, "Add Session")
        await expect(page.get_by_text("Draft", exact=True)).to_be_visible()
        await press(page, "Publish")
        await expect(page.get_by_text("No proctor is chosen: only the office")).to_be_visible()
        await press(page, "Cancel")
        await press(page, "Settings")
        await page.get_by_role("checkbox", name=f"{PROCTOR} {PROCTOR}").check()
        await expect(page.get_by_text("Proctors saved.")).to_be_visible()

        await press(page, "Students")
        await page.get_by_role("button", name="Import list").first.click()
        lines = roster(4) + "\n1000,The same number again"
        await page.get_by_label("List as CSV").set_input_files(file("list.csv", lines))
        dialog = page.get_by_role("dialog")
        await expect(dialog.get_by_role("row").filter(has_text="Refused")).to_have_count(2)
        await expect(dialog.get_by_role("row").filter(has_text="New")).to_have_count(3)
        await press(page, "Import 3 students")
        await expect(page.get_by_role("row").filter(has_text="Student 00")).to_have_count(3)

        await press(page, "Publish")
        await expect(page.get_by_text("No proctor is chosen")).to_have_count(0)
        await press(page, "Publish")
        await expect(page.get_by_text("Published", exact=True)).to_be_visible()
        await press(page, "Overview")
        code = await page.locator("p.code").inner_text()
        session = page.url.rsplit("/", 1)[-1]

        await page.goto(f"{place.url}/api/sessions/{session}/slips")
        slips = page.get_by_role("article")
        await expect(slips).to_have_count(3)
        await expect(slips.filter(has_text=code)).to_have_count(3)
        keys = {one for text in await slips.all_inner_texts() for one in KEY.findall(text)}
        in_roster = (await place.roster_file(session)).read_text(encoding="utf-8-sig")
        assert keys == set(KEY.findall(in_roster))
        assert len(keys) == 3


KEY = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b")
