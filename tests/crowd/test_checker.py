"""The checker finds nothing in clean runs, and each of the violations that are seeded here."""

from collections import Counter
from copy import deepcopy
from functools import cache

import pytest

from invigilate.crowd.checker import Verdict, check
from invigilate.crowd.checking.findings import INVARIANTS
from tests.crowd.seeded import changes, orders_of_things, people, running, time
from tests.crowd.seeded.spoiling import SEEDED, Seeded
from tests.crowd.sitting import Run, Sitting

FAMILIES = (changes, orders_of_things, people, running, time)
EVENTS = 2_000
RICH = 14
"""The seed of a run in which everything happens that is spoiled below."""


@cache
def sat(seed: int) -> Run:
    """A clean run; never to be changed."""
    return Sitting(seed).run(EVENTS)


def verdict(run: Run) -> Verdict:
    """With all that there is."""
    return check(run.history, run.booklets, list(run.logs.values()))


@pytest.mark.parametrize("seed", [3, 4, RICH])
def test_nothing_is_found_in_a_clean_run(seed: int) -> None:
    found = verdict(sat(seed))
    assert found.findings == []
    # Something was tried: workers died, so some changes and orders are unknown for ever.
    assert min(found.checked.told_saved, found.checked.told_held, found.checked.told_refused) > 20
    assert found.checked.unknown > 0
    assert found.checked.orders_told > 100
    assert (found.checked.rooms, found.checked.events >= EVENTS) == (2, True)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 110))
def test_nothing_is_found_in_a_long_clean_run(seed: int) -> None:
    assert verdict(Sitting(seed).run(5_000)).findings == []


@pytest.mark.parametrize("seeded", SEEDED, ids=lambda seeded: seeded.name)
def test_a_seeded_violation_is_found_under_its_own_invariant(seeded: Seeded) -> None:
    run = deepcopy(sat(RICH))
    seeded.spoil(run)
    findings = verdict(run).findings
    assert {finding.invariant for finding in findings} == {*seeded.breaks}, findings[:5]


def test_each_invariant_is_violated_at_least_twice() -> None:
    times = Counter(seeded.breaks[0] for seeded in SEEDED)
    assert {invariant for invariant in INVARIANTS if times[invariant] < 2} == set()
    assert len(SEEDED) >= 30
