"""What each event makes of a room. Changes in place, never refuses, reads no clock.

A long match is easier to trust than a clever table: one event, one case, nothing hidden.
"""

from typing import assert_never

from msgspec.structs import replace

from invigilate.ids import DeviceId, SeatId
from invigilate.rooms import events as e
from invigilate.rooms.commands import Answer, Begin, Clear, Flag, HandIn, Splice, What
from invigilate.rooms.phases import moved
from invigilate.rooms.plan import Entry
from invigilate.rooms.state import (
    Announcement,
    AwayTime,
    Device,
    Held,
    Kept,
    LedgerEntry,
    Message,
    Outcome,
    Room,
    Seal,
    Seat,
    Span,
)
from invigilate.rooms.texts import digest, spliced
from invigilate.rooms.timing import GUARD_MS

DIGESTS_KEPT = 64


def apply(room: Room, record: e.Recorded) -> None:
    """Makes the room what it is after this event.

    Raises for an event that cannot follow (an unknown seat, a transition that is not drawn): the
    log is then not this room's, and the room must stop.
    """
    version, at = record.version, record.at
    room.version, room.at = version, at
    match record.event:
        case e.RoomOpened(plan=plan):
            room.plan = plan
        case e.SettingsChanged(settings=settings):
            assert room.plan is not None
            room.plan = type(room.plan)(
                room.plan.organisation,
                room.plan.title,
                room.plan.edition,
                room.plan.delivered,
                room.plan.slots,
                room.plan.items,
                room.plan.navigation,
                settings,
            )
            room.all_changed = version
        case e.StudentsEnrolled(entries=entries) | e.EntriesAmended(entries=entries):
            for entry in entries:
                _enter(room, entry, version)
        case e.StudentsWithdrawn(seats=seats):
            for seat_id in seats:
                seat = _touch(room, seat_id, version)
                seat.withdrawn = True
                _free_number(room, seat_id, seat)
        case e.SeatJoined(seat=seat_id, device=device):
            _joined(_touch(room, seat_id, version), device, at)
        case e.DeviceKnocked(seat=seat_id, device=device):
            _touch(room, seat_id, version).door[device] = at
        case e.DeviceAdmitted(seat=seat_id, device=device):
            seat = _touch(room, seat_id, version)
            _bind(seat, device, at)
        case e.PenTaken(seat=seat_id, device=device):
            _touch(room, seat_id, version).pen = device
        case e.Begun():
            _begun(room, record.event, record)
        case e.ChangeSaved(seat=seat_id, device=device, turn=turn, what=what):
            seat = _touch(room, seat_id, version)
            result = _follow(seat, device, turn, what, None)
            _count(seat, result, version, at)
            _supersede(seat, device, turn, what)
            seat.saved_at = at
            seat.furthest = max(seat.furthest, item_of(room, what))
        case e.ChangeHeld(seat=seat_id, device=device, turn=turn, what=what, reason=reason):
            seat = _touch(room, seat_id, version)
            result = _follow(seat, device, turn, what, f"held:{reason}")
            seat.held.append(Held(device, turn, result, reason, version, at))
        case e.ChangeRefused(seat=seat_id, device=device, turn=turn, what=what, word=word):
            _use_turn(_touch(room, seat_id, version), device, turn, what, f"refused:{word}")
        case e.HeldCounted(seat=seat_id, turns=turns):
            _held_counted(_touch(room, seat_id, version), turns, version, at)
        case e.WentTo(seat=seat_id, item=item):
            _touch(room, seat_id, version).item = item
        case e.HandMoved(seat=seat_id, up=up):
            _touch(room, seat_id, version).hand = at if up else None
        case e.AnnouncementSeen(seat=seat_id, announcement=number):
            _touch(room, seat_id, version).seen.add(number)
        case e.NoticesReached(entries=reached):
            for seat_id, came, shown in reached:
                # No row and no view shows it: the seat does not count as changed.
                seat = room.mine(seat_id)
                seat.came, seat.shown = came, shown
        case e.SeatSaid(seat=seat_id, message=name, text=text):
            said = Message(version, at, name, text, record.actor)
            _touch(room, seat_id, version).messages.append(said)
        case e.MessagesRead(seat=seat_id, upto=upto):
            _touch(room, seat_id, version).read = upto
        case e.WasAway(seat=seat_id, since=since, ms=ms, why=why):
            seat = _touch(room, seat_id, version)
            others = [one for one in seat.away if one.since != since]
            seat.away = sorted([*others, AwayTime(since, ms, why)], key=lambda one: one.since)
        case e.HeldMerged(seat=seat_id, turns=turns):
            _merged(_touch(room, seat_id, version), turns)
        case e.Ordered(request=request, skipped=skipped):
            room.requests[request] = Outcome("", skipped)
        case e.CommandRefused(request=request, word=word):
            room.requests[request] = Outcome(word)
        case e.RoomPaused(reason=reason):
            room.pauses.append(Span(at, None, reason))
            room.all_changed = version
        case e.RoomResumed():
            room.pauses[-1] = _ended(room.pauses[-1], at)
            room.all_changed = version
        case e.SeatsPaused(seats=seats, reason=reason):
            for seat_id in seats:
                _touch(room, seat_id, version).pauses.append(Span(at, None, reason))
        case e.SeatsResumed(seats=seats):
            for seat_id in seats:
                seat = _touch(room, seat_id, version)
                seat.pauses[-1] = _ended(seat.pauses[-1], at)
        case e.TimeGiven(entries=given, reason=reason):
            for seat_id, ms in given:
                entry_line = LedgerEntry(ms, reason, at, record.actor)
                _touch(room, seat_id, version).ledger.append(entry_line)
        case e.Announced(seats=chosen, text=text):
            announcement = Announcement(version, at, text, chosen, record.actor)
            room.announcements.append(announcement)
        case e.SeatsTold(seats=seats, text=text):
            for seat_id in seats:
                seat = _touch(room, seat_id, version)
                seat.messages.append(Message(version, at, "", text, record.actor))
                seat.settled = version
        case e.MessagesSettled(seat=seat_id, upto=upto):
            _touch(room, seat_id, version).settled = upto
        case e.SeatsLocked(seats=seats, text=text):
            for seat_id in seats:
                _touch(room, seat_id, version).locked = text
        case e.SeatsUnlocked(seats=seats):
            for seat_id in seats:
                _touch(room, seat_id, version).locked = None
        case e.SeatEnded(seat=seat_id, why=why):
            _end(_touch(room, seat_id, version), at, why)
        case e.Sealed(seat=seat_id, number=number, fingerprint=mark, why=why):
            seat = _touch(room, seat_id, version)
            seat.status = moved("Sealed", seat.status)
            seat.seals.append(Seal(number, version, at, mark, why))
        case e.Reopened(seat=seat_id, ms=ms, reason=reason):
            _reopen(_touch(room, seat_id, version), record, ms, reason)
        case e.OutageNoted(since=since, until=until):
            room.outages.append(Span(since, until))
            room.guard_until = max(room.guard_until, at + GUARD_MS)
        case e.RoomClosed():
            room.closed_at = at
            room.all_changed = version
        case _:
            assert_never(record.event)


