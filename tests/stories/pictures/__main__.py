"""Takes pictures of the pages: all, or those alone whose names hold one of the words given.

python -m tests.stories.pictures                   all
python -m tests.stories.pictures student           the student's page
python -m tests.stories.pictures proctor           the proctor's board
python -m tests.stories.pictures paused file       states of these names
python -m tests.stories.pictures staff             the board, the office, the slips
"""

import argparse
import asyncio
import tempfile
from collections.abc import Iterable
from pathlib import Path

from playwright.async_api import Browser, expect

from invigilate.cli.demonstrating import PAPER
from tests.servers.chromium import launched
from tests.stories.pictures import staff, watched
from tests.stories.pictures.camera import Camera
from tests.stories.pictures.floor import PROCTORS
from tests.stories.pictures.halls import Studio
from tests.stories.pictures.index import INDICES, PROCTOR, README, STUDENT, Index, front
from tests.stories.pictures.walks import WALKS, Walk
from tests.stories.schools import school

AT_ONCE = 3
"""Walks: most of them wait most of the time."""


async def main() -> None:
    """Takes what the command line asks for."""
    asked = argparse.ArgumentParser(prog="python -m tests.stories.pictures", description=__doc__)
    asked.add_argument("words", nargs="*", help="of names; none: all")
    asked.add_argument("--whole", type=Path, help="a folder for each picture in its own size")
    options = asked.parse_args()
    expect.set_options(timeout=20_000)
    words: list[str] = options.words
    named = [word for word in words if word != "staff"]
    wanted = {index.name: _wanted(index, named, bool(words)) for index in INDICES}
    if named and not any(wanted.values()):
        asked.error(f"no state's name holds {' or '.join(named)}")
    for index in INDICES:
        index.file.write_text(index.written(), encoding="utf-8")
    README.write_text(front(), encoding="utf-8")
    async with launched() as browser, asyncio.TaskGroup() as tasks:
        if not words or "staff" in words:
            tasks.create_task(staff.taken(browser))
        if wanted[STUDENT.name]:
            tasks.create_task(_student(browser, wanted[STUDENT.name], options.whole))
        if wanted[PROCTOR.name]:
            tasks.create_task(_proctor(browser, wanted[PROCTOR.name], options.whole))


def _wanted(index: Index, words: Iterable[str], only: bool) -> frozenset[str]:
    paths = {name: f"{index.name}/{name}" for name in index.names}
    found = [name for name in paths if not only or any(word in paths[name] for word in words)]
    return frozenset(found)


async def _student(browser: Browser, wanted: frozenset[str], whole: Path | None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with school(Path(folder)) as place:
            edition = await place.paper(await asyncio.to_thread(PAPER.read_bytes), PAPER.name)
            camera = Camera(STUDENT.sheets, await browser.new_page(), wanted, whole)
            studio, few = Studio(place, browser, edition, camera), asyncio.Semaphore(AT_ONCE)
            wrong: list[Exception] = []
            async with asyncio.TaskGroup() as tasks:
                for walk, chapter in WALKS:
                    if camera.wants(state.name for state in chapter.states):
                        tasks.create_task(_walked(walk, studio, few, wrong))
    _all_taken(camera, wanted, wrong)


async def _proctor(browser: Browser, wanted: frozenset[str], whole: Path | None) -> None:
    camera = Camera(PROCTOR.sheets, await browser.new_page(), wanted, whole, PROCTORS)
    wrong: list[Exception] = []
    with tempfile.TemporaryDirectory() as folder:
        async with school(Path(folder)) as place:
            edition = await place.paper(await asyncio.to_thread(PAPER.read_bytes), PAPER.name)
            await watched.walk(Studio(place, browser, edition, camera), wrong)
    await watched.away(browser, camera, wrong)
    _all_taken(camera, wanted, wrong)


def _all_taken(camera: Camera, wanted: frozenset[str], wrong: list[Exception]) -> None:
    if wrong:
        raise ExceptionGroup(f"not taken: {' '.join(sorted(wanted - camera.taken))}", wrong)
    assert camera.taken == wanted, sorted(wanted - camera.taken)


async def _walked(
    walk: Walk, studio: Studio, few: asyncio.Semaphore, wrong: list[Exception]
) -> None:
    """One that stops does not stop the others."""
    async with few:
        try:
            await walk(studio)
        except Exception as error:
            wrong.append(error)


if __name__ == "__main__":
    asyncio.run(main())
