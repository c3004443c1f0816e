"""What the live room reads and writes outside the keeper's transaction: receipts, checkpoints."""

from contextlib import suppress
from typing import Any

from msgspec import Struct, json
from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from invigilate.ids import RoomId, SeatId
from invigilate.rooms.log import Checkpoint, LogRow
from invigilate.rooms.plan import Value
from invigilate.store.engine import Connection
from invigilate.store.schema import room_checkpoint, room_event, room_seal


class Receipt(Struct, frozen=True):
    """One seal of one seat. Its fingerprint is over {room, seat, edition, seal, answers}."""

    room: RoomId
    seat: SeatId
    edition: str
    seal: int
    at: int
    fingerprint: str
    number: str
    name: str
    answers: list[tuple[str, Value]]


async def receipts_of(connection: Connection, room: RoomId, seat: SeatId) -> list[Receipt]:
    """The seals of one seat, oldest first."""
    question = (
        select(room_seal)
        .where(room_seal.c.room_id == room, room_seal.c.seat_id == seat)
        .order_by(room_seal.c.seal)
    )
    return [_receipt(row._mapping) for row in await connection.execute(question)]


def _receipt(row: Any) -> Receipt:
    body = json.decode(row["body"])
    return Receipt(
        row["room_id"],
        row["seat_id"],
        row["edition"],
        row["seal"],
        row["at"],
        row["fingerprint"],
        body["number"],
        body["name"],
        [(label, value) for label, value in body["answers"]],
    )


async def events_after(
    connection: Connection, room: RoomId, version: int, most: int
) -> list[LogRow]:
    """At most so many rows of a room's log after a version, in order."""
    question = (
        select(room_event)
        .where(room_event.c.room_id == room, room_event.c.version > version)
        .order_by(room_event.c.room_id, room_event.c.version)
        .limit(most)
    )
    return [LogRow(*row) for row in await connection.execute(question)]


async def write_checkpoint(connection: Connection, point: Checkpoint, keep: int) -> None:
    """Writes a checkpoint; older ones go, but for those within `keep` versions."""
    mine = room_checkpoint.c.room_id == point.room
    version = room_checkpoint.c.version
    old = (version <= point.version - keep) | (version == point.version)
    await connection.execute(delete(room_checkpoint).where(mine & old))
    mine_now = insert(room_checkpoint).values(
        room_id=point.room,
        version=point.version,
        epoch=point.epoch,
        chain=point.chain,
        body=point.body,
    )
    # Another worker may have written the same one since the deletion looked.
    with suppress(IntegrityError):
        async with connection.begin_nested():
            await connection.execute(mine_now)
