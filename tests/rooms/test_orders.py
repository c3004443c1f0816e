"""What staff order: whom it reaches, whom it leaves out and why, and what a resend hears."""

import pytest

from invigilate.ids import SeatId
from invigilate.rooms.commands import Close, HandIn, Seen, Withdraw
from invigilate.rooms.events import (
    Announced,
    AnnouncementSeen,
    RoomPaused,
    RoomResumed,
    SeatEnded,
    SeatsLocked,
    SeatsPaused,
    SeatsUnlocked,
    TimeGiven,
)
from invigilate.rooms.orders import (
    Action,
    Admit,
    Announce,
    CountHeld,
    End,
    Extend,
    Lock,
    Pause,
    Reopen,
    Resume,
    SetEnd,
    Unlock,
)
from invigilate.rooms.steering import choose
from tests.rooms.script import (
    ADA,
    BEN,
    CYD,
    HOUR,
    MINUTE,
    NINE,
    NOTHING,
    OPENED,
    After,
    Script,
    begun,
    not_done,
    ordered,
    refused,
    staff,
)

ALL = (ADA.seat, BEN.seat, CYD.seat)


# --- once -----------------------------------------------------------------------------------


def test_an_order_sent_twice_happens_once() -> None:
    script = Script(OPENED, begun(ADA), staff("r1", Extend((ADA.seat,), MINUTE, "")))
    script >> staff("r1", Extend((ADA.seat,), MINUTE, "")) << NOTHING
    assert script.end(ADA) == HOUR + MINUTE


def test_a_late_resend_of_a_pause_does_not_pause_again() -> None:
    script = Script(OPENED, staff("r1", Pause(None)), staff("r2", Resume(None)))
    script >> staff("r1", Pause(None)) << NOTHING
    assert script.room.paused_since is None


def test_a_refused_order_is_stored_and_its_resend_hears_the_same_word() -> None:
    script = Script(OPENED) >> staff("r1", Resume(None))
    script << not_done("r1", Resume(None), "not-paused") >> staff("r2", Pause(None))
    script >> staff("r1", Resume(None)) << NOTHING
    assert script.room.requests["r1"].word == "not-paused"  # type: ignore[index]
    assert script.room.paused_since == NINE


def test_pausing_a_paused_session_and_resuming_a_running_one_are_refused() -> None:
    script = Script(OPENED) >> staff("r1", Pause(None, "drill"))
    script << [ordered("r1", Pause(None, "drill")), RoomPaused("drill")]
    script >> staff("r2", Pause(None)) << not_done("r2", Pause(None), "already-paused")
    script >> staff("r3", Resume(None)) << [ordered("r3", Resume(None)), RoomResumed()]
    script >> staff("r4", Resume(None)) << not_done("r4", Resume(None), "not-paused")


# --- whom -----------------------------------------------------------------------------------


def test_an_order_for_many_names_whom_it_left_out_and_why() -> None:
    script = Script(OPENED, begun(ADA), BEN.joins, begun(CYD), CYD(2, HandIn()))
    order = End((*ALL, SeatId("dee")), "fire")
    script >> staff("r1", order)
    left_out = {"ben": "not-begun", "cyd": "submitted", "dee": "no-such-seat"}
    script << [ordered("r1", order, **left_out), SeatEnded(ADA.seat, "staff")]


def test_an_order_for_all_reaches_all_who_may() -> None:
    script, order = Script(OPENED, begun(ADA, BEN)), Extend(None, MINUTE, "noise")
    script >> staff("r1", order)
    script << [ordered("r1", order), TimeGiven(tuple((seat, MINUTE) for seat in ALL), "noise")]


def test_an_order_that_would_reach_nobody_is_refused_with_the_one_word_why() -> None:
    script, order = Script(OPENED, BEN.joins), End((ADA.seat, BEN.seat))
    script >> staff("r1", order) << not_done("r1", order, "not-begun")


@pytest.mark.parametrize("seats", [(), ("ada", "dee")])
def test_an_order_that_would_reach_nobody_for_several_reasons_says_nobody(
    seats: tuple[SeatId, ...],
) -> None:
    script = Script(OPENED, BEN.joins)
    script >> staff("r1", End(seats)) << not_done("r1", End(seats), "nobody")


def test_a_seat_named_twice_is_reached_once() -> None:
    script, order = Script(OPENED, begun(ADA)), Extend((ADA.seat, ADA.seat), MINUTE, "")
    script >> staff("r1", order)
    script << [ordered("r1", order), TimeGiven(((ADA.seat, MINUTE),), "time given")]


def test_who_was_withdrawn_is_left_out() -> None:
    script = Script(OPENED, Withdraw((ADA.seat,)))
    script >> staff("r1", Pause((ADA.seat, BEN.seat)))
    left_out = ordered("r1", Pause((ADA.seat, BEN.seat)), ada="withdrawn")
    script << [left_out, SeatsPaused((BEN.seat,), "")]
    script >> staff("r2", Extend(None, MINUTE, ""))
    given = ((BEN.seat, MINUTE), (CYD.seat, MINUTE))
    script << [ordered("r2", Extend(None, MINUTE, "")), TimeGiven(given, "time given")]


