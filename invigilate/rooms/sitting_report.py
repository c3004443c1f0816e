"""The report of a sitting: who was there, what was done, by whom and why. Pure.

Made of a room's whole log and of nothing else, but for the code and the names of staff: the same
log gives the same report. No answer stands in it and nothing that was written between students and
proctors; of an erased student only what an erasure leaves.
"""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from invigilate.ids import RoomId, SeatId
from invigilate.rooms.chronicle import Chronicle, Closing, Deed, HandedIn, Sealing, TimeEntry
from invigilate.rooms.erased import entry_of
from invigilate.rooms.log import Copy
from invigilate.rooms.state import Announcement, Room, Seat
from invigilate.rooms.timing import end_of, ledger
from invigilate.rooms.views import running_since

Line = TypeVar("Line", TimeEntry, Deed)


class Attendance(Struct, frozen=True):
    """One seat. Instants are milliseconds since 1970 UTC; None: it did not happen."""

    seat: SeatId
    number: str
    name: str
    hall: str
    desk: str
    guest: bool
    erased: bool
    """The student was erased: number and name stand for nobody."""
    withdrawn: bool
    status: str
    joined_at: int | None
    begun_at: int | None
    ended_at: int | None
    ended_why: str
    handed_in: HandedIn | None
    devices: int
    answered: int | None
    """Places in the paper with an answer that counts; None: it was erased."""
    held: int
    """Changes that are stored and do not count."""
    base_ms: int | None
    given_ms: int
    """The sum of the time ledger, pauses included."""
    end: int | None
    """When their time was, or would be, over."""
    away: list[tuple[int, int | None]]
    """(since, ms); None: it is not known to be over."""
    seals: list[Sealing]


class AnnouncementLine(Struct, frozen=True):
    """An announcement, and how many it reached."""

    number: int
    at: int
    by: str
    text: str
    seats: tuple[SeatId, ...] | None
    """None: to the whole session."""
    meant: int
    """Seats that it was meant for, without those withdrawn."""
    came: int
    """To a page of the seat."""
    shown: int
    acknowledged: int


class Messages(Struct, frozen=True):
    """How many texts went between students and proctors."""

    from_students: int
    from_staff: int
    """One for each student who was written to."""
    seats: int
    """Students with a conversation."""
    waiting: int
    """Students who wait for an answer."""


class Named(Struct, frozen=True):
    """Someone of the staff, by the id that the log has; `name` empty: not known any more."""

    id: str
    name: str


class SittingReport(Struct, frozen=True):
    """One sitting, up to one version of its room's log."""

    title: str
    room: RoomId
    organisation: str
    edition: str
    code: str
    """The code that students typed last; empty: none is known. Not from the log."""
    epoch: str
    version: int
    chain: str
    """Of the log at `version`: 64 hexadecimal digits."""
    at: int
    """The instant of the last event."""
    opened_at: int | None
    closing: Closing | None
    """None: the sitting was not closed yet."""
    erased_rows: int
    """Rows of the log of which only what an erasure left is told."""
    staff: list[Named]
    attendance: list[Attendance]
    times: list[TimeEntry]
    announcements: list[AnnouncementLine]
    deeds: list[Deed]
    messages: Messages


def sitting_report(
    copy: Copy, chronicle: Chronicle, erased_rows: int, code: str, names: Mapping[str, str]
) -> SittingReport:
    """The report of a room that was opened, as the copy has read it and the chronicle heard it.

    `names` are the staff's, by id.
    """
    room = copy.room
    assert room.plan is not None
    erased = {seat_id for seat_id, seat in room.seats.items() if _is_erased(seat)}
    return SittingReport(
        title=room.plan.title,
        room=room.id,
        organisation=room.plan.organisation,
        edition=room.plan.edition,
        code=code,
        epoch=copy.epoch,
        version=copy.version,
        chain=copy.chain.hex(),
        at=room.at,
        opened_at=chronicle.opened_at,
        closing=chronicle.closing,
        erased_rows=erased_rows,
        staff=[Named(each, names.get(each, "")) for each in sorted(chronicle.staff)],
        attendance=[_attendance(room, seat_id, chronicle) for seat_id in room.seats],
        times=_silenced(chronicle.times, erased),
        announcements=[_announcement(room, each) for each in room.announcements],
        deeds=_silenced(chronicle.deeds, erased),
        messages=_messages(room),
    )


def _attendance(room: Room, seat_id: SeatId, chronicle: Chronicle) -> Attendance:
    seat = room.seats[seat_id]
    entry = seat.entry
    erased = _is_erased(seat)
    frozen = running_since(room, seat)
    now = room.at if frozen is None else frozen
    return Attendance(
        seat=seat_id,
        number=entry.number,
        name=entry.name,
        hall=entry.hall,
        desk=entry.desk,
        guest=entry.guest,
        erased=erased,
        withdrawn=seat.withdrawn,
        status=seat.status.value,
        joined_at=seat.joined_at,
        begun_at=seat.stints[0].since if seat.stints else None,
        ended_at=seat.ended_at,
        ended_why=seat.ended_why,
        handed_in=chronicle.handed_in.get(seat_id),
        devices=len(seat.devices),
        answered=None if erased else len(seat.answered()),
        held=len(seat.held),
        base_ms=seat.base_ms,
        given_ms=sum(line.ms for line in ledger(room, seat, now)),
        end=end_of(room, seat, now),
        away=[(one.since, one.ms) for one in seat.away],
        seals=chronicle.seals.get(seat_id, []),
    )


def _is_erased(seat: Seat) -> bool:
    return seat.entry == entry_of(seat.entry)


def _silenced(lines: Sequence[Line], erased: set[SeatId]) -> list[Line]:
    """Without the reasons of what reached none but erased students.

    The case: an order for two of whom one was left out; what it says stays in the log.
    """
    return [
        replace(line, reason="") if line.seats and erased.issuperset(line.seats) else line
        for line in lines
    ]


def _announcement(room: Room, told: Announcement) -> AnnouncementLine:
    chosen = room.seats if told.seats is None else set(told.seats)
    meant = [s for seat_id, s in room.seats.items() if seat_id in chosen and not s.withdrawn]
    number = told.number
    # What was acknowledged had come and was shown, whether or not a page had said so by itself.
    return AnnouncementLine(
        number=number,
        at=told.at,
        by=told.by,
        text=told.text,
        seats=told.seats,
        meant=len(meant),
        came=sum(number in seat.seen or seat.came >= number for seat in meant),
        shown=sum(number in seat.seen or seat.shown >= number for seat in meant),
        acknowledged=sum(number in seat.seen for seat in meant),
    )


def _messages(room: Room) -> Messages:
    talks = [seat for seat in room.seats.values() if seat.messages]
    texts = [message for seat in talks for message in seat.messages]
    from_students = sum(message.id != "" for message in texts)
    return Messages(
        from_students=from_students,
        from_staff=len(texts) - from_students,
        seats=len(talks),
        waiting=sum(seat.waits_since is not None for seat in talks),
    )
