"""A crowd in this process, against a school's server."""

import csv
from collections.abc import Callable
from pathlib import Path

from invigilate.crowd.recorder import Recorder
from invigilate.crowd.report import Report
from invigilate.crowd.run import Plan, run
from invigilate.crowd.student import Who
from tests.stories.schools import PASSWORD, PROCTOR, School


async def crowd(
    school: School,
    code: str,
    people: tuple[Who, ...],
    minutes: float,
    *,
    seed: int = 1,
    watch: Callable[[Recorder, float], None] = lambda recorder, share: None,
    strict: bool = True,
) -> Report:
    """Sits the exam; `watch` is told how far it is."""
    plan = Plan(school.url, code, people, 1, PROCTOR, PASSWORD, minutes, seed, strict)
    return await run(plan, watch)


def guests(count: int) -> tuple[Who, ...]:
    """So many guests."""
    return tuple(Who(guest=f"Synthetic {n}") for n in range(count))


def of_roster(path: Path) -> tuple[Who, ...]:
    """The students of a roster file, with their keys."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return tuple(Who(line["number"], line.get("key", "")) for line in csv.DictReader(file))


class Once:
    """Does something once, when a run has come so far."""

    def __init__(self, share: float, deed: Callable[[], None]) -> None:
        self._share, self._deed = share, deed
        self.done = False

    def __call__(self, recorder: Recorder, share: float) -> None:
        if not self.done and share >= self._share:
            self.done = True
            self._deed()


def each(*deeds: Once) -> Callable[[Recorder, float], None]:
    """All of them, each at its own time."""

    def watch(recorder: Recorder, share: float) -> None:
        for deed in deeds:
            deed(recorder, share)

    return watch
