"""What an answer says, in words."""

import pytest

from invigilate.assessments.delivering import DeliveredOption
from invigilate.assessments.items import Kind, Value
from invigilate.grading.wording import plain, worded
from tests.grading.hall import slot

OPTIONS = (
    DeliveredOption("a", "<p>A <b>red</b>\nsky</p>", False),
    DeliveredOption("b", '<img src="media/x.png" alt="a map">', False),
    DeliveredOption("c", '<img src="media/y.png" alt="">', False),
)
TARGETS = (DeliveredOption("x", "Target", False),)


@pytest.mark.parametrize(
    ("kind", "value", "says"),
    [
        ("choice", "a", ["A red sky"]),
        ("inline", "b", ["a map"]),
        ("choices", ("a", "c"), ["A red sky", "c"]),
        ("order", ("b", "a"), ["a map", "A red sky"]),
        ("match", ("a x", "b z"), ["A red sky → Target", "a map → z"]),
        ("choice", "gone", ["gone"]),
        ("choice", None, []),
        ("choice", "", []),
        ("choices", (), []),
        ("essay", "  two\n  lines ", ["  two\n  lines "]),
        ("number", "0,5", ["0,5"]),
    ],
)
def test_options_are_said_by_their_texts_and_texts_as_written(
    kind: Kind, value: Value | None, says: list[str]
) -> None:
    assert worded(slot(kind, OPTIONS, TARGETS), value) == says


def test_html_is_said_on_one_line() -> None:
    assert plain("<ul><li>x &lt; 1</li><li>H<sub>2</sub>O</li></ul>") == "x < 1 H2O"
