"""What a synthetic student does with a paper: answers of every kind, each value unique. Pure.

Chance comes in as a seeded `Random`, so a run can be repeated.
"""

from collections.abc import Iterator
from random import Random
from typing import Any

from invigilate.rooms.commands import Answer, Clear, Flag, What
from invigilate.rooms.plan import Value
from invigilate.wire.splicing import splices

WORDS = """
the answer follows from what was said above while water rises in narrow tubes and light bends
where it enters glass so that a ruler in a cup looks broken à côté naïve Übung 𝛑 𝜀
""".split()  # noqa: SIM905  (prose reads better than a list)


class Writer:
    """One student's hand: proposes changes and knows the text of each slot on their page."""

    def __init__(self, paper: dict[str, Any], name: str, rng: Random) -> None:
        self._rng = rng
        self._name = name
        self._count = 0
        self.items: list[dict[str, Any]] = paper["items"]
        self.linear = paper["navigation"] == "linear"
        self.item = 0
        self.texts: dict[int, str] = {}
        self.bases: dict[int, int] = {}

    def loaded(self, version: int, answers: dict[int, Value]) -> None:
        """A fresh device loaded these answers at this version."""
        self.texts = {slot: value for slot, value in answers.items() if isinstance(value, str)}
        self.bases = {slot: version for item in self.items for slot in _slots(item)}

    def go_on(self) -> int | None:
        """The next item to look at; None: stay. In a linear paper never back."""
        if self._rng.random() > 0.35 or len(self.items) < 2:
            return None
        if self.linear:
            self.item = min(self.item + 1, len(self.items) - 1)
        else:
            self.item = self._rng.randrange(len(self.items))
        return self.item

    def changes(self) -> Iterator[tuple[What, str | None]]:
        """Some changes at the item that is looked at, each with the text that it makes."""
        item = self.items[self.item]
        if self._rng.random() < 0.05:
            yield Flag(self.item, self._rng.random() < 0.7), None
        for slot in item["slots"]:
            yield from self._change(slot)

    def _change(self, slot: dict[str, Any]) -> Iterator[tuple[What, str | None]]:
        number, kind = slot["slot"], slot["kind"]
        if kind == "essay":
            yield from self._type(number)
        elif self._rng.random() < 0.04:
            self.texts.pop(number, None)
            yield Clear(number), None
        elif kind in ("text", "number"):
            self._count += 1
            value = f"{self._name} {self._count}" if kind == "text" else self._number()
            self.texts[number] = value
            yield Answer(number, value), value
        else:
            yield Answer(number, self._choice(slot, kind)), None

    def _number(self) -> str:
        return f"{self._rng.randrange(10**6)}.{self._count}"

    def _choice(self, slot: dict[str, Any], kind: str) -> Value:
        names = [option["id"] for option in slot["options"]]
        if kind in ("choice", "inline"):
            return str(self._rng.choice(names))
        self._rng.shuffle(names)
        if kind == "order":
            return tuple(names)
        most = slot["max"] or len(names)
        some = names[: self._rng.randint(1, max(1, min(most, len(names))))]
        if kind == "choices":
            return tuple(some)
        targets = [target["id"] for target in slot["targets"]]
        return tuple(f"{name} {self._rng.choice(targets)}" for name in some)

    def _type(self, slot: int) -> Iterator[tuple[What, str | None]]:
        """Types, deletes and goes back in a text: real splices."""
        before = self.texts.get(slot, "")
        self._count += 1
        put = " ".join(self._rng.choices(WORDS, k=self._rng.randint(1, 6)))
        put = f"{put} [{self._name}·{self._count}] "
        at = len(before) if self._rng.random() < 0.7 else self._rng.randint(0, len(before))
        cut = min(len(before) - at, self._rng.randint(0, 5)) if self._rng.random() < 0.3 else 0
        after = before[:at] + put + before[at + cut :]
        text = before
        for splice in splices(slot, self.bases.pop(slot, 0), before, after):
            text = text[: splice.at] + splice.put + text[splice.at + splice.cut :]
            yield splice, text
        self.texts[slot] = after

    def whole(self, slot: int) -> tuple[What, str]:
        """The whole text of a slot, after a splice that fitted nothing."""
        text = self.texts.get(slot, "")
        self.bases.pop(slot, None)
        return Answer(slot, text), text


def _slots(item: dict[str, Any]) -> Iterator[int]:
    for slot in item["slots"]:
        yield slot["slot"]
