"""Students × questions: how far each one is with each question of the paper.

A seat is one short text, a character for each question in the order of the paper itself, whatever
order the seat's own page shows: 5,000 seats of 60 questions are 400 kB, and the browser finds a
column without looking anything up.
"""

from collections.abc import Iterable

from msgspec import Struct

from invigilate.ids import SeatId
from invigilate.rooms.plan import Plan
from invigilate.rooms.state import Room, Seat, Status

BLANK, PARTLY, ANSWERED = range(3)
"""Of a question's places to write: none has a value, some have, all have."""
FLAGGED = 3
"""Is added where the student put a mark to come back."""
HERE = 6
"""Is added where the student who writes has the question open."""
MARKS = "0123456789ab"
"""The character of each sum of them."""


class Question(Struct, frozen=True):
    """One column."""

    number: int
    """Counted from 1 in the paper's own order; texts that are only read are not counted."""
    label: str
    """The item's id, as its author or its file named it."""


class Heat(Struct, frozen=True):
    """The matrix, or what changed of it."""

    epoch: str
    version: int
    """Everything up to this version is in it; a row may be newer."""
    after: int
    """Rows that changed after this version alone are told; 0: every row."""
    questions: list[Question]
    rows: dict[SeatId, str]
    """Who has begun: a character of `MARKS` for each question."""


class Columns:
    """Where each slot of a paper stands among its questions."""

    def __init__(self, plan: Plan) -> None:
        items = sorted({slot.item for slot in plan.slots})
        self.of_item = {item: column for column, item in enumerate(items)}
        self.of_slot = [self.of_item[slot.item] for slot in plan.slots]
        self.slots = [0] * len(items)
        for column in self.of_slot:
            self.slots[column] += 1
        labels = {slot.item: slot.label.partition("/")[0] for slot in reversed(plan.slots)}
        self.questions = [Question(n, labels[item]) for n, item in enumerate(items, 1)]

    def row(self, seat: Seat) -> str:
        """What a seat's student did so far."""
        filled = [0] * len(self.slots)
        for slot, kept in seat.answers.items():
            if kept.value not in (None, "", ()):
                filled[self.of_slot[slot]] += 1
        marks = [
            ANSWERED if n == slots else PARTLY if n else BLANK
            for n, slots in zip(filled, self.slots, strict=True)
        ]
        for item in seat.flagged & self.of_item.keys():
            marks[self.of_item[item]] += FLAGGED
        if seat.status is Status.IN_PROGRESS and seat.item in self.of_item:
            marks[self.of_item[seat.item]] += HERE
        return "".join(MARKS[mark] for mark in marks)


def rows_of(room: Room, columns: Columns, seats: Iterable[SeatId], after: int) -> dict[SeatId, str]:
    """The rows of those of these seats who have begun and whose row changed after a version."""
    found = ((seat_id, room.seats.get(seat_id)) for seat_id in seats)
    return {
        seat_id: columns.row(seat)
        for seat_id, seat in found
        if seat is not None and seat.stints and seat.changed > after
    }
