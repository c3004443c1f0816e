"""Students' own records, read from the log and kept at hand: a hall that hands in asks at once.

A room's log is read once, in slices and off the loop, every link of its chain verified; whoever
asks next costs only what happened since.
"""

import asyncio
from collections import OrderedDict

from msgspec import Struct

from invigilate.errors import NotFound, Refused
from invigilate.ids import RoomId, SeatId
from invigilate.rooms import tables
from invigilate.rooms.keeper import RoomLog
from invigilate.rooms.log import BrokenLog, Copy, Head, LogRow, blank, read
from invigilate.rooms.own_record import OwnRecord, own_record
from invigilate.rooms.tallying import Tally, count
from invigilate.store.engine import Engine

SLICE = 1_000
ROOMS_KEPT = 8


class _Read(Struct):
    """How far a room was read."""

    copy: Copy
    tallies: dict[SeatId, Tally]
    line: asyncio.Lock


class OwnRecords:
    """Gives each student their own record."""

    def __init__(self, engine: Engine, log: RoomLog) -> None:
        self._engine = engine
        self._log = log
        self._rooms: OrderedDict[RoomId, _Read] = OrderedDict()

    async def of(self, room: RoomId, seat: SeatId) -> OwnRecord:
        """The record of a seat as of now.

        Raises NotFound (`no-such-seat`), Refused (`log-not-whole`), Unavailable.
        """
        so_far = self._rooms.setdefault(room, _Read(blank(room, ""), {}, asyncio.Lock()))
        self._rooms.move_to_end(room)
        while len(self._rooms) > ROOMS_KEPT:
            self._rooms.popitem(last=False)
        async with so_far.line:
            try:
                await self._catch_up(room, so_far)
            except BrokenLog as fault:
                self._rooms.pop(room, None)
                sentence = f"The record of this session is not whole: {fault}. Tell the office."
                raise Refused("log-not-whole", sentence) from fault
            if seat not in so_far.copy.room.seats:
                raise NotFound("no-such-seat", "Nothing is recorded of this seat yet.")
            return own_record(so_far.copy.room, seat, so_far.tallies.get(seat, Tally()))

    async def _catch_up(self, room: RoomId, so_far: _Read) -> None:
        heads = await self._log.heads((room,))
        if not heads:
            raise NotFound("no-session", "Nothing happened in this session yet.")
        head = heads[0]
        if so_far.copy.epoch != head.epoch or so_far.copy.version > head.version:
            so_far.copy, so_far.tallies = blank(room, head.epoch), {}
        while so_far.copy.version < head.version:
            async with self._engine.reading() as connection:
                rows = await tables.events_after(connection, room, so_far.copy.version, SLICE)
            await asyncio.to_thread(_take, so_far, head, rows)


def _take(so_far: _Read, head: Head, rows: list[LogRow]) -> None:
    """Reads a slice and counts it, each event right after it was applied."""
    if not rows:
        missing = f"the log ends at {so_far.copy.version}, its head says {head.version}"
        raise BrokenLog(missing)
    for row in rows:
        for record in read(so_far.copy, [row]):
            count(so_far.tallies, so_far.copy.room, record)
