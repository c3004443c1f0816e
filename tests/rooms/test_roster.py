"""Who has a seat, how they come in, and who waits at the door."""

import pytest

from invigilate.ids import SeatId
from invigilate.rooms.commands import (
    Amend,
    Answer,
    Begin,
    ChangeSettings,
    Close,
    Enrol,
    Open,
    TakePen,
    Withdraw,
)
from invigilate.rooms.events import (
    DeviceAdmitted,
    DeviceKnocked,
    EntriesAmended,
    PenTaken,
    RoomOpened,
    SeatJoined,
    SettingsChanged,
    StudentsEnrolled,
    StudentsWithdrawn,
)
from invigilate.rooms.orders import Admit
from invigilate.rooms.plan import Entry, Settings
from invigilate.rooms.state import Status
from tests.rooms.script import (
    ADA,
    BEN,
    CHOICE,
    ENTRIES,
    MINUTE,
    NINE,
    NOTHING,
    OPENED,
    TABLET,
    After,
    Script,
    begun,
    entry,
    not_done,
    opened,
    ordered,
    page,
    plan,
    refused,
    staff,
)


def test_a_room_that_nobody_opened_does_nothing() -> None:
    Script() >> ADA.joins << refused("no-session")


def test_opening_twice_is_opening_once() -> None:
    script = Script() >> Open(plan()) << RoomOpened(plan())
    script >> Open(plan(Settings(minutes=5))) << NOTHING


def test_a_roster_gives_seats_and_its_numbers_keep_their_zeros() -> None:
    script = Script(Open(plan())) >> Enrol(ENTRIES) << StudentsEnrolled(ENTRIES)
    assert script.room.numbers == {"0042": "ada", "42": "ben", "7": "cyd"}
    assert script.status(ADA) is Status.ABSENT


def test_enrolling_again_amends_what_differs_and_adds_what_is_new() -> None:
    amended, new = entry("ben", "43"), entry("dee", "8")
    script = Script(OPENED) >> Enrol((ENTRIES[0], amended, new))
    script << [StudentsEnrolled((new,)), EntriesAmended((amended,))]
    assert script.room.numbers == {"0042": "ada", "43": "ben", "7": "cyd", "8": "dee"}


def test_enrolling_the_same_changes_nothing() -> None:
    Script(OPENED) >> Enrol(ENTRIES) << NOTHING


def test_a_taken_number_is_refused() -> None:
    script = Script(OPENED) >> Enrol((entry("dee", "42"),)) << refused("number-taken")
    script >> Amend((entry("ada", "42"),)) << refused("number-taken")
    script >> Enrol((entry("dee", "8"), entry("eve", "8"))) << refused("number-taken")


def test_two_students_may_trade_numbers() -> None:
    traded = (entry("ada", "42"), entry("ben", "0042"))
    script = Script(OPENED) >> Amend(traded) << EntriesAmended(traded)
    assert script.room.numbers == {"42": "ada", "0042": "ben", "7": "cyd"}


def test_amending_one_who_is_not_there_is_refused() -> None:
    script = Script(OPENED) >> Amend((entry("dee", "8"),)) << refused("no-such-seat")
    script >> Withdraw((ADA.seat,)) >> Amend((entry("ada", "9"),)) << refused("no-such-seat")


def test_an_amended_name_reaches_the_seat_in_any_status() -> None:
    lovelace = Entry("ada", "0042", "Ada Lovelace", hall="East", desk="D4")
    script = Script(OPENED, begun(ADA)) >> Amend((lovelace,)) << EntriesAmended((lovelace,))
    view = script.view(ADA).seat
    assert (view.name, view.hall, view.desk) == ("Ada Lovelace", "East", "D4")


# --- withdrawing ----------------------------------------------------------------------------


def test_who_was_withdrawn_has_no_seat_until_enrolled_again() -> None:
    script = Script(OPENED, ADA.joins) >> Withdraw((ADA.seat,)) << StudentsWithdrawn((ADA.seat,))
    script >> Withdraw((ADA.seat,)) << NOTHING
    script >> ADA(1, Begin()) << refused("no-such-seat") >> ADA.joins << refused("no-such-seat")
    script >> Enrol(ENTRIES[:1]) << EntriesAmended(ENTRIES[:1]) >> ADA(1, Begin()) << ADA.begun(1)


def test_who_has_begun_is_not_withdrawn_and_then_nobody_is() -> None:
    script = Script(OPENED, begun(BEN)) >> Withdraw((ADA.seat, BEN.seat)) << refused("begun")
    script >> Withdraw((SeatId("dee"),)) << refused("no-such-seat")


