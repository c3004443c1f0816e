"""From the review to the receipt, and ends that others set."""

from playwright.async_api import expect

from invigilate.rooms.orders import Announce, End, Extend, Reopen
from tests.stories.pages import Student
from tests.stories.pictures.halls import Hall, Studio, begun
from tests.stories.pictures.states import Chapter, State

CHAPTER = Chapter(
    "The end",
    (
        State(
            "review",
            "Review",
            "What is open, partly answered or flagged, each a way there, before the paper is "
            "handed in.",
        ),
        State(
            "receipt",
            "Receipt",
            "That the paper arrived, its fingerprint, computed again on this device, and what was"
            " handed in.",
        ),
        State(
            "record",
            "Record",
            "What the server recorded of each answer, the time and every announcement.",
        ),
        State(
            "leave",
            "Leaving the seat",
            "On a shared device it makes room for the next student.",
        ),
        State("ended", "Ended by a proctor", "Writing is over; everything has arrived."),
        State(
            "reopened",
            "Open again",
            "A proctor opened the exam again; the student goes on where they were.",
        ),
        State(
            "signed-out",
            "No seat any more",
            "The seat was taken off this device; the page stops and says what to do.",
        ),
    ),
)


async def walk(studio: Studio) -> None:
    """Handing in; a seat that is left; an exam that staff end and open again."""
    hall = await studio.hall()
    async with studio.device() as own, studio.device() as other:
        student = await begun(own, studio.place.url, hall)
        await _review(studio, student, hall)
        await _receipt(studio, student)
        await _ended(studio, await begun(other, studio.place.url, hall, 2), hall)


async def _review(studio: Studio, student: Student, hall: Hall) -> None:
    page, take = student.page, studio.camera.take
    await student.go_to(1, "A capital city")
    await page.get_by_role("radio", name="Canberra").check()
    await student.go_to(2, "Prime numbers")
    for number in ("2", "17", "29"):
        await page.get_by_role("checkbox", name=number, exact=True).check()
    await student.go_to(4, "The longest side")
    await student.press("Flag")
    await student.field().fill("13")
    await student.go_to(5, "Four months of rain")
    await page.get_by_label("Answer 1 of 2").select_option(label="April")
    seats = (await hall.seat(),)
    await hall.order(Announce(seats, "Ten minutes more for you: the bell was late."))
    await student.press("I have read it")
    await hall.order(Extend(seats, 600_000, "The bell was late"))
    await student.press("Understood")
    await student.go_to(9, "Sound in space")
    await student.field("Your text").fill("No. Sound needs matter to travel in.")
    await student.all_saved()
    await student.overview.get_by_role("button", name="Hand in").click()
    await expect(page.get_by_role("alertdialog", name="Hand in your paper?")).to_be_visible()
    await take(page, "review")


async def _receipt(studio: Studio, student: Student) -> None:
    page, take = student.page, studio.camera.take
    await student.press("Hand in now")
    await expect(student.heading("What was handed in")).to_be_visible()
    await expect(page.get_by_text("it is the same.")).to_be_visible()
    await take(page, "receipt")
    await student.press("What was recorded")
    record = page.get_by_role("region", name="What was recorded")
    await expect(record.get_by_text("Writing ended: you handed in")).to_be_visible()
    await take(page, "record", record.get_by_role("heading").first)
    await student.press("Leave this seat")
    await expect(page.get_by_role("alertdialog")).to_be_visible()
    await take(page, "leave")


async def _ended(studio: Studio, student: Student, hall: Hall) -> None:
    page, take = student.page, studio.camera.take
    await student.go_to(9, "Sound in space")
    await student.field("Your text").fill("No. Sound needs matter to travel in.")
    await student.all_saved()
    seat = await hall.seat(2)
    await hall.order(End((seat,), "The sitting is over"))
    await expect(student.heading("Your exam has been ended")).to_be_visible()
    await expect(page.get_by_text("Everything you wrote has arrived.")).to_be_visible()
    await take(page, "ended")
    await hall.order(Reopen((seat,), 600_000, "It was ended by mistake"))
    await expect(page.get_by_text("Your exam is open again.")).to_be_visible()
    await take(page, "reopened")
    start = await page.context.new_page()
    await start.goto(f"{studio.place.url}/?code={hall.code}")
    await start.get_by_role("button", name="Leave it and join with a code").click()
    await expect(student.heading("This device has no seat any more")).to_be_visible()
    await take(page, "signed-out")
