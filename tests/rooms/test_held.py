"""What is held, why, and when it counts: late, paused, locked, without the pen."""

import pytest

from invigilate.ids import SeatId
from invigilate.rooms.commands import Answer, Close, Expire, HandIn, NoteOutage
from invigilate.rooms.events import (
    Event,
    HeldCounted,
    RoomClosed,
    RoomResumed,
    Sealed,
    SeatEnded,
    SeatsResumed,
    SeatsUnlocked,
)
from invigilate.rooms.orders import (
    CountHeld,
    End,
    Extend,
    ForceSubmit,
    Lock,
    Pause,
    Reopen,
    Resume,
    SeatsAction,
    Unlock,
)
from invigilate.rooms.plan import Settings
from invigilate.rooms.state import Status
from tests.rooms.script import (
    ADA,
    BEN,
    CHOICE,
    HOUR,
    INLINE,
    MINUTE,
    NINE,
    NOTHING,
    OPENED,
    TABLET,
    After,
    Page,
    Script,
    begun,
    not_done,
    opened,
    ordered,
    staff,
)

A, B, C = (Answer(CHOICE, letter) for letter in "ABC")
GRACE = 2 * MINUTE
PATIENT = Settings(minutes=60, auto_submit=False)


def counted(*turns: int, who: Page = ADA) -> HeldCounted:
    return HeldCounted(who.seat, tuple((who.device, turn) for turn in turns))


# --- late -----------------------------------------------------------------------------------


def test_an_answer_that_arrives_within_grace_counts() -> None:
    script = Script(OPENED, begun(ADA), After(HOUR), Expire(), After(GRACE))
    script >> ADA(2, B) << ADA.saved(2, B)


def test_an_answer_that_arrives_after_grace_is_held_as_late() -> None:
    script = Script(opened(PATIENT), begun(ADA), After(HOUR), Expire(), After(GRACE + 1))
    script >> ADA(2, B) << ADA.held(2, B, "late")
    assert script.answers(ADA) == {}


def test_grace_counts_from_the_moment_of_ended() -> None:
    script = Script(opened(PATIENT), begun(ADA), After(MINUTE), staff("r1", End((ADA.seat,))))
    script >> After(GRACE) >> ADA(2, B) << ADA.saved(2, B)
    script >> After(1) >> ADA(3, C) << ADA.held(3, C, "late")


def test_before_anybody_asked_whose_time_is_over_grace_counts_from_the_end() -> None:
    script = Script(OPENED, begun(ADA), After(HOUR + GRACE)) >> ADA(2, B) << ADA.saved(2, B)
    script >> After(1) >> ADA(3, C) << ADA.held(3, C, "late")


def test_without_grace_what_comes_with_the_end_is_late_however_late_that_was_noticed() -> None:
    script = Script(opened(Settings(minutes=60, grace_ms=0, auto_submit=False)), begun(ADA))
    script >> After(HOUR) >> ADA(2, Answer(0, "A")) << ADA.saved(2, Answer(0, "A"))
    script >> After(400) >> ADA(3, Answer(0, "B")) << ADA.held(3, Answer(0, "B"), "late")
    script >> Expire() << SeatEnded(ADA.seat, "time")
    script >> ADA(4, Answer(0, "C")) << ADA.held(4, Answer(0, "C"), "late")


def test_grace_is_a_setting() -> None:
    script = Script(opened(Settings(minutes=60, grace_ms=5_000)), begun(ADA), After(HOUR + 5_000))
    script >> ADA(2, B) << ADA.saved(2, B) >> After(1) >> ADA(3, C) << ADA.held(3, C, "late")


def test_after_an_outage_answers_count_as_long_as_nobody_may_be_sealed() -> None:
    script = Script(OPENED, begun(ADA), After(HOUR + 9 * MINUTE))
    script >> NoteOutage(NINE + HOUR, script.now) >> After(GRACE) >> ADA(2, B) << ADA.saved(2, B)


