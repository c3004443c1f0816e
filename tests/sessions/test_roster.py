"""Roster files: read line by line, compared, written; pure."""

import csv
import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invigilate.codes import PersonalKey
from invigilate.errors import NotValid
from invigilate.ids import SeatId
from invigilate.sessions.enrolment import Chance, Changes, Student, compare
from invigilate.sessions.roster import COLUMNS, MOST_LINES, Line, guarded, one, read, written


def chance() -> Chance:
    """Seats s1, s2 …; keys of zeros; a digest that is the key."""
    seats = iter(range(1, 100_000))
    return Chance(lambda: f"s{next(seats)}", lambda _: 0, lambda key: key.encode())


def student(seat: str, number: str, name: str, **more: object) -> Student:
    return Student(seat=SeatId(seat), number=number, name=name, **more)  # type: ignore[arg-type]


def lines(text: str) -> list[tuple[int, str, str, str]]:
    return [(each.line, each.number, each.name, each.why) for each in read(text.encode()).lines]


def compared(text: str, *roster: Student) -> Changes:
    return compare(read(text.encode()), roster, chance())


# --- reading --------------------------------------------------------------------------------


def test_a_plain_file_is_read() -> None:
    sheet = read(b"number,name,hall,desk,extra_percent\n0042, Ada  Lovelace ,Main,A1,25\n")
    assert sheet.header == ("number", "name", "hall", "desk", "extra_percent")
    assert sheet.lines == (
        Line(line=2, number="0042", name="Ada Lovelace", hall="Main", desk="A1", extra_percent=25),
    )


@pytest.mark.parametrize(
    "content",
    [
        "Name;NUMBER\nLovelace, Ada;0042\n",
        '\ufeffname,number\n"Lovelace, Ada",0042\n',
        'number,name\r\n\r\n0042,"Lovelace, Ada"\r\n,\r\n',
        "sep=;\nnumber;name\n0042;Lovelace, Ada\n",
        'hall,number,seen,name\nMain,0042,yes,"Lovelace, Ada"\n',
    ],
)
def test_columns_come_in_any_order_case_and_delimiter(content: str) -> None:
    read_lines = [(each.number, each.name, each.why) for each in read(content.encode()).lines]
    assert read_lines == [("0042", "Lovelace, Ada", "")]


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    text = 'number,name,hall\n1,"Ada\nLovelace",A\n\n2,Charles,B\n'
    assert lines(text) == [(2, "1", "Ada Lovelace", ""), (5, "2", "Charles", "")]
    assert lines("sep=,\nnumber,name\n1,Ada\n") == [(3, "1", "Ada", "")]


def test_a_number_that_stands_twice_refuses_both_lines_and_takes_the_rest() -> None:
    assert lines("number,name\n7,Ada\n8,Grace\n 7 ,Charles\n") == [
        (2, "7", "Ada", "The number 7 stands in line 4, too"),
        (3, "8", "Grace", ""),
        (4, "7", "Charles", "The number 7 stands in line 2, too"),
    ]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (",Ada,,", "The number is missing"),
        ("1,,,", "The name is missing"),
        (f"{'1' * 65},Ada,,", "The number has more than 64 characters"),
        (f"1,{'a' * 201},,", "The name has more than 200 characters"),
        ("1,Ada\u202e,,", "The name holds characters that cannot be seen"),
        ("1,Ada,401,", "The extra time is a number from 0 to 400 (per cent)"),
        ("1,Ada,-1,", "The extra time is a number from 0 to 400 (per cent)"),
        ("1,Ada,nan,", "The extra time is a number from 0 to 400 (per cent)"),
        ("1,Ada,much,", "The extra time is a number from 0 to 400 (per cent)"),
        ("1,Ada,,,more", "It has more fields than the header"),
    ],
)
def test_a_line_is_refused_with_the_reason(line: str, why: str) -> None:
    text = f"number,name,extra_percent,key\n{line}\n2,Grace,,\n"
    found = lines(text)
    assert [found[0][3], found[1][3]] == [why, ""]


def test_a_key_of_another_form_refuses_its_line() -> None:
    found = read(b"number,name,key\n1,Ada,ABC\n2,Grace,7k3m-qxop\n").lines
    assert found[0].why.startswith("A personal key has eight letters and digits")
    assert found[1].key == PersonalKey("7K3MQX0P")


@pytest.mark.parametrize(
    ("text", "percent"), [("", 0), ("25%", 25), ('"12,5"', 12.5), ("400", 400)]
)
def test_extra_time_is_read_as_people_write_it(text: str, percent: float) -> None:
    found = read(f"number,name,extra_percent\n1,Ada,{text}\n".encode()).lines
    assert [(each.extra_percent, each.why) for each in found] == [(percent, "")]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "header"),
        (b"Ada,Grace\n1,2\n", "header"),
        (b"number,name,Number\n1,Ada,2\n", "header"),
        ("number,name\n1,Zoë\n".encode("latin-1"), "encoding"),
        ("number,name\n1,Zoë\n".encode("utf-16"), "encoding"),
        ("number,name\n1,Zoë\n".encode("utf-16-le"), "encoding"),
        (b'number,name\n1,"Ada\n', "csv"),
        (b'number,name\n1,"Ada"x\n', "csv"),
        (b"number,name\n" + b"1,a\n" * (MOST_LINES + 1), "too-many-lines"),
    ],
)
def test_a_file_that_is_no_roster_is_refused_whole(content: bytes, word: str) -> None:
    with pytest.raises(NotValid) as caught:
        read(content)
    assert caught.value.word == word


