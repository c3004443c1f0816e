"""Every kind of question, the overview, and how one reads best."""

import json
import re

from playwright.async_api import expect

from invigilate.cli.demonstrating import PAPER
from tests.stories.pages import Student
from tests.stories.pictures.camera import Looks
from tests.stories.pictures.halls import Studio, begun
from tests.stories.pictures.states import Chapter, State

CHAPTER = Chapter(
    "Questions",
    (
        State(
            "first-page",
            "A page to read",
            "The paper begins; beside it stands the overview, above it what is saved and the time"
            " left.",
        ),
        State("choice", "One choice", "One of several answers is chosen, and can be taken back."),
        State("choices", "Several choices", "All that are right are ticked."),
        State(
            "maths",
            "A number, and maths",
            "The formula is drawn by the browser; the answer is written into its place.",
        ),
        State(
            "not-a-number",
            "Not a number",
            "What does not read as a number is kept as it is written, and the student is told how"
            " to write it.",
        ),
        State(
            "picture",
            "A picture",
            "A picture can be enlarged; the question is flagged to come back to.",
        ),
        State(
            "enlarged",
            "Picture enlarged",
            "It grows step by step and is scrolled by touch, mouse or keys.",
        ),
        State(
            "gaps",
            "Gaps in a text",
            "A list and a number stand in the sentence where they belong.",
        ),
        State("word", "A short text", "One word is written into a sentence."),
        State(
            "match",
            "Matching",
            "Each line gets its match from a list; nothing has to be dragged.",
        ),
        State(
            "order-open",
            "Order, not answered yet",
            "An order counts only when a line was moved or the order was kept.",
        ),
        State("order", "Order", "Lines are moved up and down by buttons."),
        State(
            "essay",
            "Essay",
            "A text without a length to fear; words are counted as they are written.",
        ),
        State(
            "overview",
            "Overview",
            "Answered, partly answered, not answered, not seen and flagged questions at a glance;"
            " each is a way there.",
        ),
        State(
            "no-way-back",
            "No way back",
            "In a paper of one direction the page asks before each step.",
        ),
        State(
            "reading",
            "Text and colours",
            "Size, spacing, colours, the ruler and the clock, as each reads best; kept on this "
            "device for this person alone.",
        ),
        State(
            "ruler",
            "Ruler, large text, strong contrast",
            "Here with 130 % and wide lines, on sepia and in white on black.",
        ),
    ),
)

ESSAY = """No. A shout is air that trembles, and it needs matter to travel in.

Between the two astronauts there is next to none, so nothing carries it. They hear each other by \
radio, or if their helmets touch."""


async def walk(studio: Studio) -> None:
    """Through the sample paper."""
    hall = await studio.hall()
    async with studio.device() as own:
        student = await begun(own, studio.place.url, hall)
        await expect(student.heading("How this paper works")).to_be_visible()
        await studio.camera.take(student.page, "first-page")
        await _choosing(studio, student)
        await _writing(studio, student)
        await _arranging(studio, student)
        await _overview(studio, student)
        await _reading(studio, student)
    await _no_way_back(studio)


async def _choosing(studio: Studio, student: Student) -> None:
    page, take = student.page, studio.camera.take
    await student.go_to(1, "A capital city")
    await page.get_by_role("radio", name="Canberra").check()
    await student.all_saved()
    await take(page, "choice")
    await student.go_to(2, "Prime numbers")
    for number in ("2", "17"):
        await page.get_by_role("checkbox", name=number, exact=True).check()
    await student.all_saved()
    await take(page, "choices")


async def _writing(studio: Studio, student: Student) -> None:
    page, take = student.page, studio.camera.take
    await student.go_to(3, "Adding fractions")
    await student.field().fill("seven eighths")
    await page.get_by_role("heading", level=1).click()
    await expect(page.get_by_text("This does not read as a number.")).to_be_visible()
    await take(page, "not-a-number")
    await student.field().fill("0.875")
    await page.get_by_role("heading", level=1).click()
    await student.all_saved()
    await take(page, "maths")
    await student.go_to(4, "The longest side")
    await student.press("Flag")
    await student.all_saved()
    await take(page, "picture")
    await page.get_by_role("button", name=re.compile("^A right-angled triangle")).click()
    await student.press("Larger")
    await take(page, "enlarged")
    await page.keyboard.press("Escape")
    await student.go_to(5, "Four months of rain")
    await page.get_by_label("Answer 1 of 2").select_option(label="April")
    await student.all_saved()
    await take(page, "gaps")
    await student.go_to(6, "How plants feed")
    await student.field().fill("photosynthesis")
    await student.all_saved()
    await take(page, "word")
    await student.go_to(9, "Sound in space")
    await student.field("Your text").fill(ESSAY)
    await student.all_saved()
    await take(page, "essay")


async def _arranging(studio: Studio, student: Student) -> None:
    page, take = student.page, studio.camera.take
    await student.go_to(7, "Who wrote what?")
    for work, author in (("Hamlet", "William Shakespeare"), ("War and Peace", "Leo Tolstoy")):
        await page.get_by_label(f"Match for {work}", exact=True).select_option(label=author)
    await student.all_saved()
    await take(page, "match")
    await student.go_to(8, "From the Sun outwards")
    await expect(page.get_by_role("button", name="Keep this order")).to_be_visible()
    await take(page, "order-open")
    await student.press("Move Mercury up")
    await student.all_saved()
    await take(page, "order")


async def _overview(studio: Studio, student: Student) -> None:
    """On a phone it lies behind a button."""
    page = student.page
    await student.go_to(4, "The longest side")

    async def opened() -> None:
        await page.get_by_role("navigation").get_by_role("button").nth(1).click()
        await expect(page.get_by_role("dialog")).to_be_visible()

    await studio.camera.take(page, "overview", looks=Looks(phone=opened))
    await page.keyboard.press("Escape")


async def _reading(studio: Studio, student: Student) -> None:
    page, take = student.page, studio.camera.take
    await student.press("Text and colours")
    dialog = page.get_by_role("dialog", name="Text and colours")
    await expect(dialog).to_be_visible()
    await take(page, "reading")
    await dialog.get_by_role("radio", name="130 %").check()
    await dialog.get_by_role("radio", name="Wide", exact=True).check()
    await dialog.get_by_role("switch", name="Reading ruler").check()
    await student.press("Done")
    await student.go_to(5, "Four months of rain")
    await page.get_by_role("slider", name="Reading ruler").press("PageDown")

    async def ground(name: str) -> None:
        await student.press("Text and colours")
        await dialog.get_by_role("radio", name=name).check()
        await student.press("Done")

    looks = Looks(light=lambda: ground("Sepia"), dark=lambda: ground("White on black"))
    await take(page, "ruler", looks=looks)


async def _no_way_back(studio: Studio) -> None:
    linear = json.loads(PAPER.read_bytes()) | {"navigation": "linear"}
    edition = await studio.place.paper(json.dumps(linear).encode(), "linear.json")
    hall = await studio.hall(edition=edition)
    async with studio.device() as own:
        student = await begun(own, studio.place.url, hall)
        await student.press("Next")
        await student.press("Go on")
        await expect(student.heading("A capital city")).to_be_visible()
        await student.press("Next")
        await expect(student.page.get_by_role("alertdialog")).to_be_visible()
        await studio.camera.take(student.page, "no-way-back")
        await student.press("Stay here")
