"""I7: one writer. For each student the changes that count come from the device that has the pen.

The first device that joins has it, and who takes it has it then; nobody is given it back by an
old write. What another device sent is held, and counts only when staff say so.
"""

from collections.abc import Iterator

from msgspec import Struct, field

from invigilate.crowd.checking.findings import Finding
from invigilate.crowd.checking.stored import Told
from invigilate.rooms import events as e
from invigilate.rooms.orders import CountHeld


class Pen(Struct):
    """Who may write for one student."""

    device: str = ""
    bound: set[str] = field(default_factory=set)
    """Devices that sit at this seat."""
    held: set[tuple[str, int]] = field(default_factory=set)
    """What came without the pen and waits."""


def check(told: Told) -> Iterator[Finding]:
    """Along one room's log."""
    pens: dict[str, Pen] = {}
    before: e.Event | None = None
    for record in told.records:
        event = record.event
        seat = getattr(event, "seat", "")
        pen = pens.setdefault(seat, Pen())
        where = f"room {told.room}, version {record.version}, seat {seat}"
        for seen, expected in _hear(pen, event, before):
            yield Finding("I7", where, seen, expected)
        before = event


def _hear(pen: Pen, event: e.Event, before: e.Event | None) -> Iterator[tuple[str, str]]:
    match event:
        case e.SeatJoined(device=device):
            pen.bound.add(device)
            pen.device = pen.device or device
        case e.DeviceAdmitted(device=device):
            pen.bound.add(device)
        case e.PenTaken(device=device):
            if device not in pen.bound:
                yield f"{device} takes the pen", "a device that sits here"
            pen.device = device
        case e.Begun(device=device) | e.ChangeSaved(device=device):
            if device != pen.device:
                yield f"a change of {device} counts", f"held: {pen.device} has the pen"
            elif device not in pen.bound:
                yield f"a change of {device} counts", "a device that sits here"
        case e.ChangeHeld(device=device, turn=turn, reason="pen"):
            if device == pen.device:
                yield f"a change of {device} is held for the pen", "not so: it has the pen"
            pen.held.add((device, turn))
        case e.HeldCounted(seat=seat, turns=turns):
            if pen.held.intersection(turns) and not _asked(before, seat):
                yield f"{len(turns)} changes count", "held: some came without the pen"
            pen.held.difference_update(turns)
        case e.HeldMerged(turns=turns):
            pen.held.difference_update(turns)
        case _:
            pass


def _asked(before: e.Event | None, seat: str) -> bool:
    """Whether staff have just said that what is held at this seat counts."""
    action = before.action if isinstance(before, e.Ordered) else None
    return isinstance(action, CountHeld) and action.seat == seat