def test_a_withdrawn_students_number_may_be_given_to_another() -> None:
    dee = entry("dee", "0042")
    script = Script(OPENED, Withdraw((ADA.seat,))) >> Enrol((dee,)) << StudentsEnrolled((dee,))
    script >> Enrol(ENTRIES[:1]) << refused("number-taken")
    script >> Enrol((entry("ada", "9"),)) << EntriesAmended((entry("ada", "9"),))
    assert script.room.numbers == {"42": "ben", "7": "cyd", "0042": "dee", "9": "ada"}


# --- guests ---------------------------------------------------------------------------------


def test_guests_have_no_number_and_may_share_a_name() -> None:
    guests = (Entry("g1", "", "Sam", guest=True), Entry("g2", "", "Sam", guest=True))
    script = Script(OPENED) >> Enrol(guests) << StudentsEnrolled(guests)
    script >> page("g1").joins << page("g1").joined >> page("g2").joins << page("g2").joined
    assert "" not in script.room.numbers
    assert script.row(page("g1")).guest is True


# --- joining and the door -------------------------------------------------------------------


def test_joining_binds_the_device_once() -> None:
    script = Script(OPENED) >> ADA.joins << ADA.joined >> ADA.joins << NOTHING
    assert (script.status(ADA), script.seat(ADA).joined_at) == (Status.JOINED, NINE)


def test_a_second_device_that_proved_itself_joins_and_leaves_the_pen() -> None:
    script = Script(OPENED, begun(ADA), After(MINUTE)) >> TABLET.joins << TABLET.joined
    assert (script.status(ADA), script.seat(ADA).pen) == (Status.IN_PROGRESS, ADA.device)
    assert script.seat(ADA).joined_at == NINE


def test_a_seat_that_is_not_there_is_not_joined() -> None:
    Script(OPENED) >> page("dee").joins << refused("no-such-seat")


def test_a_second_device_with_the_number_alone_waits_at_the_door() -> None:
    script = Script(OPENED, begun(ADA))
    script >> TABLET.knocks << DeviceKnocked(ADA.seat, TABLET.device)
    script >> TABLET.knocks << NOTHING >> ADA.knocks << NOTHING
    script >> TABLET.signs(TakePen(ADA.device)) << refused("not-joined")
    script >> ADA(2, Answer(CHOICE, "B")) << ADA.saved(2, Answer(CHOICE, "B"))


def test_who_never_joined_may_be_at_the_door_too_and_joins_when_admitted() -> None:
    script = Script(OPENED) >> ADA.knocks << DeviceKnocked(ADA.seat, ADA.device)
    order = Admit(ADA.seat, ADA.device)
    script >> staff("r1", order)
    script << [ordered("r1", order), DeviceAdmitted(ADA.seat, ADA.device)]
    script >> ADA.joins << SeatJoined(ADA.seat, ADA.device)
    assert script.seat(ADA).pen == ADA.device


def test_a_proctor_admits_the_device_that_waits() -> None:
    script, order = Script(OPENED, begun(ADA), TABLET.knocks), Admit(ADA.seat, TABLET.device)
    script >> staff("r1", order)
    script << [ordered("r1", order), DeviceAdmitted(ADA.seat, TABLET.device)]
    assert script.seat(ADA).door == {}
    script >> TABLET.signs(TakePen(ADA.device)) << PenTaken(ADA.seat, TABLET.device)
    script >> staff("r2", order) << not_done("r2", order, "not-at-the-door")


def test_who_proves_themselves_at_the_door_needs_no_proctor() -> None:
    script = Script(OPENED, begun(ADA), TABLET.knocks) >> TABLET.joins << TABLET.joined
    assert script.seat(ADA).door == {}


# --- settings -------------------------------------------------------------------------------


def test_changed_settings_are_told_once() -> None:
    changed = Settings(minutes=60, allow_guests=True)
    script = Script(OPENED) >> ChangeSettings(changed) << SettingsChanged(changed)
    script >> ChangeSettings(changed) << NOTHING
    assert script.room.plan == plan(changed)


def test_the_order_of_questions_is_fixed_once_the_room_is_open() -> None:
    Script(OPENED) >> ChangeSettings(Settings(minutes=60, shuffle=True)) << refused("fixed")


@pytest.mark.parametrize("command", [Enrol(ENTRIES), ChangeSettings(Settings())])
def test_a_closed_room_enrols_nobody_and_keeps_its_settings(
    command: Enrol | ChangeSettings,
) -> None:
    Script(opened(), Close()) >> command << refused("closed")


def test_a_closed_room_has_no_door() -> None:
    Script(OPENED, begun(ADA), Close()) >> TABLET.knocks << refused("closed")
