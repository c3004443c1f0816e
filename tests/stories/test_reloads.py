"""A reload, a dead tab and a dead server: none of them takes anything."""

import pytest
from playwright.async_api import Browser, expect

from tests.stories.pages import UNREACHED, Student, device
from tests.stories.schools import School
from tests.stories.test_pages import LETTER, booklet, crash, kept, sitting, writing

pytestmark = [pytest.mark.story, pytest.mark.asyncio(loop_scope="session")]

TYPED_AND_GONE = """() => {
    const field = document.querySelector('main textarea');
    globalThis.setTimeout = () => 0;
    field.value = 'Typed in the last moment.';
    field.dispatchEvent(new Event('input', { bubbles: true }));
    location.reload();
}"""
"""The last key, and the page is loaded again before anything that waits for its time happens."""


async def test_a_reload_loses_nothing(place: School, browser: Browser, edition: str) -> None:
    hall = await sitting(place, edition, 1)
    async with device(browser) as context:
        student = await writing(place, context, hall, 0)
        await student.go_to(9, "Sound in space")
        await student.field("Your text").press_sequentially("Kept before the reload.")
        await kept(student.page)
        await student.page.reload()
        await expect(student.field("Your text")).to_have_value("Kept before the reload.")
        await student.all_saved()
        await student.field("Your text").press_sequentially(" More.")
        await student.all_saved()
        written = await student.field("Your text").input_value()
        assert await booklet(place, hall, hall.people[0]["number"]) == {"sound": written}

        async with student.page.expect_navigation():
            await student.page.evaluate(TYPED_AND_GONE)
        last = "Typed in the last moment."
        await expect(student.field("Your text")).to_have_value(last)
        await student.all_saved()
        assert await booklet(place, hall, hall.people[0]["number"]) == {"sound": last}


async def test_a_dead_tab_loses_nothing_of_what_it_had_kept_while_the_server_was_gone(
    place: School, browser: Browser, edition: str
) -> None:
    hall = await sitting(place, edition, 1)
    async with device(browser, UNREACHED) as context:
        student = await writing(place, context, hall, 0)
        await student.go_to(9, "Sound in space")
        await student.field("Your text").press_sequentially("Known to the server.")
        await student.all_saved()
        await place.kill()
        await student.field("Your text").press_sequentially(" Known to this device alone.")
        await kept(student.page)
        await crash(student.page)
        await place.start()

        again = Student(await context.new_page())
        await again.page.goto(f"{place.url}/exam")
        whole = "Known to the server. Known to this device alone."
        await expect(again.field("Your text")).to_have_value(whole)
        await again.all_saved()
        assert await booklet(place, hall, hall.people[0]["number"]) == {"sound": whole}


async def test_what_is_written_without_a_server_is_kept_counted_and_sent(
    place: School, browser: Browser, edition: str
) -> None:
    hall = await sitting(place, edition, 1)
    async with device(browser, UNREACHED) as context:
        student = await writing(place, context, hall, 0)
        await student.go_to(1, "A capital city")
        await place.kill()
        await student.page.get_by_role("radio", name="Perth").check()
        await student.go_to(3, "Adding fractions")
        await student.field().fill("7/8 = 0.875")
        await student.go_to(10, "A letter to the future")
        await student.field("Your text").fill(LETTER)
        await expect(student.saved).to_contain_text("3 changes only on this device")
        await expect(student.page.get_by_text("Connection lost")).to_be_visible()
        await place.start()

        await expect(student.saved).to_contain_text("All saved", timeout=30_000)
        await expect(student.page.get_by_text("Connection lost")).to_have_count(0)
        letter = await student.field("Your text").input_value()
        await student.go_to(3, "Adding fractions")
        fraction = await student.field().input_value()
        assert await booklet(place, hall, hall.people[0]["number"]) == {
            "capital": "d",
            "fractions": fraction,
            "letter": letter,
        }
