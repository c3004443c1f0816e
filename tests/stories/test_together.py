"""What students and proctors have of each other, in real browsers against a real server."""

import re

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from invigilate.rooms.commands import Extend
from tests.servers.cable import cable
from tests.stories.pages import UNREACHED, ProctorsBoard, Student, accessibility, device
from tests.stories.schools import PROCTOR, School
from tests.stories.test_pages import Sitting, sitting, writing

pytestmark = [pytest.mark.story, pytest.mark.asyncio(loop_scope="session")]

WIDE = {"width": 1440, "height": 900}
WORDS = "Question 3: read 3/4 + 1/8."
NO_SOCKET = """window.WebSocket = class {
  constructor() { setTimeout(() => this.onclose?.({ code: 1006 }), 0); }
  send() {}
  close() {}
};"""
"""What a firewall leaves of a socket."""


def beside(student: Student) -> Locator:
    """The calm lines above the paper."""
    return student.page.locator(".strips")


def said(board: ProctorsBoard) -> Locator:
    """What was announced, on the board."""
    return board.page.get_by_role("tabpanel", name=re.compile("Announcements"))


def alerts(board: ProctorsBoard) -> Locator:
    """The board's alerts."""
    return board.page.get_by_role("region", name="Alerts")


async def open_board(place: School, page: Page, hall: Sitting) -> ProctorsBoard:
    """The board of a session."""
    board = ProctorsBoard(page)
    await board.open(place.url, hall.session, PROCTOR)
    return board


async def announce(board: ProctorsBoard, words: str) -> None:
    """To the whole session."""
    dialog = await board.act("Announce")
    await dialog.get_by_label("Text").fill(words)
    await board.confirm(dialog, "Announce")


async def test_an_announcement_says_who_has_not_seen_it_and_how_far_it_came(
    place: School, browser: Browser, edition: str, axe: str
) -> None:
    hall = await sitting(place, edition, 3)
    async with (
        device(browser) as first,
        device(browser, UNREACHED) as second,
        device(browser, viewport=WIDE) as desk,
        cable(place.port) as wire,
    ):
        one = await writing(place, first, hall, 0)
        two = Student(await second.new_page())
        await two.join(wire.url, hall.code, hall.people[1]["number"])
        await two.begin()
        board = await open_board(place, await desk.new_page(), hall)
        await wire.pull()
        await expect(two.page.get_by_text("Connection lost")).to_be_visible()

        await announce(board, WORDS)
        news = one.page.get_by_role("alertdialog", name="Announcement")
        await expect(news.get_by_text(WORDS)).to_be_visible()
        panel = said(board)
        await expect(panel.get_by_text("2 have not read it: A0, A1")).to_be_visible()
        await panel.get_by_text("0 of 2 have read it").click()
        await expect(panel.get_by_text("Shown to 1: A0")).to_be_visible()
        await expect(panel.get_by_text("Not arrived at 1: A1")).to_be_visible()
        await expect(panel.get_by_text("1 student not here; who joins sees it.")).to_be_visible()
        assert await accessibility(board.page, axe) == []

        await one.press("I have read it")
        await expect(panel.get_by_text("1 has not read it: A1")).to_be_visible()
        await wire.plug()
        await expect(panel.get_by_text("Shown to 1: A1")).to_be_visible(timeout=30_000)
        await two.press("I have read it")
        await expect(panel.get_by_text("All 2 who are here have read it.")).to_be_visible()


