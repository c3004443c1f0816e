"""All that the board knows of one student, and what is written down about them."""

import re

from playwright.async_api import expect

from invigilate.rooms.orders import Attend, Identify, Tell
from tests.stories.pictures.floor import Floor
from tests.stories.pictures.states import Chapter, State

CHAPTER = Chapter(
    "One student",
    (
        State(
            "seat",
            "All about one",
            "Where they are, their time, what is saved, and what can be done for them.",
        ),
        State(
            "why",
            "Time, entry by entry",
            "Writing time, extra time, and each change with its reason and who gave it.",
        ),
        State(
            "thread",
            "Messages",
            "What the student and the proctors wrote to each other, and whether it was read.",
        ),
        State(
            "write-incident",
            "Writing an incident down",
            "For staff alone; an incident stands in the report of the sitting.",
        ),
        State(
            "notes",
            "Notes and incidents",
            "What all proctors of the session wrote down, newest first.",
        ),
        State(
            "attendance",
            "Attendance and identity",
            "Who is in the hall, whatever their device does, and whose card was looked at.",
        ),
        State(
            "move",
            "Another desk",
            "Where somebody sits there already, they can trade places.",
        ),
        State(
            "count-held",
            "Counting what is held",
            "What came late or from a second device counts when a proctor says so.",
        ),
        State("add", "One more student", "Somebody who is here and on no roster."),
    ),
)


async def walk(floor: Floor) -> None:
    """Through the dialog of some students."""
    page, take = floor.page, floor.camera.take
    await floor.fresh()
    dialog = await floor.seat("A5")
    await take(page, "seat")
    await dialog.get_by_text("Time, entry by entry").click()
    await expect(dialog.get_by_text("Writing time")).to_be_visible()
    await take(page, "why", dialog.get_by_text("Time, entry by entry"))
    await floor.sitting.hall.order(
        Tell((floor.sitting.seats["A5"],), "Yes. I bring you another sheet.")
    )
    await expect(dialog.locator("li").get_by_text("another sheet")).to_be_visible()
    await take(page, "thread", dialog.get_by_label("Write to this student"))
    await dialog.get_by_text("Move to another desk").click()
    await dialog.get_by_label("Desk", exact=True).fill("A6")
    await dialog.get_by_role("button", name="Move", exact=True).click()
    await expect(dialog.get_by_role("button", name="Trade places")).to_be_visible()
    await take(page, "move", dialog.get_by_role("button", name="Trade places"))
    await page.keyboard.press("Escape")
    await _written_down(floor)
    await _marked(floor)
    await _held(floor)


async def _written_down(floor: Floor) -> None:
    page, take = floor.page, floor.camera.take
    dialog = await floor.seat("B2")
    await dialog.get_by_role("button", name="Write a note").click()
    note = page.get_by_role("dialog", name=re.compile("^Write something down about"))
    await note.get_by_role("radio", name=re.compile("^Incident")).check()
    await note.get_by_label("Text").fill("A phone rang in the bag; it lies on our desk now.")
    await expect(note.get_by_text("Nobody is left out.")).to_be_visible()
    await take(page, "write-incident")
    await note.get_by_role("button", name="Write it down", exact=True).click()
    await expect(note).to_have_count(0)
    await page.keyboard.press("Escape")
    await floor.side.get_by_role("tab", name="Notes").click()
    await expect(floor.side.get_by_text("A phone rang")).to_be_visible()
    await floor.quiet()
    await take(page, "notes", floor.side)


async def _marked(floor: Floor) -> None:
    page, take = floor.page, floor.camera.take
    seats, order = floor.sitting.seats, floor.sitting.hall.order
    await order(Attend(tuple(seats[f"A{n}"] for n in range(1, 9)), "present"))
    await order(Attend((seats["A8"],), "late"))
    await order(Attend((seats["E8"],), "absent"))
    await order(Identify(tuple(seats[f"A{n}"] for n in range(1, 5)), "checked"))
    await order(Identify((seats["A6"],), "doubted", "The picture on the card is an old one"))
    columns = "desk,name,status,attendance,identity,answered,left,flags"
    session = floor.sitting.hall.session
    await page.goto(f"{floor.studio.place.url}/board/{session}?columns={columns}")
    await expect(page.get_by_role("columnheader", name="Identity")).to_be_visible()
    dialog = await floor.seat("A6")
    await expect(dialog.get_by_label("Identity")).to_have_value("doubted")
    await take(page, "attendance", dialog.get_by_label("Identity"))


async def _held(floor: Floor) -> None:
    page, take = floor.page, floor.camera.take
    await floor.fresh()
    await page.get_by_role("searchbox", name="Search").fill("E5")
    dialog = await floor.seat("E5")
    await dialog.get_by_role("button", name="Count held changes").click()
    count = page.get_by_role("dialog", name=re.compile("^Count what is held"))
    await expect(count.get_by_text("Nobody is left out.")).to_be_visible()
    await take(page, "count-held")
    await page.keyboard.press("Escape")
    await page.keyboard.press("Escape")
    await floor.more("Add a student")
    await expect(page.get_by_role("dialog", name="Add a student now")).to_be_visible()
    await take(page, "add")
