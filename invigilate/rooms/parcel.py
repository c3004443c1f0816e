"""A parcel: what one device keeps for one seat, as a file that is carried to the board by hand.

    magic "INVGPARC" · format 1 (1 byte) · length of the label (2 bytes)
    label "room seat device" (ASCII) · the room's key, 8 bytes of its SHA-256
    the page's own public key for this file alone (65 bytes) · length of what follows (4 bytes)
    AES-256-GCM of MessagePack [proof, made, [[turn, change], …]]; its tag is the last 16 bytes

Numbers are big-endian, keys are points of P-256, uncompressed. Key (32 bytes) and nonce (12) are

    HKDF-SHA-256(ECDH of both keys, salt = page's key ‖ room's key, info = "invigilate parcel 1")

and all that stands before the cipher's text is authenticated with it. The room's private key is
derived from the server's secret, so nothing is stored. Who may read is then settled; who wrote is
told by `proof`, which the server gives to a seat's cookie alone. Twin: `web/src/live/parcel.ts`.
"""

import hashlib
import re
from itertools import pairwise
from typing import Final

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from invigilate.errors import NotValid
from invigilate.ids import DeviceId, RoomId, SeatId
from invigilate.rooms.commands import What
from invigilate.secret import derive

MAGIC: Final = b"INVGPARC"
FORMAT: Final = 1
INFO: Final = b"invigilate parcel 1"
POINT = 65
TAG = 16
MOST_BYTES = 16 * 1024 * 1024
"""A long essay typed for three hours is a hundredth of it."""
MOST_CHANGES = 100_000

_LABEL = re.compile(rb"[A-Za-z0-9_-]{1,64} [A-Za-z0-9_-]{1,64} [A-Za-z0-9_-]{22}")
_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of P-256's base point (FIPS 186-5; SEC 2, secp256r1)."""


class Label(msgspec.Struct, frozen=True):
    """What stands on a parcel for all to read."""

    room: RoomId
    seat: SeatId
    device: DeviceId


class Parcel(msgspec.Struct, frozen=True):
    """An opened parcel."""

    label: Label
    made: int
    """ms since 1970 by the device's own clock: shown, never believed."""
    changes: list[tuple[int, What]]


class _Body(msgspec.Struct, frozen=True, array_like=True):
    proof: str
    made: int
    changes: list[tuple[int, What]]


class _Frame(msgspec.Struct, frozen=True):
    label: Label
    key: bytes
    """The first 8 bytes of SHA-256 of the room's public key."""
    point: bytes
    head: bytes
    """All that stands before the cipher's text."""
    sealed: bytes


def room_key(secret: bytes, room: RoomId) -> ec.EllipticCurvePrivateKey:
    """The private key that opens the parcels of a room; never leaves the server."""
    stretched = b"".join(derive(secret, f"parcel/{part}/{room}") for part in (1, 2))
    return ec.derive_private_key(int.from_bytes(stretched) % (_ORDER - 1) + 1, ec.SECP256R1())


def public_of(key: ec.EllipticCurvePrivateKey) -> bytes:
    """The public half as an uncompressed point, 65 bytes."""
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def proof_of(secret: bytes, room: RoomId, seat: SeatId) -> str:
    """What the page of a seat puts inside, to show that it had the seat's cookie."""
    return derive(secret, f"parcel/proof/{room}/{seat}").hex()[:32]


def fingerprint_of(data: bytes) -> str:
    """What the student writes down: the first 16 hexadecimal digits of SHA-256, in fours."""
    digits = hashlib.sha256(data).hexdigest()[:16]
    return " ".join(digits[at : at + 4] for at in range(0, 16, 4))


def label_of(data: bytes) -> Label:
    """What stands on it. Raises NotValid as `opened` does, before any key is needed."""
    return _frame(data).label


def opened(secret: bytes, room: RoomId, data: bytes) -> Parcel:
    """What is in a parcel of this room.

    Raises NotValid: `parcel-none` (not such a file), `parcel-newer`, `parcel-cut-short`,
    `parcel-other-session`, `parcel-other-server`, `parcel-damaged`, `parcel-not-theirs`.
    """
    frame = _frame(data)
    if frame.label.room != room:
        sentence = "This file was made in another session. Take it in on that session's board."
        raise NotValid("parcel-other-session", sentence)
    private = room_key(secret, room)
    mine = public_of(private)
    if hashlib.sha256(mine).digest()[:8] != frame.key:
        sentence = "This file was made for another server, or before this one's secret was renewed."
        raise NotValid("parcel-other-server", sentence)
    body = _body(_plain(private, mine, frame))
    if body.proof != proof_of(secret, room, frame.label.seat):
        sentence = "This file was not made at the seat that it names. Nothing was taken from it."
        raise NotValid("parcel-not-theirs", sentence)
    return Parcel(frame.label, body.made, body.changes)


def _frame(data: bytes) -> _Frame:
    if data[: len(MAGIC)] != MAGIC[: len(data)] or not data:
        raise NotValid("parcel-none", "This is no file of answers from a student's page.")
    if len(data) > len(MAGIC) and data[len(MAGIC)] > FORMAT:
        sentence = "This file was made by a newer version than this server's. Update the server."
        raise NotValid("parcel-newer", sentence)
    at = len(MAGIC) + 1
    name_length = int.from_bytes(_part(data, at, 2))
    name = _part(data, at + 2, name_length)
    at += 2 + name_length
    key, point = _part(data, at, 8), _part(data, at + 8, POINT)
    length = int.from_bytes(_part(data, at + 8 + POINT, 4))
    at += 8 + POINT + 4
    sealed = _part(data, at, length)
    if data[len(MAGIC)] != FORMAT or len(data) > at + length or _LABEL.fullmatch(name) is None:
        raise _damaged()
    room, seat, device = name.decode().split(" ")
    label = Label(RoomId(room), SeatId(seat), DeviceId(device))
    return _Frame(label, key, point, data[:at], sealed)


def _part(data: bytes, at: int, length: int) -> bytes:
    if len(data) < at + length:
        sentence = "This file ends too early: it was not copied whole. Save it again on the device."
        raise NotValid("parcel-cut-short", sentence)
    return data[at : at + length]


def _plain(private: ec.EllipticCurvePrivateKey, mine: bytes, frame: _Frame) -> bytes:
    try:
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), frame.point)
        shared = private.exchange(ec.ECDH(), theirs)
        made = HKDF(SHA256(), 44, salt=frame.point + mine, info=INFO).derive(shared)
        return AESGCM(made[:32]).decrypt(made[32:], frame.sealed, frame.head)
    except (InvalidTag, ValueError):
        raise _damaged() from None


def _body(plain: bytes) -> _Body:
    try:
        body = msgspec.msgpack.decode(plain, type=_Body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise _damaged() from None
    turns = [turn for turn, _ in body.changes]
    if len(turns) > MOST_CHANGES or any(b != a + 1 for a, b in pairwise(turns)):
        raise _damaged()
    return body


def _damaged() -> NotValid:
    sentence = "This file was altered on its way, so nothing in it is used. Copy it again."
    return NotValid("parcel-damaged", sentence)
