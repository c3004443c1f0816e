"""One set of names for QTI 2.x (`choiceInteraction`, `maxChoices`) and 3.0
(`qti-choice-interaction`, `max-choices`): the 2.x ones are used here, whatever the file writes."""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from lxml import etree

Element = etree._Element

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_TAG_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_MOST_POINTS = Decimal(1_000_000)


def name(element: Element) -> str:
    """The element's name without namespace, in the way of 2.x."""
    local = etree.QName(element).localname
    return _camel(local[4:]) if local.startswith("qti-") else local


def attribute(element: Element, wanted: str, otherwise: str = "") -> str:
    """An attribute by its 2.x name."""
    kebab = re.sub("[A-Z]", lambda c: "-" + c[0].lower(), wanted)
    value = element.get(wanted)
    value = element.get(kebab) if value is None else value
    return otherwise if value is None else value.strip()


def whole(element: Element, wanted: str, otherwise: int = 0) -> int:
    """A count; `otherwise` if it is missing or none."""
    text = attribute(element, wanted)
    return int(text) if re.fullmatch(r"\d{1,6}", text) else otherwise


def is_true(element: Element, wanted: str, otherwise: bool = False) -> bool:
    """A boolean attribute."""
    return attribute(element, wanted, "true" if otherwise else "false") in ("true", "1")


def points(text: str) -> Decimal | None:
    """A finite number of a reasonable size; None for anything else."""
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number) > _MOST_POINTS:
        return None
    return number.normalize() + Decimal(0)


def children(element: Element, *wanted: str) -> Iterator[Element]:
    """The direct children of these names; all if none is given."""
    return (child for child in element if not wanted or name(child) in wanted)


def child(element: Element, wanted: str) -> Element | None:
    """The first direct child of this name."""
    return next(children(element, wanted), None)


def within(element: Element, *wanted: str) -> Iterator[Element]:
    """The descendants of these names, in the order of the document."""
    return (found for found in element.iterdescendants() if name(found) in wanted)


def text(element: Element) -> str:
    """All the text inside."""
    return "".join(map(str, element.itertext())).strip()


def line(element: Element) -> int:
    """Where the element begins, from 1; 0 if not known."""
    at = element.sourceline
    return at if isinstance(at, int) else 0


def language(element: Element) -> str:
    """The language that the element names, if it reads as one (RFC 5646)."""
    return as_language(element.get(LANGUAGE) or "")


def as_language(tag: str) -> str:
    """The tag if it reads as one, else nothing."""
    return tag.strip() if _TAG_LANGUAGE.fullmatch(tag.strip()) else ""


def _camel(kebab: str) -> str:
    first, *rest = kebab.split("-")
    return first + "".join(part.capitalize() for part in rest)
