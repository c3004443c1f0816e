"""A sitting over again: the board as it was at any second, and how one student wrote."""

import re

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from invigilate.rooms.orders import Announce, Pause, Resume
from tests.stories.pages import Student, accessibility, device, sign_in
from tests.stories.schools import PROCTOR, School
from tests.stories.test_pages import Sitting, seat_of, sitting, writing
from tests.stories.test_together import WIDE

pytestmark = [pytest.mark.story, pytest.mark.asyncio(loop_scope="session")]

WORDS = "Question 3: read 3/4 + 1/8."
FIRST, THEN = "Sound needs matter 𝛑.", " In space there is none."


def slider(page: Page) -> Locator:
    """What chooses the moment."""
    return page.get_by_role("slider", name="Moment of the sitting")


def row(page: Page, name: str) -> Locator:
    """A student's row on the board as it was."""
    return page.get_by_role("row").filter(has=page.get_by_role("button", name=name))


async def reads(page: Page, text: str) -> None:
    """The slider says so to whoever does not see it."""
    await expect(slider(page)).to_have_attribute("aria-valuetext", re.compile(text))


async def settled(page: Page) -> None:
    """The board is that of the slider's moment."""
    await expect(page.locator(".board[aria-busy=false]")).to_be_visible()


async def sat(place: School, hall: Sitting, one: Student, two: Student) -> str:
    """Two write, are paused, go on, hear an announcement, and are closed.

    Gives what the first one's essay was in the pause, as the server had it then.
    """
    await one.go_to(9, "Sound in space")
    await one.field("Your text").press_sequentially(FIRST)
    await two.go_to(6, "How plants feed")
    await two.field().fill("photosynthesis")
    for student in (one, two):
        await student.all_saved()
    await place.order(hall.session, Pause(None, "A fire drill"))
    for student in (one, two):
        await expect(student.heading("Paused")).to_be_visible()
    read = await place.office.ask("GET", f"/api/sessions/{hall.session}/booklets")
    [mine] = [each for each in read["booklets"] if each["number"] == hall.people[0]["number"]]
    then = {label: value for label, _, value in mine["answers"]}["sound"]
    await place.order(hall.session, Resume(None, ""))
    await one.field("Your text").press_sequentially(THEN)
    await two.go_to(3, "Adding fractions")
    await two.field().fill("0.875")
    await place.order(hall.session, Announce(None, WORDS))
    for student in (one, two):
        await student.press("I have read it")
        await student.all_saved()
    await place.office.ask("POST", f"/api/sessions/{hall.session}/close", {})
    return str(then)


async def test_a_sitting_is_shown_again_as_it_was_at_any_second(
    place: School, browser: Browser, edition: str, axe: str
) -> None:
    hall = await sitting(place, edition, 3)
    async with (
        device(browser) as first,
        device(browser) as second,
        device(browser, viewport=WIDE) as desk,
    ):
        one = await writing(place, first, hall, 0)
        two = await writing(place, second, hall, 1)
        seat = await seat_of(place, hall, 0)
        then = await sat(place, hall, one, two)
        page = await desk.new_page()
        await page.goto(f"{place.url}/replay/{hall.session}")
        await sign_in(page, PROCTOR)
        await settled(page)

        await at_the_pause(page, axe)
        await at_the_end(page)
        await while_it_plays(page)
        await one_students_hand(page, axe, then)
        await expect(page).to_have_url(re.compile(rf"\bseat={seat}$"))
        await played_to_the_end(page)


async def at_the_pause(page: Page, axe: str) -> None:
    """Reached by keys: both were paused, with the progress of then."""
    await slider(page).focus()
    await reads(page, "here: Opened$")
    await page.keyboard.press(".")
    await reads(page, "here: Paused: A fire drill$")
    await settled(page)
    await expect(
        page.get_by_text(re.compile(r"^Replay: \d\d:\d\d:\d\d, as it was$"))
    ).to_be_visible()
    await expect(page.get_by_text(re.compile("^Paused since .*: A fire drill$"))).to_be_visible()
    for name in ("Student 000", "Student 001"):
        await expect(row(page, name).get_by_text("1/10")).to_be_visible()
        await expect(row(page, name).get_by_text("In Progress")).to_be_visible()
        await expect(row(page, name).get_by_role("img", name="Paused")).to_be_visible()
    await expect(row(page, "Student 002").get_by_text("Absent")).to_be_visible()
    await expect(page.get_by_role("checkbox")).to_have_count(0)
    assert await accessibility(page, axe) == []


async def at_the_end(page: Page) -> None:
    """Both were ended by the close, with all that they wrote."""
    await slider(page).press("End")
    await settled(page)
    await expect(page.get_by_text(re.compile("^Closed at"))).to_be_visible()
    await expect(row(page, "Student 000").get_by_text("1/10")).to_be_visible()
    await expect(row(page, "Student 001").get_by_text("2/10")).to_be_visible()
    for name in ("Student 000", "Student 001"):
        await expect(row(page, name).get_by_text("Submitted")).to_be_visible()
    await page.get_by_role("button", name=f"Announced: {WORDS}").click()
    await reads(page, "here: Announced")
    await settled(page)
    await expect(row(page, "Student 001").get_by_text("In Progress")).to_be_visible()


