"""Taking back what others went on from: whom it leaves out, what was held, how time stands."""

from itertools import count

import pytest

from invigilate.ids import RequestId
from invigilate.rooms.commands import Answer, Expire, Hand, HandIn, Withdraw
from invigilate.rooms.events import (
    AttendanceMarked,
    HandMoved,
    HeldCounted,
    IdentityMarked,
    NoteWithdrawn,
    Reopened,
    RoomPaused,
    RoomResumed,
    Sealed,
    SeatEnded,
    SeatsClaimed,
    SeatsLocked,
    SeatsPaused,
    SeatsResumed,
    SeatsUnlocked,
    TimeGiven,
)
from invigilate.rooms.orders import (
    Action,
    Attend,
    Claim,
    Compensate,
    Dismiss,
    End,
    Extend,
    ForceSubmit,
    Identify,
    Lock,
    Note,
    Pause,
    Reopen,
    Resume,
    SetEnd,
    Unlock,
)
from invigilate.rooms.plan import Settings
from invigilate.rooms.state import Outcome, Status
from tests.rooms.script import (
    ADA,
    BEN,
    CHOICE,
    CYD,
    HOUR,
    MINUTE,
    NINE,
    OPENED,
    SECOND,
    After,
    Script,
    Steps,
    begun,
    not_done,
    opened,
    staff,
)
from tests.rooms.test_undoing import ALL, WRITING, undo, undone

HER, HIM = (ADA.seat,), (BEN.seat,)
B, C = Answer(CHOICE, "B"), Answer(CHOICE, "C")
SEVEN = After(7 * SECOND)
NUMBERS = count()


def then(*actions: Action) -> Steps:
    """These are ordered one after another."""
    return tuple(staff(f"then {next(NUMBERS)}", action) for action in actions)


def counted(*turns: int) -> HeldCounted:
    return HeldCounted(ADA.seat, tuple((ADA.device, turn) for turn in turns))


# --- whom it leaves out ---------------------------------------------------------------------

TAKEN = then(Extend(HIM, -2 * HOUR, ""))
HANDS_IN: Steps = (BEN(2, HandIn()),)
SINCE: list[tuple[Steps, Action, Steps, str]] = [
    # what was ordered before, the order, what happened to Ben since, why he is left out
    ((), Pause(ALL), then(Resume(HIM)), "changed"),
    ((), Pause(ALL), then(End(HIM)), "ended"),
    ((), Pause(ALL), then(End(HIM), Reopen(HIM, 0, "")), "not-paused"),
    (then(Pause(ALL)), Resume(ALL), then(Pause(HIM)), "changed"),
    (then(Pause(ALL)), Resume(ALL), then(Pause(HIM), Resume(HIM)), "changed"),
    (then(Pause(ALL)), Resume(ALL), HANDS_IN, "submitted"),
    ((), Extend(ALL, MINUTE, ""), HANDS_IN, "submitted"),
    ((), SetEnd(ALL, NINE + HOUR, ""), then(End(HIM)), "ended"),
    ((), Lock(ALL, "x"), (*TAKEN, Expire()), "ended"),
    ((), Compensate(((BEN.seat, 1), (ADA.seat, 1)), ""), (*TAKEN, Expire()), "ended"),
    ((), Lock(ALL, "x"), then(Lock(HIM, "x")), "changed"),
    ((), Lock(ALL, "x"), then(Unlock(HIM)), "changed"),
    ((), Lock(ALL, "x"), then(End(HIM)), "ended"),
    ((), Lock(ALL, "x"), then(End(HIM), Reopen(HIM, 0, "")), "changed"),
    (then(Lock(ALL, "x")), Unlock(ALL), then(Lock(HIM, "y")), "changed"),
    ((), End(ALL), then(Reopen(HIM, 0, "")), "in-progress"),
    ((), End(ALL), HANDS_IN, "submitted"),
    ((), End(ALL), then(ForceSubmit(HIM)), "changed"),
    ((), ForceSubmit(ALL), then(Reopen(HIM, 0, ""), End(HIM)), "changed"),
    (then(End(ALL)), Reopen(ALL, HOUR, ""), HANDS_IN, "submitted"),
    (then(End(ALL)), Reopen(ALL, HOUR, ""), then(End(HIM)), "ended"),
    (then(Claim(ALL, True)), Claim(ALL, False), then(Claim(HIM, True)), "changed"),
    ((), Attend(ALL, "late"), then(Attend(HIM, "late")), "changed"),
    ((), Identify(ALL, "checked"), then(Identify(HIM, "doubted")), "changed"),
    ((), Dismiss(ALL, "away", "seen-to"), then(Dismiss(HIM, "away", "reported")), "changed"),
]


