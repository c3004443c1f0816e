"""How one student's answers were written, line by line out of the log. Pure.

A change is told as it was sent: a whole value, or a splice on the text that the same device had in
the same slot, so that a long essay costs what was typed and not its length each time. `follow` is
the rule by which a page, told every line from the first one on, knows each device's texts and what
counts after each line; a property test holds it to the room itself.
"""

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct, msgpack
from msgspec.structs import replace

from invigilate.ids import DeviceId, RoomId, SeatId
from invigilate.rooms import events as e
from invigilate.rooms.applying import apply
from invigilate.rooms.commands import Answer, Clear, Splice, What
from invigilate.rooms.drawing import draw, question
from invigilate.rooms.plan import Plan, Value
from invigilate.rooms.state import Room, Seat
from invigilate.rooms.texts import spliced

LOOSE = -1
"""The base of a splice whose text nobody knows: it is evidence, and is put on nothing."""

Deed = Literal[
    "joined",
    "device",
    "pen",
    "begun",
    "saved",
    "held",
    "refused",
    "counted",
    "merged",
    "paused",
    "resumed",
    "locked",
    "unlocked",
    "ended",
    "sealed",
    "reopened",
]
"""device: one more was admitted. counted: what was held counts. merged: the student decided."""

Own = (
    e.SeatJoined
    | e.DeviceAdmitted
    | e.PenTaken
    | e.Begun
    | e.ChangeSaved
    | e.ChangeHeld
    | e.ChangeRefused
    | e.HeldCounted
    | e.HeldMerged
    | e.SeatEnded
    | e.Sealed
    | e.Reopened
)
"""About one seat alone."""
Shared = e.SeatsPaused | e.SeatsResumed | e.SeatsLocked | e.SeatsUnlocked


class Line(Struct, frozen=True, array_like=True):
    """One thing that happened to what a student wrote, or to whether they could write."""

    version: int
    at: int
    deed: Deed
    by: str
    """Empty: the student; else "house", or "person:…" (a proctor, also of a change out of a file
    that was carried to the board)."""
    device: int
    """The seat's devices are counted from 1, in the order in which they came; 0: none."""
    turn: int
    """Of a change: its number on that device; else 0."""
    what: What | None
    """Of a change. A splice of base 0 stands on what this device had in the slot after the lines
    before ("" where it had nothing), one of base -1 on nothing that is known."""
    word: str
    """Why it was held, refused, paused, locked, ended or reopened; of sealed the fingerprint."""
    turns: tuple[tuple[int, int], ...]
    """(device, turn) of what was counted or merged."""
    values: tuple[tuple[int, Value | None], ...]
    """Of counted: the slots that it changed, with what counts there since."""


class SlotShown(Struct, frozen=True):
    """A slot of the paper, for a page that names it."""

    label: str
    item: int
    kind: str
    question: int | None
    """The number that its item has on this student's page."""
    options: list[str]
    """The ids of what can be chosen, in the order of this student's page; in words they stand in
    the paper."""


def tells_of(event: e.Event) -> tuple[SeatId, ...]:
    """The seats whose handwriting has a line for this event."""
    if isinstance(event, Own):
        return (event.seat,)
    return event.seats if isinstance(event, Shared) else ()


def slots_shown(plan: Plan, room: RoomId, seat: SeatId) -> list[SlotShown]:
    """The slots in their order, as this student's page numbers their questions."""
    numbers = {slot.item: question(plan, room, seat, slot.item) for slot in plan.slots}
    drawn = draw(plan, room, seat).options
    return [
        SlotShown(s.label, s.item, s.kind, numbers[s.item], drawn.get(n, list(s.options)))
        for n, s in enumerate(plan.slots)
    ]


