"""Simulated sittings with whole workers: nothing is ever found in them."""

import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from time import process_time

import pytest

from tests.simulation import failing
from tests.simulation.sitting import HOUR, SHORT, Outcome, Shape, run

FEW = (1, 2, 3, 4)
MANY_SECONDS = 100
"""Of one core, for as many seeds as that allows."""


@cache
def ran(seed: int) -> Outcome:
    """A short sitting, simulated once for all tests here."""
    return run(seed, SHORT)


def clean(outcome: Outcome, shape: Shape) -> Outcome:
    """A sitting in which nothing is found; a seed that fails is kept, and run from then on."""
    if outcome.findings:
        path = failing.write(outcome, shape)
        pytest.fail(f"kept in {path.name}: " + "\n".join(map(str, outcome.findings[:10])))
    return outcome


@pytest.mark.parametrize("seed", FEW)
def test_nothing_is_lost_in_a_sitting_full_of_faults(seed: int) -> None:
    outcome = clean(ran(seed), SHORT)
    assert outcome.checked.told_saved > 200
    assert outcome.checked.orders_told > 10


def test_the_faults_of_a_few_seeds_bite() -> None:
    outcomes = [ran(seed) for seed in FEW]
    counted = {name for outcome in outcomes for name, n in outcome.counts.items() if n}
    assert counted >= {"crash", "before", "after", "dropped", "offline", "reloads", "cut"}
    assert sum(outcome.checked.told_held for outcome in outcomes) > 0


def test_one_seed_is_one_history() -> None:
    here = ran(1).digest
    assert run(1, SHORT).digest == here
    assert ran(2).digest != here
    program = "from tests.simulation.sitting import SHORT, run; print(run(1, SHORT).digest)"
    other = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"PYTHONHASHSEED": "1"},
        cwd=Path(__file__).parents[2],
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert other.stdout.strip() == here


@pytest.mark.parametrize("path", failing.kept(), ids=lambda path: path.stem)
def test_a_seed_that_once_failed_is_clean(path: Path) -> None:
    failure = failing.read(path)
    assert run(failure.seed, failure.shape).findings == []


@pytest.mark.long
def test_nothing_is_lost_in_many_sittings() -> None:
    began, seed, hours = process_time(), 1_000, 0.0
    while process_time() - began < MANY_SECONDS:
        shape = HOUR if seed % 4 == 0 else SHORT
        hours += clean(run(seed, shape), shape).hours
        seed += 1
    print(f"\n{seed - 1_000} sittings of {hours:.1f} hours in {process_time() - began:.0f} s")
