"""Handing in without a network: the file that is carried to the board, and one's own record."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Download, Page, expect

from invigilate.rooms.orders import Announce, Extend, Tell
from tests.servers.cable import cable
from tests.stories.pages import UNREACHED, ProctorsBoard, Student, accessibility, device
from tests.stories.schools import PROCTOR, School
from tests.stories.test_pages import Sitting, sitting

pytestmark = [pytest.mark.story, pytest.mark.asyncio(loop_scope="session")]

GONE_BY = re.compile(r"status of 409 .*/live/signs")
"""Where the student was is said when the network is back, to a paper that is handed in by then."""
OFFERED_MS = 40_000
"""The page waits until the link is lost, and ten seconds more."""


async def booklet_of(place: School, hall: Sitting, number: str) -> dict[str, Any]:
    """The server's booklet of a student, rebuilt from its log."""
    read = await place.office.ask("GET", f"/api/sessions/{hall.session}/booklets")
    [mine] = [each for each in read["booklets"] if each["number"] == number]
    return dict(mine)


async def save_file(page: Page, folder: Path) -> tuple[Path, str]:
    """Saves the file that the page offers; gives it, and the check code on the screen."""
    await page.get_by_role("button", name="Save a file").click(timeout=OFFERED_MS)
    dialog = page.get_by_role("dialog")
    async with page.expect_download() as coming:
        await dialog.get_by_role("button", name="Save the file").click()
    download: Download = await coming.value
    path = folder / download.suggested_filename
    await download.save_as(path)
    await expect(dialog.get_by_role("heading", name="The file is saved")).to_be_visible()
    shown = await dialog.locator("code span").all_inner_texts()
    return path, " ".join(shown)


async def take_in(board: ProctorsBoard, path: Path) -> Any:
    """Opens the board's menu and gives the file; the dialog as it shows what would become of it."""
    acts = board.page.get_by_role("group", name="Actions", exact=True)
    await acts.get_by_role("button", name=re.compile("^More")).click()
    await board.page.get_by_role("menuitem", name="Take in a student’s file").click()
    dialog = board.page.get_by_role("dialog")
    await dialog.locator("input[type=file]").set_input_files(path)
    return dialog


@pytest.mark.long
async def test_a_paper_handed_in_without_a_network_is_carried_to_the_board(
    place: School, browser: Browser, edition: str, axe: str, tmp_path: Path
) -> None:
    hall = await sitting(place, edition, 1)
    number = hall.people[0]["number"]
    async with (
        cable(place.port) as line,
        device(browser, UNREACHED, GONE_BY, accept_downloads=True) as own,
        device(browser) as desk,
    ):
        student, board = Student(await own.new_page()), ProctorsBoard(await desk.new_page())
        page = student.page
        await student.join(line.url, hall.code, number)
        await student.begin()
        await student.go_to(1, "A capital city")
        await page.get_by_role("radio", name="Canberra").check()
        await student.all_saved()
        await line.pull()
        await student.go_to(6, "How plants feed")
        await student.field().fill("photosynthesis")
        await student.overview.get_by_role("button", name="Hand in").click()
        await student.press("Hand in now")
        path, code = await save_file(page, tmp_path)
        assert re.fullmatch(rf"exam-{number}-[0-9a-f]{{4}}\.locked", path.name)
        assert await accessibility(page, axe) == []
        assert b"photosynthesis" not in path.read_bytes()

        await board.open(place.url, hall.session, PROCTOR)
        dialog = await take_in(board, path)
        await expect(dialog.get_by_text(number)).to_be_visible()
        await expect(dialog.locator("code.fours")).to_be_visible()
        shown = await dialog.locator("code span").all_inner_texts()
        assert " ".join(shown) == code
        await expect(dialog.get_by_text("It hands the paper in.")).to_be_visible()
        assert await accessibility(board.page, axe) == []
        await dialog.get_by_role("button", name="Take it in").click()
        await expect(dialog.get_by_text("Taken in for Student 000")).to_be_visible()
        carried = await booklet_of(place, hall, number)
        answers = {label: value for label, _, value in carried["answers"]}
        assert answers == {"capital": "b", "plants": "photosynthesis"}
        assert (carried["status"], len(carried["seals"])) == ("Submitted", 1)

        await line.plug()
        await expect(
            page.get_by_text("Everything has arrived", exact=False)
            .or_(page.get_by_role("heading", name="What was handed in"))
            .first
        ).to_be_visible(timeout=OFFERED_MS)
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("heading", name="What was handed in")).to_be_visible()
        assert await booklet_of(place, hall, number) == carried
        await expect(page.get_by_text("it is the same.")).to_be_visible()
        await student.press("What was recorded")
        await expect(page.get_by_text("came in as a file")).to_be_visible()