async def test_a_student_and_the_proctors_write_to_each_other_and_nobody_else_reads_it(
    place: School, browser: Browser, edition: str, axe: str
) -> None:
    hall = await sitting(place, edition, 2)
    async with (
        device(browser) as first,
        device(browser) as second,
        device(browser, viewport=WIDE) as desk,
    ):
        one = await writing(place, first, hall, 0)
        two = await writing(place, second, hall, 1)
        board = await open_board(place, await desk.new_page(), hall)
        await one.press("Messages")
        dialog = one.page.get_by_role("dialog", name="You and your proctors")
        await dialog.get_by_label("Message to your proctors").fill("May I open the window?")
        await dialog.get_by_role("button", name="Send").click()
        await expect(dialog.locator("li").get_by_text("May I open the window?")).to_be_visible()
        await expect(dialog.get_by_label("Message to your proctors")).to_have_value("")
        assert await accessibility(one.page, axe) == []
        await dialog.get_by_role("button", name="Close").click()

        await expect(alerts(board).get_by_text("Message waits")).to_be_visible()
        await alerts(board).get_by_role("button", name=re.compile("^Answer")).click()
        seat = board.page.get_by_role("dialog", name=re.compile(hall.people[0]["name"]))
        await expect(seat.get_by_text("May I open the window?")).to_be_visible()
        await seat.get_by_label("Write to this student").fill("Yes, please.")
        await seat.get_by_role("button", name="Send").click()
        await expect(seat.locator("li").get_by_text("Yes, please.")).to_be_visible()
        await expect(seat.get_by_text("not read yet")).to_be_visible()
        await expect(alerts(board).get_by_text("Message waits")).to_have_count(0)
        assert await accessibility(board.page, axe) == []

        # It is said beside the paper: the focus stays where it was, and the badge counts it.
        await one.go_to(9, "Sound in space")
        field = one.field("Your text")
        await field.focus()
        await expect(beside(one).get_by_text("Yes, please.")).to_be_visible()
        await expect(field).to_be_focused()
        await expect(one.page.get_by_role("button", name="Messages, 1 new message")).to_be_visible()
        await beside(one).get_by_role("button", name="I have read it").click()
        await expect(one.page.get_by_role("button", name="Messages", exact=True)).to_be_visible()
        await expect(beside(one).get_by_text("Yes, please.")).to_have_count(0)
        await expect(seat.get_by_text("not read yet")).to_have_count(0)
        await one.page.reload()
        await one.press("Messages")
        await expect(dialog.locator("li")).to_have_count(2)

        await two.press("Messages")
        others = two.page.get_by_role("dialog", name="You and your proctors")
        await expect(others.get_by_text("Nothing was written yet.")).to_be_visible()
        await expect(others.locator("li")).to_have_count(0)


async def test_proctors_write_to_chosen_students(
    place: School, browser: Browser, edition: str
) -> None:
    hall = await sitting(place, edition, 2)
    async with (
        device(browser) as first,
        device(browser) as second,
        device(browser, viewport=WIDE) as desk,
    ):
        one = await writing(place, first, hall, 0)
        two = await writing(place, second, hall, 1)
        board = await open_board(place, await desk.new_page(), hall)
        await board.row(hall.people[1]["name"]).get_by_role("checkbox").check()
        await board.page.get_by_role("main").press("m")
        dialog = board.page.get_by_role("dialog", name=re.compile("^Write to"))
        await dialog.get_by_label("Text").fill("Your desk is B2 from now on.")
        await board.confirm(dialog, "Send")
        await expect(beside(two).get_by_text("Your desk is B2 from now on.")).to_be_visible()
        await expect(beside(one).get_by_text("Your desk is B2 from now on.")).to_have_count(0)


async def test_a_time_away_is_told_to_both_sides_and_can_be_explained(
    place: School, browser: Browser, edition: str, axe: str
) -> None:
    hall = await sitting(place, edition, 1)
    async with device(browser) as first, device(browser, viewport=WIDE) as desk:
        one = await writing(place, first, hall, 0)
        board = await open_board(place, await desk.new_page(), hall)
        row = board.row(hall.people[0]["name"])
        await one.page.evaluate("dispatchEvent(new Event('blur'))")
        await expect(row.get_by_text(re.compile("^Away now"))).to_be_visible()
        await one.page.evaluate("dispatchEvent(new Event('focus'))")
        away = beside(one).get_by_text(re.compile(r"^You were away from this page for \d+ s$"))
        await expect(away).to_be_visible()
        await expect(row.get_by_text("Away 1×", exact=True)).to_be_visible()
        await beside(one).get_by_label("Why (optional)").fill("A bell rang")
        assert await accessibility(one.page, axe) == []
        await beside(one).get_by_role("button", name="Say so").click()
        await expect(away).to_have_count(0)
        await row.get_by_role("button", name=hall.people[0]["name"]).click()
        seat = board.page.get_by_role("dialog", name=re.compile(hall.people[0]["name"]))
        await expect(seat.get_by_text(re.compile("A bell rang"))).to_be_visible()

        # A glance is nothing.
        await one.page.evaluate("dispatchEvent(new Event('blur'))")
        await one.page.evaluate("dispatchEvent(new Event('focus'))")
        await one.press("Messages")
        mine = one.page.get_by_role("dialog", name="You and your proctors")
        await mine.get_by_text("Your attendance").click()
        await expect(mine.get_by_text(re.compile("A bell rang"))).to_have_count(1)
        await expect(mine.get_by_text("this one")).to_be_visible()


