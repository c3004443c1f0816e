"""The end of a student's time = min(begin + base, close) + the sum of the ledger."""

import pytest

from invigilate.ids import SeatId
from invigilate.rooms.commands import Amend, Begin, ChangeSettings, Expire, NoteOutage
from invigilate.rooms.events import OutageNoted, Reopened, Sealed, SeatEnded, TimeGiven
from invigilate.rooms.orders import End, Extend, Lock, Pause, Reopen, Resume, SetEnd
from invigilate.rooms.plan import Settings
from invigilate.rooms.state import Status
from invigilate.rooms.timing import due, next_due
from tests.rooms.script import (
    ADA,
    BEN,
    CYD,
    HOUR,
    MINUTE,
    NINE,
    NOTHING,
    OPENED,
    SECOND,
    After,
    Script,
    begun,
    entry,
    not_done,
    opened,
    ordered,
    refused,
    staff,
)

GRACE = 2 * MINUTE


def test_the_end_is_the_begin_and_the_base() -> None:
    script = Script(OPENED, ADA.joins, After(5 * MINUTE), ADA(1, Begin()))
    assert script.end(ADA) == 5 * MINUTE + HOUR


def test_the_close_comes_before_the_base() -> None:
    closes = NINE + 30 * MINUTE
    script = Script(opened(Settings(minutes=60, closes=closes)), ADA.joins)
    script >> ADA(1, Begin()) << ADA.begun(1, closes=closes)
    assert script.end(ADA) == 30 * MINUTE


def test_a_missing_base_or_close_is_infinite() -> None:
    neither, close = Settings(), Settings(closes=NINE + HOUR)
    assert Script(opened(neither), begun(ADA)).end(ADA) is None
    assert Script(opened(close), begun(ADA)).end(ADA) == HOUR
    assert Script(OPENED, begun(ADA)).end(ADA) == HOUR


def test_who_never_ends_is_never_due_and_their_end_cannot_be_set() -> None:
    script = Script(opened(Settings()), begun(ADA))
    assert next_due(script.room, script.now) is None
    order = SetEnd((ADA.seat,), NINE + HOUR, "bell")
    script >> staff("r1", order) << not_done("r1", order, "no-end")


def test_before_begin_there_is_no_end() -> None:
    assert Script(OPENED, ADA.joins).end(ADA) is None


def test_extra_time_is_a_percentage_of_the_base_and_may_pass_the_close() -> None:
    closes = NINE + 30 * MINUTE
    script = Script(opened(Settings(minutes=60, closes=closes)), CYD.joins)
    script >> CYD(1, Begin()) << CYD.begun(1, closes=closes, extra=15 * MINUTE)
    assert script.end(CYD) == 45 * MINUTE
    assert script.ledger(CYD) == [(15 * MINUTE, "accommodation")]


def test_extra_time_is_fixed_at_begin() -> None:
    script = Script(OPENED, begun(CYD), Amend((entry("cyd", "7", extra_percent=50),)))
    assert script.end(CYD) == HOUR + 15 * MINUTE


def test_base_and_close_are_fixed_at_begin() -> None:
    changed = Settings(minutes=90, closes=NINE + 10 * MINUTE)
    script = Script(OPENED, begun(ADA), BEN.joins, ChangeSettings(changed))
    assert script.end(ADA) == HOUR
    script >> BEN(1, Begin()) << BEN.begun(1, 90 * MINUTE, NINE + 10 * MINUTE)


def test_given_time_may_pass_the_close_and_taken_time_comes_off() -> None:
    script = Script(opened(Settings(minutes=60, closes=NINE + HOUR)), begun(ADA, BEN))
    script >> staff("r1", Extend((ADA.seat,), 10 * MINUTE, "noise"))
    script >> staff("r2", Extend((ADA.seat,), -3 * MINUTE, ""))
    assert script.end(ADA) == 67 * MINUTE
    assert script.end(BEN) == HOUR
    assert script.ledger(ADA) == [(10 * MINUTE, "noise"), (-3 * MINUTE, "time given")]


