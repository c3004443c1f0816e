"""A view or a board in parts that each fit a frame, and whole again.

Every part holds the same head. Of a student's view announcements, messages, what is held and the
answers are shared out, and a text longer than a part goes on in the next one: the pieces of a slot
are joined in order. Of a board the announcements and the rows are shared out, and an announcement
to very many seats goes on in the next part: pieces of one number are joined.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from msgspec import msgpack
from msgspec.structs import replace

from invigilate.rooms.board import StaffNotice
from invigilate.rooms.plan import Value
from invigilate.rooms.views import StudentView
from invigilate.wire.codec import MESSAGE_BYTES, encode
from invigilate.wire.frames import BoardPart, ServerFrame, Snapshot

T = TypeVar("T")

PART_BYTES = 40 * 1024
"""Of answers or rows in one part; a frame holds 64 KiB, its head included."""
PIECE = PART_BYTES // 4
"""Code points of one text in one part: none takes more than four bytes."""
SEATS = 1_000
"""Of one announcement in one part."""


def view_in_parts(version: int, chain8: str, view: StudentView) -> list[Snapshot]:
    """The frames of a student's snapshot; at least one."""
    groups = _shared_out(
        ("notices", view.notices),
        ("messages", view.messages),
        ("held", view.seat.held),
        ("answers", _pieces(view.answers)),
    )
    parts = [_view_part(view, group) for group in groups]
    count = len(parts)
    return [Snapshot(version, chain8, n, count, part, None) for n, part in enumerate(parts)]


def board_in_parts(version: int, chain8: str, board: BoardPart) -> list[Snapshot]:
    """The frames of a board's snapshot; at least one."""
    notices, deeds = _cut(board.head.notices), board.deeds or ()
    groups = _shared_out(("notices", notices), ("rows", board.rows), ("deeds", deeds))
    parts = [
        BoardPart(
            replace(board.head, notices=group["notices"]), group["rows"], group["deeds"] or None
        )
        for group in groups
    ]
    count = len(parts)
    return [Snapshot(version, chain8, n, count, None, part) for n, part in enumerate(parts)]


def whole_view(parts: Sequence[StudentView]) -> StudentView:
    """The view of all its parts, in order."""
    pieces = (piece for part in parts for piece in part.answers.items())
    seat = replace(parts[0].seat, held=[held for part in parts for held in part.seat.held])
    notices = [notice for part in parts for notice in part.notices]
    messages = [message for part in parts for message in part.messages]
    answers = _joined(pieces)
    return replace(parts[0], seat=seat, notices=notices, messages=messages, answers=answers)


def whole_board(parts: Sequence[BoardPart]) -> BoardPart:
    """The board of all its parts, in order."""
    notices: list[StaffNotice] = []
    for one in (notice for part in parts for notice in part.head.notices):
        if notices and notices[-1].notice.number == one.notice.number:
            seats = (*(notices[-1].seats or ()), *(one.seats or ()))
            notices[-1] = replace(one, seats=seats)
        else:
            notices.append(one)
    head = replace(parts[0].head, notices=notices)
    rows = [row for part in parts for row in part.rows]
    return BoardPart(head, rows, [done for part in parts for done in part.deeds or ()] or None)


def in_frames(
    things: Sequence[T], frame: Callable[[list[T]], ServerFrame], most: int
) -> Iterator[tuple[ServerFrame, bytes]]:
    """The things in frames of at most so many that each fit a message, with their bytes."""
    for start in range(0, len(things), most):
        group = list(things[start : start + most])
        made = frame(group)
        data = encode(made)
        if len(data) <= MESSAGE_BYTES or len(group) == 1:
            yield made, data
        else:
            yield from in_frames(group, frame, (len(group) + 1) // 2)


def _view_part(view: StudentView, group: dict[str, list[Any]]) -> StudentView:
    seat = replace(view.seat, held=group["held"])
    notices, messages, answers = group["notices"], group["messages"], _joined(group["answers"])
    return replace(view, seat=seat, notices=notices, messages=messages, answers=answers)


def _cut(notices: Iterable[StaffNotice]) -> Iterator[StaffNotice]:
    """The same, each with no more seats than a part holds."""
    for one in notices:
        if one.seats is None or len(one.seats) <= SEATS:
            yield one
        else:
            for at in range(0, len(one.seats), SEATS):
                yield replace(one, seats=one.seats[at : at + SEATS])


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


def _shared_out(*shares: tuple[str, Iterable[Any]]) -> list[dict[str, list[Any]]]:
    """What is named, in order, in groups of a part's size that hold every name; at least one."""
    names = [name for name, _ in shares]
    groups: list[dict[str, list[Any]]] = [{name: [] for name in names}]
    size = 0
    for name, things in shares:
        for thing in things:
            cost = len(msgpack.encode(thing))
            if size and size + cost > PART_BYTES:
                groups.append({name: [] for name in names})
                size = 0
            groups[-1][name].append(thing)
            size += cost
    return groups
