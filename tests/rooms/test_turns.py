"""What becomes of a numbered change: its turn, its pen, its value. Each is stored, none is lost."""

import pytest

from invigilate.rooms.commands import Answer, Begin, Clear, Flag, GoTo, Hand, HandIn, TakePen, What
from invigilate.rooms.events import HandMoved, PenTaken, WentTo
from invigilate.rooms.orders import Pause
from invigilate.rooms.plan import Value
from tests.rooms.script import (
    ADA,
    BEN,
    CHOICE,
    CHOICES,
    ESSAY,
    INLINE,
    MATCH,
    NOTHING,
    NUMBER,
    OPENED,
    ORDERED,
    TABLET,
    TEXT,
    Script,
    begun,
    opened,
    refused,
    staff,
)

B, C = Answer(CHOICE, "B"), Answer(CHOICE, "C")


def test_an_answer_is_saved_and_counts() -> None:
    script = Script(OPENED, begun(ADA)) >> ADA(2, B) << ADA.saved(2, B)
    assert script.answers(ADA) == {CHOICE: "B"}


def test_a_change_sent_twice_happens_once() -> None:
    script = Script(OPENED, begun(ADA), ADA(2, B)) >> ADA(2, B) << NOTHING
    script >> ADA(3, C) << ADA.saved(3, C) >> ADA(2, B) << NOTHING
    assert script.answers(ADA) == {CHOICE: "C"}


def test_a_turn_that_leaves_a_gap_is_sent_back_to_where_the_gap_begins() -> None:
    script = Script(OPENED, begun(ADA)) >> ADA(3, B) << refused("gap", last=1)
    script >> ADA(2, B) << ADA.saved(2, B) >> ADA(4, C) << refused("gap", last=2)


@pytest.mark.parametrize("turn", [0, -1, 2])
def test_the_first_turn_of_a_device_is_one(turn: int) -> None:
    Script(OPENED, begun(ADA)) >> TABLET(turn, B) << refused("gap", last=0)


def test_a_turn_used_for_another_change_is_told_and_not_used_up() -> None:
    script = Script(OPENED, begun(ADA), ADA(2, B)) >> ADA(2, C) << refused("turn-taken", last=2)
    script >> ADA(3, C) << ADA.saved(3, C)
    assert script.seat(ADA).devices[ADA.device].last == 3


def test_the_last_sixty_four_turns_are_known_by_their_content() -> None:
    script = Script(OPENED, begun(ADA))
    for turn in range(2, 67):
        script >> ADA(turn, B) << ADA.saved(turn, B)
    script >> ADA(2, C) << NOTHING >> ADA(3, C) << refused("turn-taken", last=66)
    assert sorted(script.seat(ADA).devices[ADA.device].digests) == list(range(3, 67))


def test_each_device_counts_its_own_turns() -> None:
    script = Script(OPENED, begun(ADA), TABLET.joins) >> ADA(2, B) << ADA.saved(2, B)
    script >> TABLET(1, C) << TABLET.held(1, C, "pen")


def test_a_room_tells_a_device_what_became_of_its_turns() -> None:
    wrong, late = Answer(CHOICE, "Z"), Answer(99, "A")
    script = Script(OPENED, begun(ADA), ADA(2, wrong), ADA(3, B), ADA(4, late))
    device = script.seat(ADA).devices[ADA.device]
    assert (device.last, device.unsaved) == (
        4,
        {2: "refused:value", 4: "refused:no-such-slot"},
    )


# --- the pen --------------------------------------------------------------------------------


def test_the_first_device_gets_the_pen_and_the_second_only_reads() -> None:
    script = Script(OPENED, begun(ADA), TABLET.joins)
    assert script.seat(ADA).pen == ADA.device
    script >> TABLET(1, B) << TABLET.held(1, B, "pen")
    assert script.answers(ADA) == {}


def test_a_change_of_a_device_that_never_joined_is_held_for_want_of_the_pen() -> None:
    Script(OPENED, begun(ADA)) >> TABLET(1, B) << TABLET.held(1, B, "pen")


def test_taking_the_pen_turns_the_writer_into_the_reader() -> None:
    script = Script(OPENED, begun(ADA), TABLET.joins)
    script >> TABLET.signs(TakePen(ADA.device)) << PenTaken(ADA.seat, TABLET.device)
    script >> ADA(2, B) << ADA.held(2, B, "pen") >> TABLET(1, C) << TABLET.saved(1, C)
    assert script.answers(ADA) == {CHOICE: "C"}


