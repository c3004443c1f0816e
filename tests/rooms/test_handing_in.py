"""From writing to the sealed booklet and back: hand in, Ended, Submitted, Reopen, close."""

from collections import Counter

from invigilate.rooms.commands import (
    Answer,
    Begin,
    Clear,
    Close,
    Expire,
    GoTo,
    Hand,
    HandIn,
    TakePen,
)
from invigilate.rooms.events import (
    HeldCounted,
    Reopened,
    RoomClosed,
    RoomResumed,
    Sealed,
    SeatEnded,
    SeatsUnlocked,
)
from invigilate.rooms.orders import End, ForceSubmit, Lock, Pause, Reopen, Resume, Unlock
from invigilate.rooms.plan import Settings, Value
from invigilate.rooms.state import Status
from tests.rooms.oracle import fingerprint
from tests.rooms.script import (
    ADA,
    BEN,
    CHOICE,
    CHOICES,
    CYD,
    ESSAY,
    HOUR,
    MINUTE,
    NOTHING,
    OPENED,
    TABLET,
    After,
    Script,
    begun,
    not_done,
    opened,
    ordered,
    refused,
    staff,
)

B = Answer(CHOICE, "B")
GRACE = 2 * MINUTE
PATIENT = Settings(minutes=60, auto_submit=False)


def test_a_student_is_absent_joined_in_progress_ended_submitted() -> None:
    script = Script(opened(PATIENT))
    seen = [script.status(ADA)]
    for steps in (ADA.joins, ADA(1, Begin()), (After(HOUR), Expire()), ADA(2, HandIn())):
        script >> steps
        seen.append(script.status(ADA))
    assert [str(status) for status in seen] == [
        "Absent",
        "Joined",
        "In Progress",
        "Ended",
        "Submitted",
    ]


def test_the_counters_add_up_to_all_who_are_assigned() -> None:
    script = Script(OPENED, begun(ADA), BEN.joins, ADA(2, HandIn()))
    assert Counter(seat.status for seat in script.room.seats.values()) == {
        Status.SUBMITTED: 1,
        Status.JOINED: 1,
        Status.ABSENT: 1,
    }


# --- handing in -----------------------------------------------------------------------------


def test_handing_in_ends_and_seals_what_counts() -> None:
    script = Script(OPENED, begun(ADA), ADA(2, B), After(MINUTE)) >> ADA(3, HandIn())
    mark = script.mark(ADA, 1, {CHOICE: "B"})
    script << [
        ADA.saved(3, HandIn()),
        SeatEnded(ADA.seat, "handed in"),
        Sealed(ADA.seat, 1, mark, "handed in"),
    ]
    assert script.seat(ADA).seals[0].at == script.now


def test_handing_in_twice_happens_once() -> None:
    script = Script(OPENED, begun(ADA), ADA(2, HandIn())) >> ADA(2, HandIn()) << NOTHING
    script >> ADA(3, HandIn()) << ADA.refused(3, HandIn(), "submitted")


def test_an_empty_booklet_is_handed_in_like_any_other() -> None:
    script = Script(OPENED, begun(ADA), ADA(2, HandIn()))
    assert script.seat(ADA).seals[0].fingerprint == script.mark(ADA, 1, {})


def test_handing_in_within_grace_seals_at_once() -> None:
    script = Script(OPENED, begun(ADA), After(HOUR), Expire(), After(GRACE)) >> ADA(2, HandIn())
    script << [ADA.saved(2, HandIn()), Sealed(ADA.seat, 1, script.mark(ADA, 1, {}), "handed in")]


def test_handing_in_while_locked_takes_effect_when_the_lock_ends() -> None:
    script = Script(OPENED, begun(ADA), staff("r1", Lock((ADA.seat,), "")), ADA(2, B))
    (
        script
        >> ADA(3, HandIn())
        << ADA.held(3, HandIn(), "locked")
        >> staff("r2", Unlock((ADA.seat,)))
    )
    mark = script.mark(ADA, 1, {CHOICE: "B"})
    script << [
        ordered("r2", Unlock((ADA.seat,))),
        SeatsUnlocked((ADA.seat,)),
        HeldCounted(ADA.seat, ((ADA.device, 2), (ADA.device, 3))),
        SeatEnded(ADA.seat, "handed in"),
        Sealed(ADA.seat, 1, mark, "handed in"),
    ]