class Handwriting:
    """Told every event that `tells_of` this seat, in order; makes its lines."""

    def __init__(self, plan: Plan, seat_id: SeatId, seat: Seat) -> None:
        """`seat` says who sits there, and nothing else of it is read."""
        self._id = seat_id
        # A room of this seat alone: its own rules say what a splice stood on and what counts.
        self._room = Room(RoomId(""), plan, seats={seat_id: Seat(seat.entry)})

    def lines(self, records: Iterable[e.Recorded]) -> list[Line]:
        """The line of each of these events."""
        return [self._line(record) for record in records]

    def _line(self, record: e.Recorded) -> Line:
        event = record.event
        if isinstance(event, Shared):
            return self._shared(record, event)
        assert isinstance(event, Own)
        before = self._text(event) if isinstance(event, e.ChangeSaved | e.ChangeHeld) else ""
        apply(self._room, record)
        line = self._blank(record, _deed(event))
        match event:
            case e.SeatJoined(device=device) | e.DeviceAdmitted(device=device):
                return replace(line, device=self._number(device))
            case e.PenTaken(device=device):
                return replace(line, device=self._number(device))
            case e.Begun(device=device, turn=turn):
                return replace(line, device=self._number(device), turn=turn)
            case e.ChangeSaved() | e.ChangeHeld():
                return self._change(line, event, self._told(event, before))
            case e.ChangeRefused(what=what):
                return self._change(line, event, _loose(what))
            case e.HeldCounted(turns=turns):
                return replace(line, turns=self._turns(turns), values=self._counted(record))
            case e.HeldMerged(turns=turns):
                return replace(line, turns=self._turns(turns))
            case e.SeatEnded(why=why):
                return replace(line, word=why)
            case e.Sealed(fingerprint=mark):
                return replace(line, word=mark)
            case e.Reopened(reason=reason):
                return replace(line, word=reason)

    def _shared(self, record: e.Recorded, event: Shared) -> Line:
        match event:
            case e.SeatsPaused(reason=reason):
                return replace(self._blank(record, "paused"), word=reason)
            case e.SeatsLocked(text=text):
                return replace(self._blank(record, "locked"), word=text)
            case e.SeatsResumed():
                return self._blank(record, "resumed")
            case e.SeatsUnlocked():
                return self._blank(record, "unlocked")

    def _blank(self, record: e.Recorded, deed: Deed) -> Line:
        by = "" if record.actor == f"seat:{self._id}" else record.actor
        return Line(record.version, record.at, deed, by, 0, 0, None, "", (), ())

    def _change(
        self, line: Line, event: e.ChangeSaved | e.ChangeHeld | e.ChangeRefused, what: What
    ) -> Line:
        word = getattr(event, "reason", "") or getattr(event, "word", "")
        device = self._number(event.device)
        return replace(line, device=device, turn=event.turn, what=what, word=word)

    def _told(self, event: e.ChangeSaved | e.ChangeHeld, before: str) -> What:
        """The change as a page that knows `before` can follow it."""
        what = event.what
        if not isinstance(what, Splice):
            return what
        after = self._seat.devices[event.device].texts.get(what.slot)
        if after is None:
            return _loose(what)
        if spliced(before, what) == after:
            return replace(what, base=0)
        # It stands on what another device wrote: a page has that text under another device.
        return Answer(what.slot, after)

    def _text(self, event: e.ChangeSaved | e.ChangeHeld) -> str:
        """What this device has in the slot of a splice, as the lines so far tell it."""
        if not isinstance(event.what, Splice) or event.device not in self._seat.devices:
            return ""
        return self._seat.devices[event.device].texts.get(event.what.slot, "")

    def _counted(self, record: e.Recorded) -> tuple[tuple[int, Value | None], ...]:
        kept = self._seat.answers
        return tuple((n, kept[n].value) for n in sorted(kept) if kept[n].version == record.version)

    def _turns(self, turns: tuple[tuple[DeviceId, int], ...]) -> tuple[tuple[int, int], ...]:
        return tuple((self._number(device), turn) for device, turn in turns)

    def _number(self, device: DeviceId) -> int:
        known = list(self._seat.devices)
        return known.index(device) + 1 if device in known else 0

    @property
    def _seat(self) -> Seat:
        return self._room.seats[self._id]


_DEEDS: dict[type, Deed] = {
    e.SeatJoined: "joined",
    e.DeviceAdmitted: "device",
    e.PenTaken: "pen",
    e.Begun: "begun",
    e.ChangeSaved: "saved",
    e.ChangeHeld: "held",
    e.ChangeRefused: "refused",
    e.HeldCounted: "counted",
    e.HeldMerged: "merged",
    e.SeatEnded: "ended",
    e.Sealed: "sealed",
    e.Reopened: "reopened",
}


def _deed(event: Own) -> Deed:
    return _DEEDS[type(event)]


def _loose(what: What) -> What:
    return replace(what, base=LOOSE) if isinstance(what, Splice) else what


def page(lines: Iterable[Line], after: int, most: int) -> tuple[list[Line], bool]:
    """The lines above a version that fit so many bytes, one at least; whether there are more."""
    chosen: list[Line] = []
    size = 0
    for line in lines:
        if line.version <= after:
            continue
        size += len(msgpack.encode(line))
        if chosen and size > most:
            return chosen, True
        chosen.append(line)
    return chosen, False


# --- what a page makes of the lines ---------------------------------------------------------


class Written(Struct):
    """What a page knows that was told every line so far: the browser's twin runs the same rule."""

    texts: dict[tuple[int, int], str] = {}
    """By (device, slot): the text that this device has there."""
    counts: dict[int, Value] = {}
    """By slot: what counts."""


def follow(written: Written, line: Line) -> Value | None:
    """Takes a line in; gives the value that its change made, None where it made none."""
    if line.deed not in ("saved", "held"):
        for slot, counted in line.values:
            _put(written, slot, counted)
        return None
    value = _value(written, line)
    if line.deed == "saved":
        match line.what:
            case Answer(slot=slot) | Clear(slot=slot):
                _put(written, slot, value)
            case Splice(slot=slot, base=base) if base != LOOSE:
                _put(written, slot, value)
            case _:
                pass
    return value


def _value(written: Written, line: Line) -> Value | None:
    """What the change made of its slot, with the device's text moved on."""
    match line.what:
        case Answer(slot=slot, value=value):
            if isinstance(value, str):
                written.texts[line.device, slot] = value
            return value
        case Clear(slot=slot):
            written.texts[line.device, slot] = ""
            return None
        case Splice(slot=slot, base=base) as splice:
            text = spliced(written.texts.pop((line.device, slot), ""), splice)
            if base == LOOSE or text is None:
                return None
            written.texts[line.device, slot] = text
            return text
        case _:
            return None


def _put(written: Written, slot: int, value: Value | None) -> None:
    if value is None:
        written.counts.pop(slot, None)
    else:
        written.counts[slot] = value
