"""The harness shows what it is for: a fault that bites and loses nothing, and no other, is ok."""

import re
from importlib.util import find_spec

import pytest
from msgspec.structs import replace

from invigilate.settings import unknown_names
from tests.faults.hall import Hall
from tests.faults.listed import Arrangement, Fault, every_fault
from tests.faults.outcome import BROKE_OFF, NO_END, Measure, Outcome
from tests.faults.running import judge, run

BITTEN = Outcome("F0", "A fault", "somewhere", injected=1, bites=["it was seen"])
FAULTS = every_fault()


@pytest.mark.long
@pytest.mark.story
async def test_a_server_that_is_killed_proves_itself_through_the_harness() -> None:
    (killed,) = [one for one in FAULTS if one.script.__name__ == "server_killed"]
    small = replace(killed, crowd=3, minutes=0.05, pages=6)
    outcome = await run(small, Arrangement.ONE)
    assert (outcome.lost, outcome.wrong) == ([], [])
    assert outcome.ok
    assert (outcome.injected, len(outcome.bites)) == (1, 1)
    assert outcome.acknowledged > 6
    assert outcome.unknown > 0


def test_a_fault_that_was_seen_to_bite_and_lost_nothing_is_ok() -> None:
    assert BITTEN.ok


@pytest.mark.parametrize(
    "outcome",
    [
        pytest.param(replace(BITTEN, injected=0, bites=[]), id="nothing was injected"),
        pytest.param(replace(BITTEN, bites=[]), id="it did not bite"),
        pytest.param(replace(BITTEN, injected=2), id="one of two did not bite"),
        pytest.param(replace(BITTEN, lost=["an answer"]), id="something was lost"),
        pytest.param(replace(BITTEN, wrong=["a lie"]), id="something was wrong"),
    ],
)
def test_any_other_is_not(outcome: Outcome) -> None:
    assert not outcome.ok


def test_a_level_that_is_not_met_is_told_and_not_judged() -> None:
    assert replace(BITTEN, measures=[Measure("back", 9, 5)]).ok


def test_what_this_machine_cannot_inject_is_no_failure() -> None:
    assert Outcome("F0", "A fault", "somewhere", skipped="no such program").ok


async def nothing(_: Hall) -> None:
    """A script that does nothing."""


def a_fault(*, unknown: bool) -> Fault:
    """A fault that has that script."""
    on = (Arrangement.ONE,)
    return Fault("F0", "A fault", nothing, on, 0, 0, 0, {}, "", "invigilate", unknown)


def test_a_script_that_does_nothing_fails_its_run() -> None:
    outcome = Outcome("F0", "A fault", "somewhere", acknowledged=100)
    judge(a_fault(unknown=False), outcome)
    assert (outcome.ok, outcome.wrong) == (False, [])


@pytest.mark.parametrize(("asked", "interrupted", "ok"), [(True, 0, False), (True, 3, True)])
def test_where_connections_must_die_some_changes_are_interrupted(
    asked: bool, interrupted: int, ok: bool
) -> None:
    outcome = replace(BITTEN, wrong=[], unknown=interrupted)
    judge(a_fault(unknown=asked), outcome)
    assert outcome.ok is ok
    assert len(outcome.wrong) == (not ok)


@pytest.mark.parametrize(
    ("measure", "ok"),
    [
        (Measure("changes taken from the old one", 1, 0, "", is_rule=True), False),
        (Measure("changes taken from the old one", 0, 0, "", is_rule=True), True),
        (Measure("saves resume", 7, 5), True),
    ],
)
def test_a_rule_that_is_broken_fails_its_run_and_a_level_that_is_missed_is_told(
    measure: Measure, ok: bool
) -> None:
    assert replace(BITTEN, wrong=[], measures=[measure]).ok is ok


@pytest.mark.parametrize(
    ("wrong", "lost", "again"),
    [
        ([f"{NO_END} time is up"], [], True),
        ([f"{BROKE_OFF} OSError()"], [], True),
        ([], [], False),
        ([f"{NO_END} time is up", "I3: page a: version 1; should be: 2"], [], False),
        ([f"{NO_END} time is up"], ["I1: seat a: nothing; should be: an answer"], False),
    ],
)
def test_only_what_the_harness_did_not_finish_is_run_a_second_time(
    wrong: list[str], lost: list[str], again: bool
) -> None:
    assert replace(BITTEN, wrong=wrong, lost=lost).ran_out_of_time is again


def test_every_fault_is_listed_by_its_number() -> None:
    numbers = [int(re.fullmatch(r"F(\d+)", one.number)[1]) for one in FAULTS]  # type: ignore[index]
    assert numbers == sorted(numbers)
    assert {1, 4, 5, 6, 13, 14} <= {*numbers}


@pytest.mark.parametrize(
    "fault", FAULTS, ids=lambda fault: f"{fault.number}-{fault.script.__name__}"
)
def test_a_fault_says_what_it_does_and_asks_for_what_there_is(fault: Fault) -> None:
    assert fault.on
    assert fault.script.__doc__
    assert find_spec(fault.program) is not None
    assert unknown_names(fault.settings) == ()