def test_taking_a_pen_that_moved_meanwhile_is_refused() -> None:
    third = ADA.another("ada-3")
    script = Script(OPENED, begun(ADA), TABLET.joins, third.joins)
    script >> TABLET.signs(TakePen(ADA.device)) >> third.signs(TakePen(ADA.device))
    script << refused("pen-moved", pen=TABLET.device)
    assert script.seat(ADA).pen == TABLET.device


def test_a_device_that_knows_nothing_of_the_pen_takes_it_from_nobody() -> None:
    script = Script(OPENED, begun(ADA), TABLET.joins)
    script >> TABLET.signs(TakePen(None)) << refused("pen-moved", pen=ADA.device)
    script >> ADA(2, B) << ADA.saved(2, B)


def test_taking_the_pen_twice_is_taking_it_once() -> None:
    script = Script(OPENED, begun(ADA), TABLET.joins, TABLET.signs(TakePen(ADA.device)))
    script >> TABLET.signs(TakePen(ADA.device)) << NOTHING


def test_begin_without_the_pen_is_refused() -> None:
    script = Script(OPENED, ADA.joins, TABLET.joins)
    script >> TABLET(1, Begin()) << TABLET.refused(1, Begin(), "pen")
    script >> ADA(1, Begin()) << ADA.begun(1)


def test_handing_in_without_the_pen_is_held_and_changes_nothing() -> None:
    script = Script(OPENED, begun(ADA), TABLET.joins)
    script >> TABLET(1, HandIn()) << TABLET.held(1, HandIn(), "pen")
    script >> ADA(2, B) << ADA.saved(2, B)


def test_a_stranger_makes_no_gestures() -> None:
    Script(OPENED, begun(ADA)) >> TABLET.signs(Hand(True)) << refused("not-joined")


# --- what may be written --------------------------------------------------------------------

GOOD: list[tuple[int, Value]] = [
    (CHOICE, "A"),
    (CHOICES, ("A", "C")),
    (CHOICES, ()),
    (TEXT, "x" * 20),
    (TEXT, ""),
    (NUMBER, "1,5"),
    (NUMBER, "about two"),
    (INLINE, "B"),
    (MATCH, ("a 1", "b 1")),
    (ORDERED, ("C", "A", "B")),
    (ESSAY, "é" * 100_000),
]
BAD: list[tuple[int, Value, str]] = [
    (CHOICE, "Z", "value"),
    (CHOICE, ("A",), "value"),
    (CHOICES, "A", "value"),
    (CHOICES, ("A", "A"), "value"),
    (CHOICES, ("A", "Z"), "value"),
    (CHOICES, ("A", "B", "C"), "too-many"),
    (TEXT, "x" * 21, "too-long"),
    (TEXT, ("x",), "value"),
    (NUMBER, "1" * 21, "too-long"),
    (INLINE, "C", "value"),
    (MATCH, ("1 a",), "value"),
    (MATCH, ("a",), "value"),
    (MATCH, ("a 3",), "value"),
    (ORDERED, ("A", "A", "B"), "value"),
    (ESSAY, "é" * 100_001, "too-long"),
    (10, "A", "no-such-slot"),
    (-1, "A", "no-such-slot"),
]


@pytest.mark.parametrize(("slot", "value"), GOOD)
def test_a_value_of_the_asked_form_is_saved(slot: int, value: Value) -> None:
    what = Answer(slot, value)
    script = Script(OPENED, begun(ADA)) >> ADA(2, what) << ADA.saved(2, what)
    assert script.answers(ADA) == {slot: value}


@pytest.mark.parametrize(("slot", "value", "word"), BAD)
def test_a_value_of_no_asked_form_is_refused_and_uses_its_turn(
    slot: int, value: Value, word: str
) -> None:
    what = Answer(slot, value)
    script = Script(OPENED, begun(ADA)) >> ADA(2, what) << ADA.refused(2, what, word)
    script >> ADA(3, B) << ADA.saved(3, B)
    assert script.answers(ADA) == {CHOICE: "B"}


