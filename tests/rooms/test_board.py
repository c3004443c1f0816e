"""What a proctor sees: a head, a row for each seat, and what was done, in order."""

import pytest

from invigilate.ids import RequestId, RoomId, SeatId
from invigilate.rooms.board import board_head, rows_since
from invigilate.rooms.commands import Answer, Clear, Close, Enrol, Flag, NoteOutage
from invigilate.rooms.orders import (
    Announce,
    Claim,
    Dismiss,
    End,
    Extend,
    Lock,
    Pause,
    Resume,
    SetThresholds,
    Tell,
    Undo,
)
from invigilate.rooms.plan import Entry, Thresholds, Value
from invigilate.rooms.room import Room, apply
from invigilate.rooms.staff_news import Done, StaffNoticed, follow_head, head_changed, staff_news
from invigilate.rooms.views import Notice, Stop
from tests.rooms.script import (
    ADA,
    BEN,
    CHOICE,
    CHOICES,
    CYD,
    HOUR,
    MINUTE,
    NINE,
    OPENED,
    TABLET,
    TEXT,
    After,
    Script,
    Steps,
    begun,
    staff,
)


def test_a_row_shows_how_far_a_student_is() -> None:
    script = Script(OPENED, begun(ADA), ADA(2, Answer(CHOICE, "B")), ADA(3, Flag(4, True)))
    row = script.row(ADA)
    assert (row.number, row.status, row.answered, row.total, row.flags) == ("0042", 2, 1, 9, 1)
    assert (row.begun_at, row.end, row.saved_at) == (NINE, NINE + HOUR, NINE)


@pytest.mark.parametrize(
    ("changes", "answered"),
    [
        ([Answer(8, "a")], 0),
        ([Answer(9, "b")], 0),
        ([Answer(8, "a"), Answer(9, "b")], 1),
        ([Answer(8, "a"), Answer(9, "")], 0),
        ([Answer(CHOICE, "B"), Clear(CHOICE)], 0),
        ([Answer(CHOICES, ())], 0),
        ([Answer(CHOICE, "B"), Answer(TEXT, "light")], 2),
    ],
)
def test_an_item_is_answered_when_each_of_its_slots_is(
    changes: list[Answer | Clear], answered: int
) -> None:
    script = Script(OPENED, begun(ADA))
    for turn, change in enumerate(changes, 2):
        script >> ADA(turn, change)
    assert (script.row(ADA).answered, script.row(ADA).total) == (answered, 9)


def test_a_row_sums_what_moved_the_end() -> None:
    script = Script(OPENED, staff("r1", Extend((CYD.seat,), MINUTE, "")), begun(CYD))
    script >> staff("r2", Pause(None)) >> After(2 * MINUTE) >> staff("r3", Resume(None))
    assert script.row(CYD).ledger_ms == 18 * MINUTE
    assert script.row(CYD).end == NINE + HOUR + 18 * MINUTE
    assert script.row(ADA).ledger_ms == 0


def test_while_paused_a_row_shows_the_end_as_it_stood() -> None:
    script = Script(OPENED, begun(ADA), staff("r1", Pause((ADA.seat,))), After(9 * MINUTE))
    script >> BEN.joins
    assert (script.row(ADA).end, script.row(ADA).paused_since) == (NINE + HOUR, NINE)


def test_a_row_counts_what_staff_may_count() -> None:
    script = Script(OPENED, begun(ADA), TABLET.joins, TABLET(1, Answer(CHOICE, "B")))
    script >> staff("r1", Lock((ADA.seat,), "")) >> ADA(2, Answer(CHOICE, "C"))
    row = script.row(ADA)
    assert (row.held, row.devices, row.locked) == (1, 2, "")


def test_a_board_that_comes_back_gets_the_rows_that_changed() -> None:
    script = Script(OPENED, begun(ADA, BEN))
    position = script.room.version
    assert rows_since(script.room, position) == []
    assert rows_since(script.room, 0) == [script.row(who) for who in (ADA, BEN, CYD)]
    script >> ADA(2, Answer(CHOICE, "B"))
    assert rows_since(script.room, position) == [script.row(ADA)]


def test_the_end_of_a_pause_changes_the_rows_of_those_who_write() -> None:
    script = Script(OPENED, begun(ADA), BEN.joins, staff("r1", Pause(None)), After(MINUTE))
    position = script.room.version
    script >> staff("r2", Resume(None))
    assert rows_since(script.room, position) == [script.row(ADA)]


# --- the head and what was done -------------------------------------------------------------

CHANGES: list[Steps] = [
    (staff("r1", Pause(None, "drill")),),
    (staff("r1", Pause(None)), staff("r2", Resume(None))),
    (NoteOutage(NINE - MINUTE, NINE),),
    (staff("r4", SetThresholds(Thresholds(away_times=5))),),
    (Close(),),
]


@pytest.mark.parametrize("steps", CHANGES)
def test_whatever_changes_the_head_is_told(steps: Steps) -> None:
    script = Script(OPENED, steps)
    assert staff_news(script.room, script.log[-1]) == [head_changed(script.room)]


def test_one_announcement_more_is_told_without_those_before_it() -> None:
    script = Script(OPENED, staff("r1", Announce(None, "Hello")))
    script >> staff("r2", Announce((ADA.seat,), "Hello Ada"))
    head = board_head(script.room)
    assert staff_news(script.room, script.log[-1]) == [StaffNoticed(head.notices[-1])]
    assert [notice.notice.text for notice in head.notices] == ["Hello", "Hello Ada"]


