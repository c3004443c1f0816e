"""A seeded bug: a patch whose first lines say what a user would suffer and which tests notice it.

    Bug: A student reads "saved" for an answer that is stored nowhere.
    By: blind
    Killed by: tests/live/test_keeper.py::test_a_hello_while_a_commit_fails_shows_nothing_of_it
    Killed by: web: src/live/journal.test.ts -t "gives out nothing that is not on disk"

`blind`: written by somebody who had not seen the tests; `known`: by somebody who had. Each test
that is named must fail, and not just one of them.
"""

import ast
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

FOLDER = Path(__file__).parent
By = Literal["blind", "known"]

_NAME = re.compile(r"(\d\d)-[a-z0-9-]+\.patch")
_WEB = re.compile(r'web: (\S+) -t "(.+)"')
_SUITE = re.compile(r"(tests/\S+\.py)::(\w+)(\[.+\])?")


@dataclass(frozen=True, slots=True)
class Killer:
    """A test; `case` in brackets names one case of it, empty: any. Of the web: `name` alone."""

    file: str
    """From the root of the tree; of the web: from `web/`."""
    name: str
    case: str = ""
    is_web: bool = False

    def __str__(self) -> str:
        web = f'web: {self.file} -t "{self.name}"'
        return web if self.is_web else f"{self.file}::{self.name}{self.case}"


@dataclass(frozen=True, slots=True)
class Seeded:
    """One bug."""

    path: Path
    number: str
    bug: str
    by: By
    killers: tuple[Killer, ...]
    files: tuple[str, ...]
    """Those that it changes, from the root of the tree."""


def every_bug(folder: Path = FOLDER) -> list[Seeded]:
    """All of them by number. Raises ValueError where one does not say what it must."""
    return [read(path) for path in sorted(folder.glob("*.patch"))]


def read(path: Path) -> Seeded:
    """One patch. Raises ValueError: which header is missing, or names no test."""
    named = _NAME.fullmatch(path.name)
    if named is None:
        raise ValueError(f"{path.name}: name it NN-what-it-does.patch")
    head, mark, diff = path.read_text().partition("diff --git ")
    said = [line.partition(": ") for line in head.splitlines() if line]
    bug = [text for word, _, text in said if word == "Bug"]
    by = [text for word, _, text in said if word == "By"]
    killers = tuple(killer(text) for word, _, text in said if word == "Killed by")
    if len(bug) != 1 or by not in (["blind"], ["known"]) or not killers or not mark:
        raise ValueError(f"{path.name}: say `Bug:`, `By:` blind or known, and `Killed by:` first")
    files = tuple(re.findall(r"^\+\+\+ b/(\S+)$", diff, re.MULTILINE))
    who: By = "blind" if by == ["blind"] else "known"
    return Seeded(path, named[1], bug[0], who, killers, files)


def killer(text: str) -> Killer:
    """A test as a header names it. Raises ValueError."""
    web, suite = _WEB.fullmatch(text), _SUITE.fullmatch(text)
    if web is not None:
        return Killer(web[1], web[2], is_web=True)
    if suite is not None:
        return Killer(suite[1], suite[2], suite[3] or "")
    raise ValueError(f"{text!r} names no test")


def is_there(root: Path, test: Killer) -> bool:
    """Whether the tree has this test; nothing is run or imported to know it."""
    path = root / "web" / test.file if test.is_web else root / test.file
    if not path.is_file():
        return False
    text = path.read_text()
    if test.is_web:
        told = [f"{quote}{test.name}{quote}" in text for quote in "'`\""]
        return any(told) or test.name in _conversations(root)
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return any(isinstance(n, kinds) and n.name == test.name for n in ast.parse(text).body)


def _conversations(root: Path) -> list[str]:
    """The tests of both ends that stand in files of their own, one a file."""
    files = (root / "tests" / "wire" / "vectors").glob("talk-*.json")
    return [json.loads(file.read_text())["name"] for file in files]
