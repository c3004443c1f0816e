"""What a student sees, what they are told, and what they never are."""

import pytest
from msgspec import msgpack

from invigilate.ids import DeviceId, SeatId
from invigilate.rooms.commands import (
    Amend,
    Answer,
    ChangeSettings,
    Clear,
    Close,
    Command,
    Enrol,
    Flag,
    GoTo,
)
from invigilate.rooms.drawing import draw
from invigilate.rooms.orders import Announce, Extend, Pause, Resume
from invigilate.rooms.plan import Entry, Settings
from invigilate.rooms.state import Status
from invigilate.rooms.views import (
    News,
    Noticed,
    Paused,
    Resumed,
    RoomChanged,
    SeatChanged,
    Stop,
    Telling,
    Written,
    room_view,
    seat_view,
    telling,
)
from tests.rooms.script import (
    ADA,
    BEN,
    CHOICE,
    CYD,
    HOUR,
    INLINE,
    MINUTE,
    NINE,
    OPENED,
    ORDERED,
    After,
    Script,
    begun,
    entry,
    opened,
    plan,
    refused,
    staff,
)


def told(script: Script) -> Telling:
    """What the last event told students."""
    return telling(script.room, script.log[-1])


def test_a_fresh_view_shows_the_seat_and_the_session() -> None:
    script = Script(OPENED, begun(CYD), CYD(2, Answer(CHOICE, "B")), CYD(3, Flag(4, True)))
    view = script.view(CYD)
    assert (view.room.title, view.room.paused, view.room.closed_at) == ("Physics", None, None)
    assert view.answers == {CHOICE: "B"}
    seat = view.seat
    assert (seat.number, seat.name, seat.status) == ("7", "Cyd", Status.IN_PROGRESS)
    assert (seat.begun_at, seat.base_ms, seat.end) == (NINE, HOUR, NINE + 75 * MINUTE)
    assert seat.ledger == [(15 * MINUTE, "accommodation", NINE)]
    assert (seat.flagged, seat.pen) == ([4], CYD.device)


def test_nothing_of_another_student_stands_in_a_view() -> None:
    canary = Entry("ben", "42", "Canary Bird", "Canary Hall", "Canary Desk")
    script = Script(OPENED, Amend((canary,)), begun(ADA, BEN), BEN(2, Answer(CHOICE, "B")))
    script >> staff("r1", Announce((BEN.seat,), "Canary word")) >> staff("r2", Pause((BEN.seat,)))
    seen = msgpack.encode(script.view(ADA))
    assert b"anary" not in seen
    assert b"ben" not in seen


def test_an_accommodation_is_known_before_begin_and_as_it_is_now() -> None:
    script = Script(OPENED, CYD.joins)
    seat = script.view(CYD).seat
    assert (seat.extra_percent, seat.base_ms, seat.ledger) == (25, None, [])
    script >> Amend((Entry(CYD.seat, "7", "Cyd", extra_percent=50),))
    [changed] = told(script).seats[CYD.seat]
    assert isinstance(changed, SeatChanged)
    assert changed.seat.extra_percent == 50


def test_a_view_tells_what_of_the_time_was_changed_by_staff_and_why() -> None:
    script = Script(OPENED, begun(ADA, CYD), After(MINUTE), staff("r1", Pause(None, "drill")))
    script >> After(MINUTE) >> staff("r2", Resume(None))
    script >> staff("r3", Extend((CYD.seat,), -MINUTE, "Began early"))
    assert script.view(CYD).seat.given == [(-MINUTE, "Began early", NINE + 2 * MINUTE)]
    assert len(script.view(CYD).seat.ledger) == 3
    assert script.view(ADA).seat.given == []


def test_while_paused_the_shown_end_stands_where_the_pause_began() -> None:
    script = Script(OPENED, begun(ADA), After(MINUTE), staff("r1", Pause(None, "drill")))
    begun_by = script.room.version
    script >> After(5 * MINUTE) >> ADA.signs(GoTo(1)) << refused("paused")
    assert script.view(ADA).seat.end == NINE + HOUR
    assert script.view(ADA).room.paused == Stop(NINE + MINUTE, "drill", begun_by)
    script >> staff("r2", Resume(None))
    assert script.view(ADA).seat.end == NINE + HOUR + 5 * MINUTE


def test_a_pause_of_the_session_is_the_same_few_bytes_to_all() -> None:
    script = Script(OPENED, begun(ADA, BEN), staff("r1", Pause(None, "drill")))
    assert told(script) == Telling([Paused(NINE, "drill", script.room.version)], {})


