"""What a QTI item's response processing comes to, where it is one of the known patterns.

Response processing is a program, and programs from strangers are not run. Nearly all of them say
one of a few things, though: the standard templates match_correct and map_response, the same
written out, with or without a first look for NULL, with constants or MAXSCORE as the points, one
response or a sum over several, `equal` with a tolerance. These are read as terms of a sum. For
everything else the answer is None, and a person marks the item.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Literal

import msgspec

from invigilate.assessments.exchange.qti_names import (
    Element,
    attribute,
    child,
    children,
    is_true,
    line,
    name,
    points,
    text,
    within,
)
from invigilate.assessments.exchange.report import faulty
from invigilate.assessments.items import Tolerance

SCORE = "SCORE"
_ZERO = Decimal(0)
_MATCH, _MAP = "match_correct", "map_response"


class Declaration(msgspec.Struct, frozen=True):
    """A declared response; `mapping` is its element."""

    id: str
    cardinality: str
    base_type: str
    correct: tuple[str, ...]
    mapping: Element | None
    line: int


class Term(msgspec.Struct, frozen=True):
    """A part of the score: *match* brings `points` if the response is right (`right` in place of
    the declared correct one if given), *map* what the mapping says."""

    response: str
    how: Literal["match", "map"]
    points: Decimal = Decimal(1)
    right: str = ""
    tolerance: Tolerance | None = None


class _Unknown(Exception):
    """The processing is none of the known patterns."""


def recognise(processing: Element | None, outcomes: Mapping[str, Decimal]) -> list[Term] | None:
    """The terms whose sum is the score; [] if none is set; None if the pattern is not known.

    `outcomes`: declared outcome → its default, which stands for the variable.
    """
    if processing is None:
        return []
    template = attribute(processing, "template").rsplit("/", 1)[-1].removesuffix(".xml")
    try:
        if template:
            return [_of_template(template)]
        return list(_Reading(outcomes).statements(children(processing), []))
    except _Unknown:
        return None


def check(processing: Element | None, declared: Mapping[str, Declaration]) -> None:
    """Raises NotValid("faulty-item") if the processing uses what the item does not declare."""
    if processing is None:
        return
    template = attribute(processing, "template").rsplit("/", 1)[-1].removesuffix(".xml")
    used = [(name(found), attribute(found, "identifier"), line(found))
            for found in within(processing, "correct", "mapResponse")]  # fmt: skip
    if template in (_MATCH, _MAP):
        used.append(("correct" if template == _MATCH else "mapResponse", "RESPONSE", 0))
    for what, response, at in used:
        found = declared.get(response)
        if found is None:
            raise faulty(f"its response processing uses {response!r}, which is not declared.", at)
        if what == "correct" and not found.correct:
            raise faulty(
                f"its response processing compares {response!r} with the correct response, and "
                f"none is declared for {response!r}.", at)  # fmt: skip
        if what == "mapResponse" and found.mapping is None:
            raise faulty(f"its response processing maps {response!r}, which has no mapping.", at)


def _of_template(template: str) -> Term:
    if template == _MATCH:
        return Term("RESPONSE", "match")
    if template == _MAP:
        return Term("RESPONSE", "map")
    raise _Unknown


class _Reading:
    def __init__(self, outcomes: Mapping[str, Decimal]) -> None:
        self.outcomes = outcomes

    def statements(self, rules: Iterator[Element], so_far: list[Term]) -> list[Term]:
        """The terms after these rules. A rule that cannot touch the score is passed over."""
        for rule in rules:
            if name(rule) == "setOutcomeValue":
                so_far = self._set(rule, so_far)
            elif name(rule) == "responseCondition":
                so_far = self._condition(rule, so_far)
            else:
                raise _Unknown
        return so_far

    def _set(self, rule: Element, so_far: list[Term]) -> list[Term]:
        outcome = attribute(rule, "identifier")
        if outcome != SCORE:
            if outcome in self.outcomes and _reads(rule, outcome):
                raise _Unknown
            return so_far
        parts = self._summands(_only(rule))
        added = [part for part in parts if isinstance(part, Term)]
        constant = sum((part for part in parts if isinstance(part, Decimal)), _ZERO)
        keeps = SCORE in parts
        if constant or (so_far and not keeps):
            raise _Unknown
        return [*so_far, *added]

    def _summands(self, expression: Element) -> list[Term | Decimal | str]:
        kind = name(expression)
        if kind == "sum":
            return [part for one in children(expression) for part in self._summands(one)]
        if kind == "mapResponse":
            return [Term(attribute(expression, "identifier"), "map")]
        if kind == "variable" and attribute(expression, "identifier") == SCORE:
            return [SCORE]
        return [self._constant(expression)]

    def _constant(self, expression: Element) -> Decimal:
        value = None
        if name(expression) == "baseValue":
            value = points(text(expression))
        elif name(expression) == "variable":
            value = self.outcomes.get(attribute(expression, "identifier"))
        if value is None:
            raise _Unknown
        return value

    def _condition(self, rule: Element, so_far: list[Term]) -> list[Term]:
        if not _sets_score(rule):
            return so_far
        first, other = child(rule, "responseIf"), child(rule, "responseElse")
        if child(rule, "responseElseIf") is not None or len(rule) > 2:
            raise _Unknown
        if first is None:
            return self.statements(children(_need(other)), so_far)
        test, *then = list(children(first))
        otherwise = [] if other is None else list(children(other))
        if name(test) == "isNull":
            self._brings_nothing(then)
            return self.statements(iter(otherwise), so_far)
        if name(test) == "not" and name(_only(test)) == "isNull":
            self._brings_nothing(otherwise)
            return self.statements(iter(then), so_far)
        self._brings_nothing(otherwise)
        return self._if_right(_comparison(test), then, so_far)

    def _if_right(self, term: Term, then: list[Element], so_far: list[Term]) -> list[Term]:
        rules = [rule for rule in then if _sets_score(rule)]
        if len(rules) != 1 or name(rules[0]) != "setOutcomeValue":
            raise _Unknown
        parts = self._summands(_only(rules[0]))
        keeps = SCORE in parts
        gained = [part for part in parts if isinstance(part, Decimal)]
        if len(gained) + keeps != len(parts) or (so_far and not keeps):
            raise _Unknown
        return [*so_far, msgspec.structs.replace(term, points=sum(gained, _ZERO))]

    def _brings_nothing(self, rules: list[Element]) -> None:
        for rule in rules:
            if _sets_score(rule) and (
                name(rule) != "setOutcomeValue" or self._constant(_only(rule)) != 0
            ):
                raise _Unknown


def _comparison(test: Element) -> Term:
    """`match` or `equal` of a response with its correct value or with a constant."""
    if name(test) not in ("match", "equal") or len(test) != 2:
        raise _Unknown
    sides = {name(side): side for side in children(test)}
    variable = _need(sides.get("variable"))
    response = attribute(variable, "identifier")
    tolerance = _tolerance(test) if name(test) == "equal" else None
    if "correct" in sides and attribute(sides["correct"], "identifier") == response:
        return Term(response, "match", tolerance=tolerance)
    constant = _need(sides.get("baseValue"))
    return Term(response, "match", right=text(constant), tolerance=tolerance)


def _tolerance(test: Element) -> Tolerance | None:
    mode = attribute(test, "toleranceMode", "exact")
    if mode == "exact":
        return None
    ends = [points(part) for part in attribute(test, "tolerance").split()]
    low, high = ends[0] if ends else None, ends[-1] if ends else None
    if mode not in ("absolute", "relative") or len(ends) > 2 or low is None or high is None:
        raise _Unknown
    return Tolerance(
        "absolute" if mode == "absolute" else "relative",
        low,
        high,
        is_true(test, "includeLowerBound", True),
        is_true(test, "includeUpperBound", True),
    )


def _sets_score(rule: Element) -> bool:
    """Whether the rule may change the score or the course of the processing."""
    for found in (rule, *rule.iterdescendants()):
        kind = name(found)
        if kind == "setOutcomeValue" and attribute(found, "identifier") == SCORE:
            return True
        if kind.startswith(("exit", "set", "include")) and kind != "setOutcomeValue":
            return True
        if kind == "responseProcessingFragment":
            return True
    return False


def _reads(rule: Element, outcome: str) -> bool:
    """Whether the rest of the processing uses the outcome that this rule changes."""
    root = rule
    while (above := root.getparent()) is not None and name(root) != "responseProcessing":
        root = above
    return any(attribute(found, "identifier") == outcome for found in within(root, "variable"))


def _only(element: Element) -> Element:
    if len(element) != 1:
        raise _Unknown
    return element[0]


def _need(element: Element | None) -> Element:
    if element is None:
        raise _Unknown
    return element
