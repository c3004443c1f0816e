"""What marking holds of a student who is erased."""

from invigilate.grading import tables
from invigilate.ids import RoomId, SeatId
from invigilate.store.engine import Connection


async def erase(connection: Connection, organisation_id: str, room: RoomId, seat: SeatId) -> None:
    """Takes out the comments that people wrote; the points stay, of nobody."""
    await tables.erase_comments(connection, organisation_id, room, seat)
