"""Files that a spreadsheet program opens as they are meant."""

import csv
import io
from decimal import Decimal

import pytest

from invigilate.assessments.delivering import DeliveredOption
from invigilate.assessments.items import Value
from invigilate.grading.export import answers_csv, guarded, results_csv
from invigilate.grading.model import HandMark, Marks, Part, result_of
from tests.grading.hall import booklet, slot


def test_a_file_has_a_mark_in_front_quotes_everywhere_and_crlf() -> None:
    data = answers_csv([booklet("a1", "Ended", ("q1", 'say "ü"; so'))], ["q1"], {})
    assert data == (
        b"\xef\xbb\xbf"
        b'"number","name","hall","desk","status","seal","held","q1"\r\n'
        b'"A1","A1","North","7","Ended","0","0","say ""\xc3\xbc""; so"\r\n'
    )


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_what_looks_like_a_formula_is_text(start: str) -> None:
    assert guarded(f"{start}1+1") == f"'{start}1+1"
    evil = f"{start}cmd"
    data = answers_csv([booklet("a1", "Ended", ("q1", evil), name=evil)], ["q1"], {})
    [_, line] = rows(data)
    assert (line[1], line[7]) == (f"'{evil}", f"'{evil}")


@pytest.mark.parametrize("text", ["", "1042", "0042", "a=1", "'quoted", " =1"])
def test_what_does_not_is_left_alone(text: str) -> None:
    assert guarded(text) == text


def test_an_items_name_is_guarded_too() -> None:
    assert rows(answers_csv([], ["-q1"], {}))[0][-1] == "'-q1"


def test_each_slot_has_a_column_and_parts_of_an_answer_are_parted() -> None:
    given = booklet("a1", "Submitted", ("q1", ("a", "c")), ("q3", ("a 1", "b 2")), seals=2, held=3)
    data = answers_csv([given], ["q1", "q2/x", "q3"], {})
    assert rows(data) == [
        ["number", "name", "hall", "desk", "status", "seal", "held", "q1", "q2/x", "q3"],
        ["A1", "A1", "North", "7", "Submitted", "2", "3", "a; c", "", "a 1; b 2"],
    ]


def options(*bodies: str) -> tuple[DeliveredOption, ...]:
    return tuple(DeliveredOption("abc"[n], body, False) for n, body in enumerate(bodies))


def test_beside_the_letters_stands_what_the_chosen_options_say() -> None:
    slots = {
        "q1": slot("choices", options("<p>Paris</p>", "=cmd|' /C calc'!A0", "Rome")),
        "q2": slot("match", options("Austria"), options("Vienna")),
        "q3": slot("essay"),
    }
    given: list[tuple[str, Value]] = [("q1", ("b", "a")), ("q2", ("a a",)), ("q3", "as written")]
    data = answers_csv([booklet("a1", "Submitted", *given), booklet("b2")], list(slots), slots)
    assert [line[7:] for line in rows(data)] == [
        ["q1", "q1 (text)", "q2", "q2 (text)", "q3"],
        ["b; a", "'=cmd|' /C calc'!A0; Paris", "a a", "Austria → Vienna", "as written"],
        ["", "", "", "", ""],
    ]


def test_what_a_person_gave_counts_and_what_they_wrote_stands_at_the_end() -> None:
    marks = (
        HandMark(Decimal(1), "Short.", "p1", "Pat", 1),
        HandMark(Decimal("3.5"), "=Good", "p1", "Pat", 2),
    )
    parts = (Part("q1", Decimal(0), Decimal(4), needs_person=True, by_hand=marks),)
    one = booklet("a1", "Submitted", ("q1", "x"), seals=1)
    result = result_of(one, {("a1", 1): Marks("a1", 1, parts)})
    [_, line] = rows(results_csv([(result, {"q1": parts[0]})], ["q1"]))
    assert line[5:] == ["scored", "", "3.5", "4", "87.5", "75-100", "3.5", "q1: =Good"]


def test_results_have_points_and_percent_as_they_were_computed() -> None:
    parts = (Part("q1", Decimal("-0.5"), Decimal(1)), Part("q2", Decimal(1), Decimal(2)))
    one = booklet("a1", "Submitted", ("q1", "b"), seals=1)
    result = result_of(one, {("a1", 1): Marks("a1", 1, parts)})
    data = results_csv([(result, {part.item: part for part in parts})], ["q1", "q2", "q3"])
    head = "number,name,hall,desk,status,result,detail,points,out_of,percent,band,q1,q2,q3,comments"
    assert rows(data) == [
        head.split(","),
        [
            *("A1", "A1", "North", "7", "Submitted", "scored", ""),
            *("0.5", "3", "16.66666666666666666666666667", "0-25", "-0.5", "1", "", ""),
        ],
    ]


def test_a_part_that_waits_says_so_and_a_number_is_never_written_with_an_exponent() -> None:
    waiting = Part("q1", Decimal(0), Decimal(5), needs_person=True)
    large = Part("q2", Decimal("1E+2"), Decimal("1E+2"))
    one = booklet("a1", "Submitted", ("q1", "b"), seals=1)
    result = result_of(one, {("a1", 1): Marks("a1", 1, (waiting, large))})
    data = results_csv([(result, {"q1": waiting, "q2": large})], ["q1", "q2"])
    assert rows(data)[1][5:] == [
        *("Ungraded", "waits for a person", "100", "105", "", ""),
        *("waits for a person", "100", ""),
    ]


def rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
