"""Two devices of one student: which of them writes, and what the older one had not sent."""

import re

import pytest
from playwright.async_api import Browser, expect

from tests.servers.cable import cable
from tests.stories.pages import UNREACHED, Student, accessibility, device
from tests.stories.schools import School
from tests.stories.test_pages import sitting
from tests.stories.test_together import beside

pytestmark = [pytest.mark.story, pytest.mark.asyncio(loop_scope="session")]


async def test_what_the_older_of_two_devices_had_not_sent_is_offered_on_the_newer(
    place: School, browser: Browser, edition: str, axe: str
) -> None:
    hall = await sitting(place, edition, 1, personal_key=True)
    who = hall.people[0]
    async with (
        device(browser, UNREACHED) as laptop,
        device(browser, reduced_motion="reduce") as tablet,
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
        await new.go_to(9, "Sound in space")
        await expect(new.field("Your text")).to_have_value("Sent in time.")
        await expect(new.field("Your text")).not_to_be_editable()
        await new.press("Write here instead")
        await expect(new.field("Your text")).to_be_editable()
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
        await expect(capital.locator(".said")).to_have_text(["Canberra", "Perth"])
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
        await expect(old.field()).not_to_be_editable()


async def test_flags_and_a_hand_in_of_the_older_device_are_offered_on_the_newer(
    place: School, browser: Browser, edition: str, axe: str
) -> None:
    hall = await sitting(place, edition, 1, personal_key=True)
    who = hall.people[0]
    async with (
        device(browser, UNREACHED) as laptop,
        device(browser, reduced_motion="reduce") as tablet,
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
