"""Whether an item says nothing impossible, whoever wrote it."""

import re
from decimal import Decimal

from invigilate.assessments.items import Item, Key, Slot
from invigilate.assessments.numbers import read_number
from invigilate.errors import NotValid

MOST_SLOTS = 200
MOST_OPTIONS = 200
MOST_POINTS = Decimal(1_000_000)

_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_PLACE = re.compile(r'<(?:span|div) data-slot="([^"]*)">')
_WITH_OPTIONS = frozenset({"choice", "choices", "inline", "match", "order"})


def check_item(item: Item) -> None:
    """Raises NotValid("faulty-item") with the first thing that is wrong, and what to do."""
    _need(_is_id(item.id), "its id may hold letters, digits and . _ - only.")
    _need(bool(item.body), "it has no body.")
    _need(len(item.slots) <= MOST_SLOTS, f"it has more than {MOST_SLOTS} slots.")
    ids = [slot.id for slot in item.slots]
    _need(len(set(ids)) == len(ids), "two of its slots have the same id.")
    places = _PLACE.findall(item.body)
    _need(sorted(places) == sorted(ids), "each slot stands exactly once in the body.")
    keyed = [key.slot for key in item.keys]
    _need(sorted(keyed) == sorted(ids), "each slot has exactly one key.")
    _need(item.points is None or _is_worth(item.points), "its points are out of bounds.")
    for slot in item.slots:
        _check_slot(slot)
        _check_key(slot, item.key(slot.id))


def _check_slot(slot: Slot) -> None:
    _need(_is_id(slot.id), f"the slot id {slot.id!r} may hold letters, digits and . _ - only.")
    options = [option.id for option in slot.options]
    targets = [target.id for target in slot.targets]
    for ids in (options, targets):
        _need(len(set(ids)) == len(ids), f"two options of {slot.id!r} have the same id.")
        _need(all(map(_is_id, ids)), f"an option id of {slot.id!r} is empty or has a space.")
        _need(len(ids) <= MOST_OPTIONS, f"{slot.id!r} has more than {MOST_OPTIONS} options.")
    _need(
        bool(options) == (slot.kind in _WITH_OPTIONS),
        f"{slot.id!r} is a {slot.kind} and has {'no' if not options else 'needless'} options.",
    )
    _need(bool(targets) == (slot.kind == "match"), f"{slot.id!r}: a match has targets, others not.")
    numbers = (slot.minimum, slot.maximum, slot.match_max, slot.max_length)
    _need(min(numbers) >= 0, f"{slot.id!r} has a limit below 0.")
    _need(
        slot.kind not in ("choice", "inline") or slot.maximum <= 1,
        f"{slot.id!r} takes one option: use the kind 'choices' for more.",
    )


def _check_key(slot: Slot, key: Key) -> None:
    worth = [key.points, key.default, *(entry.points for entry in key.accepted)]
    worth += [bound for bound in (key.lower, key.upper) if bound is not None]
    _need(all(map(_is_worth, worth)), f"the points of {slot.id!r} are out of bounds.")
    _need(slot.kind != "essay" or key.rule == "person", "an essay is marked by a person.")
    has_answer = key.rule != "exact" or not key.points or bool(key.correct)
    _need(has_answer, f"{slot.id!r} has no right answer.")
    values = [*key.correct, *(entry.value for entry in key.accepted)]
    if slot.kind in _WITH_OPTIONS:
        unknown = [value for value in values if not is_offered(slot, value)]
        _need(not unknown, f"a right answer of {slot.id!r} is not among its options: {unknown}.")
    if slot.kind == "number":
        ranged = {e.value for e in key.accepted if e.tolerance and e.tolerance.kind == "range"}
        if key.tolerance is not None and key.tolerance.kind == "range":
            ranged |= set(key.correct)
        read = [v for v in values if v not in ranged and not (key.wildcards and v == "*")]
        wrong = [value for value in read if read_number(value) is None]
        _need(not wrong, f"a right answer of {slot.id!r} is no number: {wrong}.")


def is_offered(slot: Slot, value: str) -> bool:
    """Whether an option, or a pair of a match, is one that the slot offers."""
    options = {option.id for option in slot.options}
    if slot.kind != "match":
        return value in options
    source, _, target = value.partition(" ")
    return source in options and target in {one.id for one in slot.targets}


def _is_id(text: str) -> bool:
    return _ID.fullmatch(text) is not None


def _is_worth(points: Decimal) -> bool:
    return points.is_finite() and abs(points) <= MOST_POINTS


def _need(holds: bool, sentence: str) -> None:
    if not holds:
        raise NotValid("faulty-item", sentence)
