"""Messages between a student and the proctors, times away, and what another device had kept."""

import pytest
from msgspec import msgpack

from invigilate.errors import NotFound
from invigilate.ids import SeatId
from invigilate.rooms.commands import (
    Answer,
    Away,
    ChangeSettings,
    Clear,
    Close,
    Flag,
    HandIn,
    Merge,
    Read,
    Say,
    TakePen,
)
from invigilate.rooms.conversations import (
    Apart,
    FlagApart,
    Gone,
    HandInApart,
    KeptApart,
    conversation,
    kept_apart,
)
from invigilate.rooms.conversing import MOST_SAID, SAY_LIMIT, WHY_LIMIT
from invigilate.rooms.events import (
    HeldMerged,
    MessagesRead,
    MessagesSettled,
    SeatSaid,
    SeatsTold,
    WasAway,
)
from invigilate.rooms.orders import CountHeld, Settle, Tell
from invigilate.rooms.plan import Settings
from invigilate.rooms.staff_news import staff_news
from invigilate.rooms.state import Room, Seat, Status
from invigilate.rooms.views import Message, Messaged, SeatChanged, Telling, seat_view, telling
from tests.rooms.script import (
    ADA,
    BEN,
    CHOICE,
    ESSAY,
    MINUTE,
    NINE,
    NOTHING,
    OPENED,
    SECOND,
    TABLET,
    After,
    Page,
    Script,
    begun,
    not_done,
    opened,
    ordered,
    refused,
    staff,
)

MAY_I = ADA.signs(Say("m1", "May I leave?"))


def said(who: Page, name: str, text: str) -> SeatSaid:
    return SeatSaid(who.seat, who.device, name, text)


# --- messages -------------------------------------------------------------------------------


def test_a_message_is_written_once_however_often_it_is_sent() -> None:
    script = Script(OPENED, begun(ADA)) >> MAY_I << said(ADA, "m1", "May I leave?")
    script >> MAY_I << NOTHING
    script >> ADA(2, HandIn()) >> MAY_I << NOTHING


def test_a_message_is_cleaned_and_must_say_something() -> None:
    script = (
        Script(OPENED, begun(ADA)) >> ADA.signs(Say("m1", "  a\r\nb ")) << said(ADA, "m1", "a\nb")
    )
    script >> ADA.signs(Say("m2", " \n")) << refused("empty")
    script >> ADA.signs(Say("", "a")) << refused("empty")
    script >> ADA.signs(Say("m2", "a" * (SAY_LIMIT + 1))) << refused("too-long")


def test_three_messages_a_minute_are_enough() -> None:
    script = Script(OPENED, begun(ADA, BEN))
    for n in range(3):
        script >> After(SECOND) >> ADA.signs(Say(f"m{n}", "Hello"))
    script >> ADA.signs(Say("m3", "Hello")) << refused("too-often")
    script >> BEN.signs(Say("m0", "Hello")) << said(BEN, "m0", "Hello")
    script >> After(MINUTE) >> ADA.signs(Say("m3", "Hello")) << said(ADA, "m3", "Hello")


def test_a_student_has_a_hundred_messages() -> None:
    script = Script(OPENED, begun(ADA))
    for n in range(MOST_SAID):
        script >> After(MINUTE) >> ADA.signs(Say(f"m{n}", "Hello"))
    script >> After(MINUTE) >> ADA.signs(Say("more", "Hello")) << refused("too-often")


def test_nobody_hears_a_message_after_the_close() -> None:
    Script(OPENED, ADA.joins, Close()) >> MAY_I << refused("closed")


def test_what_a_student_writes_waits_until_staff_answer_or_settle_it() -> None:
    script = Script(OPENED, begun(ADA), After(SECOND), MAY_I)
    number = script.room.version
    assert (script.row(ADA).messages, script.row(ADA).waits) == (1, NINE + SECOND)
    tell = Tell((ADA.seat,), "You may.")
    script >> staff("r1", tell) << [ordered("r1", tell), SeatsTold((ADA.seat,), "You may.")]
    assert (script.row(ADA).messages, script.row(ADA).waits) == (2, None)
    nothing = Settle(ADA.seat, number)
    script >> staff("r2", nothing) << not_done("r2", nothing, "nothing-waits")
    script >> After(SECOND) >> ADA.signs(Say("m2", "Thanks"))
    settle = Settle(ADA.seat, script.room.version)
    settled = MessagesSettled(ADA.seat, script.room.version)
    script >> staff("r3", settle) << [ordered("r3", settle), settled]
    assert script.row(ADA).waits is None


