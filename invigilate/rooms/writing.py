"""What becomes of a numbered change: saved, held or refused, each stored, never raised away.

Order of checks: duplicate → gap → form → base → pen → linear → sealed → phase. A change of no form
that the paper can take is refused whoever made it. A splice that fits no text is held as `base`
before any other reason, for the page then sends the whole text, which can be counted; held as
paused it never could be. Late comes before paused and locked: those two count by themselves. Only
a gap and a turn that was used for something else are raised, for they use no turn up.
"""

from msgspec.structs import replace

from invigilate.errors import Refused
from invigilate.ids import DeviceId
from invigilate.rooms.booklet import text_before
from invigilate.rooms.commands import Answer, Begin, Change, Clear, Flag, HandIn, Splice, What
from invigilate.rooms.events import (
    Begun,
    ChangeHeld,
    ChangeRefused,
    ChangeSaved,
    Event,
)
from invigilate.rooms.phases import rule
from invigilate.rooms.plan import Plan, judge
from invigilate.rooms.sealing import hand_in
from invigilate.rooms.state import Room, Seat, Status
from invigilate.rooms.texts import cleaned, digest, spliced
from invigilate.rooms.timing import counts_until, is_paused

PUT_LIMIT = 16 * 1024
"""Bytes of UTF-8 that one splice may put in; a longer paste is several turns."""


def decide_change(room: Room, change: Change, at: int) -> list[Event]:
    """One stored event for a new turn (more where handing in seals), none for a known one.

    Raises Refused `gap` with `last` (send again from there) and `turn-taken` (this turn was
    something else: the journal lost its tail).
    """
    change = replace(change, what=cleaned(change.what))
    seat = room.seats[change.seat]
    device = seat.devices.get(change.device)
    last = 0 if device is None else device.last
    if 0 < change.turn <= last:
        known = None if device is None else device.digests.get(change.turn)
        if known is not None and known != digest(change.what):
            raise Refused("turn-taken", "This turn was used for another change.", last=last)
        return []
    if change.turn != last + 1:
        raise Refused("gap", f"Expected turn {last + 1}: send again from there.", last=last)
    return _outcome(room, seat, change, at)


def _outcome(room: Room, seat: Seat, change: Change, at: int) -> list[Event]:
    seat_id, device, turn, what = change.seat, change.device, change.turn, change.what
    if isinstance(what, Begin):
        return [_begin(room, seat, change, at)]
    word = _word(room, seat, device, what, at)
    if word is None:
        saved: Event = ChangeSaved(seat_id, device, turn, what)
        if isinstance(what, HandIn):
            return [saved, *hand_in(room, seat_id, seat, device)]
        return [saved]
    kind, _, reason = word.partition(":")
    if kind == "hold":
        return [ChangeHeld(seat_id, device, turn, what, reason)]
    return [ChangeRefused(seat_id, device, turn, what, word)]


def _begin(room: Room, seat: Seat, change: Change, at: int) -> Event:
    assert room.plan is not None
    settings = room.plan.settings
    word = rule("Begin", seat.status)
    if word is None and change.device != seat.pen:
        word = "pen"
    if word is None and is_paused(room, seat):
        word = "paused"
    if word is None and settings.opens is not None and at < settings.opens:
        word = "not-open"
    if word is None and room.closed_at is not None:
        word = "closed"
    if word is not None:
        return ChangeRefused(change.seat, change.device, change.turn, change.what, word)
    base_ms = None if settings.minutes is None else round(settings.minutes * 60_000)
    extra_ms = round((base_ms or 0) * seat.entry.extra_percent / 100)
    return Begun(change.seat, change.device, change.turn, base_ms, settings.closes, extra_ms)


def _word(room: Room, seat: Seat, device: DeviceId, what: What, at: int) -> str | None:
    """None: it is saved. "hold:reason", or the word of a refusal."""
    word = rule("HandIn" if isinstance(what, HandIn) else "Write", seat.status)
    if word is not None and not word.startswith("hold:"):
        return word
    assert room.plan is not None
    held = _wrong(room.plan, what) or _unfit(seat, device, what)
    if held is not None:
        return held
    if device != seat.pen:
        return "hold:pen"
    return _linear(room.plan, seat, what) or word or _phase(room, seat, at)


def _phase(room: Room, seat: Seat, at: int) -> str | None:
    until = counts_until(room, seat, at)
    if (until is not None and at > until) or room.closed_at is not None:
        return "hold:late"
    if seat.status is Status.IN_PROGRESS and is_paused(room, seat):
        return "hold:paused"
    return None if seat.locked is None else "hold:locked"


def _wrong(plan: Plan, what: What) -> str | None:
    """Whether the change is of a form that this paper cannot take, in any status."""
    match what:
        case Answer(slot=slot) | Clear(slot=slot) | Splice(slot=slot):
            if not 0 <= slot < len(plan.slots):
                return "no-such-slot"
        case Flag(item=item):
            return None if 0 <= item < plan.items else "no-such-item"
        case _:
            return None
    if isinstance(what, Answer):
        return judge(plan.slots[what.slot], what.value)
    if isinstance(what, Splice):
        if plan.slots[what.slot].kind not in ("essay", "text", "number"):
            return "value"
        long = what.length > plan.slots[what.slot].limit or len(what.put.encode()) > PUT_LIMIT
        return "too-long" if long else None
    return None


def _linear(plan: Plan, seat: Seat, what: What) -> str | None:
    """Only the pen's device is bound: what another one kept is held, whatever was reached since."""
    if plan.navigation == "free" or not isinstance(what, Answer | Clear | Splice):
        return None
    return "linear" if plan.slots[what.slot].item < seat.furthest else None


def _unfit(seat: Seat, device: DeviceId, what: What) -> str | None:
    if not isinstance(what, Splice):
        return None
    before = text_before(seat, device, what)
    return "hold:base" if before is None or spliced(before, what) is None else None