@pytest.mark.long
async def test_a_file_of_another_session_is_turned_away_with_the_reason(
    place: School, browser: Browser, edition: str, tmp_path: Path
) -> None:
    hall, other = await sitting(place, edition, 1), await sitting(place, edition, 1)
    async with (
        cable(place.port) as line,
        device(browser, UNREACHED, accept_downloads=True) as own,
        device(browser, re.compile("status of 422")) as desk,
    ):
        student, board = Student(await own.new_page()), ProctorsBoard(await desk.new_page())
        await student.join(line.url, hall.code, hall.people[0]["number"])
        await student.begin()
        await line.pull()
        await student.overview.get_by_role("button", name="Hand in").click()
        await student.press("Hand in now")
        path, _ = await save_file(student.page, tmp_path)
        await board.open(place.url, other.session, PROCTOR)
        dialog = await take_in(board, path)
        await expect(dialog.get_by_text("This file was made in another session.")).to_be_visible()
        # The same file with its end cut off.
        short = tmp_path / "short.parcel"
        short.write_bytes(path.read_bytes()[:-9])
        await dialog.locator("input[type=file]").set_input_files(short)
        await expect(dialog.get_by_text("This file ends too early")).to_be_visible()


async def test_a_student_reads_what_was_recorded_and_checks_the_fingerprint(
    place: School, browser: Browser, edition: str, axe: str
) -> None:
    hall = await sitting(place, edition, 2)
    async with device(browser) as context:
        student = Student(await context.new_page())
        page = student.page
        await student.join(place.url, hall.code, hall.people[0]["number"])
        await student.begin()
        await student.go_to(1, "A capital city")
        await page.get_by_role("radio", name="Canberra").check()
        await student.all_saved()
        await place.order(hall.session, Announce(None, "Ten minutes more for all."))
        await student.press("I have read it")
        await student.press("Messages")
        talk = page.get_by_role("dialog", name="You and your proctors")
        await talk.get_by_label("Message to your proctors").fill("May I open the window?")
        await talk.get_by_role("button", name="Send").click()
        await expect(talk.locator("li").get_by_text("May I open the window?")).to_be_visible()
        rows = (await place.board(hall.session)).rows
        [seat] = [seat for seat, row in rows.items() if row.number == hall.people[0]["number"]]
        await place.order(hall.session, Tell((seat,), "Yes, please."))
        await expect(talk.locator("li").get_by_text("Yes, please.")).to_be_visible()
        await talk.get_by_role("button", name="Close").click()
        await place.order(hall.session, Extend((seat,), 60_000, "A loud street"))
        await student.all_saved()
        await student.hand_in()
        await expect(page.get_by_text("it is the same.")).to_be_visible()
        await student.press("What was recorded")
        record = page.get_by_role("region", name="What was recorded")
        await expect(
            record.get_by_role("row", name=re.compile("^1 · A capital city"))
        ).to_be_visible()
        await expect(record.get_by_text("Ten minutes more for all.")).to_contain_text(
            re.compile(r"\(delivered [\d:]+, shown [\d:]+, read [\d:]+\)")
        )
        await expect(record.get_by_text("May I open the window?")).to_be_visible()
        await expect(record.get_by_text("Yes, please.")).to_contain_text("(read ")
        await expect(record.get_by_text("A loud street")).to_contain_text("+ 1 min")
        await expect(record.get_by_text("Writing ended: you handed in")).to_be_visible()
        assert hall.people[1]["name"] not in await record.inner_text()
        assert await accessibility(page, axe) == []


NO_CRYPTO = "Object.defineProperty(Crypto.prototype, 'subtle', { value: undefined })"


@pytest.mark.long
async def test_where_nothing_can_be_locked_the_page_says_so_and_offers_nothing_weaker(
    place: School, browser: Browser, edition: str
) -> None:
    """Over plain HTTP a browser has no Web Crypto; another device never got the room's key."""
    hall = await sitting(place, edition, 2)
    async with (
        cable(place.port) as line,
        device(browser, UNREACHED, GONE_BY) as plain,
        device(browser, UNREACHED) as keyless,
    ):
        await plain.add_init_script(NO_CRYPTO)
        await keyless.route("**/api/seat/parcel-key", lambda route: route.abort())
        students = [Student(await each.new_page()) for each in (plain, keyless)]
        for who, student in zip(hall.people, students, strict=True):
            await student.join(line.url, hall.code, who["number"])
            await student.begin()
        await line.pull()
        for student, why in zip(students, ("without encryption", "the key of"), strict=True):
            await student.overview.get_by_role("button", name="Hand in").click()
            await student.press("Hand in now")
            offer = student.page.get_by_role("button", name="Save a file")
            await offer.click(timeout=OFFERED_MS)
            dialog = student.page.get_by_role("dialog")
            await expect(dialog.get_by_text(why)).to_be_visible()
            await expect(dialog.get_by_role("button", name="Save the file")).to_have_count(0)
        await students[0].page.keyboard.press("Escape")
        await line.plug()
        receipt = students[0].page.get_by_role("heading", name="What was handed in")
        await expect(receipt).to_be_visible(timeout=OFFERED_MS)
        cannot = students[0].page.get_by_text("This device cannot compute it again")
        await expect(cannot).to_be_visible()
