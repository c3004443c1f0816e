"""How far each student is with each question, as one character a cell."""

from invigilate.ids import SeatId
from invigilate.rooms.commands import Answer, Clear, Flag, GoTo, HandIn
from invigilate.rooms.heat import MARKS, Columns, Question, rows_of
from invigilate.rooms.plan import Settings
from tests.rooms.script import ADA, BEN, ESSAY, OPENED, Script, begun, opened, plan

SHUFFLED = opened(Settings(minutes=60, shuffle=True))


def rows(script: Script, after: int = 0) -> dict[SeatId, str]:
    assert script.room.plan is not None
    return rows_of(script.room, Columns(script.room.plan), script.room.seats, after)


def test_a_column_is_a_question_numbered_as_the_paper_counts_them() -> None:
    assert Columns(plan()).questions == [Question(n, f"q{n}") for n in range(1, 10)]


def test_who_has_begun_has_a_row_and_stands_at_the_first_question() -> None:
    assert rows(Script(OPENED, BEN.joins, begun(ADA))) == {ADA.seat: "600000000"}


def test_an_answer_a_part_of_one_and_one_taken_back_are_told_apart() -> None:
    script = Script(OPENED, begun(ADA))
    script >> (ADA(2, Answer(0, "B")), ADA(3, Answer(8, "half")), ADA(4, Answer(2, "gone")))
    script >> (ADA(5, Clear(2)), ADA(6, Answer(ESSAY, "")))
    assert rows(script) == {ADA.seat: "800000001"}
    script >> ADA(7, Answer(9, "whole"))
    assert rows(script) == {ADA.seat: "800000002"}


def test_a_mark_to_come_back_stands_beside_what_is_there() -> None:
    script = Script(OPENED, begun(ADA), ADA(2, Answer(1, ("A",))), ADA(3, Answer(8, "half")))
    script >> (ADA(4, Flag(1, True)), ADA(5, Flag(3, True)), ADA(6, Flag(8, True)))
    assert rows(script) == {ADA.seat: "650300004"}
    script >> ADA(7, Flag(3, False))
    assert rows(script) == {ADA.seat: "650000004"}


def test_a_student_who_reads_a_text_or_has_finished_is_at_no_question() -> None:
    script = Script(OPENED, begun(ADA), ADA.signs(GoTo(4)))
    assert rows(script) == {ADA.seat: "000060000"}
    script >> ADA.signs(GoTo(9))
    assert rows(script) == {ADA.seat: "000000000"}
    script >> (ADA.signs(GoTo(4)), ADA(2, HandIn()))
    assert rows(script) == {ADA.seat: "000000000"}


def test_a_shuffled_paper_keeps_its_own_columns() -> None:
    script = Script(SHUFFLED, begun(ADA, BEN), ADA.signs(GoTo(3)), BEN.signs(GoTo(3)))
    script >> (ADA(2, Answer(3, "1")), BEN(2, Answer(3, "2")))
    assert rows(script) == {ADA.seat: "000800000", BEN.seat: "000800000"}


def test_only_rows_that_changed_since_are_told() -> None:
    script = Script(OPENED, begun(ADA, BEN))
    before = script.room.version
    script >> BEN(2, Answer(0, "A"))
    assert (rows(script, before), rows(script, script.room.version)) == (
        {BEN.seat: "800000000"},
        {},
    )


def test_every_sum_of_marks_has_a_character_of_its_own() -> None:
    assert len(set(MARKS)) == len(MARKS) == 12
