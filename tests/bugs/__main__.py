"""Puts seeded bugs in, one after another, and says which the suite notices."""

import argparse
import sys
from pathlib import Path

from tests.bugs.hunting import Outcome, hunt
from tests.bugs.report import line, written
from tests.bugs.seeded import every_bug
from tests.bugs.tree import ROOT

PAGE = ROOT / "docs" / "bugs.md"


def main() -> int:
    """Hunts those that are asked for; 1 where one was not killed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bugs", description=__doc__)
    parser.add_argument("bugs", nargs="*", metavar="NN", help="as 07; none: all, and docs/bugs.md")
    parser.add_argument("--page", type=Path, default=PAGE, help="where the table of all goes")
    asked = parser.parse_args()
    bugs = [bug for bug in every_bug() if not asked.bugs or bug.number in asked.bugs]
    unknown = set(asked.bugs) - {bug.number for bug in bugs}
    if unknown or not bugs:
        parser.error(f"there is no bug {', '.join(sorted(unknown)) or 'at all'}")
    outcomes = hunt(bugs, _say)
    if not asked.bugs:
        asked.page.write_text(written(outcomes))
    left = sum(one.word != "killed" for one in outcomes)
    print(f"{len(outcomes) - left} of {len(outcomes)} are killed")
    return 1 if left else 0


def _say(outcome: Outcome) -> None:
    print(line(outcome), flush=True)


if __name__ == "__main__":
    sys.exit(main())
