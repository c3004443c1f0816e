"""What both ends compute alike: texts, views, time left, boards and bytes."""

from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from invigilate.rooms.board import STATUSES, BoardHead, Progress, Row
from invigilate.rooms.commands import Splice
from invigilate.rooms.state import Status
from invigilate.rooms.texts import clean, crc32, spliced
from invigilate.rooms.views import News, Stop, StudentView, follow
from invigilate.wire.codec import encode, read_client, read_server
from invigilate.wire.frames import ClientFrame, ServerFrame
from invigilate.wire.reading import counters, keep, keep_progress, remaining_ms, row_remaining_ms
from invigilate.wire.splicing import splices, whole
from tests.wire.conversation import VECTORS, plain, read, vector


def cases(name: str) -> list[Any]:
    """The cases of a vector, each under its own name."""
    found = vector(VECTORS / f"pure-{name}.json")["cases"]
    return [pytest.param(case, id=case.get("name")) for case in found]


@pytest.mark.parametrize("case", cases("splices"))
def test_a_splice_is_the_shortest_single_change(case: Any) -> None:
    made = splices(3, 7, case["before"], case["after"])
    assert plain(made) == case["splices"]
    for splice in made:
        assert spliced(case["before"], splice) == case["after"]


@pytest.mark.parametrize("case", cases("pastes"))
def test_a_long_paste_is_several_turns(case: Any) -> None:
    text = case["before"] + "".join(letter * times for letter, times in case["repeat"])
    made = splices(3, 7, case["before"], text)
    pieces = [[s.base, s.at, s.cut, len(s.put), s.length, s.sum] for s in made]
    assert pieces == case["pieces"]
    answer, *rest = whole(3, text)
    assert len(rest) == len(made) - 1
    assert isinstance(answer, msgspec.Struct)


@pytest.mark.parametrize("case", cases("applied"))
def test_a_splice_is_applied_only_where_it_fits(case: Any) -> None:
    assert spliced(case["text"], read(case["splice"], Splice)) == case["result"]


@pytest.mark.parametrize("case", cases("sums"))
def test_texts_are_clean_and_have_their_sums(case: Any) -> None:
    text = clean(case["text"])
    assert (text, len(text), crc32(text)) == (case["clean"], case["length"], case["sum"])


@pytest.mark.parametrize("case", cases("views"))
def test_a_view_and_the_news_after_it_equal_the_view_of_then(case: Any) -> None:
    view = read(vector(VECTORS / "pure-views.json")["view"], StudentView)
    for news in case["news"]:
        follow(view, read(news, News))
    assert plain(view) == plain(read(case["after"], StudentView))


@pytest.mark.parametrize("case", cases("remaining"))
def test_time_left_is_the_same_on_the_page_and_on_the_board(case: Any) -> None:
    given = vector(VECTORS / "pure-remaining.json")
    view, row = read(given["view"], StudentView), read(given["row"], Row)
    paused = None if case["room_paused"] is None else Stop(case["room_paused"], "", 1)
    own = None if case["seat_paused"] is None else Stop(case["seat_paused"], "", 1)
    status = Status(case["status"])
    seat = replace(
        view.seat, status=status, writing_since=case["writing_since"], end=case["end"], paused=own
    )
    view = replace(view, seat=seat, room=replace(view.room, paused=paused))
    row = replace(
        row,
        status=STATUSES.index(status),
        writing_since=case["writing_since"],
        end=case["end"],
        paused_since=case["seat_paused"],
    )
    head = replace(read(given["head"], BoardHead), paused=paused)
    left = case["left"]
    assert (remaining_ms(view, case["now"]), row_remaining_ms(head, row, case["now"])) == (
        left,
        left,
    )


def test_rows_go_by_version_and_counters_over_them() -> None:
    rows: dict[Any, Row] = {}
    for case in vector(VECTORS / "pure-board.json")["cases"]:
        if "progress" in case:
            changed = keep_progress(rows, read(case["progress"], list[Progress]))
        else:
            changed = keep(rows, read(case["rows"], list[Row]))
        told = (case["name"], changed, plain(counters(rows.values())))
        assert told == (case["name"], case["changed"], case["counters"])
        if "row" in case:
            assert plain(rows[changed[0]]) == case["row"]


@pytest.mark.parametrize("case", cases("codec"))
def test_a_frame_has_its_bytes(case: Any) -> None:
    is_client = case["from"] == "client"
    frame = read(case["frame"], ClientFrame if is_client else ServerFrame)
    data = encode(frame)
    text = encode(frame, "json").decode()
    assert data.hex() == case["bytes"]
    if is_client:
        assert (read_client(data, staff=True), read_client(text, staff=True)) == (frame, frame)
    else:
        assert (read_server(data), read_server(text)) == (frame, frame)


def test_every_frame_has_bytes_in_the_vectors() -> None:
    shown = {case.values[0]["frame"][0] for case in cases("codec")}
    known = {
        struct.__struct_config__.tag
        for union in (ClientFrame, ServerFrame)
        for struct in union.__args__
    }
    assert shown == known
