"""Our own paper format, version 1, both ways: one JSON file, pictures included.

    {
      "format": "invigilate-paper", "version": 1,
      "title": "…", "language": "en", "navigation": "free" | "linear",
      "items": [
        {
          "id": "q1", "title": "…",
          "body": "<p>HTML … <span data-slot=\\"a\\"></span> … <img src=\\"media/map.png\\"></p>",
          "slots": [ {"id": "a", "kind": "number", …} ],
          "keys": [ {"slot": "a", "rule": "exact", "points": "2", "correct": ["3.14"]} ],
          "scorer": {"rubric": "<p>…</p>", "model_answers": ["…"], "feedback": ["…"]},
          "points": "2", "language": "en"
        } …
      ],
      "media": [ {"name": "map.png", "data": "<base64>"} ]
    }

The fields of slots, keys and scorer are those of `invigilate.assessments.items`, where each is
explained; what has its default may be left out, and a field that is not known refuses its item.
A slot that has no place in its body is put at the end. Points and other decimal numbers are
strings. Reading a file cleans its HTML like anybody else's and gives options their delivered ids.
"""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Literal

import msgspec

from invigilate.assessments.checking import check_item
from invigilate.assessments.exchange.cleaning import Cleaned, clean
from invigilate.assessments.exchange.pictures import picture
from invigilate.assessments.exchange.report import (
    MOST_ITEMS,
    Entry,
    Imported,
    ImportReport,
    Media,
    refused,
    sha256,
    taken,
    too_many,
)
from invigilate.assessments.items import (
    Item,
    Key,
    Navigation,
    Option,
    Scorer,
    Slot,
    Source,
    placeholder,
    unique_id,
)
from invigilate.assessments.lettering import lettered
from invigilate.errors import NotValid

MOST_BYTES = 20_000_000
MEDIA_TYPE = "application/json"
FORMAT: Literal["invigilate-paper"] = "invigilate-paper"
VERSION: Literal[1] = 1


class _Picture(msgspec.Struct, frozen=True):
    name: str
    data: bytes


class _Paper(msgspec.Struct, frozen=True):
    format: Literal["invigilate-paper"]
    version: Literal[1]
    title: str
    items: tuple[msgspec.Raw, ...]
    language: str = ""
    navigation: Navigation = "free"
    media: tuple[_Picture, ...] = ()


class _Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    id: str
    title: str
    body: str
    slots: tuple[Slot, ...] = ()
    keys: tuple[Key, ...] = ()
    scorer: Scorer = Scorer()
    points: Decimal | None = None
    language: str = ""
    deliverable: bool = True
    why_not: str = ""


def read_own(data: bytes, name: str) -> Imported:
    """A paper in our format. Raises NotValid("bad-paper") if the file as a whole is none; a
    faulty item is refused by its id and the others are taken."""
    if len(data) > MOST_BYTES:
        raise NotValid("too-large", f"{name} was not read: it is larger than 20 MB.", file=name)
    try:
        paper = msgspec.json.decode(data, type=_Paper)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as fault:
        raise NotValid("bad-paper", f"{name} was not read: {fault}.", file=name) from None
    if len(paper.items) > MOST_ITEMS:
        raise too_many(name)
    names, media, notes = _pictures(paper.media)
    items: list[Item] = []
    entries: list[Entry] = []
    originals: dict[str, Media] = {}
    ids: set[str] = set()
    for number, raw in enumerate(paper.items, 1):
        original = Media(bytes(raw), MEDIA_TYPE)
        source = Source(name, MEDIA_TYPE, 0, sha256(original.data))
        try:
            item, said = _read(original.data, names.get, source)
        except (NotValid, msgspec.MsgspecError, RecursionError) as fault:
            sentence = fault.sentence if isinstance(fault, NotValid) else f"{fault}."
            entries.append(refused(_label(original.data, number), sentence, name))
            continue
        if (unique := unique_id(item.id, ids)) != item.id:
            said.append(f"another item is called {item.id!r} too: this one is {unique!r} now")
            item = msgspec.structs.replace(item, id=unique)
        items.append(item)
        entries.append(taken(item, said))
        originals[source.sha256] = original
    return Imported(
        paper.title,
        tuple(items),
        ImportReport(name, "invigilate", tuple(entries), tuple(notes)),
        media,
        originals,
        paper.navigation,
        paper.language,
    )


