"""A pause: of a whole session, and of one student."""

import re

import pytest
from playwright.async_api import Browser, Locator, expect

from invigilate.rooms.orders import Pause, Resume, Unlock
from invigilate.rooms.views import Paused, Resumed
from invigilate.wire.frames import ServerFrame, Told
from tests.stories.pages import ProctorsBoard, Student, accessibility, device
from tests.stories.schools import PROCTOR, School
from tests.stories.test_pages import booklet, seat_of, sitting, writing

pytestmark = [pytest.mark.story, pytest.mark.asyncio(loop_scope="session")]


PAUSED, LOCKED = "Paused", "Your writing is stopped"
BESIDES = f"{LOCKED}, too"
WHY, SEE_ME = "A fire drill", "See me at my desk."
LISTEN = """() => {
  const region = document.querySelector('main [role=alert]');
  globalThis.announced = [];
  new MutationObserver(() => announced.push(region.innerText))
    .observe(region, { childList: true, characterData: true, subtree: true });
}"""
"""Hears one region that screen readers know already: what changes in another one goes unsaid."""


def cover(student: Student) -> Locator:
    """What lies over the paper, which a screen reader announces as a whole."""
    return student.page.get_by_role("main").get_by_role("alert").filter(has=student.heading(PAUSED))


def told(frames: list[ServerFrame]) -> list[str]:
    """Which pauses a socket was told of, in order."""
    news = [one for frame in frames if isinstance(frame, Told) for one in frame.news]
    return [type(one).__name__ for one in news if isinstance(one, Paused | Resumed)]


async def test_a_pause_reaches_all_whom_it_is_for_with_its_reason_and_no_other(
    place: School, browser: Browser, edition: str
) -> None:
    here, elsewhere = await sitting(place, edition, 2), await sitting(place, edition, 1)
    async with (
        device(browser) as first,
        device(browser) as second,
        device(browser) as third,
        device(browser) as desk,
    ):
        one = await writing(place, first, here, 0)
        two = await writing(place, second, here, 1)
        other = await writing(place, third, elsewhere, 0)
        await other.go_to(6, "How plants feed")
        await other.field().fill("photo")
        board = ProctorsBoard(await desk.new_page())
        await board.open(place.url, here.session, PROCTOR)
        await two.go_to(9, "Sound in space")
        await two.field("Your text").fill("Written before the pause.")

        dialog = await board.act("Pause")
        await dialog.get_by_label("Reason").fill("A fire drill")
        await board.confirm(dialog, "Pause")
        for student in (one, two):
            await expect(student.heading("Paused")).to_be_visible()
            await expect(student.page.get_by_text("A fire drill")).to_be_visible()
        await expect(two.field("Your text")).to_be_hidden()
        await expect(board.page.get_by_text(re.compile("Paused since"))).to_be_visible()
        stood = [await student.clock.inner_text() for student in (one, two)]

        await expect(other.heading("Paused")).to_have_count(0)
        ran = await other.clock.inner_text()
        await other.field().press_sequentially("synthesis")
        await other.all_saved()
        await expect(other.clock).not_to_have_text(ran)
        assert [await student.clock.inner_text() for student in (one, two)] == stood

        await board.confirm(await board.act("Resume"), "Resume")
        for student in (one, two):
            await expect(student.heading("Paused")).to_have_count(0)
        await expect(two.field("Your text")).to_have_value("Written before the pause.")
        await two.field("Your text").press_sequentially(" And after it.")
        await two.all_saved()
        assert [told(student.heard) for student in (one, two, other)] == [
            ["Paused", "Resumed"],
            ["Paused", "Resumed"],
            [],
        ]
        of_two = await booklet(place, here, here.people[1]["number"])
        assert of_two == {"sound": "Written before the pause. And after it."}
        of_other = await booklet(place, elsewhere, elsewhere.people[0]["number"])
        assert of_other == {"plants": "photosynthesis"}

        seat = await seat_of(place, here, 0)
        await place.order(here.session, Pause((seat,), "Your screen is being changed"))
        await expect(one.heading("Paused")).to_be_visible()
        await expect(one.page.get_by_text("Your screen is being changed")).to_be_visible()
        await expect(one.page.get_by_text("Your exam is paused.")).to_be_visible()
        await two.field("Your text").press_sequentially(" On and on.")
        await two.all_saved()
        await expect(two.heading("Paused")).to_have_count(0)
        await place.order(here.session, Resume((seat,)))
        await expect(one.heading("Paused")).to_have_count(0)


async def test_who_is_locked_during_a_pause_reads_both_and_why_and_what_outlasts_the_other(
    place: School, browser: Browser, edition: str, axe: str
) -> None:
    hall = await sitting(place, edition, 2)
    async with device(browser) as first, device(browser) as second, device(browser) as desk:
        one = await writing(place, first, hall, 0)
        two = await writing(place, second, hall, 1)
        board = ProctorsBoard(await desk.new_page())
        await board.open(place.url, hall.session, PROCTOR)
        await place.order(hall.session, Pause(None, WHY))
        for student in (one, two):
            await expect(cover(student)).to_contain_text("Your paper comes back by itself.")
            await student.page.evaluate(LISTEN)

        name = hall.people[0]["name"]
        await board.page.get_by_role("button", name=name, exact=True).click()
        seat = board.page.get_by_role("dialog", name=name)
        await seat.get_by_role("button", name="Lock", exact=True).click()
        order = board.page.get_by_role("dialog", name=f"Lock A0 · {name}")
        await expect(order.get_by_text("stays locked when it is over")).to_be_visible()
        await order.get_by_label("Text").fill(SEE_ME)
        await order.get_by_role("button", name="Lock", exact=True).click()
        flags = seat.get_by_role("list").first
        await expect(flags).to_have_text(re.compile("^Locked.*Paused", re.DOTALL))
        await expect(seat.get_by_text(SEE_ME)).to_be_visible()

        await expect(one.heading(PAUSED)).to_be_visible()
        await expect(one.heading(BESIDES)).to_be_visible()
        await expect(cover(one)).to_have_text(
            re.compile(f"{PAUSED}.*{WHY}.*{BESIDES}.*{SEE_ME}.*stays stopped.*runs on", re.DOTALL)
        )
        await expect(cover(one)).not_to_contain_text("comes back by itself")
        announced = await one.page.evaluate("announced.at(-1)")
        assert [words in announced for words in (PAUSED, WHY, BESIDES, SEE_ME)] == [True] * 4
        assert await accessibility(one.page, axe) == []
        assert await two.page.evaluate("announced") == []

        await board.page.keyboard.press("Escape")
        row = board.row(name)
        await expect(row.get_by_text("Locked")).to_be_visible()
        await expect(row.get_by_role("img", name="Paused")).to_be_visible()
        dialog = await board.act("Resume")
        await expect(dialog.get_by_text("Stays locked until somebody")).to_contain_text("A0")
        await board.confirm(dialog, "Resume")
        await expect(one.heading(LOCKED)).to_be_visible()
        await expect(one.page.get_by_text(SEE_ME)).to_be_visible()
        await expect(one.page.get_by_text("Your time goes on.")).to_be_visible()
        await expect(two.overview).to_be_visible()

        await place.order(hall.session, Pause(None, WHY))
        await expect(one.heading(BESIDES)).to_be_visible()
        await place.order(hall.session, Unlock((await seat_of(place, hall, 0),)))
        await expect(cover(one)).to_contain_text("Your paper comes back by itself.")
        await expect(one.heading(BESIDES)).to_have_count(0)
        await place.order(hall.session, Resume(None))
        await expect(one.overview).to_be_visible()
