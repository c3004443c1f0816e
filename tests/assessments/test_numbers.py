from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invigilate.assessments.numbers import read_number


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1", "1"),
        ("01", "1"),
        (" -1 ", "-1"),
        ("−5", "-5"),
        ("+ 3", "3"),
        ("3,14", "3.14"),
        ("3.14", "3.14"),
        (".5", "0.5"),
        ("5.", "5"),
        ("1e3", "1000"),
        ("1,234", "1.234"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1 234,5", "1234.5"),
        ("1'234.5", "1234.5"),
        ("1\u202f234", "1234"),
        ("1,234,567", "1234567"),
    ],
)
def test_a_number_is_read_with_either_decimal_mark_and_any_grouping(typed: str, meant: str) -> None:
    assert read_number(typed) == Decimal(meant)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "12 cm",
        "½",
        "1,2,3",
        "1 23",
        "nan",
        "Infinity",
        "1_000",
        "٣",
        "--1",
        "1e",
        "9" * 65,
    ],
)
def test_what_is_no_number_is_none(typed: str) -> None:
    assert read_number(typed) is None


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=6, min_value=-(10**9), max_value=10**9
    )
)
def test_every_decimal_is_read_as_itself_with_point_or_comma(number: Decimal) -> None:
    assert [read_number(f"{number:f}"), read_number(f"{number:f}".replace(".", ","))] == [
        number,
        number,
    ]


@given(st.text(max_size=80))
def test_no_text_whatever_raises(text: str) -> None:
    number = read_number(text)
    assert number is None or number.is_finite()
