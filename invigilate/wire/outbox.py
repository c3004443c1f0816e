"""The numbered changes of one device: what was sent, what was dealt with, what goes next.

Changes are kept until the receipt, acknowledged ones too: a server whose log lost its tail names
a lower `last` in its Welcome, and everything above it goes again. A turn may be sent as often as
one likes; the number makes it safe.
"""

from collections import deque
from collections.abc import Iterable

from msgspec import msgpack

from invigilate.rooms.commands import What
from invigilate.wire import happenings as h
from invigilate.wire.frames import MOST_CHANGES, Acked, Answers

ANSWERS_BYTES = 48 * 1024
"""Of changes in one frame."""
MOST_IN_FLIGHT = 32
"""Frames sent and not acknowledged."""
RETRY_MS = 1_000
"""After a server that could not store, and between two gaps at the same turn."""
STALLED_MS = 20_000
"""A live socket that acknowledges nothing for so long is sent everything again."""

Numbered = tuple[int, What]


class Outbox:
    """What one device has to send, in order."""

    def __init__(self, changes: Iterable[Numbered] = (), last: int = 0) -> None:
        self._changes = dict(changes)
        self.last = last
        """The highest turn known to be dealt with."""
        self.top = max(self._changes, default=last)
        """The highest turn that the journal ever wrote."""
        self.sent = last
        """The highest turn sent on this socket."""
        self.is_stuck = False
        """The journal is not the one that the server knows: nothing is sent."""
        self._in_flight: deque[int] = deque()
        self._moved_at = 0
        self._retry_at: int | None = None
        self._gap: tuple[int, int] | None = None

    @property
    def unacknowledged(self) -> int:
        """How many turns are not known to be dealt with."""
        return self.top - self.last

    def offer(self, turn: int, what: What) -> None:
        """Takes a change that is durable on the device; it never changes again."""
        self._changes[turn] = what
        self.top = max(self.top, turn)

    def forget(self) -> None:
        """Drops what is acknowledged: its receipt is here."""
        self._changes = {t: what for t, what in self._changes.items() if t > self.last}

    def greeted(self, last: int, now: int) -> list[h.Happening]:
        """The server names the last turn that it dealt with, lower ones lost included."""
        self.last = last
        self._rewind(now)
        return self._trouble()

    def heard(self, frame: Acked, now: int) -> list[h.Happening]:
        """An acknowledgement came, on either channel."""
        if frame.turn_taken:
            return self._stuck("turn-taken")
        if frame.gap:
            self._gapped(frame.last, now)
        elif frame.last > self.last:
            self._advanced(frame.last, now)
        return [*self._trouble(), h.AckHeard(self.last, frame.exceptions)]

    def _advanced(self, last: int, now: int) -> None:
        self.last = last
        self.sent = max(self.sent, last)
        self._moved_at = now
        self._retry_at = None
        while self._in_flight and self._in_flight[0] <= last:
            self._in_flight.popleft()

    def _gapped(self, last: int, now: int) -> None:
        """Frames in flight behind a missing one are all answered with a gap: one resend does."""
        if self._gap is not None and self._gap[0] == last and now < self._gap[1]:
            self._retry_at = self._gap[1]
            return
        self._gap = (last, now + RETRY_MS)
        self.last = last
        self._rewind(now)

    def _trouble(self) -> list[h.Happening]:
        if self.last > self.top:
            return self._stuck("tail-lost")
        if self.top > self.last and self.last + 1 not in self._changes:
            return self._stuck("head-lost")
        return []

    def _stuck(self, why: str) -> list[h.Happening]:
        if self.is_stuck:
            return []
        self.is_stuck = True
        return [h.NewDevice(why)]

    def retry(self, now: int) -> None:
        """The server could not store just now: everything goes again a moment later."""
        self._retry_at = now + RETRY_MS

    def tick(self, now: int) -> None:
        """Begins to send again where it is time to."""
        stalled = bool(self._in_flight) and now - self._moved_at >= STALLED_MS
        if stalled or (self._retry_at is not None and now >= self._retry_at):
            self._rewind(now)

    def _rewind(self, now: int) -> None:
        self.sent = self.last
        self._in_flight.clear()
        self._moved_at = now
        self._retry_at = None

    def has_next(self) -> bool:
        """Whether `next` gives a frame."""
        free = not self.is_stuck and len(self._in_flight) < MOST_IN_FLIGHT
        return free and self.sent + 1 in self._changes

    def next(self, now: int) -> Answers:
        """The next frame for the socket."""
        frame = self._answers(self.sent + 1)
        if not self._in_flight:
            self._moved_at = now
        self.sent += len(frame.changes)
        self._in_flight.append(self.sent)
        return frame

    def batch(self) -> Answers | None:
        """The first frame that is not acknowledged, for the HTTP way; None: there is none."""
        if self.is_stuck or self.last + 1 not in self._changes:
            return None
        return self._answers(self.last + 1)

    def _answers(self, first: int) -> Answers:
        changes: list[Numbered] = []
        size = 0
        turn = first
        while turn in self._changes and len(changes) < MOST_CHANGES:
            change = (turn, self._changes[turn])
            size += len(msgpack.encode(change))
            if changes and size > ANSWERS_BYTES:
                break
            changes.append(change)
            turn += 1
        return Answers(changes)
