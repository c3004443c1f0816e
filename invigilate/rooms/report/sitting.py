"""The report of a sitting: who was there, what was done, by whom and why. Pure.

Made of a room's whole log and of nothing else, but for the code and the names of staff: the same
log gives the same report. No answer stands in it and nothing that was written between students and
proctors; of an erased student only what an erasure leaves.
"""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import asdict, replace

from invigilate.ids import RoomId, SeatId
from invigilate.rooms.erased import entry_of
from invigilate.rooms.log import Copy
from invigilate.rooms.report.calls import Call
from invigilate.rooms.report.chronicle import (
    Chronicle,
    Closing,
    Deed,
    HandedIn,
    Sealing,
    TimeEntry,
)
from invigilate.rooms.report.marks import Mark, NoteLine
from invigilate.rooms.report.orders import OrderLine
from invigilate.rooms.report.receipts import AnnouncementLine, PauseLine, announcement_line
from invigilate.rooms.state import Room, Seat, Span, Status
from invigilate.rooms.timing import end_of, ledger, lost_ms
from invigilate.rooms.views import running_since

WORDS = ("text", "reason", "end_reason")
Line = TypeVar("Line", TimeEntry, Deed, OrderLine, PauseLine, NoteLine, AnnouncementLine)


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
    extra_percent: str
    """Extra time as a percentage of the base, a decimal number; empty: none."""
    status: str
    """As on the board; at the close, who joined and did not begin is "Joined, not begun"."""
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
    attendance: Mark | None
    """As staff saw it in the hall; None: not marked."""
    identity: Mark | None
    claimed: str
    """Who of the staff sees to this student now; empty: nobody."""
    offline: list[tuple[int, int]]
    """(since, until) of each stretch in which no device of the seat was connected."""
    lost_ms: int
    """Of these, while the student could write and neither a pause nor an outage gave it back."""
    returned_ms: int
    """Of what was lost, what staff gave back."""


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
    thresholds: dict[str, int]
    """From when on boards called a proctor, as it stands now; `_ms` is milliseconds."""
    pauses: list[PauseLine]
    notes: list[NoteLine]
    """Those that were not withdrawn."""
    notes_withdrawn: int
    calls: list[Call]
    orders: list[OrderLine]
    """Every one, also those that came to nothing and those that were taken back."""


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
        announcements=_silenced([announcement_line(room, a) for a in room.announcements], erased),
        deeds=_silenced(chronicle.deeds, erased),
        messages=_messages(room),
        thresholds=asdict(room.thresholds),
        pauses=_silenced(chronicle.pauses.lines(room), erased),
        notes=_silenced(list(chronicle.marks.notes.values()), erased),
        notes_withdrawn=chronicle.marks.withdrawn,
        calls=chronicle.calls.told(),
        orders=_silenced(chronicle.orders.lines, erased),
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
        extra_percent=f"{entry.extra_percent:g}" if entry.extra_percent else "",
        status=_status(room, seat),
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
        attendance=chronicle.marks.attendance.get(seat_id),
        identity=_identity(chronicle.marks.identity.get(seat_id), erased),
        claimed=seat.claimed,
        offline=[_stretch(span) for span in seat.offline],
        lost_ms=lost_ms(room, seat, room.at),
        returned_ms=seat.returned_ms,
    )


def _status(room: Room, seat: Seat) -> str:
    is_closed = room.closed_at is not None
    return "Joined, not begun" if is_closed and seat.status is Status.JOINED else seat.status.value


def _identity(mark: Mark | None, erased: bool) -> Mark | None:
    return mark if mark is None or not erased else replace(mark, reason="")


def _stretch(span: Span) -> tuple[int, int]:
    assert span.until is not None, "it is written down when it is over"
    return span.since, span.until


def _is_erased(seat: Seat) -> bool:
    return seat.entry == entry_of(seat.entry)


def _silenced(lines: Sequence[Line], erased: set[SeatId]) -> list[Line]:
    """Without the words of what reached none but erased students.

    The case: an order for two of whom one was left out; what it says stays in the log.
    """
    return [
        _wordless(line) if line.seats and erased.issuperset(line.seats) else line for line in lines
    ]


def _wordless(line: Line) -> Line:
    words = {name: "" for name in WORDS if hasattr(line, name)}
    return replace(line, **words)


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