def test_a_late_answer_is_late_also_when_the_student_is_locked() -> None:
    """Held for the lock it would count by itself, however late it came."""
    script = Script(OPENED, begun(ADA), staff("r1", Lock((ADA.seat,), "see me")))
    script >> After(HOUR + GRACE) >> ADA(2, B) << ADA.held(2, B, "locked")
    script >> After(1) >> ADA(3, C) << ADA.held(3, C, "late")


def test_a_late_answer_is_late_also_when_a_pause_came_after_grace() -> None:
    script = Script(OPENED, begun(ADA), After(HOUR + GRACE + 1), staff("r1", Pause(None)))
    script >> After(MINUTE) >> ADA(2, B) << ADA.held(2, B, "late")


def test_a_pause_within_grace_holds_the_grace_up() -> None:
    script = Script(OPENED, begun(ADA), After(HOUR + MINUTE), staff("r1", Pause(None)))
    script >> After(HOUR) >> ADA(2, B) << ADA.held(2, B, "paused")


def test_time_given_makes_late_answers_possible_again_and_they_are_saved() -> None:
    script = Script(OPENED, begun(ADA), After(HOUR + GRACE + 1)) >> ADA(2, B)
    script << ADA.held(2, B, "late") >> staff("r1", Extend((ADA.seat,), HOUR, ""))
    script >> ADA(3, C) << ADA.saved(3, C)


# --- paused and locked ----------------------------------------------------------------------


@pytest.mark.parametrize("seats", [None, (ADA.seat,)])
def test_what_a_pause_holds_counts_when_it_ends(seats: tuple[SeatId, ...] | None) -> None:
    script = Script(OPENED, begun(ADA), staff("r1", Pause(seats)))
    script >> ADA(2, B) << ADA.held(2, B, "paused") >> ADA(3, C) << ADA.held(3, C, "paused")
    assert script.answers(ADA) == {}
    ended: Event = RoomResumed() if seats is None else SeatsResumed(seats)
    script >> staff("r2", Resume(seats)) << [ordered("r2", Resume(seats)), ended, counted(2, 3)]
    assert (script.answers(ADA), script.held(ADA)) == ({CHOICE: "C"}, [])
    assert script.seat(ADA).devices[ADA.device].unsaved == {}


def test_what_a_lock_holds_counts_when_it_ends() -> None:
    script = Script(OPENED, begun(ADA), staff("r1", Lock((ADA.seat,), "see me")))
    assert script.seat(ADA).locked == "see me"
    script >> ADA(2, B) << ADA.held(2, B, "locked")
    order = Unlock((ADA.seat,))
    script >> staff("r2", order) << [ordered("r2", order), SeatsUnlocked((ADA.seat,)), counted(2)]
    assert script.answers(ADA) == {CHOICE: "B"}


WAYS: list[tuple[tuple[SeatsAction, ...], tuple[SeatsAction, ...]]] = [
    ((Pause(None), Pause((ADA.seat,))), (Resume(None), Resume((ADA.seat,)))),
    ((Pause(None), Pause((ADA.seat,))), (Resume((ADA.seat,)), Resume(None))),
    ((Pause(None), Lock((ADA.seat,), "")), (Resume(None), Unlock((ADA.seat,)))),
    ((Pause(None), Lock((ADA.seat,), "")), (Unlock((ADA.seat,)), Resume(None))),
    ((Lock((ADA.seat,), ""), Pause((ADA.seat,))), (Unlock((ADA.seat,)), Resume((ADA.seat,)))),
    ((Lock((ADA.seat,), ""), Pause((ADA.seat,))), (Resume((ADA.seat,)), Unlock((ADA.seat,)))),
]


