"""How fast a client may speak, and how fast a server lets it: token buckets."""

CLIENT_PER_SECOND = 10
CLIENT_BURST = 20
SERVER_PER_SECOND = 20
SERVER_BURST = 240
"""A stalled network delivers at once what a client sent in 15 s: 150 messages and its burst.
A page that keeps to its own pace is never closed for a network's fault."""


class Pace:
    """So many messages a second, and so many at once; `now` is ms of a steady clock."""

    __slots__ = ("_at", "_burst", "_left", "_per_second")

    def __init__(self, per_second: int, burst: int) -> None:
        self._per_second = per_second
        self._burst = burst
        self._left: float = burst
        self._at: int | None = None

    def allows(self, now: int) -> bool:
        """Whether one more message may go."""
        if self._at is not None:
            gained = (now - self._at) * self._per_second / 1000
            self._left = min(self._burst, self._left + gained)
        self._at = now
        return self._left >= 1

    def spend(self) -> None:
        """One message went."""
        self._left -= 1
