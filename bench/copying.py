"""What a save waits for while the SQLite file is copied or backed up beside it.

    python -m bench.copying [MEGABYTES]

One keeper saves 200 answers a second, each in a transaction of its own, first alone, then beside
`invigilate backup --every 1 FOLDER`, then beside one `invigilate backup FILE` after another.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles

from invigilate.rooms import commands as c
from tests.contract.logs import PEN, SEATS, Worker, place
from tests.store.sittings import OTHER, sat

SECONDS = 20
PER_SECOND = 200


async def saves(worker: Worker, turns: Iterator[int]) -> list[float]:
    """How many milliseconds each of them took."""
    took = []
    started = time.perf_counter()
    for n in range(SECONDS * PER_SECOND):
        await asyncio.sleep(max(0, started + n / PER_SECOND - time.perf_counter()))
        before = time.perf_counter()
        change = c.Change(SEATS[1], PEN, next(turns), c.Answer(0, f"answer {n}"))
        await worker.ask(OTHER, change)
        took.append((time.perf_counter() - before) * 1_000)
    return took


@contextmanager
def beside(folder: Path, *words: str) -> Iterator[None]:
    """A command of ours, until the end of the block."""
    environment = {**os.environ, "INVIGILATE_DATA_FOLDER": str(folder)}
    process = subprocess.Popen(
        [sys.executable, *words],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def found(folder: Path, pattern: str) -> int:
    """How many files of this kind stand in a folder."""
    return len(list(folder.glob(pattern)))


def told(name: str, took: list[float]) -> None:
    """A line: p50, p99, the longest, in ms."""
    cuts = quantiles(took, n=100)
    print(f"{name:34} p50 {cuts[49]:6.2f}  p99 {cuts[98]:7.2f}  longest {max(took):7.2f} ms")


AGAIN = """
import subprocess, sys, os
for n in range(1000):
    subprocess.run([sys.executable, "-m", "invigilate", "backup", f"{sys.argv[1]}/{n}.backup"])
"""


async def main(megabytes: int) -> None:
    """Prints a line for each way."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite:///{folder}/invigilate.sqlite3"
        await sat(url)
        async with place(url) as there:
            await there.order("CREATE TABLE ballast (body BLOB)")
            for _ in range(megabytes):
                await there.order("INSERT INTO ballast VALUES (randomblob(1000000))")
            worker, turns = there.worker(), iter(range(2, 1_000_000))
            told("alone", await saves(worker, turns))
            every = ("-m", "invigilate", "backup", "--every", "1", f"{folder}/copies")
            with beside(folder, *every):
                await asyncio.sleep(5)
                told("beside a copy every second", await saves(worker, turns))
                copied = found(folder / "copies", "*.sqlite3")
                print(f"  copies {copied}")
            with beside(folder, "-c", AGAIN, name):
                await asyncio.sleep(5)
                told("beside one backup after another", await saves(worker, turns))
                print(f"  backups {found(folder, '*.backup')}")
            told("alone again", await saves(worker, turns))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 50))