def write_own(
    title: str,
    items: Iterable[Item],
    media: Mapping[str, Media],
    navigation: Navigation = "free",
    language: str = "",
) -> bytes:
    """The file that `read_own` reads back. `media` may hold more than the items use."""
    kept = tuple(items)
    used = {name for item in kept for name in (*item.media, *item.scorer.media)}
    paper = {
        "format": FORMAT,
        "version": VERSION,
        "title": title,
        "language": language,
        "navigation": navigation,
        "items": [_written(item) for item in kept],
        "media": [_Picture(name, media[name].data) for name in sorted(used)],
    }
    return msgspec.json.format(msgspec.json.encode(paper), indent=1) + b"\n"


def _written(item: Item) -> _Item:
    return _Item(
        item.id,
        item.title,
        item.body,
        item.slots,
        item.keys,
        item.scorer,
        item.points,
        item.language,
        item.deliverable,
        item.why_not,
    )


def _pictures(found: tuple[_Picture, ...]) -> tuple[dict[str, str], dict[str, Media], list[str]]:
    """The media name for each `src`, the media, and notes on what is no picture."""
    names: dict[str, str] = {}
    media: dict[str, Media] = {}
    notes: list[str] = []
    for one in found:
        known = picture(one.data)
        if known is None:
            notes.append(f"{one.name[:80]!r} is no PNG, JPEG, GIF or WebP and was left out")
            continue
        names[f"media/{one.name}"] = known[0]
        media[known[0]] = known[1]
    return names, media, notes


def _label(raw: bytes, number: int) -> str:
    try:
        found = msgspec.json.decode(raw)
    except (msgspec.MsgspecError, RecursionError):  # pragma: no cover - the paper was decoded
        return f"item {number}"
    identifier = found.get("id") if isinstance(found, dict) else None
    return identifier[:64] if isinstance(identifier, str) and identifier else f"item {number}"


def _read(raw: bytes, find: Callable[[str], str | None], source: Source) -> tuple[Item, list[str]]:
    found = msgspec.json.decode(raw, type=_Item)
    parts = _Parts(find)
    body = parts.keep(clean(found.body, find, [slot.id for slot in found.slots]))
    for slot in found.slots:
        if slot.id not in body.slots:
            body = msgspec.structs.replace(body, html=body.html + placeholder(slot.id, slot.kind))
    item = Item(
        found.id,
        found.title,
        body.html,
        tuple(map(parts.slot, found.slots)),
        found.keys,
        Scorer(),
        found.points,
        tuple(dict.fromkeys(parts.media)),
        found.language,
        found.deliverable,
        found.why_not,
        source,
    )
    scorer = _Parts(find)
    item = msgspec.structs.replace(item, scorer=scorer.scorer(found.scorer))
    if item.deliverable:
        check_item(item)
    return lettered(item), [*parts.notes, *scorer.notes]


class _Parts:
    """Cleans the pieces of HTML of one item and gathers what they use and what they lost."""

    def __init__(self, find: Callable[[str], str | None]) -> None:
        self.find = find
        self.notes: list[str] = []
        self.media: list[str] = []

    def keep(self, cleaned: Cleaned) -> Cleaned:
        self.notes += cleaned.notes
        self.media += cleaned.media
        return cleaned

    def html(self, text: str) -> str:
        return self.keep(clean(text, self.find)).html

    def slot(self, slot: Slot) -> Slot:
        return msgspec.structs.replace(
            slot,
            prompt=self.html(slot.prompt),
            options=tuple(map(self.option, slot.options)),
            targets=tuple(map(self.option, slot.targets)),
        )

    def option(self, option: Option) -> Option:
        return msgspec.structs.replace(option, body=self.html(option.body))

    def scorer(self, scorer: Scorer) -> Scorer:
        rubric = self.html(scorer.rubric)
        feedback = tuple(map(self.html, scorer.feedback))
        return Scorer(rubric, scorer.model_answers, feedback, tuple(dict.fromkeys(self.media)))
