"""A student's clock, worked out from the log alone; it shares no line with `rooms.timing`.

    end = min(begin + base, close) + what was given + what stood still

The room keeps pauses as spans and joins them when it is asked. Here time is gathered: a room has
one sum of its own pauses, a seat remembers where that sum stood when the seat last changed, and
gains either what the sum grew by since, or, while paused itself, all that passed.
"""

from math import inf

from msgspec import Struct

GUARD_MS = 120_000
"""After an outage nobody is ended for so long, and what comes counts."""


class RoomClock(Struct):
    """What stops and bounds all clocks of a room."""

    stood: int = 0
    """Milliseconds of the session's pauses that are over."""
    paused_since: int | None = None
    guard_until: int = 0
    closed: bool = False

    def sum_at(self, at: int) -> int:
        """Milliseconds of the session's pauses until then."""
        return self.stood + (0 if self.paused_since is None else at - self.paused_since)

    def paused(self, at: int) -> None:
        """The session was paused."""
        self.paused_since = at

    def resumed(self, at: int) -> None:
        """It goes on."""
        self.stood, self.paused_since = self.sum_at(at), None


class SeatClock(Struct):
    """One student's."""

    status: str = "Absent"
    limit: float | None = None
    """min(begin + base, close), infinite where both are missing; None: not begun."""
    given: int = 0
    """Signed milliseconds of all ledger entries but pauses."""
    gained: int = 0
    """What stood still until `settled_at`."""
    settled_at: int = 0
    settled_sum: int = 0
    """Where the session's sum stood then."""
    paused_since: int | None = None
    """A pause of this seat alone."""
    since: int = 0
    """When the student could last begin to write."""
    ended_at: int = 0
    locked: bool = False
    percent: float = 0

    @property
    def is_writing(self) -> bool:
        """Whether the clock may run."""
        return self.status == "In Progress"

    def stood(self, room: RoomClock, at: int) -> int:
        """Milliseconds that pauses gave this student until then."""
        if not self.is_writing:
            return self.gained
        if self.paused_since is not None:
            return self.gained + at - self.settled_at
        return self.gained + room.sum_at(at) - self.settled_sum

    def settle(self, room: RoomClock, at: int) -> None:
        """Before anything of this seat changes that its gain depends on."""
        self.gained = self.stood(room, at)
        self.settled_at, self.settled_sum = at, room.sum_at(at)

    def end(self, room: RoomClock, at: int) -> float | None:
        """The instant at which the time is over, as it looks then; None: not begun."""
        return None if self.limit is None else self.limit + self.given + self.stood(room, at)

    def end_shown(self, room: RoomClock, at: int) -> float | None:
        """The end as a page shows it: a running pause is left out, time stands where it began."""
        end = self.end(room, at)
        starts = [one for one in (room.paused_since, self.paused_since) if one is not None]
        if end is None or not starts or not self.is_writing:
            return end
        return end - (at - max(min(starts), self.since))

    def counts_until(self, room: RoomClock, grace_ms: int, at: int) -> float:
        """The last instant at which an answer counts."""
        over = float(self.ended_at) if self.status == "Ended" else self.end(room, at)
        if over is not None and self.status == "Ended" and not grace_ms:
            over -= 1
        return max((inf if over is None else over) + grace_ms, room.guard_until)

    def is_paused(self, room: RoomClock) -> bool:
        """Whether a pause of the session or of the seat stops this clock now."""
        stopped = room.paused_since is not None or self.paused_since is not None
        return self.is_writing and stopped