def test_handing_in_while_paused_takes_effect_before_the_end_by_staff() -> None:
    script = Script(OPENED, begun(ADA), staff("r1", Pause(None)), ADA(2, HandIn()))
    script >> staff("r2", End((ADA.seat,)))
    script << [
        ordered("r2", End((ADA.seat,))),
        HeldCounted(ADA.seat, ((ADA.device, 2),)),
        SeatEnded(ADA.seat, "handed in"),
        Sealed(ADA.seat, 1, script.mark(ADA, 1, {}), "handed in"),
    ]


def test_a_lost_hand_in_of_the_reading_device_hands_nothing_in() -> None:
    script = Script(OPENED, begun(ADA), TABLET.joins, staff("r1", Pause(None)))
    script >> TABLET(1, HandIn()) << TABLET.held(1, HandIn(), "pen")
    script >> staff("r2", End((ADA.seat,)))
    assert script.status(ADA) is Status.ENDED


def test_who_gave_the_pen_away_while_paused_hands_nothing_in() -> None:
    script = Script(OPENED, begun(ADA), TABLET.joins, staff("r1", Pause(None)))
    script >> ADA(2, HandIn()) << ADA.held(2, HandIn(), "paused")
    script >> TABLET.signs(TakePen(ADA.device)) >> staff("r2", Resume(None))
    counted = HeldCounted(ADA.seat, ((ADA.device, 2),))
    script << [ordered("r2", Resume(None)), RoomResumed(), counted]
    assert script.status(ADA) is Status.IN_PROGRESS


def test_ending_lowers_the_hand_and_lifts_the_lock() -> None:
    script = Script(OPENED, begun(ADA), staff("r1", Lock((ADA.seat,), "see me")))
    script >> ADA.signs(Hand(True)) >> staff("r2", End((ADA.seat,)))
    assert (script.seat(ADA).hand, script.seat(ADA).locked) == (None, None)


def test_who_ended_looks_at_no_item() -> None:
    script = Script(OPENED, begun(ADA), staff("r1", End((ADA.seat,))))
    script >> ADA.signs(GoTo(1)) << refused("ended")


# --- expiry ---------------------------------------------------------------------------------


def test_when_grace_is_over_the_booklet_is_sealed() -> None:
    script = Script(OPENED, begun(ADA), ADA(2, B), After(HOUR)) >> Expire()
    script << SeatEnded(ADA.seat, "time") >> After(GRACE - 1) >> Expire() << NOTHING
    script >> After(1) >> Expire()
    script << Sealed(ADA.seat, 1, script.mark(ADA, 1, {CHOICE: "B"}), "grace over")


def test_without_auto_submit_the_seat_waits_in_ended() -> None:
    script = Script(opened(PATIENT), begun(ADA), After(HOUR), Expire(), After(24 * HOUR))
    script >> Expire() << NOTHING
    assert script.status(ADA) is Status.ENDED


def test_who_handed_in_is_not_expired() -> None:
    script = Script(OPENED, begun(ADA), ADA(2, HandIn()), After(2 * HOUR)) >> Expire() << NOTHING
    assert len(script.seat(ADA).seals) == 1


# --- force submit and reopen ----------------------------------------------------------------


def test_a_forced_submission_ends_and_seals() -> None:
    script, order = Script(OPENED, begun(ADA), ADA(2, B)), ForceSubmit((ADA.seat,), "left")
    mark = script.mark(ADA, 1, {CHOICE: "B"})
    sealed = Sealed(ADA.seat, 1, mark, "staff")
    script >> staff("r1", order)
    script << [ordered("r1", order), SeatEnded(ADA.seat, "staff"), sealed]


def test_a_forced_submission_of_who_ended_only_seals() -> None:
    script = Script(OPENED, begun(ADA), staff("r1", End((ADA.seat,))))
    order = ForceSubmit((ADA.seat,))
    sealed = Sealed(ADA.seat, 1, script.mark(ADA, 1, {}), "staff")
    script >> staff("r2", order) << [ordered("r2", order), sealed]


