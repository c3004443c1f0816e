"""The server itself, but for the machine's time as some of its processes read it.

Started as `python -m tests.faults.shifted serve`. In the file `clock` beside the data stands by
how many milliseconds the time is wrong, and then the processes for which it is right all the
same. Who reads a wrong time says so in `clock-read`. What counts on without the time of day (the
monotonic clock, the time since the machine started) is not touched, as it is not where a
machine's time is set.
"""

import os
import time
from pathlib import Path
from types import SimpleNamespace

from invigilate import clock
from invigilate.cli.main import app

ORDER, READ = "clock", "clock-read"


def time_ns() -> int:
    """The time of day, as this process reads it."""
    folder = Path(os.environ["INVIGILATE_DATA_FOLDER"])
    try:
        by_ms, *right = (folder / ORDER).read_text().split()
    except FileNotFoundError:
        return time.time_ns()
    if str(os.getpid()) in right:
        return time.time_ns()
    (folder / READ).write_text(str(os.getpid()))
    return time.time_ns() + int(by_ms) * 1_000_000


# In each worker too: a spawned process reads this module again.
vars(clock).update(time=SimpleNamespace(**{**vars(time), "time_ns": time_ns}))

if __name__ == "__main__":
    app()
