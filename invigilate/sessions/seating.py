"""Coming back to a seat: the seat's cookie, tickets for the socket, leaving."""

import msgspec

from invigilate.clock import Clock
from invigilate.errors import NotValid, Refused
from invigilate.ids import DeviceId
from invigilate.people.tokens import (
    SeatHolder,
    Ticket,
    is_token,
    mint_ticket,
    token_hash,
)
from invigilate.rooms.commands import Join
from invigilate.rooms.live import LiveRooms
from invigilate.sessions.tables import cookies
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


async def leave(engine: Engine, clock: Clock, token: str) -> None:
    """The cookie opens nothing any more; nothing happens where it did not."""
    if not is_token(token):
        return
    async with engine.writing() as connection:
        now = clock.now_ms()
        found = await cookies.holder(connection, token_hash(token), now)
        if found is not None:
            await cookies.revoke(connection, found.cookie, now)


async def cookie_holds(engine: Engine, clock: Clock, cookie_id: str) -> bool:
    """Whether a seat cookie, by its row's id as tickets carry it, still holds."""
    async with engine.reading() as connection:
        return await cookies.holds(connection, cookie_id, clock.now_ms())


async def ended_since(engine: Engine, since: int) -> list[str]:
    """The seat cookies revoked at this instant or later, for whoever holds their sockets."""
    async with engine.reading() as connection:
        return await cookies.revoked_since(connection, since)
