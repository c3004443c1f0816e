"""Percentages, bands, and where a booklet stands in grading."""

from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from invigilate.assessments.items import Item, Key, Slot, placeholder
from invigilate.grading.model import (
    Band,
    Grading,
    HandMark,
    Marks,
    Part,
    band,
    counted,
    marked,
    percent_of,
    result_of,
    shown,
)
from invigilate.rooms.record import Booklet
from tests.assessments.samples import item_of, options, slot_of
from tests.grading.hall import booklet

RIGHT = Decimal(2)


@pytest.mark.parametrize(
    ("percent", "expected", "text"),
    [
        ("0", Band.LOWEST, "0.0"),
        ("24.94", Band.LOWEST, "24.9"),
        ("24.96", Band.LOWEST, "24.96"),
        ("24.996", Band.LOWEST, "24.996"),
        ("25", Band.LOW, "25.0"),
        ("49.99999", Band.LOW, "49.99999"),
        ("50", Band.HIGH, "50.0"),
        ("74.95", Band.HIGH, "74.95"),
        ("75", Band.HIGHEST, "75.0"),
        ("99.99", Band.HIGHEST, "100.0"),
        ("100", Band.HIGHEST, "100.0"),
        ("-3", Band.LOWEST, "-3.0"),
        ("104", Band.HIGHEST, "104.0"),
    ],
)
def test_a_score_on_a_border_is_in_the_upper_band_and_never_shown_in_another(
    percent: str, expected: Band, text: str
) -> None:
    assert band(Decimal(percent)) is expected
    assert shown(Decimal(percent)) == text


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_what_is_shown_is_in_the_band_of_what_was_reached(points: int, out_of: int) -> None:
    percent = percent_of(Decimal(min(points, out_of)), Decimal(out_of))
    assert percent is not None
    assert band(Decimal(shown(percent))) is band(percent)
    exact = 4 * min(points, out_of) // out_of
    assert list(Band).index(band(percent)) == min(exact, 3)


def test_of_a_paper_without_points_there_are_no_percent() -> None:
    assert percent_of(Decimal(0), Decimal(0)) is None


def several() -> Item:
    """An item of two slots beside one another."""
    slots = (Slot("a", "choice", options=options("x", "y")), Slot("b", "text"))
    body = "".join(placeholder(slot.id, slot.kind) for slot in slots)
    keys = (Key("a", "exact", RIGHT, ("b",)), Key("b", "exact", RIGHT, ("Rome",)))
    return Item("many", "Many", body, slots, keys)


def test_answers_find_their_items_by_label_and_texts_to_read_have_no_marks() -> None:
    reading = Item("read", "Read", "<p>Read.</p>")
    one = item_of(slot_of("text"), Key("s", "exact", RIGHT, ("Oslo",)))
    answers = [("many/b", "Rome"), ("many/a", "a"), ("item-s", "Oslo")]
    assert marked([reading, several(), one], answers) == (
        Part("many", Decimal(2), Decimal(4)),
        Part("item-s", Decimal(2), Decimal(2)),
    )


def test_an_answer_of_another_edition_is_never_marked() -> None:
    with pytest.raises(ValueError, match="label 'many'"):
        marked([several()], [("many", "a")])


def marks(points: str = "1", *, needs_person: bool = False) -> dict[tuple[str, int], Marks]:
    part = Part("q", Decimal(points), Decimal(3), needs_person)
    return {("s", 1): Marks("s", 1, (part,))}


