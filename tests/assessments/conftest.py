"""Banks and papers are stored in both databases."""

import pytest

from invigilate.store.engine import Engine
from tests.assessments.office import Office, opened


@pytest.fixture
async def office(engine: Engine) -> Office:
    return await opened(engine)