def test_a_reopened_student_writes_on_and_gets_the_next_seal() -> None:
    script = Script(OPENED, begun(ADA), ADA(2, B), ADA(3, HandIn()), After(MINUTE))
    order = Reopen((ADA.seat,), MINUTE, "by mistake")
    script >> staff("r1", order)
    script << [ordered("r1", order), Reopened(ADA.seat, 0, "by mistake")]
    assert (script.status(ADA), script.answers(ADA)) == (Status.IN_PROGRESS, {CHOICE: "B"})
    script >> ADA(4, Clear(CHOICE)) << ADA.saved(4, Clear(CHOICE)) >> ADA(5, HandIn())
    script << [
        ADA.saved(5, HandIn()),
        SeatEnded(ADA.seat, "handed in"),
        Sealed(ADA.seat, 2, script.mark(ADA, 2, {}), "handed in"),
    ]
    first, second = script.seat(ADA).seals
    assert first.fingerprint == script.mark(ADA, 1, {CHOICE: "B"})
    assert second.fingerprint == script.mark(ADA, 2, {})


def test_who_was_reopened_is_not_shown_as_ended_any_more() -> None:
    script = Script(OPENED, begun(ADA), staff("r1", End((ADA.seat,))))
    view = script.view(ADA).seat
    assert (view.ended_at, view.ended_why) == (script.now, "staff")
    script >> staff("r2", Reopen((ADA.seat,), 0, ""))
    view = script.view(ADA).seat
    assert (view.status, view.ended_at, view.ended_why) == (Status.IN_PROGRESS, None, "")


def test_after_reopening_grace_begins_anew() -> None:
    script = Script(opened(PATIENT), begun(ADA), staff("r1", End((ADA.seat,))), After(HOUR))
    script >> staff("r2", Reopen((ADA.seat,), MINUTE, "")) >> After(MINUTE) >> Expire()
    script << SeatEnded(ADA.seat, "time") >> After(GRACE) >> ADA(2, B) << ADA.saved(2, B)


# --- close ----------------------------------------------------------------------------------


def test_closing_seals_who_writes_and_who_ended_and_leaves_the_rest() -> None:
    script = Script(opened(PATIENT), begun(ADA, BEN), CYD.joins, staff("r1", End((ADA.seat,))))
    script >> Close("end of day")
    script << [
        Sealed(ADA.seat, 1, script.mark(ADA, 1, {}), "close"),
        SeatEnded(BEN.seat, "close"),
        Sealed(BEN.seat, 1, script.mark(BEN, 1, {}), "close"),
        RoomClosed("end of day"),
    ]
    assert script.status(CYD) is Status.JOINED
    script >> Close() << NOTHING


def test_a_closed_room_takes_nobody_and_begins_nobody() -> None:
    script = Script(OPENED, ADA.joins, Close()) >> BEN.joins << refused("closed")
    script >> ADA(1, Begin()) << ADA.refused(1, Begin(), "closed")
    script >> ADA.joins << NOTHING


def test_in_a_closed_room_nothing_is_reopened() -> None:
    script, order = Script(OPENED, begun(ADA), Close()), Reopen((ADA.seat,), MINUTE, "")
    script >> staff("r1", order) << not_done("r1", order, "closed")


# --- the fingerprint ------------------------------------------------------------------------


def test_anyone_can_recompute_the_fingerprint_from_the_receipt() -> None:
    essay = 'Größe "𝄞"\n\t\\ \x7f/\u2028'
    script = Script(OPENED, begun(ADA), ADA(2, Answer(ESSAY, essay)))
    script >> ADA(3, Answer(CHOICES, ("C", "A"))) >> ADA(4, B) >> ADA(5, HandIn())
    listed: list[list[Value]] = [["q1", "B"], ["q2", ("C", "A")], ["q8", essay]]
    assert script.seat(ADA).seals[0].fingerprint == fingerprint("room", "ada", "e" * 64, 1, listed)


def test_a_fingerprint_tells_seats_and_seals_and_answers_apart() -> None:
    script = Script(OPENED)
    marks = {
        script.mark(who, number, answers)
        for who in (ADA, BEN)
        for number in (1, 2)
        for answers in ({}, {CHOICE: "A"}, {CHOICE: "B"}, {ESSAY: "A"})
    }
    assert len(marks) == 16
