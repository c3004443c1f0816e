"""One QTI item, 2.x or 3.0, as an item of ours."""

import re
from collections.abc import Callable
from decimal import Decimal

import msgspec

from invigilate.assessments.checking import check_item
from invigilate.assessments.exchange.qti_body import Writer
from invigilate.assessments.exchange.qti_names import (
    Element,
    attribute,
    child,
    children,
    is_true,
    language,
    line,
    name,
    points,
    text,
    within,
)
from invigilate.assessments.exchange.qti_processing import Declaration, Term, check, recognise
from invigilate.assessments.exchange.qti_slots import read_key, read_slot
from invigilate.assessments.exchange.report import faulty
from invigilate.assessments.items import Item, Key, Scorer, Slot, Source, clean_id, placeholder
from invigilate.assessments.lettering import lettered
from invigilate.errors import NotValid

NOT_RUN = "its own response processing is not run: a person marks it"
NO_SCORE = "it sets no score: a person marks it"
_PLACES = re.compile(r'<(span|div) data-slot="[^"]*"></\1>')
_TEMPLATES = ("templateDeclaration", "templateProcessing")


def read_item(
    root: Element, source: Source, picture: Callable[[str], str | None]
) -> tuple[Item, list[str]]:
    """The item and the warnings about it. Raises NotValid("faulty-item") with what is wrong."""
    reading = _Reading(root, picture)
    item = reading.item(msgspec.structs.replace(source, line=line(root)))
    if item.deliverable:
        check_item(item)
    return lettered(item), reading.notes


class _Reading:
    def __init__(self, root: Element, picture: Callable[[str], str | None]) -> None:
        self.root = root
        self.notes: list[str] = []
        self.declared = {one.id: one for one in map(_declaration, _responses(root))}
        self.outcomes = _outcomes(root)
        self.slots: dict[str, Slot] = {}
        self.writer = Writer(picture, self._place)
        self.placed: list[str] = []

    def item(self, source: Source) -> Item:
        """The item, with the options' ids still as in the file."""
        processing = child(self.root, "responseProcessing")
        body = self._body()
        for feedback in children(self.root, "modalFeedback"):
            self.writer.feedback.append(self.writer.for_scorers(feedback))
        why_not = self._why_not(body, _scores(processing))
        keys: tuple[Key, ...] = ()
        if not why_not:
            check(processing, self.declared)
            keys = self._keys(recognise(processing, self.outcomes))
            self._look_for_leftovers()
        self.notes += self.writer.notes
        return Item(
            clean_id(attribute(self.root, "identifier"), "item"),
            attribute(self.root, "title") or attribute(self.root, "identifier"),
            _PLACES.sub("", body).strip() if why_not else body,
            () if why_not else tuple(self.slots.values()),
            keys,
            self._scorer(),
            self._points(),
            tuple(dict.fromkeys(self.writer.media)),
            language(self.root),
            not why_not,
            why_not,
            source,
        )

    def _body(self) -> str:
        body = child(self.root, "itemBody")
        return "" if body is None else self.writer.body(body, self.placed)

    def _place(self, element: Element) -> str:
        response = attribute(element, "responseIdentifier")
        declared = self.declared.get(response)
        if declared is None:
            raise faulty(f"{name(element)} writes to {response!r}: not declared.", line(element))
        if response in self.slots:
            raise faulty(f"two interactions write to {response!r}.", line(element))
        if name(element) == "extendedTextInteraction" and declared.cardinality != "single":
            self.writer.obstacles.append("it takes several texts in one interaction")
        slot = read_slot(element, declared, self.writer)
        self.slots[response] = slot
        self.placed.append(slot.id)
        return placeholder(slot.id, slot.kind)

    def _why_not(self, body: str, is_scored: bool) -> str:
        reasons = list(self.writer.obstacles)
        if is_true(self.root, "adaptive"):
            reasons.insert(0, "it is adaptive")
        if any(child(self.root, one) is not None for one in _TEMPLATES):
            reasons.insert(0, "it uses template processing")
        if not reasons and not self.slots and self.declared and is_scored:
            names = ", ".join(self.declared)
            reasons.append(f"it scores {names} and has no interaction that takes it")
        if not reasons and not body:
            reasons.append("it has no body")
        return "; ".join(dict.fromkeys(reasons))

    def _keys(self, terms: list[Term] | None) -> tuple[Key, ...]:
        closed = any(slot.kind != "essay" for slot in self.slots.values())
        if closed and terms is None:
            self.notes.append(NOT_RUN)
        elif closed and not terms:
            self.notes.append(NO_SCORE)
        total = self._points()
        share = (Decimal(1) if total is None else total) / max(len(self.slots), 1)
        return tuple(
            read_key(slot, self.declared[response], terms, share)
            for response, slot in self.slots.items()
        )

    def _look_for_leftovers(self) -> None:
        for response, declared in self.declared.items():
            if response not in self.slots:
                self.notes.append(f"no interaction takes the declared response {response!r}")
            elif declared.cardinality == "single" and len(declared.correct) > 1:
                number = len(declared.correct)
                self.notes.append(f"{response!r} is single and declares {number} correct responses")
        if not self.slots and (self._points() or self.declared):
            self.notes.append("it has no interaction: a text to read")

    def _points(self) -> Decimal | None:
        if "MAXSCORE" in self.outcomes:
            return self.outcomes["MAXSCORE"]
        score = (o for o in _declared_outcomes(self.root) if attribute(o, "identifier") == "SCORE")
        return next((points(attribute(one, "normalMaximum")) for one in score), None)

    def _scorer(self) -> Scorer:
        answers = [
            text(value)
            for outcome in _declared_outcomes(self.root)
            if "model" in attribute(outcome, "identifier").lower()
            for value in within(outcome, "value")
        ]
        for response, slot in self.slots.items():
            if slot.kind == "essay":
                answers += self.declared[response].correct
        rubric = "".join(f"<div>{one}</div>" for one in self.writer.rubric if one)
        feedback = tuple(dict.fromkeys(one for one in self.writer.feedback if one))
        media = tuple(dict.fromkeys(self.writer.scorer_media))
        return Scorer(rubric, tuple(filter(None, answers)), feedback, media)


def _scores(processing: Element | None) -> bool:
    return processing is not None and bool(len(processing) or attribute(processing, "template"))


def _responses(root: Element) -> list[Element]:
    return list(children(root, "responseDeclaration"))


def _declared_outcomes(root: Element) -> list[Element]:
    return list(children(root, "outcomeDeclaration"))


def _declaration(element: Element) -> Declaration:
    identifier = attribute(element, "identifier")
    if not identifier:
        raise faulty("a response declaration lacks its identifier.", line(element))
    correct = child(element, "correctResponse")
    values = () if correct is None else tuple(text(one) for one in children(correct, "value"))
    return Declaration(
        identifier,
        attribute(element, "cardinality", "single"),
        attribute(element, "baseType"),
        tuple(" ".join(value.split()) if " " in value else value for value in values if value),
        child(element, "mapping"),
        line(element),
    )


def _outcomes(root: Element) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for outcome in _declared_outcomes(root):
        values = [points(text(value)) for value in within(outcome, "value")]
        if len(values) == 1 and values[0] is not None:
            found[attribute(outcome, "identifier")] = values[0]
    return found


def is_item(root: Element) -> bool:
    """Whether the root is a QTI item."""
    return name(root) == "assessmentItem"


def must_be_item(root: Element, file: str) -> None:
    """Raises NotValid if the root is anything else."""
    if not is_item(root):
        raise NotValid("no-item", f"{file} holds <{name(root)}>, not a QTI item.", file=file)