def test_what_came_after_what_staff_saw_goes_on_waiting() -> None:
    script = Script(OPENED, begun(ADA), MAY_I)
    seen = script.room.version
    script >> After(SECOND) >> ADA.signs(Say("m2", "It is urgent"))
    script >> staff("r1", Settle(ADA.seat, seen))
    assert script.row(ADA).waits == NINE + SECOND


def test_a_message_to_chosen_seats_says_something_to_somebody() -> None:
    script = Script(OPENED, begun(ADA))
    script >> staff("r1", Tell((ADA.seat,), " ")) << not_done("r1", Tell((ADA.seat,), " "), "empty")
    nobody = Tell((), "Hello")
    script >> staff("r2", nobody) << not_done("r2", nobody, "nobody")


def test_a_conversation_is_seen_by_its_student_alone() -> None:
    script = Script(OPENED, begun(ADA, BEN), MAY_I, staff("r1", Tell((ADA.seat,), "You may.")))
    view = script.view(ADA)
    assert [(one.own, one.text) for one in view.messages] == [
        (True, "May I leave?"),
        (False, "You may."),
    ]
    assert script.view(BEN).messages == []
    assert b"proctor" not in msgpack.encode(view)


def test_each_seat_is_told_its_message_and_staff_that_it_was_ordered() -> None:
    script = Script(OPENED, begun(ADA, BEN), MAY_I)
    number = script.room.version
    mine = Messaged(Message(number, NINE, True, "May I leave?"))
    changed = SeatChanged(seat_view(script.room, ADA.seat))
    assert telling(script.room, script.log[-1]) == Telling([], {ADA.seat: [mine, changed]})
    assert staff_news(script.room, script.log[-1]) == []
    script >> staff("r1", Tell((ADA.seat, BEN.seat), "Listen."))
    theirs = Messaged(Message(number + 2, NINE, False, "Listen."))
    told = telling(script.room, script.log[-1])
    assert told == Telling([], {ADA.seat: [theirs], BEN.seat: [theirs]})


def test_a_student_reads_up_to_a_message_that_is_there() -> None:
    script = Script(OPENED, begun(ADA), staff("r1", Tell((ADA.seat,), "One")))
    number = script.room.version
    script >> ADA.signs(Read(number)) << MessagesRead(ADA.seat, number)
    script >> ADA.signs(Read(number)) << NOTHING
    script >> ADA.signs(Read(number + 1)) << refused("no-such-message")
    assert script.view(ADA).seat.read == number
    assert script.row(ADA).unread == 0
    script >> staff("r2", Tell((ADA.seat,), "Two")) >> ADA.signs(Say("m1", "Three"))
    assert script.row(ADA).unread == 1


# --- times away -----------------------------------------------------------------------------


def away(since: int, ms: int | None, why: str = "") -> WasAway:
    return WasAway(ADA.seat, ADA.device, since, ms, why)


def test_a_time_away_begins_ends_and_is_explained() -> None:
    script = Script(OPENED, begun(ADA), After(MINUTE))
    script >> ADA.signs(Away(NINE, None, "")) << away(NINE, None)
    row = script.row(ADA)
    assert (row.away_times, row.away_ms, row.away_since, row.away_last) == (1, 0, NINE, None)
    script >> ADA.signs(Away(NINE, 12 * SECOND, "")) << away(NINE, 12 * SECOND)
    script >> ADA.signs(Away(NINE, 12 * SECOND, " A bell ")) << away(NINE, 12 * SECOND, "A bell")
    row = script.row(ADA)
    assert (row.away_ms, row.away_since, row.away_last, row.away_why) == (
        12 * SECOND,
        None,
        NINE + 12 * SECOND,
        "A bell",
    )
    assert script.view(ADA).seat.away == [(NINE, 12 * SECOND, "A bell")]


