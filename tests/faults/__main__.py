"""Runs faults, prints a line for each, and writes docs/reliability.md where it is asked to."""

import argparse
import asyncio
import sys
import time
import traceback
from datetime import UTC, datetime
from pathlib import Path

from tests.faults.listed import Arrangement, Fault, every_fault
from tests.faults.outcome import BROKE_OFF, Outcome
from tests.faults.report import line, written
from tests.faults.running import run


def main() -> int:
    """Runs what is asked for; 1 where anything was lost, wrong, or did not bite."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("faults", nargs="*", metavar="FAULT", help="as F1; none: all of them")
    parser.add_argument("--on", choices=("one", "two"), help="in this arrangement alone")
    parser.add_argument("--write", type=Path, help="write the outcomes to this page")
    asked = parser.parse_args()
    chosen = list(_chosen(asked.faults, asked.on))
    if not chosen:
        parser.error("there is no such fault in such an arrangement")
    outcomes: list[Outcome] = []
    try:
        asyncio.run(_run(chosen, outcomes))
    finally:
        if asked.write is not None:
            asked.write.write_text(written(outcomes, datetime.now(UTC)), encoding="utf-8")
    return 0 if all(one.ok for one in outcomes) else 1


def _chosen(names: list[str], on: str | None) -> list[tuple[Fault, Arrangement]]:
    wanted = {"one": Arrangement.ONE, "two": Arrangement.TWO}.get(on or "")
    return [
        (fault, arrangement)
        for fault in every_fault()
        for arrangement in fault.on
        if (not names or fault.number in names) and wanted in (None, arrangement)
    ]


async def _run(chosen: list[tuple[Fault, Arrangement]], outcomes: list[Outcome]) -> None:
    for fault, arrangement in chosen:
        outcome = await _outcome(fault, arrangement)
        _print(outcome)
        if outcome.ran_out_of_time:
            first, outcome = outcome, await _outcome(fault, arrangement)
            outcome.before = first.wrong
            _print(outcome)
        outcomes.append(outcome)


def _print(outcome: Outcome) -> None:
    print(line(outcome), flush=True)
    for problem in (*outcome.lost, *outcome.wrong):
        print(f"     {problem}", flush=True)


async def _outcome(fault: Fault, arrangement: Arrangement) -> Outcome:
    """What came of it; a run that broke off is one that went wrong, and the others go on."""
    started = time.monotonic()
    try:
        return await run(fault, arrangement)
    except Exception as failed:
        broken = Outcome(fault.number, fault.title, str(arrangement))
        broken.seconds = round(time.monotonic() - started, 1)
        traceback.print_exception(failed)
        broken.wrong.append(f"{BROKE_OFF} {failed!r}")
        return broken


if __name__ == "__main__":
    sys.exit(main())