async def test_what_the_older_of_two_devices_had_not_sent_is_offered_on_the_newer(
    place: School, browser: Browser, edition: str, axe: str
) -> None:
    hall = await sitting(place, edition, 1, personal_key=True)
    who = hall.people[0]
    async with (
        device(browser, UNREACHED) as laptop,
        device(browser) as tablet,
        cable(place.port) as wire,
    ):
        old = Student(await laptop.new_page())
        await old.join(wire.url, hall.code, who["number"], who["key"])
        await old.begin()
        await old.go_to(9, "Sound in space")
        await old.field("Your text").fill("Sent in time.")
        await old.all_saved()
        await wire.pull()
        await old.field("Your text").press_sequentially(" Written without a network.")
        await old.go_to(1, "A capital city")
        await old.page.get_by_role("radio", name="Perth").check()
        await old.go_to(3, "Adding fractions")
        await old.field().fill("0.875")
        await expect(old.saved).to_contain_text("only on this device")

        new = Student(await tablet.new_page())
        await new.identify(place.url, hall.code, who["number"], who["key"])
        await new.press("Yes, that is me")
        await new.page.get_by_role("button", name="Write here instead").click()
        await new.go_to(9, "Sound in space")
        await expect(new.field("Your text")).to_have_value("Sent in time.")
        await new.field("Your text").press_sequentially(" Then on the tablet.")
        await new.go_to(1, "A capital city")
        await new.page.get_by_role("radio", name="Canberra").check()
        await new.all_saved()

        await wire.plug()
        notice = beside(new).get_by_text("Your other device had written more")
        await expect(notice).to_be_visible(timeout=30_000)
        await expect(old.page.get_by_text("Another device is writing")).to_be_visible()
        await expect(beside(new).get_by_text("3 answers to look at")).to_be_visible()
        await beside(new).get_by_role("button", name="Look").click()
        dialog = new.page.get_by_role("dialog", name="From your other device")
        assert await accessibility(new.page, axe) == []
        part = dialog.get_by_role("region", name="Question 9: Sound in space")
        await expect(part.get_by_text(re.compile("^From your other device, came"))).to_be_visible()
        await part.get_by_role("button", name="Take both").click()
        await expect(part).to_have_count(0)
        capital = dialog.get_by_role("region", name="Question 1: A capital city")
        await expect(capital.get_by_role("button", name="Take both")).to_have_count(0)
        await capital.get_by_role("button", name="Keep what is here").click()
        fractions = dialog.get_by_role("region", name="Question 3: Adding fractions")
        await fractions.get_by_role("button", name="Take the other").click()
        await expect(dialog.get_by_text("Nothing is left to decide.")).to_be_visible()
        await dialog.get_by_role("button", name="Close").click()
        await expect(notice).to_have_count(0)
        await new.all_saved()
        read = await place.office.ask("GET", f"/api/sessions/{hall.session}/booklets")
        [mine] = [each for each in read["booklets"] if each["number"] == who["number"]]
        assert mine["held"] == []
        assert {label: value for label, _, value in mine["answers"]} == {
            "sound": "Sent in time. Then on the tablet.\n\n"
            "Sent in time. Written without a network.",
            "capital": "b",
            "fractions": "0.875",
        }
        # The older device hears that nothing of it waits any more.
        await expect(old.saved).to_contain_text("Reading only")