async def while_it_plays(page: Page) -> None:
    """The address goes along, and the way back leads from the student to the playing table."""
    table, stop = page.get_by_role("table"), page.get_by_role("button", name="Stop", exact=True)
    await slider(page).press("Home")
    await settled(page)
    began = moment(page)
    await page.get_by_role("button", name="Play", exact=True).click()
    await page.wait_for_url(lambda url: moment_of(url) > began)
    await page.get_by_role("button", name="Student 000", exact=True).click()
    await expect(page).to_have_url(re.compile(r"\bseat="))
    opened = moment(page)
    await page.wait_for_url(lambda url: moment_of(url) > opened)
    await expect(table).to_have_count(0)
    await page.go_back()
    await expect(table).to_be_visible()
    await expect(stop).to_be_visible()
    await expect(page).not_to_have_url(re.compile(r"\bseat="))
    assert moment(page) > began
    await stop.click()
    stopped = int(await slider(page).input_value())
    await page.wait_for_url(lambda url: abs(moment_of(url) - stopped) <= 1)


def moment_of(url: str) -> int:
    """The instant that an address says; 0 for none."""
    said = re.search(r"\bat=(\d+)", url)
    return int(said[1]) if said else 0


def moment(page: Page) -> int:
    """The instant in the page's address."""
    return moment_of(page.url)


async def one_students_hand(page: Page, axe: str, then: str) -> None:
    """An essay at the slider's moment, and what was done to it."""
    await page.get_by_role("button", name="Student 000", exact=True).click()
    heading = page.get_by_role("heading", name="How it was written: Student 000")
    await expect(heading).to_be_visible()
    essay = page.get_by_role("listitem").filter(
        has=page.get_by_role("heading", name=re.compile("^Question 9 "))
    )
    await slider(page).press("End")
    await expect(essay.get_by_text(FIRST + THEN, exact=True)).to_be_visible()
    for _ in range(20):
        await slider(page).press(",")
        if "Paused" in (await slider(page).get_attribute("aria-valuetext") or ""):
            break
    await expect(essay.locator(".text")).to_have_text(then)
    assert then == FIRST
    changes = page.get_by_role("region", name="Changes")
    await expect(changes.get_by_text("Began")).to_be_visible()
    assert await accessibility(page, axe) == []


async def played_to_the_end(page: Page) -> None:
    """From the beginning, a minute each second, to the last line of what was written."""
    await slider(page).press("Home")
    await expect(page.get_by_text("Sound needs matter")).to_have_count(0)
    await page.get_by_role("radio", name="60×", exact=True).check()
    await page.get_by_role("button", name="Play", exact=True).click()
    end = await slider(page).get_attribute("max")
    await expect(slider(page)).to_have_js_property("value", end)
    await expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    await reads(page, "here: Closed$")
    await expect(page.get_by_text(FIRST + THEN, exact=True)).to_be_visible()


async def test_a_replay_at_the_end_of_a_live_sitting_says_that_it_waits_and_goes_on_by_itself(
    place: School, browser: Browser, edition: str, axe: str
) -> None:
    hall = await sitting(place, edition, 3)
    await place.order(hall.session, Announce(None, WORDS))
    async with device(browser, viewport=WIDE) as desk:
        page = await desk.new_page()
        await page.goto(f"{place.url}/replay/{hall.session}")
        await sign_in(page, PROCTOR)
        await settled(page)
        await expect(page.get_by_text("The newest so far")).to_be_visible()
        await page.get_by_role("button", name="Play", exact=True).click()
        await expect(page.get_by_text("Follows, waits for more")).to_be_visible()
        clock = page.get_by_text(re.compile(r"^now \d\d:\d\d:\d\d$"))
        before = await clock.inner_text()
        await expect(clock).not_to_have_text(before)
        assert await accessibility(page, axe) == []
        await place.order(hall.session, Announce(None, THEN))
        news = page.get_by_role("region", name="Announcements").get_by_text(THEN.strip())
        await expect(news).to_be_visible()
        await reads(page, "^Follows the session$")
        await by_single_keys(page)


async def by_single_keys(page: Page) -> None:
    """Wherever the focus is, but where something is typed or pressed."""
    keys, search = page.keyboard, page.get_by_role("searchbox", name="Search")
    play = page.get_by_role("button", name="Play", exact=True)
    stop = page.get_by_role("button", name="Stop", exact=True)
    await stop.focus()
    await keys.press("Space")
    await expect(play).to_be_visible()
    await keys.press("/")
    await expect(search).to_be_focused()
    await keys.type("001 ?")
    await expect(search).to_have_value("001 ?")
    await keys.press("Escape")
    await expect(search).to_have_value("")
    await keys.press("Escape")
    await expect(search).not_to_be_focused()
    await keys.press("Space")
    await expect(stop).to_be_visible()
    await keys.press("Space")
    await expect(play).to_be_visible()
    await keys.press(",")
    await reads(page, f"here: Announced: {re.escape(WORDS)}$")
    await page.get_by_role("link", name="Back to the board").focus()
    await keys.press("?")
    dialog = page.get_by_role("dialog", name="Keys and help")
    await expect(dialog.get_by_text("Play or stop")).to_be_visible()
    await keys.press("Escape")
    await expect(dialog).to_have_count(0)
    await settled(page)
    await page.get_by_role("button", name="Student 001", exact=True).click()
    heading = page.get_by_role("heading", name="How it was written")
    await expect(heading).to_be_visible()
    await keys.press("Escape")
    await expect(heading).to_have_count(0)
    await expect(page.get_by_role("table")).to_be_visible()