def test_the_last_reason_for_a_time_away_counts() -> None:
    script = Script(OPENED, begun(ADA), ADA.signs(Away(NINE, SECOND, "A bell")))
    script >> ADA.signs(Away(NINE, SECOND, "Fire")) << away(NINE, SECOND, "Fire")
    assert script.row(ADA).away_why == "Fire"


def test_a_late_resend_takes_nothing_back() -> None:
    script = Script(OPENED, begun(ADA), ADA.signs(Away(NINE, SECOND, "A bell")))
    script >> ADA.signs(Away(NINE, None, "")) << NOTHING
    script >> ADA.signs(Away(NINE, SECOND, "")) << NOTHING


def test_only_the_device_that_writes_is_away() -> None:
    script = Script(OPENED, begun(ADA), TABLET.joins)
    script >> TABLET.signs(Away(NINE, None, "")) << refused("pen")


@pytest.mark.parametrize(
    ("since", "ms", "why", "word"),
    [
        (NINE + 6 * MINUTE, None, "", "time"),
        (0, None, "", "time"),
        (NINE, -1, "", "time"),
        (NINE, 25 * 60 * MINUTE, "", "time"),
        (NINE, 1, "a" * (WHY_LIMIT + 1), "too-long"),
    ],
)
def test_a_time_away_is_a_time(since: int, ms: int | None, why: str, word: str) -> None:
    Script(OPENED, begun(ADA)) >> ADA.signs(Away(since, ms, why)) << refused(word)


def test_a_time_away_that_nobody_told_the_end_of_does_not_go_on_for_ever() -> None:
    script = Script(OPENED, begun(ADA), ADA.signs(Away(NINE, None, "")))
    script >> ADA.signs(Away(NINE + SECOND, SECOND, ""))
    assert (script.row(ADA).away_times, script.row(ADA).away_since) == (2, None)


def test_where_the_session_does_not_note_them_no_time_away_begins() -> None:
    settings = Settings(minutes=60, note_away=False)
    script = Script(opened(settings), begun(ADA))
    script >> ADA.signs(Away(NINE, None, "")) << refused("not-noted")
    script >> ADA.signs(Away(NINE, SECOND, "A bell")) << refused("not-noted")
    assert script.row(ADA).away_times == 0


def test_a_time_away_that_was_noted_ends_after_the_session_stopped_noting() -> None:
    script = Script(OPENED, begun(ADA), ADA.signs(Away(NINE, None, "")))
    script >> ChangeSettings(Settings(minutes=60, note_away=False))
    script >> ADA.signs(Away(NINE, SECOND, "")) << away(NINE, SECOND)
    script >> ADA.signs(Away(NINE + SECOND, None, "")) << refused("not-noted")


# --- what another device had kept -----------------------------------------------------------


def two_devices() -> Script:
    """The tablet took over while the first device went on writing."""
    script = Script(OPENED, begun(ADA), TABLET.joins, TABLET.signs(TakePen(ADA.device)))
    return script >> ADA(2, Answer(CHOICE, "B")) >> ADA(3, Answer(ESSAY, "Mine"))


def test_what_the_older_device_kept_waits_no_more_once_the_student_decided() -> None:
    script = two_devices()
    assert script.held(ADA) == [(2, "pen"), (3, "pen")]
    merge = Merge(((ADA.device, 2), (ADA.device, 9)))
    script >> TABLET.signs(merge) << HeldMerged(ADA.seat, ((ADA.device, 2),))
    assert (script.held(ADA), script.row(ADA).held) == ([(3, "pen")], 1)
    assert script.seat(ADA).devices[ADA.device].unsaved == {3: "held:pen"}
    script >> TABLET.signs(merge) << NOTHING
    script >> TABLET.signs(Merge(((ADA.device, 3),)))
    order = CountHeld(ADA.seat)
    script >> staff("r1", order) << not_done("r1", order, "in-progress")
    assert script.answers(ADA) == {}


