"""What a room must know to run: its paper's outline and its session's settings.

The room never sees a question's text or its answer key. It sees *slots*: the numbered places of
a paper where a student writes, with the form that a value must have.
"""

from typing import Literal

from msgspec import Struct

from invigilate.ids import OrganisationId

SlotKind = Literal["choice", "choices", "text", "number", "inline", "match", "order", "essay"]
Navigation = Literal["free", "linear"]
Value = str | tuple[str, ...]
"""text, number, essay: what was typed. choice, inline: an option's id. choices, order: option ids.
match: "source target" pairs (an option's id holds no space)."""

ESSAY_LIMIT = 100_000
"""Unicode code points in one text."""
GRACE_MS = 120_000


class Slot(Struct, frozen=True, array_like=True):
    """A place where a student writes; its number is its index in `Plan.slots`."""

    label: str
    """The item's id; "item/slot" where an item has several."""
    item: int
    """Index of its item in the paper."""
    kind: SlotKind
    options: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()
    """Options that a shuffle leaves where they are."""
    shuffle: bool = False
    limit: int = ESSAY_LIMIT
    """Most code points (text, number, essay) or most options (the others)."""


class Settings(Struct, frozen=True, omit_defaults=True):
    """The settings of a session; instants are milliseconds since 1970, UTC."""

    minutes: float | None = None
    """Base writing time; None: no limit but the close."""
    opens: int | None = None
    closes: int | None = None
    late_join_until: int | None = None
    """Bounds a student's first join, not a return."""
    grace_ms: int = GRACE_MS
    """How long after a student's end answers kept on a device still count."""
    auto_submit: bool = True
    personal_key: bool = False
    allow_guests: bool = False
    shuffle: bool = False
    note_away: bool = True
    """Whether pages tell of times away; where not, they say and send nothing of them."""


class Thresholds(Struct, frozen=True):
    """From when on a board calls a proctor; set by staff, and never seen by students."""

    offline_ms: int = 30_000
    """So long offline while writing."""
    unsaved_ms: int = 60_000
    """So long changes are only on the device."""
    away_ms: int = 10_000
    """So long away from the page, while it lasts."""
    away_times: int = 3
    """From so many times away on, each return is told."""
    unread_ms: int = 120_000
    """So long a text of staff was not read."""
    incident_seats: int = 5
    """So many offline in one row of desks are one incident."""


class Plan(Struct, frozen=True):
    """All that opening a room takes; frozen when the session is published."""

    organisation: OrganisationId
    title: str
    edition: str
    """The edition's *whole* name, for staff and receipts."""
    delivered: str
    """The hash of what students get; part of the paper's address."""
    slots: tuple[Slot, ...]
    items: int
    """Items in the paper, those that are only read included."""
    navigation: Navigation = "free"
    settings: Settings = Settings()


class Entry(Struct, frozen=True, omit_defaults=True):
    """A roster entry: one student in one session."""

    seat: str
    number: str
    """Candidate number: trimmed, unique in the session, leading zeros kept."""
    name: str
    hall: str = ""
    desk: str = ""
    extra_percent: float = 0
    guest: bool = False


def judge(slot: Slot, value: Value) -> str | None:
    """Says what is wrong with a value for a slot in one word, or None: it may be stored.

    A number is judged when it is marked, never refused as it is typed.
    """
    if slot.kind in ("text", "number", "essay"):
        if not isinstance(value, str):
            return "value"
        return "too-long" if len(value) > slot.limit else None
    if slot.kind in ("choice", "inline"):
        return None if isinstance(value, str) and value in slot.options else "value"
    if not isinstance(value, tuple) or len(set(value)) != len(value):
        return "value"
    if len(value) > slot.limit:
        return "too-many"
    return None if all(_is_offered(slot, part) for part in value) else "value"


def _is_offered(slot: Slot, part: str) -> bool:
    if slot.kind != "match":
        return part in slot.options
    source, _, target = part.partition(" ")
    return source in slot.options and target in slot.targets
