"""What became of one student's work, told to that student alone.

Only what is the student's own stands in it: no other student, no answer key, nobody's id, no word
of staff that was not meant for them.
"""

from msgspec import Struct

from invigilate.ids import SeatId
from invigilate.rooms.state import Message, Room, Seat
from invigilate.rooms.tallying import Apart, Moment, Place, Tally
from invigilate.rooms.timing import end_of, ledger
from invigilate.rooms.views import running_since


class Told(Struct, frozen=True):
    """An announcement to this student, and when it went how far; None: it is not known to have."""

    at: int
    text: str
    came_at: int | None
    """It came to a page of the seat."""
    shown_at: int | None
    """A page displayed it."""
    read_at: int | None
    """The student acknowledged it."""


class Said(Struct, frozen=True):
    """One text between the student and the proctors; who of these wrote it is not told."""

    at: int
    own: bool
    text: str
    read_at: int | None
    """When the student had read it; None for their own."""


class Absence(Struct, frozen=True):
    """A time away from the page; `ms` None: it is not known to be over."""

    since: int
    ms: int | None
    why: str


class OwnRecord(Struct, frozen=True):
    """A student's own record, at an instant and version of the room's log."""

    at: int
    version: int
    title: str
    number: str
    name: str
    status: str
    places: list[Place]
    """In paper order; a slot without an entry was never written in."""
    apart: list[Apart]
    moments: list[Moment]
    notices: list[Told]
    messages: list[Said]
    away: list[Absence]
    away_noted: bool
    """Whether the session notes times away."""
    ledger: list[tuple[int, str, int]]
    """(signed ms, reason, at)."""
    begun_at: int | None
    base_ms: int | None
    end: int | None
    seals: list[tuple[int, int, str]]
    """(number, at, fingerprint)."""
    carried: int


def own_record(room: Room, seat_id: SeatId, tally: Tally) -> OwnRecord:
    """The record of one seat, as the room stands."""
    assert room.plan is not None
    seat = room.seats[seat_id]
    frozen = running_since(room, seat)
    now = room.at if frozen is None else frozen
    return OwnRecord(
        at=room.at,
        version=room.version,
        title=room.plan.title,
        number=seat.entry.number,
        name=seat.entry.name,
        status=seat.status.value,
        places=[tally.places[slot] for slot in sorted(tally.places)],
        apart=list(tally.apart.values()),
        moments=tally.moments,
        notices=_notices(room, seat_id, seat, tally),
        messages=[_said(message, tally) for message in seat.messages],
        away=[Absence(one.since, one.ms, one.why) for one in seat.away],
        away_noted=room.plan.settings.note_away,
        ledger=[(entry.ms, entry.reason, entry.at) for entry in ledger(room, seat, now)],
        begun_at=seat.stints[0].since if seat.stints else None,
        base_ms=seat.base_ms,
        end=end_of(room, seat, now),
        seals=[(seal.number, seal.at, seal.fingerprint) for seal in seat.seals],
        carried=tally.carried,
    )


def _notices(room: Room, seat_id: SeatId, seat: Seat, tally: Tally) -> list[Told]:
    """Those told to this student since they came; earlier ones are shown at joining, too."""
    return [
        Told(
            one.at,
            one.text,
            next((at for at, came, _ in tally.reached if came >= one.number), None),
            next((at for at, _, shown in tally.reached if shown >= one.number), None),
            tally.read.get(one.number),
        )
        for one in room.announcements
        if one.seats is None or seat_id in one.seats
    ]


def _said(message: Message, tally: Tally) -> Said:
    own = message.id != ""
    reads = (at for at, upto in tally.messages_read if not own and upto >= message.number)
    return Said(message.at, own, message.text, next(reads, None))