def test_the_line_that_is_not_utf8_is_named() -> None:
    with pytest.raises(NotValid, match=r"Line 3 .* Latin-1 .* Save it as “CSV UTF-8”"):
        read("number,name\n1,Ada\n2,Zoë\n".encode("latin-1"))


@given(st.binary())
def test_no_file_is_a_fault(content: bytes) -> None:
    with suppress(NotValid):
        read(content)


# --- comparing ------------------------------------------------------------------------------


def test_who_is_new_gets_a_seat_and_a_key() -> None:
    changes = compared("number,name\n0042,Ada\n", student("old", "7", "Grace", place=3))
    assert [(each.verdict, each.why) for each in changes.lines] == [("new", "")]
    assert changes.added == (
        Student(seat=SeatId("s1"), number="0042", name="Ada", place=4, key_digest=b"0" * 8),
    )
    assert changes.keys == {SeatId("s1"): PersonalKey("0" * 8)}
    assert [each.number for each in changes.missing] == ["7"]


def test_a_file_amends_what_it_names_and_leaves_the_rest() -> None:
    ada = student("a", "0042", "Ada", hall="Main", desk="A1", extra_percent=25)
    changes = compared("number,name,desk\n0042,Ada L,B2\n", ada)
    assert [(each.verdict, each.why) for each in changes.lines] == [("amended", "name, desk")]
    after = student("a", "0042", "Ada L", hall="Main", desk="B2", extra_percent=25)
    assert changes.amended == ((ada, after),)
    assert (changes.added, changes.keys, changes.missing) == ((), {}, ())


def test_the_same_file_again_changes_nothing() -> None:
    ada = student("a", "0042", "Ada", key_digest=b"7K3MQX0P")
    changes = compared("number,name,key\n0042,Ada,7K3M-QX0P\n", ada)
    assert [each.verdict for each in changes.lines] == ["same"]
    assert changes.amended == ()


def test_another_key_in_the_file_becomes_the_key() -> None:
    ada = student("a", "0042", "Ada", key_digest=b"7K3MQX0P")
    changes = compared("number,name,key\n0042,Ada,AAAA-AAAA\n", ada)
    assert [(each.verdict, each.why) for each in changes.lines] == [("amended", "key")]
    assert changes.keys == {SeatId("a"): PersonalKey("A" * 8)}


def test_who_was_withdrawn_comes_back_to_the_old_seat_with_a_new_key() -> None:
    ada = student("a", "0042", "Ada", withdrawn=True, key_digest=b"7K3MQX0P")
    changes = compared("number,name\n0042,Ada\n", ada)
    assert [(each.verdict, each.why) for each in changes.lines] == [("amended", "withdrawn before")]
    assert changes.amended == ((ada, student("a", "0042", "Ada", key_digest=b"0" * 8)),)
    assert compared("number,name\n7,Grace\n", ada).missing == ()


def test_a_guests_number_is_not_for_a_file() -> None:
    guest = student("g", "Guest 1", "Mary", guest=True)
    changes = compared("number,name\nguest 1,Ada\n", guest)
    assert [(each.verdict, each.why) for each in changes.lines] == [
        ("refused", "Guest 1 is a guest of this session")
    ]
    assert changes.missing == ()


def test_a_roster_does_not_grow_beyond_its_bound() -> None:
    there = [student(f"x{n}", f"{n}", "Student") for n in range(MOST_LINES)]
    with pytest.raises(NotValid, match=f"at most {MOST_LINES}"):
        compared("number,name\nmore,Ada\n", *there)


# --- writing --------------------------------------------------------------------------------


def test_what_is_written_is_read_back() -> None:
    rows = [
        ("0042", '=Ada, "L"', "@Main", "-1", "12.5", "7K3M-QX0P"),
        ("+7", "Grace", "", "", "0", ""),
    ]
    text = written(rows)
    assert list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))[1][1] == '\'=Ada, "L"'
    again = read(text.encode())
    assert again.header == COLUMNS
    assert [(each.number, each.name, each.hall, each.desk, each.key) for each in again.lines] == [
        ("0042", '=Ada, "L"', "@Main", "-1", "7K3MQX0P"),
        ("+7", "Grace", "", "", None),
    ]


@pytest.mark.parametrize("field", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "＝1"])
def test_no_spreadsheet_computes_what_stands_in_a_roster(field: str) -> None:
    assert guarded(field) == f"'{field}"


def test_a_student_typed_by_hand_keeps_the_same_rules() -> None:
    line = one(number=" 0042 ", name=" Ada ", extra_percent=12.5)
    assert (line.number, line.name, line.extra_percent) == ("0042", "Ada", 12.5)
    with pytest.raises(NotValid, match="The name is missing"):
        one(number="1", name=" ")
    with pytest.raises(NotValid, match="extra time"):
        one(number="1", name="Ada", extra_percent=401)
