"""The board, the office and the slips: a sitting with thirty synthetic students. Nobody exists."""

import asyncio
import csv
import tempfile
import time
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, ViewportSize, expect

from invigilate.cli.demonstrating import PAPER
from invigilate.crowd.recorder import Recorder
from invigilate.crowd.student import Student as Synthetic
from invigilate.crowd.student import Times, Who
from invigilate.rooms.orders import Extend
from tests.stories.pages import ProctorsBoard, Student, device, sign_in
from tests.stories.pictures.camera import PHONE, WIDE
from tests.stories.pictures.index import FOLDER
from tests.stories.schools import OFFICE, PROCTOR, School, school

BOARD = ViewportSize(width=1440, height=900)
NAMES = """Amara Anton Bela Chiara Daniel Elif Emil Fatima Greta Hugo Ines Jonas Kaya Leo Lina Maja
Mateo Nadia Noah Olga Paul Rania Samir Selma Theo Uma Viktor Wanda Yusuf Zoe""".split()  # noqa: SIM905
HERO = 7
SECONDS = 75.0


async def taken(browser: Browser) -> None:
    """Takes them all."""
    with tempfile.TemporaryDirectory() as folder:
        async with school(Path(folder)) as place:
            edition = await place.paper(await asyncio.to_thread(PAPER.read_bytes), PAPER.name)
            options = {"minutes": 90, "personal_key": True, "allow_guests": False, "shuffle": False}
            session, code = await place.session(edition, _roster(), "Biology, class 9b", **options)
            keys = _keys(await place.roster_file(session))
            async with asyncio.TaskGroup() as tasks:
                crowd = [tasks.create_task(one) for one in _crowd(place, code, keys)]
                await _sitting(place, browser, session, code, keys)
                for task in crowd:
                    task.cancel()


def _roster() -> str:
    lines = ["number,name,hall,desk,extra_percent"]
    for n, name in enumerate(NAMES):
        row, desk = divmod(n, 6)
        extra = 25 if n % 11 == 3 else 0
        lines.append(f"{2101 + n},{name} Demo,Hall 1,{'ABCDE'[row]}{desk + 1},{extra}")
    return "\n".join(lines)


def _keys(path: Path) -> list[Who]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [Who(line["number"], line["key"]) for line in csv.DictReader(file)]


def _crowd(place: School, code: str, keys: list[Who]) -> Iterator[Coroutine[Any, Any, None]]:
    recorder = Recorder()
    for n, who in enumerate(keys):
        if n in (HERO, 16, 24):
            continue
        until = 30.0 if n in (2, 19, 27) else SECONDS * 4
        times = Times(6.0, until, SECONDS * 5)
        yield Synthetic(place.network, recorder, code, who, times, f"picture/{n}").run()


async def _sitting(
    place: School, browser: Browser, session: str, code: str, keys: list[Who]
) -> None:
    started = time.monotonic()
    hero = keys[HERO]
    async with (
        device(browser, viewport=WIDE) as own,
        device(browser, viewport=BOARD) as desk,
        device(browser, viewport=WIDE) as office,
        device(browser, viewport=PHONE, has_touch=True) as phone,
    ):
        student, board = Student(await own.new_page()), ProctorsBoard(await desk.new_page())
        await board.open(place.url, session, PROCTOR)
        await student.join(place.url, code, hero.number, hero.key)
        await student.begin()
        await _answer(student)
        dialog = await board.act("Announce")
        await dialog.get_by_label("Text").fill("Calculators may be used from question 3 on.")
        await board.confirm(dialog, "Announce")
        await student.press("I have read it")
        await student.all_saved()
        await picture(student.page, "exam")
        await student.press("Raise hand")
        await student.go_to(9, "Sound in space")
        await _office(place, await office.new_page(), session)
        other = Student(await phone.new_page())
        await other.identify(place.url, code, keys[16].number, keys[16].key)
        await other.press("Yes, that is me")
        await other.press("I have read it")
        await other.press("Begin")
        await other.press("Next")
        await other.page.get_by_role("radio", name="Canberra").check()
        await other.all_saved()
        rows = (await place.board(session)).rows.values()
        late = tuple(row.seat for row in rows if row.desk in ("B3", "D4"))
        await place.order(session, Extend(late, 300_000, "The bus was late"))
        await asyncio.sleep(max(0.0, SECONDS - (time.monotonic() - started)))
        await board.page.mouse.move(0, 0)
        await picture(board.page, "board")


async def _answer(student: Student) -> None:
    page = student.page
    await student.go_to(1, "A capital city")
    await page.get_by_role("radio", name="Canberra").check()
    await student.go_to(2, "Prime numbers")
    for number in ("2", "17", "29"):
        await page.get_by_role("checkbox", name=number, exact=True).check()
    await student.go_to(3, "Adding fractions")
    await student.field().fill("0.875")
    await student.go_to(4, "The longest side")
    await student.press("Flag")
    await student.go_to(6, "How plants feed")
    await student.field().fill("photosynthesis")
    await student.go_to(5, "Four months of rain")
    await page.get_by_label("Answer 1 of 2").select_option(label="April")
    await student.field("Answer 2 of 2").fill("170")
    await page.get_by_role("heading", level=1).click()


async def _office(place: School, page: Page, session: str) -> None:
    await page.goto(f"{place.url}/office/sessions/{session}")
    await sign_in(page, OFFICE)
    await expect(page.get_by_role("heading", name="Times and access")).to_be_visible()
    await picture(page, "office-session")
    await page.goto(f"{place.url}/api/sessions/{session}/slips")
    await page.screenshot(path=FOLDER / "slips-light.png")


async def picture(page: Page, name: str) -> None:
    """In light and dark, without a pointer's or a focus's traces moving in between."""
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        await page.screenshot(path=FOLDER / f"{name}-{scheme}.png", animations="disabled")