def test_a_paused_seat_is_not_paused_again_and_a_running_one_not_resumed() -> None:
    script = Script(OPENED, staff("r1", Pause((ADA.seat,)))) >> staff("r2", Pause(ALL))
    script << [
        ordered("r2", Pause(ALL), ada="already-paused"),
        SeatsPaused((BEN.seat, CYD.seat), ""),
    ]
    script >> staff("r3", Resume((ADA.seat,))) >> staff("r4", Resume((ADA.seat,)))
    script << not_done("r4", Resume((ADA.seat,)), "not-paused")


def test_a_board_is_told_beforehand_what_the_order_will_do() -> None:
    script = Script(OPENED, begun(ADA), BEN.joins)
    chosen, skipped = choose(script.room, End(ALL), script.now)
    assert chosen == [ADA.seat]
    assert skipped == ((BEN.seat, "not-begun"), (CYD.seat, "not-begun"))


def test_a_lock_carries_its_word_and_a_second_one_replaces_it() -> None:
    script = Script(OPENED, begun(ADA), BEN.joins)
    script >> staff("r1", Lock(None, "see me"))
    left_out = ordered("r1", Lock(None, "see me"), ben="not-begun", cyd="not-begun")
    script << [left_out, SeatsLocked((ADA.seat,), "see me")]
    script >> staff("r2", Lock((ADA.seat,), "phone"))
    assert script.seat(ADA).locked == "phone"
    script >> staff("r3", Unlock((ADA.seat,)))
    script << [ordered("r3", Unlock((ADA.seat,))), SeatsUnlocked((ADA.seat,))]
    script >> staff("r4", Unlock((ADA.seat,))) << not_done("r4", Unlock((ADA.seat,)), "not-locked")


# --- what cannot be ordered -----------------------------------------------------------------

DAY = 24 * HOUR
UNFIT: list[tuple[Action, str]] = [
    (Extend(None, 0, ""), "minutes"),
    (Extend(None, DAY + 1, ""), "minutes"),
    (Extend(None, -DAY - 1, ""), "minutes"),
    (Reopen(None, -1, ""), "minutes"),
    (Reopen(None, DAY + 1, ""), "minutes"),
    (Announce(None, " \n"), "empty"),
    (Announce(None, "x" * 2_001), "too-long"),
    (Pause(None, "x" * 2_001), "too-long"),
    (Lock(None, "x" * 2_001), "too-long"),
    (CountHeld(ADA.seat), "nothing-held"),
    (CountHeld(SeatId("dee")), "no-such-seat"),
    (Admit(ADA.seat, ADA.device), "not-at-the-door"),
]


@pytest.mark.parametrize(("action", "word"), UNFIT)
def test_an_order_of_no_form_that_can_be_done_is_refused(action: Action, word: str) -> None:
    script = Script(OPENED, begun(ADA), ADA(2, HandIn()))
    script >> staff("r1", action) << not_done("r1", action, word)


@pytest.mark.parametrize("ms", [DAY, -DAY])
def test_a_day_may_be_given_or_taken(ms: int) -> None:
    script = Script(OPENED, begun(ADA), staff("r1", Extend((ADA.seat,), ms, "")))
    assert script.end(ADA) == HOUR + ms


CLOSED_TO: list[Action] = [
    Pause(None),
    Resume(None),
    Extend(None, MINUTE, ""),
    SetEnd(None, NINE, ""),
    Lock(None, ""),
    End(None),
    Reopen(None, MINUTE, ""),
    Admit(ADA.seat, ADA.device),
]


@pytest.mark.parametrize("action", CLOSED_TO)
def test_a_closed_room_takes_no_orders_that_could_change_it(action: Action) -> None:
    script = Script(OPENED, begun(ADA), Close())
    script >> staff("r1", action) << not_done("r1", action, "closed")


# --- announcements --------------------------------------------------------------------------


def test_an_announcement_to_all_is_seen_once_by_each() -> None:
    script, order = Script(OPENED, begun(ADA, BEN)), Announce(None, "Page 3 has a slip.")
    script >> staff("r1", order) << [ordered("r1", order), Announced(None, order.text)]
    number = script.room.version
    script >> ADA.signs(Seen(number)) << AnnouncementSeen(ADA.seat, number)
    script >> ADA.signs(Seen(number)) << NOTHING
    script >> BEN.signs(Seen(number)) << AnnouncementSeen(BEN.seat, number)


def test_an_announcement_to_one_is_nobody_elses() -> None:
    script, order = Script(OPENED, begun(ADA, BEN)), Announce((ADA.seat,), "Your desk is D4.")
    script >> staff("r1", order) << [ordered("r1", order), Announced((ADA.seat,), order.text)]
    number = script.room.version
    assert [notice.text for notice in script.view(ADA).notices] == ["Your desk is D4."]
    assert script.view(BEN).notices == []
    script >> BEN.signs(Seen(number)) << refused("no-such-announcement")
    script >> ADA.signs(Seen(number)) << AnnouncementSeen(ADA.seat, number)


def test_who_joins_late_finds_the_announcements_that_were_made() -> None:
    script = Script(OPENED, staff("r1", Announce(None, "Welcome")), After(MINUTE), begun(ADA))
    assert [(notice.at, notice.text) for notice in script.view(ADA).notices] == [(NINE, "Welcome")]


def test_announcements_go_on_after_the_close() -> None:
    script, order = Script(OPENED, Close()), Announce(None, "Mind your coats.")
    script >> staff("r1", order) << [ordered("r1", order), Announced(None, order.text)]


def test_what_was_never_announced_cannot_be_seen() -> None:
    Script(OPENED, begun(ADA)) >> ADA.signs(Seen(3)) << refused("no-such-announcement")
