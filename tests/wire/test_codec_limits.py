"""Whatever bytes come, the codec gives a frame or says NotValid, and takes little memory."""

import json
import struct
import tracemalloc
from typing import Any

import msgpack
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from invigilate.errors import NotValid
from invigilate.rooms.commands import Answer
from invigilate.wire.codec import MESSAGE_BYTES, encode, read_client
from invigilate.wire.frames import Answers
from invigilate.wire.splicing import splices

PEAK_BYTES = 4 * MESSAGE_BYTES
"""What reading may hold at once: the message, what came of it, and room."""


def answers(value: bytes) -> bytes:
    """An Answers frame whose one Answer has this value."""
    return b"\x92\x02\x91\x92\x01\x93\xa6Answer\x01" + value


BOMBS = {
    "nothing": b"",
    "nested arrays": b"\x91" * 60_000 + b"\x01",
    "nested arrays without an end": b"\x91" * 60_000,
    "nested maps": b"\x81\xa1a" * 20_000 + b"\x01",
    "nested in a value": answers(b"\x91" * 50 + b"\xa1x"),
    "an array of four billion": b"\xdd\xff\xff\xff\xff",
    "an array of 65,535 nils": b"\xdc\xff\xff" + b"\xc0" * 60_000,
    "a map of four billion": b"\xdf\xff\xff\xff\xff",
    "a string of four billion": answers(b"\xdb\xff\xff\xff\xff"),
    "bytes of four billion": answers(b"\xc6\xff\xff\xff\xff"),
    "an extension of four billion": answers(b"\xc9\xff\xff\xff\xff\x01"),
    "257 changes": b"\x92\x02\xdc\x01\x01" + b"\x92\x01\x91\xa5Begin" * 257,
    "257 options": answers(b"\xdc\x01\x01" + b"\xa1x" * 257),
    "empty bytes": answers(b"\xc4\x00"),
    "bytes": answers(b"\xc4\x03abc"),
    "an empty extension": answers(b"\xc7\x00\x05"),
    "an extension": answers(b"\xd4\x05\x00"),
    "an extension in place of a frame": b"\xc7\x00\x05",
    "an extension in place of a change": b"\x92\x02\x91\xd4\x01\x00",
    "a timestamp of 32 bits": answers(b"\xd6\xff" + b"\x00" * 4),
    "a timestamp of 64 bits": answers(b"\xd7\xff" + b"\xff" * 8),
    "a timestamp of 96 bits": answers(b"\xc7\x0c\xff" + b"\xff" * 12),
    "an empty timestamp": answers(b"\xc7\x00\xff"),
    "a type that is never used": b"\xc1",
    "not UTF-8": answers(b"\xa2\xff\xfe"),
    "a surrogate in UTF-8": answers(b"\xa3\xed\xa0\x80"),
    "not a number for a turn": b"\x92\x02\x91\x92\xcb" + struct.pack(">d", float("nan")) + b"\x90",
    "infinity for a slot": b"\x92\x02\x91\x92\x01\x92\xa5Clear\xcb"
    + struct.pack(">d", float("inf")),
    "a fraction for a turn": b"\x92\x02\x91\x92\xcb" + struct.pack(">d", 1.5) + b"\x91\xa5Begin",
    "a bool for a turn": b"\x92\x02\x91\x92\xc3\x91\xa5Begin",
    "a map for a frame": b"\x81\xa1a\x01",
    "a map with whole-number keys": b"\x81\x01\x02",
    "a map with a key twice": b"\x82\xa1a\x01\xa1a\x02",
    "a map for a value": answers(b"\x81\xa1a\x01"),
    "a map with a bytes key": b"\x81\xc4\x01a\x01",
    "a string in place of a frame": b"\xa5Hello",
    "nil": b"\xc0",
    "an unknown tag": b"\x92\x63\x90",
    "a server's frame": b"\x92\x1a\x01",
    "an unknown change": b"\x92\x02\x91\x92\x01\x91\xa5Erase",
    "too few fields": b"\x92\x01\xa1t",
    "something behind the frame": encode(Answers([])) + b"\x00",
    "larger than a message": answers(
        b"\xdb" + struct.pack(">I", MESSAGE_BYTES) + b"a" * MESSAGE_BYTES
    ),
}

