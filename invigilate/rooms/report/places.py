"""Where students sat: how a seat is named on paper, and the plan of each hall. Pure.

A desk such as C4 is the fourth of row C. A hall whose desks are all named so is drawn as a grid;
of any other the desks are listed in order.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from msgspec import Struct

from invigilate.ids import SeatId
from invigilate.rooms.report.sitting import Attendance

WIDEST: Final = 40
"""Places in a row that a sheet can show; a hall that is wider is listed."""
MANY: Final = 8
"""More seats than these are counted where they are named."""
_DESK: Final = re.compile(r"([A-Za-z]{1,2})[ .-]?0*([1-9][0-9]{0,3})", re.ASCII)
Key = tuple[str, tuple[tuple[int, int, str], ...], str]


class Hall(Struct, frozen=True):
    """One hall, its desks in order."""

    name: str
    desks: list[Attendance]
    rows: list[str]
    """Letters of the rows that are taken, A first; empty: the desks are no grid."""
    width: int
    """Places in a row, as far as the highest that is taken."""

    def taken(self) -> dict[tuple[str, int], list[Attendance]]:
        """Who sits at each (row, place): one, or several at one desk."""
        places: dict[tuple[str, int], list[Attendance]] = {}
        for each in self.desks:
            place = place_of(each.desk)
            if place is not None:
                places.setdefault(place, []).append(each)
        return places


def place_of(desk: str) -> tuple[str, int] | None:
    """(row, place) of a desk; None: it is not named so."""
    found = _DESK.fullmatch(desk.strip())
    return None if found is None else (found[1].upper(), int(found[2]))


def in_order(lines: Iterable[Attendance]) -> list[Attendance]:
    """By hall, desk and number, 2 before 10; who was withdrawn comes last."""
    return sorted(lines, key=lambda each: (each.withdrawn, _key(each)))


def _key(each: Attendance) -> Key:
    parts = re.findall(r"([0-9]+)|([^0-9]+)", each.desk.upper())
    desk = tuple((0, int(n), "") if n.isascii() and n else (1, 0, n + word) for n, word in parts)
    return each.hall, desk or ((2, 0, ""),), each.number


def halls(lines: Iterable[Attendance]) -> list[Hall]:
    """Every hall with who sat in it, those without a hall last; nobody who was withdrawn."""
    by_name: dict[str, list[Attendance]] = {}
    for each in in_order(lines):
        if not each.withdrawn and (each.hall or each.desk):
            by_name.setdefault(each.hall, []).append(each)
    names = sorted(by_name, key=lambda name: (not name, name))
    return [_hall(name, by_name[name]) for name in names]


def _hall(name: str, desks: list[Attendance]) -> Hall:
    places = [place_of(each.desk) for each in desks]
    rows = {place[0] for place in places if place is not None}
    width = max((place[1] for place in places if place is not None), default=0)
    if None in places or width > WIDEST:
        return Hall(name, desks, [], 0)
    return Hall(name, desks, sorted(rows, key=lambda row: (len(row), row)), width)


class Places:
    """How seats are named in sentences: by desk, with the hall where there are several."""

    def __init__(self, lines: Sequence[Attendance]) -> None:
        ordered = in_order(lines)
        self._several = len({each.hall for each in ordered if each.hall}) > 1
        self._rank: Mapping[SeatId, int] = {each.seat: n for n, each in enumerate(ordered)}
        self._lines = {each.seat: each for each in ordered}
        self._here = {each.seat for each in ordered if not each.withdrawn}

    def line(self, seat: SeatId) -> Attendance:
        """The student who sat there."""
        return self._lines[seat]

    def desk(self, each: Attendance) -> str:
        """The desk, with its hall where there are several; empty: none is written down."""
        return f"{each.hall} {each.desk}".strip() if self._several else each.desk

    def name(self, seat: SeatId) -> str:
        """The desk; where there is none, the candidate number."""
        each = self._lines.get(seat)
        if each is None:
            return seat
        return self.desk(each) if each.desk else each.number or each.name

    def all_of(self, seats: Iterable[SeatId]) -> str:
        """Many seats in few words: neighbours as A1–A8, and everybody as such."""
        chosen = set(seats)
        if len(chosen) > 1 and chosen == self._here:
            return f"all {len(chosen)} students"
        ordered = sorted(chosen, key=lambda seat: self._rank.get(seat, len(self._rank)))
        runs: list[list[SeatId]] = []
        for seat in ordered:
            if runs and self._are_neighbours(runs[-1][-1], seat):
                runs[-1].append(seat)
            else:
                runs.append([seat])
        named = ", ".join(part for run in runs for part in self._run(run))
        return f"{len(chosen)} students: {named}" if len(chosen) > MANY else named

    def _run(self, run: list[SeatId]) -> list[str]:
        if len(run) < 3:
            return [self.name(seat) for seat in run]
        return [f"{self.name(run[0])}–{self._lines[run[-1]].desk}"]

    def _are_neighbours(self, left: SeatId, right: SeatId) -> bool:
        if left not in self._lines or right not in self._lines:
            return False
        one, other = self._lines[left], self._lines[right]
        here, there = place_of(one.desk), place_of(other.desk)
        if here is None or there is None or one.hall != other.hall:
            return False
        return here[0] == there[0] and here[1] + 1 == there[1]
