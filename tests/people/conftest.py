"""People are stored in both databases."""

import pytest

from invigilate.store.engine import Engine
from tests.api.apps import TestParts
from tests.people.school import School, founded


@pytest.fixture
async def school(engine: Engine) -> School:
    return await founded(TestParts(engine), "Hill School", "head")
