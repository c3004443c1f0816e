"""A walk through every state of the student's pages, in any language that they speak."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Browser, Locator, Page, expect

from invigilate.cli.demonstrating import PAPER
from invigilate.rooms.orders import Announce, Extend, Lock, Pause, Resume, Unlock
from tests.stories.pages import UNREACHED, device
from tests.stories.schools import School, roster

Visit = Callable[[Page, str], Awaitable[None]]
"""Is called in every state: the page and what the state is called."""

REFUSED = re.compile(r"status of 4\d\d ")
"""What Chromium writes of a code or a number that was wrong."""
SAID: dict[str, dict[str, str | re.Pattern[str]]] = {
    "en": {
        "code": "Session code",
        "verify": "Verify Session Code",
        "number": "Candidate number",
        "continue": "Continue",
        "guest": "I have no candidate number",
        "student": "I have a candidate number",
        "name": "Full name",
        "yes": "Yes, that is me",
        "seated": "You already have a seat",
        "door": "A proctor lets you in",
        "early": "Not open yet",
        "comfort": "Text and colours",
        "practice": "Try a question",
        "messages": "Messages",
        "begin": "Begin",
        "next": "Next",
        "hand": "Raise hand",
        "paused": "Paused",
        "locked": "Your writing is stopped",
        "read": "I have read it",
        "left": "Time left",
        "close": "Close",
        "lost": "Connection lost",
        "review": re.compile("^(Review and hand in|Hand in)$"),
        "act": "Hand in now",
        "handed": "What was handed in",
        "saved": "All saved",
        "language": "Language",
    },
    "de": {
        "code": "Prüfungscode",
        "verify": "Code prüfen",
        "number": "Prüfungsnummer",
        "continue": "Weiter",
        "guest": "Ich habe keine Prüfungsnummer",
        "student": "Ich habe eine Prüfungsnummer",
        "name": "Vor- und Nachname",
        "yes": "Ja, das bin ich",
        "seated": "Du hast schon einen Platz",
        "door": "Die Aufsicht lässt dich ein",
        "early": "Noch nicht geöffnet",
        "comfort": "Text und Farben",
        "practice": "Eine Frage ausprobieren",
        "messages": "Nachrichten",
        "begin": "Beginnen",
        "next": "Weiter",
        "hand": "Melden",
        "paused": "Angehalten",
        "locked": "Dein Schreiben ist unterbrochen",
        "read": "Ich habe es gelesen",
        "left": "Restzeit",
        "close": "Schließen",
        "lost": "Verbindung verloren",
        "review": re.compile("^(Durchsehen und abgeben|Abgeben)$"),
        "act": "Jetzt abgeben",
        "handed": "Was abgegeben wurde",
        "saved": "Alles gespeichert",
        "language": "Sprache",
    },
}


class Walker:
    """One student, who reads in one language."""

    def __init__(self, page: Page, language: str, visit: Visit) -> None:
        self.page = page
        self.said = SAID[language]
        self._visit = visit

    async def press(self, what: str) -> None:
        """A button by the short name of its words."""
        await self.page.get_by_role("button", name=self.said[what], exact=True).click()

    def field(self, what: str) -> Locator:
        """A field by the short name of its label."""
        return self.page.get_by_label(self.said[what], exact=True)

    async def sees(self, what: str) -> None:
        """Waits for these words."""
        await expect(self.page.get_by_text(self.said[what]).first).to_be_visible()

    async def stands(self, state: str) -> None:
        """Tells the visitor."""
        await self._visit(self.page, state)

    async def opens(self, what: str) -> None:
        """A dialog by the button of its name; closed again."""
        await self.press(what)
        dialog = self.page.get_by_role("dialog")
        await expect(dialog).to_be_visible()
        await self.stands(what)
        await dialog.get_by_role("button", name=self.said["close"], exact=True).click()

    # -- the start screen

    async def join(self, url: str, code: str, number: str) -> None:
        """With every mistake on the way that one can make."""
        page = self.page
        await page.goto(url)
        await self.field("code").fill("12")
        await self.press("verify")
        await self.stands("join: two digits")
        await self.field("code").fill("0000" if code != "0000" else "1111")
        await self.press("verify")
        await expect(self.field("code")).to_have_attribute("aria-invalid", "true")
        await self.stands("join: no such code")
        await self.field("code").fill(code)
        await self.press("verify")
        await self.press("continue")
        await self.stands("join: no number")
        await self.press("guest")
        await expect(self.field("name")).to_be_visible()
        await self.stands("join: a guest")
        await self.press("student")
        await self.field("number").fill("9999")
        await self.press("continue")
        await expect(self.field("number")).to_have_attribute("aria-invalid", "true")
        await self.stands("join: no such number")
        await self.field("number").fill(number)
        await self.press("continue")
        await expect(page.get_by_role("button", name=self.said["yes"])).to_be_visible()
        await self.stands("join: is this you")
        await self.press("yes")

    async def to_the_door(self, url: str, code: str, number: str) -> None:
        """A second device with the number alone."""
        await self.page.goto(url)
        await self.field("code").fill(code)
        await self.press("verify")
        await self.field("number").fill(number)
        await self.press("continue")
        await self.press("yes")
        await self.sees("door")
        await self.stands("join: at the door")


async def walk(place: School, browser: Browser, language: str, visit: Visit, **look: Any) -> None:
    """From the code to the receipt, with a pause, a lock, an announcement and a lost connection."""
    edition = await place.paper(PAPER.read_bytes(), PAPER.name)
    session, code = await place.session(edition, roster(2), "Biology, class 9b")
    look = {"locale": language, "reduced_motion": "reduce", **look}
    async with (
        device(browser, REFUSED, UNREACHED, **look) as own,
        device(browser, REFUSED, **look) as other,
    ):
        student = Walker(await own.new_page(), language, visit)
        page = student.page
        await student.join(place.url, code, "1001")
        await expect(page.get_by_role("button", name=student.said["begin"])).to_be_enabled()
        await student.stands("lobby")
        for what in ("comfort", "practice", "messages"):
            await student.opens(what)
        await page.goto(f"{place.url}/?code={code}")
        await student.sees("seated")
        await student.stands("join: has a seat")
        await page.goto(f"{place.url}/exam")
        async with _paused(place, session):
            await student.sees("paused")
            await student.stands("lobby, paused")
        await student.press("begin")
        await student.stands("the first item")
        for n in range(1, 11):
            await student.press("next")
            await student.stands(f"item {n}")
        await _what_staff_do(place, session, student)
        knocking = Walker(await other.new_page(), language, visit)
        await knocking.to_the_door(place.url, code, "1001")
        await page.get_by_role("button", name=student.said["review"]).last.click()
        await student.stands("before handing in")
        await student.press("act")
        await student.sees("handed")
        await student.stands("receipt")


@asynccontextmanager
async def _paused(place: School, session: str) -> AsyncIterator[None]:
    await place.order(session, Pause(None, "Fire drill."))
    yield
    await place.order(session, Resume(None))


async def _what_staff_do(place: School, session: str, student: Walker) -> None:
    page = student.page
    await page.get_by_role("textbox").last.fill("Written.")
    await student.sees("saved")
    await student.press("hand")
    await student.stands("hand raised")
    rows = (await place.board(session)).rows.values()
    [seat] = [row.seat for row in rows if row.name.endswith("1")]
    await place.order(session, Extend((seat,), 300_000, "The bus was late"))
    await page.get_by_role("button", name=re.compile(rf"^{student.said['left']}")).click()
    await student.stands("why the time ends")
    await page.get_by_role("dialog").get_by_role("button", name=student.said["close"]).click()
    await place.order(session, Announce(None, "Calculators may be used from question 3 on."))
    await expect(page.get_by_role("button", name=student.said["read"])).to_be_visible()
    await student.stands("announcement")
    await student.press("read")
    await place.order(session, Lock((seat,), "Wait for me."))
    await student.sees("locked")
    await student.stands("locked")
    await place.order(session, Unlock((seat,)))
    async with _paused(place, session):
        await expect(page.get_by_role("heading", name=student.said["paused"])).to_be_visible()
        await student.stands("paused")
    await place.kill()
    await student.sees("lost")
    await student.stands("connection lost")
    await place.start()
    await expect(page.get_by_text(student.said["lost"])).to_have_count(0, timeout=30_000)
