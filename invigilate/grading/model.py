"""What a booklet is worth and how that is told: marks, percentages, bands, results. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

import msgspec

from invigilate.assessments.items import Item, Value
from invigilate.grading.marking import mark_item

RULES = 1
"""Which rules made a mark; grows with every change that may give other points for the same."""

PRESENT = frozenset({"In Progress", "Ended", "Submitted"})
"""The statuses of a student who began."""


class HandMark(msgspec.Struct, frozen=True, array_like=True):
    """A mark that a person gave: `by` is their id, `name` what they were called at the instant."""

    points: Decimal
    comment: str
    by: str
    name: str
    at: int


class Part(msgspec.Struct, frozen=True, array_like=True):
    """The mark of one item: `points` by its key, and what people gave, the oldest first."""

    item: str
    points: Decimal
    out_of: Decimal
    needs_person: bool = False
    by_hand: tuple[HandMark, ...] = ()

    @property
    def counted(self) -> Decimal:
        """The points that count: the latest that a person gave, else those by the key."""
        return self.by_hand[-1].points if self.by_hand else self.points

    @property
    def waits(self) -> bool:
        """Whether a person has yet to mark it."""
        return self.needs_person and not self.by_hand


class Marks(msgspec.Struct, frozen=True):
    """The marks of one sealed booklet: its items in paper order, texts to read left out."""

    seat: str
    seal: int
    parts: tuple[Part, ...]

    @property
    def points(self) -> Decimal:
        """The points reached so far."""
        return _plain(sum((part.counted for part in self.parts), Decimal(0)))

    @property
    def out_of(self) -> Decimal:
        """The points that could be reached."""
        return _plain(sum((part.out_of for part in self.parts), Decimal(0)))

    @property
    def needs_person(self) -> bool:
        """Whether a part of it waits for a person."""
        return any(part.waits for part in self.parts)


class Seal(Protocol):
    """What is asked here of a seal."""

    @property
    def number(self) -> int: ...
    @property
    def fingerprint(self) -> str: ...


class Booklet(Protocol):
    """What is asked here of a student's booklet, as the room's record gives it."""

    @property
    def seat(self) -> str: ...
    @property
    def number(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def hall(self) -> str: ...
    @property
    def desk(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def answers(self) -> Sequence[tuple[str, int, Value]]: ...
    @property
    def held(self) -> Sequence[object]: ...
    @property
    def seals(self) -> Sequence[Seal]: ...


class Band(StrEnum):
    """The four ranges of a score; the lower end belongs to each, to the last one 100 too."""

    LOWEST = "0-25"
    LOW = "25-50"
    HIGH = "50-75"
    HIGHEST = "75-100"


class Grading(StrEnum):
    """Where a booklet stands in grading; each has exactly one, so the three add up to all."""

    UNGRADED = "Ungraded"
    UNATTEMPTED = "Unattempted"
    SCORED = "scored"


class Result(msgspec.Struct, frozen=True):
    """One student's result.

    `detail` says why it is not scored: `absent`, `blank`, `not submitted`, `being marked`,
    `waits for a person`. `points` and `out_of` are those of seal `seal`, so far; `percent` (not
    rounded), `shown` and `band` are given once it is scored: who wrote nothing is in no band.
    """

    seat: str
    number: str
    name: str
    hall: str
    desk: str
    status: str
    result: Grading
    detail: str
    seal: int
    points: Decimal | None
    out_of: Decimal | None
    percent: Decimal | None
    shown: str
    band: Band | None


def marked(items: Iterable[Item], answers: Iterable[tuple[str, Value]]) -> tuple[Part, ...]:
    """The marks of a booklet: what its seal holds, (label, value), against the items' keys.

    A label is an item's id, "item/slot" where the item has several. Raises ValueError for a label
    that the items do not have: then the seal is of another edition.
    """
    asked = [item for item in items if item.slots]
    values: dict[str, dict[str, Value]] = {item.id: {} for item in asked}
    slots = {label: place for item in asked for label, place in _labels(item)}
    for label, value in answers:
        if label not in slots:
            raise ValueError(f"no item of this edition has the label {label!r}")
        item_id, slot_id = slots[label]
        values[item_id][slot_id] = value
    marks = [(item.id, mark_item(item, values[item.id])) for item in asked]
    return tuple(Part(name, m.points, m.out_of, m.needs_person) for name, m in marks)


def percent_of(points: Decimal, out_of: Decimal) -> Decimal | None:
    """The points in percent, not rounded; None where nothing can be reached."""
    return points * 100 / out_of if out_of else None


def band(percent: Decimal) -> Band:
    """The band of an unrounded percentage: [0, 25) [25, 50) [50, 75) [75, 100].

    Below 0 (where wrong answers cost points) is in the first, above 100 in the last.
    """
    if percent < 25:
        return Band.LOWEST
    if percent < 50:
        return Band.LOW
    return Band.HIGH if percent < 75 else Band.HIGHEST


def shown(percent: Decimal) -> str:
    """The percentage with one decimal, or as many as it takes to stay in its band.

    24.996 is "24.996", for "25.0" would stand in the wrong colour.
    """
    for places in range(1, 12):
        rounded = percent.quantize(Decimal(1).scaleb(-places))
        if band(rounded) is band(percent):
            return f"{rounded:f}"
    return f"{percent:f}"


def is_blank(value: Value) -> bool:
    """Whether an answer says nothing: white space, or no choice."""
    return not (value.strip() if isinstance(value, str) else value)


def result_of(booklet: Booklet, marks: Mapping[tuple[str, int], Marks]) -> Result:
    """A student's result; `marks` by seat and seal."""
    seal = max((one.number for one in booklet.seals), default=0)
    found = marks.get((booklet.seat, seal)) if booklet.status == "Submitted" else None
    grading, detail = _grading(booklet, found)
    scored = found if grading is Grading.SCORED else None
    percent = None if scored is None else percent_of(scored.points, scored.out_of)
    return Result(
        seat=booklet.seat,
        number=booklet.number,
        name=booklet.name,
        hall=booklet.hall,
        desk=booklet.desk,
        status=booklet.status,
        result=grading,
        detail=detail,
        seal=seal,
        points=None if found is None else found.points,
        out_of=None if found is None else found.out_of,
        percent=percent,
        shown="" if percent is None else shown(percent),
        band=None if percent is None else band(percent),
    )


def counted(results: Iterable[Result]) -> dict[Grading, int]:
    """How many there are of each; their sum is all."""
    counts = dict.fromkeys(Grading, 0)
    for result in results:
        counts[result.result] += 1
    return counts


def _plain(number: Decimal) -> Decimal:
    return number.normalize() + 0  # 2.5 and 0.5 are 3, and not 3.0


def _labels(item: Item) -> list[tuple[str, tuple[str, str]]]:
    if len(item.slots) == 1:
        return [(item.id, (item.id, item.slots[0].id))]
    return [(f"{item.id}/{slot.id}", (item.id, slot.id)) for slot in item.slots]


def _grading(booklet: Booklet, marks: Marks | None) -> tuple[Grading, str]:
    if all(is_blank(value) for _, _, value in booklet.answers):
        return Grading.UNATTEMPTED, "blank" if booklet.status in PRESENT else "absent"
    if booklet.status != "Submitted":
        return Grading.UNGRADED, "not submitted"
    if marks is None:
        return Grading.UNGRADED, "being marked"
    if marks.needs_person:
        return Grading.UNGRADED, "waits for a person"
    return Grading.SCORED, ""
