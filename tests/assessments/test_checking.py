"""An item that says something impossible is told so, whoever wrote it."""

from decimal import Decimal

import msgspec
import pytest

from invigilate.assessments.checking import check_item
from invigilate.assessments.items import Accepted, Item, Key, Slot, Tolerance
from invigilate.errors import NotValid
from tests.assessments.samples import item_of, options, targets

CHOICE = Slot("s", "choice", options=options("x", "y"), maximum=1)
RIGHT = Key("s", "exact", correct=("a",))


def _changed(**changes: object) -> Item:
    return msgspec.structs.replace(item_of(CHOICE, RIGHT), **changes)


@pytest.mark.parametrize(
    ("item", "why"),
    [
        (_changed(id="a b"), "its id may hold letters, digits and . _ - only."),
        (_changed(body=""), "it has no body."),
        (_changed(body="<p>x</p>"), "each slot stands exactly once in the body."),
        (_changed(keys=()), "each slot has exactly one key."),
        (_changed(keys=(RIGHT, RIGHT)), "each slot has exactly one key."),
        (_changed(slots=(CHOICE, CHOICE)), "two of its slots have the same id."),
        (_changed(points=Decimal("Infinity")), "its points are out of bounds."),
        (
            item_of(Slot("s", "choice"), RIGHT),
            "'s' is a choice and has no options.",
        ),
        (
            item_of(Slot("s", "text", options=options("x")), RIGHT),
            "'s' is a text and has needless options.",
        ),
        (
            item_of(Slot("s", "choice", options=options("x", "y"), maximum=2), RIGHT),
            "'s' takes one option: use the kind 'choices' for more.",
        ),
        (
            item_of(Slot("s", "match", options=options("x")), Key("s", "person")),
            "'s': a match has targets, others not.",
        ),
        (item_of(CHOICE, Key("s", "exact")), "'s' has no right answer."),
        (
            item_of(CHOICE, Key("s", "exact", correct=("c",))),
            "a right answer of 's' is not among its options: ['c'].",
        ),
        (
            item_of(
                Slot("s", "match", options=options("x"), targets=targets("p")),
                Key("s", "map", accepted=(Accepted("a 2", Decimal(1)),)),
            ),
            "a right answer of 's' is not among its options: ['a 2'].",
        ),
        (
            item_of(Slot("s", "number"), Key("s", "exact", correct=("ten",))),
            "a right answer of 's' is no number: ['ten'].",
        ),
        (item_of(Slot("s", "essay"), RIGHT), "an essay is marked by a person."),
        (
            item_of(CHOICE, Key("s", "exact", Decimal("1e9"), ("a",))),
            "the points of 's' are out of bounds.",
        ),
        (item_of(Slot("s", "text", minimum=-1), RIGHT), "'s' has a limit below 0."),
    ],
)
def test_each_fault_is_named(item: Item, why: str) -> None:
    with pytest.raises(NotValid) as refused:
        check_item(item)
    assert refused.value.sentence == why


def test_what_is_sound_passes() -> None:
    tolerance = Tolerance("range", Decimal(3), Decimal(4))
    number = Key("s", "first", accepted=(Accepted("3..4", Decimal(1), tolerance=tolerance),))
    check_item(item_of(CHOICE, RIGHT))
    check_item(item_of(Slot("s", "number"), number))
    check_item(Item("r", "Read", "<p>Read.</p>"))
