"""Writing in comfort: by keyboard alone, in a large text, on a small screen, as one reads best."""

import json
import re
from typing import Any, NamedTuple

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from invigilate.cli.demonstrating import PAPER
from invigilate.rooms.commands import Extend
from tests.stories.pages import Student, accessibility, device
from tests.stories.schools import School, roster

pytestmark = [pytest.mark.story, pytest.mark.asyncio(loop_scope="session")]

SOUND = "No. Sound needs matter.\nSpace has next to none."
LETTER = "Dear student, you sit where I sat."
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
    "sound": SOUND,
    "letter": LETTER,
}
AUTHORS = {
    "Hamlet": "William Shakespeare",
    "Don Quixote": "Miguel de Cervantes",
    "Pride and Prejudice": "Jane Austen",
    "War and Peace": "Leo Tolstoy",
}
TITLES = (
    "A capital city",
    "Prime numbers",
    "Adding fractions",
    "The longest side",
    "Four months of rain",
    "How plants feed",
    "Who wrote what?",
    "From the Sun outwards",
    "Sound in space",
    "A letter to the future",
)
ZOOMED = {"width": 320, "height": 256}
"""A window of 1280 by 1024 at 400 %."""
TOO_WIDE = """() => [document.documentElement, ...document.querySelectorAll('dialog[open]')]
    .filter(place => place.scrollWidth > place.clientWidth + 1)
    .map(place => [place.localName, place.scrollWidth, place.clientWidth])"""
MOVING = """() => document.getAnimations()
    .filter(one => one.playState === 'running' && one.effect.getComputedTiming().duration > 0)
    .map(one => one.animationName ?? one.transitionProperty)"""
KEPT = """() => Object.entries(localStorage)
    .filter(([name]) => name.startsWith('invigilate.reading.'))"""
WORN = """() => [document.documentElement.style.fontSize,
    document.documentElement.dataset.ground ?? '']"""


class Hall(NamedTuple):
    """A published session."""

    session: str
    code: str


async def hall(place: School, edition: str, people: int = 1, **settings: Any) -> Hall:
    """Of the sample paper, with so many students from number 1000 on; nothing is shuffled."""
    made = await place.session(edition, roster(people), allow_guests=False, **settings)
    return Hall(*made)


async def answers(place: School, at: Hall, number: str) -> dict[str, Any]:
    """Label → value of what the server has of a student."""
    read = await place.office.ask("GET", f"/api/sessions/{at.session}/booklets")
    [mine] = [each for each in read["booklets"] if each["number"] == number]
    return {label: value for label, _, value in mine["answers"]}


