"""Whose page it is: two seats in one browser, a lost cookie, and portals that answer for us."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Route, WebSocketRoute, expect

from invigilate.crowd.link import random_id
from invigilate.crowd.reach import Turned
from tests.servers.cable import cable
from tests.servers.portal import portal
from tests.stories.pages import UNREACHED, Student, device
from tests.stories.schools import School
from tests.stories.sitters import Sitter
from tests.stories.test_pages import Sitting, sitting, writing

pytestmark = [pytest.mark.story, pytest.mark.asyncio(loop_scope="session")]

NOT_OURS = re.compile(r"Failed to load resource: .* status of (401|403|404|409) ")
"""What Chromium writes of a portal's answers, and of a page that speaks for another seat."""
NO_SOCKET = re.compile(r"WebSocket connection to .* failed")
ONLY_HERE = re.compile(r"only on this device")
KEPT = """new Promise(found => {
    const opening = indexedDB.open('invigilate-journal');
    opening.onsuccess = () => {
        const all = opening.result.transaction('entries').objectStore('entries').getAll();
        all.onsuccess = () => {
            opening.result.close();
            found(all.result.map(({ what }) => what.put ?? what.value ?? '').filter(Boolean));
        };
    };
})"""
"""What the journals of this browser hold, whatever seat it is of."""


class Tab:
    """One tab whose network can be taken away, as a frozen one's is; the others keep theirs."""

    def __init__(self) -> None:
        self.is_off = False
        self._sockets: list[WebSocketRoute] = []

    async def take(self) -> None:
        """It has none from now on."""
        self.is_off = True
        for socket in self._sockets:
            await socket.close(code=3000)

    def give(self) -> None:
        """It has it again."""
        self.is_off = False

    async def pass_on(self, route: Route) -> None:
        await (route.abort() if self.is_off else route.continue_())

    async def connect(self, socket: WebSocketRoute) -> None:
        if self.is_off:
            await socket.close(code=3000)
        else:
            socket.connect_to_server()
            self._sockets.append(socket)


async def booklets(place: School, hall: Sitting) -> list[tuple[dict[str, Any], list[Any]]]:
    """(label → value, what is held) of everyone, in the order of their numbers."""
    read = await place.office.ask("GET", f"/api/sessions/{hall.session}/booklets")
    lines = sorted(read["booklets"], key=lambda one: str(one["number"]))
    return [({label: value for label, _, value in one["answers"]}, one["held"]) for one in lines]


async def essay(student: Student, text: str) -> None:
    """Writes it and waits until it is saved."""
    await student.go_to(9, "Sound in space")
    await student.field("Your text").fill(text)
    await student.all_saved()


@pytest.mark.long
async def test_a_page_takes_nothing_into_the_seat_that_somebody_else_took_in_its_browser(
    place: School, browser: Browser, edition: str
) -> None:
    hall = await sitting(place, edition, 2)
    async with device(browser, NOT_OURS, UNREACHED, accept_downloads=True) as context:
        tab, first = Tab(), Student(await context.new_page())
        await first.page.route("**/*", tab.pass_on)
        await first.page.route_web_socket(re.compile(".*/live"), tab.connect)
        await first.join(place.url, hall.code, hall.people[0]["number"])
        await first.begin()
        await essay(first, "Saved of A. ")
        await tab.take()
        await first.field("Your text").press_sequentially("Unsent of A.")
        await expect(first.saved).to_have_text(ONLY_HERE)

        second = await instead(place, context, hall, 1)
        await second.begin()
        await essay(second, "Of B.")
        tab.give()
        await expect(first.heading("Another seat was taken in this browser")).to_be_visible()
        await expect(first.page.get_by_text("Not on the server: 1 change.")).to_be_visible()
        await expect(first.page.get_by_text(hall.people[0]["name"])).to_be_visible()
        assert await booklets(place, hall) == [
            ({"sound": "Saved of A. "}, []),
            ({"sound": "Of B."}, []),
        ]
        await second.hand_in()
        kept = await first.page.evaluate(KEPT)
        assert kept == ["Saved of A. ", "Unsent of A."]
        await first.press("Save a file")
        async with first.page.expect_download() as downloading:
            await first.press("Save the file")
        assert (await downloading.value).suggested_filename.endswith(".locked")
        await first.page.close()

        # The same student comes back in the same browser: the same device, with all of it.
        again = await instead(place, context, hall, 0)
        await again.all_saved()
        [mine, _] = await booklets(place, hall)
        assert mine == ({"sound": "Saved of A. Unsent of A."}, [])


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/tickets"),
        ("POST", "/live/answers"),
        ("POST", "/live/signs"),
        ("GET", "/live/state"),
        ("GET", "/live/apart"),
        ("GET", "/api/receipts"),
        ("GET", "/api/seat/record"),
        ("GET", "/api/seat/parcel-key"),
    ],
)
async def test_nothing_is_told_to_or_taken_from_a_page_of_another_seat(
    place: School, edition: str, method: str, path: str
) -> None:
    _, code = await place.session(edition)
    page = Sitter(place.network)
    await page.join(code, "Guest of another seat")
    page.reach.seat = random_id()
    with pytest.raises(Turned) as turned:
        await page.reach.ask(method, path, {} if method == "POST" else None)
    assert turned.value.word == "other-seat"


