"""What stands on the page: figures against their levels, what was lost, what was not injected."""

from datetime import UTC, datetime
from math import inf
from pathlib import Path
from re import findall

from tests.faults.outcome import Measure, Outcome
from tests.faults.report import figure, line, written

WHEN = datetime(2026, 5, 4, 10, 30, tzinfo=UTC)
ONE, TWO = "one process, SQLite", "two workers, PostgreSQL, Redis"
GOOD = Outcome(
    "F1",
    "A worker is killed",
    TWO,
    seconds=90,
    injected=3,
    bites=["process 11 is gone", "process 12 is gone", "process 13 is gone"],
    acknowledged=1_234,
    unknown=17,
    measures=[Measure("worker replaced", 0.9, 3), Measure("all back", 2, 15)],
)
SLOW = Outcome(
    "F7",
    "The database is restarted",
    TWO,
    seconds=30,
    injected=1,
    bites=["no connection was taken"],
    acknowledged=1_000,
    measures=[Measure("saves again", 6.5, 5, why="A pool connects anew.")],
)
BAD = Outcome(
    "F9",
    "The disk is full",
    ONE,
    injected=2,
    bites=["no space left"],
    acknowledged=10,
    lost=["turn 3 of d1: told as saved, and not there"],
    wrong=["/readyz says that it can save"],
)
SKIPPED = Outcome("F2", "A kill in a commit", ONE, skipped="strace is not on this machine")
PAGE = written([GOOD, SKIPPED, SLOW, BAD], WHEN)


def test_a_row_has_the_counts_and_each_figure_with_its_level() -> None:
    assert (
        "| F1 | A worker is killed | two workers, PostgreSQL, Redis | 3 | 1,234 | 17 | 0 "
        "| worker replaced 0.9 s (≤ 3); all back 2 s (≤ 15) |"
    ) in PAGE.splitlines()


def test_a_level_that_is_not_met_is_bold_and_has_its_reason() -> None:
    lines = PAGE.splitlines()
    assert (
        "| F7 | The database is restarted | two workers, PostgreSQL, Redis | 1 | 1,000 | 0 | 0 "
        "| **saves again 6.5 s (≤ 5)** |"
    ) in lines
    heading = lines.index("## Levels that are not met")
    assert lines[heading + 2] == (
        "* F7, The database is restarted (two workers, PostgreSQL, Redis): "
        "saves again 6.5 s (≤ 5). A pool connects anew."
    )


def test_losses_and_lies_are_told_with_where_they_were() -> None:
    lines = PAGE.splitlines()
    heading = lines.index("## What went wrong")
    assert lines[heading + 2 : heading + 4] == [
        "* F9, The disk is full (one process, SQLite): turn 3 of d1: told as saved, and not there",
        "* F9, The disk is full (one process, SQLite): /readyz says that it can save",
    ]
    assert "| F9 | The disk is full | one process, SQLite | 2 | 10 | 0 | **1** |  |" in lines


def test_what_cannot_be_injected_here_says_why_and_counts_for_nothing() -> None:
    why = "strace is not on this machine"
    row = f"| F2 | A kill in a commit | one process, SQLite | 0 | | | | {why} |"
    assert row in PAGE.splitlines()
    assert "injected in 3 runs" in PAGE
    assert "* F2, A kill" not in PAGE


def test_the_head_says_how_much_was_looked_for_and_what_failed() -> None:
    words = " ".join(PAGE.split())
    assert "Written by `make faults` on 2026-05-04 10:30 UTC" in words
    assert "in 2 minutes." in words
    assert (
        "**2,244 acknowledged changes were looked for; 1 were lost.** 6 faults were injected "
        "in 3 runs; in 1 not all were seen to bite. **1 of the runs failed**: see below."
    ) in words


def test_a_page_without_faults_has_no_empty_headings() -> None:
    words = " ".join(written([GOOD], WHEN).split())
    assert "; each was seen to bite. |" in words
    assert "## Levels that are not met" not in words
    assert "## What went wrong" not in words


def test_each_bite_is_told_and_of_many_the_first_three() -> None:
    many = Outcome("F2", "Kills", ONE, injected=6, bites=[f"kill {n}" for n in range(6)])
    lines = [*PAGE.splitlines(), *written([many], WHEN).splitlines()]
    assert (
        "* F1, A worker is killed (two workers, PostgreSQL, Redis): "
        "process 11 is gone; process 12 is gone; process 13 is gone"
    ) in lines
    assert (
        "* F9, The disk is full (one process, SQLite): no space left; "
        "**2 injected, 1 seen to bite**"
    ) in lines
    assert "* F2, Kills (one process, SQLite): kill 0; kill 1; kill 2; and 3 more" in lines


def test_figures_are_written_as_one_reads_them() -> None:
    assert figure(Measure("back", 1.25, 3)) == "1.25 s (≤ 3)"
    assert figure(Measure("off", 3_600_000, 100, "ms")) == "3,600,000 ms (≤ 100)"
    assert figure(Measure("lost", 0, 0, "")) == "0 (≤ 0)"
    assert figure(Measure("back", inf, 15)) == "never (≤ 15)"


def test_a_line_for_a_terminal() -> None:
    assert line(GOOD) == (
        "F1   ok     A worker is killed (two workers, PostgreSQL, Redis): 3 injected, 3 bit, "
        "1234 acknowledged, 17 interrupted, 0 lost; worker replaced 0.9 s (≤ 3), "
        "all back 2 s (≤ 15) [90 s]"
    )
    assert line(SKIPPED) == "F2   A kill in a commit: not injected, strace is not on this machine"
    assert line(BAD).startswith("F9   FAILED The disk is full")


def test_stories_that_the_page_names_are_there() -> None:
    named = findall(r"\]\(\.\./(.+?)\)", PAGE)
    assert len(named) == 7
    assert [name for name in named if not (Path(__file__).parents[2] / name).is_file()] == []
