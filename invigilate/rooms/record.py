"""What a room's log says, read from its first event with the chain verified.

Booklets for staff come from here and not from memory: what is handed out is what is durable.
"""

import asyncio

from msgspec import Struct

from invigilate.errors import NotFound, Refused
from invigilate.ids import DeviceId, RoomId, SeatId
from invigilate.rooms import tables
from invigilate.rooms.commands import Answer
from invigilate.rooms.keeper import RoomLog
from invigilate.rooms.log import BrokenLog, Copy, Missing, blank, read
from invigilate.rooms.plan import Value
from invigilate.rooms.state import Held, Room, Seat
from invigilate.rooms.tables import Receipt
from invigilate.rooms.texts import digest
from invigilate.store.engine import Engine


class HeldChange(Struct, frozen=True):
    """A change that is stored and not counted; `value` None where it is no whole answer."""

    device: DeviceId
    turn: int
    kind: str
    reason: str
    slot: int | None
    value: Value | None
    at: int
    digest: str


class SealOf(Struct, frozen=True):
    number: int
    at: int
    fingerprint: str
    why: str


class Booklet(Struct, frozen=True):
    """One student's answers as they count now."""

    seat: SeatId
    number: str
    name: str
    hall: str
    desk: str
    guest: bool
    status: str
    answers: list[tuple[str, int, Value]]
    """(label, slot, value) in paper order."""
    held: list[HeldChange]
    seals: list[SealOf]


class Booklets(Struct, frozen=True):
    """All booklets of a room at one version of its log."""

    room: RoomId
    edition: str
    title: str
    version: int
    chain: str
    booklets: list[Booklet]


async def replayed(room_log: RoomLog, room: RoomId) -> Copy:
    """The room from its first event on, every link of the chain verified.

    Raises NotFound where there is no such room or nothing happened in it, Unavailable, and
    BrokenLog where the log is not whole (a row is missing, or was altered).
    """
    heads = await room_log.heads((room,))
    if not heads or heads[0].version == 0:
        raise NotFound("no-session", "Nothing happened in this session yet.")
    rows = await room_log.read(Missing(((room, 0),)))
    copy = blank(room, heads[0].epoch)
    await asyncio.to_thread(read, copy, rows)
    if copy.version < heads[0].version:
        missing = f"the log ends at {copy.version}, its head says {heads[0].version}"
        raise BrokenLog(missing)
    return copy


async def booklets(room_log: RoomLog, room: RoomId) -> Booklets:
    """Every student's booklet. Raises as `replayed`."""
    copy = await replayed(room_log, room)
    plan = copy.room.plan
    assert plan is not None
    return Booklets(
        room,
        plan.edition,
        plan.title,
        copy.version,
        copy.chain.hex(),
        [_booklet(copy.room, seat_id) for seat_id, s in copy.room.seats.items() if _shown(s)],
    )


async def read_booklets(room_log: RoomLog, room: RoomId) -> Booklets:
    """The same for people: raises Refused (`log-not-whole`) where nothing can be handed out."""
    try:
        return await booklets(room_log, room)
    except BrokenLog as fault:
        sentence = f"The record of this session is not whole, so nothing is handed out: {fault}."
        raise Refused("log-not-whole", sentence) from fault


def _shown(seat: Seat) -> bool:
    return not seat.withdrawn or bool(seat.answers or seat.held)


def _booklet(room: Room, seat_id: SeatId) -> Booklet:
    seat = room.seats[seat_id]
    assert room.plan is not None
    answers = seat.answered()
    entry = seat.entry
    return Booklet(
        seat_id,
        entry.number,
        entry.name,
        entry.hall,
        entry.desk,
        entry.guest,
        seat.status.value,
        [(room.plan.slots[slot].label, slot, answers[slot]) for slot in sorted(answers)],
        [_held(held) for held in seat.held],
        [SealOf(seal.number, seal.at, seal.fingerprint, seal.why) for seal in seat.seals],
    )


def _held(held: Held) -> HeldChange:
    answer = held.what if isinstance(held.what, Answer) else None
    return HeldChange(
        held.device,
        held.turn,
        type(held.what).__name__,
        held.reason,
        getattr(held.what, "slot", None),
        None if answer is None else answer.value,
        held.at,
        digest(held.what).hex(),
    )


async def receipts_of(engine: Engine, room: RoomId, seat: SeatId) -> list[Receipt]:
    """The seals of one seat, oldest first."""
    async with engine.reading() as connection:
        return await tables.receipts_of(connection, room, seat)
