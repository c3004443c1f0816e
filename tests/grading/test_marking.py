"""Marks follow from the key alone."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invigilate.assessments.items import Accepted, Item, Key, Slot, Tolerance, Value
from invigilate.grading.marking import Mark, mark, mark_item
from tests.assessments.samples import item_of, options, slot_of, targets, worth

TWO = Decimal(2)


def _points(slot: Slot, key: Key, *values: Value | None) -> list[str]:
    return [str(mark(slot, key, value).points) for value in values]


def test_exact_is_all_or_nothing_in_any_order() -> None:
    slot = Slot("s", "choices", options=options("x", "y", "z"))
    key = Key("s", "exact", TWO, ("a", "c"))
    assert _points(slot, key, ("a", "c"), ("c", "a"), ("a",), ("a", "b", "c"), ()) == [
        "2", "2", "0", "0", "0"]  # fmt: skip


def test_an_order_is_right_in_its_order_alone() -> None:
    slot = Slot("s", "order", options=options("x", "y", "z"))
    key = Key("s", "exact", correct=("b", "a", "c"))
    assert _points(slot, key, ("b", "a", "c"), ("a", "b", "c"), ("b", "a")) == ["1", "0", "0"]


def test_pairs_are_right_in_any_order_and_direction_counts() -> None:
    slot = Slot("s", "match", options=options("x", "y"), targets=targets("p", "q"), match_max=0)
    key = Key("s", "exact", correct=("a 2", "b 1"))
    assert _points(slot, key, ("b 1", "a 2"), ("a 1", "b 2"), ("2 a", "1 b")) == ["1", "0", "0"]


def test_a_mapping_adds_up_within_its_bounds_and_each_answer_counts_once() -> None:
    slot = Slot("s", "choices", options=options("x", "y", "z"))
    key = Key(
        "s", "map", TWO, accepted=worth(a="1.5", b="1"), default=Decimal(-1),
        lower=Decimal(0), upper=TWO,
    )  # fmt: skip
    assert _points(slot, key, ("a", "b"), ("b", "b"), ("a", "c"), ("c",), ()) == [
        "2", "1", "0.5", "0", "0"]  # fmt: skip


def test_texts_are_compared_after_nfc_without_outer_space_and_case_as_the_key_says() -> None:
    exact = Key("s", "exact", correct=("École",))
    loose = Key("s", "exact", correct=("École",), case_sensitive=False)
    slot = Slot("s", "text")
    given = ("École", " E\u0301cole ", "école", "Ecole")
    assert _points(slot, exact, *given) == ["1", "1", "0", "0"]
    assert _points(slot, loose, *given) == ["1", "1", "1", "0"]


def test_case_may_be_set_for_each_entry_of_a_mapping() -> None:
    accepted = (Accepted("DNA", Decimal(1)), Accepted("dna", Decimal("0.5"), case_sensitive=False))
    key = Key("s", "map", accepted=accepted)
    assert _points(Slot("s", "text"), key, "DNA", "Dna", "RNA") == ["1", "0.5", "0"]


@pytest.mark.parametrize(
    ("tolerance", "right", "wrong"),
    [
        (None, ["10", "10,0", "1e1"], ["10.0001"]),
        (Tolerance("absolute", Decimal("0.5"), Decimal(1)), ["9.5", "11"], ["9.49", "11.01"]),
        (Tolerance("relative", Decimal(1), Decimal(2)), ["9.9", "10.2"], ["9.89", "10.21"]),
        (Tolerance("range", Decimal(3), Decimal(4)), ["3", "3,5", "4"], ["2.9", "4.1", "10"]),
        (
            Tolerance("absolute", Decimal(1), Decimal(1), False, False),
            ["9.01", "10.99"],
            ["9", "11"],
        ),
    ],
)
def test_numbers_are_judged_exactly(
    tolerance: Tolerance | None, right: list[str], wrong: list[str]
) -> None:
    key = Key("s", "exact", correct=("10",), tolerance=tolerance)
    slot = Slot("s", "number")
    assert _points(slot, key, *right) == ["1"] * len(right)
    assert _points(slot, key, *wrong) == ["0"] * len(wrong)


def test_a_relative_tolerance_of_a_negative_number_is_measured_by_its_size() -> None:
    key = Key("s", "exact", correct=("-10",), tolerance=Tolerance("relative", Decimal(1), TWO))
    assert _points(Slot("s", "number"), key, "-10.1", "-9.8", "-10.2") == ["1", "1", "0"]


def test_no_binary_fraction_spoils_a_number() -> None:
    tolerance = Tolerance("absolute", Decimal("0.1"), Decimal("0.1"))
    key = Key("s", "exact", correct=("0.3",), tolerance=tolerance)
    assert _points(Slot("s", "number"), key, "0.2", "0.4", "0.1999999999999999999") == [
        "1", "1", "0"]  # fmt: skip


def test_what_cannot_be_read_as_a_number_brings_nothing_and_asks_for_a_person() -> None:
    key = Key("s", "exact", correct=("10",))
    assert mark(Slot("s", "number"), key, "ten") == Mark(Decimal(0), Decimal(1), True)
    assert mark(Slot("s", "number"), key, "11") == Mark(Decimal(0), Decimal(1), False)


def test_an_essay_needs_a_person_unless_it_is_blank() -> None:
    key = Key("s", "person", TWO)
    assert mark(Slot("s", "essay"), key, "Because.") == Mark(Decimal(0), TWO, True)
    assert mark(Slot("s", "essay"), key, " \n") == Mark(Decimal(0), TWO, False)
    assert mark(Slot("s", "essay"), key, None) == Mark(Decimal(0), TWO, False)


def test_a_blank_that_an_unknown_rule_might_reward_needs_a_person() -> None:
    assert mark(Slot("s", "text"), Key("s", "person"), None) == Mark(Decimal(0), Decimal(1), True)


def test_unanswered_brings_nothing_whatever_the_default() -> None:
    key = Key("s", "map", default=Decimal(7))
    assert _points(Slot("s", "text"), key, "other", "", None) == ["7", "0", "0"]


def test_more_answers_than_the_slot_takes_bring_nothing() -> None:
    limited = Slot("s", "choices", options=options("x", "y"), maximum=1)
    single = Slot("s", "choice", options=options("x", "y"), maximum=1)
    match = Slot("s", "match", options=options("x"), targets=targets("p", "q"), match_max=1)
    key = Key("s", "map", accepted=worth(a="1", b="1"))
    pairs = Key("s", "map", accepted=(Accepted("a 1", Decimal(1)),))
    assert _points(limited, key, ("a",), ("a", "b")) == ["1", "0"]
    assert _points(single, key, "a", ("a", "b")) == ["1", "0"]
    assert _points(match, pairs, ("a 1",), ("a 1", "a 2")) == ["1", "0"]


def test_wildcards_stand_for_anything() -> None:
    accepted = tuple(Accepted(v, Decimal(1)) for v in ("a*c", "x**y", r"5\*5", "*end"))
    key = Key("s", "first", accepted=accepted, wildcards=True, case_sensitive=False)
    given = ("abc", "AC", "a1c2", "xy", "x-y", "5*5", "5x5", "the END", "end.")
    assert _points(Slot("s", "text"), key, *given) == [
        "1", "1", "0", "1", "1", "1", "0", "1", "0"]  # fmt: skip


def test_a_hostile_pattern_costs_no_time() -> None:
    accepted = (Accepted("*a" * 5_000 + "*b", Decimal(1)),)
    key = Key("s", "first", accepted=accepted, wildcards=True)
    assert _points(Slot("s", "text"), key, "a" * 100_000) == ["0"]


def test_an_item_is_the_sum_of_its_slots_and_says_whether_a_person_is_needed() -> None:
    item = Item(
        "i",
        "I",
        '<p><span data-slot="n"></span></p><div data-slot="e"></div>',
        (Slot("n", "number"), Slot("e", "essay")),
        (Key("n", "exact", correct=("4",)), Key("e", "person", TWO)),
    )
    assert mark_item(item, {"n": "4", "e": "x"}) == Mark(Decimal(1), Decimal(3), True)
    assert mark_item(item, {"n": "4"}) == Mark(Decimal(1), Decimal(3), False)
    assert mark_item(Item("r", "R", "<p>Read.</p>", points=TWO), {}) == Mark(Decimal(0), Decimal(0))


def test_a_slot_without_a_key_is_marked_by_a_person() -> None:
    item = Item("i", "I", "<p></p>", (Slot("s", "text"),))
    assert mark_item(item, {"s": "x"}) == Mark(Decimal(0), Decimal(1), True)


_values = st.none() | st.text(max_size=8) | st.lists(st.text(max_size=4), max_size=4).map(tuple)


@given(
    st.sampled_from(["choice", "choices", "text", "number", "inline", "match", "order", "essay"]),
    st.sampled_from(["exact", "map", "first", "person"]),
    st.booleans(),
    _values,
)
def test_no_value_whatever_raises(kind: str, rule: str, wildcards: bool, value: Value) -> None:
    slot = slot_of(kind, options=options("x", "y"))  # type: ignore[arg-type]
    key = Key("s", rule, correct=("a", "1"), accepted=worth(a="1"), wildcards=wildcards)  # type: ignore[arg-type]
    given_mark = mark_item(item_of(slot, key), {"s": value})
    assert given_mark.points <= given_mark.out_of
