"""Marks are stored in both databases."""

import pytest

from invigilate.store.engine import Engine
from tests.grading.hall import Hall, sat


@pytest.fixture
async def hall(engine: Engine) -> Hall:
    return await sat(engine)
