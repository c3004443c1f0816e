"""An item: what a student reads, where a student writes, and, kept apart, what is right.

    Item ── body      cleaned HTML; a slot's place is <span data-slot="ID"></span> (text, number,
     │                inline) or <div data-slot="ID"></div> (every other kind)
     ├── slots        one per place where a student writes; an item without any is text to read
     ├── keys         one per slot: what is right and what it is worth; never delivered
     └── scorer       rubric, model answers, feedback; never delivered

The values that answer a slot, here and in the live room:

    text · number · essay   str, as it was typed
    choice · inline         str, an option's id
    choices · order         tuple of option ids
    match                   tuple of "source target", two ids with one space between

Ids of options and targets never contain a space. Points are `Decimal`, written as strings in JSON.
"""

import re
from decimal import Decimal
from typing import Literal

import msgspec

Kind = Literal["choice", "choices", "text", "number", "inline", "match", "order", "essay"]
Navigation = Literal["free", "linear"]
Rule = Literal["exact", "map", "first", "person"]
Value = str | tuple[str, ...]

INLINE: frozenset[str] = frozenset({"text", "number", "inline"})
"""Kinds that stand inside a line of text; the others are blocks of their own."""

LISTED: frozenset[str] = frozenset({"choices", "order", "match"})
"""Kinds whose value is a tuple."""


class Option(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Something to choose, to put in order or to match. `source` is its id in the file it came
    from, kept for tracing and never delivered."""

    id: str
    body: str
    fixed: bool = False
    source: str = ""


class Slot(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One place where a student writes.

    `minimum` and `maximum` count choices or pairs, a maximum of 0 is no limit; `match_max` is how
    many targets one source may take (0: any number); lengths are in characters, 0 where unknown.
    """

    id: str
    kind: Kind
    prompt: str = ""
    options: tuple[Option, ...] = ()
    targets: tuple[Option, ...] = ()
    shuffle: bool = False
    minimum: int = 0
    maximum: int = 0
    match_max: int = 1
    expected_length: int = 0
    expected_lines: int = 0
    max_length: int = 0


class Tolerance(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """How far a number may be from the right one.

    absolute: from value - `low` to value + `high`; relative: the same with `low` and `high` in
    percent of the value; range: from `low` to `high`, whatever the value. The ends belong to it
    unless `includes_low` or `includes_high` says no (QTI 3.0 §5.51 `equal`).
    """

    kind: Literal["absolute", "relative", "range"]
    low: Decimal
    high: Decimal
    includes_low: bool = True
    includes_high: bool = True


class Accepted(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """An answer (a text, a number, an option's id or a pair) and the points that it brings."""

    value: str
    points: Decimal
    case_sensitive: bool = True
    tolerance: Tolerance | None = None


class Key(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What is right in one slot, dropped as a whole before a student gets the item.

    exact   the value as a whole equals `correct` (in any order unless the slot is `order`):
            `points`, else 0
    map     the sum of the points of what is in `accepted`, of `default` for whatever is not,
            kept within `lower` and `upper` (QTI's mapResponse)
    first   the first of `accepted` that takes the value gives its points, else 0 (Moodle's way)
    person  a person judges; `correct` and `accepted`, if any, are there to help
    """

    slot: str
    rule: Rule
    points: Decimal = Decimal(1)
    correct: tuple[str, ...] = ()
    accepted: tuple[Accepted, ...] = ()
    default: Decimal = Decimal(0)
    lower: Decimal | None = None
    upper: Decimal | None = None
    case_sensitive: bool = True
    tolerance: Tolerance | None = None
    wildcards: bool = False


class Scorer(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What is meant for those who mark: cleaned HTML and plain texts. `media` names the pictures
    that only they see."""

    rubric: str = ""
    model_answers: tuple[str, ...] = ()
    feedback: tuple[str, ...] = ()
    media: tuple[str, ...] = ()


class Source(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Where an item came from: the file, its media type, the line, and the SHA-256 (hex) of the
    original bytes, which the importer hands to its caller unchanged."""

    file: str = ""
    media_type: str = ""
    line: int = 0
    sha256: str = ""


class Item(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One question, or a text to read. `points` is the worth of the whole item where its author
    said so; else it is the sum of its keys. `media` names the pictures that a student sees,
    "<sha256>.<ext>"."""

    id: str
    title: str
    body: str
    slots: tuple[Slot, ...] = ()
    keys: tuple[Key, ...] = ()
    scorer: Scorer = Scorer()
    points: Decimal | None = None
    media: tuple[str, ...] = ()
    language: str = ""
    deliverable: bool = True
    why_not: str = ""
    source: Source = Source()

    @property
    def is_reading(self) -> bool:
        """Whether there is nothing to answer in it."""
        return not self.slots

    def key(self, slot: str) -> Key:
        """The key of a slot; one that a person judges where none was written."""
        return next((key for key in self.keys if key.slot == slot), Key(slot, "person"))


def placeholder(slot: str, kind: str) -> str:
    """The HTML that holds a slot's place in a body."""
    tag = "span" if kind in INLINE else "div"
    return f'<{tag} data-slot="{slot}"></{tag}>'


def clean_id(text: str, otherwise: str) -> str:
    """An identifier of letters, digits and `._-`, at most 64 long; `otherwise` if none is left."""
    kept = "".join(c if (c.isalnum() and c.isascii()) or c in "._-" else "-" for c in text.strip())
    return re.sub("-{2,}", "-", kept).strip("-")[:64] or otherwise


def unique_id(wanted: str, taken: set[str]) -> str:
    """`wanted`, or `wanted` with the first free number behind it. Adds the answer to `taken`."""
    found, number = wanted, 2
    while found in taken:
        found, number = f"{wanted}-{number}", number + 1
    taken.add(found)
    return found
