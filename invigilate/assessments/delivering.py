"""From items to the bytes that students get, and to the bytes that the school keeps.

What students get is made of its own types, which have no field for a key, a mapping, feedback, a
rubric, a model answer, a source or an original id: nothing can slip through. Option ids and the
order of what is to be put in order or matched come from `lettering`, which never looks at a key.
So two papers that differ only in what is right have the same bytes and the same name.
"""

import hashlib
import hmac
import re
from collections.abc import Sequence

import msgspec

from invigilate.assessments.items import Item, Kind, Navigation, Option, Slot, placeholder
from invigilate.assessments.lettering import lettered
from invigilate.errors import NotValid

LEAST_SALT = 16
"""Bytes. Without salt, whoever guesses a key could test the guess against the name."""

_PLACE = re.compile(r'(<(?:span|div) data-slot=")([^"]*)(">)')


class DeliveredOption(msgspec.Struct, frozen=True):
    """An option as a student sees it."""

    id: str
    body: str
    fixed: bool


class DeliveredSlot(msgspec.Struct, frozen=True):
    """A slot as a student sees it. `slot` numbers it in the whole paper, from 0, in its order;
    `min` and `max` count choices or pairs (max 0: no limit), `match_max` targets per source."""

    slot: int
    id: str
    kind: Kind
    prompt: str
    options: tuple[DeliveredOption, ...]
    targets: tuple[DeliveredOption, ...]
    shuffle: bool
    min: int
    max: int
    match_max: int
    max_length: int
    expected_length: int
    expected_lines: int


class DeliveredItem(msgspec.Struct, frozen=True):
    """An item as a student sees it; the places in `body` carry slot numbers."""

    id: str
    title: str
    body: str
    slots: tuple[DeliveredSlot, ...]


class DeliveredPaper(msgspec.Struct, frozen=True):
    """What the delivered bytes say."""

    title: str
    language: str
    navigation: Navigation
    items: tuple[DeliveredItem, ...]


class Place(msgspec.Struct, frozen=True):
    """Whose slot a number of the paper is; `item` counts items from 0."""

    slot: int
    item: int
    item_id: str
    slot_id: str


class Delivered(msgspec.Struct, frozen=True):
    """The delivered bytes (JSON, keys sorted, no spaces, UTF-8), their name (SHA-256, hex), what
    they say, the places of the slots by number, and the media that the items show."""

    data: bytes
    name: str
    paper: DeliveredPaper
    places: tuple[Place, ...]
    media: tuple[str, ...]


class Whole(msgspec.Struct, frozen=True):
    """What the kept bytes say: everything, keys included, with the delivered option ids."""

    version: int
    title: str
    items: tuple[Item, ...]


def deliver(
    title: str, items: Sequence[Item], navigation: Navigation = "free", language: str = ""
) -> Delivered:
    """The paper for students. Raises NotValid("not-deliverable") naming the first item that
    cannot be given to anyone, NotValid("same-item") if two have one id."""
    _check(items)
    made: list[DeliveredItem] = []
    places: list[Place] = []
    for number, item in enumerate(map(lettered, items)):
        first = len(places)
        places += [Place(first + n, number, item.id, s.id) for n, s in enumerate(item.slots)]
        made.append(_item(item, first))
    paper = DeliveredPaper(title, language, navigation, tuple(made))
    data = msgspec.json.encode(paper, order="sorted")
    media = tuple(dict.fromkeys(name for item in items for name in item.media))
    return Delivered(data, hashlib.sha256(data).hexdigest(), paper, tuple(places), media)


def read_delivered(data: bytes) -> DeliveredPaper:
    """What delivered bytes say."""
    return msgspec.json.decode(data, type=DeliveredPaper)


def whole(title: str, items: Sequence[Item], salt: bytes) -> tuple[bytes, str]:
    """Everything, keys included, as canonical JSON, and its name: HMAC-SHA-256 (RFC 2104) under
    the salt, in hex. Raises ValueError if the salt is shorter than 16 bytes."""
    if len(salt) < LEAST_SALT:
        raise ValueError(f"a salt of {len(salt)} bytes is too short")
    data = msgspec.json.encode(Whole(1, title, tuple(map(lettered, items))), order="sorted")
    return data, hmac.new(salt, data, hashlib.sha256).hexdigest()


def read_whole(data: bytes) -> Whole:
    """What `whole` wrote; marking starts from these items."""
    return msgspec.json.decode(data, type=Whole)


def _check(items: Sequence[Item]) -> None:
    ids: set[str] = set()
    for item in items:
        if not item.deliverable:
            sentence = f"{item.title!r} cannot be delivered: {item.why_not}. Leave it out."
            raise NotValid("not-deliverable", sentence, item=item.id)
        if item.id in ids:
            raise NotValid("same-item", f"Two items have the id {item.id!r}.", item=item.id)
        ids.add(item.id)


def _item(item: Item, first: int) -> DeliveredItem:
    numbers = {slot.id: first + n for n, slot in enumerate(item.slots)}
    placed = {found[1] for found in _PLACE.findall(item.body)}
    missing = "".join(placeholder(s.id, s.kind) for s in item.slots if s.id not in placed)
    body = _PLACE.sub(
        lambda place: f"{place[1]}{numbers.get(place[2], place[2])}{place[3]}", item.body + missing
    )
    slots = tuple(_slot(slot, numbers[slot.id]) for slot in item.slots)
    return DeliveredItem(item.id, item.title, body, slots)


def _slot(slot: Slot, number: int) -> DeliveredSlot:
    return DeliveredSlot(
        slot=number,
        id=slot.id,
        kind=slot.kind,
        prompt=slot.prompt,
        options=_options(slot.options),
        targets=_options(slot.targets),
        shuffle=slot.shuffle,
        min=slot.minimum,
        max=slot.maximum,
        match_max=slot.match_max,
        max_length=slot.max_length,
        expected_length=slot.expected_length,
        expected_lines=slot.expected_lines,
    )


def _options(options: tuple[Option, ...]) -> tuple[DeliveredOption, ...]:
    return tuple(DeliveredOption(one.id, one.body, one.fixed) for one in options)
