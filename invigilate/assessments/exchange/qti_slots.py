"""The six interactions that are delivered, as slots, and their keys."""

from collections.abc import Iterable
from decimal import Decimal

from invigilate.assessments.checking import MOST_OPTIONS, is_offered
from invigilate.assessments.exchange.qti_body import Writer
from invigilate.assessments.exchange.qti_names import (
    Element,
    attribute,
    children,
    is_true,
    line,
    name,
    points,
    whole,
)
from invigilate.assessments.exchange.qti_processing import Declaration, Term
from invigilate.assessments.exchange.report import faulty
from invigilate.assessments.items import Accepted, Key, Kind, Option, Slot, clean_id

NUMERIC = frozenset({"integer", "float"})
_ZERO, _ONE = Decimal(0), Decimal(1)


def read_slot(element: Element, declared: Declaration, writer: Writer) -> Slot:
    """The slot of an interaction. Its options keep the ids of the file for now."""
    kind = _kind(element, declared)
    slot_id = clean_id(declared.id, "RESPONSE")
    prompt = writer.prompt(element)
    if kind in ("text", "number", "essay"):
        return Slot(
            slot_id,
            kind,
            prompt,
            expected_length=whole(element, "expectedLength"),
            expected_lines=whole(element, "expectedLines"),
        )
    if kind == "match":
        return _match(element, slot_id, prompt, writer)
    options = _options(children(element, "simpleChoice", "inlineChoice"), writer, element)
    return Slot(
        slot_id,
        kind,
        prompt,
        options,
        shuffle=is_true(element, "shuffle"),
        minimum=whole(element, "minChoices"),
        maximum=_most(element, kind),
    )


def _most(element: Element, kind: Kind) -> int:
    if kind in ("choice", "inline"):
        return 1
    return whole(element, "maxChoices", 0 if kind == "order" else 1)


def _kind(element: Element, declared: Declaration) -> Kind:
    match name(element):
        case "choiceInteraction":
            several = declared.cardinality != "single" and whole(element, "maxChoices", 1) != 1
            return "choices" if several else "choice"
        case "inlineChoiceInteraction":
            return "inline"
        case "textEntryInteraction":
            return "number" if declared.base_type in NUMERIC else "text"
        case "extendedTextInteraction":
            return "essay"
        case "matchInteraction":
            return "match"
        case _:
            return "order"


def _options(found: Iterable[Element], writer: Writer, parent: Element) -> tuple[Option, ...]:
    listed = list(found)
    if len(listed) > MOST_OPTIONS:
        raise faulty(f"it has more than {MOST_OPTIONS} options.", line(parent))
    options = tuple(
        Option(
            attribute(one, "identifier"),
            writer.part(one),
            is_true(one, "fixed"),
            attribute(one, "identifier"),
        )
        for one in listed
    )
    ids = {option.id for option in options}
    if not options or len(ids) < len(options) or any(not i or " " in i for i in ids):
        raise faulty("its options lack identifiers or share one.", line(parent))
    return options


def _match(element: Element, slot_id: str, prompt: str, writer: Writer) -> Slot:
    sets = list(children(element, "simpleMatchSet"))
    if len(sets) != 2:
        raise faulty("a match interaction needs two sets.", line(element))
    first, second = (
        _options(children(one, "simpleAssociableChoice"), writer, element) for one in sets
    )
    each = [whole(one, "matchMax", 1) for one in children(sets[0], "simpleAssociableChoice")]
    return Slot(
        slot_id,
        "match",
        prompt,
        first,
        second,
        is_true(element, "shuffle"),
        whole(element, "minAssociations"),
        whole(element, "maxAssociations", 1),
        0 if 0 in each else max(each),
    )


def read_key(slot: Slot, declared: Declaration, terms: list[Term] | None, share: Decimal) -> Key:
    """The key of a slot. `terms`: None where the item's own processing is not run; `share`: the
    points of a slot that a person marks."""
    if slot.kind == "essay" or not terms:
        return _for_a_person(slot, declared, share)
    own = [term for term in terms if term.response == declared.id]
    if not own:
        return Key(slot.id, "exact", _ZERO, _offered(slot, declared.correct))
    term = own[0]
    if len(own) > 1:
        return _for_a_person(slot, declared, share)
    if term.how == "map":
        return _mapping(slot, declared)
    right = (term.right,) if term.right else declared.correct
    if declared.cardinality == "single" and len(right) > 1:
        raise faulty(f"{declared.id!r} is single and declares {len(right)} correct responses.")
    _check_right(slot, right)
    return Key(slot.id, "exact", term.points, right, tolerance=term.tolerance)


def _for_a_person(slot: Slot, declared: Declaration, share: Decimal) -> Key:
    right = _offered(slot, declared.correct)
    return Key(slot.id, "person", share, right, _entries(slot, declared))


def _offered(slot: Slot, values: tuple[str, ...]) -> tuple[str, ...]:
    """The values that can be given at all."""
    return tuple(one for one in values if not slot.options or is_offered(slot, one))


def _check_right(slot: Slot, right: tuple[str, ...]) -> None:
    for value in right:
        if not _offered(slot, (value,)):
            raise faulty(f"its correct response {value!r} is not among its options.")


def _entries(slot: Slot, declared: Declaration) -> tuple[Accepted, ...]:
    if declared.mapping is None:
        return ()
    case = is_true(declared.mapping, "caseSensitive", True)
    found: list[Accepted] = []
    for entry in children(declared.mapping, "mapEntry"):
        worth = points(attribute(entry, "mappedValue"))
        if worth is None:
            raise faulty("a mapped value is not a number.", line(entry))
        key = " ".join(attribute(entry, "mapKey").split())
        if _offered(slot, (key,)):
            found.append(Accepted(key, worth, is_true(entry, "caseSensitive", case)))
    return tuple(found)


def _mapping(slot: Slot, declared: Declaration) -> Key:
    mapping = declared.mapping
    assert mapping is not None, "checked before any key is read"
    entries = _entries(slot, declared)
    default = points(attribute(mapping, "defaultValue", "0")) or _ZERO
    lower = points(attribute(mapping, "lowerBound"))
    upper = points(attribute(mapping, "upperBound"))
    gains = [entry.points for entry in entries if entry.points > 0]
    single = slot.kind not in ("choices", "match", "order")
    best = max([*gains, default, _ZERO]) if single else sum(gains, _ZERO)
    most = best if upper is None else min(best, upper)
    return Key(
        slot.id, "map", most, _offered(slot, declared.correct), entries, default, lower, upper
    )
