"""A new build of the pages while an exam goes on."""

import shutil
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from invigilate.api.pages import STATIC
from invigilate.cli.demonstrating import PAPER
from tests.stories.pages import UNREACHED, device
from tests.stories.renewed import renew_before_worker, renew_worker
from tests.stories.schools import school
from tests.stories.test_offline import begun, opened_again, until, wired
from tests.stories.test_pages import sitting

pytestmark = [pytest.mark.story, pytest.mark.asyncio(loop_scope="session")]

STATUS = "async (it) => (await fetch(it, { cache: 'no-store' })).status"
"""What a file is answered with by whoever keeps it, the browser's own cache left out."""


@pytest.mark.long
async def test_a_new_build_in_mid_exam_takes_nothing_from_an_open_page(
    browser: Browser, tmp_path: Path
) -> None:
    static = tmp_path / "static"
    shutil.copytree(STATIC, static)
    folder = tmp_path / "school"
    folder.mkdir()
    async with school(folder, "tests.stories.renewed", STATIC=str(static)) as place:
        edition = await place.paper(PAPER.read_bytes(), PAPER.name)
        hall = await sitting(place, edition, 1)
        async with wired(place) as cord, device(browser, UNREACHED) as context:
            student = await begun(context, cord, hall)
            await student.go_to(9, "Sound in space")
            await student.field("Your text").press_sequentially("Before.")
            await student.all_saved()
            [entry] = await entries(student.page)

            # In mid-deployment the page is the new one already, and its worker not yet.
            renew_before_worker(static)
            await student.page.reload()
            await expect(student.field("Your text")).to_have_value("Before.")
            [renewed] = await entries(student.page)
            assert (renewed == entry, renewed.endswith("-renewed.js")) == (False, True)
            await cord.pull()
            await student.page.close()
            student = await opened_again(context, cord)
            assert await entries(student.page) == [entry]
            await expect(student.field("Your text")).to_have_value("Before.")
            await cord.plug()

            renew_worker(static)
            await student.page.evaluate(
                "navigator.serviceWorker.getRegistration().then((one) => one.update())"
            )
            await until(
                student.page,
                "async () => (await caches.keys()).includes('invigilate-exam:renewed')"
                " && (await navigator.serviceWorker.getRegistration()).waiting === null"
                " && (await navigator.serviceWorker.getRegistration()).installing === null",
            )
            await student.field("Your text").press_sequentially(" After.")
            await student.all_saved()
            # The server has forgotten the old build; the open page still has it.
            assert (await context.request.get(f"{cord.url}{entry}")).status == 404
            assert await student.page.evaluate(STATUS, entry) == 200

            await student.page.reload()
            await expect(student.field("Your text")).to_have_value("Before. After.")
            assert await entries(student.page) == [renewed]
            await cord.pull()
            await student.page.close()
            again = await opened_again(context, cord)
            await expect(again.field("Your text")).to_have_value("Before. After.")
            assert await entries(again.page) == [renewed]


async def entries(page: Page) -> list[str]:
    """The scripts that the page's shell names."""
    read = "[...document.querySelectorAll('script[src]')].map((one) => one.getAttribute('src'))"
    return list(await page.evaluate(read))
