"""Answers in words: options by their texts instead of their ids. Pure."""

from collections.abc import Iterator, Sequence
from html.parser import HTMLParser

from invigilate.assessments.delivering import (
    DeliveredItem,
    DeliveredOption,
    DeliveredPaper,
    DeliveredSlot,
)
from invigilate.assessments.items import Value

CHOSEN: frozenset[str] = frozenset({"choice", "choices", "inline", "match", "order"})
"""The kinds whose values are ids."""
_APART = frozenset({"br", "p", "div", "li", "tr", "td", "th", "dt", "dd", "h1", "h2", "h3"})
"""Elements between whose texts a reader sees a gap."""


def labelled(paper: DeliveredPaper) -> Iterator[tuple[str, DeliveredSlot]]:
    """Every slot of a paper under its label."""
    for item in paper.items:
        yield from labelled_in(item)


def labelled_in(item: DeliveredItem) -> Iterator[tuple[str, DeliveredSlot]]:
    """The slots of an item under their labels: its id, "item/slot" where it has several."""
    for slot in item.slots:
        yield (item.id if len(item.slots) == 1 else f"{item.id}/{slot.id}"), slot


def worded(slot: DeliveredSlot, value: Value | None) -> list[str]:
    """What an answer says, one text for each of its parts; a text stays as it was written.

    An id that the slot does not have stands for itself.
    """
    given: Sequence[str] = () if value is None else (value,) if isinstance(value, str) else value
    filled = [one for one in given if one.strip()]
    if slot.kind == "match":
        pairs = [one.partition(" ") for one in filled]
        return [f"{_named(slot.options, s)} → {_named(slot.targets, t)}" for s, _, t in pairs]
    if slot.kind in CHOSEN:
        return [_named(slot.options, one) for one in filled]
    return filled


def plain(html: str) -> str:
    """The text of some HTML on one line, pictures by their description."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return " ".join("".join(reader.texts).split())


def _named(options: Sequence[DeliveredOption], name: str) -> str:
    return next((plain(one.body) for one in options if one.id == name), "") or name


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            self.texts.append(dict(attrs).get("alt") or "")
        elif tag in _APART:
            self.texts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _APART:
            self.texts.append(" ")

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