TEXT_BOMBS = {
    "nothing": "",
    "not JSON": "[2,[",
    "nested arrays": "[" * 30_000 + "]" * 30_000,
    "nested arrays without an end": "[" * 60_000,
    "nested objects": '{"a":' * 10_000 + "1" + "}" * 10_000,
    "nested in a value": '[2,[[1,["Answer",1,' + "[" * 50 + "]" * 50 + "]]]]",
    "not a number for a turn": '[2,[[NaN,["Begin"]]]]',
    "infinity for a slot": '[2,[[1,["Clear",Infinity]]]]',
    "a number of a thousand digits": '[2,[[1,["Clear",' + "9" * 1000 + "]]]]",
    "a number of ten thousand digits": '[2,[[1,["Clear",' + "9" * 10_000 + "]]]]",
    "a turn beyond 64 bits": '[2,[[18446744073709551616,["Begin"]]]]',
    "an offset beneath 64 bits": '[2,[[1,["Splice",1,0,-9223372036854775809,0,"",0,0]]]]',
    "a fraction for a turn": '[2,[[1.5,["Begin"]]]]',
    "a bool for a turn": '[2,[[true,["Begin"]]]]',
    "half a surrogate pair in an answer": '[2,[[1,["Answer",1,"\\ud800"]]]]',
    "half a surrogate pair in a splice": '[2,[[1,["Splice",1,0,0,0,"\\udc00",1,0]]]]',
    "an object for a frame": '{"a":1,"a":2}',
    "null": "null",
    "larger than a message": '[2,[[1,["Answer",1,"' + "a" * MESSAGE_BYTES + '"]]]]',
}


def refusal(data: bytes | str) -> str:
    """The word with which the codec refuses."""
    tracemalloc.start()
    try:
        with pytest.raises(NotValid) as refused:
            read_client(data)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < PEAK_BYTES
    return refused.value.word


@pytest.mark.parametrize("name", BOMBS)
def test_bytes_that_are_no_frame_are_refused(name: str) -> None:
    assert refusal(BOMBS[name]) == ("too-large" if name.startswith("larger") else "malformed")


@pytest.mark.parametrize("name", TEXT_BOMBS)
def test_text_that_is_no_frame_is_refused(name: str) -> None:
    assert refusal(TEXT_BOMBS[name]) == ("too-large" if name.startswith("larger") else "malformed")


def test_a_frame_cut_anywhere_is_refused() -> None:
    data = encode(Answers([(n, Answer(n, ("a", "é"))) for n in range(1, 9)]))
    assert {refusal(data[:length]) for length in range(len(data))} == {"malformed"}


@given(st.binary(max_size=200))
@settings(max_examples=500, deadline=None)
def test_any_bytes_are_a_frame_or_refused(data: bytes) -> None:
    _read_or_refuse(data)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
@settings(max_examples=300, deadline=None)
def test_any_value_is_a_frame_or_refused(value: Any) -> None:
    _read_or_refuse(msgpack.packb(value))
    _read_or_refuse(json.dumps(value))


FRAME = encode(Answers([(1, Answer(3, "B")), (2, Answer(4, ("a", "b")))]))


@given(st.integers(0, len(FRAME) - 1), st.integers(0, 255))
@settings(max_examples=300, deadline=None)
def test_a_frame_with_one_byte_changed_is_a_frame_or_refused(place: int, byte: int) -> None:
    _read_or_refuse(FRAME[:place] + bytes([byte]) + FRAME[place + 1 :])


def _read_or_refuse(data: bytes | str) -> None:
    """What is read can be written and read again: it can be stored."""
    try:
        frame = read_client(data)
    except NotValid:
        return
    assert read_client(encode(frame)) == frame


@pytest.mark.parametrize("length", [0, 40, 5_000, 70_000, 99_000])
@pytest.mark.parametrize("typed", ["a", "the next thought", "naïve — 十分 😀"])
def test_saving_what_was_typed_costs_at_most_forty_bytes_beyond_it(length: int, typed: str) -> None:
    before = "x" * length
    for base, turn, slot in [(0, 40, 3), (0, 5_400, 199), (250_000, 70_000, 40)]:
        [splice] = splices(slot, base, before, before + typed)
        frame = encode(Answers([(turn, splice)]))
        assert len(frame) - len(typed.encode()) <= 40
