"""A person taken out of a room's record, so that its chain still holds.

A row's body becomes what is left of the event, and its salt goes: without the salt nobody can try
texts against the digest, and the digest, over which the chain goes, stays. Checkpoints are dropped,
for they hold the room as it was; the room is read from its first event on when it next wakes.
"""

from hashlib import sha256

from msgspec import Struct

from invigilate.ids import RoomId, SeatId
from invigilate.rooms import tables
from invigilate.rooms.erased import NAME, number_of, without
from invigilate.rooms.events import from_bytes, to_bytes
from invigilate.store.engine import Connection

SLICE = 500


class Erased(Struct, frozen=True):
    """What was taken out: (version, SHA-256 of what is left of it) of each row, and booklets."""

    rows: list[tuple[int, str]]
    seals: int


async def erase_seat(connection: Connection, room: RoomId, seat: SeatId) -> Erased:
    """Takes a seat's person out of the room's log, checkpoints and sealed booklets."""
    rows: list[tuple[int, str]] = []
    version = 0
    while slice_ := await tables.events_after(connection, room, version, SLICE):
        for row in slice_:
            event = from_bytes(row.body)
            left = without(event, seat)
            if left is not event:
                body = to_bytes(left)
                await tables.erase_row(connection, room, row.version, body)
                rows.append((row.version, sha256(body).hexdigest()))
        version = slice_[-1].version
    await tables.drop_checkpoints(connection, room)
    seals = await tables.erase_seals(connection, room, seat, number_of(seat), NAME)
    return Erased(rows, seals)