def test_time_given_before_begin_is_kept_for_it() -> None:
    script = Script(OPENED, staff("r1", Extend((ADA.seat,), MINUTE, "late bus")), begun(ADA))
    assert script.end(ADA) == HOUR + MINUTE


def test_setting_the_end_writes_each_students_difference() -> None:
    script = Script(OPENED, begun(ADA, CYD), After(MINUTE), begun(BEN))
    order = SetEnd(None, NINE + HOUR, "bell")
    given = ((ADA.seat, 0), (BEN.seat, -MINUTE), (CYD.seat, -15 * MINUTE))
    script >> staff("r1", order) << [ordered("r1", order), TimeGiven(given, "bell")]
    assert [script.end(who) for who in (ADA, BEN, CYD)] == [HOUR, HOUR, HOUR]


# --- pauses ---------------------------------------------------------------------------------


def test_a_pause_gives_back_exactly_what_it_took() -> None:
    script = Script(OPENED, begun(ADA), After(MINUTE), staff("r1", Pause(None, "drill")))
    script >> After(7 * MINUTE + 1) >> staff("r2", Resume(None))
    assert script.end(ADA) == HOUR + 7 * MINUTE + 1
    assert script.ledger(ADA) == [(7 * MINUTE + 1, "drill")]


def test_while_paused_the_remaining_time_stands_still() -> None:
    script = Script(OPENED, begun(ADA), After(MINUTE), staff("r1", Pause(None)))
    for _ in range(3):
        script >> After(20 * MINUTE)
        assert script.end(ADA) == HOUR + script.now - NINE - MINUTE
    assert (due(script.room, script.now), next_due(script.room, script.now)) == ([], None)


def test_pauses_of_the_session_and_of_the_seat_count_as_their_union() -> None:
    script = Script(OPENED, begun(ADA, BEN), staff("r1", Pause(None, "drill")))
    script >> After(4 * MINUTE) >> staff("r2", Pause((ADA.seat,), "unwell"))
    script >> After(4 * MINUTE) >> staff("r3", Resume(None))
    script >> After(4 * MINUTE) >> staff("r4", Resume((ADA.seat,)))
    assert (script.end(ADA), script.end(BEN)) == (HOUR + 12 * MINUTE, HOUR + 8 * MINUTE)


def test_a_pause_inside_another_adds_nothing() -> None:
    script = Script(OPENED, begun(ADA), staff("r1", Pause((ADA.seat,))), After(MINUTE))
    script >> staff("r2", Pause(None)) >> After(MINUTE) >> staff("r3", Resume(None))
    script >> After(MINUTE) >> staff("r4", Resume((ADA.seat,)))
    assert script.end(ADA) == HOUR + 3 * MINUTE


def test_of_two_pauses_at_once_the_first_that_has_a_reason_gives_it() -> None:
    script = Script(OPENED, begun(ADA), staff("r1", Pause((ADA.seat,))), After(MINUTE))
    script >> staff("r2", Pause(None, "fire drill")) >> After(MINUTE)
    script >> staff("r3", Resume((ADA.seat,))) >> After(MINUTE) >> staff("r4", Resume(None))
    assert script.ledger(ADA) == [(3 * MINUTE, "fire drill")]


def test_two_pauses_of_one_seat_both_count() -> None:
    script = Script(OPENED, begun(ADA))
    for number in range(2):
        script >> staff(f"p{number}", Pause((ADA.seat,))) >> After(3 * MINUTE)
        script >> staff(f"r{number}", Resume((ADA.seat,))) >> After(MINUTE)
    assert script.end(ADA) == HOUR + 6 * MINUTE


