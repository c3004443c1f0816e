"""Coming back to a seat: the seat's cookie, tickets for the socket, leaving."""

from collections.abc import Sequence

import msgspec

from invigilate.clock import Clock
from invigilate.errors import NotValid, Refused, Unavailable
from invigilate.ids import DeviceId, RoomId, SeatId
from invigilate.people.tokens import (
    SeatHolder,
    Ticket,
    is_token,
    mint_ticket,
    token_hash,
)
from invigilate.rooms.commands import Join
from invigilate.rooms.live import LiveRooms
from invigilate.rooms.state import Seat, Status
from invigilate.sessions.tables import cookies, guards
from invigilate.sessions.tables.cookies import Seated
from invigilate.store.engine import Engine


class NotJoined(Refused):
    """No seat cookie, or one that holds no more."""

    status = 401


class Minted(msgspec.Struct, frozen=True):
    """A ticket for the socket, until an instant."""

    ticket: str
    expires_at: int


def device_id(text: str) -> DeviceId:
    """The id that a page made for its device; raises NotValid (`device`)."""
    if not is_token(text):
        raise NotValid("device", "A device is named by 22 letters and digits.", at="device")
    return DeviceId(text)


async def seated(engine: Engine, clock: Clock, token: str) -> Seated:
    """Whose seat cookie this is. Raises NotJoined (`not-joined`)."""
    if is_token(token):
        async with engine.reading() as connection:
            found = await cookies.holder(connection, token_hash(token), clock.now_ms())
        if found is not None:
            return found
    raise NotJoined("not-joined", "Join the session first: type its code on the start screen.")


async def seat_ticket(
    rooms: LiveRooms,
    clock: Clock,
    secret: bytes,
    held: Seated,
    device: DeviceId,
    seconds: float,
) -> Minted:
    """A ticket for this device; one that the seat does not know yet joins by the seat's cookie.

    Raises Refused as the room does.
    """
    live = await rooms.wake(held.room)
    seat = live.copy.room.seats.get(held.seat)
    if seat is None or device not in seat.devices:
        await rooms.do(held.room, f"seat:{held.seat}", Join(held.seat, device))
    expires = clock.now_ms() + round(seconds * 1_000)
    ticket = Ticket(held.room, SeatHolder(held.seat, held.cookie), device, expires)
    return Minted(mint_ticket(secret, ticket), expires)


async def leave(
    engine: Engine, clock: Clock, rooms: LiveRooms, token: str, named: str = ""
) -> bool:
    """The cookie opens nothing any more. False: it is not of the seat that the page named.

    When nobody is at the seat any more, the next device is its first one again: the number alone
    opens it. Not so after it was handed in, for then the number alone would show the answers.
    """
    if not is_token(token):
        return True
    async with engine.reading() as connection:
        found = await cookies.holder(connection, token_hash(token), clock.now_ms())
    if found is None:
        return True
    if named not in ("", found.seat):
        return False
    may_be_free = await _may_be_free(rooms, found)
    async with engine.writing() as connection:
        now = clock.now_ms()
        await cookies.revoke(connection, found.cookie, now)
        if may_be_free and not await cookies.is_held(connection, found.seat, now):
            await guards.free_first(connection, found.seat)
    return True


async def _may_be_free(rooms: LiveRooms, held: Seated) -> bool:
    """Whether the seat is not handed in; False also where its room cannot say."""
    try:
        live = await rooms.wake(held.room)
    except (Refused, Unavailable):
        return False
    seat = live.copy.room.seats.get(held.seat)
    return seat is not None and not _is_handed_in(seat)


async def known_at(
    rooms: LiveRooms, room: RoomId, seat_id: SeatId, devices: Sequence[DeviceId]
) -> DeviceId | None:
    """The one of these devices that the seat knows, as long as it is not handed in."""
    if not devices:
        return None
    live = await rooms.wake(room)
    seat = live.copy.room.seats.get(seat_id)
    if seat is None or _is_handed_in(seat):
        return None
    return next((one for one in devices if one in seat.devices), None)


def _is_handed_in(seat: Seat) -> bool:
    """From here on only a proctor lets another device in: it would be shown the answers."""
    return seat.status is Status.SUBMITTED


async def cookie_holds(engine: Engine, clock: Clock, cookie_id: str) -> bool:
    """Whether a seat cookie, by its row's id as tickets carry it, still holds."""
    async with engine.reading() as connection:
        return await cookies.holds(connection, cookie_id, clock.now_ms())


async def ended_since(engine: Engine, since: int) -> list[str]:
    """The seat cookies revoked at this instant or later, for whoever holds their sockets."""
    async with engine.reading() as connection:
        return await cookies.revoked_since(connection, since)