def _touch(room: Room, seat_id: SeatId, version: int) -> Seat:
    seat = room.mine(seat_id)
    seat.changed = version
    return seat


def _ended(span: Span, at: int) -> Span:
    return Span(span.since, at, span.reason)


def _enter(room: Room, entry: Entry, version: int) -> None:
    seat_id = SeatId(entry.seat)
    if seat_id in room.seats:
        seat = _touch(room, seat_id, version)
        _free_number(room, seat_id, seat)
        seat.entry = entry
        seat.withdrawn = False
    else:
        room.seats[seat_id] = Seat(entry, changed=version)
    if entry.number:
        room.numbers[entry.number] = seat_id


def _free_number(room: Room, seat_id: SeatId, seat: Seat) -> None:
    """Where two seats trade numbers, or a withdrawn one's was given away, it is another's now."""
    if room.numbers.get(seat.entry.number) == seat_id:
        del room.numbers[seat.entry.number]


def _joined(seat: Seat, device: DeviceId, at: int) -> None:
    seat.status = moved("SeatJoined", seat.status)
    seat.joined_at = at if seat.joined_at is None else seat.joined_at
    _bind(seat, device, at)
    if seat.pen is None:
        seat.pen = device


def _bind(seat: Seat, name: DeviceId, at: int) -> None:
    seat.door.pop(name, None)
    device = seat.devices.setdefault(name, Device())
    device.since = at if device.since is None else device.since


def _begun(room: Room, event: e.Begun, record: e.Recorded) -> None:
    seat = _touch(room, event.seat, record.version)
    _use_turn(seat, event.device, event.turn, Begin(), None)
    seat.status = moved("Begun", seat.status)
    seat.base_ms, seat.closes = event.base_ms, event.closes
    seat.stints.append(Span(record.at, None))
    if event.extra_ms:
        seat.ledger.append(LedgerEntry(event.extra_ms, "accommodation", record.at, ""))


def _end(seat: Seat, at: int, why: str) -> None:
    seat.status = moved("SeatEnded", seat.status)
    seat.stints[-1] = _ended(seat.stints[-1], at)
    if seat.paused_since is not None:
        seat.pauses[-1] = _ended(seat.pauses[-1], at)
    seat.ended_at, seat.ended_why, seat.hand, seat.locked = at, why, None, None


def _reopen(seat: Seat, record: e.Recorded, ms: int, reason: str) -> None:
    seat.status = moved("Reopened", seat.status)
    seat.ended_at, seat.ended_why = None, ""
    seat.stints.append(Span(record.at, None))
    seat.ledger.append(LedgerEntry(ms, reason, record.at, record.actor))


# --- changes --------------------------------------------------------------------------------


def _use_turn(seat: Seat, name: DeviceId, turn: int, what: What, unsaved: str | None) -> Device:
    device = seat.devices.setdefault(name, Device())
    device.last = turn
    device.digests[turn] = digest(what)
    device.digests.pop(turn - DIGESTS_KEPT, None)
    if unsaved is not None:
        device.unsaved[turn] = unsaved
    return device


def _follow(seat: Seat, name: DeviceId, turn: int, what: What, unsaved: str | None) -> What:
    """Uses the turn up, follows the device's text, and gives a splice as the text it made."""
    device = _use_turn(seat, name, turn, what, unsaved)
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


def _count(seat: Seat, what: What, version: int, at: int) -> None:
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


def _supersede(seat: Seat, device: DeviceId, turn: int, what: What) -> None:
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


def _held_counted(
    seat: Seat, turns: tuple[tuple[DeviceId, int], ...], version: int, at: int
) -> None:
    chosen = set(turns)
    for held in seat.held:
        if (held.device, held.turn) in chosen:
            _count(seat, held.what, version, at)
            _supersede(seat, held.device, held.turn, held.what)
            seat.devices[held.device].unsaved.pop(held.turn, None)
            seat.saved_at = at
    seat.held = [held for held in seat.held if (held.device, held.turn) not in chosen]


def _merged(seat: Seat, turns: tuple[tuple[DeviceId, int], ...]) -> None:
    for device, turn in turns:
        seat.devices[device].unsaved.pop(turn, None)
    seat.held = [held for held in seat.held if (held.device, held.turn) not in turns]
