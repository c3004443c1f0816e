"""I1 in what is made of the log: the answers that count, worked out again from the rule's words.

A change counts from when it is saved, a held one from when it is counted. A splice applies to the
text as its own device left it, or where it names a base, to the one that counts. A seal is over
what counts, under a fingerprint that anyone can compute: the first 80 bits of SHA-256 over the
canonical JSON (RFC 8785) of answers, edition, room, seal and seat, in Crockford's letters.
"""

import json
from collections.abc import Iterable, Iterator
from hashlib import sha256

from msgspec import Struct, field

from invigilate.crowd.checking.findings import Finding, short
from invigilate.crowd.checking.history import BookletSeen
from invigilate.crowd.checking.stored import SealStored, Told
from invigilate.ids import DeviceId
from invigilate.rooms import events as e
from invigilate.rooms.commands import Answer, Clear, Splice, What
from invigilate.rooms.plan import Plan, Value

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
Turn = tuple[DeviceId, int]


class Written(Struct):
    """What one student wrote, as the log tells it."""

    counts: dict[int, Value] = field(default_factory=dict)
    texts: dict[tuple[DeviceId, int], str] = field(default_factory=dict)
    """(device, slot) → the text as that device left it."""
    held: dict[Turn, What] = field(default_factory=dict)
    newest: dict[tuple[DeviceId, int], int] = field(default_factory=dict)
    """(device, slot) → the highest turn that counts there."""
    seals: int = 0


