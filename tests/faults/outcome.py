"""What came of one fault: plain data."""

from msgspec import Struct, field

BROKE_OFF = "the run broke off:"
NO_END = "the script did not come to its end:"


class Measure(Struct, frozen=True):
    """One figure against its level."""

    name: str
    value: float
    level: float
    unit: str = "s"
    why: str = ""
    """Where the level is not met: the reason, as far as it is known."""
    is_rule: bool = False
    """Not a matter of speed: where it is not met, something is wrong."""

    @property
    def is_met(self) -> bool:
        """Whether the figure is no more than its level."""
        return self.value <= self.level


class Outcome(Struct):
    """One fault in one arrangement."""

    fault: str
    title: str
    arrangement: str
    seconds: float = 0
    injected: int = 0
    bites: list[str] = field(default_factory=list)
    """How each injection was seen to bite."""
    acknowledged: int = 0
    """Changes that somebody was told about, each looked for afterwards."""
    unknown: int = 0
    """Changes that nobody was told about: the connection died under them."""
    lost: list[str] = field(default_factory=list)
    """Acknowledged changes that are not there."""
    wrong: list[str] = field(default_factory=list)
    """Whatever else is not as it must be."""
    measures: list[Measure] = field(default_factory=list)
    skipped: str = ""
    """Why it cannot be injected on this machine."""
    before: list[str] = field(default_factory=list)
    """Why an earlier run of it was not finished: this is the second."""

    @property
    def has_bitten(self) -> bool:
        """Whether every injection was seen to bite."""
        return 0 < self.injected <= len(self.bites)

    @property
    def ok(self) -> bool:
        """Nothing lost, nothing wrong, no rule broken, and the fault was there.

        Levels of speed are told, not judged.
        """
        broken = any(one.is_rule and not one.is_met for one in self.measures)
        well = self.has_bitten and not self.lost and not self.wrong and not broken
        return bool(self.skipped) or well

    @property
    def ran_out_of_time(self) -> bool:
        """Whether the harness itself did not come to its end, and nothing else is wrong.

        Such a run says nothing of the product, as on a machine that is busy: it is done once more.
        """
        unfinished = [each.startswith((BROKE_OFF, NO_END)) for each in self.wrong]
        return not self.lost and any(unfinished) and all(unfinished)
