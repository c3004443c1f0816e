"""The rule told a second time, in another way: what counts, when time is over, what is sealed.

It hears the events of a room one by one and knows nothing of the room's own code. Time is not
computed from spans, as the room does, but gathered: between two events a paused student who may
write gains what passed.
"""

import hashlib
import json
from dataclasses import dataclass, field

from invigilate.rooms import events as e
from invigilate.rooms.commands import Answer, Clear, Splice, What
from invigilate.rooms.plan import Plan, Value

LEGAL = {
    ("Absent", "Joined"),
    ("Joined", "In Progress"),
    ("In Progress", "Ended"),
    ("Ended", "Submitted"),
    ("Ended", "In Progress"),
    ("Submitted", "In Progress"),
}
"""Every change of status that there is."""


def fingerprint(room: str, seat: str, edition: str, seal: int, answers: list[list[Value]]) -> str:
    """A receipt's fingerprint, from the text of the rule alone.

    First 80 bits of SHA-256 over canonical JSON (RFC 8785), as 4 × 4 Crockford characters.
    """
    listed = json.dumps(answers, separators=(",", ":"), ensure_ascii=False)
    record = (
        f'{{"answers":{listed},"edition":"{edition}",'
        f'"room":"{room}","seal":{seal},"seat":"{seat}"}}'
    )
    bits = "".join(f"{byte:08b}" for byte in hashlib.sha256(record.encode()).digest())[:80]
    letters = ["0123456789ABCDEFGHJKMNPQRSTVWXYZ"[int(bits[i : i + 5], 2)] for i in range(0, 80, 5)]
    return "-".join("".join(letters[i : i + 4]) for i in range(0, 16, 4))


@dataclass
class Booklet:
    """One student's, as the oracle knows it."""

    counted: dict[int, Value] = field(default_factory=dict)
    texts: dict[tuple[str, int], str] = field(default_factory=dict)
    """(device, slot) → the text as that device left it."""
    held: dict[tuple[str, int], What] = field(default_factory=dict)
    newest: dict[tuple[str, int], int] = field(default_factory=dict)
    """(device, slot) → the highest turn that counts there."""
    limit: float | None = None
    """min(begin + base, close); infinite where both are missing. None: not begun."""
    moved: int = 0
    """What gifts, accommodation and reopening added."""
    stood: int = 0
    """What pauses added."""
    writing: bool = False
    paused: bool = False
    seals: int = 0

    def end(self) -> float | None:
        return None if self.limit is None else self.limit + self.moved + self.stood


class Oracle:
    """One room's."""

    def __init__(self) -> None:
        self.plan: Plan | None = None
        self.room = ""
        self.at = 0
        self.paused = False
        self.booklets: dict[str, Booklet] = {}

    def passes(self, until: int) -> None:
        """Time passes: who may write and is paused gains it."""
        for booklet in self.booklets.values():
            if booklet.writing and (self.paused or booklet.paused):
                booklet.stood += until - self.at
        self.at = until

    def hear(self, room: str, record: e.Recorded) -> None:
        """One event."""
        self.room = room
        self.passes(record.at)
        match record.event:
            case e.RoomOpened(plan=plan):
                self.plan = plan
            case e.StudentsEnrolled(entries=entries):
                self.booklets |= {entry.seat: Booklet() for entry in entries}
            case e.RoomPaused():
                self.paused = True
            case e.RoomResumed():
                self.paused = False
            case e.SeatsPaused(seats=seats) | e.SeatsResumed(seats=seats):
                for seat in seats:
                    self.booklets[seat].paused = isinstance(record.event, e.SeatsPaused)
            case e.TimeGiven(entries=given) | e.TimeReturned(entries=given):
                for seat, ms in given:
                    self.booklets[seat].moved += ms
            case _:
                self._of_a_seat(record)

    def _of_a_seat(self, record: e.Recorded) -> None:
        booklet = self.booklets.get(getattr(record.event, "seat", ""), Booklet())
        match record.event:
            case e.Begun(base_ms=base, closes=closes, extra_ms=extra):
                base_end = float("inf") if base is None else record.at + base
                booklet.limit = min(base_end, float("inf") if closes is None else closes)
                booklet.moved += extra
                booklet.writing = True
            case e.SeatEnded():
                booklet.writing = booklet.paused = False
            case e.Reopened(ms=ms):
                booklet.writing = True
                booklet.moved += ms
            case e.ChangeSaved(device=device, turn=turn, what=what):
                _count(booklet, device, turn, _whole(booklet, device, what))
            case e.ChangeHeld(device=device, turn=turn, what=what, reason=reason):
                misfit = reason == "base"
                whole = _misfit(booklet, device, what) if misfit else _whole(booklet, device, what)
                booklet.held[device, turn] = whole
            case e.HeldCounted(turns=turns):
                for device, turn in turns:
                    _count(booklet, device, turn, booklet.held.pop((device, turn)))
            case e.HeldMerged(turns=turns):
                for device, turn in turns:
                    del booklet.held[device, turn]
            case e.Sealed(seat=seat, number=number, fingerprint=mark):
                booklet.seals += 1
                assert (number, mark) == (booklet.seals, self._mark(seat, booklet))
            case _:
                pass

    def _mark(self, seat: str, booklet: Booklet) -> str:
        assert self.plan is not None
        listed: list[list[Value]] = [
            [slot.label, booklet.counted[number]]
            for number, slot in enumerate(self.plan.slots)
            if number in booklet.counted
        ]
        return fingerprint(self.room, seat, self.plan.edition, booklet.seals, listed)


def _whole(booklet: Booklet, device: str, what: What) -> What:
    """The change with the whole text that it made, and the device's text kept."""
    match what:
        case Splice(slot=slot, base=base, at=at, cut=cut, put=put, length=length):
            own = booklet.texts.get((device, slot))
            before = own if own is not None and base == 0 else booklet.counted.get(slot, "")
            assert isinstance(before, str)
            after = before[:at] + put + before[at + cut :]
            assert len(after) == length
            booklet.texts[device, slot] = after
            return Answer(slot, after)
        case Answer(slot=slot, value=str(text)):
            booklet.texts[device, slot] = text
        case Clear(slot=slot):
            booklet.texts[device, slot] = ""
        case _:
            pass
    return what


def _misfit(booklet: Booklet, device: str, what: What) -> What:
    assert isinstance(what, Splice)
    booklet.texts.pop((device, what.slot), None)
    return what


def _count(booklet: Booklet, device: str, turn: int, what: What) -> None:
    match what:
        case Answer(slot=slot) | Clear(slot=slot):
            newest = booklet.newest.get((device, slot), 0)
            assert newest < turn, "an older change of this device came back over a newer one"
            booklet.newest[device, slot] = turn
        case Splice():
            raise AssertionError("a splice counts as the text that it made")
        case _:
            return
    if isinstance(what, Answer):
        booklet.counted[what.slot] = what.value
    else:
        booklet.counted.pop(what.slot, None)
