"""What a proctor sees of a room: its head, and one row for each seat.

Rows are state, not events: each carries the version of its last change, an older one is dropped,
and a board that comes back gets the rows above its position. `staff_news` is told in order.
"""

from msgspec import Struct

from invigilate.ids import DeviceId, SeatId
from invigilate.rooms.drawing import question
from invigilate.rooms.plan import Plan, Settings, Thresholds
from invigilate.rooms.sealing import BY_STAFF, countable
from invigilate.rooms.state import Announcement, Room, Seat, Status
from invigilate.rooms.timing import end_of, lost_ms
from invigilate.rooms.views import Notice, Stop, running_since

STATUSES = tuple(Status)


class StaffNotice(Struct, frozen=True, array_like=True):
    notice: Notice
    seats: tuple[SeatId, ...] | None
    by: str


class BoardHead(Struct, frozen=True):
    """The session above the table."""

    title: str
    edition: str
    items: int
    navigation: str
    settings: Settings
    paused: Stop | None
    closed_at: int | None
    guard_until: int
    """Nobody is expired before: there was an outage."""
    outages: list[tuple[int, int]]
    thresholds: Thresholds
    notices: list[StaffNotice]


class Row(Struct, frozen=True, array_like=True):
    """One seat on the board; instants in ms since 1970 UTC."""

    seat: SeatId
    version: int
    number: str
    name: str
    hall: str
    desk: str
    guest: bool
    extra_percent: float
    status: int
    """Index in (Absent, Joined, In Progress, Ended, Submitted)."""
    answered: int
    """Items with a value in every slot."""
    total: int
    """Items with a slot."""
    question: int | None
    """The number on this student's page of what is open there; None: a text that is only read."""
    flags: int
    """Items that the student flagged."""
    saved_at: int | None
    joined_at: int | None
    begun_at: int | None
    writing_since: int | None
    """When the student could last begin to write: at Begin, or at the last Reopen."""
    end: int | None
    """Leaves a running pause out: while paused, time stands at `paused_since`."""
    paused_since: int | None
    """A running pause of this seat alone."""
    ledger_ms: int
    """Sum of what moved the end, closed pauses included."""
    locked: str | None
    hand: int | None
    held: int
    """Changes that staff may count."""
    devices: int
    door: tuple[DeviceId, ...]
    seals: int
    ended_why: str
    withdrawn: bool
    seen: tuple[int, ...]
    """Announcements that this student acknowledged."""
    messages: int
    """Texts of the conversation with this student."""
    waits: int | None
    """Since when something that the student wrote waits for staff."""
    away_times: int
    away_ms: int
    """Of those that are over."""
    away_since: int | None
    """Since when the student is away from the page."""
    away_last: int | None
    """When the student was back last."""
    away_why: str
    """What the student said of the last time."""
    unread: int
    """Texts of staff that this student has not read."""
    unread_since: int | None
    ended_at: int | None
    device_at: int | None
    """When a device that is not the first was bound to the seat last."""
    lost_ms: int
    """Lost without a connection, as far as it was told, and not given back."""
    claimed: str
    """The actor who sees to this student; empty: nobody."""
    dismissed: tuple[tuple[str, int], ...]
    """By kind of alert: up to which instant it is dealt with."""
    notes: int
    incidents: int
    attendance: str
    identity: str
    door_at: int | None
    """When the newest device came to the door."""
    held_at: int | None
    """When the newest of what staff may count was held."""
    paused_number: int | None
    """Of the running pause of this seat alone: what receipts count in."""
    claimed_at: int | None
    """Since when somebody sees to this student: nobody said so of what called later."""


class Progress(Struct, frozen=True, array_like=True):
    """What a student's writing changes of a `Row`: its fields of these names."""

    seat: SeatId
    version: int
    answered: int
    question: int | None
    flags: int
    saved_at: int | None
    held: int
    held_at: int | None


def board_head(room: Room) -> BoardHead:
    """The head as it stands."""
    plan = room.plan
    assert plan is not None
    pause = room.pauses[-1] if room.pauses and room.pauses[-1].until is None else None
    return BoardHead(
        title=plan.title,
        edition=plan.edition,
        items=plan.items,
        navigation=plan.navigation,
        settings=plan.settings,
        paused=None if pause is None else Stop(pause.since, pause.reason, pause.number),
        closed_at=room.closed_at,
        guard_until=room.guard_until,
        outages=[(span.since, span.until or span.since) for span in room.outages],
        thresholds=room.thresholds,
        notices=[notice_of(announcement) for announcement in room.announcements],
    )


def notice_of(of: Announcement) -> StaffNotice:
    """An announcement as boards show it."""
    return StaffNotice(Notice(of.number, of.at, of.text), of.seats, of.by)


