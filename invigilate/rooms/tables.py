"""What the live room reads and writes outside the keeper's transaction: receipts, checkpoints."""

from contextlib import suppress
from typing import Any

from msgspec import Struct, json
from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from invigilate.ids import RoomId, SeatId
from invigilate.rooms.log import Checkpoint
from invigilate.rooms.plan import Value
from invigilate.store.engine import Connection
from invigilate.store.schema import room_checkpoint, room_seal


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
