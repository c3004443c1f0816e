"""New ids for options, so that neither an id nor a place says what is right.

Authors write the right order first and call it step_1, step_2; matching files list each source
with its own target beside it. So options get letters by their place, targets get numbers, and
before that the things to be put in order and the targets are sorted by what they say. Whatever
the key holds has no part in it: two items that differ only in their keys get the same ids.
"""

import re
from collections.abc import Iterable

import msgspec

from invigilate.assessments.items import Accepted, Item, Key, Option, Slot


def lettered(item: Item) -> Item:
    """The item with delivered ids in its slots and keys. Doing it twice changes nothing more."""
    slots: list[Slot] = []
    keys = {key.slot: key for key in item.keys}
    for slot in item.slots:
        options = sorted(slot.options, key=_text) if slot.kind == "order" else slot.options
        targets = sorted(slot.targets, key=_text)
        first = {option.id: letters(n) for n, option in enumerate(options)}
        second = {target.id: str(n + 1) for n, target in enumerate(targets)}
        slots.append(
            msgspec.structs.replace(
                slot,
                options=tuple(_named(options, first, keep_fixed=slot.kind != "order")),
                targets=tuple(_named(targets, second, keep_fixed=False)),
            )
        )
        if slot.id in keys and slot.options:
            keys[slot.id] = _rekeyed(keys[slot.id], slot, first, second)
    return msgspec.structs.replace(item, slots=tuple(slots), keys=tuple(keys.values()))


def letters(number: int) -> str:
    """a … z, aa, ab … for 0, 1, 2 …"""
    name = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("a") + rest) + name
    return name


def _text(option: Option) -> tuple[str, str]:
    return re.sub(r"<[^<>]*>", "", option.body).strip().casefold(), option.body


def _named(options: Iterable[Option], names: dict[str, str], keep_fixed: bool) -> list[Option]:
    return [Option(names[o.id], o.body, o.fixed and keep_fixed, o.source or o.id) for o in options]


def _rekeyed(key: Key, slot: Slot, first: dict[str, str], second: dict[str, str]) -> Key:
    def renamed(value: str) -> str:
        if slot.kind != "match":
            return first.get(value, value)
        source, _, target = value.partition(" ")
        return f"{first.get(source, source)} {second.get(target, target)}"

    return msgspec.structs.replace(
        key,
        correct=tuple(renamed(value) for value in key.correct),
        accepted=tuple(_moved(entry, renamed(entry.value)) for entry in key.accepted),
    )


def _moved(entry: Accepted, value: str) -> Accepted:
    return msgspec.structs.replace(entry, value=value)
