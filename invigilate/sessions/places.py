"""Where students sit, and what moving one of them does to the list. Pure.

A place is a hall and a desk in it. Places are compared as a person reads them: "a 1" is "A1".
"""

from collections.abc import Sequence

import msgspec

from invigilate.errors import NotFound, NotValid, Refused
from invigilate.sessions.enrolment import Student
from invigilate.sessions.names import is_printable, number_key
from invigilate.sessions.roster import LONGEST

Moves = tuple[tuple[Student, Student], ...]
"""Before and after, of the student who is moved and of whoever makes place; empty: none moves."""


class Place(msgspec.Struct, frozen=True):
    """A hall and a desk in it; either may be empty: not known."""

    hall: str
    desk: str


def place(hall: str, desk: str) -> Place:
    """A place that was typed, as it is kept. Raises NotValid: `hall`, `desk`."""
    return Place(_part("hall", hall), _part("desk", desk))


def moved(students: Sequence[Student], seat: str, to: Place, *, swap: bool) -> Moves:
    """What moving a student there does; where somebody sits and `swap` is wanted, both trade.

    Raises NotFound (`no-such-seat`), Refused: `desk-taken` (with the other's `seat`), and
    `desk-crowded` where several students have that place, so that there is none to trade with.
    """
    there = {each.seat: each for each in students if not each.withdrawn}
    student = next((each for each in there.values() if each.seat == seat), None)
    if student is None:
        raise NotFound("no-such-seat", "This student is not on the list of the session.")
    others = [each for each in there.values() if each is not student and _sits_at(each, to)]
    if others and not swap:
        raise _taken(others[0], to)
    if len(others) > 1:
        raise Refused(
            "desk-crowded",
            f"{_shown(to)} stands beside {len(others)} students on the list,"
            " so it is not clear who trades places. Move these first.",
        )
    pairs = [(student, _at(student, to)), *((o, _at(o, _place_of(student))) for o in others)]
    return tuple((before, after) for before, after in pairs if before != after)


def _part(name: str, text: str) -> str:
    kept, longest = text.strip(), LONGEST[name]
    if len(kept) > longest:
        raise NotValid(name, f"The {name} has more than {longest} characters.", at=name)
    if not is_printable(kept):
        raise NotValid(name, f"The {name} holds characters that cannot be seen.", at=name)
    return kept


def _place_of(student: Student) -> Place:
    return Place(student.hall, student.desk)


def _at(student: Student, to: Place) -> Student:
    return msgspec.structs.replace(student, hall=to.hall, desk=to.desk)


def _sits_at(student: Student, to: Place) -> bool:
    """Where no desk is named there is none that somebody could have."""
    return to.desk != "" and _key(_place_of(student)) == _key(to)


def _key(of: Place) -> tuple[str, str]:
    return number_key(of.hall), number_key(of.desk)


def _taken(by: Student, to: Place) -> Refused:
    return Refused(
        "desk-taken",
        f"{_shown(to)} is taken by {by.name} ({by.number})."
        " Choose another desk, or let the two trade places.",
        seat=by.seat,
        number=by.number,
        name=by.name,
    )


def _shown(of: Place) -> str:
    return f"Desk {of.desk} in {of.hall}" if of.hall else f"Desk {of.desk}"
