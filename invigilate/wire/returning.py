"""When a client whose socket is gone comes back: full jitter, or as the server said.

"Exponential Backoff And Jitter" (M. Brooker, 2015), full jitter: U(0, min(cap, 2^n)). The first
return is spread over four seconds, so that 5,000 sockets of a dead worker do not come at once.
"""

from invigilate.wire.closing import comes_back

FIRST_MS = 4_000
MOST_MS = 15_000


class Returning:
    """Counts the tries since the last time that a server answered."""

    def __init__(self) -> None:
        self._tries = 0
        self._due: int | None = None

    def arrived(self) -> None:
        """A server answered."""
        self._tries = 0
        self._due = None

    def asked(self, after_ms: int, now: int) -> None:
        """The server says when to come back; it has spread its clients itself."""
        self._due = now + after_ms

    def after(self, code: int | None, now: int, chance: float) -> int | None:
        """Milliseconds until the next try; None: never. `chance` is in [0, 1)."""
        if code is not None and not comes_back(code):
            return None
        if self._due is not None:
            due, self._due = self._due, None
            return max(0, due - now)
        span = min(MOST_MS, FIRST_MS << min(self._tries, 8))
        self._tries += 1
        return int(chance * span)
