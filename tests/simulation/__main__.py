"""Runs seeds and says what happened.

python -m tests.simulation 1 2 3
python -m tests.simulation 1-100 --short
"""

import argparse
import sys

from tests.simulation.sitting import HOUR, SHORT, run


def main() -> int:
    """1 where anything was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("seeds", nargs="+", help="a seed, or first-last")
    parser.add_argument("--short", action="store_true", help="a quarter of an hour each")
    asked = parser.parse_args()
    failed = 0
    for text in asked.seeds:
        first, _, last = text.partition("-")
        for seed in range(int(first), int(last or first) + 1):
            outcome = run(seed, SHORT if asked.short else HOUR)
            failed += bool(outcome.findings)
            told = {name: n for name, n in sorted(outcome.counts.items()) if n}
            pace = outcome.hours / outcome.cpu
            print(
                f"seed {seed}: {len(outcome.findings)} findings, {outcome.checked.events} events,"
                f" {outcome.hours:.2f} h in {outcome.cpu:.2f} s: {pace:.2f} h/s;"
                f" {outcome.digest[:12]}"
            )
            print(f"  {told}")
            for finding in outcome.findings[:20]:
                print(f"  {finding}")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
