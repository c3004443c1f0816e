"""The end of a sitting: handing in, receipt and record, and a device left to the next student."""

import re
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Locator, Page, expect

from invigilate.rooms.orders import End, Extend
from tests.servers.cable import cable
from tests.stories.pages import UNREACHED, Student, accessibility, device
from tests.stories.schools import School
from tests.stories.test_offline import KEPT, until
from tests.stories.test_pages import Sitting, sitting
from tests.stories.test_record import GONE_BY, OFFERED_MS, booklet_of

pytestmark = [pytest.mark.story, pytest.mark.asyncio(loop_scope="session")]

PHONE = {"width": 390, "height": 844}
SAID = """node => {
    const copy = node.cloneNode(true);
    for (const theirs of copy.querySelectorAll('bdi, td, dd, code, .text')) theirs.remove();
    return copy.innerText;
}"""
"""What the page itself says in a part of it: no title, answer or name of somebody else's."""
ENGLISH = re.compile(r"\b(the|your|you|is|of|and|what|when|file|saved|question|answer)\b", re.I)
SHUT_BY = re.compile(r"status of 401 ")
"""A page whose seat was left asks once more."""
CUT_OFF = """node => [...node.querySelectorAll('*')]
    .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth)
    .map((one) => one.outerHTML.slice(0, 80))"""
"""What ends beyond the screen."""


async def english_in(part: Locator) -> list[str]:
    """The lines of a part of the page that are not German."""
    said = str(await part.evaluate(SAID))
    return [line for line in said.splitlines() if ENGLISH.search(line)]


async def german(context: BrowserContext, url: str, hall: Sitting) -> Page:
    """The first of the roster, who reads German, has begun and answered the first question."""
    page = await context.new_page()
    await page.goto(url)
    await page.get_by_label("Prüfungscode").fill(hall.code)
    await page.get_by_role("button", name="Code prüfen").click()
    await page.get_by_label("Prüfungsnummer").fill(hall.people[0]["number"])
    await page.get_by_role("button", name="Weiter").click()
    await page.get_by_role("button", name="Ja, das bin ich").click()
    await page.get_by_role("button", name="Beginnen").click()
    await page.get_by_role("button", name=re.compile("^Frage 1(,|$)")).click()
    await page.get_by_role("radio", name="Canberra").check()
    await expect(page.get_by_text("Alles gespeichert")).to_be_visible()
    await until(page, KEPT)
    return page


async def german_file(page: Page) -> tuple[str, str]:
    """Saves the file that is offered: its check code, and what stands around it."""
    await page.get_by_role("button", name="Datei speichern").click(timeout=OFFERED_MS)
    dialog = page.get_by_role("dialog")
    assert await english_in(dialog) == []
    async with page.expect_download():
        await dialog.get_by_role("button", name="Datei speichern").click()
    await expect(dialog.get_by_role("heading", name="Die Datei ist gespeichert")).to_be_visible()
    assert await english_in(dialog) == []
    code = " ".join(await dialog.locator("code span").all_inner_texts())
    around = await dialog.inner_text()
    await page.keyboard.press("Escape")
    return code, around


