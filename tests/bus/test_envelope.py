"""Bytes that only we can have written, and the channel that a room's messages take."""

import pytest

from invigilate.bus.contract import Message
from invigilate.bus.envelope import CHANNELS, SEAL_BYTES, Forged, number, unwrap, wrap
from invigilate.ids import RoomId

KEY = b"k" * 32
MESSAGE = Message("rows", RoomId("room-1"), "w1", b"body")
CARRIED = wrap(KEY, b"c:1", MESSAGE)


def test_what_was_wrapped_is_read_back() -> None:
    assert unwrap(KEY, b"c:1", CARRIED) == MESSAGE


def test_a_seal_of_16_bytes_stands_before_the_message() -> None:
    assert SEAL_BYTES == 16
    assert CARRIED[16:] == b"\x94\xa4rows\xa6room-1\xa2w1\xc4\x04body"


@pytest.mark.parametrize(
    ("key", "channel", "carried"),
    [
        pytest.param(b"j" * 32, b"c:1", CARRIED, id="another key"),
        pytest.param(KEY, b"c:2", CARRIED, id="another channel"),
        pytest.param(KEY, b"c:1", CARRIED[:-1] + b"X", id="another body"),
        pytest.param(KEY, b"c:1", b"X" + CARRIED[1:], id="another seal"),
        pytest.param(KEY, b"c:1", CARRIED[:-1], id="cut short"),
        pytest.param(KEY, b"c:1", CARRIED[16:], id="no seal"),
        pytest.param(KEY, b"c:1", b"", id="nothing"),
    ],
)
def test_what_we_have_not_written_is_forged(key: bytes, channel: bytes, carried: bytes) -> None:
    with pytest.raises(Forged):
        unwrap(key, channel, carried)


def test_a_kind_that_only_a_later_version_knows_is_not_read() -> None:
    later = Message("gossip", RoomId("room-1"), "w1", b"")  # type: ignore[arg-type]
    with pytest.raises(Forged):
        unwrap(KEY, b"c:1", wrap(KEY, b"c:1", later))


def test_a_room_has_one_channel_of_64_in_every_process_and_for_ever() -> None:
    assert CHANNELS == 64
    assert [number(RoomId(room)) for room in ("", "room-1", "room-2", "räume")] == [0, 6, 60, 54]
    assert {number(RoomId(f"room-{n}")) for n in range(2_000)} == set(range(64))