@pytest.mark.parametrize(
    ("one", "found", "grading", "detail"),
    [
        (booklet("s", "Absent"), {}, Grading.UNATTEMPTED, "absent"),
        (booklet("s", "Joined"), {}, Grading.UNATTEMPTED, "absent"),
        (booklet("s", "In Progress"), {}, Grading.UNATTEMPTED, "blank"),
        (booklet("s", "Submitted", ("q", "  "), seals=1), marks("0"), Grading.UNATTEMPTED, "blank"),
        (booklet("s", "Submitted", ("q", ()), seals=1), marks("0"), Grading.UNATTEMPTED, "blank"),
        (booklet("s", "In Progress", ("q", "x")), {}, Grading.UNGRADED, "not submitted"),
        (booklet("s", "Ended", ("q", "x"), seals=1), marks(), Grading.UNGRADED, "not submitted"),
        (booklet("s", "Submitted", ("q", "x"), seals=1), {}, Grading.UNGRADED, "being marked"),
        (
            booklet("s", "Submitted", ("q", "x"), seals=2),
            marks(),
            Grading.UNGRADED,
            "being marked",
        ),
        (
            booklet("s", "Submitted", ("q", "x"), seals=1),
            marks(needs_person=True),
            Grading.UNGRADED,
            "waits for a person",
        ),
        (booklet("s", "Submitted", ("q", "x"), seals=1), marks(), Grading.SCORED, ""),
    ],
)
def test_a_booklet_stands_in_exactly_one_place(
    one: Booklet, found: dict[tuple[str, int], Marks], grading: Grading, detail: str
) -> None:
    result = result_of(one, found)
    assert (result.result, result.detail) == (grading, detail)


def test_a_scored_booklet_has_its_percent_unrounded_and_one_that_waits_has_none() -> None:
    one = booklet("s", "Submitted", ("q", "x"), seals=1)
    scored = result_of(one, marks())
    assert (scored.points, scored.out_of) == (Decimal(1), Decimal(3))
    assert (scored.percent, scored.shown, scored.band) == (
        Decimal(100) / 3,
        "33.3",
        Band.LOW,
    )
    waiting = result_of(one, marks(needs_person=True))
    assert (waiting.points, waiting.percent, waiting.shown, waiting.band) == (
        Decimal(1),
        None,
        "",
        None,
    )


@pytest.mark.parametrize("status", ["Submitted", "Ended", "In Progress"])
def test_who_wrote_nothing_is_in_no_band(status: str) -> None:
    one = booklet("s", status, ("q", " "), seals=1)
    result = result_of(one, marks("0"))
    assert (result.result, result.percent, result.shown, result.band) == (
        Grading.UNATTEMPTED,
        None,
        "",
        None,
    )


def test_the_latest_mark_by_hand_counts_and_the_points_by_the_key_stay_beside_it() -> None:
    hands = tuple(HandMark(Decimal(n), "", "p", "Pat", n) for n in (3, 2))
    part = Part("q", Decimal(1), Decimal(3), needs_person=True)
    assert (part.counted, part.waits) == (Decimal(1), True)
    done = Part("q", Decimal(1), Decimal(3), needs_person=True, by_hand=hands)
    assert (done.points, done.counted, done.waits) == (Decimal(1), Decimal(2), False)
    found = Marks("s", 1, (part, done))
    assert (found.points, found.needs_person) == (Decimal(3), True)


def test_a_sum_has_no_zeros_at_its_end() -> None:
    parts = tuple(Part("q", Decimal(n), Decimal(m)) for n, m in (("2.5", "5"), ("0.5", "5.0")))
    found = Marks("s", 1, parts)
    assert (str(found.points), str(found.out_of)) == ("3", "10")


def test_marks_that_were_stored_before_anyone_gave_one_are_read() -> None:
    stored = b'[["q1","2","2",false],["q2","0","5",true]]'
    assert msgspec.json.decode(stored, type=tuple[Part, ...]) == (
        Part("q1", Decimal(2), Decimal(2)),
        Part("q2", Decimal(0), Decimal(5), needs_person=True),
    )


def test_the_three_counts_add_up_to_all() -> None:
    results = [result_of(booklet(f"s{n}", "Absent"), {}) for n in range(4)]
    counts = counted(results)
    assert counts == {Grading.UNGRADED: 0, Grading.UNATTEMPTED: 4, Grading.SCORED: 0}
    assert sum(counts.values()) == len(results)