@pytest.mark.parametrize(("stops", "frees"), WAYS)
def test_held_twice_over_it_counts_when_the_last_reason_ends(
    stops: tuple[SeatsAction, ...], frees: tuple[SeatsAction, ...]
) -> None:
    script = Script(OPENED, begun(ADA), *(staff(f"s{n}", act) for n, act in enumerate(stops)))
    script >> ADA(2, B) >> staff("f0", frees[0])
    assert script.answers(ADA) == {}
    script >> staff("f1", frees[1])
    assert script.answers(ADA) == {CHOICE: "B"}
    assert script.log[-1].event == counted(2)


def test_what_is_held_counts_before_the_end_by_staff() -> None:
    script = Script(OPENED, begun(ADA), staff("r1", Pause(None)), ADA(2, B))
    order = End((ADA.seat,))
    script >> staff("r2", order)
    script << [ordered("r2", order), counted(2), SeatEnded(ADA.seat, "staff")]


def test_what_is_held_counts_before_time_is_over() -> None:
    script = Script(OPENED, begun(ADA), staff("r1", Lock((ADA.seat,), "")), ADA(2, B), After(HOUR))
    script >> Expire() << [counted(2), SeatEnded(ADA.seat, "time")]


def test_what_is_held_counts_before_a_forced_submission() -> None:
    script = Script(OPENED, begun(ADA), staff("r1", Pause(None)), ADA(2, B))
    order = ForceSubmit((ADA.seat,))
    script >> staff("r2", order)
    mark = script.mark(ADA, 1, {CHOICE: "B"})
    sealed = Sealed(ADA.seat, 1, mark, "staff")
    script << [ordered("r2", order), counted(2), SeatEnded(ADA.seat, "staff"), sealed]


def test_what_is_held_counts_before_the_close() -> None:
    script = Script(OPENED, begun(ADA), staff("r1", Pause(None)), ADA(2, B)) >> Close("over")
    mark = script.mark(ADA, 1, {CHOICE: "B"})
    sealed = Sealed(ADA.seat, 1, mark, "close")
    script << [counted(2), SeatEnded(ADA.seat, "close"), sealed, RoomClosed("over")]


def test_a_pause_ends_for_nobody_else() -> None:
    script = Script(OPENED, begun(ADA, BEN), staff("r1", Pause((ADA.seat, BEN.seat))))
    script >> ADA(2, B) >> BEN(2, C) >> staff("r2", Resume((ADA.seat,)))
    assert (script.answers(ADA), script.answers(BEN)) == ({CHOICE: "B"}, {})


# --- what waits for staff -------------------------------------------------------------------


def late() -> Script:
    """Ada's time is over and so is her grace; auto-submit is off; two answers came late."""
    script = Script(opened(PATIENT), begun(ADA), ADA(2, A), After(HOUR), Expire())
    return script >> (After(GRACE + 1), ADA(3, B), ADA(4, Answer(INLINE, "A")))


def test_staff_count_what_came_late_by_one_order() -> None:
    script, order = late(), CountHeld(ADA.seat, "bus")
    script >> staff("r1", order) << [ordered("r1", order), counted(3, 4)]
    assert script.answers(ADA) == {CHOICE: "B", INLINE: "A"}
    assert script.status(ADA) is Status.ENDED
    again = CountHeld(ADA.seat)
    script >> staff("r2", again) << not_done("r2", again, "nothing-held")


def test_counted_on_a_sealed_booklet_it_makes_the_next_seal_and_the_old_one_stays() -> None:
    script = late() >> staff("r1", ForceSubmit((ADA.seat,)))
    first = script.seat(ADA).seals[0]
    assert first.fingerprint == script.mark(ADA, 1, {CHOICE: "A"})
    order = CountHeld(ADA.seat)
    script >> staff("r2", order)
    mark = script.mark(ADA, 2, {CHOICE: "B", INLINE: "A"})
    script << [ordered("r2", order), counted(3, 4), Sealed(ADA.seat, 2, mark, "held counted")]
    assert script.seat(ADA).seals[0] == first
    assert script.status(ADA) is Status.SUBMITTED


