"""The whole exam by keyboard alone."""

import re

import pytest
from playwright.async_api import Browser, expect

from invigilate.cli.demonstrating import PAPER
from tests.stories.halls import TITLES, answers, hall
from tests.stories.keys import Keys
from tests.stories.pages import device
from tests.stories.schools import School

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
AS_MANY_MATCHES_AS_ONE_LIKES = PAPER.read_bytes().replace(b'"maximum": 4', b'"maximum": 0')
"""The sample paper, where nothing says how many lines of its match may be matched."""
WORN = """() => [document.documentElement.style.fontSize,
    document.documentElement.dataset.ground ?? '']"""


async def test_the_whole_exam_goes_by_keyboard_alone(place: School, browser: Browser) -> None:
    here = await hall(place, await place.paper(AS_MANY_MATCHES_AS_ONE_LIKES, PAPER.name))
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
    await expect(page.get_by_role("heading", name="How this paper works")).to_be_focused()


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
