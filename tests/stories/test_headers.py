"""The built pages under the policy that the product serves them with, and for everyone to use."""

import re
from html.parser import HTMLParser

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.stories.pages import ProctorsBoard, Student, accessibility, device, sign_in
from tests.stories.schools import OFFICE, PROCTOR, School, roster

pytestmark = [pytest.mark.story, pytest.mark.asyncio(loop_scope="session")]

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
    " connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none';"
    " form-action 'self'; require-trusted-types-for 'script'; trusted-types "
)
PAGES = [
    "/",
    "/exam",
    "/office",
    "/board",
    "/board/none",
    "/project/none",
    "/replay/none",
    "/parts",
]


class Inline(HTMLParser):
    """What a page would run or wear without fetching it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if tag == "style" or (tag == "script" and "src" not in names):
            self.found.append(tag)
        self.found += [
            f"{tag} {name}" for name in names if name == "style" or name.startswith("on")
        ]


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_holds_nothing_inline_and_comes_with_the_policy(
    place: School, browser: Browser, path: str
) -> None:
    async with device(browser) as context:
        response = await context.request.get(f"{place.url}{path}")
        inline = Inline()
        inline.feed(await response.text())
        assert (response.status, inline.found) == (200, [])
        headers = response.headers
        assert headers["content-security-policy"].startswith(POLICY)
        assert headers["x-content-type-options"] == "nosniff"


async def test_a_device_hears_of_what_the_policy_forbids(place: School, browser: Browser) -> None:
    async def forbidden() -> None:
        async with device(browser) as context:
            page = await context.new_page()
            await page.goto(place.url)
            async with page.expect_console_message():
                await page.evaluate("new Image().src = 'https://elsewhere.invalid/picture.png'")

    with pytest.raises(AssertionError, match="img-src"):
        await forbidden()


async def test_the_checker_finds_what_not_everyone_could_use(browser: Browser, axe: str) -> None:
    async with device(browser) as context:
        page = await context.new_page()
        pale = "<p style='color: #ccc; background: #fff'>pale</p>"
        await page.set_content(f"<html lang=en><title>T</title><main>{pale}<input></main></html>")
        found = Findings(axe)
        await found.of(page, "page")
        assert [one.split(": ")[:2] for one in found.all] == [
            ["page, light", "color-contrast"],
            ["page, light", "label"],
            ["page, dark", "color-contrast"],
        ]


async def test_every_page_is_silent_and_usable_by_everyone_in_light_and_dark(
    place: School, browser: Browser, edition: str, axe: str
) -> None:
    session, code = await place.session(edition, roster(3), "For everyone")
    async with device(browser) as seat, device(browser) as desk, device(browser) as office:
        student = Student(await seat.new_page())
        found = Findings(axe)
        await student.page.goto(place.url)
        await found.of(student.page, "join")
        await student.identify(place.url, code, "1001")
        await found.of(student.page, "is this you")
        await student.press("Yes, that is me")
        await expect(student.page.get_by_role("button", name="Begin")).to_be_enabled()
        await found.of(student.page, "lobby")
        await student.begin()
        for _ in range(11):
            await found.of(student.page, await student.page.title())
            await student.page.keyboard.press("Tab")
            if await student.page.get_by_role("button", name="Next").count():
                await student.press("Next")

        board = ProctorsBoard(await desk.new_page())
        await board.page.goto(f"{place.url}/board/{session}")
        await found.of(board.page, "board, signing in")
        await board.open(place.url, session, PROCTOR)
        await expect(board.row("Student 001")).to_be_visible()
        await found.of(board.page, "board")
        dialog = await board.act("Pause")
        await expect(dialog.get_by_text(re.compile("^Reaches"))).to_be_visible()
        await found.of(board.page, "pausing")
        await board.confirm(dialog, "Pause")
        await expect(student.heading("Paused")).to_be_visible()
        await found.of(student.page, "paused")
        await board.confirm(await board.act("Resume"), "Resume")
        await board.page.goto(f"{place.url}/project/{session}")
        await expect(board.page.get_by_text(code)).to_be_visible()
        await found.of(board.page, "projector")

        await student.hand_in()
        await found.of(student.page, "receipt")
        await of_office(found, office, place, session)
        assert found.all == []


async def of_office(
    found: "Findings", context: BrowserContext, place: School, session: str
) -> None:
    """Its pages, after signing in."""
    page = await context.new_page()
    await page.goto(f"{place.url}/office")
    await sign_in(page, OFFICE)
    await expect(page.get_by_role("heading", name="Sessions", level=1)).to_be_visible()
    for path in ("", "/students", "/settings", "/results", "/booklets"):
        await page.goto(f"{place.url}/office/sessions/{session}{path}")
        await expect(page.get_by_role("heading", name="For everyone").first).to_be_visible()
        await expect(page.get_by_text(re.compile("^Loading"))).to_have_count(0)
        await found.of(page, f"office session{path}")
    for path, heading in (("assessments", "Assessments"), ("people", "People")):
        await page.goto(f"{place.url}/office/{path}")
        await expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()
        await found.of(page, f"office {path}")
    for path in ("slips", "booklets.html"):
        await page.goto(f"{place.url}/api/sessions/{session}/{path}")
        await found.of(page, path)


class Findings:
    """What the checker found, by page and by look."""

    def __init__(self, axe: str) -> None:
        self._axe = axe
        self.all: list[str] = []

    async def of(self, page: Page, name: str) -> None:
        """Checks a page as it is now; in the dark only what the dark changes."""
        await page.emulate_media(color_scheme="light", reduced_motion="reduce")
        self._keep(f"{name}, light", await accessibility(page, self._axe))
        await page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        self._keep(f"{name}, dark", await accessibility(page, self._axe, "color-contrast"))

    def _keep(self, name: str, found: list[str]) -> None:
        self.all += [f"{name}: {one}" for one in found]
