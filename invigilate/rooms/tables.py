"""What the live room reads and writes outside the keeper's transaction: receipts, checkpoints."""

from contextlib import suppress
from typing import Any

from msgspec import Struct, json
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from invigilate.ids import RoomId, SeatId
from invigilate.rooms.log import Checkpoint, Head, LogRow, SealRow
from invigilate.rooms.plan import Value
from invigilate.store.engine import Connection
from invigilate.store.schema import room_checkpoint, room_event, room_head, room_seal


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


async def every_room(connection: Connection) -> list[RoomId]:
    """The rooms that have a head, or events without one."""
    heads, events = select(room_head.c.room_id), select(room_event.c.room_id)
    return [RoomId(room) for (room,) in await connection.execute(heads.union(events))]


async def end_of(connection: Connection, room: RoomId) -> tuple[int, Head | None]:
    """The newest version that a room has a row of, and its head, which is read after it."""
    newest = select(func.max(room_event.c.version)).where(room_event.c.room_id == room)
    version = (await connection.execute(newest)).scalar()
    columns = [room_head.c[name] for name in ("room_id", *Head.__struct_fields__[1:])]
    found = await connection.execute(select(*columns).where(room_head.c.room_id == room))
    head = found.first()
    return version or 0, None if head is None else Head(*head)


async def checkpoints_of(connection: Connection, room: RoomId) -> list[int]:
    """The versions of a room's checkpoints, in order."""
    mine = select(room_checkpoint.c.version).where(room_checkpoint.c.room_id == room)
    rows = await connection.execute(mine.order_by(room_checkpoint.c.version))
    return [version for (version,) in rows]


async def checkpoint_at(connection: Connection, room: RoomId, version: int) -> Checkpoint | None:
    """A room's checkpoint at this version, where it is still there."""
    columns = [room_checkpoint.c[name] for name in ("room_id", *Checkpoint.__struct_fields__[1:])]
    mine = (room_checkpoint.c.room_id == room) & (room_checkpoint.c.version == version)
    row = (await connection.execute(select(*columns).where(mine))).first()
    return None if row is None else Checkpoint(*row)


async def seals_of(connection: Connection, room: RoomId) -> list[SealRow]:
    """Every sealed booklet of a room."""
    mine = select(room_seal).where(room_seal.c.room_id == room)
    rows = await connection.execute(mine.order_by(room_seal.c.seat_id, room_seal.c.seal))
    return [
        SealRow(
            row.room_id,
            row.organisation_id,
            row.seat_id,
            row.seal,
            row.edition,
            row.body,
            row.fingerprint,
            row.at,
        )
        for row in rows
    ]


async def erase_row(connection: Connection, room: RoomId, version: int, body: bytes) -> None:
    """Leaves this body of an event, and no salt: the row's digest and chain stay."""
    mine = (room_event.c.room_id == room) & (room_event.c.version == version)
    await connection.execute(update(room_event).where(mine).values(body=body, salt=b""))


async def drop_checkpoints(connection: Connection, room: RoomId) -> None:
    """The room is read from its first event on when it next wakes."""
    await connection.execute(delete(room_checkpoint).where(room_checkpoint.c.room_id == room))


async def erase_seals(
    connection: Connection, room: RoomId, seat: SeatId, number: str, name: str
) -> int:
    """Leaves a seat's booklets without answers, under this number and name; says how many."""
    left = {"number": number, "name": name, "answers": [], "erased": True}
    mine = (room_seal.c.room_id == room) & (room_seal.c.seat_id == seat)
    done = await connection.execute(update(room_seal).where(mine).values(body=json.encode(left)))
    return done.rowcount


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