@pytest.mark.long
async def test_who_reads_german_reads_german_to_the_very_end(
    place: School, browser: Browser, edition: str
) -> None:
    """The file of last resort, receipt and record: online, without a network, and opened again."""
    hall = await sitting(place, edition, 1)
    number = hall.people[0]["number"]
    async with (
        cable(place.port) as line,
        device(browser, UNREACHED, GONE_BY, locale="de-DE", accept_downloads=True) as own,
    ):
        page = await german(own, line.url, hall)
        rows = (await place.board(hall.session)).rows
        outage = "outage 06:04:31 to 06:09:00"
        await place.order(hall.session, Extend(tuple(rows), 60_000, outage))
        await expect(page.get_by_text("Ausfall des Servers, 06:04:31 bis 06:09:00")).to_be_visible()
        await line.pull()
        await page.get_by_role("button", name="Abgeben", exact=True).click()
        await page.get_by_role("button", name="Jetzt abgeben").click()
        await expect(page.get_by_role("heading", name="Noch nicht abgegeben")).to_be_visible()
        await expect(page.get_by_role("timer")).to_have_count(0)
        assert await english_in(page.locator("main")) == []
        await german_file(page)

        await page.close()
        page = await own.new_page()
        await page.goto(f"{line.url}/exam")
        await expect(page.get_by_role("heading", name="Noch nicht abgegeben")).to_be_visible()
        code, around = await german_file(page)
        assert "Deine Quittung hat einen Fingerabdruck, der anders aussieht." in around

        await line.plug()
        receipt = page.get_by_role("region", name="Abgegeben")
        await expect(receipt.get_by_text("Er ist derselbe.")).to_be_visible(timeout=OFFERED_MS)
        await expect(receipt.get_by_text(f"Prüfzeichen: {code}.")).to_be_visible()
        await expect(receipt.get_by_role("row").nth(1)).to_have_text(
            re.compile(r"^\s*1\s*A capital city\s*Canberra\s*$")
        )
        await page.get_by_role("button", name="Was aufgezeichnet wurde").click()
        record = page.get_by_role("region", name="Was aufgezeichnet wurde")
        await expect(record.get_by_text("Abgegeben (Quittung 1)")).to_be_visible()
        await expect(record.get_by_text("Ausfall des Servers")).to_contain_text("+ 1 Min.")
        assert await english_in(page.locator("main")) == []
        await page.reload()
        await expect(receipt.get_by_text("Er ist derselbe.")).to_be_visible()
        assert await english_in(page.locator("main")) == []
        await page.get_by_role("button", name="Platz verlassen").click()
        assert await english_in(page.get_by_role("alertdialog")) == []
        assert (await booklet_of(place, hall, number))["status"] == "Submitted"


async def test_a_receipt_shows_every_question_by_its_number_and_what_is_sealed(
    place: School, browser: Browser, edition: str, axe: str
) -> None:
    hall = await sitting(place, edition, 1)
    async with device(browser, viewport=PHONE) as context:
        student = Student(await context.new_page())
        page = student.page
        await student.join(place.url, hall.code, hall.people[0]["number"])
        await student.press("Begin")
        await student.press("Next")
        await page.get_by_role("radio", name="Canberra").check()
        for _ in range(4):
            await student.press("Next")
        await page.get_by_label("Answer 2 of 2").fill("170")
        await student.all_saved()
        await page.get_by_role("button", name=re.compile("^Overview")).click()
        await page.get_by_role("button", name="Hand in", exact=True).click()
        dialog = page.get_by_role("alertdialog")
        # All by the same kind of button, the question that one is at, too.
        part = dialog.locator(".row").filter(has_text="only partly answered")
        await expect(part.get_by_role("button", name="Go to question 5")).to_be_visible()
        await student.press("Hand in now")
        await expect(page.get_by_text("it is the same.")).to_be_visible()

        sealed = (await booklet_of(place, hall, hall.people[0]["number"]))["answers"]
        assert [(label, value) for label, _, value in sealed] == [
            ("capital", "b"),
            ("rain/total", "170"),
        ]
        shown = await page.locator("tbody tr").all_inner_texts()
        rows = [" ".join(row.split()) for row in shown]
        assert [int(row.split()[0]) for row in rows] == [1, 2, 3, 4, 5, 5, 6, 7, 8, 9, 10]
        assert [row.endswith("no answer") for row in rows].count(True) == 9
        assert rows[0] == "1 A capital city Canberra"
        assert rows[4].endswith("Part 1 of 2 no answer")
        assert rows[5].endswith("Part 2 of 2 170")

        await student.press("What was recorded")
        record = page.get_by_role("region", name="What was recorded")
        await expect(record.get_by_text("Handed in (receipt 1)")).to_be_visible()
        await expect(
            record.get_by_role("row", name=re.compile("^1 · A capital city"))
        ).to_be_visible()
        assert await record.evaluate(CUT_OFF) == []
        assert await page.locator("main").evaluate(CUT_OFF) == []
        assert await accessibility(page, axe) == []