def test_a_device_without_the_pen_decides_nothing() -> None:
    script = two_devices() >> TABLET(1, Answer(CHOICE, "C"))
    script >> TABLET.another("ada-9").joins
    third = TABLET.another("ada-9")
    script >> third.signs(Merge(((ADA.device, 2),))) << refused("pen")
    script >> ADA.signs(Merge(((ADA.device, 2),))) << NOTHING


# --- what was written down before -----------------------------------------------------------


def test_a_room_that_was_written_down_before_all_this_is_read_as_it_was() -> None:
    script = two_devices()
    old = msgpack.decode(msgpack.encode(script.room))
    for seat in old["seats"].values():
        for name in ("messages", "read", "settled", "away", "came", "shown"):
            del seat[name]
        for device in seat["devices"].values():
            del device["since"]
    room = msgpack.decode(msgpack.encode(old), type=Room)
    fresh = Seat(room.seats[ADA.seat].entry)
    read = room.seats[ADA.seat]
    assert (read.messages, read.read, read.settled, read.away) == (
        fresh.messages,
        fresh.read,
        fresh.settled,
        fresh.away,
    )
    assert {device.since for device in read.devices.values()} == {None}
    assert read.held == script.seat(ADA).held


def test_what_was_kept_apart_is_shown_slot_by_slot_the_newest_of_each() -> None:
    script = two_devices() >> After(SECOND) >> ADA(4, Answer(ESSAY, "Mine too"))
    script >> TABLET(1, Answer(ESSAY, "Theirs")) >> ADA(5, Clear(CHOICE))
    assert kept_apart(script.room, ADA.seat, TABLET.device).apart == [
        Apart(ADA.device, CHOICE, None, NINE + SECOND, None, [2, 5]),
        Apart(ADA.device, ESSAY, "Mine too", NINE + SECOND, NINE + SECOND, [3, 4]),
    ]
    assert kept_apart(script.room, ADA.seat, ADA.device) == KeptApart([], [], [])


def test_flags_and_a_hand_in_of_the_older_device_are_kept_apart_too() -> None:
    script = two_devices() >> ADA(4, Flag(3, True)) >> ADA(5, Flag(0, True)) >> ADA(6, HandIn())
    script >> After(SECOND) >> ADA(7, Flag(3, False))
    kept = kept_apart(script.room, ADA.seat, TABLET.device)
    assert kept.flags == [
        FlagApart(ADA.device, 0, True, NINE, [5]),
        FlagApart(ADA.device, 3, False, NINE + SECOND, [4, 7]),
    ]
    assert kept.hand_ins == [HandInApart(ADA.device, NINE, [6])]
    assert script.status(ADA) is Status.IN_PROGRESS, "nothing was handed in"


def test_the_student_decides_about_flags_and_a_hand_in_and_hands_in_here() -> None:
    script = two_devices() >> ADA(4, Flag(3, True)) >> ADA(5, HandIn())
    every = tuple((ADA.device, turn) for turn in (2, 3, 4, 5))
    script >> TABLET.signs(Merge(every)) << HeldMerged(ADA.seat, every)
    assert (script.held(ADA), script.seat(ADA).flagged) == ([], set())
    script >> TABLET(1, HandIn())
    assert (script.status(ADA), script.row(ADA).held) == (Status.SUBMITTED, 0)


def test_staff_read_a_conversation_with_who_wrote_what() -> None:
    script = Script(OPENED, begun(ADA), MAY_I, staff("r1", Tell((ADA.seat,), "You may.")))
    script >> ADA.signs(Away(NINE, SECOND, "A bell"))
    shown = conversation(script.room, ADA.seat)
    assert [(one.by, one.own, one.text) for one in shown.messages] == [
        ("seat:ada", True, "May I leave?"),
        ("person:proctor", False, "You may."),
    ]
    assert (shown.read, shown.away) == (0, [Gone(NINE, SECOND, "A bell")])
    with pytest.raises(NotFound):
        conversation(script.room, SeatId("nobody"))
