"""A snapshot in parts is the same whole again, and every part fits a frame."""

from typing import cast

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from invigilate.ids import DeviceId, SeatId
from invigilate.rooms.board import BoardHead, Row, StaffNotice
from invigilate.rooms.commands import What
from invigilate.rooms.plan import ESSAY_LIMIT, Value
from invigilate.rooms.views import Notice, StudentView
from invigilate.wire import splicing
from invigilate.wire.codec import encode, read_client
from invigilate.wire.frames import Acked, BoardPart, Rows, Snapshot
from invigilate.wire.outbox import Outbox
from invigilate.wire.snapshots import (
    board_in_parts,
    in_frames,
    view_in_parts,
    whole_board,
    whole_view,
)
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


def test_long_announcements_and_all_that_is_held_come_in_parts_that_fit_a_frame() -> None:
    notices = [Notice(n, n, "é" * 2_000) for n in range(40)]
    held = [(DeviceId("d" * 22), turn, "paused") for turn in range(5_000)]
    seat = replace(VIEW.seat, held=held)
    view = replace(VIEW, seat=seat, notices=notices, answers={0: "x" * 30_000})
    frames = view_in_parts(5, "cccccccc", view)
    assert max(len(encode(frame)) for frame in frames) <= MESSAGE
    assert whole(frames) == view


def test_announcements_to_very_many_seats_come_in_parts_that_fit_a_frame() -> None:
    seats = tuple(SeatId(f"{n:022}") for n in range(10_000))
    notices = [
        StaffNotice(Notice(3, 3, "a" * 2_000), seats, "person:p1"),
        StaffNotice(Notice(4, 4, "b"), None, "person:p1"),
        StaffNotice(Notice(5, 5, "c"), seats[:5], "person:p1"),
    ]
    board = BoardPart(replace(HEAD, notices=notices), [ROW])
    frames = board_in_parts(9, "cccccccc", board)
    assert max(len(encode(frame)) for frame in frames) <= MESSAGE
    assert whole_board([frame.board for frame in frames if frame.board is not None]) == board


def test_rows_of_very_long_names_come_in_frames_that_fit() -> None:
    rows = [replace(ROW, seat=SeatId(f"{n:022}"), name="😀" * 200) for n in range(1_000)]
    made = list(in_frames(rows, lambda some: Rows(9, "cccccccc", some), 200))
    assert max(len(data) for _, data in made) <= MESSAGE
    assert [row for frame, _ in made for row in cast("Rows", frame).rows] == rows
    assert [encode(frame) for frame, _ in made] == [data for _, data in made]


def test_the_longest_text_is_sent_in_frames_that_the_server_takes() -> None:
    for letter in "a", "é", "😀":
        changes = list(enumerate(splicing.whole(0, letter * ESSAY_LIMIT), 1))
        outbox = Outbox(changes)
        sent: list[tuple[int, What]] = []
        while outbox.has_next():
            frame = outbox.next(0)
            assert len(encode(frame)) <= MESSAGE
            assert read_client(encode(frame)) == frame
            sent += frame.changes
            outbox.heard(Acked(DeviceId("d"), sent[-1][0], [], False, False), 0)
        assert sent == changes
