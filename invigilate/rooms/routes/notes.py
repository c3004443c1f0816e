"""What staff wrote down of a session and of its seats, over HTTP, read from the live room.

A board's row says how many notes there are, and what the time ledger comes to; the texts, and the
ledger's entries, are read on demand.
"""

from typing import Protocol

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from invigilate.api import asking
from invigilate.api.answering import answer
from invigilate.errors import NotFound
from invigilate.ids import RoomId, SeatId
from invigilate.rooms.answering import SocketParts
from invigilate.rooms.state import LedgerEntry, Room, StaffNote
from invigilate.rooms.timing import ledger, lost_ms


class NoteParts(SocketParts, Protocol):
    """What these routes need besides what the socket needs."""

    async def room_for(self, request: Request, session: str) -> RoomId:
        """The room of a session that whoever asks may watch. Raises Refused, NotFound."""
        ...


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


class Entry(Struct, frozen=True):
    """One entry of a time ledger: what moved a student's end."""

    at: int
    ms: int
    """Less than nothing where time was taken."""
    reason: str
    by: str
    """Empty for a pause, which gives its time back by itself."""


class Ledger(Struct, frozen=True):
    """All that one student's time is made of, in order of time."""

    begun_at: int | None
    base_ms: int | None
    """None: not begun, or no limit but the close."""
    entries: list[Entry]
    lost_ms: int
    """Without a connection while writing, whether it was given back or not."""
    returned_ms: int


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


def ledger_of(room: Room, seat_id: SeatId, now: int) -> Ledger:
    """Of a seat, a running pause counted until `now`. Raises NotFound."""
    seat = room.seats.get(seat_id)
    if seat is None:
        raise NotFound("no-such-seat", "This session has no such seat.")
    return Ledger(
        begun_at=seat.stints[0].since if seat.stints else None,
        base_ms=seat.base_ms,
        entries=[_entry(one) for one in ledger(room, seat, now)],
        lost_ms=lost_ms(room, seat, now),
        returned_ms=seat.returned_ms,
    )


def _entry(entry: LedgerEntry) -> Entry:
    return Entry(entry.at, entry.ms, entry.reason, entry.by)


def _written(note: StaffNote) -> Written:
    seats = None if note.seats is None else list(note.seats)
    return Written(note.number, note.at, note.kind, note.text, seats, note.by)


async def _room(request: Request) -> Room:
    held: NoteParts = asking.parts(request)  # type: ignore[assignment]
    room_id = await held.room_for(request, asking.path_id(request, "session"))
    live = await held.rooms.wake(room_id)
    await held.rooms.followers.catch_up([room_id])
    return live.copy.room


async def session(request: Request) -> Response:
    """GET /api/sessions/{session}/notes: all of a session, for staff."""
    return answer(notes_of_session(await _room(request)))


async def seat(request: Request) -> Response:
    """GET /api/sessions/{session}/seats/{seat}/notes: those about one student."""
    seat_id = SeatId(asking.path_id(request, "seat"))
    return answer(notes_of_seat(await _room(request), seat_id))


async def time(request: Request) -> Response:
    """GET /api/sessions/{session}/seats/{seat}/ledger: what one student's time is made of."""
    room = await _room(request)
    held: NoteParts = asking.parts(request)  # type: ignore[assignment]
    seat_id = SeatId(asking.path_id(request, "seat"))
    return answer(ledger_of(room, seat_id, held.clock.now_ms()))


routes = [
    Route("/api/sessions/{session}/notes", session),
    Route("/api/sessions/{session}/seats/{seat}/notes", seat),
    Route("/api/sessions/{session}/seats/{seat}/ledger", time),
]
