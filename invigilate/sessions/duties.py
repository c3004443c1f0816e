"""Who is named to watch over a session, and what each grade may do to it over HTTP. Pure.

What may be ordered in the live room stands in `rooms.grades`; here is the rest of what a proctor
does. All else that changes a session is the office's (`people.model`), whose every person is
chief everywhere.
"""

from collections.abc import Sequence
from typing import Final, Literal

import msgspec

from invigilate.errors import NotAllowed, NotValid
from invigilate.ids import PersonId
from invigilate.rooms.grades import GRADES, SHOWN, Grade, Leaves, table

MOST_PROCTORS = 200

Duty = Literal["add-student", "move-student", "renew-keys", "look-into-file", "take-file"]


class Named(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A person whom a session names, in a grade."""

    person: str
    grade: Grade


class Colleague(msgspec.Struct, frozen=True):
    """Someone who may watch over a session, as the others know them."""

    person: PersonId
    name: str
    grade: Grade


class Way(msgspec.Struct, frozen=True):
    """By which request a duty is done, and which grades may."""

    method: str
    path: str
    leaves: Leaves


_S = "/api/sessions/{session}"
ROUTES: Final[dict[Duty, Way]] = {
    "add-student": Way("POST", f"{_S}/students", ("yes", "yes", "no")),
    "move-student": Way("POST", f"{_S}/seats/{{seat}}/desk", ("yes", "yes", "no")),
    "renew-keys": Way("POST", f"{_S}/keys", ("chosen", "chosen", "no")),
    "look-into-file": Way("POST", f"{_S}/parcel/preview", ("yes", "yes", "no")),
    "take-file": Way("POST", f"{_S}/parcel", ("yes", "yes", "no")),
}
"""For chief invigilator, invigilator and observer. New keys for everyone are the office's."""


def require_duty(grade: Grade, duty: Duty) -> None:
    """Raises NotAllowed (`no-right`) where this grade may not do it."""
    if ROUTES[duty].leaves[GRADES.index(grade)] == "no":
        raise NotAllowed(
            "no-right",
            f"You are named to this session as {SHOWN[grade]}: that does not include this."
            " Ask its chief invigilator.",
        )


def named(given: Sequence[str | Named]) -> list[Named]:
    """The list as it is kept, each person once, by id; a bare id is a chief invigilator's.

    Raises NotValid (`proctors`): too many, or somebody in two grades.
    """
    if len(given) > MOST_PROCTORS:
        raise NotValid("proctors", f"A session names at most {MOST_PROCTORS} proctors.")
    grades: dict[str, Grade] = {}
    for one in given:
        person, grade = (one, GRADES[0]) if isinstance(one, str) else (one.person, one.grade)
        if grades.setdefault(person, grade) != grade:
            raise NotValid("proctors", "Somebody is named in two grades. Choose one of them.")
    return [Named(person, grades[person]) for person in sorted(grades)]


def drawn() -> str:
    """The table as Markdown."""
    rows = {f"`{way.method} {way.path}`": way.leaves for way in ROUTES.values()}
    return table("request", rows)
