"""Runs faults, prints a line for each, and writes docs/reliability.md where it is asked to."""

import argparse
import asyncio
import sys
from pathlib import Path

from tests.faults import workers as _workers  # noqa: F401  lists its faults
from tests.faults.listed import FAULTS, Arrangement
from tests.faults.outcome import Outcome
from tests.faults.report import line, written
from tests.faults.running import run


def main() -> int:
    """Runs what is asked for; 1 where anything was lost, wrong, or did not bite."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("faults", nargs="*", metavar="FAULT", help="as F1; none: all of them")
    parser.add_argument("--on", choices=("one", "two"), help="in this arrangement alone")
    parser.add_argument("--write", type=Path, help="write the outcomes to this page")
    asked = parser.parse_args()
    return asyncio.run(_run(asked.faults, asked.on, asked.write))


async def _run(names: list[str], on: str | None, page: Path | None) -> int:
    wanted = {"one": Arrangement.ONE, "two": Arrangement.TWO}.get(on or "")
    outcomes: list[Outcome] = []
    for fault in sorted(FAULTS, key=lambda each: int(each.number[1:])):
        for arrangement in fault.on:
            if (names and fault.number not in names) or wanted not in (None, arrangement):
                continue
            outcomes.append(await run(fault, arrangement))
            print(line(outcomes[-1]), flush=True)
            for problem in (*outcomes[-1].lost, *outcomes[-1].wrong):
                print(f"     {problem}", flush=True)
    if page is not None:
        await asyncio.to_thread(page.write_text, written(outcomes))
    return 0 if outcomes and all(one.ok for one in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
