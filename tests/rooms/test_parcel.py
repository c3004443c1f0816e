"""The last resort's file: what opens it, and that nothing else does."""

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from msgspec import msgpack

from invigilate.errors import NotValid
from invigilate.ids import DeviceId, RoomId, SeatId
from invigilate.rooms.commands import Answer, Begin, HandIn, What
from invigilate.rooms.parcel import (
    FORMAT,
    Label,
    fingerprint_of,
    opened,
    proof_of,
    public_of,
    room_key,
)
from invigilate.rooms.texts import fingerprint
from tests.rooms.parcels import MADE, packed

SECRET = bytes(range(32))
ROOM = RoomId("r" * 22)
LABEL = Label(ROOM, SeatId("s" * 22), DeviceId("d" * 22))
CHANGES: list[tuple[int, What]] = [(1, Begin()), (2, Answer(0, "Ä🌈")), (3, HandIn())]


def refusal(data: bytes, room: RoomId = ROOM, secret: bytes = SECRET) -> str:
    """The word with which it is not opened."""
    with pytest.raises(NotValid) as refused:
        opened(secret, room, data)
    assert refused.value.sentence.endswith(".")
    return refused.value.word


def test_a_parcel_says_to_its_room_what_was_put_in() -> None:
    parcel = opened(SECRET, ROOM, packed(SECRET, LABEL, CHANGES))
    assert (parcel.label, parcel.made, parcel.changes) == (LABEL, MADE, CHANGES)


def test_nothing_that_was_written_can_be_read_in_it() -> None:
    data = packed(SECRET, LABEL, [(1, Answer(0, "the secret answer"))])
    assert b"secret answer" not in data


def test_two_parcels_of_the_same_changes_differ() -> None:
    assert packed(SECRET, LABEL, CHANGES) != packed(SECRET, LABEL, CHANGES)


def test_every_room_and_every_server_has_a_key_of_its_own() -> None:
    keys = {
        public_of(room_key(secret, RoomId(room)))
        for secret in (SECRET, b"x" * 32)
        for room in ("a", "b")
    }
    assert len(keys) == 4


def test_a_file_of_another_kind_is_none() -> None:
    assert [refusal(data) for data in (b"", b"%PDF-1.7", b"number,name\n")] == ["parcel-none"] * 3


def test_a_parcel_of_another_session_is_refused() -> None:
    assert refusal(packed(SECRET, LABEL, CHANGES), RoomId("other")) == "parcel-other-session"


def test_a_parcel_for_another_server_is_refused() -> None:
    assert refusal(packed(b"x" * 32, LABEL, CHANGES)) == "parcel-other-server"


def test_a_parcel_of_a_newer_form_is_refused_before_anything_is_read() -> None:
    data = packed(SECRET, LABEL, CHANGES, form=FORMAT + 1)
    assert [refusal(data), refusal(data[:9])] == ["parcel-newer"] * 2


def test_a_parcel_cut_short_anywhere_is_refused() -> None:
    data = packed(SECRET, LABEL, CHANGES)
    assert {refusal(data[:at]) for at in range(1, len(data))} == {"parcel-cut-short"}


def test_a_parcel_in_which_any_byte_was_changed_is_refused() -> None:
    data = packed(SECRET, LABEL, CHANGES)
    words = {refusal(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]) for at in range(len(data))}
    assert words <= {
        "parcel-none",
        "parcel-newer",
        "parcel-cut-short",
        "parcel-other-session",
        "parcel-other-server",
        "parcel-damaged",
    }
    assert refusal(data[:-1] + bytes([data[-1] ^ 1])) == "parcel-damaged"


def test_what_hangs_on_behind_makes_it_damaged() -> None:
    assert refusal(packed(SECRET, LABEL, CHANGES) + b"\n") == "parcel-damaged"


def test_a_seat_written_over_on_the_label_is_not_believed() -> None:
    data = packed(SECRET, LABEL, CHANGES)
    other = data.replace(b"s" * 22, b"t" * 22)
    assert refusal(other) == "parcel-damaged"


def test_a_parcel_of_one_who_never_had_the_seats_cookie_is_refused() -> None:
    mine = proof_of(SECRET, ROOM, SeatId("t" * 22))
    assert refusal(packed(SECRET, LABEL, CHANGES, proof=mine)) == "parcel-not-theirs"


@pytest.mark.parametrize(
    "inside",
    [
        b"",
        b"\xc1",
        msgpack.encode(["proof", MADE]),
        msgpack.encode(["proof", MADE, [[1, ["Begin"]], [3, ["HandIn"]]]]),
        msgpack.encode(["proof", MADE, [[1, ["Erase", 3]]]]),
        b"\x93\xa0\x00\x91\x92\x01\x93\xa6Answer\x00\xa1\xff",
    ],
)
def test_an_inside_of_another_form_makes_it_damaged(inside: bytes) -> None:
    assert refusal(packed(SECRET, LABEL, [], plain=inside)) == "parcel-damaged"


def test_a_point_that_is_not_on_the_curve_makes_it_damaged() -> None:
    pair = ec.generate_private_key(ec.SECP256R1())
    data = packed(SECRET, LABEL, CHANGES, pair=pair)
    point = public_of(pair)
    assert refusal(data.replace(point, point[:-1] + bytes([point[-1] ^ 1]))) == "parcel-damaged"


# --- what both ends compute alike -----------------------------------------------------------------


def vector(name: str) -> Any:
    """The case that `web/src/live/{name}.test.ts` computes too."""
    return json.loads((Path(__file__).parent / f"{name}.json").read_text(encoding="utf-8"))


def test_what_the_page_packs_is_byte_for_byte_what_is_opened_here() -> None:
    case = vector("parcel")
    secret, data = bytes.fromhex(case["secret"]), bytes.fromhex(case["file"])
    to, label = case["to"], Label(case["to"]["room"], case["to"]["seat"], case["device"])
    assert public_of(room_key(secret, label.room)).hex() == to["key"]
    assert proof_of(secret, label.room, label.seat) == to["proof"]
    parcel = opened(secret, label.room, data)
    assert (parcel.label, parcel.made) == (label, case["made"])
    assert msgpack.decode(msgpack.encode(parcel.changes)) == case["changes"]
    assert fingerprint_of(data) == case["fingerprint"]
    private = int(case["pair"]["private"], 16)
    pair = ec.derive_private_key(private, ec.SECP256R1())
    assert packed(secret, label, parcel.changes, pair=pair) == data


def test_the_page_computes_a_receipts_fingerprint_as_the_server_does() -> None:
    for case in vector("receipt")["cases"]:
        receipt = case["receipt"]
        answers = [(label, value) for label, value in receipt["answers"]]
        mine = (receipt["room"], receipt["seat"], receipt["edition"], receipt["seal"], answers)
        assert fingerprint(*mine) == case["fingerprint"]
