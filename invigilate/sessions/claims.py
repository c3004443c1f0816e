"""Claims: what a page holds between "who are you?" and "is this you?". Signed and not kept.

A claim names a seat and how far its owner has proved who they are; ten minutes later it is only
good for waiting at the door. It can be read by whoever holds it, so it looks alike for a seat
that exists and for one that does not.
"""

import base64
import binascii
import hmac
from typing import Final

import msgspec

from invigilate.errors import NotAllowed
from invigilate.ids import SeatId, SessionId
from invigilate.secret import derive

PURPOSE: Final = "claim-1"
CONFIRM_MS = 600_000
DOOR_MS = 2 * 3_600_000
SIGNATURE_BYTES = 16


class Claim(msgspec.Struct, frozen=True, array_like=True):
    """Who says to be at which seat; `made` in ms."""

    session_id: SessionId
    seat_id: SeatId
    made: int
    proven: bool = False
    """The personal key was right."""
    door: bool = False
    """Nobody looked: a proctor decides."""
    guest: str = ""


def mint_claim(secret: bytes, claim: Claim) -> str:
    """The claim as signed text."""
    body = msgspec.json.encode(claim)
    return base64.urlsafe_b64encode(_signature(secret, body) + body).rstrip(b"=").decode()


def read_claim(secret: bytes, text: str, now: int, lasts_ms: int = CONFIRM_MS) -> Claim:
    """The claim that this text is.

    Raises NotAllowed: `claim` for a text that we never signed, `claim-expired`; the cure for both
    is to say again who one is.
    """
    signed = _bytes(text)
    signature, body = signed[:SIGNATURE_BYTES], signed[SIGNATURE_BYTES:]
    if not hmac.compare_digest(signature, _signature(secret, body)):
        raise NotAllowed("claim", "This is no claim of ours. Type the code again.")
    claim = msgspec.json.decode(body, type=Claim)
    if now >= claim.made + lasts_ms:
        raise NotAllowed("claim-expired", "That took too long. Type the code again.")
    return claim


def _signature(secret: bytes, body: bytes) -> bytes:
    return hmac.digest(derive(secret, PURPOSE), body, "sha256")[:SIGNATURE_BYTES]


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars="-_", validate=True)
    except (binascii.Error, ValueError):
        return b""
