"""The hall map of a replay: who sat where and how they stood at the slider's moment, not now."""

import re

import pytest
from playwright.async_api import Browser, Locator, Page, ViewportSize, expect

from invigilate.rooms.orders import Announce, Pause, Resume
from tests.stories.pages import Student, accessibility, device, sign_in
from tests.stories.schools import PROCTOR, School
from tests.stories.test_pages import Sitting, seat_of, sitting, writing
from tests.stories.test_replay import reads, settled, slider
from tests.stories.test_together import WIDE

pytestmark = [pytest.mark.story, pytest.mark.asyncio(loop_scope="session")]

FIRE, WORDS = "A fire drill", "Question 3: read 3/4 + 1/8."
DESK = ViewportSize(width=WIDE["width"], height=WIDE["height"])
TABLET = ViewportSize(width=820, height=1180)


def card(page: Page, name: str) -> Locator:
    """A student at a desk of the map."""
    return page.get_by_role("gridcell").get_by_role("button", name=re.compile(f", {name}, "))


def announcements(page: Page) -> Locator:
    """What had been announced by then."""
    return page.get_by_role("region", name="Announcements")


async def stands(page: Page, name: str, said: str) -> None:
    """The card says exactly this of a student."""
    await expect(card(page, name)).to_have_accessible_name(said)


async def sat(place: School, hall: Sitting, one: Student, two: Student) -> None:
    """A pause in which both had a question answered; then one moves, both read, and it is over."""
    for student in (one, two):
        await student.go_to(6, "How plants feed")
        await student.field().fill("photosynthesis")
        await student.all_saved()
    await place.order(hall.session, Pause(None, FIRE))
    for student in (one, two):
        await expect(student.heading("Paused")).to_be_visible()
    await place.order(hall.session, Resume(None, ""))
    await expect(two.heading("Paused")).to_have_count(0)
    await two.go_to(3, "Adding fractions")
    await two.field().fill("0.875")
    await two.all_saved()
    await place.order(hall.session, Announce(None, WORDS))
    for student in (one, two):
        await student.press("I have read it")
        await student.all_saved()
    await place.office.ask(
        "POST",
        f"/api/sessions/{hall.session}/seats/{await seat_of(place, hall, 0)}/desk",
        {"hall": "Annex", "desk": "C4", "swap": False},
    )
    await place.office.ask("POST", f"/api/sessions/{hall.session}/close", {})


async def test_the_hall_map_of_a_replay_shows_who_sat_where_at_the_sliders_moment(
    place: School, browser: Browser, edition: str, axe: str
) -> None:
    hall = await sitting(place, edition, 3)
    async with (
        device(browser) as first,
        device(browser) as second,
        device(browser, viewport=WIDE, reduced_motion="reduce") as desk,
    ):
        one = await writing(place, first, hall, 0)
        two = await writing(place, second, hall, 1)
        await sat(place, hall, one, two)
        page = await desk.new_page()
        await page.goto(f"{place.url}/replay/{hall.session}?view=hall")
        await sign_in(page, PROCTOR)
        await settled(page)

        await at_the_end(page)
        await at_the_announcement(page)
        await in_the_pause(page, axe)
        await found(page)
        await by_keys(page)


async def at_the_end(page: Page) -> None:
    """One sits at the other desk by now; both were handed in."""
    await slider(page).press("End")
    await settled(page)
    await stands(page, "Student 000", "C4, Student 000, Submitted, 1 of 10 answered, Extra time")
    await stands(page, "Student 001", "A1, Student 001, Submitted, 2 of 10 answered")
    await expect(page.get_by_role("heading", name="Annex")).to_be_visible()
    await expect(announcements(page).get_by_text(WORDS, exact=True)).to_be_visible()
    await expect(
        announcements(page).get_by_text("All 2 who are here have read it.")
    ).to_be_visible()


async def at_the_announcement(page: Page) -> None:
    """It was sent, and nobody had read it."""
    await page.get_by_role("button", name=f"Announced: {WORDS}").click()
    await reads(page, "here: Announced")
    await settled(page)
    await expect(announcements(page).get_by_text("0 of 2 have read it")).to_be_visible()
    await expect(announcements(page).locator(".receipt")).to_have_text("2 have not read it: A0, A1")


async def in_the_pause(page: Page, axe: str) -> None:
    """Both at their desks of then, paused, with the progress of then; nothing said, none chosen."""
    await page.get_by_role("button", name=f"Paused: {FIRE}").click()
    await reads(page, "here: Paused")
    await settled(page)
    await stands(page, "Student 000", "A0, Student 000, In Progress, 1 of 10 answered, Extra time")
    await stands(page, "Student 001", "A1, Student 001, In Progress, 1 of 10 answered")
    await stands(page, "Student 002", "A2, Student 002, Absent")
    await expect(page.get_by_role("heading", name="Annex")).to_have_count(0)
    await expect(announcements(page).get_by_text("Nothing had been announced yet.")).to_be_visible()
    await expect(page.get_by_role("checkbox")).to_have_count(0)
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        for size in (DESK, TABLET):
            await page.set_viewport_size(size)
            assert await accessibility(page, axe) == []
    await page.set_viewport_size(DESK)


async def found(page: Page) -> None:
    """A counter and a search narrow map and table alike, and the address keeps all of it."""
    await page.get_by_role("searchbox", name="Search").fill("001")
    await expect(page.get_by_role("gridcell").get_by_role("button")).to_have_count(1)
    await expect(page).to_have_url(re.compile(r"\?q=001&view=hall&at=\d+$"))
    await page.reload()
    await settled(page)
    await reads(page, "here: Paused")
    await expect(page.get_by_role("gridcell").get_by_role("button")).to_have_count(1)
    await page.get_by_role("radio", name="Table", exact=True).check(force=True)
    await expect(page.get_by_role("button", name="Student 001", exact=True)).to_be_visible()
    await expect(page.get_by_role("button", name="Student 000", exact=True)).to_have_count(0)
    await expect(page).to_have_url(re.compile(r"\?q=001&at=\d+$"))
    await page.get_by_role("searchbox", name="Search").fill("")
    await page.get_by_role("radio", name="Hall", exact=True).check(force=True)
    await page.get_by_role("button", name=re.compile("Absent")).first.click()
    await expect(page.get_by_role("gridcell").get_by_role("button")).to_have_count(1)
    await expect(card(page, "Student 002")).to_be_visible()
    await page.get_by_role("button", name=re.compile("Assigned")).click()
    await expect(page.get_by_role("gridcell").get_by_role("button")).to_have_count(3)


async def by_keys(page: Page) -> None:
    """Arrows lead over the desks, and Enter to how a student wrote."""
    await card(page, "Student 001").focus()
    await page.keyboard.press("ArrowLeft")
    await expect(card(page, "Student 001")).to_be_focused()
    await page.keyboard.press("ArrowRight")
    await expect(card(page, "Student 002")).to_be_focused()
    await page.keyboard.press("ArrowLeft")
    await expect(card(page, "Student 001")).to_be_focused()
    await page.keyboard.press("Enter")
    written = page.get_by_role("heading", name="How it was written: Student 001")
    await expect(written).to_be_visible()
    await expect(page).to_have_url(re.compile(r"\?view=hall&at=\d+&seat="))
