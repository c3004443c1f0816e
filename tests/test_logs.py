"""The log tells; where it cannot be written, the work goes on all the same."""

import json
import os
import subprocess
import sys
from pathlib import Path

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


TELLS_MUCH = """
import structlog
from invigilate import logs

logs.set_up("info")
for n in range(20_000):
    structlog.get_logger("tells").info("a line", number=n)
"""


def test_lines_of_several_workers_stand_whole_in_one_file(tmp_path: Path) -> None:
    file = tmp_path / "server.log"
    with file.open("ab") as stream:
        unbuffered = {**os.environ, "PYTHONUNBUFFERED": "1"}
        told = [
            subprocess.Popen([sys.executable, "-c", TELLS_MUCH], stderr=stream, env=unbuffered)
            for _ in range(2)
        ]
    assert [one.wait() for one in told] == [0, 0]
    numbers = [json.loads(line)["number"] for line in file.read_text().splitlines()]
    assert sorted(numbers) == sorted([*range(20_000), *range(20_000)])
