"""Runs seeds, one on each core at a time, and says what happened.

python -m tests.simulation 1 2 3
python -m tests.simulation 1-100 --short --cores 2
"""

import argparse
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from time import monotonic

from tests.simulation.sitting import HOUR, SHORT, Outcome, run


def main() -> int:
    """1 where anything was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("seeds", nargs="+", help="a seed, or first-last")
    parser.add_argument("--short", action="store_true", help="a quarter of an hour each")
    parser.add_argument("--cores", type=int, default=os.cpu_count(), help="to use; all of them")
    asked = parser.parse_args()
    seeds = [seed for text in asked.seeds for seed in _seeds(text)]
    began, hours, failed = monotonic(), 0.0, 0
    one = partial(run, shape=SHORT if asked.short else HOUR)
    with ProcessPoolExecutor(asked.cores) as pool:
        for outcome in pool.map(one, seeds):
            hours += outcome.hours
            failed += bool(outcome.findings)
            _tell(outcome)
    took = monotonic() - began
    print(f"{hours:.2f} h in {took:.2f} s on {asked.cores} cores: {hours / took:.2f} h/s")
    return int(failed > 0)


def _seeds(text: str) -> Iterator[int]:
    first, _, last = text.partition("-")
    yield from range(int(first), int(last or first) + 1)


def _tell(outcome: Outcome) -> None:
    told = {name: n for name, n in sorted(outcome.counts.items()) if n}
    pace = outcome.hours / outcome.cpu
    print(
        f"seed {outcome.seed}: {len(outcome.findings)} findings, {outcome.checked.events} events,"
        f" {outcome.hours:.2f} h in {outcome.cpu:.2f} s: {pace:.2f} h/s; {outcome.digest[:12]}"
    )
    print(f"  {told}")
    for finding in outcome.findings[:20]:
        print(f"  {finding}")


if __name__ == "__main__":
    sys.exit(main())