def test_a_pause_before_begin_gives_nothing() -> None:
    script = Script(OPENED, staff("r1", Pause(None)), After(5 * MINUTE), staff("r2", Resume(None)))
    script >> begun(ADA)
    assert script.end(ADA) == 5 * MINUTE + HOUR
    assert script.ledger(ADA) == []


@pytest.mark.parametrize("seats", [None, (ADA.seat,)])
def test_begin_while_paused_is_refused_and_the_button_returns(
    seats: tuple[SeatId, ...] | None,
) -> None:
    script = Script(OPENED, ADA.joins, staff("r1", Pause(seats)))
    script >> ADA(1, Begin()) << ADA.refused(1, Begin(), "paused")
    script >> staff("r2", Resume(seats)) >> ADA(2, Begin()) << ADA.begun(2)


def test_a_pause_that_runs_at_the_end_counts_up_to_it() -> None:
    script = Script(OPENED, begun(ADA), staff("r1", Pause(None)), After(5 * MINUTE))
    script >> staff("r2", End((ADA.seat,))) >> After(HOUR)
    assert script.end(ADA) == HOUR + 5 * MINUTE
    assert script.ledger(ADA) == [(5 * MINUTE, "pause")]


def test_a_lock_does_not_stop_the_clock() -> None:
    script = Script(OPENED, begun(ADA), staff("r1", Lock((ADA.seat,), "see me")), After(HOUR))
    script >> Expire() << SeatEnded(ADA.seat, "time")
    assert script.end(ADA) == HOUR


# --- reopening ------------------------------------------------------------------------------


def test_reopening_puts_the_end_at_least_so_far_from_now() -> None:
    script = Script(OPENED, begun(ADA), After(HOUR), Expire(), After(5 * MINUTE))
    order = Reopen((ADA.seat,), 10 * MINUTE, "bell rang early")
    script >> staff("r1", order)
    script << [ordered("r1", order), Reopened(ADA.seat, 15 * MINUTE, "bell rang early")]
    assert script.end(ADA) == 75 * MINUTE
    assert script.ledger(ADA) == [(15 * MINUTE, "bell rang early")]


def test_reopening_takes_nothing_from_who_had_more_left() -> None:
    script = Script(OPENED, begun(ADA), staff("r1", End((ADA.seat,))), After(MINUTE))
    order = Reopen((ADA.seat,), 10 * MINUTE, "")
    script >> staff("r2", order) << [ordered("r2", order), Reopened(ADA.seat, 0, "reopened")]
    assert script.end(ADA) == HOUR


def test_reopening_without_any_time_left_is_refused() -> None:
    script = Script(OPENED, begun(ADA), After(HOUR), Expire())
    order = Reopen((ADA.seat,), 0, "")
    script >> staff("r1", order) << not_done("r1", order, "no-time")


def test_reopening_with_time_left_needs_no_minutes() -> None:
    script = Script(OPENED, begun(ADA), staff("r1", End((ADA.seat,))), After(HOUR - 1))
    script >> staff("r2", Reopen((ADA.seat,), 0, ""))
    assert script.status(ADA) is Status.IN_PROGRESS


def test_reopened_without_a_limit_needs_no_minutes() -> None:
    script = Script(opened(Settings()), begun(ADA), staff("r1", End((ADA.seat,))))
    order = Reopen((ADA.seat,), 0, "")
    script >> staff("r2", order) << [ordered("r2", order), Reopened(ADA.seat, 0, "reopened")]


def test_a_pause_between_end_and_reopening_gives_nothing() -> None:
    script = Script(OPENED, begun(ADA), staff("r1", End((ADA.seat,))), staff("r2", Pause(None)))
    script >> After(5 * MINUTE) >> staff("r3", Reopen((ADA.seat,), 0, "")) >> After(MINUTE)
    script >> staff("r4", Resume(None))
    assert script.end(ADA) == HOUR + MINUTE


