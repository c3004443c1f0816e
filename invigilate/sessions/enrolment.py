"""What a roster file makes of the roster that is there. Pure; ids and chance are passed in.

Students are matched by number. A file adds and amends; who is missing in it stays, unless it is
asked that they be withdrawn.
"""

from collections.abc import Callable, Iterable, Sequence

import msgspec

from invigilate.codes import PersonalKey, draw_key, same
from invigilate.errors import NotValid
from invigilate.ids import SeatId
from invigilate.rooms.plan import Entry
from invigilate.sessions.names import number_key
from invigilate.sessions.roster import MOST_LINES, Judged, Line, Sheet, Verdict

FIELDS = ("number", "name", "hall", "desk", "extra_percent")


class Student(msgspec.Struct, frozen=True, kw_only=True):
    """A roster entry as it is stored: one student in one session."""

    seat: SeatId
    number: str
    name: str
    hall: str = ""
    desk: str = ""
    extra_percent: float = 0
    guest: bool = False
    withdrawn: bool = False
    place: int = 0
    """Where it stands in the list."""
    key_digest: bytes | None = None


class Chance(msgspec.Struct, frozen=True):
    """What comparing may not make itself."""

    seat: Callable[[], str]
    pick: Callable[[int], int]
    digest: Callable[[PersonalKey], bytes]


class Changes(msgspec.Struct, frozen=True):
    """What an import would do; `keys` are the readable keys of those that get a new one."""

    lines: tuple[Judged, ...]
    added: tuple[Student, ...]
    amended: tuple[tuple[Student, Student], ...]
    """Before and after."""
    missing: tuple[Student, ...]
    """Not in the file, guests left out."""
    keys: dict[SeatId, PersonalKey]


def compare(sheet: Sheet, roster: Sequence[Student], chance: Chance) -> Changes:
    """The file held against the roster.

    Raises NotValid (`too-many-students`) where the roster would grow beyond its bound.
    """
    return _Comparing(roster, chance).of(sheet)


def entry_of(student: Student) -> Entry:
    """The entry as the room knows it."""
    return Entry(
        student.seat,
        student.number,
        student.name,
        student.hall,
        student.desk,
        student.extra_percent,
        student.guest,
    )


class _Comparing:
    """One comparison."""

    def __init__(self, roster: Sequence[Student], chance: Chance) -> None:
        self._chance = chance
        self._roster = roster
        self._known = {number_key(student.number): student for student in roster}
        self._place = max((student.place for student in roster), default=0)
        self._added: list[Student] = []
        self._amended: list[tuple[Student, Student]] = []
        self._keys: dict[SeatId, PersonalKey] = {}

    def of(self, sheet: Sheet) -> Changes:
        judged = tuple(self._judge(line) for line in sheet.lines)
        if len(self._roster) + len(self._added) > MOST_LINES:
            raise NotValid("too-many-students", f"A session has at most {MOST_LINES} students.")
        named = {number_key(line.number) for line in sheet.lines}
        missing = tuple(
            student
            for key, student in self._known.items()
            if key not in named and not student.withdrawn and not student.guest
        )
        return Changes(judged, tuple(self._added), tuple(self._amended), missing, self._keys)

    def _judge(self, line: Line) -> Judged:
        if line.why:
            return _judged(line, "refused", line.why)
        known = self._known.get(number_key(line.number))
        if known is None:
            self._add(line)
            return _judged(line, "new")
        if known.guest:
            return _judged(line, "refused", f"{known.number} is a guest of this session")
        return self._amend(line, known)

    def _add(self, line: Line) -> None:
        self._place += 1
        seat = SeatId(self._chance.seat())
        student = Student(
            seat=seat,
            number=line.number,
            name=line.name,
            hall=line.hall or "",
            desk=line.desk or "",
            extra_percent=line.extra_percent or 0,
            place=self._place,
            key_digest=self._key(seat, line.key or draw_key(self._chance.pick)),
        )
        self._added.append(student)

    def _amend(self, line: Line, known: Student) -> Judged:
        given = {name: v for name in FIELDS if (v := getattr(line, name)) is not None}
        new = msgspec.structs.replace(known, **given, withdrawn=False)
        changes = [name for name in FIELDS if getattr(new, name) != getattr(known, name)]
        key = line.key
        if known.withdrawn:
            changes, key = ["withdrawn before"], key or draw_key(self._chance.pick)
        if key is not None and (known.withdrawn or not self._is_key(known, key)):
            new = msgspec.structs.replace(new, key_digest=self._key(known.seat, key))
            changes += ["key"] if line.key else []
        if not changes:
            return _judged(line, "same")
        self._amended.append((known, new))
        return _judged(line, "amended", ", ".join(changes))

    def _is_key(self, student: Student, key: PersonalKey) -> bool:
        return student.key_digest is not None and same(student.key_digest, self._chance.digest(key))

    def _key(self, seat: SeatId, key: PersonalKey) -> bytes:
        self._keys[seat] = key
        return self._chance.digest(key)


def renewed(students: Iterable[Student], chance: Chance) -> dict[SeatId, PersonalKey]:
    """A new key for each of these who is no guest."""
    return {each.seat: draw_key(chance.pick) for each in students if not each.guest}


def _judged(line: Line, verdict: Verdict, why: str = "") -> Judged:
    return Judged(line.line, line.number, line.name, verdict, why)