def row(room: Room, seat_id: SeatId) -> Row:
    """One seat's row."""
    seat = room.seats[seat_id]
    plan = room.plan
    assert plan is not None
    frozen = running_since(room, seat)
    end = end_of(room, seat, room.at if frozen is None else frozen)
    entry = seat.entry
    answered, total = _items(plan, seat)
    held = countable(seat, BY_STAFF) if seat.held else []
    return Row(
        seat=seat_id,
        version=row_version(room, seat),
        number=entry.number,
        name=entry.name,
        hall=entry.hall,
        desk=entry.desk,
        guest=entry.guest,
        extra_percent=entry.extra_percent,
        status=STATUSES.index(seat.status),
        answered=answered,
        total=total,
        question=question(plan, room.id, seat_id, seat.item),
        flags=len(seat.flagged),
        saved_at=seat.saved_at,
        joined_at=seat.joined_at,
        begun_at=seat.stints[0].since if seat.stints else None,
        writing_since=seat.stints[-1].since if seat.stints else None,
        end=end,
        paused_since=seat.paused_since,
        ledger_ms=_ledger_ms(seat, end),
        locked=seat.locked,
        hand=seat.hand,
        held=len(held),
        devices=len(seat.devices),
        door=tuple(seat.door),
        seals=len(seat.seals),
        ended_why=seat.ended_why,
        withdrawn=seat.withdrawn,
        seen=tuple(sorted(seat.seen)),
        messages=len(seat.messages),
        waits=seat.waits_since,
        away_times=len(seat.away),
        away_ms=sum(one.ms for one in seat.away if one.ms is not None),
        away_since=_away_since(seat),
        away_last=max(_ends_of_away(seat), default=None),
        away_why=seat.away[-1].why if seat.away else "",
        unread=sum(not one.id and one.number > seat.read for one in seat.messages),
        unread_since=next((m.at for m in seat.messages if not m.id and m.number > seat.read), None),
        ended_at=seat.ended_at,
        device_at=_newer_device_at(seat),
        lost_ms=max(0, lost_ms(room, seat, room.at) - seat.returned_ms),
        claimed=seat.claimed,
        dismissed=tuple(sorted(seat.dismissed.items())),
        notes=sum(note.kind == "note" for note in seat.notes),
        incidents=sum(note.kind == "incident" for note in seat.notes),
        attendance=seat.attendance,
        identity=seat.identity,
        door_at=max(seat.door.values(), default=None),
        held_at=max((one.at for one in held), default=None),
        paused_number=seat.pauses[-1].number if seat.paused_since is not None else None,
        claimed_at=seat.claimed_at,
    )


def progress(room: Room, seat_id: SeatId) -> Progress:
    """How far one seat's writing is: all that `touching.is_progress` moves of its row."""
    seat = room.seats[seat_id]
    plan = room.plan
    assert plan is not None
    held = countable(seat, BY_STAFF) if seat.held else []
    return Progress(
        seat=seat_id,
        version=row_version(room, seat),
        answered=_items(plan, seat)[0],
        question=question(plan, room.id, seat_id, seat.item),
        flags=len(seat.flagged),
        saved_at=seat.saved_at,
        held=len(held),
        held_at=max((one.at for one in held), default=None),
    )


def _newer_device_at(seat: Seat) -> int | None:
    bound = sorted(device.since for device in seat.devices.values() if device.since is not None)
    return bound[-1] if len(bound) > 1 else None


def _ends_of_away(seat: Seat) -> list[int]:
    return [one.since + one.ms for one in seat.away if one.ms is not None]


def _away_since(seat: Seat) -> int | None:
    """Of the last time alone: of one before it nobody told the end."""
    last = seat.away[-1] if seat.away else None
    is_away = last is not None and last.ms is None and seat.status is Status.IN_PROGRESS
    return last.since if last is not None and is_away else None


def row_version(room: Room, seat: Seat) -> int:
    """The version of the last change of what this row shows."""
    if seat.status is Status.IN_PROGRESS:
        return max(seat.changed, room.all_changed)
    return seat.changed


def rows_since(room: Room, version: int) -> list[Row]:
    """The rows that changed after `version`; all of them for 0."""
    return [
        row(room, seat_id)
        for seat_id, seat in room.seats.items()
        if row_version(room, seat) > version
    ]


def _ledger_ms(seat: Seat, end: int | None) -> int:
    limits = [seat.closes] if seat.closes is not None else []
    if seat.stints and seat.base_ms is not None:
        limits.append(seat.stints[0].since + seat.base_ms)
    if end is None or not limits:
        return sum(entry.ms for entry in seat.ledger)
    return end - min(limits)


def _items(plan: Plan, seat: Seat) -> tuple[int, int]:
    """(items answered, items that can be answered)."""
    answered = seat.answers
    items: dict[int, bool] = {}
    for number, slot in enumerate(plan.slots):
        kept = answered.get(number)
        has_value = kept is not None and kept.value not in (None, "", ())
        items[slot.item] = items.get(slot.item, True) and has_value
    return sum(items.values()), len(items)
