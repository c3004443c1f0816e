"""The student's pages in every language that they speak: chosen, complete, and for everyone."""

from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.servers.cable import cable
from tests.stories.pages import UNREACHED, accessibility, device
from tests.stories.schools import School, roster
from tests.stories.test_offline import KEPT, until
from tests.stories.walking import Walker, walk

pytestmark = [pytest.mark.story, pytest.mark.asyncio(loop_scope="session")]

PHONE = {"width": 360, "height": 740}
WIDE = {"width": 1280, "height": 900}
WIDER = """() => document.documentElement.scrollWidth - document.documentElement.clientWidth"""
FOCUS = """() => {
    const at = document.activeElement;
    return at === document.body ? 'body' : (at.labels?.[0]?.innerText || at.innerText).trim();
}"""


class Findings:
    """What is wrong on a page in any of its states, in light and dark, from the left or right."""

    def __init__(self, axe: str, language: str, *, dark: bool) -> None:
        self._axe, self._language, self._dark = axe, language, dark
        self.all: list[str] = []

    async def of(self, page: Page, state: str) -> None:
        """Looks at a page as it is now."""
        head = await page.evaluate("[document.documentElement.lang, document.documentElement.dir]")
        if head != [self._language, "ltr"]:
            self.all.append(f"{state}: {head}")
        await page.emulate_media(color_scheme="light", reduced_motion="reduce")
        self._keep(f"{state}, light", await accessibility(page, self._axe))
        if self._dark:
            await page.emulate_media(color_scheme="dark", reduced_motion="reduce")
            self._keep(f"{state}, dark", await accessibility(page, self._axe, "color-contrast"))
        for way in ("rtl", "ltr"):
            await page.evaluate("way => { document.documentElement.dir = way }", way)
            if await page.evaluate(WIDER) > 0:
                self.all.append(f"{state}, {way}: wider than the screen")

    def _keep(self, name: str, found: list[str]) -> None:
        self.all += [f"{name}: {one}" for one in found]


@pytest.mark.parametrize(("language", "viewport"), [("de", PHONE), ("en", WIDE)])
@pytest.mark.long
async def test_every_state_of_the_students_pages_is_usable_by_everyone(
    place: School, browser: Browser, axe: str, language: str, viewport: dict[str, int]
) -> None:
    # What the dark changes it changes in every language alike.
    found = Findings(axe, language, dark=language == "en")
    await walk(place, browser, language, found.of, viewport=viewport)
    assert found.all == []


@pytest.mark.parametrize(
    ("locale", "language", "title"),
    [
        ("de-AT", "de", "An der Prüfung teilnehmen"),
        ("en-GB", "en", "Join your session"),
        ("fr-FR", "en", "Join your session"),
    ],
)
async def test_a_page_speaks_what_the_browser_asks_for(
    place: School, browser: Browser, locale: str, language: str, title: str
) -> None:
    async with device(browser, locale=locale) as context:
        page = await context.new_page()
        begun = await page.goto(place.url)
        assert begun is not None
        assert f'<html lang="{language}" dir="ltr">' in await begun.text()
        await expect(page.get_by_role("heading", name=title)).to_be_visible()
        assert await page.evaluate("document.documentElement.lang") == language


async def test_a_language_is_chosen_in_place_and_remembered_on_the_device(
    place: School, browser: Browser, edition: str
) -> None:
    _, code = await place.session(edition, roster(2))
    async with device(browser, locale="en-GB") as context:
        page = await context.new_page()
        fetched: list[str] = []
        page.on("request", lambda request: fetched.append(request.url))
        await page.goto(place.url)
        await page.get_by_label("Session code").fill(code)
        scripts = len([url for url in fetched if url.endswith(".js")])
        await page.get_by_label("Language").select_option(label="Deutsch")
        await expect(page.get_by_role("heading", name="An der Prüfung")).to_be_visible()
        # Only now were its words fetched; what was typed stays.
        assert len([url for url in fetched if url.endswith(".js")]) > scripts
        await expect(page.get_by_label("Prüfungscode")).to_have_value(code)
        await page.get_by_role("button", name="Code prüfen").click()
        await page.get_by_label("Prüfungsnummer").fill("1001")
        await page.get_by_role("button", name="Weiter").click()
        await page.get_by_role("button", name="Ja, das bin ich").click()
        begin = page.get_by_role("button", name="Beginnen")
        await expect(begin).to_be_enabled()
        await page.reload()
        await expect(begin).to_be_enabled()
        await page.get_by_label("Sprache").select_option(label="English")
        await expect(page.get_by_role("button", name="Begin", exact=True)).to_be_enabled()
        assert await page.evaluate("document.documentElement.lang") == "en"