def test_line_ends_and_lone_surrogates_are_cleaned_before_anything_is_stored() -> None:
    typed, stored = Answer(ESSAY, "a\r\nb\rc\ud800"), Answer(ESSAY, "a\nb\nc\ufffd")
    script = Script(OPENED, begun(ADA)) >> ADA(2, typed) << ADA.saved(2, stored)
    script >> ADA(2, typed) << NOTHING >> ADA(2, stored) << NOTHING


def test_a_cleared_slot_counts_as_empty() -> None:
    script = Script(OPENED, begun(ADA), ADA(2, B))
    script >> ADA(3, Clear(CHOICE)) << ADA.saved(3, Clear(CHOICE))
    assert script.answers(ADA) == {}


@pytest.mark.parametrize("what", [Clear(10), Clear(-1), Flag(10, True), Flag(-1, True)])
def test_a_place_that_the_paper_does_not_have_is_refused(what: What) -> None:
    word = "no-such-item" if isinstance(what, Flag) else "no-such-slot"
    Script(OPENED, begun(ADA)) >> ADA(2, what) << ADA.refused(2, what, word)


def test_an_item_is_flagged_and_unflagged() -> None:
    script = Script(OPENED, begun(ADA)) >> ADA(2, Flag(9, True)) << ADA.saved(2, Flag(9, True))
    assert script.seat(ADA).flagged == {9}
    script >> ADA(3, Flag(9, False)) << ADA.saved(3, Flag(9, False))
    assert script.seat(ADA).flagged == set()


def test_who_has_not_begun_may_not_write() -> None:
    script = Script(OPENED) >> ADA(1, B) << ADA.refused(1, B, "not-joined")
    script >> ADA.joins << ADA.joined >> ADA(2, B) << ADA.refused(2, B, "not-begun")
    script >> ADA(3, Begin()) << ADA.begun(3)


def test_beginning_twice_is_refused_and_keeps_the_first_start() -> None:
    script = Script(OPENED, begun(ADA)) >> ADA(2, Begin()) << ADA.refused(2, Begin(), "begun")
    assert len(script.seat(ADA).stints) == 1


def test_nobody_writes_for_another() -> None:
    script = Script(OPENED, begun(ADA, BEN)) >> ADA(2, B) << ADA.saved(2, B)
    assert script.answers(BEN) == {}


# --- one way only ---------------------------------------------------------------------------


def test_in_a_linear_paper_one_does_not_write_behind_oneself() -> None:
    first, third = B, Answer(TEXT, "light")
    script = Script(opened(navigation="linear"), begun(ADA)) >> ADA(2, third) << ADA.saved(2, third)
    script >> ADA(3, first) << ADA.refused(3, first, "linear")
    script >> ADA(4, Clear(TEXT)) << ADA.saved(4, Clear(TEXT))


def test_in_a_linear_paper_what_another_device_kept_is_held_not_refused() -> None:
    script = Script(opened(navigation="linear"), begun(ADA), TABLET.joins)
    script >> TABLET.signs(TakePen(ADA.device)) >> TABLET(1, Answer(TEXT, "light"))
    script >> ADA(2, B) << ADA.held(2, B, "pen")


def test_in_a_linear_paper_one_does_not_look_back() -> None:
    script = Script(opened(navigation="linear"), begun(ADA))
    script >> ADA.signs(GoTo(2)) << WentTo(ADA.seat, 2)
    script >> ADA.signs(GoTo(1)) << refused("linear")


def test_going_to_where_one_is_changes_nothing() -> None:
    script = Script(OPENED, begun(ADA)) >> ADA.signs(GoTo(0)) << NOTHING
    script >> ADA.signs(GoTo(9)) << WentTo(ADA.seat, 9)
    script >> ADA.signs(GoTo(10)) << refused("no-such-item")


def test_a_page_that_comes_back_into_a_pause_may_say_where_it_is_and_goes_nowhere() -> None:
    script = Script(OPENED, begun(ADA), staff("r1", Pause(None))) >> ADA.signs(GoTo(0)) << NOTHING
    script >> ADA.signs(GoTo(1)) << refused("paused")


def test_a_hand_goes_up_once_and_down_once() -> None:
    script = Script(OPENED, begun(ADA)) >> ADA.signs(Hand(True)) << HandMoved(ADA.seat, True)
    script >> ADA.signs(Hand(True)) << NOTHING
    script >> ADA.signs(Hand(False)) << HandMoved(ADA.seat, False)
    script >> ADA.signs(Hand(False)) << NOTHING