class Answers:
    """One room's, brought along its log event by event."""

    def __init__(self, told: Told) -> None:
        self.seats: dict[str, Written] = {}
        self.findings: list[Finding] = []
        self._sealed: dict[tuple[str, int], tuple[str, object]] = {}
        """(seat, number) → (fingerprint, answers) of every seal."""
        self._room = told.room
        self._plan: Plan | None = None
        self._where = ""
        for record in told.records:
            self._where = f"room {told.room}, version {record.version}"
            self._hear(record.event)

    def against(self, booklets: dict[str, BookletSeen]) -> Iterator[Finding]:
        """What booklets that were handed out have else than the log."""
        if self.seats.keys().isdisjoint(booklets):
            return  # none of this room were asked for
        for seat, written in self.seats.items():
            where = f"the booklet of seat {seat}"
            booklet = booklets.get(seat)
            if booklet is None:
                yield Finding("I1", where, "not handed out", "handed out")
                continue
            shown = {slot: _plain(value) for slot, value in booklet.answers.items()}
            expected = {slot: _plain(value) for slot, value in written.counts.items()}
            if shown != expected:
                slots = sorted(s for s in shown | expected if shown.get(s) != expected.get(s))
                seen, right = (short({s: one.get(s) for s in slots}) for one in (shown, expected))
                yield Finding("I1", where, seen, right)
            if booklet.held != set(written.held):
                yield Finding("I1", where, f"held {booklet.held}", f"held {set(written.held)}")

    def sealed(self, seals: Iterable[SealStored]) -> Iterator[Finding]:
        """What the booklets that were stored as sealed have else than the log."""
        missing = dict(self._sealed)
        for seal in seals:
            where = f"seal {seal.number} of seat {seal.seat} in room {self._room}"
            right = missing.pop((seal.seat, seal.number), None)
            found = (seal.fingerprint, [[label, _plain(value)] for label, value in seal.answers])
            if found != right:
                yield Finding("I1", where, short(found), short(right))
        for seat, number in missing:
            where = f"seal {number} of seat {seat} in room {self._room}"
            yield Finding("I1", where, "not stored", "stored as it was sealed")

    def _hear(self, event: e.Event) -> None:
        match event:
            case e.RoomOpened(plan=plan):
                self._plan = plan
            case e.ChangeSaved(seat=seat, device=device, turn=turn, what=what):
                written = self._of(seat)
                self._count(written, device, turn, self._whole(written, device, what))
            case e.ChangeHeld(seat=seat, device=device, turn=turn, what=what, reason=reason):
                written = self._of(seat)
                if reason == "base" and isinstance(what, Splice):
                    written.texts.pop((device, what.slot), None)
                    written.held[device, turn] = what
                else:
                    written.held[device, turn] = self._whole(written, device, what)
            case e.HeldCounted(seat=seat, turns=turns):
                written = self._of(seat)
                for device, turn in turns:
                    self._settle(written, device, turn, counts=True)
            case e.HeldMerged(seat=seat, turns=turns):
                written = self._of(seat)
                for device, turn in turns:
                    self._settle(written, device, turn, counts=False)
            case e.Sealed():
                self._seal(event)
            case _:
                pass

    def _of(self, seat: str) -> Written:
        return self.seats.setdefault(seat, Written())

    def _wrong(self, seen: str, expected: str) -> None:
        self.findings.append(Finding("I1", self._where, seen, expected))

    def _settle(self, written: Written, device: DeviceId, turn: int, *, counts: bool) -> None:
        what = written.held.pop((device, turn), None)
        if what is None:
            self._wrong(f"turn {turn} of {device} is not held any more", "a turn that is held")
        elif counts:
            self._count(written, device, turn, what)

    def _whole(self, written: Written, device: DeviceId, what: What) -> What:
        """The change with the whole text that it made; the device's text is kept."""
        match what:
            case Splice(slot=slot, base=base, at=at, cut=cut, put=put, length=length):
                own = written.texts.get((device, slot)) if base == 0 else None
                before = written.counts.get(slot, "") if own is None else own
                text = f"{before[:at]}{put}{before[at + cut :]}" if isinstance(before, str) else ""
                if len(text) != length:
                    self._wrong(f"a splice that makes {len(text)} letters", f"{length} letters")
                written.texts[device, slot] = text
                return Answer(slot, text)
            case Answer(slot=slot, value=str(text)):
                written.texts[device, slot] = text
            case Clear(slot=slot):
                written.texts[device, slot] = ""
            case _:
                pass
        return what

    def _count(self, written: Written, device: DeviceId, turn: int, what: What) -> None:
        if not isinstance(what, Answer | Clear):
            if isinstance(what, Splice):
                self._wrong("a splice that fits no text counts", "held for good")
            return
        newest = written.newest.get((device, what.slot), 0)
        if turn <= newest:
            self._wrong(f"turn {turn} counts over turn {newest} of one device", "the newer stays")
        written.newest[device, what.slot] = max(turn, newest)
        if isinstance(what, Answer):
            written.counts[what.slot] = what.value
        else:
            written.counts.pop(what.slot, None)

    def _seal(self, event: e.Sealed) -> None:
        written = self._of(event.seat)
        written.seals += 1
        listed = self._listed(written)
        mark = self._mark(event.seat, written.seals, listed)
        self._sealed[event.seat, event.number] = (event.fingerprint, listed)
        if (event.number, event.fingerprint) != (written.seals, mark):
            seen = f"seal {event.number} of seat {event.seat}: {event.fingerprint}"
            self._wrong(seen, f"seal {written.seals}: {mark}")

    def _listed(self, written: Written) -> list[list[object]]:
        """(label, value) of what counts, in paper order."""
        slots = () if self._plan is None else self._plan.slots
        counts = written.counts
        return [[s.label, _plain(counts[n])] for n, s in enumerate(slots) if n in counts]

    def _mark(self, seat: str, number: int, listed: list[list[object]]) -> str:
        edition = "" if self._plan is None else self._plan.edition
        record = {
            "answers": listed,
            "edition": edition,
            "room": self._room,
            "seal": number,
            "seat": seat,
        }
        text = json.dumps(record, separators=(",", ":"), ensure_ascii=False)
        bits = "".join(f"{byte:08b}" for byte in sha256(text.encode()).digest())
        marks = [LETTERS[int(bits[n : n + 5], 2)] for n in range(0, 80, 5)]
        return "-".join("".join(marks[n : n + 4]) for n in range(0, 16, 4))


def _plain(value: Value | list[str]) -> object:
    return value if isinstance(value, str) else list(value)
