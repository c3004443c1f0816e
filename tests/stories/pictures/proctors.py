"""What a student has of the proctors while writing."""

import re
import time

from playwright.async_api import expect

from invigilate.rooms.orders import Announce, Extend, Lock, Pause, Resume, SetEnd, Tell, Unlock
from tests.stories.pages import Student
from tests.stories.pictures.halls import Hall, Studio, begun
from tests.stories.pictures.states import Chapter, State

CHAPTER = Chapter(
    "With the proctors",
    (
        State("hand-up", "Hand up", "The raised hand stays in sight and can be lowered."),
        State(
            "message",
            "A message",
            "It stands above the paper and takes nothing from the student's place in the text.",
        ),
        State(
            "conversation",
            "Conversation",
            "What the student and the proctors wrote to each other, and one's own attendance.",
        ),
        State(
            "announcement",
            "Announcement",
            "It is read before the writing goes on, and the proctors see that it was.",
        ),
        State(
            "paused",
            "Paused",
            "The paper is covered, the clock stands still, and the reason is there to read.",
        ),
        State(
            "locked-while-paused",
            "Paused, and locked besides",
            "Both are said, each with its reason, and that the lock outlasts the pause.",
        ),
        State(
            "locked",
            "Locked",
            "A proctor stopped this student's writing, with a word to them; the time goes on.",
        ),
        State(
            "time-given",
            "Time given",
            "How much more it is, why, and when the time ends now; less time is said as plainly.",
        ),
        State(
            "why",
            "Why does it end then?",
            "The time that makes up the end, entry by entry, each with its reason.",
        ),
        State(
            "time-notice",
            "Time notice",
            "At 30, 10, 5 minutes and 1 minute a line says so, also where the clock is hidden.",
        ),
        State("away", "Times away", "Who left the page is told that it was seen, and may say why."),
        State(
            "door-asked",
            "Someone asks for the seat",
            "Another device gave the same number; the student goes on writing.",
        ),
    ),
)

AWAY_MS = 4_000


async def walk(studio: Studio) -> None:
    """A hand, messages, an announcement, a pause, time given, a second device at the door."""
    hall = await studio.hall()
    async with studio.device() as own, studio.device() as other:
        student = await begun(own, studio.place.url, hall, 1)
        await student.go_to(5, "Four months of rain")
        await _talks(studio, student, hall)
        await _is_told(studio, student, hall)
        await _time(studio, student, hall)
        await _away(studio, student)
        knocking = Student(await other.new_page())
        await knocking.identify(studio.place.url, hall.code, hall.people[1]["number"])
        await knocking.press("Yes, that is me")
        asks = student.page.get_by_text("Another device asks for your seat")
        await expect(asks).to_be_visible()
        await studio.camera.take(student.page, "door-asked")


async def _talks(studio: Studio, student: Student, hall: Hall) -> None:
    page, take = student.page, studio.camera.take
    await student.press("Raise hand")
    main = page.get_by_role("main")
    await expect(main.get_by_role("button", name="Lower hand")).to_be_visible()
    await take(page, "hand-up")
    await student.press("Messages")
    dialog = page.get_by_role("dialog", name="You and your proctors")
    await dialog.get_by_label("Message to your proctors").fill("May I open the window?")
    await dialog.get_by_role("button", name="Send").click()
    await expect(dialog.locator("li").get_by_text("May I open the window?")).to_be_visible()
    await dialog.get_by_role("button", name="Close").click()
    await hall.order(Tell((await hall.seat(1),), "Yes, please. I come over and help you."))
    await expect(main.get_by_text("Yes, please.")).to_be_visible()
    await take(page, "message")
    await main.get_by_role("button", name="Answer").click()
    await expect(dialog.locator("li")).to_have_count(2)
    await dialog.get_by_label("Message to your proctors").fill("Thank you!")
    await take(page, "conversation")
    await dialog.get_by_role("button", name="Close").click()
    await main.get_by_role("button", name="Lower hand").click()
    await expect(main.get_by_role("button", name="Lower hand")).to_have_count(0)


async def _is_told(studio: Studio, student: Student, hall: Hall) -> None:
    page, take = student.page, studio.camera.take
    words = "Calculators may be used from question 3 on.\nWrite your working down all the same."
    await hall.order(Announce(None, words))
    await expect(page.get_by_role("alertdialog", name="Announcement")).to_be_visible()
    await take(page, "announcement")
    await student.press("I have read it")
    await hall.order(Pause(None, "Fire drill. Leave everything on your desk and follow me."))
    await expect(student.heading("Paused")).to_be_visible()
    await take(page, "paused")
    seat = await hall.seat(1)
    await hall.order(Lock((seat,), "Please wait for me with what you write. I come to your desk."))
    await expect(student.heading("Your writing is stopped, too")).to_be_visible()
    await take(page, "locked-while-paused")
    await hall.order(Resume(None))
    await expect(student.heading("Paused")).to_have_count(0)
    await expect(student.heading("Your writing is stopped")).to_be_visible()
    await take(page, "locked")
    await hall.order(Unlock((seat,)))
    await expect(student.heading("Your writing is stopped")).to_have_count(0)


async def _time(studio: Studio, student: Student, hall: Hall) -> None:
    page, take = student.page, studio.camera.take
    await hall.order(Extend((await hall.seat(1),), 300_000, "The bus was late"))
    main = page.get_by_role("main")
    await expect(main.get_by_text("You have 5 min more")).to_be_visible()
    await take(page, "time-given")
    await student.press("Understood")
    await page.get_by_role("button", name=re.compile("^Time left")).click()
    why = page.get_by_role("dialog", name=re.compile("^Why "))
    await expect(why.get_by_text("The bus was late").first).to_be_visible()
    await take(page, "why")
    await why.get_by_role("button", name="Close").click()
    soon = int(time.time() * 1_000) + 299_000
    await hall.order(SetEnd(None, soon, "The hall is needed"))
    await expect(main.get_by_text("5 minutes left").first).to_be_visible()
    await main.get_by_role("button", name=re.compile("notes in full$")).click()
    await student.press("Understood")
    await page.keyboard.press("Escape")
    await take(page, "time-notice")


async def _away(studio: Studio, student: Student) -> None:
    page = student.page
    left = page.get_by_role("main").get_by_role("button", name="Dismiss")
    if await left.count():
        await left.first.click()
    await page.evaluate("dispatchEvent(new Event('blur'))")
    since = await page.evaluate("performance.now()")
    away = "([since, ms]) => performance.now() - since >= ms"
    await page.wait_for_function(away, arg=[since, AWAY_MS])
    await page.evaluate("dispatchEvent(new Event('focus'))")
    asked = page.get_by_text(re.compile("^You were away from this page for"))
    await expect(asked).to_be_visible()
    await studio.camera.take(page, "away")
    await page.get_by_role("main").get_by_label("Why (optional)").fill("A bell rang")
    await student.press("Say so")
    await expect(asked).to_have_count(0)