async def test_flags_and_a_hand_in_of_the_older_device_are_offered_on_the_newer(
    place: School, browser: Browser, edition: str, axe: str
) -> None:
    hall = await sitting(place, edition, 1, personal_key=True)
    who = hall.people[0]
    async with (
        device(browser, UNREACHED) as laptop,
        device(browser) as tablet,
        cable(place.port) as wire,
    ):
        old = Student(await laptop.new_page())
        await old.join(wire.url, hall.code, who["number"], who["key"])
        await old.begin()
        await old.go_to(3, "Adding fractions")
        await old.field().fill("0.875")
        await old.all_saved()
        await wire.pull()
        await old.press("Flag")
        await old.overview.get_by_role("button", name="Hand in").click()
        await old.press("Hand in now")

        new = Student(await tablet.new_page())
        await new.identify(place.url, hall.code, who["number"], who["key"])
        await new.press("Yes, that is me")
        await new.page.get_by_role("button", name="Write here instead").click()
        await new.go_to(1, "A capital city")
        await new.page.get_by_role("radio", name="Canberra").check()
        await new.all_saved()

        await wire.plug()
        asked = beside(new).get_by_text("You had asked to hand in on your other device")
        await expect(asked).to_be_visible(timeout=30_000)
        await expect(beside(new).get_by_text("1 question to look at")).to_be_visible()
        assert await accessibility(new.page, axe) == []
        await beside(new).get_by_role("button", name="Look").click()
        dialog = new.page.get_by_role("dialog", name="From your other device")
        flags = dialog.get_by_role("region", name="Flags")
        await expect(flags.get_by_text("Question 3: Adding fractions")).to_be_visible()
        assert await accessibility(new.page, axe) == []
        await flags.get_by_role("button", name="Flag it here too").click()
        await expect(flags).to_have_count(0)
        part = dialog.get_by_role("region", name="Hand-in")
        await expect(part.get_by_text("Nothing was handed in")).to_be_visible()
        await part.get_by_role("button", name="Hand in here").click()
        review = new.page.get_by_role("alertdialog", name="Hand in your paper?")
        await expect(review.get_by_text("1 question you flagged")).to_be_visible()
        await review.get_by_role("button", name="Hand in now").click()
        await expect(new.heading("What was handed in")).to_be_visible()
        read = await place.office.ask("GET", f"/api/sessions/{hall.session}/booklets")
        [mine] = [each for each in read["booklets"] if each["number"] == who["number"]]
        assert (mine["status"], len(mine["seals"]), mine["held"]) == ("Submitted", 1, [])
        await new.press("What was recorded")
        record = new.page.get_by_role("region", name="What was recorded")
        await expect(record.get_by_text("you decided about it")).to_have_count(2)


async def test_time_that_a_proctor_gives_or_takes_is_told_with_its_reason(
    place: School, browser: Browser, edition: str, axe: str
) -> None:
    hall = await sitting(place, edition, 1)
    async with device(browser) as context:
        one = await writing(place, context, hall, 0)
        await one.go_to(3, "Adding fractions")
        await one.field().focus()
        await place.order(hall.session, Extend(None, 600_000, "Fire drill"))
        more = beside(one).get_by_text("You have 10 min more")
        await expect(more).to_be_visible()
        await expect(beside(one).get_by_text("Fire drill")).to_be_visible()
        await expect(beside(one).get_by_text(re.compile(r"^Your time ends at \d"))).to_be_visible()
        await expect(one.field()).to_be_focused()
        assert await accessibility(one.page, axe) == []
        await beside(one).get_by_role("button", name="Understood").click()
        await expect(more).to_have_count(0)

        await place.order(hall.session, Extend(None, -300_000, "Too much by mistake"))
        await expect(beside(one).get_by_text("You have 5 min less")).to_be_visible()
        await one.page.reload()
        await expect(beside(one).get_by_text("Too much by mistake")).to_be_visible()
        await expect(beside(one).get_by_text("Fire drill")).to_have_count(0)


async def test_without_any_socket_a_page_begins_at_once_and_says_how_far_news_came(
    place: School, browser: Browser, edition: str
) -> None:
    hall = await sitting(place, edition, 1)
    async with device(browser) as context, device(browser, viewport=WIDE) as desk:
        await context.add_init_script(NO_SOCKET)
        one = Student(await context.new_page())
        await one.join(place.url, hall.code, hall.people[0]["number"])
        await one.press("Begin")
        await expect(one.overview).to_be_visible(timeout=2_500)
        board = await open_board(place, await desk.new_page(), hall)
        await announce(board, WORDS)
        news = one.page.get_by_role("alertdialog", name="Announcement")
        await expect(news.get_by_text(WORDS)).to_be_visible()
        await said(board).get_by_text("0 of 1 have read it").click()
        await expect(said(board).get_by_text("Shown to 1: A0")).to_be_visible()
        await one.press("I have read it")
        await expect(said(board).get_by_text("The one who is here has read it.")).to_be_visible()


async def test_where_times_away_are_not_noted_the_page_says_so(
    place: School, browser: Browser, edition: str
) -> None:
    hall = await sitting(place, edition, 1, note_away=False)
    async with device(browser) as context:
        one = await writing(place, context, hall, 0)
        await one.press("Messages")
        mine = one.page.get_by_role("dialog", name="You and your proctors")
        await mine.get_by_text("Your attendance").click()
        await expect(mine.get_by_text("They are not noted in this session.")).to_be_visible()