@pytest.mark.parametrize(("given", "action", "since", "word"), SINCE)
def test_a_seat_that_moved_on_is_left_out_with_the_word_why(
    given: Steps, action: Action, since: Steps, word: str
) -> None:
    script = Script(OPENED, WRITING, given, SEVEN, staff("r1", action), since)
    stood = script.row(BEN)
    script >> staff("undo", undo())
    assert script.room.requests[RequestId("undo")] == Outcome("", ((BEN.seat, word),))
    assert script.row(BEN) == stood


def test_where_all_moved_on_it_is_refused_with_the_one_word_why() -> None:
    script = Script(OPENED, WRITING, staff("r1", Pause(ALL)), then(Resume(ALL)))
    script >> staff("undo", undo()) << not_done("undo", undo(), "changed")
    script = Script(OPENED, WRITING, staff("r1", Pause(ALL)), then(Resume(HER), End(HIM)))
    script >> then(End((CYD.seat,))) >> staff("undo", undo())
    script << not_done("undo", undo(), "nobody")


def test_who_was_withdrawn_since_is_left_out() -> None:
    script = Script(OPENED, staff("r1", Extend(ALL, MINUTE, "bus")), Withdraw(HIM))
    script >> staff("undo", undo())
    back = TimeGiven(((ADA.seat, -MINUTE), (CYD.seat, -MINUTE)), "undone")
    script << undone(back, ben="withdrawn")


def test_whom_the_order_left_out_is_not_reached_by_its_undoing() -> None:
    script = Script(OPENED, WRITING, then(Pause(HER)), staff("r1", Pause(ALL)))
    script >> staff("undo", undo()) << undone(SeatsResumed((BEN.seat, CYD.seat)))
    assert script.seat(ADA).paused_since == script.now


@pytest.mark.parametrize(
    "since",
    [
        then(Extend(ALL, 9 * MINUTE, "")),
        then(Pause(None), Lock(ALL, "x")),
        then(Attend(ALL, "late"), Claim(ALL, True), Dismiss(ALL, "hand", "seen-to")),
    ],
)
def test_an_order_of_another_kind_since_does_not_disturb(since: Steps) -> None:
    script = Script(OPENED, WRITING, staff("r1", Identify(ALL, "checked")), since)
    script >> staff("undo", undo()) << undone(IdentityMarked(ALL, "", "undone"))


def test_time_that_was_given_goes_back_whatever_was_given_since() -> None:
    script = Script(OPENED, WRITING, staff("r1", Extend(HER, 5 * MINUTE, "")))
    script >> then(Extend(HER, MINUTE, ""), SetEnd(HER, NINE + 2 * HOUR, ""))
    script >> staff("undo", undo()) << undone(TimeGiven(((ADA.seat, -5 * MINUTE),), "undone"))
    assert script.end(ADA) == 2 * HOUR - 5 * MINUTE


def test_what_moved_nobodys_end_leaves_nothing_in_their_ledgers() -> None:
    script = Script(OPENED, WRITING, staff("r1", SetEnd(ALL, NINE + HOUR, "")))
    script >> staff("undo", undo()) << undone(TimeGiven(((CYD.seat, 15 * MINUTE),), "undone"))
    script = Script(OPENED, WRITING, staff("r1", SetEnd(HER, NINE + HOUR, "")))
    script >> staff("undo", undo()) << undone()


