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

from bench.figures import Findings
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


def row(name: str, took: list[float], made: int | None = None) -> tuple[object, ...]:
    """A line of the table; `made`: copies or backups meanwhile."""
    cuts = quantiles(took, n=100)
    return name, cuts[49], cuts[98], max(took), "–" if made is None else made


AGAIN = """
import subprocess, sys, os
for n in range(1000):
    subprocess.run([sys.executable, "-m", "invigilate", "backup", f"{sys.argv[1]}/{n}.backup"])
"""


async def main(megabytes: int) -> None:
    """Each way in turn, and the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite:///{folder}/invigilate.sqlite3"
        await sat(url)
        async with place(url) as there:
            await there.order("CREATE TABLE ballast (body BLOB)")
            for _ in range(megabytes):
                await there.order("INSERT INTO ballast VALUES (randomblob(1000000))")
            worker, turns = there.worker(), iter(range(2, 1_000_000))
            rows = [row("alone", await saves(worker, turns))]
            every = ("-m", "invigilate", "backup", "--every", "1", f"{folder}/copies")
            with beside(folder, *every):
                await asyncio.sleep(5)
                took = await saves(worker, turns)
                made = found(folder / "copies", "*.sqlite3")
                rows.append(row("beside a copy every second", took, made))
            with beside(folder, "-c", AGAIN, name):
                await asyncio.sleep(5)
                took = await saves(worker, turns)
                made = found(folder, "*.backup")
                rows.append(row("beside one backup after another", took, made))
            rows.append(row("alone again", await saves(worker, turns)))
    findings = Findings("copying", "A save beside copies", "python -m bench.copying")
    findings.line()
    findings.line(
        f"Milliseconds from a save to its acknowledgement: {PER_SECOND} a second for {SECONDS} s"
        f" each, into a file of {megabytes} MB."
    )
    findings.table(("", "p50", "p99", "longest", "copies made"), rows)
    findings.keep()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 50))
