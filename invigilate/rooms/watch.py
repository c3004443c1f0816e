"""What a worker makes of room time: whether it jumped, and whether nobody was alive. Pure.

A jump of the clock must never seal a hall, and neither must the time in which nobody could write.
Both are judged in the moment in which a batch has its lock, before anything is decided in it.
"""

from invigilate.rooms.step import Look

STEP_MS = 1_000
"""Room time and our own interval may differ by so much."""


class Watch:
    """One worker's watch. Room time is in ms, our own interval in seconds."""

    def __init__(self, outage_ms: int) -> None:
        self.jumped_ms = 0
        """Not 0: room time jumped by so much, and nobody is expired until staff confirm it."""
        self.outage: tuple[int, int] | None = None
        """(since, until): nobody was alive between them."""
        self._outage_ms = outage_ms
        self._last: tuple[int, float] | None = None
        """Room time and our own interval, read at the same moment with the lock held."""
        self._contact: int | None = None

    @property
    def alarm(self) -> str:
        """The jump in words; empty: there was none."""
        return f"room time jumped by {self.jumped_ms / 1_000:+.1f} s" if self.jumped_ms else ""

    def look(self, now: int, here: float) -> Look:
        """Asked with the lock held: room time, and our own interval at the same moment."""
        self._check_step(now, here)
        self._last = (now, here)
        self.contact(now)
        return Look(not self.jumped_ms, self.outage)

    def contact(self, now: int) -> None:
        """The store answered, at this room time, be it some moments ago.

        A long silence before it was an outage, as far as we know.

        Other workers may have been alive meanwhile; then staff see a proposal too many, and nobody
        is ended two minutes too early.
        """
        before = self._contact
        if before is not None and now - before >= self._outage_ms and not self.jumped_ms:
            self.outage = (before, now)
        self._contact = now

    def confirm(self) -> None:
        """Staff say that the time is right."""
        self.jumped_ms = 0
        self._last = self._contact = None

    def _check_step(self, now: int, here: float) -> None:
        if self._last is None or self.jumped_ms:
            return
        then, there = self._last
        step_ms = (now - then) - (here - there) * 1_000
        if abs(step_ms) > STEP_MS:
            self.jumped_ms = round(step_ms)
