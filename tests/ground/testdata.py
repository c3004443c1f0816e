"""The folder of files that others wrote: question banks and results, which are not ours to copy.

`INVIGILATE_TESTDATA` names it. Without it the tests that read it are skipped, and the end of the
run says how many; every fact that they show is shown by a file of our own too.
"""

import os
from pathlib import Path

import pytest

WANTED = "INVIGILATE_TESTDATA is not set"


@pytest.fixture(scope="session")
def testdata() -> Path:
    """The folder; skips the test where none is named, and fails it where the name is wrong."""
    named = os.environ.get("INVIGILATE_TESTDATA")
    if not named:
        pytest.skip(f"{WANTED}: it names the folder of files that this test reads")
    folder = Path(named)
    assert folder.is_dir(), f"INVIGILATE_TESTDATA names no folder: {named}"
    return folder


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says how many tests were skipped for want of the folder."""
    skipped = terminalreporter.getreports("skipped")
    wanting = sum(WANTED in str(each.longrepr) for each in skipped)
    terminalreporter.write_line(f"{wanting} tests were skipped because {WANTED}.")
