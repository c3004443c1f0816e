"""The log tells; where it cannot be written, the work goes on all the same."""

import os
import subprocess
import sys

TELLS = """
import structlog
from invigilate import logs

logs.set_up("info")
for n in range(3):
    structlog.get_logger("tells").warning("a line " * 2_000)
print("went on")
"""


def test_a_log_that_cannot_be_written_stops_nobody() -> None:
    reads, writes = os.pipe()
    os.close(reads)
    try:
        ran = subprocess.run(
            [sys.executable, "-c", TELLS], stdout=subprocess.PIPE, stderr=writes, text=True
        )
    finally:
        os.close(writes)
    assert ran.stdout == "went on\n"
