"""What the server's end lets through, and with which code it closes."""

from contextlib import suppress

import pytest

from invigilate.ids import RequestId
from invigilate.rooms.commands import Begin, Hand
from invigilate.rooms.orders import Pause
from invigilate.wire import frames as f
from invigilate.wire.closing import Closing
from invigilate.wire.codec import encode
from invigilate.wire.receiving import HELLO_MS, Role, ServerPeer, Shut, form_of

HELLO = f.Hello("ticket", "", 0, "")
ANSWERS = f.Answers([(1, Begin())])
SIGNED = f.Signed(Hand(True))
ORDERING = f.Ordering(RequestId("r1"), Pause(None))
ASKING = f.Asking(RequestId("r2"), Pause(None))


def greeted(role: Role | None) -> ServerPeer:
    peer = ServerPeer(0)
    assert peer.received(encode(HELLO), 10) == HELLO
    if role is not None:
        peer.admitted(role)
    return peer


def closing(peer: ServerPeer, data: bytes | str, now: int = 100) -> Closing:
    with pytest.raises(Shut) as shut:
        peer.received(data, now)
    return shut.value.closing


def lets_through(role: Role | None) -> set[str]:
    through = set()
    for frame in (HELLO, ANSWERS, SIGNED, ORDERING, ASKING):
        with suppress(Shut):
            assert greeted(role).received(encode(frame), 100) == frame
            through.add(type(frame).__name__)
    return through


def test_the_first_frame_is_a_hello() -> None:
    for frame in (ANSWERS, SIGNED, ORDERING, ASKING):
        assert closing(ServerPeer(0), encode(frame)) is Closing.MALFORMED


def test_each_role_has_its_own_frames_and_a_hello_comes_once() -> None:
    assert lets_through(Role.STUDENT) == {"Answers", "Signed"}
    assert lets_through(Role.STAFF) == {"Ordering", "Asking"}
    assert lets_through(None) == set()


def test_a_frame_of_another_role_closes_the_socket() -> None:
    assert closing(greeted(Role.STUDENT), encode(ORDERING)) is Closing.MALFORMED
    assert closing(greeted(Role.STAFF), encode(ANSWERS)) is Closing.MALFORMED


def test_a_hello_must_come_within_ten_seconds() -> None:
    peer = ServerPeer(5_000)
    peer.tick(5_000 + HELLO_MS - 1)
    with pytest.raises(Shut) as shut:
        peer.tick(5_000 + HELLO_MS)
    assert shut.value.closing is Closing.SILENT
    greeted(None).tick(HELLO_MS)


def test_what_is_no_frame_closes_the_socket() -> None:
    assert closing(greeted(Role.STUDENT), b"\xc1") is Closing.MALFORMED
    assert closing(greeted(Role.STUDENT), encode(ANSWERS, "json").decode()) is Closing.MALFORMED


def test_the_json_twin_speaks_text_alone() -> None:
    peer = ServerPeer(0, "json")
    assert peer.received(encode(HELLO, "json").decode(), 10) == HELLO
    assert closing(peer, encode(ANSWERS)) is Closing.MALFORMED


def test_turns_begin_at_one_and_ascend_by_one() -> None:
    for turns in ([], [0], [-1], [2, 4], [3, 2], [1, 1], list(range(1, 66))):
        frame = f.Answers([(turn, Begin()) for turn in turns])
        assert closing(greeted(Role.STUDENT), encode(frame)) is Closing.MALFORMED
    frame = f.Answers([(turn, Begin()) for turn in range(7, 71)])
    assert greeted(Role.STUDENT).received(encode(frame), 100) == frame


def test_a_stalled_network_delivers_at_once_what_a_page_sent_in_fifteen_seconds() -> None:
    peer = greeted(Role.STUDENT)
    for _ in range(20 + 150):
        peer.received(encode(SIGNED), 15_000)


def test_more_than_any_page_sends_closes_the_socket() -> None:
    peer = greeted(Role.STUDENT)
    for _ in range(240):
        peer.received(encode(SIGNED), 1_000)
    assert closing(peer, encode(SIGNED), 1_000) is Closing.TOO_FAST


def test_the_form_is_chosen_by_subprotocol() -> None:
    assert form_of(["other", "invigilate.json"]) == ("invigilate.json", "json")
    assert form_of(["invigilate.msgpack", "invigilate.json"]) == ("invigilate.msgpack", "msgpack")
    assert form_of([]) == (None, "msgpack")
