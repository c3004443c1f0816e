"""All faults, in the order of their numbers, and the arrangements in which each strikes."""

import re
from collections.abc import Callable, Iterator
from enum import StrEnum
from importlib import import_module
from pathlib import Path

from msgspec import Struct

from tests.faults.hall import Script


class Arrangement(StrEnum):
    """How the product stands while it strikes."""

    ONE = "one process, SQLite"
    TWO = "two workers, PostgreSQL, Redis"


class Fault(Struct, frozen=True):
    """One way in which things break."""

    number: str
    title: str
    script: Script
    on: tuple[Arrangement, ...]
    crowd: int
    """People of the crowd beside the steady pages."""
    minutes: float
    """How long the crowd sits."""
    pages: int
    settings: dict[str, str]
    needs: str
    """A program without which it cannot be injected."""
    program: str
    """The module that is run to serve."""
    unknown: bool
    """Connections die under changes: none that nobody was told about means that it did not bite."""


FAULTS: list[Fault] = []


def fault(
    number: str,
    title: str,
    *on: Arrangement,
    crowd: int = 12,
    minutes: float = 0.3,
    pages: int = 12,
    needs: str = "",
    program: str = "invigilate",
    unknown: bool = False,
    **settings: str,
) -> Callable[[Script], Script]:
    """Lists a script as a fault; `settings` are the server's environment."""

    def listed(script: Script) -> Script:
        FAULTS.append(
            Fault(
                number, title, script, on, crowd, minutes, pages, settings, needs, program, unknown
            )
        )
        return script

    return listed


def every_fault() -> list[Fault]:
    """All faults of this package, by number; importing the modules that list them lists them."""
    for name in _listing():
        import_module(f"{__package__}.{name}")
    return sorted(FAULTS, key=lambda each: int(each.number[1:]))


def _listing() -> Iterator[str]:
    """The modules that list faults: no other is imported, for some are programs of their own."""
    for file in sorted(Path(__file__).parent.glob("*.py")):
        if re.search(r"^@fault\(", file.read_text(encoding="utf-8"), re.MULTILINE):
            yield file.stem
