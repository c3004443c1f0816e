"""How many exam-hours a second of one core simulates: whole workers, people and faults.

    python -m bench.simulated_hours
    python -m bench.simulated_hours --seeds 4 --students 8 16 32

Each seed is a sitting of one hour under the simulated clock (`tests/simulation`): workers die,
hang and restart, the bus, the database and the network fail. Counted is the processor time of all
of it, the check of the history at the end included, so other load of the machine tells least.
"""

import argparse

from msgspec.structs import replace

from bench.figures import Findings, spread
from tests.simulation.sitting import HOUR, Outcome, Shape, run

FIRST_SEED = 10_000


def sittings(shape: Shape, seeds: int) -> list[Outcome]:
    """So many sittings of a shape."""
    return [run(FIRST_SEED + n, shape) for n in range(seeds)]


def row(shape: Shape, outcomes: list[Outcome], base: float) -> tuple[object, ...]:
    """One line of the table."""
    paces = [one.hours / one.cpu for one in outcomes]
    middle = sorted(paces)[len(paces) // 2]
    events = sum(one.checked.events for one in outcomes) / len(outcomes)
    steps = sum(one.steps for one in outcomes) / len(outcomes)
    calm = "none" if shape.faults == () else "by chance"
    ratio = middle / base if base else 1.0
    found = sum(bool(one.findings) for one in outcomes)
    size = f"{shape.students} students, {shape.workers} workers"
    return size, calm, spread(paces), ratio, round(events), round(steps), found


def main() -> None:
    """Measures and keeps it."""
    parser = argparse.ArgumentParser(prog="python -m bench.simulated_hours", description=__doc__)
    parser.add_argument("--seeds", type=int, default=6)
    parser.add_argument("--students", type=int, nargs="+", default=[8, 16, 32])
    asked = parser.parse_args()
    run(FIRST_SEED, HOUR)
    findings = Findings(
        "simulated_hours", "Simulated exam-hours a second", "python -m bench.simulated_hours"
    )
    shapes = [replace(HOUR, students=students) for students in asked.students]
    shapes += [replace(HOUR, workers=4), replace(HOUR, faults=())]
    rows: list[tuple[object, ...]] = []
    base = 0.0
    for shape in shapes:
        outcomes = sittings(shape, asked.seeds)
        if shape == HOUR:
            paces = sorted(one.hours / one.cpu for one in outcomes)
            base = paces[len(paces) // 2]
        rows.append(row(shape, outcomes, base))
    head = (
        "hall",
        "faults",
        "hours a second of one core, min · median · max",
        "ratio to 8 students, 2 workers",
        "events an hour",
        "turns of the loop an hour",
        "seeds with findings",
    )
    findings.table(head, rows)
    findings.keep()


if __name__ == "__main__":
    main()