def test_of_orders_for_the_same_the_last_goes_back_first_and_then_the_one_before() -> None:
    script = Script(OPENED, WRITING, staff("r0", Attend(HER, "present")))
    script >> staff("r1", Attend(HER, "late")) >> staff("r2", Attend(HER, "absent"))
    script >> staff("early", undo()) << not_done("early", undo(), "changed")
    script >> staff("u2", undo("r2")) >> staff("undo", undo())
    script << undone(AttendanceMarked(HER, "present"))


def test_seats_that_stood_differently_go_back_to_what_each_was() -> None:
    script = Script(OPENED, WRITING, then(Lock(HER, "phone"), Attend(HIM, "absent")))
    script >> staff("r1", Lock(ALL, "see me")) >> staff("undo", undo())
    script << undone(SeatsUnlocked((BEN.seat, CYD.seat)), SeatsLocked(HER, "phone"))
    script >> staff("r2", Attend(ALL, "late")) >> staff("u2", undo("r2"))
    marked = [e.event for e in script.log if isinstance(e.event, AttendanceMarked)][-2:]
    left = (ADA.seat, CYD.seat)
    assert marked == [AttendanceMarked(left, ""), AttendanceMarked(HIM, "absent")]


def test_a_claim_goes_back_to_who_had_it() -> None:
    script = Script(OPENED, WRITING, then(Claim(HER, True)), staff("r1", Claim(HER, False)))
    script >> staff("undo", undo()) << undone(SeatsClaimed(HER, "person:proctor"))
    assert script.row(ADA).claimed == "person:proctor"


# --- the session as a whole -----------------------------------------------------------------


def test_a_pause_of_the_session_is_taken_back_and_time_stood_meanwhile() -> None:
    script = Script(OPENED, WRITING, staff("r1", Pause(None, "drill")), SEVEN)
    script >> staff("undo", undo()) << undone(RoomResumed())
    assert script.end(ADA) == HOUR + 7 * SECOND


def test_a_session_that_goes_on_again_is_paused_again_for_the_same_reason() -> None:
    script = Script(OPENED, WRITING, then(Pause(None, "drill")), SEVEN, staff("r1", Resume(None)))
    script >> SEVEN >> staff("undo", undo()) << undone(RoomPaused("drill"))
    assert script.end(ADA) == HOUR + 7 * SECOND


@pytest.mark.parametrize(
    ("given", "action", "since"),
    [
        ((), Pause(None), (Resume(None),)),
        ((), Pause(None), (Resume(None), Pause(None))),
        (then(Pause(None)), Resume(None), (Pause(None),)),
        (then(Pause(None)), Resume(None), (Pause(None), Resume(None))),
    ],
)
def test_a_session_that_was_paused_or_resumed_since_is_left_as_it_is(
    given: Steps, action: Action, since: tuple[Action, ...]
) -> None:
    script = Script(OPENED, WRITING, given, staff("r1", action))
    script >> tuple(staff(f"s{n}", one) for n, one in enumerate(since))
    script >> staff("undo", undo()) << not_done("undo", undo(), "changed")


def test_seats_paused_since_stay_so_when_the_sessions_pause_is_taken_back() -> None:
    script = Script(OPENED, WRITING, staff("r1", Pause(None)), then(Pause(HIM)))
    script >> staff("undo", undo()) << undone(RoomResumed())
    assert script.seat(BEN).paused_since == script.now


def test_a_note_about_the_session_is_withdrawn_and_others_stay() -> None:
    script = Script(OPENED, then(Note(None, "note", "kept")))
    script >> staff("r1", Note(None, "incident", "slip")) >> then(Note(HER, "note", "kept, too"))
    number = script.room.notes[-1].number
    script >> staff("undo", undo()) << undone(NoteWithdrawn(None, number))
    assert [note.text for note in script.room.notes] == ["kept"]
    assert [note.text for note in script.seat(ADA).notes] == ["kept, too"]


# --- what was held --------------------------------------------------------------------------