async def instead(place: School, context: BrowserContext, hall: Sitting, who: int) -> Student:
    """Leaves the seat of this browser by the start screen and takes another one."""
    student = Student(await context.new_page())
    await student.page.goto(f"{place.url}/?code={hall.code}")
    await student.press("Leave it and join with a code")
    await expect(student.page.get_by_label("Session code")).to_be_visible()
    await student.identify(place.url, hall.code, hall.people[who]["number"])
    await student.press("Yes, that is me")
    await student.page.wait_for_url(f"{place.url}/exam")
    return student


async def test_a_browser_whose_cookie_is_gone_says_what_is_so_and_comes_back_as_itself(
    place: School, browser: Browser, edition: str
) -> None:
    hall = await sitting(place, edition, 1)
    async with cable(place.port) as cord, device(browser, NOT_OURS, UNREACHED) as context:
        student = Student(await context.new_page())
        await student.join(cord.url, hall.code, hall.people[0]["number"])
        await student.begin()
        await essay(student, "Before. ")
        await context.clear_cookies(name=re.compile("seat"))
        await cord.pull()
        await student.field("Your text").press_sequentially("After.")
        await expect(student.saved).to_have_text(ONLY_HERE)
        await cord.plug()
        await expect(student.heading("This device has no seat any more")).to_be_visible()
        await expect(student.page.get_by_text("Not on the server: 1 change.")).to_be_visible()
        student.page.once("dialog", lambda asked: asyncio.ensure_future(asked.accept()))
        await student.page.get_by_role("link", name="Join again").click()
        await student.identify(cord.url, hall.code, hall.people[0]["number"])
        await student.press("Yes, that is me")
        await student.all_saved()
        assert await booklets(place, hall) == [({"sound": "Before. After."}, [])]


@asynccontextmanager
async def under_a_portal(
    place: School, browser: Browser, edition: str, status: int
) -> AsyncIterator[tuple[Sitting, Student]]:
    """A student who wrote while a portal answered all with `status`; now it is gone."""
    hall = await sitting(place, edition, 1)
    known = (NOT_OURS, UNREACHED, NO_SOCKET)
    async with cable(place.port) as cord, portal() as gate, device(browser, *known) as context:
        student = Student(await context.new_page())
        await student.join(cord.url, hall.code, hall.people[0]["number"])
        await student.begin()
        await essay(student, "Before. ")
        gate.answers(status)
        await cord.lead(gate.port)
        await student.field("Your text").press_sequentially("Under the portal.")
        await student.press("Raise hand")
        for path in ("/api/tickets", "/live/signs"):
            await gate.heard(path, 2)
        await expect(student.saved).to_have_text(ONLY_HERE)
        await expect(student.field("Your text")).to_have_value("Before. Under the portal.")
        await cord.lead(place.port)
        yield hall, student


@pytest.mark.parametrize(
    "status", [401, *(pytest.param(each, marks=pytest.mark.long) for each in (200, 403, 404))]
)
async def test_a_portal_that_answers_everything_ends_nothing_and_swallows_nothing(
    place: School, browser: Browser, edition: str, status: int
) -> None:
    async with under_a_portal(place, browser, edition, status) as (hall, student):
        await student.all_saved()
        await expect(student.page.get_by_text("Your hand is up").first).to_be_visible()
        assert await booklets(place, hall) == [({"sound": "Before. Under the portal."}, [])]
        board = await place.board(hall.session)
        assert [row.hand is not None for row in board.rows.values()] == [True]


async def test_a_seat_that_was_left_is_open_to_the_next_device(
    place: School, browser: Browser, edition: str
) -> None:
    hall = await sitting(place, edition, 2)
    async with device(browser, NOT_OURS) as context, device(browser) as elsewhere:
        await writing(place, context, hall, 0)
        await instead(place, context, hall, 1)
        again = Student(await elsewhere.new_page())
        await again.identify(place.url, hall.code, hall.people[0]["number"])
        await again.press("Yes, that is me")
        await again.page.wait_for_url(f"{place.url}/exam")
