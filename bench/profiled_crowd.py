"""Where a server spends its time under a crowd: the same server, with a profiler in it.

    python -m bench.profiled_crowd
    python -m bench.profiled_crowd --students 300 --minutes 1 --guests

The profiler (`cProfile`) runs in the event loop's thread and in the keeper's. It makes Python
calls dearer than they are: read shares and counts of calls, and look at what stands out.
"""

import argparse
import asyncio
import cProfile
import os
import pstats
import signal
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import suppress
from pathlib import Path
from typing import Any

from bench.figures import Findings
from invigilate import settings
from invigilate.crowd.reach import Away, Reach
from invigilate.rooms.log import Want
from invigilate.server import serve
from invigilate.store.log_sqlite import SqliteLog
from tests.stories.crowds import crowd, guests, of_roster
from tests.stories.schools import School, roster

FOLDER = "PROFILE_FOLDER"
"""Variable by which the server is told where to leave what it measured."""
SHOWN = 20
THREADS = ("loop", "keeper")


class ProfiledSchool(School):
    """A school whose server is profiled."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, **{FOLDER: str(folder)})

    async def start(self) -> None:
        """Starts the server with its profiler and waits until it answers."""
        words = (sys.executable, "-m", "bench.profiled_crowd", "--serve")
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *words, env=self._environment, stderr=log
            )
        reach = Reach(self.network)
        async with asyncio.timeout(30):
            while True:
                with suppress(Away):
                    await reach.ask("GET", "/healthz")
                    return
                await asyncio.sleep(0.1)


def serve_profiled() -> None:
    """Serves like `invigilate serve`, and leaves one file for each thread when told to stop."""
    folder = Path(os.environ[FOLDER])
    loop, keeper = cProfile.Profile(), cProfile.Profile()
    plain = SqliteLog._transaction

    def profiled(self: SqliteLog, steps: Generator[Want, Any, Any]) -> Any:
        return keeper.runcall(plain, self, steps)

    SqliteLog._transaction = profiled  # type: ignore[method-assign]
    # uvicorn raises the signal again when it has stopped; what was measured is still to be kept.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        loop.runcall(serve, settings.read())
    finally:
        loop.dump_stats(folder / "loop.profile")
        keeper.dump_stats(folder / "keeper.profile")


async def run(students: int, minutes: float, by_guests: bool) -> None:
    """A whole sitting, then what took the time."""
    found = Findings(
        "profiled_crowd", "Where the server's time goes", "python -m bench.profiled_crowd"
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        place = ProfiledSchool(folder)
        await place.found()
        await place.start()
        try:
            await place.sign_in()
            start = time.perf_counter()
            session, code = await place.session(
                await place.paper(), "" if by_guests else roster(students)
            )
            people = guests(students) if by_guests else of_roster(await place.roster_file(session))
            report = await crowd(place, code, people, minutes)
            seconds = time.perf_counter() - start
        finally:
            await place.stop()
            await place.network.close()
        found.line()
        found.line(
            f"{students} synthetic {'guests' if by_guests else 'students'} sat for {minutes:g} min;"
            f" lost: {report.answers_lost}, wrong: {len(report.wrong)}; {seconds:.0f} s in all."
        )
        for thread in THREADS:
            _tell(found, thread, folder / f"{thread}.profile", seconds)
    found.keep()


def _tell(found: Findings, thread: str, path: Path, seconds: float) -> None:
    loaded: Any = pstats.Stats(str(path))
    # The loop's wait for something to happen is counted as its runner's own time.
    stats = {where: calls for where, calls in loaded.stats.items() if where[2] != "run"}
    busy = sum(calls[2] for calls in stats.values())
    found.line()
    found.line(f"## The {thread}'s thread: busy for {busy:.1f} s of {seconds:.0f} s")
    parts: dict[str, float] = {}
    for where, calls in stats.items():
        part = _part(where[0])
        parts[part] = parts.get(part, 0.0) + calls[2]
    ranked = sorted(parts.items(), key=lambda item: -item[1])[:SHOWN]
    found.table(("part", "own s", "share"), [(p, s, f"{s / busy:.1%}") for p, s in ranked])
    ours = {where: calls for where, calls in stats.items() if "invigilate" in where[0]}
    _list(found, "own s", stats, 2, busy)
    _list(found, "whole s", ours, 3, busy)


def _list(
    found: Findings, what: str, stats: dict[tuple[str, int, str], Any], key: int, busy: float
) -> None:
    ranked = sorted(stats.items(), key=lambda item: -item[1][key])[:SHOWN]
    rows = [
        (_place(where), calls[1], calls[key], f"{calls[key] / busy:.1%}") for where, calls in ranked
    ]
    found.table(("where", "calls and resumptions", what, "share"), rows)


def _part(file: str) -> str:
    """The package that a file is of; of our own, the folder or file in it."""
    parts = Path(file).parts
    if "site-packages" in parts:
        return parts[parts.index("site-packages") + 1]
    if "invigilate" in parts:
        return "/".join(parts[parts.index("invigilate") :][:2])
    return f"python: {parts[-2]}" if len(parts) > 2 else "built in"


def _place(where: tuple[str, int, str]) -> str:
    file, line, name = where
    parts = Path(file).parts[-2:]
    shown = f"{'/'.join(parts)}:{line} {name}" if line else name
    return f"`{shown.replace('|', '/')}`"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--students", type=int, default=300)
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--guests", action="store_true", help="guests, not a roster")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.serve:
        sys.exit(serve_profiled())  # type: ignore[func-returns-value]
    asyncio.run(run(chosen.students, chosen.minutes, chosen.guests))