def test_a_change_after_the_seal_is_held_and_staff_may_count_it() -> None:
    script = Script(OPENED, begun(ADA), ADA(2, HandIn())) >> ADA(3, B) << ADA.held(3, B, "sealed")
    order = CountHeld(ADA.seat)
    script >> staff("r1", order)
    mark = script.mark(ADA, 2, {CHOICE: "B"})
    script << [ordered("r1", order), counted(3), Sealed(ADA.seat, 2, mark, "held counted")]


def test_what_came_without_the_pen_is_counted_when_writing_is_over() -> None:
    script = Script(OPENED, begun(ADA), TABLET.joins, ADA(2, B)) >> TABLET(1, C)
    order = CountHeld(ADA.seat)
    script >> staff("r1", order) << not_done("r1", order, "in-progress")
    script >> staff("r2", End((ADA.seat,))) >> staff("r3", order)
    script << [ordered("r3", order), counted(1, who=TABLET)]
    assert script.answers(ADA) == {CHOICE: "C"}


def test_what_came_late_counts_after_the_close_too() -> None:
    script, order = late() >> Close(), CountHeld(ADA.seat)
    script >> staff("r1", order)
    mark = script.mark(ADA, 2, {CHOICE: "B", INLINE: "A"})
    script << [ordered("r1", order), counted(3, 4), Sealed(ADA.seat, 2, mark, "held counted")]


def test_what_is_held_as_late_does_not_count_by_itself() -> None:
    script = late() >> staff("r1", ForceSubmit((ADA.seat,)))
    assert (script.answers(ADA), script.held(ADA)) == ({CHOICE: "A"}, [(3, "late"), (4, "late")])


def test_counting_never_brings_back_what_the_same_device_wrote_over() -> None:
    script = late() >> staff("r1", Reopen((ADA.seat,), HOUR, "")) >> ADA(5, C) << ADA.saved(5, C)
    script >> staff("r2", End((ADA.seat,))) >> staff("r3", CountHeld(ADA.seat))
    script << [ordered("r3", CountHeld(ADA.seat)), counted(4)]
    assert script.answers(ADA) == {CHOICE: "C", INLINE: "A"}


def test_where_all_that_was_held_was_written_over_there_is_nothing_to_count() -> None:
    script = Script(opened(PATIENT), begun(ADA), After(HOUR + GRACE + 1), ADA(2, B))
    script >> staff("r1", Extend((ADA.seat,), HOUR, "")) >> ADA(3, C)
    script >> staff("r2", End((ADA.seat,))) >> staff("r3", CountHeld(ADA.seat))
    script << not_done("r3", CountHeld(ADA.seat), "nothing-held")
    assert script.row(ADA).held == 0


def test_a_late_hand_in_takes_effect_when_it_is_counted() -> None:
    script = late() >> ADA(5, HandIn()) << ADA.held(5, HandIn(), "late")
    order = CountHeld(ADA.seat)
    script >> staff("r1", order)
    mark = script.mark(ADA, 1, {CHOICE: "B", INLINE: "A"})
    script << [ordered("r1", order), counted(3, 4, 5), Sealed(ADA.seat, 1, mark, "handed in")]


def test_a_hand_in_that_came_to_nothing_is_dealt_with_without_another_seal() -> None:
    script = Script(OPENED, begun(ADA), TABLET.joins, TABLET(1, HandIn()), ADA(2, HandIn()))
    order = CountHeld(ADA.seat)
    script >> staff("r1", order) << [ordered("r1", order), counted(1, who=TABLET)]
    assert (script.held(ADA), len(script.seat(ADA).seals)) == ([], 1)


def test_a_held_turn_is_used_up() -> None:
    script = late() >> ADA(3, B) << NOTHING
    assert script.seat(ADA).devices[ADA.device].last == 4
