"""What the crowd saw happen, in the order in which it saw it, on one monotonic clock."""

import re
import time
from collections import Counter
from collections.abc import Callable

from invigilate.crowd.checking.findings import Finding, Invariant
from invigilate.crowd.checking.history import EndShown, History, OrderPut, Page, Put, canary
from invigilate.ids import DeviceId, RequestId
from invigilate.rooms.orders import Action

__all__ = ["Put", "Recorder"]

CANARY = re.compile(rb"~[0-9A-Za-z]{8}~")


class Recorder:
    """Collects the history of a run for the checker, and the figures for its report.

    Memory is bounded by what people did: of what comes to a page only its canaries are kept.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self.history = History()
        self.errors: Counter[str] = Counter()
        self.join_ms: list[float] = []
        self.ack_ms: list[float] = []
        self.reconnects = 0
        self.pauses_seen = 0
        self.joined = 0
        self.began = 0
        self.submitted = 0
        self.announcing = True
        """Whether the proctor may announce something yet."""
        self.finished: set[str] = set()
        """Seats whose last journal was acknowledged to its end."""
        self._now = now
        self._by_turn: dict[tuple[DeviceId, int], Put] = {}
        self._told: dict[DeviceId, int] = {}
        self._held: dict[DeviceId, set[int]] = {}
        self._ends: dict[str, int | None] = {}

    def wrong(self, invariant: Invariant, where: str, seen: str, expected: str) -> None:
        """Something that contradicts what was seen before."""
        self.history.noticed.append(Finding(invariant, where, seen, expected))

    # -- changes

    def put(self, put: Put) -> None:
        """A change was made."""
        put.asked_at = self._now()
        self.history.puts.setdefault(put.seat, []).append(put)
        self._by_turn[put.device, put.turn] = put

    def of_turn(self, device: DeviceId, turn: int) -> Put | None:
        """The change that a device made under this turn."""
        return self._by_turn.get((device, turn))

    def forget(self, device: DeviceId, turn: int) -> None:
        """The page gave this change up before anything could come of it."""
        put = self._by_turn.pop((device, turn))
        self.history.puts[put.seat].remove(put)

    def acknowledged(self, device: DeviceId, last: int, exceptions: dict[int, str]) -> None:
        """The device was told that all turns up to `last` are dealt with."""
        before = self._told.get(device, 0)
        if last < before:
            self.wrong("I1", f"device {device}", f"told {last} turns", f"{before}, as before")
        self._told[device] = max(last, before)
        turn = last
        while turn > 0 and (put := self._by_turn.get((device, turn))) is not None:
            outcome = exceptions.get(turn, "")
            if put.outcome and (not outcome or outcome == put.outcome):
                break
            self._tell(put, outcome or "saved")
            turn -= 1

    def _tell(self, put: Put, outcome: str) -> None:
        if not put.outcome:
            put.outcome, put.told_at = outcome, self._now()
            if outcome.startswith("held"):
                self._held.setdefault(put.device, set()).add(put.turn)
            if put.online:
                self.ack_ms.append((put.told_at - put.asked_at) * 1_000)
        elif put.outcome != outcome:
            put.later = outcome
            where = f"turn {put.turn} of {put.device}"
            self.wrong("I2", where, f"told as {outcome}", f"{put.outcome}, as before")

    def counted(self, device: DeviceId, still_held: set[int]) -> None:
        """A view shows what is held now: what was held before and is not any more counts."""
        for turn in self._held.get(device, set()) - still_held:
            self._by_turn[device, turn].later = "counted"
        self._held.get(device, set()).intersection_update(still_held)

    # -- orders

    def ordered(self, request: RequestId, action: Action, room: str = "") -> None:
        """Staff ordered it; sending it again under its request id is the same order."""
        order = OrderPut(request, action, room, asked_at=self._now())
        self.history.orders.setdefault(request, order)

    def answered(self, request: RequestId, word: str) -> None:
        """Staff were told what became of it. "retry" is no answer: nobody knows."""
        order = self.history.orders.get(request)
        if order is None or word == "retry":
            return
        if order.word is None:
            order.word, order.told_at = word, self._now()
        elif order.word != word:
            seen, expected = f"told as {word or 'done'}", f"{order.word or 'done'}, as before"
            self.wrong("I8", f"order {request}", seen, expected)

    # -- what pages see

    def saw(self, who: str, epoch: str, before: int, version: int, chain: str) -> None:
        """Somebody's position moved: it must go forward, on one and the same log."""
        if version < before:
            self.wrong("I3", f"page {who}", f"version {version}", f"{before} or later, as before")
        known = self.history.chains.setdefault((epoch, version), chain)
        if known != chain:
            where = f"page {who}, version {version}"
            self.wrong("I3", where, f"chain {chain}", f"{known}, as another page saw")

    def page(self, reader: str, room: str, seat: str = "") -> None:
        """Whose page this is; `seat` empty: a board."""
        self.history.pages[reader] = Page(room, seat)

    def marked(self, room: str, seat: str) -> str:
        """The canary that stands in what this student writes from now on."""
        mark = canary(seat)
        self.history.canaries[mark] = Page(room, seat)
        return mark

    def delivered(self, reader: str, data: bytes | str) -> None:
        """These bytes came to a page, over whatever way."""
        raw = data.encode() if isinstance(data, str) else data
        if b"~" in raw:
            marks = {mark.decode() for mark in CANARY.findall(raw)}
            if marks:
                self.history.delivered.setdefault(reader, set()).update(marks)

    def shown(self, seat: str, version: int, end: int | None) -> None:
        """A page showed this end of a student's time, by what it knew at this version."""
        if self._ends.get(seat, -1) != end:
            self._ends[seat] = end
            self.history.ends.append(EndShown(seat, version, end))
