"""One server and one browser that all stories about pages share; every person has a device."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from invigilate.cli.demonstrating import PAPER
from tests.servers.chromium import launched
from tests.stories.schools import School, school

expect.set_options(timeout=20_000)
"""Two stories run at once, on whatever machine there is."""


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """The browser."""
    async with launched() as one:
        yield one


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def place(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[School]:
    """The school, on SQLite."""
    async with school(tmp_path_factory.mktemp("school")) as one:
        yield one


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def edition(place: School) -> str:
    """The sample paper, with every kind of question."""
    return await place.paper(PAPER.read_bytes(), PAPER.name)


@pytest.fixture(scope="session")
def axe() -> str:
    """The accessibility checker axe-core, as one script."""
    file = Path(__file__).parents[2] / "web/node_modules/axe-core/axe.min.js"
    return file.read_text(encoding="utf-8")