@pytest.mark.parametrize("action", [Pause(None), Pause(HER), Lock(HER, "x")])
def test_what_a_stop_held_counts_when_it_is_taken_back(action: Action) -> None:
    script = Script(OPENED, begun(ADA), staff("r1", action), ADA(2, B), ADA(3, C))
    script >> staff("undo", undo())
    assert script.log[-1].event == counted(2, 3)
    assert (script.answers(ADA), script.held(ADA)) == ({CHOICE: "C"}, [])


@pytest.mark.parametrize("action", [Pause(None), Pause(HER), Lock(HER, "x")])
@pytest.mark.parametrize("other", [Pause(None), Pause(HER), Lock(HER, "y")])
def test_what_another_stop_holds_goes_on_being_held(action: Action, other: Action) -> None:
    if type(action) is type(other) and getattr(action, "seats", 0) == getattr(other, "seats", 1):
        return  # the same twice is no other stop
    script = Script(OPENED, begun(ADA), then(other), staff("r1", action), ADA(2, B))
    script >> staff("undo", undo())
    assert (script.answers(ADA), len(script.held(ADA))) == ({}, 1)


def test_a_hand_in_that_a_pause_held_takes_effect_when_it_is_taken_back() -> None:
    script = Script(OPENED, begun(ADA), staff("r1", Pause(None)), ADA(2, HandIn()))
    script >> staff("undo", undo())
    sealed = Sealed(ADA.seat, 1, script.mark(ADA, 1, {}), "handed in")
    script << undone(RoomResumed(), counted(2), SeatEnded(ADA.seat, "handed in"), sealed)


def test_what_an_unlock_counted_goes_on_counting() -> None:
    script = Script(OPENED, begun(ADA), then(Lock(HER, "x")), ADA(2, B), staff("r1", Unlock(HER)))
    script >> staff("undo", undo()) << undone(SeatsLocked(HER, "x"))
    assert script.answers(ADA) == {CHOICE: "B"}


# --- ended and brought back -----------------------------------------------------------------


@pytest.mark.parametrize("action", [End(HER), ForceSubmit(HER)])
def test_who_was_ended_by_mistake_gets_the_time_back_and_a_seal_stays(action: Action) -> None:
    script = Script(OPENED, begun(ADA), ADA(2, B), After(MINUTE), staff("r1", action), SEVEN)
    seals = list(script.seat(ADA).seals)
    script >> staff("undo", undo()) << undone(Reopened(ADA.seat, 7 * SECOND, "undone"))
    assert (script.status(ADA), script.end(ADA)) == (Status.IN_PROGRESS, HOUR + 7 * SECOND)
    assert script.seat(ADA).seals == seals
    assert len(seals) == isinstance(action, ForceSubmit)
    script >> ADA(3, C) << ADA.saved(3, C)


def test_who_was_sealed_meanwhile_because_grace_was_over_is_brought_back_too() -> None:
    brief = Settings(minutes=60, grace_ms=2_000)
    script = Script(opened(brief), begun(ADA), staff("r1", End(HER)), SEVEN, Expire())
    assert script.status(ADA) is Status.SUBMITTED
    script >> staff("undo", undo()) << undone(Reopened(ADA.seat, 7 * SECOND, "undone"))


def test_who_never_ends_is_given_no_time() -> None:
    script = Script(opened(Settings()), begun(ADA), staff("r1", End(HER)), SEVEN)
    script >> staff("undo", undo()) << undone(Reopened(ADA.seat, 0, "undone"))


def test_who_was_paused_locked_with_a_hand_up_is_so_again() -> None:
    script = Script(OPENED, begun(ADA, BEN), ADA.signs(Hand(True)), After(MINUTE))
    script >> then(Pause(HER, "unwell"), Lock(HER, "see me")) >> After(MINUTE)
    script >> staff("r1", End((*HER, *HIM))) >> SEVEN >> staff("undo", undo())
    script << undone(
        Reopened(ADA.seat, 7 * SECOND, "undone"),
        Reopened(BEN.seat, 7 * SECOND, "undone"),
        SeatsPaused(HER, "unwell"),
        SeatsLocked(HER, "see me"),
        HandMoved(ADA.seat, True),
    )
    script >> After(MINUTE)
    assert script.end(ADA) == HOUR + 2 * MINUTE + 7 * SECOND


