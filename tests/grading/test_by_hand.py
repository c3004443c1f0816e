"""What waits for a person, and what a person's mark must be."""

from decimal import Decimal

import pytest

from invigilate.assessments.delivering import DeliveredItem, DeliveredPaper
from invigilate.assessments.items import Item, Scorer
from invigilate.errors import Refused
from invigilate.grading.by_hand import Answered, ItemToMark, NewMark, Response, to_mark, with_mark
from invigilate.grading.model import HandMark, Marks, Part
from tests.grading.hall import booklet, slot

ESSAY = Part("q2", Decimal(0), Decimal("5.5"), needs_person=True)
PAPER = DeliveredPaper(
    "A paper",
    "",
    "free",
    (
        DeliveredItem("q1", "One", "<p>Pick.</p>", (slot("choice"),)),
        DeliveredItem("q2", "Two", "<p>Why?</p>", (slot("essay", number=1, prompt="Write."),)),
    ),
)
RUBRIC = '<p>Look: <img src="media/p.png" alt="a > b"> <img src="media/q.png"></p>'
ITEMS = [
    Item("q1", "One", ""),
    Item("q2", "Two", "", scorer=Scorer(RUBRIC, ("Because.",))),
]


def new(points: str = "3", comment: str = "", after: int = 0) -> NewMark:
    return NewMark("ann", 1, "q2", Decimal(points), comment, after)


def given(part: Part, mark: NewMark, by: str = "p1") -> Part:
    return with_mark(part, mark, by, by.upper(), 7)


def test_a_mark_stands_behind_those_before_it_and_none_is_lost() -> None:
    first = given(ESSAY, new("3", " Good. "))
    assert first.by_hand == (HandMark(Decimal(3), "Good.", "p1", "P1", 7),)
    second = given(first, new("5.50", after=1), "p2")
    assert second.by_hand == (*first.by_hand, HandMark(Decimal("5.5"), "", "p2", "P2", 7))
    assert (second.points, second.counted) == (Decimal(0), Decimal("5.5"))


def test_the_same_mark_again_changes_nothing() -> None:
    first = given(ESSAY, new())
    assert given(first, new()) is first


def test_of_two_who_mark_at_once_the_second_is_told() -> None:
    first = given(ESSAY, new())
    with pytest.raises(Refused, match="marked-meanwhile"):
        given(first, new(), "p2")
    with pytest.raises(Refused, match="marked-meanwhile"):
        given(first, new("4", after=2))


@pytest.mark.parametrize("points", ["-0.01", "5.51", "1.005", "NaN", "Infinity", "1E+999999"])
def test_points_that_do_not_fit_are_refused(points: str) -> None:
    with pytest.raises(Refused) as refused:
        given(ESSAY, new(points))
    assert (refused.value.word, refused.value.status) == ("points", 422)


@pytest.mark.parametrize("points", ["0", "5.5", "0.25", "1E+0"])
def test_points_from_nothing_to_all_are_taken(points: str) -> None:
    assert given(ESSAY, new(points)).counted == Decimal(points)


def test_all_points_are_taken_though_they_have_many_decimals() -> None:
    third = Part("q2", Decimal(0), Decimal("0.33333"), needs_person=True)
    assert given(third, new("0.33333")).counted == Decimal("0.33333")


def test_a_comment_has_its_limit() -> None:
    assert given(ESSAY, new(comment="x" * 2_000)).by_hand[0].comment == "x" * 2_000
    with pytest.raises(Refused, match="comment"):
        given(ESSAY, new(comment="x" * 2_001))


def test_what_the_key_marks_is_nobodys_to_give() -> None:
    with pytest.raises(Refused, match="not-for-a-person"):
        given(Part("q2", Decimal(1), Decimal(1)), new("1"))


def test_who_marks_sees_the_question_the_rubric_and_each_response_under_its_number() -> None:
    booklets = [
        booklet("ann", "Submitted", ("q1", "a"), ("q2", "=As\n written "), seals=1),
        booklet("bob", "Submitted", ("q2", "Mine"), seals=2),
        booklet("cem", "Submitted", ("q1", " "), seals=1),
        booklet("dan", "Ended", ("q2", "Soon"), seals=1),
        booklet("eva", "Submitted", ("q1", "a"), seals=1),
        booklet("fay", "Absent"),
    ]
    mark = HandMark(Decimal(4), "", "p1", "Pat", 1)
    marked = Part("q2", Decimal(0), Decimal("5.5"), True, (mark,))
    by_key, done = Part("q1", Decimal(1), Decimal(1)), Part("q2", Decimal(0), Decimal("5.5"))
    marks = {
        ("ann", 1): Marks("ann", 1, (by_key, ESSAY)),
        ("bob", 1): Marks("bob", 1, (by_key, ESSAY)),
        ("bob", 2): Marks("bob", 2, (by_key, marked)),
        ("cem", 1): Marks("cem", 1, (by_key, ESSAY)),
        ("dan", 1): Marks("dan", 1, (by_key, ESSAY)),
        ("eva", 1): Marks("eva", 1, (by_key, done)),
    }
    written = [[Answered("Write.", "essay", [text])] for text in ("=As\n written ", "Mine")]
    assert to_mark(PAPER, ITEMS, booklets, marks) == [
        ItemToMark(
            item="q2",
            title="Two",
            body="<p>Why?</p>",
            rubric="<p>Look: [a > b] </p>",
            model_answers=("Because.",),
            out_of=Decimal("5.5"),
            responses=[
                Response("ann", "ANN", 1, written[0], Decimal(0), ()),
                Response("bob", "BOB", 2, written[1], Decimal(0), (mark,)),
            ],
        )
    ]


def test_where_nothing_waits_there_is_nothing() -> None:
    assert to_mark(PAPER, ITEMS, [booklet("fay", "Absent")], {}) == []
