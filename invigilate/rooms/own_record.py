"""What became of one student's work, told to that student alone.

Tallied event by event while a room's log is read with its chain verified. Only what is the
student's own stands in it: no other student, no answer key, nobody's id, no word of staff that was
not meant for them.
"""

from typing import Literal

from msgspec import Struct

from invigilate.ids import DeviceId, SeatId
from invigilate.rooms import events as e
from invigilate.rooms.commands import Answer, Clear, Splice, What
from invigilate.rooms.state import Room, Seat
from invigilate.rooms.timing import end_of, ledger
from invigilate.rooms.views import running_since, touched

Became = Literal["held", "refused", "counted"]


class Place(Struct):
    """One slot: when something was first saved in it, when last, and how many changes it took."""

    label: str
    first: int
    last: int
    changes: int = 0


class Apart(Struct):
    """A change that was not saved at once; `word` says why, `at` when, `counted` when it was."""

    label: str
    became: Became
    word: str
    at: int
    counted: int | None = None


class Moment(Struct, frozen=True):
    """Something that happened to the seat."""

    at: int
    what: str
    """joined, device, begun, pen, paused, resumed, locked, unlocked, ended, sealed, reopened."""
    word: str = ""
    """ended: time, staff, close or handed in. sealed: its number."""


class Told(Struct, frozen=True):
    """An announcement to this student; `read_at` None: it was not acknowledged."""

    at: int
    text: str
    read_at: int | None


class Tally(Struct):
    """What is counted of one seat while its log is read."""

    places: dict[int, Place] = {}
    apart: dict[tuple[DeviceId, int], Apart] = {}
    moments: list[Moment] = []
    read: dict[int, int] = {}
    carried: int = 0
    """Changes that a proctor took in from a file."""


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
    ledger: list[tuple[int, str, int]]
    """(signed ms, reason, at)."""
    begun_at: int | None
    base_ms: int | None
    end: int | None
    seals: list[tuple[int, int, str]]
    """(number, at, fingerprint)."""
    carried: int


def count(tallies: dict[SeatId, Tally], room: Room, record: e.Recorded) -> None:
    """Counts an event that has just been applied to the room."""
    match record.event:
        case e.StudentsEnrolled() | e.EntriesAmended() | e.StudentsWithdrawn() | e.TimeGiven():
            return
        case e.RoomPaused() | e.RoomResumed():
            what = "paused" if isinstance(record.event, e.RoomPaused) else "resumed"
            for seat_id, seat in room.seats.items():
                if seat.joined_at is not None and seat.ended_at is None:
                    _tally(tallies, seat_id).moments.append(Moment(record.at, what))
        case _:
            for seat_id in touched(record.event):
                _count(_tally(tallies, seat_id), room, record)


def _tally(tallies: dict[SeatId, Tally], seat: SeatId) -> Tally:
    return tallies.setdefault(seat, Tally())


def _count(tally: Tally, room: Room, record: e.Recorded) -> None:
    at, event = record.at, record.event
    match event:
        case e.ChangeSaved(what=what):
            tally.carried += record.actor.startswith("person:")
            _saved(tally, room, what, at)
        case e.ChangeHeld(device=device, turn=turn, what=what, reason=reason):
            tally.carried += record.actor.startswith("person:")
            tally.apart[device, turn] = Apart(_label(room, what), "held", reason, at)
        case e.ChangeRefused(device=device, turn=turn, what=what, word=word):
            tally.carried += record.actor.startswith("person:")
            tally.apart[device, turn] = Apart(_label(room, what), "refused", word, at)
        case e.HeldCounted(turns=turns):
            for place in turns:
                if place in tally.apart:
                    tally.apart[place].became = "counted"
                    tally.apart[place].counted = at
        case e.AnnouncementSeen(announcement=number):
            tally.read.setdefault(number, at)
        case _:
            moment = _moment(event, at)
            if moment is not None:
                tally.moments.append(moment)


def _moment(event: e.Event, at: int) -> Moment | None:
    match event:
        case e.SeatJoined():
            return Moment(at, "joined")
        case e.DeviceAdmitted():
            return Moment(at, "device")
        case e.PenTaken():
            return Moment(at, "pen")
        case e.Begun():
            return Moment(at, "begun")
        case e.SeatsPaused():
            return Moment(at, "paused")
        case e.SeatsResumed():
            return Moment(at, "resumed")
        case e.SeatsLocked():
            return Moment(at, "locked")
        case e.SeatsUnlocked():
            return Moment(at, "unlocked")
        case e.SeatEnded(why=why):
            return Moment(at, "ended", why)
        case e.Sealed(number=number):
            return Moment(at, "sealed", str(number))
        case e.Reopened():
            return Moment(at, "reopened")
        case _:
            return None


def _saved(tally: Tally, room: Room, what: What, at: int) -> None:
    if not isinstance(what, Answer | Clear | Splice):
        return
    place = tally.places.get(what.slot)
    if place is None:
        place = tally.places[what.slot] = Place(_label(room, what), at, at)
    place.last = at
    place.changes += 1


def _label(room: Room, what: What) -> str:
    assert room.plan is not None
    if isinstance(what, Answer | Clear | Splice) and 0 <= what.slot < len(room.plan.slots):
        return room.plan.slots[what.slot].label
    return ""


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
        Told(one.at, one.text, tally.read.get(one.number))
        for one in room.announcements
        if one.seats is None or seat_id in one.seats
    ]
