"""A view or a board in parts that each fit a frame, and whole again.

Every part holds the same head. Of a student's view the answers are shared out, and a text longer
than a part goes on in the next one: the pieces of a slot are joined in order. Of a board the rows
are shared out.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from msgspec import msgpack
from msgspec.structs import replace

from invigilate.rooms.board import Row
from invigilate.rooms.plan import Value
from invigilate.rooms.views import StudentView
from invigilate.wire.frames import BoardPart, Snapshot

T = TypeVar("T")

PART_BYTES = 40 * 1024
"""Of answers or rows in one part; a frame holds 64 KiB, its head included."""
PIECE = PART_BYTES // 4
"""Code points of one text in one part: none takes more than four bytes."""


def view_in_parts(version: int, chain8: str, view: StudentView) -> list[Snapshot]:
    """The frames of a student's snapshot; at least one."""
    groups = list(_shared_out(_pieces(view.answers))) or [[]]
    parts = [replace(view, answers=_joined(group)) for group in groups]
    count = len(parts)
    return [Snapshot(version, chain8, n, count, part, None) for n, part in enumerate(parts)]


def board_in_parts(version: int, chain8: str, board: BoardPart) -> list[Snapshot]:
    """The frames of a board's snapshot; at least one."""
    groups: list[list[Row]] = list(_shared_out(board.rows)) or [[]]
    parts = [replace(board, rows=group) for group in groups]
    count = len(parts)
    return [Snapshot(version, chain8, n, count, None, part) for n, part in enumerate(parts)]


def whole_view(parts: Sequence[StudentView]) -> StudentView:
    """The view of all its parts, in order."""
    pieces = (piece for part in parts for piece in part.answers.items())
    return replace(parts[0], answers=_joined(pieces))


def whole_board(parts: Sequence[BoardPart]) -> BoardPart:
    """The board of all its parts, in order."""
    return replace(parts[0], rows=[row for part in parts for row in part.rows])


def _pieces(answers: dict[int, Value]) -> Iterator[tuple[int, Value]]:
    for slot, value in answers.items():
        if isinstance(value, str) and len(value) > PIECE:
            for at in range(0, len(value), PIECE):
                yield slot, value[at : at + PIECE]
        else:
            yield slot, value


def _joined(pieces: Iterable[tuple[int, Value]]) -> dict[int, Value]:
    answers: dict[int, Value] = {}
    for slot, value in pieces:
        before = answers.get(slot)
        joins = isinstance(before, str) and isinstance(value, str)
        answers[slot] = f"{before}{value}" if joins else value
    return answers


def _shared_out(things: Iterable[T]) -> Iterator[list[T]]:
    group: list[T] = []
    size = 0
    for thing in things:
        cost = len(msgpack.encode(thing))
        if group and size + cost > PART_BYTES:
            yield group
            group, size = [], 0
        group.append(thing)
        size += cost
    if group:
        yield group
