"""From the start screen to the lobby."""

import time

from playwright.async_api import expect

from invigilate.rooms.orders import Pause, Resume
from tests.stories.pages import Student
from tests.stories.pictures.halls import Hall, Studio, joined
from tests.stories.pictures.states import Chapter, State

CHAPTER = Chapter(
    "Coming in",
    (
        State(
            "start",
            "Start screen",
            "Four digits and one button; the code is typed, pasted, or comes with the address.",
        ),
        State("code-refused", "Code refused", "The field says what was wrong and what to do."),
        State(
            "identity",
            "Who are you?",
            "The candidate number as it stands on the slip; guests, where they are allowed, have "
            "a way in of their own.",
        ),
        State("guest", "A guest", "Where guests are allowed, a name is enough."),
        State(
            "personal-key",
            "Personal key asked",
            "A session may ask for the key on the slip, too; spaces and capitals do not matter.",
        ),
        State(
            "is-this-you",
            "Is this you?",
            "Name, number and session are confirmed before the seat is taken.",
        ),
        State(
            "early",
            "Not open yet",
            "The page counts down and goes on by itself when the session opens.",
        ),
        State(
            "door",
            "Waiting at the door",
            "The seat is in use on another device: the student waits until a proctor lets them in.",
        ),
        State(
            "seated",
            "A device with a seat",
            "Whoever opens the start screen again goes on to their seat, or leaves it.",
        ),
        State("lobby", "Lobby", "What awaits the student, and Begin, which starts their time."),
        State(
            "device-check",
            "Device check",
            "Clock, memory, connection and sound, each with what it means; none of them stands in"
            " the way of Begin.",
        ),
        State("practice", "Practice", "Two questions to try; nothing of it is kept or sent."),
        State(
            "lobby-countdown",
            "Lobby with a countdown",
            "Begin waits for the opening and says when it is.",
        ),
        State(
            "lobby-paused",
            "Lobby, paused",
            "Begin waits, with the reason that the proctor gave.",
        ),
        State(
            "not-reached",
            "Not reached",
            "The page opens without a network, says that no server answers, and keeps trying.",
        ),
    ),
)

KEPT = "() => !!navigator.serviceWorker.controller"


async def walk(studio: Studio) -> None:
    """With a wrong code on the way, a second device, and sessions that ask or open otherwise."""
    hall = await studio.hall(allow_guests=True)
    async with studio.device() as own, studio.device() as other:
        student = Student(await own.new_page())
        await _start(studio, student, hall)
        await _lobby(studio, student, hall)
        await _seats_taken(studio, student, Student(await other.new_page()), hall)
    await _otherwise(studio)
    await _unreached(studio)


async def _start(studio: Studio, student: Student, hall: Hall) -> None:
    page, take = student.page, studio.camera.take
    await page.goto(studio.place.url)
    code = page.get_by_label("Session code")
    await expect(code).to_be_visible()
    await take(page, "start")
    await code.fill("0000" if hall.code != "0000" else "1111")
    await student.press("Verify Session Code")
    await expect(code).to_have_attribute("aria-invalid", "true")
    await take(page, "code-refused")
    await code.fill(hall.code)
    await student.press("Verify Session Code")
    await expect(student.heading("Who are you?")).to_be_visible()
    await take(page, "identity")
    await student.press("I have no candidate number")
    await expect(student.heading("What is your name?")).to_be_visible()
    await take(page, "guest")
    await student.press("I have a candidate number")
    await page.get_by_label("Candidate number").fill(hall.people[0]["number"])
    await student.press("Continue")
    await expect(student.heading("Is this you?")).to_be_visible()
    await take(page, "is-this-you")
    await student.press("Yes, that is me")
    await expect(page.get_by_role("button", name="Begin")).to_be_enabled()


async def _lobby(studio: Studio, student: Student, hall: Hall) -> None:
    page, take = student.page, studio.camera.take
    check = page.get_by_role("region", name="This device")
    await expect(check.get_by_text("This device is ready.")).to_be_visible()
    await take(page, "lobby")
    await check.get_by_role("button", name="Play the tones").click()
    await expect(check.get_by_role("button", name="I heard it")).to_be_visible()
    await take(page, "device-check", check)
    await student.press("Try a question")
    await page.get_by_role("radio", name="A horse").check()
    await page.get_by_label("Write a sentence about anything.").fill("A horse has four legs.")
    await take(page, "practice")
    await student.press("Done")
    await hall.set(opens=_soon())
    await expect(page.get_by_role("timer")).to_be_visible()
    await take(page, "lobby-countdown")
    await hall.set(opens=None)
    await expect(page.get_by_role("timer")).to_have_count(0)
    await hall.order(Pause(None, "We begin together at ten o’clock."))
    await expect(page.get_by_text("You can begin when it goes on.")).to_be_visible()
    await take(page, "lobby-paused")
    await hall.order(Resume(None))


def _soon() -> int:
    """A whole minute to come, ms since 1970."""
    return (int(time.time()) // 60 + 12) * 60_000


async def _seats_taken(studio: Studio, student: Student, other: Student, hall: Hall) -> None:
    take, url = studio.camera.take, studio.place.url
    await student.page.goto(f"{url}/?code={hall.code}")
    await expect(student.heading("You already have a seat")).to_be_visible()
    await take(student.page, "seated")
    await other.identify(url, hall.code, hall.people[0]["number"])
    await other.press("Yes, that is me")
    await expect(other.heading("A proctor lets you in")).to_be_visible()
    await take(other.page, "door")


async def _otherwise(studio: Studio) -> None:
    keyed = await studio.hall(personal_key=True)
    later = await studio.hall()
    async with studio.device() as own:
        student = Student(await own.new_page())
        page, take = student.page, studio.camera.take
        await page.goto(studio.place.url)
        await page.get_by_label("Session code").fill(keyed.code)
        await student.press("Verify Session Code")
        await page.get_by_label("Candidate number").fill(keyed.people[0]["number"])
        await page.get_by_label("Personal key").fill(keyed.people[0]["key"])
        await take(page, "personal-key")
        await page.goto(studio.place.url)
        await page.get_by_label("Session code").fill(later.code)
        await student.press("Verify Session Code")
        await page.get_by_label("Candidate number").fill(later.people[0]["number"])
        await student.press("Continue")
        await expect(student.heading("Is this you?")).to_be_visible()
        await later.set(opens=_soon())
        await student.press("Yes, that is me")
        await expect(student.heading("Not open yet")).to_be_visible()
        await take(page, "early")


async def _unreached(studio: Studio) -> None:
    """A page that its service worker opens, on a device that has begun nothing."""
    hall = await studio.hall()
    async with studio.device() as own, studio.cable() as wire:
        student = await joined(own, wire.url, hall)
        await student.page.wait_for_function(KEPT)
        await wire.pull()
        await student.page.reload()
        await expect(student.heading("The server cannot be reached")).to_be_visible()
        await studio.camera.take(student.page, "not-reached")
