"""Running the tests that are named, in a tree, within a bounded time, and reading what they said.

A test fails where it notices something. One that cannot be imported, is not there, is skipped or
does not end has noticed nothing.
"""

import json
import os
import re
import signal
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

from tests.bugs.seeded import Killer

SECONDS = 120.0
"""So long the tests of one bug may take."""
NOT_NOTICED = ("ImportError", "ModuleNotFoundError", "SyntaxError", "NameError")


@dataclass(frozen=True, slots=True)
class Said:
    """What the tests said that were asked for."""

    passed: frozenset[Killer]
    """All of its cases did."""
    failed: frozenset[Killer]
    """One of its cases did, by what it asserts or by an error that it did not expect."""
    trouble: str = ""
    """Why some said nothing: not there, not to be imported, not done in time."""


@dataclass(frozen=True, slots=True)
class _Case:
    file: str
    name: str
    state: str
    """passed, failed, or anything else."""


def tried(folder: Path, killers: Iterable[Killer], seconds: float = SECONDS) -> Said:
    """Runs these tests in a tree."""
    asked = list(dict.fromkeys(killers))
    suite = [one for one in asked if not one.is_web]
    web = [one for one in asked if one.is_web]
    cases: list[_Case] = []
    troubles: list[str] = []
    with TemporaryDirectory() as place:
        for run, tests in ((_suite, suite), (_web, web)):
            if tests:
                found, trouble = run(folder, tests, Path(place) / "told", seconds)
                cases += found
                troubles += [trouble] if trouble else []
    passed, failed = set(), set()
    for test in asked:
        states = {case.state for case in cases if _is_of(case, test)}
        if "failed" in states:
            failed.add(test)
        elif states == {"passed"}:
            passed.add(test)
    return Said(frozenset(passed), frozenset(failed), "; ".join(troubles))


def _is_of(case: _Case, test: Killer) -> bool:
    if case.file != test.file:
        return False
    if test.is_web:
        return case.name == test.name or case.name.endswith(f" {test.name}")
    plain, bracket, rest = case.name.partition("[")
    return plain == test.name and test.case in ("", bracket + rest)


# -- pytest


def _suite(
    folder: Path, tests: list[Killer], told: Path, seconds: float
) -> tuple[list[_Case], str]:
    python = folder / ".venv" / "bin" / "python"
    command = [str(python), "-m", "pytest", "-p", "no:cacheprovider", "-m", "", "--tb=no"]
    trouble = _run([*command, f"--junitxml={told}", *map(str, tests)], folder, seconds)
    if not told.exists():
        return [], trouble or "pytest told nothing"
    cases = [_read(one) for one in ElementTree.parse(told).getroot().iter("testcase")]
    return cases, trouble


def _read(one: ElementTree.Element) -> _Case:
    file = one.get("classname", "").replace(".", "/") + ".py"
    failure, state = one.find("failure"), "passed"
    if failure is not None:
        what = failure.get("message", "").partition(":")[0].rpartition(".")[2]
        state = "broken" if what in NOT_NOTICED else "failed"
    elif one.find("error") is not None or one.find("skipped") is not None:
        state = "broken"
    return _Case(file, one.get("name", ""), state)


# -- vitest


def _web(folder: Path, tests: list[Killer], told: Path, seconds: float) -> tuple[list[_Case], str]:
    files = dict.fromkeys(test.file for test in tests)
    names = "|".join(re.escape(test.name) for test in tests)
    command = ["scripts/npm", "test", "--silent", "--", *files, "-t", names]
    written = ["--reporter=json", f"--outputFile={told}"]
    trouble = _run([*command, *written], folder, seconds)
    if not told.exists():
        return [], trouble or "vitest told nothing"
    web = (folder / "web").resolve()
    return [
        _Case(str(Path(file["name"]).relative_to(web)), case["fullName"], case["status"])
        for file in json.loads(told.read_text())["testResults"]
        for case in file["assertionResults"]
    ], trouble


def _run(command: list[str], folder: Path, seconds: float) -> str:
    """Runs it to its end; says what came between. All that it began ends with it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**kept, "PYTHONPATH": str(folder)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return f"not done within {seconds:.0f} s"
    finally:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    return ""