def test_a_head_and_the_news_after_it_equal_a_fresh_head() -> None:
    script = Script(OPENED)
    head = board_head(script.room)
    for steps in (*CHANGES[:-1], (staff("r3", Announce(None, "Hello")),), CHANGES[-1]):
        seen = len(script.log)
        for step in steps:
            script >> step
        for record in script.log[seen:]:
            for news in staff_news(script.room, record):
                head = follow_head(head, news)
    assert head == board_head(script.room)


def test_the_head_shows_pause_outage_and_announcements() -> None:
    script = Script(OPENED, staff("r1", Pause(None, "drill")))
    paused_by = script.room.version
    script >> NoteOutage(NINE - MINUTE, NINE) >> staff("r2", Announce((ADA.seat,), "Hello"))
    head = board_head(script.room)
    assert (head.paused, head.closed_at) == (Stop(NINE, "drill", paused_by), None)
    assert (head.outages, head.guard_until) == ([(NINE - MINUTE, NINE)], NINE + 2 * MINUTE)
    [notice] = head.notices
    assert notice.notice == Notice(script.room.version, NINE, "Hello")
    assert (notice.seats, notice.by) == ((ADA.seat,), "person:proctor")


def test_an_order_is_shown_as_done_by_whom_to_how_many() -> None:
    script = Script(OPENED, begun(ADA))
    script >> staff("r1", Extend((ADA.seat, BEN.seat, ADA.seat), MINUTE, "noise"))
    [done] = staff_news(script.room, script.log[-2])
    both = (ADA.seat, BEN.seat)
    assert done == Done(
        NINE, "person:proctor", "Extend", 2, 0, "", "noise", RequestId("r1"), None, named=both
    )
    script >> staff("r2", End((ADA.seat, BEN.seat), "left"))
    [done] = staff_news(script.room, script.log[-2])
    ada = (ADA.seat,)
    assert done == Done(
        NINE, "person:proctor", "End", 1, 1, "", "left", RequestId("r2"), None, named=ada
    )
    script >> staff("r3", Resume(None))
    [done] = staff_news(script.room, script.log[-1])
    assert done == Done(
        NINE, "person:proctor", "Resume", 0, 0, "not-paused", "", RequestId("r3"), None
    )
    script >> staff("r4", Undo(RequestId("r1")))
    [done] = [n for r in script.log[-3:] for n in staff_news(script.room, r)]
    assert (done.deed, done.request, done.undoes) == ("Undo", "r4", "r1")  # type: ignore[union-attr]


def test_an_order_that_takes_time_is_shown_as_such() -> None:
    script = Script(OPENED, begun(ADA))
    script >> staff("r1", Extend((ADA.seat,), -MINUTE, "late"))
    [done] = [n for r in script.log[-2:] for n in staff_news(script.room, r)]
    request = RequestId("r1")
    assert done == Done(
        NINE, "person:proctor", "Extend", 1, 0, "", "late", request, None, True, (ADA.seat,)
    )


def deeds(script: Script) -> list[Done]:
    """What boards were told of orders, each when the room had taken in no more than the order."""
    room, told = Room(RoomId("room")), list[Done]()
    for record in script.log:
        apply(room, record)
        told += [news for news in staff_news(room, record) if isinstance(news, Done)]
    return told


def test_of_few_whom_an_order_reached_each_is_named() -> None:
    dora = Entry("dora", "9", "Dora")
    four = tuple(SeatId(name) for name in ("ada", "ben", "cyd", "dora"))
    script = Script(OPENED, Enrol((dora,)), begun(ADA))
    script >> staff("r1", Tell(four, "Hello")) >> staff("r2", Tell(four[1:], "Hello"))
    script >> staff("r3", End(four, "")) >> staff("r4", Extend(None, MINUTE, ""))
    script >> staff("r5", Lock(four[1:3], "Stop"))
    assert [(done.seats, done.named, done.word) for done in deeds(script)] == [
        (4, (), ""),
        (3, four[1:], ""),
        (1, (ADA.seat,), ""),
        (0, (), ""),
        (2, (BEN.seat, CYD.seat), "not-begun"),
    ]


def test_what_was_dismissed_and_how_claimed_or_let_go_is_told() -> None:
    script = Script(OPENED, begun(ADA))
    script >> staff("r1", Dismiss((ADA.seat,), "hand", "seen-to"))
    script >> staff("r2", Claim((ADA.seat,), True)) >> staff("r3", Claim((ADA.seat,), False))
    script >> staff("r4", Pause(None))
    told = [("hand", "seen-to"), ("on",), ("off",), ()]
    assert [done.what for done in deeds(script)] == told


def test_which_limits_were_set_is_told_with_what_they_were() -> None:
    first, second = Thresholds(offline_ms=5_000), Thresholds(offline_ms=5_000, away_times=7)
    script = Script(OPENED, staff("r1", SetThresholds(first)), staff("r2", SetThresholds(second)))
    script >> staff("r3", SetThresholds(second)) >> staff("r4", Pause(None))
    was = Thresholds()
    assert [done.limits for done in deeds(script)] == [
        (("offline_ms", was.offline_ms, 5_000),),
        (("away_times", was.away_times, 7),),
        (),
        (),
    ]


def test_what_students_do_is_rows_and_no_news() -> None:
    value: Value = "B"
    script = Script(OPENED, begun(ADA), ADA(2, Answer(CHOICE, value)))
    assert staff_news(script.room, script.log[-1]) == []
