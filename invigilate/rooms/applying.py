"""What each event makes of a room. Changes in place, never refuses, reads no clock.

A long match is easier to trust than a clever table: one event, one case, nothing hidden.
"""

from typing import assert_never

from invigilate.ids import DeviceId, SeatId
from invigilate.rooms import events as e
from invigilate.rooms.booklet import (
    count,
    count_held,
    follow,
    item_of,
    merge,
    supersede,
    use_turn,
)
from invigilate.rooms.commands import Begin
from invigilate.rooms.phases import moved
from invigilate.rooms.plan import Entry
from invigilate.rooms.reaching import reached_by
from invigilate.rooms.state import (
    NOBODY,
    Announcement,
    AwayTime,
    Device,
    Held,
    LedgerEntry,
    Message,
    Outcome,
    Room,
    Seal,
    Seat,
    Span,
    StaffNote,
)
from invigilate.rooms.timing import GUARD_MS
from invigilate.rooms.undoing import remember

DISMISSALS_KEPT = 32
"""Of one kind at one seat, so that the last ones can be taken back."""


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
            seat.let_go()
        case e.PenTaken(seat=seat_id, device=device):
            _touch(room, seat_id, version).pen = device
        case e.Begun():
            _begun(room, record.event, record)
        case e.ChangeSaved(seat=seat_id, device=device, turn=turn, what=what):
            seat = _touch(room, seat_id, version)
            result = follow(seat, device, turn, what, None)
            count(seat, result, version, at)
            supersede(seat, device, turn, what)
            seat.saved_at = at
            seat.furthest = max(seat.furthest, item_of(room, what))
        case e.ChangeHeld(seat=seat_id, device=device, turn=turn, what=what, reason=reason):
            seat = _touch(room, seat_id, version)
            result = follow(seat, device, turn, what, f"held:{reason}")
            seat.held.append(Held(device, turn, result, reason, version, at))
        case e.ChangeRefused(seat=seat_id, device=device, turn=turn, what=what, word=word):
            use_turn(_touch(room, seat_id, version), device, turn, what, f"refused:{word}")
        case e.HeldCounted(seat=seat_id, turns=turns):
            count_held(_touch(room, seat_id, version), turns, version, at)
        case e.WentTo(seat=seat_id, item=item):
            _touch(room, seat_id, version).item = item
        case e.HandMoved(seat=seat_id, up=up):
            seat = _touch(room, seat_id, version)
            seat.hand = at if up else None
            if not up:
                seat.let_go()
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
            merge(_touch(room, seat_id, version), turns)
        case e.Ordered(request=request, action=action, skipped=skipped):
            room.requests[request] = Outcome("", skipped)
            remember(room, record, reached_by(room, action, skipped))
        case e.CommandRefused(request=request, word=word):
            room.requests[request] = Outcome(word)
        case e.RoomPaused(reason=reason):
            room.pauses.append(Span(at, None, reason, version))
            room.all_changed = version
        case e.RoomResumed():
            room.pauses[-1] = _ended(room.pauses[-1], at)
            room.all_changed = version
        case e.SeatsPaused(seats=seats, reason=reason):
            for seat_id in seats:
                _touch(room, seat_id, version).pauses.append(Span(at, None, reason, version))
        case e.SeatsResumed(seats=seats):
            for seat_id in seats:
                seat = _touch(room, seat_id, version)
                seat.pauses[-1] = _ended(seat.pauses[-1], at)
        case e.TimeGiven(entries=given, reason=reason, outage=outage):
            _give(room, record, given, reason)
            for seat_id, _ in given if outage is not None else ():
                room.mine(seat_id).outage = outage or 0
        case e.TimeReturned(entries=given, reason=reason):
            _give(room, record, given, reason)
            for seat_id, ms in given:
                room.mine(seat_id).returned_ms += ms
        case e.Announced(seats=chosen, text=text):
            announcement = Announcement(version, at, text, chosen, record.actor)
            room.announcements.append(announcement)
        case e.SeatsTold(seats=seats, text=text):
            for seat_id in seats:
                seat = _touch(room, seat_id, version)
                if seat.waits_since is not None:
                    seat.let_go()
                seat.messages.append(Message(version, at, "", text, record.actor))
                seat.settled = version
        case e.MessagesSettled(seat=seat_id, upto=upto):
            seat = _touch(room, seat_id, version)
            seat.settled = upto
            if seat.waits_since is None:
                seat.let_go()
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
        case e.SeatsClaimed(seats=seats, by=by):
            claimer = "" if by == NOBODY else by or record.actor
            for seat_id in seats:
                seat = _touch(room, seat_id, version)
                seat.claimed, seat.claimed_at = claimer, at if claimer else None
        case e.AlertsDismissed(seats=seats, alert=alert, how=how):
            for seat_id in seats:
                _dismiss(_touch(room, seat_id, version), alert, how, at)
        case e.Noted(seats=about, kind=kind, text=text):
            staff_note = StaffNote(version, at, kind, text, about, record.actor)
            for seat_id in about or ():
                _touch(room, seat_id, version).notes.append(staff_note)
            if about is None:
                room.notes.append(staff_note)
        case e.NoteWithdrawn(seats=about, number=number):
            for seat_id in about or ():
                seat = _touch(room, seat_id, version)
                seat.notes = [note for note in seat.notes if note.number != number]
            room.notes = [note for note in room.notes if note.number != number]
        case e.AttendanceMarked(seats=seats, mark=mark):
            for seat_id in seats:
                _touch(room, seat_id, version).attendance = mark
        case e.IdentityMarked(seats=seats, mark=mark):
            for seat_id in seats:
                _touch(room, seat_id, version).identity = mark
        case e.ThresholdsSet(thresholds=thresholds):
            room.thresholds = thresholds
        case e.OrderUndone(order=order):
            room.undoable = [one for one in room.undoable if one.request != order]
        case e.SeatsWereOffline(entries=spans):
            for seat_id, since, until in spans:
                _was_offline(_touch(room, seat_id, version), Span(since, until))
        case e.OutageNoted(since=since, until=until):
            _outage(room, since, until, record)
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
    return Span(span.since, at, span.reason, span.number)


