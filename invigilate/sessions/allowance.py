"""How many tries each of many has left: a ledger of token buckets with credit and debt. Pure.

A newcomer has `full` tries. One that is used comes back with time, up to `full`; credit lifts a
row above that; debt is possible, because who has nothing left is still heard now and then.
What is kept is bounded, and what is nearest to a newcomer is forgotten first.

Times are in seconds of one clock; set back, it gives nobody anything.
"""

import math
from dataclasses import dataclass

LADDER = (2.0, 4.0, 8.0, 16.0, 30.0)
"""Seconds that the next tries wait once nothing is left; after the last comes the door.

At the door one try is still heard in the last of these, which is what comes back in that time,
so the debt of who never stops stays where it is. The door is left when a whole try is left.
"""

UNDECIDED_SECONDS = 10.0
"""So long after the last try taken its outcome, if not told yet, may still be on its way."""

CREDIT_SECONDS = 3_600.0
"""Credit is forgotten this long after the last try there, and who is trusted this long after."""

TIDY_SECONDS = 600.0


@dataclass(slots=True)
class Row:
    """`left`: tries left at `since`; `heard`, `trusted`: when one was last taken, last credited;
    `undecided`: how many of those taken are not told yet."""

    left: float
    since: float
    heard: float
    trusted: float = -math.inf
    undecided: int = 0
    at_door: bool = False


class Ledger:
    """Tries left per key: all `full` come back in `seconds`; at most `credit` above `full`."""

    def __init__(self, full: int, seconds: float, entries: int, credit: int = 0) -> None:
        self.full = full
        self.rows: dict[str, Row] = {}
        self._most = full + credit
        self._seconds_each = seconds / full
        self._entries = entries
        self._tidy_at = -math.inf

    def left(self, now: float, key: str) -> float:
        """Tries left: below 1 there is none, below 0 is debt, above `full` is credit."""
        row = self.rows.get(key)
        return self._today(row, now) if row else self.full

    def until_one(self, now: float, key: str) -> float:
        """Seconds until a whole try is left; 0 if one is, or in less than a millisecond."""
        seconds = (1 - self.left(now, key)) * self._seconds_each
        return seconds if seconds >= 0.001 else 0.0

    def delay(self, now: float, key: str) -> float:
        """Seconds that a try taken now has to wait: 0 while one is left, infinite for the door."""
        left = self.left(now, key)
        if left >= 1:
            return 0.0
        row = self.rows[key]
        if row.at_door:
            return 0.0 if now - row.heard >= LADDER[-1] else math.inf
        return LADDER[max(0, math.ceil(-left))]

    def may_soon(self, now: float, key: str) -> bool:
        """Whether none is left because of tries whose outcome may be told any moment."""
        left, row = self.left(now, key), self.rows.get(key)
        return row is not None and left < 1 <= left + row.undecided

    def take(self, now: float, key: str) -> None:
        """One try is used; whether it stays so is told by `keep` or `give_back`."""
        row = self._row(now, key)
        row.left -= 1
        row.heard = now
        row.undecided += 1
        row.at_door = row.at_door or math.ceil(-row.left) >= len(LADDER)

    def keep(self, key: str) -> None:
        """One try that was taken stays so."""
        row = self.rows.get(key)
        if row:
            row.undecided = max(0, row.undecided - 1)

    def give_back(self, now: float, key: str) -> None:
        """One try that was taken is not counted. What has come back by time is not paid twice."""
        self.keep(key)
        row = self.rows.get(key)
        if row:
            left = self._today(row, now)
            row.left = min(self._most, left + 1 if left >= self.full else min(self.full, left + 1))

    def credit(self, now: float, key: str) -> None:
        """One try more, up to the most that can be had."""
        row = self._row(now, key)
        row.left = min(self._most, row.left + 1)
        row.heard = row.trusted = now

    def is_trusted(self, now: float, key: str) -> bool:
        """Whether it has had credit within the hour, spent since or not."""
        row = self.rows.get(key)
        return row is not None and now - row.trusted <= CREDIT_SECONDS

    def _today(self, row: Row, now: float) -> float:
        row.heard = min(row.heard, now)
        idle = now - row.heard
        if row.left < self.full:
            back = max(0.0, now - row.since) / self._seconds_each
            row.left = min(self.full, row.left + back)
        elif idle > CREDIT_SECONDS:
            row.left = self.full
        if idle > UNDECIDED_SECONDS:
            row.undecided = 0
        row.since = now
        row.at_door = row.at_door and row.left < 1
        return row.left

    def _row(self, now: float, key: str) -> Row:
        row = self.rows.get(key)
        if row is None:
            self._tidy(now)
            row = self.rows[key] = Row(self.full, now, now)
        self._today(row, now)
        return row

    def _tidy(self, now: float) -> None:
        """Forgets who is as good as new, every 10 minutes or when full; then who is nearest to it.

        Debt and credit are kept longest: forgetting a debt helps a guesser, forgetting credit
        shuts a hall out while shields are up. A tenth is made free at once, so this is rare.
        """
        if now < self._tidy_at and len(self.rows) < self._entries:
            return
        self._tidy_at = now + TIDY_SECONDS
        told = {key: self._told(row, now) for key, row in self.rows.items()}
        kept = sorted((key for key in told if told[key] > 0), key=lambda key: -told[key])
        self.rows = {key: self.rows[key] for key in kept[: self._entries * 9 // 10]}

    def _told(self, row: Row, now: float) -> float:
        """How much a row tells that a newcomer's does not, in tries."""
        is_trusted = now - row.trusted <= CREDIT_SECONDS
        return abs(self._today(row, now) - self.full) + is_trusted
