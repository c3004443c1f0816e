"""Marks that follow from the key alone, exactly; whatever needs judgement says so.

Nothing here rounds before the end: points are decimal numbers, and the sum of an item is kept to
five decimals so that three times 33.33333 % are one point. Rules that a reader might not expect:

* An unanswered slot brings 0, whatever its mapping's default is: QTI's own template for
  map_response asks for NULL first. Unanswered under the rule *person* it brings 0 and nobody is
  asked only if the slot is an essay; any other slot's own processing might reward a blank.
* Texts are compared after Unicode NFC and without white space at their ends; case counts unless
  the key says otherwise.
* A number is judged here and never refused while it is typed. One that cannot be read
  (`invigilate.assessments.numbers` says what can) brings 0 and asks for a person.
* In a mapping every distinct answer counts once. More answers than the slot admits bring 0:
  otherwise naming every pair of a match would be the best answer.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal

import msgspec

from invigilate.assessments.items import LISTED, Accepted, Item, Key, Slot, Tolerance, Value
from invigilate.assessments.numbers import read_number

_FINEST = Decimal("0.00001")
_HUNDRED = Decimal(100)
_NONE = Decimal(0)


class Mark(msgspec.Struct, frozen=True):
    """Points reached, points that could be reached, and whether a person has yet to look."""

    points: Decimal
    out_of: Decimal
    needs_person: bool = False


def mark_item(item: Item, values: Mapping[str, Value | None]) -> Mark:
    """The mark of a whole item. `values`: slot id → value; a slot that is missing is unanswered."""
    marks = [mark(slot, item.key(slot.id), values.get(slot.id)) for slot in item.slots]
    reached = sum((one.points for one in marks), _NONE)
    possible = sum((one.out_of for one in marks), _NONE)
    return Mark(
        _rounded(reached),
        _rounded(possible if item.points is None else item.points) if marks else _NONE,
        any(one.needs_person for one in marks),
    )


def mark(slot: Slot, key: Key, value: Value | None) -> Mark:
    """The mark of one slot. A value of another kind's shape is taken for what it says."""
    given = _given(value)
    if not given:
        blank_may_count = key.rule == "person" and slot.kind != "essay"
        return Mark(_NONE, key.points, blank_may_count)
    if key.rule == "person":
        return Mark(_NONE, key.points, True)
    if not _is_within(slot, given):
        return Mark(_NONE, key.points)
    if slot.kind == "number" and read_number(given[0]) is None:
        return Mark(_NONE, key.points, True)
    if key.rule == "exact":
        points = key.points if _is_exact(slot, key, given) else _NONE
    elif key.rule == "map":
        points = _mapped(slot, key, given)
    else:
        points = _first(slot, key, given)
    return Mark(_rounded(points), key.points)


def _given(value: Value | None) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, str):
        return (value,) if value.strip() else ()
    return tuple(value)


def _is_within(slot: Slot, given: tuple[str, ...]) -> bool:
    most = slot.maximum if slot.kind in LISTED else 1
    if most and len(set(given)) > most:
        return False
    sources = Counter(one.split(" ")[0] for one in set(given))
    return slot.kind != "match" or not slot.match_max or max(sources.values()) <= slot.match_max


def _is_exact(slot: Slot, key: Key, given: tuple[str, ...]) -> bool:
    if slot.kind == "number":
        return any(_is_near(given[0], right, key.tolerance) for right in key.correct)
    shown = [_folded(one, key.case_sensitive) for one in given]
    right = [_folded(one, key.case_sensitive) for one in key.correct]
    return shown == right if slot.kind == "order" else sorted(shown) == sorted(right)


def _mapped(slot: Slot, key: Key, given: tuple[str, ...]) -> Decimal:
    total = _NONE
    for one in dict.fromkeys(given):
        entry = next((e for e in key.accepted if _takes(slot, key, e, one)), None)
        total += key.default if entry is None else entry.points
    if key.lower is not None:
        total = max(total, key.lower)
    return total if key.upper is None else min(total, key.upper)


def _first(slot: Slot, key: Key, given: tuple[str, ...]) -> Decimal:
    fitting = (entry for entry in key.accepted if _takes(slot, key, entry, given[0]))
    return next((entry.points for entry in fitting), key.default)


def _takes(slot: Slot, key: Key, entry: Accepted, one: str) -> bool:
    if key.wildcards and entry.value == "*":
        return True
    if slot.kind == "number":
        return _is_near(one, entry.value, entry.tolerance)
    case = entry.case_sensitive and key.case_sensitive
    if key.wildcards:
        return _fits_pattern(one, entry.value, case)
    return _folded(one, case) == _folded(entry.value, case)


def _is_near(typed: str, right: str, tolerance: Tolerance | None) -> bool:
    number, value = read_number(typed), read_number(right)
    if number is None:
        return False
    if tolerance is None:
        return number == value
    if tolerance.kind == "range":
        low, high = tolerance.low, tolerance.high
    elif value is None:
        return False
    elif tolerance.kind == "absolute":
        low, high = value - tolerance.low, value + tolerance.high
    else:
        size = abs(value) / _HUNDRED
        low, high = value - size * tolerance.low, value + size * tolerance.high
    above = number >= low if tolerance.includes_low else number > low
    below = number <= high if tolerance.includes_high else number < high
    return above and below


def _folded(text: str, case_sensitive: bool) -> str:
    plain = unicodedata.normalize("NFC", text).strip()
    return plain if case_sensitive else plain.casefold()


def _fits_pattern(text: str, pattern: str, case_sensitive: bool) -> bool:
    r"""Moodle's wildcard: `*` stands for any characters, `\*` for an asterisk."""
    parts = re.split(r"(?<!\\)\*", _folded(pattern, case_sensitive))
    literal = [part.replace(r"\*", "*") for part in parts]
    return _in_order(_folded(text, case_sensitive), literal)


def _in_order(text: str, parts: list[str]) -> bool:
    """Whether text is the parts with anything between them; linear, so no pattern can stall it."""
    if len(parts) == 1:
        return text == parts[0]
    first, *middle, last = parts
    if not text.startswith(first):
        return False
    at = len(first)
    for part in middle:
        found = text.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return text.endswith(last) and len(text) - len(last) >= at


def _rounded(points: Decimal) -> Decimal:
    return points.quantize(_FINEST).normalize() + _NONE