@pytest.mark.parametrize(
    ("by_itself", "said"),
    [
        (True, "You need not press anything: your paper is handed in by itself"),
        (False, "Press “Hand in now” to finish."),
    ],
)
async def test_who_was_ended_is_told_whether_to_press_hand_in_now(
    place: School, browser: Browser, edition: str, by_itself: bool, said: str
) -> None:
    hall = await sitting(place, edition, 1, auto_submit=by_itself)
    async with device(browser) as context:
        student = Student(await context.new_page())
        await student.join(place.url, hall.code, hall.people[0]["number"])
        await student.begin()
        await place.order(hall.session, End(None, "That is all."))
        await expect(student.page.get_by_text(said)).to_be_visible()
        await student.press("Hand in now")
        await expect(student.heading("What was handed in")).to_be_visible()


@pytest.mark.parametrize("stays", [True, False])
async def test_a_seat_that_is_left_without_a_network_shows_nothing_of_it_and_is_left_by_itself(
    place: School, browser: Browser, edition: str, stays: bool
) -> None:
    hall = await sitting(place, edition, 2)
    mine, theirs = hall.people
    async with (
        cable(place.port) as line,
        device(browser, UNREACHED, SHUT_BY) as context,
    ):
        student = Student(await context.new_page())
        page = student.page
        await student.join(line.url, hall.code, mine["number"])
        await student.begin()
        await until(page, KEPT)
        await student.go_to(9, "Sound in space")
        await student.field("Your text").fill("Only I know this.")
        await student.all_saved()
        await student.hand_in()
        await line.pull()
        await student.press("Leave this seat")
        dialog = page.get_by_role("alertdialog")
        await expect(dialog.get_by_text("your receipt stay on the server")).to_be_visible()
        await dialog.get_by_role("button", name="Leave this seat").click()
        await expect(student.heading("This seat is not left yet")).to_be_visible()
        await _nothing_of(page, mine)
        if stays:
            await line.plug()
            await expect(page.get_by_label("Session code")).to_be_visible()
        else:
            await page.close()
            await line.plug()
            page = await context.new_page()
            await page.goto(f"{line.url}/exam")
            await expect(page.get_by_label("Session code")).to_be_visible()
        await _nothing_of(page, mine)
        assert (await context.request.get(f"{line.url}/api/seat")).status == 401
        other = Student(page)
        await other.join(line.url, hall.code, theirs["number"])
        await _nothing_of(page, mine)
        kept = await page.evaluate("JSON.stringify({ ...localStorage })")
        assert "invigilate.leaving" not in kept


async def _nothing_of(page: Page, who: dict[str, Any]) -> None:
    shown = await page.locator("html").inner_text()
    for word in (who["name"], who["number"], "Only I know this."):
        assert word not in shown


async def test_a_start_page_opened_while_a_seat_is_left_names_nobody(
    place: School, browser: Browser, edition: str
) -> None:
    """What answers the page's wish to leave is not the server: the wish stays."""
    hall = await sitting(place, edition, 1)
    async with device(browser, UNREACHED, SHUT_BY) as context:
        student = Student(await context.new_page())
        await student.join(place.url, hall.code, hall.people[0]["number"])
        await student.begin()
        await student.hand_in()
        portal = "**/api/leave"
        await context.route(
            portal, lambda route: route.fulfill(status=200, body="<h1>Accept our terms</h1>")
        )
        await student.press("Leave this seat")
        await (
            student.page.get_by_role("alertdialog")
            .get_by_role("button", name="Leave this seat")
            .click()
        )
        await expect(student.heading("This seat is not left yet")).to_be_visible()
        await student.page.close()
        page = await context.new_page()
        await page.goto(f"{place.url}/?code={hall.code}")
        await expect(page.get_by_label("Session code")).to_be_visible()
        await _nothing_of(page, hall.people[0])
        await context.unroute(portal)
        await page.goto(f"{place.url}/?code={hall.code}")
        await expect(page.get_by_label("Session code")).to_be_visible()
        assert (await context.request.get(f"{place.url}/api/seat")).status == 401
