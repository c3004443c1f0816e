"""What a check gives: findings, and how much was looked at."""

from typing import Literal, get_args

from msgspec import Struct

Invariant = Literal["I1", "I2", "I3", "I4", "I5", "I6", "I7", "I8", "I9", "I10", "I11"]
INVARIANTS: tuple[Invariant, ...] = get_args(Invariant)


class Finding(Struct, frozen=True):
    """One thing that is not as it must be."""

    invariant: Invariant
    where: str
    seen: str
    expected: str

    def __str__(self) -> str:
        return f"{self.invariant}: {self.where}: {self.seen}; should be: {self.expected}"


class Checked(Struct, frozen=True):
    """How much was looked at. Nothing unknown in a run with a fault: the fault did not bite."""

    told_saved: int = 0
    told_held: int = 0
    told_refused: int = 0
    unknown: int = 0
    """Changes that nobody was told about: the connection died, or the run ended first."""
    unknown_stored: int = 0
    """Those among them that the log has; known where logs were read."""
    orders_told: int = 0
    orders_unknown: int = 0
    rooms: int = 0
    events: int = 0
    """Of the logs that were read."""

    @property
    def acknowledged(self) -> int:
        """Changes that somebody was told about, whatever became of them."""
        return self.told_saved + self.told_held + self.told_refused


class Verdict(Struct, frozen=True):
    """All that is wrong, and how much was looked at."""

    findings: list[Finding]
    checked: Checked = Checked()

    def of(self, invariant: Invariant) -> list[Finding]:
        """What breaks this invariant."""
        return [finding for finding in self.findings if finding.invariant == invariant]

    @property
    def lost(self) -> list[str]:
        """Acknowledged changes that are not there: the list that must be empty above all."""
        return [str(finding) for finding in self.of("I1")]

    @property
    def other(self) -> list[str]:
        """Everything else that is wrong."""
        return [str(finding) for finding in self.findings if finding.invariant != "I1"]


def short(value: object) -> str:
    """A value for a sentence."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:40]}…({len(text)})"
