"""What people do in the pages, in a real browser against a real server."""

import asyncio
import csv
import re
from typing import Any, NamedTuple

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from invigilate.ids import SeatId
from invigilate.rooms.texts import fingerprint
from tests.stories.pages import ProctorsBoard, Student, device
from tests.stories.schools import PROCTOR, School, roster

pytestmark = [pytest.mark.story, pytest.mark.asyncio(loop_scope="session")]


ESSAY = "No. Sound needs matter to travel in.\nIn space there is next to none: «ärgerlich» 𝛑."
LETTER = "Dear student,\n\nyou sit where I sat."
ANSWERS = {
    "capital": "b",
    "primes": ["a", "c", "e"],
    "fractions": "0.875",
    "triangle": "13",
    "rain/driest": "b",
    "rain/total": "170",
    "plants": "photosynthesis",
    "authors": ["a 5", "b 3", "c 1", "d 2"],
    "planets": ["d", "a", "c", "b", "e"],
    "sound": ESSAY,
    "letter": LETTER,
}
AUTHORS = {
    "Hamlet": "William Shakespeare",
    "Don Quixote": "Miguel de Cervantes",
    "Pride and Prejudice": "Jane Austen",
    "War and Peace": "Leo Tolstoy",
}


class Sitting(NamedTuple):
    """A published session of the sample paper."""

    session: str
    code: str
    people: list[dict[str, str]]
    """The lines of its roster, keys among them."""


async def sitting(place: School, edition: str, people: int, **settings: Any) -> Sitting:
    """With so many students on its roster; nobody is a guest, nothing is shuffled."""
    return await hall_of(place, edition, roster(people), **settings)


async def hall_of(place: School, edition: str, people: str, **settings: Any) -> Sitting:
    """With this roster."""
    settings = {"allow_guests": False, **settings}
    session, code = await place.session(edition, people, **settings)
    lines = (await place.roster_file(session)).read_text(encoding="utf-8-sig").splitlines()
    return Sitting(session, code, list(csv.DictReader(lines)))


async def writing(place: School, context: BrowserContext, hall: Sitting, who: int) -> Student:
    """One of the roster, who has begun."""
    student = Student(await context.new_page())
    await student.join(place.url, hall.code, hall.people[who]["number"])
    await student.begin()
    return student


async def booklet(place: School, hall: Sitting, number: str) -> dict[str, Any]:
    """Label → value of what the server has of a student, rebuilt from its log."""
    read = await place.office.ask("GET", f"/api/sessions/{hall.session}/booklets")
    [mine] = [each for each in read["booklets"] if each["number"] == number]
    assert mine["held"] == []
    return {label: value for label, _, value in mine["answers"]}


async def seat_of(place: School, hall: Sitting, who: int) -> SeatId:
    """The seat of one of the roster, who has joined."""
    rows = (await place.board(hall.session)).rows.values()
    [seat] = [row.seat for row in rows if row.number == hall.people[who]["number"]]
    return seat


async def test_a_student_joins_answers_every_kind_of_question_and_hands_in(
    place: School, browser: Browser, edition: str
) -> None:
    hall = await sitting(place, edition, 1, personal_key=True)
    who = hall.people[0]
    async with device(browser) as context:
        student = Student(await context.new_page())
        page = student.page
        await student.identify(place.url, hall.code, who["number"], who["key"].lower())
        # A name that ends in a number is shown whole: its first letter would tell nobody apart.
        await expect(page.get_by_text("Student 000", exact=True)).to_be_visible()
        await student.press("Yes, that is me")
        await student.begin()
        await answer_all(student)
        await student.all_saved()
        await expect(student.overview.get_by_text("10 of 10 answered")).to_be_visible()
        assert await booklet(place, hall, who["number"]) == ANSWERS
        await student.hand_in()
        shown = await page.locator("code").all_inner_texts()
        read = await context.request.get(f"{place.url}/api/receipts")
        [receipt] = (await read.json())["receipts"]
        assert dict(receipt["answers"]) == ANSWERS
        made = (receipt[name] for name in ("room", "seat", "edition", "seal", "answers"))
        assert fingerprint(*made) == receipt["fingerprint"]
        assert re.findall(r"\w{4}", shown[0]) == receipt["fingerprint"].split("-")