class Keys:
    """Someone who has a keyboard and nothing else."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def to(self, target: Locator, backwards: bool = False) -> None:
        """Tab until it has the focus."""
        await expect(target).to_be_visible()
        for _ in range(80):
            if await target.evaluate("element => element === document.activeElement"):
                return
            await self.page.keyboard.press("Shift+Tab" if backwards else "Tab")
        raise AssertionError(f"no Tab leads to {target}")

    async def on(self, name: str | re.Pattern[str], key: str = "Enter") -> None:
        """A key on the button of this name."""
        exact = isinstance(name, str)
        await self.to(self.page.get_by_role("button", name=name, exact=exact))
        await self.page.keyboard.press(key)

    async def type(self, field: str, text: str) -> None:
        """Text into a field."""
        await self.to(self.page.get_by_role("textbox", name=field, exact=True))
        await self.page.keyboard.type(text)

    async def press(self, *keys: str) -> None:
        """Keys, one after another."""
        for key in keys:
            await self.page.keyboard.press(key)

    async def next(self, title: str) -> None:
        """The next question: its heading has the focus."""
        await self.on("Next")
        await expect(self.page.get_by_role("heading", name=title, exact=True)).to_be_focused()


async def test_the_whole_exam_goes_by_keyboard_alone(
    place: School, browser: Browser, edition: str
) -> None:
    here = await hall(place, edition)
    async with device(browser) as context:
        page = await context.new_page()
        keys = Keys(page)
        await join_by_keys(keys, place.url, here.code)
        await lobby_by_keys(keys)
        await time_by_keys(keys)
        await paper_by_keys(keys)
        await expect(page.locator("[aria-label=Saving]")).to_have_text(re.compile("All saved"))
        assert await answers(place, here, "1000") == ANSWERS
        await hand_in_by_keys(keys)
        assert await answers(place, here, "1000") == ANSWERS


async def join_by_keys(keys: Keys, url: str, code: str) -> None:
    """From the start screen to the lobby."""
    page = keys.page
    await page.goto(url)
    await keys.to(page.get_by_label("Session code"))
    await page.keyboard.type(code)
    await keys.press("Enter")
    await keys.type("Candidate number", "1000")
    await keys.press("Enter")
    await keys.on("Yes, that is me")
    await expect(page.get_by_role("button", name="Begin")).to_be_enabled()


async def lobby_by_keys(keys: Keys) -> None:
    """The settings, the check, the practice; then Begin."""
    page = keys.page
    settings = page.get_by_role("button", name="Text and colours")
    await keys.on("Text and colours")
    dialog = page.get_by_role("dialog", name="Text and colours")
    await keys.to(dialog.get_by_role("radio", name="100 %"))
    await keys.press("ArrowRight")
    await keys.to(dialog.get_by_role("switch", name="Reading ruler"))
    await keys.press("Space")
    assert await page.evaluate(WORN) == ["115%", ""]
    await keys.press("Escape")
    await expect(settings).to_be_focused()

    ruler = page.get_by_role("slider", name="Reading ruler")
    await keys.to(ruler)
    await keys.press("Home", "PageDown", "ArrowDown")
    await expect(ruler).to_have_attribute("aria-valuetext", "24 % from the top")
    await keys.on("Text and colours")
    await keys.on("As it was at first")
    await keys.on("Done")
    await expect(ruler).to_have_count(0)
    assert await page.evaluate(WORN) == ["", ""]

    await keys.on("Try a question")
    practice = page.get_by_role("dialog", name="A question to practise")
    await expect(practice.get_by_text("Nothing here is kept or sent.")).to_be_visible()
    await keys.to(practice.get_by_role("radio", name="A horse"))
    await keys.press("ArrowDown")
    await expect(practice.get_by_role("radio", name="A duck")).to_be_checked()
    await keys.type("Write a sentence about anything.", "A duck has two.")
    await expect(practice.get_by_text("4 words", exact=True)).to_be_visible()
    await keys.press("Escape")
    await expect(page.get_by_role("button", name="Try a question")).to_be_focused()
    await keys.on("Begin")
    await expect(page.get_by_role("heading", name="Before you begin")).to_be_focused()


async def time_by_keys(keys: Keys) -> None:
    """Why the end is when it is; the time hidden, which a reload remembers, and shown again."""
    page = keys.page
    face = page.get_by_role("button", name=re.compile("^Time left"))
    await keys.to(face)
    await keys.press("Enter")
    why = page.get_by_role("dialog", name=re.compile("^Why "))
    # 60 minutes, and a quarter more for the first of the roster.
    await expect(why.get_by_text("75 min = 60 + 15 (Accommodation)")).to_be_visible()
    await keys.press("Escape")
    await expect(face).to_be_focused()
    await keys.on("Hide the time")
    await expect(page.get_by_role("button", name="Show the time")).to_be_focused()
    await page.reload()
    await expect(page.get_by_role("button", name="Time hidden")).to_be_visible()
    await keys.on("Show the time")
    await expect(face).to_be_visible()


async def paper_by_keys(keys: Keys) -> None:
    """Every kind of question."""
    page = keys.page
    await keys.next(TITLES[0])
    await keys.to(page.get_by_role("radio", name="Sydney"))
    await keys.press("ArrowDown", "ArrowDown", "ArrowUp")
    await expect(page.get_by_role("radio", name="Canberra")).to_be_checked()
    await keys.on("Take my answer back")
    await expect(page.get_by_role("radio", name="Sydney")).to_be_focused()
    await keys.press("ArrowDown")

    await keys.next(TITLES[1])
    for number in ("2", "17", "29"):
        await keys.to(page.get_by_role("checkbox", name=number, exact=True))
        await keys.press("Space")

    await keys.next(TITLES[2])
    await keys.type("Your answer", "0.875")

    await keys.next(TITLES[3])
    await keys.on("Flag")
    await expect(page.get_by_role("button", name="Flagged", exact=True)).to_be_focused()
    await enlarge_by_keys(keys)
    await keys.type("Your answer", "13")

    await keys.next(TITLES[4])
    await keys.to(page.get_by_role("combobox", name="Answer 1 of 2"))
    await page.keyboard.type("Ap")
    overview = page.get_by_role("complementary", name="Overview")
    await expect(
        overview.get_by_role("button", name=re.compile("^Question 5, .*Partly"))
    ).to_be_visible()
    await expect(
        overview.get_by_role("button", name="Question 4, Answered, Flagged")
    ).to_be_visible()
    await expect(overview.get_by_role("button", name="Question 6, Not seen yet")).to_be_visible()
    await keys.type("Answer 2 of 2", "170")

    await keys.next(TITLES[5])
    await keys.type("Your answer", "photosynthesis")

    await keys.next(TITLES[6])
    for work, author in AUTHORS.items():
        await keys.to(page.get_by_role("combobox", name=f"Match for {work}", exact=True))
        await page.keyboard.type(author[:4])
        await expect(page.get_by_text(f"{work}: {author}")).to_be_attached()

    await keys.next(TITLES[7])
    await keys.on("Keep this order")
    await expect(page.get_by_text("The order is your answer now.")).to_be_attached()
    await keys.on("Move Mercury up")
    await keys.press("Enter", "Enter")  # the focus goes with the line
    await expect(page.get_by_text("Mercury: place 1 of 5")).to_be_attached()
    await keys.on("Move Mars up")

    await keys.next(TITLES[8])
    await keys.to(page.get_by_role("textbox", name="Your text"))
    first, second = SOUND.split("\n")
    await page.keyboard.type(first)
    await keys.press("Enter")
    await page.keyboard.type(second)
    await expect(page.get_by_text("9 words", exact=True)).to_be_visible()
    counted = page.get_by_role("textbox", name="Your text")
    await expect(counted).to_have_accessible_description(re.compile("^9 words Words are counted"))

    await keys.next(TITLES[9])
    await keys.type("Your text", LETTER)


async def enlarge_by_keys(keys: Keys) -> None:
    """A picture, larger and larger; Escape, and one is where one was."""
    page = keys.page
    picture = page.get_by_role("button", name=re.compile("^A right-angled triangle"))
    await keys.to(picture)
    await keys.press("Enter")
    dialog = page.get_by_role("dialog", name="Picture")
    await keys.on("Larger")
    await keys.press("Enter", "Enter", "Enter", "Enter")
    await expect(dialog.get_by_text("400 %", exact=True)).to_be_visible()
    await expect(dialog.get_by_role("button", name="Larger")).to_be_focused()
    await keys.to(dialog.get_by_role("region", name="Scroll the picture"))
    await keys.press("ArrowRight")
    await keys.press("Escape")
    await expect(picture).to_be_focused()


async def hand_in_by_keys(keys: Keys) -> None:
    """The review, and the receipt."""
    page = keys.page
    await keys.on("Review and hand in")
    review = page.get_by_role("alertdialog", name="Hand in your paper?")
    await expect(review.get_by_text("Every question is answered.")).to_be_visible()
    await keys.on("Go to question 4")
    await expect(page.get_by_role("heading", name=TITLES[3])).to_be_focused()
    await keys.on("Hand in")
    await keys.on("Hand in now")
    await expect(page.get_by_role("heading", name="What was handed in")).to_be_visible()
    await keys.to(page.get_by_role("button", name="Print"))


async def test_nothing_is_cut_off_at_400_percent_in_any_text_size(
    place: School, browser: Browser, edition: str
) -> None:
    here = await hall(place, edition)
    shape: dict[str, Any] = {"viewport": ZOOMED, "has_touch": True, "reduced_motion": "reduce"}
    async with device(browser, **shape) as context:
        student = Student(await context.new_page())
        page = student.page
        await student.join(place.url, here.code, "1000")
        await whole(page)
        await page.get_by_role("button", name="Try a question").tap()
        await whole(page)
        await student.press("Done")
        for percent in (100, 175):
            await page.get_by_role("button", name="Text and colours").tap()
            await page.get_by_role("radio", name=f"{percent} %").check()
            await page.get_by_role("radio", name="Very wide").check()
            await whole(page)
            await student.press("Done")
            await whole(page)
            begin = page.get_by_role("button", name="Begin")
            if await begin.count():
                await begin.tap()
                await expect(student.heading("Before you begin")).to_be_visible()
            for question, title in enumerate(TITLES, 1):
                await over_the_overview(page, question)
                await expect(student.heading(title)).to_be_visible()
                await whole(page)
        await by_touch(page)
        await over_the_overview(page, 4)
        await page.get_by_role("button", name=re.compile("^A right-angled")).tap()
        await page.get_by_role("dialog", name="Picture").get_by_role("button", name="Larger").tap()
        await whole(page)
        await page.keyboard.press("Escape")
        await page.get_by_role("navigation").get_by_role("button").nth(1).tap()
        await whole(page)
        await page.get_by_role("dialog").get_by_role("button", name="Hand in").tap()
        await whole(page)
        await page.get_by_role("button", name="Hand in now").tap()
        await expect(student.heading("What was handed in")).to_be_visible()
        await whole(page)
        assert await answers(place, here, "1000") == {
            "authors": ["a 5"],
            "planets": ["a", "b", "d", "c", "e"],
        }


async def by_touch(page: Page) -> None:
    """What elsewhere is dragged."""
    await over_the_overview(page, 7)
    await page.get_by_label("Match for Hamlet").select_option(label="William Shakespeare")
    await over_the_overview(page, 8)
    await page.get_by_role("button", name="Move Mercury up").tap()


async def over_the_overview(page: Page, question: int) -> None:
    """To a question, as on a phone."""
    await page.get_by_role("navigation").get_by_role("button").nth(1).tap()
    name = re.compile(rf"^Question {question}(,|$)")
    await page.get_by_role("dialog").get_by_role("button", name=name).tap()


async def whole(page: Page) -> None:
    """Nothing is reached by scrolling sideways, and nothing moves by itself."""
    assert await page.evaluate(TOO_WIDE) == []
    assert await page.evaluate(MOVING) == []


async def test_how_one_reads_is_kept_for_oneself_and_not_for_the_next_at_this_device(
    place: School, browser: Browser, edition: str
) -> None:
    first, second = await hall(place, edition, 2), await hall(place, edition, 2)
    async with device(browser) as context:
        student = Student(await context.new_page())
        await student.join(place.url, first.code, "1000")
        await student.press("Text and colours")
        await student.page.get_by_role("radio", name="150 %").check()
        await student.page.get_by_role("radio", name="Sepia").check()
        await student.press("Done")
        assert await student.page.evaluate(WORN) == ["150%", "sepia"]
        await student.page.reload()
        await student.press("Begin")
        await expect(student.heading("Before you begin")).to_be_visible()
        assert await student.page.evaluate(WORN) == ["150%", "sepia"]
        kept = await student.page.evaluate(KEPT)
        assert [set(json.loads(value)) for _, value in kept] == [
            {"size", "spacing", "ground", "ruler", "clock"}
        ]
        assert not re.search("1000|Student", kept[0][0])

        for at, number, worn in ((first, "1001", ["", ""]), (second, "1000", ["150%", "sepia"])):
            await context.clear_cookies()
            await student.join(place.url, at.code, number)
            assert await student.page.evaluate(WORN) == worn


@pytest.mark.long
async def test_a_device_with_a_wrong_clock_and_no_sockets_is_told_that_it_can_begin(
    place: School, browser: Browser, edition: str
) -> None:
    here = await hall(place, edition, 2)
    async with device(browser) as context:
        student = Student(await context.new_page())
        await student.join(place.url, here.code, "1000")
        check = student.page.get_by_role("region", name="This device")
        await expect(check.get_by_text("This device is ready.")).to_be_visible()
        await expect(check.get_by_text("It is live: answers arrive at once.")).to_be_visible()
        await check.get_by_role("button", name="Play the tones").click()
        await check.get_by_role("button", name="I heard it").click()
        await expect(check.get_by_text("You heard the tones.")).to_be_visible()
    async with device(browser) as context:
        await context.add_init_script(
            "const now = Date.now; Date.now = () => now() + 3600000; delete globalThis.WebSocket;"
        )
        student = Student(await context.new_page())
        await student.join(place.url, here.code, "1001")
        check = student.page.get_by_role("region", name="This device")
        await expect(check.get_by_text("You can begin. Read what is said below.")).to_be_visible()
        await expect(check.get_by_text("It is 1 h off.")).to_be_visible()
        await expect(check.get_by_text("It works in a slower way")).to_be_visible()
        await student.press("Begin")
        # Without a socket the page asks every five seconds.
        await expect(student.heading("Before you begin")).to_be_visible(timeout=30_000)
        await student.go_to(3, TITLES[2])
        await student.field().fill("0.875")
        await student.all_saved()
        assert await answers(place, here, "1001") == {"fractions": "0.875"}


@pytest.mark.long
async def test_the_time_is_told_at_its_marks_though_it_is_hidden_and_never_by_the_second(
    place: School, browser: Browser, edition: str
) -> None:
    here = await hall(place, edition, 2, minutes=11)
    async with device(browser) as context:
        student = Student(await context.new_page())
        await student.join(place.url, here.code, "1001")
        await student.begin()
        face = student.page.get_by_role("timer")
        await expect(face).to_have_attribute("aria-live", "off")
        await student.press("Hide the time")
        await expect(face).to_have_count(0)
        [seat] = [row.seat for row in (await place.board(here.session)).rows.values() if row.status]
        await place.order(here.session, Extend((seat,), -90_000, "The clock was set wrong"))
        polite = student.page.locator("main [aria-live=polite]")
        await expect(polite.get_by_text("10 minutes left")).to_be_visible()
        await student.press("Time hidden")
        why = student.page.get_by_role("dialog")
        sum_of_it = "9.5 min = 11 − 1.5 (The clock was set wrong)"
        await expect(why.get_by_text(sum_of_it)).to_be_visible()


async def test_a_paper_without_a_way_back_says_so_before_each_step(
    place: School, browser: Browser
) -> None:
    paper = json.loads(PAPER.read_bytes()) | {"navigation": "linear"}
    edition = await place.paper(json.dumps(paper).encode(), "linear.json")
    here = await hall(place, edition)
    async with device(browser) as context:
        student = Student(await context.new_page())
        page = student.page
        await student.join(place.url, here.code, "1000")
        await expect(page.get_by_text("One after the other, without a way back")).to_be_visible()
        await student.begin()
        ask = page.get_by_role("alertdialog", name="Go on to the next question?")
        for said in ("You cannot come back to this one.", "It is not answered yet."):
            await student.press("Next")
            await expect(ask.get_by_text(said)).to_be_visible()
            await student.press("Go on")
        await expect(student.heading(TITLES[1])).to_be_focused()
        await expect(page.get_by_role("button", name="Previous")).to_be_disabled()
        numbers = student.overview.get_by_role("button", name=re.compile("^Question"))
        await expect(numbers).to_have_count(10)
        enabled = [await one.is_enabled() for one in await numbers.all()]
        assert enabled == [at == 1 for at in range(10)]


async def test_every_ground_and_dialog_is_accessible(
    place: School, browser: Browser, edition: str, axe: str
) -> None:
    here = await hall(place, edition)
    async with device(browser, reduced_motion="reduce") as context:
        student = Student(await context.new_page())
        page = student.page
        await student.join(place.url, here.code, "1000")
        await expect(page.get_by_text("This device is ready.")).to_be_visible()
        assert await accessibility(page, axe) == []
        await student.press("Try a question")
        assert await accessibility(page, axe) == []
        await student.press("Done")
        await student.begin()
        await student.go_to(4, TITLES[3])
        for ground in ("Sepia", "Black on white", "White on black"):
            await student.press("Text and colours")
            await page.get_by_role("radio", name=ground).check()
            assert await accessibility(page, axe) == []
            await student.press("Done")
            assert await accessibility(page, axe) == []
        await page.get_by_role("button", name=re.compile("^A right-angled")).click()
        assert await accessibility(page, axe) == []
