"""What travels: which channel a room's messages take, and bytes that only we can have written.

    bytes = HMAC-SHA-256(key, channel ‖ 0 ‖ message)[:16] ‖ message in MessagePack

The channel is signed too, so a message cannot be moved to another one. Whoever reaches the bus
may still send an old message again; every reader must stand duplicates anyway.
"""

import hmac
import zlib

from msgspec import DecodeError, msgpack

from invigilate.bus.contract import Message
from invigilate.ids import RoomId

CHANNELS = 64
"""Fixed, so that nothing is ever subscribed later: every worker hears all of them."""
SEAL_BYTES = 16

_reader = msgpack.Decoder(Message)


class Forged(Exception):
    """These bytes were not written with our key, or by nobody who speaks as we do."""


def number(room: RoomId) -> int:
    """The number of a room's channel, the same in every process: CRC-32 modulo 64."""
    return zlib.crc32(room.encode()) % CHANNELS


def wrap(key: bytes, channel: bytes, message: Message) -> bytes:
    """The bytes that carry the message on this channel."""
    written = msgpack.encode(message)
    return _seal(key, channel, written) + written


def unwrap(key: bytes, channel: bytes, carried: bytes) -> Message:
    """Reads `wrap` back. Raises Forged."""
    seal, written = carried[:SEAL_BYTES], carried[SEAL_BYTES:]
    if not hmac.compare_digest(seal, _seal(key, channel, written)):
        raise Forged
    try:
        return _reader.decode(written)
    except DecodeError as fault:
        raise Forged from fault


def _seal(key: bytes, channel: bytes, written: bytes) -> bytes:
    return hmac.digest(key, channel + b"\0" + written, "sha256")[:SEAL_BYTES]
