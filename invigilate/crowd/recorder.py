"""What the crowd saw happen, in the order in which it saw it, on one monotonic clock."""

import time
from collections import Counter

from msgspec import Struct

from invigilate.ids import DeviceId
from invigilate.rooms.commands import What


class Put(Struct):
    """One numbered change of one device, and what its owner was told of it."""

    seat: str
    device: DeviceId
    turn: int
    what: What
    text: str | None
    """The whole text that a splice made."""
    outcome: str = ""
    """Empty: never told. "saved", "held:reason" or "refused:word"; the first one told."""
    later: str = ""
    """Told afterwards, where it differs: held, then counted."""
    asked_at: float = 0
    told_at: float = 0
    online: bool = False
    """Whether a socket was live when it was made: only then its acknowledgement is timed."""


class Recorder:
    """Collects the history of a run; `checker` reads it."""

    def __init__(self) -> None:
        self.puts: dict[str, list[Put]] = {}
        """By seat, in the order in which the student did them."""
        self.by_turn: dict[tuple[DeviceId, int], Put] = {}
        self.chains: dict[tuple[str, int], str] = {}
        """(epoch, version) → the chain's first digits, as first told to anyone."""
        self.violations: list[str] = []
        self.errors: Counter[str] = Counter()
        self.join_ms: list[float] = []
        self.ack_ms: list[float] = []
        self.reconnects = 0
        self.pauses_seen = 0
        self.joined = 0
        self.began = 0
        self.submitted = 0
        self.announced: list[str] = []
        self.announcing = True
        """Whether the proctor may announce something yet."""
        self.notices: dict[str, list[str]] = {}
        """By seat: the announcements that its page holds at the end, in order."""
        self._told: dict[DeviceId, int] = {}
        self.finished: set[str] = set()
        """Seats whose last journal was acknowledged to its end."""

    def put(self, put: Put) -> None:
        """A change was made."""
        put.asked_at = time.monotonic()
        self.puts.setdefault(put.seat, []).append(put)
        self.by_turn[put.device, put.turn] = put

    def acknowledged(self, device: DeviceId, last: int, exceptions: dict[int, str]) -> None:
        """The device was told that all turns up to `last` are dealt with."""
        if last < self._told.get(device, 0):
            self.violations.append(
                f"I1: {device} was told {self._told[device]} turns and now only {last}"
            )
        self._told[device] = max(last, self._told.get(device, 0))
        turn = last
        while turn > 0 and (put := self.by_turn.get((device, turn))) is not None:
            outcome = exceptions.get(turn, "")
            if put.outcome and (not outcome or outcome == put.outcome):
                break
            self._tell(put, outcome or "saved")
            turn -= 1

    def _tell(self, put: Put, outcome: str) -> None:
        if not put.outcome:
            put.outcome, put.told_at = outcome, time.monotonic()
            if put.online:
                self.ack_ms.append((put.told_at - put.asked_at) * 1_000)
        elif put.outcome != outcome:
            put.later = outcome
            self.violations.append(
                f"I2: turn {put.turn} of {put.device} was {put.outcome} and is now {outcome}"
            )

    def counted(self, device: DeviceId, still_held: set[int]) -> None:
        """A view shows what is held now: what was held before and is not any more counts."""
        for (name, turn), put in self.by_turn.items():
            if name == device and put.outcome.startswith("held") and turn not in still_held:
                put.later = "counted"

    def saw(self, who: str, epoch: str, before: int, version: int, chain: str) -> None:
        """Somebody's position moved: it must go forward, on one and the same log (I3)."""
        if version < before:
            self.violations.append(f"I3: {who} went from version {before} back to {version}")
        known = self.chains.setdefault((epoch, version), chain)
        if known != chain:
            self.violations.append(f"I3: {who} saw another version {version}: {chain}, not {known}")
