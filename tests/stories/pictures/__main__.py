"""Takes pictures of the pages: all, or those alone whose names hold one of the words given.

python -m tests.stories.pictures                   all
python -m tests.stories.pictures student           the student's page
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
from tests.stories.pictures import staff
from tests.stories.pictures.camera import Camera
from tests.stories.pictures.halls import Studio
from tests.stories.pictures.index import INDEX, SHEETS, written
from tests.stories.pictures.walks import CHAPTERS, WALKS, Walk
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
    wanted = _wanted([word for word in words if word != "staff"], bool(words))
    if words and not wanted and "staff" not in words:
        asked.error(f"no state's name holds {' or '.join(words)}")
    async with launched() as browser, asyncio.TaskGroup() as tasks:
        if not words or "staff" in words:
            tasks.create_task(staff.taken(browser))
        if wanted:
            tasks.create_task(_student(browser, wanted, options.whole))


def _wanted(words: Iterable[str], only: bool) -> frozenset[str]:
    names = [f"student/{state.name}" for chapter in CHAPTERS for state in chapter.states]
    found = [name for name in names if not only or any(word in name for word in words)]
    return frozenset(name.removeprefix("student/") for name in found)


async def _student(browser: Browser, wanted: frozenset[str], whole: Path | None) -> None:
    INDEX.write_text(written(), encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        async with school(Path(folder)) as place:
            edition = await place.paper(await asyncio.to_thread(PAPER.read_bytes), PAPER.name)
            camera = Camera(SHEETS, await browser.new_page(), wanted, whole)
            studio, few = Studio(place, browser, edition, camera), asyncio.Semaphore(AT_ONCE)
            wrong: list[Exception] = []
            async with asyncio.TaskGroup() as tasks:
                for walk, chapter in WALKS:
                    if wanted & {state.name for state in chapter.states}:
                        tasks.create_task(_walked(walk, studio, few, wrong))
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
