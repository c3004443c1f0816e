"""The pages as people know them: by what is written on buttons, fields and headings."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from typing import Any

from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Locator,
    Page,
    WebSocket,
    expect,
)

from invigilate.wire.codec import read_server
from invigilate.wire.frames import ServerFrame
from tests.stories.schools import PASSWORD

ASKED_WHO = re.compile(r"Failed to load resource: .* status of 401 ")
"""What Chromium writes when a page asks who sits here, and the answer is: nobody yet."""
UNREACHED = re.compile(r"net::ERR_|WebSocket connection to .* failed")
"""What Chromium writes of a server that is not there."""
TOO_LATE = re.compile(r"status of 409 \(Conflict\) \(.*/live/signs\)$")
"""What Chromium writes of a sign, as going to a question, that came by HTTP after the end."""
WATCH = """addEventListener('securitypolicyviolation', ({effectiveDirective, blockedURI, sample}) =>
    console.error(`against the policy: ${effectiveDirective} ${blockedURI} ${sample}`));"""

RECORD = """window.recorded = [];
for (const kind of ['keydown', 'click', 'focusin', 'close']) {
    addEventListener(kind, ({key, target}) => {
        const when = `${Math.round(performance.now())} ms ${kind} ${key ?? ''}`;
        window.recorded.push(`${when} ${target.outerHTML?.slice(0, 100)}`);
        window.recorded = window.recorded.slice(-20);
    }, true);
}"""
"""Remembers the last things that were done on a page, for whoever asks why a story failed."""


class Complaints(list[str]):
    """Every error that the pages of a device wrote to their console or threw."""

    def of(self, context: BrowserContext) -> None:
        """Hears all pages of this device from now on."""
        context.on("console", self._console)
        context.on("weberror", lambda error: self.append(str(error.error)))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.append(f"{message.text} ({message.location.get('url', '')})")

    def except_for(self, *known: re.Pattern[str]) -> list[str]:
        """Those that none of these explains."""
        return [one for one in self if not any(each.search(one) for each in known)]


@asynccontextmanager
async def device(
    browser: Browser, *known: re.Pattern[str], **options: Any
) -> AsyncIterator[BrowserContext]:
    """A device of its own. At its end its console must be silent, but for what is `known`."""
    context = await browser.new_context(
        **{"locale": "en-GB", "timezone_id": "Europe/Berlin", **options}
    )
    context.set_default_timeout(15_000)
    complaints = Complaints()
    complaints.of(context)
    await context.add_init_script(WATCH)
    await context.add_init_script(RECORD)
    try:
        yield context
        left = complaints.except_for(ASKED_WHO, *known)
        assert left == [], left
    except AssertionError as failed:
        for page in context.pages:
            failed.add_note("\n".join([page.url, *complaints, *await _recorded(page)]))
        raise
    finally:
        await context.close()


async def _recorded(page: Page) -> list[str]:
    """What was done last on a page, as far as it still answers."""
    with suppress(Error, TimeoutError):
        async with asyncio.timeout(5):
            return [str(one) for one in await page.evaluate("window.recorded")]
    return ["the page does not answer"]


class Student:
    """A student's page, from the start screen to the receipt, and all that its socket heard."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.heard: list[ServerFrame] = []
        page.on("websocket", self._listen)

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda data: self.heard.append(read_server(data)))

    # -- joining

    async def join(self, url: str, code: str, number: str, key: str = "") -> None:
        """As one of the roster, up to the lobby."""
        await self.identify(url, code, number, key)
        await self.press("Yes, that is me")
        await expect(self.page.get_by_role("button", name="Begin")).to_be_enabled()

    async def identify(self, url: str, code: str, number: str, key: str = "") -> None:
        """Up to "is this you?"."""
        await self.page.goto(url)
        await self.page.get_by_label("Session code").fill(code)
        await self.press("Verify Session Code")
        await self.page.get_by_label("Candidate number").fill(number)
        if key:
            await self.page.get_by_label("Personal key").fill(key)
        await self.press("Continue")
        await expect(self.heading("Is this you?")).to_be_visible()

    async def begin(self) -> None:
        """From the lobby to the first item."""
        await self.press("Begin")
        await expect(self.overview).to_be_visible()

    # -- the paper

    @property
    def overview(self) -> Locator:
        """The list of all items."""
        return self.page.get_by_role("complementary", name="Overview")

    @property
    def saved(self) -> Locator:
        """The line that says what is saved."""
        return self.page.locator("[aria-label=Saving]")

    @property
    def clock(self) -> Locator:
        """What shows the time left."""
        return self.page.get_by_role("timer").locator("time")

    def heading(self, name: str) -> Locator:
        """The page's heading of this name."""
        return self.page.get_by_role("heading", name=name, exact=True)

    def field(self, name: str = "Your answer") -> Locator:
        """A place to write."""
        return self.page.get_by_role("textbox", name=name, exact=True)

    async def go_to(self, question: int, title: str) -> None:
        """Over the overview, by the question's number."""
        name = re.compile(rf"^Question {question}(,|$)")
        await self.overview.get_by_role("button", name=name).click()
        await expect(self.heading(title)).to_be_visible()

    async def all_saved(self) -> None:
        """Waits until the page says so."""
        await expect(self.saved).to_have_text(re.compile("All saved"))

    async def hand_in(self) -> None:
        """With the question before it, up to the receipt."""
        await self.overview.get_by_role("button", name="Hand in").click()
        await self.press("Hand in now")
        await expect(self.page.get_by_role("heading", name="What was handed in")).to_be_visible()

    async def press(self, name: str) -> None:
        """A button of exactly this name."""
        await self.page.get_by_role("button", name=name, exact=True).click()