async def answer_all(student: Student) -> None:
    """The whole sample paper: some by mouse, some by keyboard, some by both."""
    page = student.page
    await student.press("Next")
    await page.get_by_role("radio", name="Sydney").focus()
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_role("radio", name="Canberra")).to_be_checked()
    await student.go_to(2, "Prime numbers")
    for number in ("29", "2", "17"):
        await page.get_by_role("checkbox", name=number, exact=True).focus()
        await page.keyboard.press("Space")
    await student.go_to(3, "Adding fractions")
    await student.field().press_sequentially("0.875")
    await page.keyboard.press("Tab")
    await student.go_to(4, "The longest side")
    await student.field().fill("13")
    await student.go_to(5, "Four months of rain")
    await page.get_by_label("Answer 1 of 2").select_option(label="April")
    await student.field("Answer 2 of 2").fill("170")
    await student.go_to(6, "How plants feed")
    await student.field().press_sequentially("photosynthesis")
    await student.go_to(7, "Who wrote what?")
    for work, author in AUTHORS.items():
        await page.get_by_label(f"Match for {work}", exact=True).select_option(label=author)
    await student.go_to(8, "From the Sun outwards")
    await page.get_by_role("button", name="Move Mercury up").click()
    for _ in range(2):
        await page.keyboard.press("Enter")  # the focus goes with the line
    await student.press("Move Mars up")
    await student.go_to(9, "Sound in space")
    await student.field("Your text").fill(ESSAY)
    await student.go_to(10, "A letter to the future")
    for at, line in enumerate(LETTER.split("\n")):
        if at:
            await page.keyboard.press("Enter")
        await student.field("Your text").press_sequentially(line)


async def test_time_given_to_one_student_shows_on_both_sides(
    place: School, browser: Browser, edition: str
) -> None:
    hall = await sitting(place, edition, 3, minutes=60)
    wide = {"width": 1440, "height": 900}
    async with (
        device(browser) as first,
        device(browser) as second,
        device(browser, viewport=wide) as desk,
    ):
        one = await writing(place, first, hall, 1)
        two = await writing(place, second, hall, 2)
        board = ProctorsBoard(await desk.new_page())
        await board.open(place.url, hall.session, PROCTOR)
        name = hall.people[1]["name"]
        await board.page.get_by_role("button", name=name, exact=True).click()
        dialog = board.page.get_by_role("dialog", name=re.compile(name))
        await dialog.get_by_role("button", name="Extend").click()
        await dialog.get_by_label("Minutes").first.fill("7")
        await dialog.get_by_label("Reason").fill("The bus was late")
        await dialog.get_by_role("button", name="Change time", exact=True).click()
        # Back where it was asked for, with the way to take it back.
        await expect(dialog.get_by_role("button", name="Undo")).to_be_visible()
        await board.page.keyboard.press("Escape")
        await expect(dialog).to_have_count(0)

        await expect(one.clock).to_have_text(re.compile(r"^1:0[56]:\d\d$"))
        await expect(two.clock).to_have_text(re.compile(r"^5\d:\d\d$"))
        await one.page.get_by_role("button", name=re.compile("^Time left")).click()
        why = one.page.get_by_role("dialog")
        await expect(why.get_by_text("67 min = 60 + 7 (The bus was late)")).to_be_visible()
        cells = board.row(name).get_by_role("cell")
        await expect(cells.filter(has_text="+7 min")).to_have_count(1)
        await expect(cells.filter(has_text=re.compile(r"^\s*1:0[56]:\d\d"))).to_have_count(1)
        others = board.row(hall.people[2]["name"]).get_by_role("cell")
        await expect(others.filter(has_text="min")).to_have_count(0)


async def test_an_announcement_arrives_is_acknowledged_and_waits_for_who_joins_later(
    place: School, browser: Browser, edition: str
) -> None:
    hall = await sitting(place, edition, 2)
    words = "There is a misprint in question 3:\nread 3/4 + 1/8."
    async with device(browser) as first, device(browser) as second, device(browser) as desk:
        one = await writing(place, first, hall, 0)
        board = ProctorsBoard(await desk.new_page())
        await board.open(place.url, hall.session, PROCTOR)
        dialog = await board.act("Announce")
        await dialog.get_by_label("Text").fill(words)
        await board.confirm(dialog, "Announce")

        news = one.page.get_by_role("alertdialog", name="Announcement")
        await expect(news.get_by_text(words)).to_be_visible()
        await one.press("I have read it")
        await expect(news).to_have_count(0)
        said = board.page.get_by_role("tabpanel", name=re.compile("Announcements"))
        await expect(said.get_by_text(words)).to_be_visible()
        # Acknowledged on the server: it does not come again.
        await one.page.reload()
        await expect(one.overview.get_by_role("button", name="Announcements (1)")).to_be_visible()
        await expect(news).to_have_count(0)

        late = Student(await second.new_page())
        await late.join(place.url, hall.code, hall.people[1]["number"])
        await expect(late.page.get_by_role("alertdialog").get_by_text(words)).to_be_visible()
        await late.press("I have read it")
        await late.begin()


async def kept(page: Page) -> None:
    """Lets pass the 300 ms after which what was typed must be on the device."""
    since = await page.evaluate("performance.now()")
    await page.wait_for_function("since => performance.now() >= since + 300", arg=since)


async def crash(page: Page) -> None:
    """The page's process dies, as when a device runs out of memory."""
    session = await page.context.new_cdp_session(page)
    async with page.expect_event("crash"):
        dying = asyncio.ensure_future(session.send("Page.crash"))
    dying.cancel()