@pytest.mark.parametrize("chosen", [False, True], ids=["asked for by the browser", "chosen here"])
async def test_a_page_that_is_opened_again_without_a_network_speaks_its_language(
    place: School, browser: Browser, edition: str, *, chosen: bool
) -> None:
    _, code = await place.session(edition, roster(2))
    locale = "en-GB" if chosen else "de-DE"
    async with cable(place.port) as cord, device(browser, UNREACHED, locale=locale) as context:
        student = Walker(await context.new_page(), "de", nowhere)
        page = student.page
        await page.goto(cord.url)
        if chosen:
            await page.get_by_label("Language").select_option(label="Deutsch")
        await student.field("code").fill(code)
        await student.press("verify")
        await student.field("number").fill("1001")
        await student.press("continue")
        await student.press("yes")
        await student.press("begin")
        await until(page, KEPT)
        await cord.pull()
        await page.close()

        again = Walker(await context.new_page(), "de", nowhere)
        await again.page.goto(f"{cord.url}/exam")
        await again.sees("lost")
        assert await again.page.evaluate("document.documentElement.lang") == "de"
        await again.press("next")
        # What comes in files of its own speaks it too.
        await again.press("comfort")
        await expect(again.page.get_by_role("dialog", name=again.said["comfort"])).to_be_visible()
        await again.page.keyboard.press("Escape")
        await again.page.get_by_role("button", name=again.said["review"]).first.click()
        await expect(again.page.get_by_text(again.said["act"])).to_be_visible()


async def nowhere(page: Page, state: str) -> None:
    """Nobody looks on."""


@pytest.mark.long
async def test_a_page_whose_language_does_not_come_speaks_english(
    place: School, browser: Browser
) -> None:
    async with device(browser, UNREACHED, locale="de-DE") as context:
        page = await context.new_page()
        fetched: set[str] = set()
        page.on("request", lambda request: fetched.add(request.url))
        await page.goto(place.url)
        await expect(page.get_by_label("Sprache")).to_have_value("de")
        await page.get_by_label("Sprache").select_option(label="English")
        await expect(page.get_by_label("Language")).to_have_value("en")
        # What came besides the page's first file are the German words.
        first = await page.locator("script").get_attribute("src")
        words = [url for url in fetched if url.endswith(".js") and not url.endswith(str(first))]
        assert words != []
        again = await context.new_page()
        for url in words:
            await again.route(f"{url}*", lambda route: route.abort())
        await again.add_init_script("localStorage.clear()")
        await again.goto(place.url)
        await expect(again.get_by_role("heading", name="Join your session")).to_be_visible()
        assert await again.evaluate("document.documentElement.lang") == "en"
        await again.get_by_label("Language").select_option(label="Deutsch")
        await expect(again.get_by_text("This language did not come.")).to_be_visible()
        await expect(again.get_by_label("Language")).to_have_value("en")


async def test_the_keyboard_goes_through_the_start_screen_in_the_order_in_which_it_reads(
    place: School, browser: Browser
) -> None:
    async with device(browser, locale="de-DE") as context:
        page = await context.new_page()
        await page.goto(place.url)
        await expect(page.get_by_label("Prüfungscode")).to_be_focused()
        met: list[Any] = []
        for _ in range(4):
            met.append(await page.evaluate(FOCUS))
            await page.keyboard.press("Tab")
        assert [met[0], met[1], met[3]] == ["Prüfungscode", "Code prüfen", "System"]
        assert "Deutsch" in met[2]


async def test_every_part_holds_words_half_as_long_again_from_the_right(
    place: School, browser: Browser
) -> None:
    async with device(browser, viewport=PHONE) as context:
        page = await context.new_page()
        await page.goto(f"{place.url}/parts")
        await page.get_by_role("radio", name="Right to left").check()
        await page.get_by_role("radio", name="Long", exact=True).check()
        await expect(page.get_by_text("[Sÿštëm").first).to_be_visible()
        assert await page.evaluate("document.documentElement.dir") == "rtl"
        assert await page.evaluate(WIDER) == 0
