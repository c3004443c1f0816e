"""What staff wrote down of a session and of its seats. Pure.

A board's row says how many notes there are; their texts are read on demand.
"""

from msgspec import Struct

from invigilate.errors import NotFound
from invigilate.ids import SeatId
from invigilate.rooms.state import Room, StaffNote


class Written(Struct, frozen=True):
    """One note, as staff read it."""

    number: int
    at: int
    kind: str
    """"note" or "incident"."""
    text: str
    seats: list[SeatId] | None
    """None: about the session as a whole."""
    by: str


class Notes(Struct, frozen=True):
    """In the order in which they were written."""

    notes: list[Written]


def notes_of_seat(room: Room, seat_id: SeatId) -> Notes:
    """What was written about a seat, alone or among others. Raises NotFound."""
    seat = room.seats.get(seat_id)
    if seat is None:
        raise NotFound("no-such-seat", "This session has no such seat.")
    return _notes({note.number: note for note in seat.notes})


def notes_of_session(room: Room) -> Notes:
    """What was written about the session and about anybody in it, each note once."""
    about_seats = {note.number: note for seat in room.seats.values() for note in seat.notes}
    return _notes(about_seats | {note.number: note for note in room.notes})


def _notes(found: dict[int, StaffNote]) -> Notes:
    return Notes([_written(found[number]) for number in sorted(found)])


def _written(note: StaffNote) -> Written:
    seats = None if note.seats is None else list(note.seats)
    return Written(note.number, note.at, note.kind, note.text, seats, note.by)