def _give(
    room: Room, record: e.Recorded, given: tuple[tuple[SeatId, int], ...], reason: str
) -> None:
    for seat_id, ms in given:
        entry = LedgerEntry(ms, reason, record.at, record.actor)
        _touch(room, seat_id, record.version).ledger.append(entry)


def _dismiss(seat: Seat, alert: str, how: str, at: int) -> None:
    """Or takes the last dismissal back: the one before it stands again."""
    if how:
        seat.let_go()
    before = seat.dismissals.get(alert, ())
    seat.dismissals[alert] = (*before, at)[-DISMISSALS_KEPT:] if how else before[:-1]
    if not seat.dismissals[alert]:
        del seat.dismissals[alert]


def _was_offline(seat: Seat, span: Span) -> None:
    """One that lasts is told piece by piece, and is one all the same."""
    if seat.offline and seat.offline[-1].until == span.since:
        span = Span(seat.offline.pop().since, span.until)
    seat.offline.append(span)


def _outage(room: Room, since: int, until: int, record: e.Recorded) -> None:
    """What of it a seat was offline is not lost any more: those rows change."""
    room.outages.append(Span(since, until))
    room.guard_until = max(room.guard_until, record.at + GUARD_MS)
    room.all_changed = record.version
    for seat_id, seat in list(room.seats.items()):
        spans = ((span.since, span.until or record.at) for span in seat.offline)
        if any(begun < until and since < over for begun, over in spans):
            _touch(room, seat_id, record.version)


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
    use_turn(seat, event.device, event.turn, Begin(), None)
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
