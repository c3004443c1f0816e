"""What every test may ask for, and what none may leave behind."""

from collections.abc import Iterator

import pytest
import structlog

pytest_plugins = [
    "pytester",
    "tests.ground.testdata",
    "tests.servers.chromium",
    "tests.servers.redis",
    "tests.servers.postgres",
    "tests.store.databases",
]


@pytest.fixture(autouse=True)
def _log_lines_as_before() -> Iterator[None]:
    """Who makes a whole server says how log lines are written; the next test says nothing of it."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)