class ProctorsBoard:
    """The board of one session."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def open(self, url: str, session: str, name: str) -> None:
        """Signs in on the way."""
        await self.page.goto(f"{url}/board/{session}")
        await sign_in(self.page, name)
        await expect(self.page.get_by_text("Live", exact=True)).to_be_visible()
        # Its boxes are measured in the first frame, and rows drawn for that in the second.
        await self.page.evaluate(
            "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )

    def row(self, name: str) -> Locator:
        """A student's row."""
        return self.page.get_by_role("row").filter(has=self.page.get_by_role("button", name=name))

    async def act(self, action: str) -> Locator:
        """Opens an action for the whole session; gives its dialog."""
        acts = self.page.get_by_role("group", name="Actions", exact=True)
        await acts.get_by_role("button", name=re.compile(rf"^{action}\b")).click()
        return self.page.get_by_role("dialog")

    async def confirm(self, dialog: Locator, action: str) -> None:
        """Orders what the dialog holds and waits until the server has done it."""
        await dialog.get_by_role("button", name=action, exact=True).click()
        await expect(dialog).to_have_count(0)
        # An order from a student's dialog leads back there: what lies under it is inert.
        actions = self.page.locator("[aria-label=Actions][aria-busy]")
        await expect(actions).to_have_attribute("aria-busy", "false")


async def sign_in(page: Page, name: str) -> None:
    """The staff's form, on the board and in the office alike."""
    await page.get_by_label("Name").fill(name)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in", exact=True).click()


async def accessibility(page: Page, axe: str, *rules: str) -> list[str]:
    """The serious and critical violations that axe-core (`axe`: its script) finds on a page.

    Each with its places; `rules`: only these.
    """
    if await page.evaluate("typeof axe === 'undefined'"):
        await page.evaluate(axe)
    only = {"runOnly": list(rules)} if rules else {}
    found = await page.evaluate(
        "options => axe.run(document, options)", {"resultTypes": ["violations"], **only}
    )
    return [
        f"{one['id']}: {_places(one['nodes'])}"
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]


def _places(nodes: Iterable[dict[str, Any]]) -> str:
    return "; ".join(f"{node['target']} {node.get('failureSummary', '')}" for node in nodes)