def test_a_seats_own_pause_does_not_outlive_its_end() -> None:
    script = Script(OPENED, begun(ADA), staff("r1", Pause((ADA.seat,))), After(MINUTE))
    script >> staff("r2", End((ADA.seat,))) >> staff("r3", Reopen((ADA.seat,), 0, ""))
    assert script.seat(ADA).paused_since is None
    script >> After(MINUTE)
    assert script.end(ADA) == HOUR + MINUTE


# --- expiry and its guard -------------------------------------------------------------------


def test_nobody_is_due_before_their_time() -> None:
    script = Script(OPENED, begun(ADA), After(HOUR - 1)) >> Expire() << NOTHING
    assert next_due(script.room, script.now) == NINE + HOUR
    script >> After(1) >> Expire() << SeatEnded(ADA.seat, "time") >> Expire() << NOTHING


def test_expiry_ends_each_at_their_own_time() -> None:
    script = Script(OPENED, begun(ADA, CYD), After(HOUR)) >> Expire() << SeatEnded(ADA.seat, "time")
    script >> After(15 * MINUTE) >> Expire()
    mark = script.mark(ADA, 1, {})
    script << [Sealed(ADA.seat, 1, mark, "grace over"), SeatEnded(CYD.seat, "time")]


def test_after_an_outage_nobody_is_expired_for_two_minutes() -> None:
    script = Script(OPENED, begun(ADA), After(HOUR + 5 * MINUTE))
    noted = NoteOutage(NINE + 50 * MINUTE, script.now)
    script >> noted << OutageNoted(NINE + 50 * MINUTE, NINE + 65 * MINUTE)
    script >> Expire() << NOTHING >> After(GRACE - 1) >> Expire() << NOTHING
    assert next_due(script.room, script.now) == script.now + 1
    script >> After(1) >> Expire() << SeatEnded(ADA.seat, "time")


def test_after_an_outage_grace_ends_no_earlier_than_the_guard() -> None:
    script = Script(OPENED, begun(ADA), After(HOUR), Expire(), After(90 * SECOND))
    script >> NoteOutage(script.now - 20 * SECOND, script.now) >> After(GRACE - 1)
    script >> Expire() << NOTHING >> After(1) >> Expire()
    script << Sealed(ADA.seat, 1, script.mark(ADA, 1, {}), "grace over")


def test_an_outage_is_noted_once() -> None:
    script = Script(OPENED, After(MINUTE)) >> NoteOutage(NINE, NINE + MINUTE)
    script << OutageNoted(NINE, NINE + MINUTE) >> NoteOutage(NINE, NINE + MINUTE) << NOTHING


def test_an_outage_itself_moves_nobodys_end() -> None:
    script = Script(OPENED, begun(ADA), After(MINUTE)) >> NoteOutage(NINE, NINE + MINUTE)
    assert script.end(ADA) == HOUR


# --- when one may come and begin ------------------------------------------------------------


def test_joining_waits_for_the_opening() -> None:
    script = Script(opened(Settings(minutes=60, opens=NINE + MINUTE)))
    script >> ADA.joins << refused("not-open", opens=NINE + MINUTE)
    script >> After(MINUTE) >> ADA.joins << ADA.joined


def test_begin_waits_for_the_opening() -> None:
    script = Script(OPENED, ADA.joins, ChangeSettings(Settings(minutes=60, opens=NINE + MINUTE)))
    script >> ADA(1, Begin()) << ADA.refused(1, Begin(), "not-open")
    script >> After(MINUTE) >> ADA(2, Begin()) << ADA.begun(2)


def test_late_join_bounds_the_first_join_and_not_a_return() -> None:
    script = Script(opened(Settings(minutes=60, late_join_until=NINE + MINUTE)))
    script >> After(MINUTE) >> ADA.joins << ADA.joined >> After(1) >> BEN.joins
    script << refused("too-late") >> ADA.another("ada-2").joins << ADA.another("ada-2").joined
