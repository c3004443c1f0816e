"""An exam that ends while the network is gone: it stays ended, and what comes late is said."""

import asyncio
import re

import pytest
from playwright.async_api import Browser, Page, expect

from invigilate.rooms.orders import End
from tests.stories.pages import TOO_LATE, UNREACHED, Student, device
from tests.stories.schools import School
from tests.stories.test_offline import begun, until, wired
from tests.stories.test_pages import Sitting, kept, sitting

pytestmark = [pytest.mark.story, pytest.mark.asyncio(loop_scope="session")]


KEPT_VIEW = """() => new Promise((found) => {
    const asking = indexedDB.open('invigilate-sitting', 1);
    asking.onsuccess = () => {
        const all = asking.result.transaction('views').objectStore('views').getAll();
        all.onsuccess = () => {
            asking.result.close();
            found(all.result.some(({ view }) => WHAT));
        };
    };
})"""


async def sealed(place: School, hall: Sitting) -> None:
    """Waits until the server has sealed the first one's booklet."""
    async with asyncio.timeout(20):
        while True:
            read = await place.office.ask("GET", f"/api/sessions/{hall.session}/booklets")
            if read["booklets"][0]["seals"]:
                break
            await asyncio.sleep(0.1)


async def kept_view(page: Page, what: str) -> None:
    """Waits until the view that the device has kept is like this."""
    await until(page, KEPT_VIEW.replace("WHAT", what))


async def test_time_that_runs_out_without_a_network_ends_the_writing_and_what_comes_late_is_said(
    place: School, browser: Browser, edition: str
) -> None:
    hall = await sitting(place, edition, 1, minutes=0.3, grace_ms=500)
    async with wired(place) as cord, device(browser, UNREACHED, TOO_LATE) as context:
        student = await begun(context, cord, hall)
        page = student.page
        await student.go_to(6, "How plants feed")
        await cord.pull()
        await student.field().fill("photosynthesis")
        await kept(page)
        await expect(student.heading("Your time is over")).to_be_visible(timeout=40_000)
        await expect(student.field()).to_have_count(0)
        await expect(page.get_by_text("You cannot write any more.")).to_be_visible()
        main = page.get_by_role("main")
        await expect(main.get_by_text("Only on this device: 1 change.")).to_be_visible()

        await sealed(place, hall)  # before that it would still count
        await cord.plug()
        await expect(student.saved).to_have_text(
            re.compile("1 change held, because your time was over; your proctor decides")
        )
        read = await place.office.ask("GET", f"/api/sessions/{hall.session}/booklets")
        [mine] = read["booklets"]
        [apart] = mine["held"]
        assert (mine["answers"], apart["value"]) == ([], "photosynthesis")


async def test_what_staff_ended_stays_ended_in_a_tab_that_opens_without_a_network(
    place: School, browser: Browser, edition: str
) -> None:
    hall = await sitting(place, edition, 1, auto_submit=False)
    async with wired(place) as cord, device(browser, UNREACHED, TOO_LATE) as context:
        student = await begun(context, cord, hall)
        await student.go_to(6, "How plants feed")
        await kept_view(student.page, "view.seat.item === 6")
        await place.order(hall.session, End(None, "A word with you, please"))
        await expect(student.heading("Your exam has been ended")).to_be_visible()
        await kept_view(student.page, "view.seat.status === 'Ended'")
        await cord.pull()
        await student.page.close()
        again = Student(await context.new_page())
        await again.page.goto(f"{cord.url}/exam")
        await expect(again.heading("Your exam has been ended")).to_be_visible()
        await expect(again.overview).to_have_count(0)
