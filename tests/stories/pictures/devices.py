"""Two devices of one student, and two tabs of one device."""

from playwright.async_api import expect

from tests.stories.pages import Student
from tests.stories.pictures.halls import Studio, begun
from tests.stories.pictures.states import Chapter, State

CHAPTER = Chapter(
    "Two devices",
    (
        State(
            "read-only",
            "Another device has the pen",
            "The paper can be read here, and the pen be taken over.",
        ),
        State(
            "pen-elsewhere",
            "The older device",
            "It can only be read; what it had not sent is held for the newer one.",
        ),
        State(
            "merging-offered",
            "More on the other device",
            "What the older device had not sent is offered on the newer one.",
        ),
        State(
            "merging",
            "Merging",
            "Answer by answer: keep what is here, take the other, or both.",
        ),
        State("two-tabs", "Two tabs", "Only one tab writes; the other one says so."),
    ),
)


async def walk(studio: Studio) -> None:
    """A laptop loses its network, a tablet goes on, and the laptop comes back."""
    hall = await studio.hall(personal_key=True)
    who = hall.people[0]
    async with (
        studio.device() as laptop,
        studio.device() as tablet,
        studio.cable() as wire,
    ):
        old = await begun(laptop, wire.url, hall)
        await old.go_to(9, "Sound in space")
        await old.field("Your text").fill("Sent in time.")
        await old.all_saved()
        await wire.pull()
        await old.field("Your text").press_sequentially(" Written without a network.")
        await old.go_to(1, "A capital city")
        await old.page.get_by_role("radio", name="Perth").check()
        await expect(old.saved).to_contain_text("only on this device")

        new = Student(await tablet.new_page())
        page, take = new.page, studio.camera.take
        await new.identify(studio.place.url, hall.code, who["number"], who["key"])
        await new.press("Yes, that is me")
        here = page.get_by_role("button", name="Write here instead")
        await expect(here).to_be_visible()
        await new.go_to(9, "Sound in space")
        await take(page, "read-only")
        await here.click()
        await new.go_to(1, "A capital city")
        await page.get_by_role("radio", name="Canberra").check()
        await new.go_to(9, "Sound in space")
        await new.field("Your text").press_sequentially(" Then on the tablet.")
        await new.all_saved()

        await wire.plug()
        offer = page.get_by_text("Your other device had written more")
        await expect(offer).to_be_visible(timeout=30_000)
        await take(page, "merging-offered")
        await expect(old.page.get_by_text("Another device is writing")).to_be_visible()
        await take(old.page, "pen-elsewhere")
        await page.get_by_role("button", name="Look", exact=True).click()
        dialog = page.get_by_role("dialog", name="From your other device")
        await expect(dialog.get_by_role("button", name="Take both")).to_be_visible()
        await take(page, "merging")
        await dialog.get_by_role("button", name="Close").click()

        second = Student(await tablet.new_page())
        await second.page.goto(f"{studio.place.url}/exam")
        await expect(second.page.get_by_text("open in another tab")).to_be_visible()
        await expect(second.overview).to_be_visible()
        await take(second.page, "two-tabs")
