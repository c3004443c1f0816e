"""Sessions are stored in both databases, and their rooms are live."""

from collections.abc import AsyncIterator

import pytest

from invigilate.store.engine import Engine
from tests.sessions.sitting import Sitting, opened


@pytest.fixture
async def sitting(engine: Engine) -> AsyncIterator[Sitting]:
    async with opened(engine) as made:
        yield made


@pytest.fixture
async def near(sqlite_engine: Engine) -> AsyncIterator[Sitting]:
    """The same where the kind of database does not matter."""
    async with opened(sqlite_engine) as made:
        yield made
