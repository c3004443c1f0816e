"""Banks, assessments and editions as the office sees them, and an edition's outline. Pure.

A *bank* holds items as they were imported. An *assessment* is an order of a bank's items, and may
be changed at any time. An *edition* is what publishing made of it: never changed again.
"""

import re
from collections.abc import Sequence
from typing import Literal

import msgspec

from invigilate.assessments.delivering import DeliveredPaper, DeliveredSlot
from invigilate.assessments.exchange.report import Entry
from invigilate.assessments.items import Item, Navigation
from invigilate.errors import NotValid
from invigilate.rooms.plan import ESSAY_LIMIT, Slot

Verdict = Literal["taken", "warning", "refused", "not deliverable"]
State = Literal["draft", "published"]

TEXT_LIMIT = 1_000
"""Code points of a short text whose item does not say how many."""
NUMBER_LIMIT = 100
MOST_ITEMS = 1_000
"""Items of one assessment."""
NOT_IN_TEST = "the test does not use it: it stands last"
"""What a QTI package's report says of an item beside its test."""

_LANGUAGE = re.compile(r"[A-Za-z0-9-]{0,35}")


class Bank(msgspec.Struct, frozen=True):
    """A bank; `items` counts them."""

    bank: str
    title: str
    items: int


class Line(msgspec.Struct, frozen=True):
    """What became of one item: in a bank, or in the report of an import.

    `id` names the item in its bank; of a refused one it is what its file calls it. `kind` names
    the kinds of its slots, `reading` where it has none. `place` is "file" or "file:line".
    """

    id: str
    title: str
    kind: str
    verdict: Verdict
    why: str
    place: str


class Made(msgspec.Struct, frozen=True):
    """The assessment that an import made; `left_out` are items of the test that no student can
    be given."""

    assessment: str
    title: str
    items: int
    left_out: tuple[str, ...]


class Report(msgspec.Struct, frozen=True, omit_defaults=True):
    """The account of an import: every item in the file's order, and notes on the whole.

    The four counts are disjoint and add up to all items.
    """

    name: str
    format: str
    items: tuple[Line, ...]
    taken: int
    warned: int
    refused: int
    not_deliverable: int
    notes: tuple[str, ...]
    assessment: Made | None = None


class EditionLine(msgspec.Struct, frozen=True):
    """An edition, without its bytes: `number` counts from 1 within its assessment."""

    edition: str
    number: int
    title: str
    delivered: str
    created_at: int


class Assessment(msgspec.Struct, frozen=True):
    """An assessment as it stands; `changed`: since its latest edition (a draft always is).

    `items` are ids of its bank's items in order, `editions` stand newest first.
    """

    assessment: str
    bank: str
    title: str
    items: tuple[str, ...]
    navigation: Navigation
    language: str
    state: State
    changed: bool
    revision: int
    editions: tuple[EditionLine, ...] = ()


class Outline(msgspec.Struct, frozen=True):
    """All that a room may know of an edition; `whole` is the name that receipts carry."""

    edition: str
    title: str
    delivered: str
    whole: str
    slots: tuple[Slot, ...]
    items: int
    navigation: Navigation


def outlined(paper: DeliveredPaper) -> tuple[Slot, ...]:
    """The slots of a paper by their numbers, with the ids that students get."""
    return tuple(
        _outlined(item.id, number, slot, alone=len(item.slots) == 1)
        for number, item in enumerate(paper.items)
        for slot in item.slots
    )


def good_title(text: str) -> str:
    """The title, white space straightened, 1 to 200 characters; raises NotValid (`title`)."""
    title = plain(text)
    if not 1 <= len(title) <= 200:
        raise NotValid("title", "A title has 1 to 200 characters.", at="title")
    return title


def good_language(text: str) -> str:
    """The language's tag, or nothing; raises NotValid (`language`)."""
    if _LANGUAGE.fullmatch(text):
        return text
    raise NotValid("language", "Give a language tag such as “en” or “nl-BE”.", at="language")


def good_order(items: Sequence[str], in_bank: frozenset[str]) -> tuple[str, ...]:
    """The items, if each is of the bank and stands once.

    Raises NotValid: `too-many-items`, `same-item`, `no-such-item`.
    """
    if len(items) > MOST_ITEMS:
        raise NotValid("too-many-items", f"An assessment has at most {MOST_ITEMS} items.")
    seen: set[str] = set()
    for item in items:
        if item in seen:
            raise NotValid("same-item", f"The item “{item}” stands twice.", at="items", item=item)
        if item not in in_bank:
            raise NotValid("no-such-item", f"“{item}” is not in the bank.", at="items", item=item)
        seen.add(item)
    return tuple(items)


def kind_of(item: Item) -> str:
    """The kinds of its slots, each once, with commas; `reading` where it has none."""
    return ", ".join(dict.fromkeys(slot.kind for slot in item.slots)) or "reading"


def line_of(entry: Entry, item: Item | None) -> Line:
    """The line of an item that was imported, or refused (`item` None)."""
    verdict: Verdict = "refused"
    if item is not None:
        verdict = "taken" if entry.verdict == "taken" else "warning"
        verdict = verdict if item.deliverable else "not deliverable"
    why = [entry.not_deliverable, *entry.reasons]
    return Line(
        id=plain(entry.item),
        title=plain(entry.title)[:200],
        kind="" if item is None else kind_of(item),
        verdict=verdict,
        why=plain("; ".join(dict.fromkeys(filter(None, why)))),
        place=plain(f"{entry.file}:{entry.line}" if entry.line else entry.file),
    )


def reported(
    name: str,
    form: str,
    lines: tuple[Line, ...],
    notes: tuple[str, ...],
    made: Made | None,
) -> Report:
    """The report with its counts."""
    verdicts = [line.verdict for line in lines]
    return Report(
        name=name,
        format=form,
        items=lines,
        taken=verdicts.count("taken"),
        warned=verdicts.count("warning"),
        refused=verdicts.count("refused"),
        not_deliverable=verdicts.count("not deliverable"),
        notes=notes,
        assessment=made,
    )


def plain(text: str) -> str:
    """A text on one line without control characters: a file may hold any."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _outlined(item: str, number: int, slot: DeliveredSlot, *, alone: bool) -> Slot:
    return Slot(
        label=item if alone else f"{item}/{slot.id}",
        item=number,
        kind=slot.kind,
        options=tuple(option.id for option in slot.options),
        targets=tuple(target.id for target in slot.targets),
        fixed=tuple(option.id for option in slot.options if option.fixed),
        shuffle=slot.shuffle,
        limit=_limit(slot),
    )


def _limit(slot: DeliveredSlot) -> int:
    match slot.kind:
        case "text":
            return min(slot.max_length or TEXT_LIMIT, ESSAY_LIMIT)
        case "essay":
            return min(slot.max_length or ESSAY_LIMIT, ESSAY_LIMIT)
        case "number":
            return NUMBER_LIMIT
        case "match":
            each = min(slot.match_max or len(slot.targets), len(slot.targets))
            pairs = len(slot.options) * each
            return min(slot.max or pairs, pairs)
        case "choices" | "order":
            return min(slot.max or len(slot.options), len(slot.options))
        case "choice" | "inline":
            return 1