def test_after_a_pause_those_who_write_hear_their_new_end() -> None:
    script = Script(OPENED, begun(ADA), BEN.joins, staff("r1", Pause(None)), After(MINUTE))
    script >> staff("r2", Resume(None))
    changed: dict[SeatId, list[News]] = {ADA.seat: [SeatChanged(seat_view(script.room, ADA.seat))]}
    assert told(script) == Telling([Resumed(NINE + MINUTE)], changed)


def test_an_answer_is_told_to_its_seat_alone() -> None:
    script = Script(OPENED, begun(ADA, BEN), ADA(2, Answer(CHOICE, "B")))
    assert told(script) == Telling([], {ADA.seat: [Written(ADA.device, CHOICE, "B")]})
    script >> ADA(3, Clear(CHOICE))
    assert told(script) == Telling([], {ADA.seat: [Written(ADA.device, CHOICE, None)]})


def test_what_counts_after_a_pause_is_told_slot_by_slot() -> None:
    script = Script(OPENED, begun(ADA), ADA(2, Answer(CHOICE, "A")), staff("r1", Pause(None)))
    script >> ADA(3, Answer(INLINE, "B")) >> staff("r2", Resume(None))
    seat = SeatChanged(seat_view(script.room, ADA.seat))
    assert told(script) == Telling([], {ADA.seat: [Written(DeviceId(""), INLINE, "B"), seat]})


def test_an_announcement_is_told_to_whom_it_is_for() -> None:
    script = Script(OPENED, staff("r1", Announce((ADA.seat,), "Hello")))
    telling_ada = told(script)
    assert list(telling_ada.seats) == [ADA.seat]
    script >> staff("r2", Announce(None, "Hello all"))
    [notice] = told(script).everyone
    assert isinstance(notice, Noticed)
    assert (notice.notice.number, notice.notice.text) == (script.room.version, "Hello all")


@pytest.mark.parametrize("command", [Close("over"), ChangeSettings(Settings(minutes=5))])
def test_a_change_of_the_session_is_told_to_all(command: Command) -> None:
    script = Script(OPENED, begun(ADA)) >> command
    assert told(script).everyone == [RoomChanged(room_view(script.room))]


def test_a_new_guest_is_told_to_nobody_else() -> None:
    script = Script(OPENED, begun(ADA), Enrol((Entry("g1", "", "Sam", guest=True),)))
    assert list(told(script).seats) == ["g1"]


# --- the drawn order ------------------------------------------------------------------------

SHUFFLED = plan(Settings(minutes=60, shuffle=True))


def test_the_same_seat_always_draws_the_same_order() -> None:
    assert draw(SHUFFLED, "room", "ada") == draw(SHUFFLED, "room", "ada")
    orders = {tuple(draw(SHUFFLED, "room", f"seat {n}").items) for n in range(50)}
    assert len(orders) == 50


def test_an_order_holds_every_item_once_and_every_option_once() -> None:
    for seat in range(50):
        drawn = draw(SHUFFLED, "room", f"seat {seat}")
        assert sorted(drawn.items) == list(range(10))
        assert {slot: sorted(names) for slot, names in drawn.options.items()} == {
            CHOICE: ["A", "B", "C"],
            ORDERED: ["A", "B", "C"],
        }
        assert drawn.options[ORDERED][2] == "C"


def test_without_the_setting_nothing_is_shuffled() -> None:
    drawn = draw(plan(), "room", "ada")
    assert (drawn.items, drawn.options) == (list(range(10)), {})


def test_a_linear_paper_keeps_its_items_in_order_and_may_shuffle_options() -> None:
    drawn = draw(plan(SHUFFLED.settings, "linear"), "room", "ada")
    assert drawn.items == list(range(10))
    assert sorted(drawn.options) == [CHOICE, ORDERED]


def test_a_room_opened_with_shuffling_shows_each_seat_its_own_order() -> None:
    script = Script(opened(SHUFFLED.settings), Enrol((entry("dee", "8"),)))
    assert script.view(ADA).drawn == draw(SHUFFLED, "room", "ada")
    assert script.view(ADA).drawn != script.view(BEN).drawn


def test_a_session_says_how_many_questions_it_has_texts_to_read_left_out() -> None:
    view = room_view(Script(OPENED).room)
    assert (view.items, view.questions) == (10, 9)
