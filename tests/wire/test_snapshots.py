"""A snapshot in parts is the same whole again, and every part fits a frame."""

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from invigilate.ids import SeatId
from invigilate.rooms.board import BoardHead, Row
from invigilate.rooms.plan import Value
from invigilate.rooms.views import StudentView
from invigilate.wire.codec import encode
from invigilate.wire.frames import BoardPart, Snapshot
from invigilate.wire.snapshots import board_in_parts, view_in_parts, whole_board, whole_view
from tests.wire.conversation import VECTORS, read, vector

GIVEN = vector(VECTORS / "pure-remaining.json")
VIEW: StudentView = read(GIVEN["view"], StudentView)
HEAD: BoardHead = read(GIVEN["head"], BoardHead)
ROW: Row = read(GIVEN["row"], Row)
MESSAGE = 64 * 1024


def whole(frames: list[Snapshot]) -> StudentView:
    return whole_view([frame.view for frame in frames if frame.view is not None])


def test_a_small_view_is_one_part() -> None:
    assert view_in_parts(5, "cccccccc", VIEW) == [Snapshot(5, "cccccccc", 0, 1, VIEW, None)]


def test_a_view_without_answers_is_one_part() -> None:
    empty = replace(VIEW, answers={})
    assert view_in_parts(5, "cccccccc", empty) == [Snapshot(5, "cccccccc", 0, 1, empty, None)]


def test_long_essays_come_in_parts_that_fit_a_frame() -> None:
    view = replace(VIEW, answers={0: "é" * 100_000, 1: ("a", "b"), 2: "😀" * 100_000, 3: "x"})
    frames = view_in_parts(5, "cccccccc", view)
    assert [frame.part for frame in frames] == list(range(len(frames)))
    assert {frame.parts for frame in frames} == {len(frames)}
    assert max(len(encode(frame)) for frame in frames) <= MESSAGE
    assert whole(frames) == view


def test_a_board_of_five_thousand_rows_comes_in_parts_that_fit_a_frame() -> None:
    rows = [replace(ROW, seat=SeatId(f"{n:022}"), number=f"{n:04}") for n in range(5_000)]
    board = BoardPart(HEAD, rows)
    frames = board_in_parts(9, "cccccccc", board)
    assert max(len(encode(frame)) for frame in frames) <= MESSAGE
    assert whole_board([frame.board for frame in frames if frame.board is not None]) == board


def test_a_board_without_rows_is_one_part() -> None:
    board = BoardPart(HEAD, [])
    assert board_in_parts(9, "cccccccc", board) == [Snapshot(9, "cccccccc", 0, 1, None, board)]


values = st.text(max_size=30_000) | st.lists(st.text(max_size=20), max_size=5).map(tuple)


@given(st.dictionaries(st.integers(0, 200), values, max_size=8))
@settings(max_examples=30, deadline=None)
def test_any_answers_come_whole(answers: dict[int, Value]) -> None:
    view = replace(VIEW, answers=answers)
    assert whole(view_in_parts(5, "cccccccc", view)) == view
