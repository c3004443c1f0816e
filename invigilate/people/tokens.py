"""What proves who one is without a password: cookies' tokens, and tickets for the socket.

A token is 128 random bits; only its hash is kept, which needs no salt at that length. A ticket
is signed and not kept: it names the room and who, lives a minute, and is checked without a query.
"""

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from typing import Final

import msgspec

from invigilate.errors import NotAllowed
from invigilate.ids import DeviceId, PersonId, RoomId, SeatId
from invigilate.rooms.grades import Grade
from invigilate.secret import derive

TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
PURPOSE: Final = "ticket-2"
"""The ticket's version: a change of its form is another purpose, hence another key."""


class SeatHolder(msgspec.Struct, frozen=True, tag="seat", array_like=True):
    """A student at a seat; `cookie` is the id of the row that let them in."""

    seat_id: SeatId
    cookie: str = ""


class StaffMember(msgspec.Struct, frozen=True, tag="staff", array_like=True):
    """Someone of the staff, in a grade; `cookie` is the id of their sign-in."""

    person_id: PersonId
    grade: Grade
    cookie: str = ""


class Ticket(msgspec.Struct, frozen=True, array_like=True):
    """What opens a socket: which room, as whom, on which device, until when (ms)."""

    room_id: RoomId
    who: SeatHolder | StaffMember
    device: DeviceId
    expires: int


def new_token() -> str:
    """A fresh secret for a cookie or a link: 128 bits in 22 characters."""
    return secrets.token_urlsafe(16)


def is_token(text: str) -> bool:
    """Whether this has the form of a token."""
    return TOKEN.fullmatch(text) is not None


def token_hash(token: str) -> bytes:
    """What is kept of a token: its SHA-256."""
    return hashlib.sha256(token.encode()).digest()


def mint_ticket(secret: bytes, ticket: Ticket) -> str:
    """The ticket as signed text; only the server's secret can make one."""
    body = msgspec.json.encode(ticket)
    return _text(body + _signature(secret, body))


def read_ticket(secret: bytes, text: str, now_ms: int) -> Ticket:
    """The ticket that this text is.

    Raises NotAllowed: `ticket` for a text that we never signed, `ticket-expired` for one whose
    minute is over; the cure for both is to fetch a new one with the cookie.
    """
    signed = _bytes(text)
    body, signature = signed[:-32], signed[-32:]
    if not hmac.compare_digest(signature, _signature(secret, body)):
        raise NotAllowed("ticket", "This ticket is not one of ours; ask for a new one.")
    ticket = msgspec.json.decode(body, type=Ticket)
    if ticket.expires <= now_ms:
        raise NotAllowed("ticket-expired", "This ticket is too old; ask for a new one.")
    return ticket


def _signature(secret: bytes, body: bytes) -> bytes:
    return hmac.digest(derive(secret, PURPOSE), body, "sha256")


def _text(signed: bytes) -> str:
    return base64.urlsafe_b64encode(signed).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars="-_", validate=True)
    except (binascii.Error, ValueError):
        return b""
