"""What a student's numbered changes make of their booklet: turns, texts, what counts, what waits.

A device's turns are used up one by one, whatever became of them. Each device's texts are followed
as it left them, so that a splice is kept as the whole text that it made.
"""

from typing import assert_never

from msgspec.structs import replace

from invigilate.ids import DeviceId
from invigilate.rooms.commands import Answer, Begin, Clear, Flag, HandIn, Splice, What
from invigilate.rooms.state import Device, Kept, Room, Seat
from invigilate.rooms.texts import digest, spliced

DIGESTS_KEPT = 64


def use_turn(seat: Seat, name: DeviceId, turn: int, what: What, unsaved: str | None) -> Device:
    """Uses the device's turn up; `unsaved` says why it is not saved, None: it is."""
    device = seat.devices.setdefault(name, Device())
    device.last = turn
    device.digests[turn] = digest(what)
    device.digests.pop(turn - DIGESTS_KEPT, None)
    if unsaved is not None:
        device.unsaved[turn] = unsaved
    return device


def follow(seat: Seat, name: DeviceId, turn: int, what: What, unsaved: str | None) -> What:
    """Uses the turn up, follows the device's text, and gives a splice as the text it made."""
    device = use_turn(seat, name, turn, what, unsaved)
    match what:
        case Splice(slot=slot):
            before = text_before(seat, name, what)
            text = None if before is None else spliced(before, what)
            if text is None:
                device.texts.pop(slot, None)
                return what
            device.texts[slot] = text
            return Answer(slot, text)
        case Answer(slot=slot, value=str(value)):
            device.texts[slot] = value
        case Clear(slot=slot):
            device.texts[slot] = ""
        case _:
            pass
    return what


def text_before(seat: Seat, name: DeviceId, splice: Splice) -> str | None:
    """The text that a splice stands on; None: it is not known here, or not the loaded one."""
    device = seat.devices.get(name)
    if splice.base == 0 and device is not None and splice.slot in device.texts:
        return device.texts[splice.slot]
    kept = seat.answers.get(splice.slot)
    if kept is None:
        return ""
    if kept.version > splice.base:
        return None
    return kept.value if isinstance(kept.value, str) else ""


def item_of(room: Room, what: What) -> int:
    """The item that a change is about; 0 where it is about none."""
    assert room.plan is not None
    match what:
        case Answer(slot=slot) | Clear(slot=slot) | Splice(slot=slot):
            return room.plan.slots[slot].item if 0 <= slot < len(room.plan.slots) else 0
        case Flag(item=item):
            return item
        case _:
            return 0


def count(seat: Seat, what: What, version: int, at: int) -> None:
    """A change counts; a splice is counted as the whole text that it made."""
    match what:
        case Answer(slot=slot, value=value):
            seat.answers[slot] = Kept(value, version, at)
        case Clear(slot=slot):
            seat.answers[slot] = Kept(None, version, at)
        case Flag(item=item, on=True):
            seat.flagged.add(item)
        case Flag(item=item):
            seat.flagged.discard(item)
        case Begin() | HandIn() | Splice():
            pass
        case _:
            assert_never(what)


def supersede(seat: Seat, device: DeviceId, turn: int, what: What) -> None:
    """Marks what is held of this device for the same place: counting it would bring back the old.

    The case: an answer held as late, then time given, then the same student's newer answer saved.
    """
    if not seat.held:
        return
    place = _place(what)
    seat.held = [
        replace(held, superseded=True)
        if held.device == device and held.turn < turn and _place(held.what) == place
        else held
        for held in seat.held
    ]


def _place(what: What) -> tuple[str, int] | None:
    match what:
        case Answer(slot=slot) | Clear(slot=slot) | Splice(slot=slot):
            return "slot", slot
        case Flag(item=item):
            return "item", item
        case _:
            return None


def count_held(seat: Seat, turns: tuple[tuple[DeviceId, int], ...], version: int, at: int) -> None:
    """These held changes count, in the order in which they were held, and wait no more."""
    chosen = set(turns)
    for held in seat.held:
        if (held.device, held.turn) in chosen:
            count(seat, held.what, version, at)
            supersede(seat, held.device, held.turn, held.what)
            seat.devices[held.device].unsaved.pop(held.turn, None)
            seat.saved_at = at
    seat.held = [held for held in seat.held if (held.device, held.turn) not in chosen]


def merge(seat: Seat, turns: tuple[tuple[DeviceId, int], ...]) -> None:
    """The student is done with these held changes: they wait no more and do not count."""
    for device, turn in turns:
        seat.devices[device].unsaved.pop(turn, None)
    seat.held = [held for held in seat.held if (held.device, held.turn) not in turns]