def test_an_end_in_a_pause_of_the_session_gives_the_time_once() -> None:
    script = Script(OPENED, begun(ADA), After(MINUTE), then(Pause(None)), After(MINUTE))
    script >> staff("r1", End(HER)) >> SEVEN >> staff("undo", undo()) >> After(MINUTE)
    script >> then(Resume(None))
    assert script.end(ADA) == HOUR + 2 * MINUTE + 7 * SECOND


def test_a_submission_of_who_was_over_already_is_not_taken_back() -> None:
    script = Script(OPENED, begun(ADA), then(End(HER)), staff("r1", ForceSubmit(HER)))
    script >> staff("undo", undo()) << not_done("undo", undo(), "submitted")


def test_an_end_that_made_a_held_hand_in_count_is_not_taken_back() -> None:
    script = Script(OPENED, begun(ADA), then(Pause(None)), ADA(2, HandIn()), staff("r1", End(HER)))
    script >> staff("undo", undo()) << not_done("undo", undo(), "submitted")


def test_who_handed_in_before_and_was_reopened_is_brought_back() -> None:
    script = Script(OPENED, begun(ADA), ADA(2, HandIn()), then(Reopen(HER, MINUTE, "")))
    script >> staff("r1", End(HER)) >> staff("undo", undo())
    script << undone(Reopened(ADA.seat, 0, "undone"))


def test_who_was_reopened_by_mistake_is_over_again_without_the_time() -> None:
    script = Script(OPENED, begun(ADA), After(HOUR), Expire(), After(MINUTE))
    script >> staff("r1", Reopen(HER, 30 * MINUTE, "")) >> SEVEN >> staff("undo", undo())
    taken = TimeGiven(((ADA.seat, -31 * MINUTE),), "undone")
    script << undone(taken, SeatEnded(ADA.seat, "staff"))
    assert script.end(ADA) == HOUR


def test_who_had_submitted_and_was_reopened_by_mistake_has_submitted_again() -> None:
    script = Script(OPENED, begun(ADA), ADA(2, HandIn()), staff("r1", Reopen(HER, 0, "")))
    script >> ADA(3, B) >> staff("undo", undo())
    sealed = Sealed(ADA.seat, 2, script.mark(ADA, 2, {CHOICE: "B"}), "staff")
    script << undone(SeatEnded(ADA.seat, "staff"), sealed)


@pytest.mark.parametrize("action", [Extend(HER, -HOUR, "typo"), SetEnd(HER, NINE, "typo")])
@pytest.mark.parametrize("grace_ms", [2_000, 120_000])
def test_who_was_ended_by_time_that_was_taken_by_mistake_writes_on(
    action: Action, grace_ms: int
) -> None:
    script = Script(opened(Settings(minutes=60, grace_ms=grace_ms)), begun(ADA), After(MINUTE))
    script >> then(Lock(HER, "see me")) >> staff("r1", action) >> Expire() >> After(3 * SECOND)
    script >> Expire() >> staff("undo", undo())
    back = TimeGiven(((ADA.seat, HOUR),), "undone")
    brought_back = Reopened(ADA.seat, 3 * SECOND, "undone")
    script << undone(back, brought_back, SeatsLocked(HER, "see me"))
    assert script.end(ADA) == HOUR + 3 * SECOND


def test_who_was_ended_by_time_anyway_is_not_brought_back() -> None:
    script = Script(OPENED, begun(ADA), After(HOUR - 5 * SECOND))
    script >> staff("r1", Extend(HER, -SECOND, "")) >> SEVEN >> Expire()
    script >> staff("undo", undo()) << not_done("undo", undo(), "ended")


def test_who_handed_in_when_time_was_taken_is_not_brought_back() -> None:
    script = Script(OPENED, begun(ADA), staff("r1", Extend(HER, -HOUR, "typo")), Expire())
    script >> ADA(2, HandIn()) >> staff("undo", undo()) << not_done("undo", undo(), "submitted")
