"""The simulation bites: each fault of ours that is put in is found within a few seeds."""

from contextlib import contextmanager

import pytest

from tests.simulation.bugs import BUGS
from tests.simulation.sitting import Outcome, run

SEEDS = 12
"""Within so many, or it does not bite."""


@pytest.mark.long
@pytest.mark.parametrize("name", BUGS)
def test_a_fault_of_ours_is_found(name: str) -> None:
    bug, shape = BUGS[name]
    for seed in range(1, SEEDS + 1):
        with contextmanager(bug)() as makes:
            bitten = run(seed, shape, makes)
        if bitten.findings:
            break
    assert bitten.findings != [], f"{SEEDS} seeds show nothing of it"
    assert run(seed, shape).findings == []
    print(f"\n{name}: seed {seed}: {_told(bitten)}")


def _told(outcome: Outcome) -> str:
    names = sorted({finding.invariant for finding in outcome.findings})
    return f"{len(outcome.findings)} findings, {' '.join(names)}; {outcome.findings[0]}"
