"""How far announcements came, as pages tell it: gathered for a moment, then written to the log.

Thousands of pages say within a second that an announcement is here. One event tells it of all of
them, so that nobody's answer waits behind a receipt; boards hear it from the log like the rest.
The first is written at the next turn; what comes after it waits for some turns more, so that a room
gets about one such event a second of each worker.
"""

import asyncio

from invigilate.errors import NotFound, Unavailable
from invigilate.hub import LiveRoom
from invigilate.ids import RoomId, SeatId
from invigilate.rooms.commands import NoteReceipts
from invigilate.rooms.live import HOUSE, LiveRooms

MOST_AT_ONCE = 1_000
"""Seats in one event."""
TURNS_APART = 4
"""From one event of a room to its next, at the least."""
Reached = dict[SeatId, tuple[int, int]]
"""(came, shown): the numbers of the newest announcements."""


class Receipts:
    """What the pages of this worker said and the log does not know."""

    def __init__(self, rooms: LiveRooms) -> None:
        self._rooms = rooms
        self._untold: dict[RoomId, Reached] = {}
        self._waiting: dict[RoomId, list[asyncio.Future[None]]] = {}
        """Who is to hear that it is written."""
        self._rests: dict[RoomId, int] = {}
        """For how many turns a room is let be."""

    def reached(self, live: LiveRoom, seat: SeatId, came: int, shown: int) -> None:
        """A page said how far announcements came; what the log knows already is let be."""
        known = live.copy.room.seats[seat]
        if came > known.came or shown > known.shown:
            self._gather(live.copy.room.id, seat, came, shown)

    async def told(self, live: LiveRoom, seat: SeatId, came: int, shown: int) -> None:
        """The same of one page, durable when it returns. Raises NotFound, Unavailable."""
        room = live.copy.room.id
        self.reached(live, seat, came, shown)
        if room in self._untold:
            written = asyncio.get_running_loop().create_future()
            self._waiting.setdefault(room, []).append(written)
            await written

    def _gather(self, room: RoomId, seat: SeatId, came: int, shown: int) -> None:
        untold = self._untold.setdefault(room, {})
        waiting = untold.get(seat, (0, 0))
        untold[seat] = max(came, waiting[0]), max(shown, waiting[1])

    async def turn(self) -> None:
        """Writes down what was gathered; what the store does not take now waits for the next."""
        self._rests = {room: left - 1 for room, left in self._rests.items() if left > 1}
        for room in [room for room in self._untold if room not in self._rests]:
            self._rests[room] = TURNS_APART
            await self._write(room, self._untold.pop(room), self._waiting.pop(room, []))

    async def _write(
        self, room: RoomId, untold: Reached, waiting: list[asyncio.Future[None]]
    ) -> None:
        seats = tuple((seat, *reached) for seat, reached in untold.items())
        starts = range(0, len(seats), MOST_AT_ONCE)
        notes = [NoteReceipts(seats[start : start + MOST_AT_ONCE]) for start in starts]
        wrong: NotFound | Unavailable | None = None
        try:
            await self._rooms.ask(room, HOUSE, *notes)
        except NotFound as fault:
            wrong = fault
        except Unavailable as fault:
            wrong = fault
            for seat, reached in untold.items():
                self._gather(room, seat, *reached)
        for one in waiting:
            if not one.done():
                one.set_result(None) if wrong is None else one.set_exception(wrong)
