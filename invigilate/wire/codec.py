"""Bytes ↔ frames, with limits checked before anything is built.

Binary frames are MessagePack; the JSON twin carries the same arrays as text, for debugging.
"""

import json
from typing import Literal

import msgpack
import msgspec

from invigilate.errors import NotValid
from invigilate.wire.frames import ClientFrame, ServerFrame

Form = Literal["msgpack", "json"]

MESSAGE_BYTES = 64 * 1024
STUDENT_ARRAY = 256
STAFF_ARRAY = 10_000
DEPTH = 12
LARGEST = 2**53 - 1
"""What a browser's numbers hold exactly."""
STAFF_MESSAGE_BYTES = 512 * 1024
"""A staff order may name 10,000 seats of 22 characters each."""


def encode(frame: ServerFrame | ClientFrame, form: Form = "msgpack") -> bytes:
    """The frame's bytes; equal frames give equal bytes."""
    return msgspec.json.encode(frame) if form == "json" else msgspec.msgpack.encode(frame)


def read_client(data: bytes | str, *, staff: bool = False) -> ClientFrame:
    """A client's frame. Text is JSON, bytes are MessagePack.

    Raises NotValid: `too-large`, `malformed` (with the place in the schema).
    """
    if len(data) > (STAFF_MESSAGE_BYTES if staff else MESSAGE_BYTES):
        raise NotValid("too-large", "A message holds at most 64 KiB.")
    raw = _json(data) if isinstance(data, str) else _unpack(data, staff)
    try:
        return msgspec.convert(raw, ClientFrame)  # type: ignore[no-any-return]
    except (msgspec.ValidationError, RecursionError) as wrong:
        raise NotValid("malformed", str(wrong)) from None


def read_server(data: bytes | str) -> ServerFrame:
    """A server's frame, as a client reads it. Raises msgspec.DecodeError."""
    reader = _json_server if isinstance(data, str) else _msgpack_server
    frame: ServerFrame = reader.decode(data)  # type: ignore[arg-type]
    return frame


_msgpack_server = msgspec.msgpack.Decoder(ServerFrame)
_json_server = msgspec.json.Decoder(ServerFrame)


def _unpack(data: bytes, staff: bool) -> object:
    try:
        raw: object = msgpack.unpackb(
            data,
            strict_map_key=True,
            max_array_len=STAFF_ARRAY if staff else STUDENT_ARRAY,
            max_map_len=64,
            max_str_len=MESSAGE_BYTES,
            max_bin_len=0,
            max_ext_len=0,
        )
    except (ValueError, RecursionError, msgpack.UnpackException) as wrong:
        raise NotValid("malformed", f"Not MessagePack within the limits: {wrong}") from None
    _check_depth(raw, DEPTH)
    return raw


def _json(data: str) -> object:
    try:
        raw: object = json.loads(data)
        msgspec.msgpack.encode(raw)  # lone surrogates and endless numbers can be kept nowhere
    except (ValueError, RecursionError, OverflowError) as wrong:
        raise NotValid("malformed", f"Not JSON that can be kept: {wrong}") from None
    _check_depth(raw, DEPTH)
    return raw


def _check_depth(raw: object, depth: int) -> None:
    if depth == 0:
        raise NotValid("malformed", "Nested too deep.")
    if isinstance(raw, int) and abs(raw) > LARGEST:
        raise NotValid("malformed", "A number is too large.")
    if isinstance(raw, list):
        for part in raw:
            _check_depth(part, depth - 1)
    elif isinstance(raw, dict):
        for part in raw.values():
            _check_depth(part, depth - 1)
