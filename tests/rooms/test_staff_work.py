"""What staff keep among themselves: claims, dismissals, notes, attendance, identity, thresholds."""

from collections.abc import Iterator

import pytest
from msgspec import msgpack
from msgspec.structs import replace

from invigilate.ids import RequestId, SeatId
from invigilate.rooms.board import board_head
from invigilate.rooms.commands import Away, Close, Hand, HandIn, Say
from invigilate.rooms.events import (
    AlertsDismissed,
    AttendanceMarked,
    HandMoved,
    IdentityMarked,
    Noted,
    Recorded,
    SeatsClaimed,
    ThresholdsSet,
    TimeReturned,
)
from invigilate.rooms.orders import (
    Action,
    Admit,
    Attend,
    Claim,
    Compensate,
    Dismiss,
    Identify,
    Note,
    SetThresholds,
    Settle,
    Tell,
    Undo,
)
from invigilate.rooms.plan import Thresholds
from invigilate.rooms.room import apply, decide
from invigilate.rooms.staff_news import Done, staff_news
from invigilate.rooms.state import NOBODY, StaffNote
from invigilate.rooms.views import SeatChanged, Telling, seat_view, telling
from tests.rooms.script import (
    ADA,
    BEN,
    CYD,
    HOUR,
    MINUTE,
    NINE,
    OPENED,
    SECOND,
    TABLET,
    After,
    Script,
    Steps,
    begun,
    not_done,
    ordered,
    staff,
)

HER, HIM, BOTH = (ADA.seat,), (BEN.seat,), (ADA.seat, BEN.seat)
PROCTOR = "person:proctor"


# --- claims ---------------------------------------------------------------------------------


def test_who_claims_seats_sees_to_them_until_they_are_let_go_of() -> None:
    script, claim = Script(OPENED), Claim(BOTH, True)
    script >> staff("r1", claim) << [ordered("r1", claim), SeatsClaimed(BOTH)]
    assert [script.row(who).claimed for who in (ADA, BEN, CYD)] == [PROCTOR, PROCTOR, ""]
    let_go = Claim(HER, False)
    script >> staff("r2", let_go) << [ordered("r2", let_go), SeatsClaimed(HER, NOBODY)]
    assert [script.row(who).claimed for who in (ADA, BEN)] == ["", PROCTOR]


def test_a_claimed_seat_may_be_claimed_by_another_who_sees_to_it_then() -> None:
    script = Script(OPENED, staff("r1", Claim(BOTH, True)))
    for event in decide(script.room, staff("r2", Claim(HER, True)), NINE):
        apply(script.room, Recorded(script.room.version + 1, NINE, "person:another", event))
    assert [script.row(who).claimed for who in (ADA, BEN)] == ["person:another", PROCTOR]


def test_nobody_lets_go_of_what_nobody_sees_to() -> None:
    script, let_go = Script(OPENED, staff("r1", Claim(HER, True))), Claim(BOTH, False)
    script >> staff("r2", let_go)
    script << [ordered("r2", let_go, ben="not-claimed"), SeatsClaimed(HER, NOBODY)]
    script >> staff("r3", let_go) << not_done("r3", let_go, "not-claimed")


def claims(script: Script) -> list[tuple[str, int | None]]:
    return [(script.row(who).claimed, script.row(who).claimed_at) for who in (ADA, BEN)]


SEEN_TO, LEFT = (PROCTOR, NINE), ("", None)
CALLS: list[tuple[Steps, Steps]] = [
    ((), (staff("r2", Dismiss(HER, "offline", "seen-to")),)),
    ((ADA.signs(Hand(True)),), (staff("r2", Dismiss(HER, "hand", "seen-to")),)),
    ((ADA.signs(Hand(True)),), (ADA.signs(Hand(False)),)),
    ((ADA.signs(Say("m1", "?")),), (staff("r2", Tell(HER, "Yes.")),)),
    ((ADA.signs(Say("m1", "?")),), (staff("r2", Settle(ADA.seat, 1_000)),)),
    ((TABLET.knocks,), (staff("r2", Admit(ADA.seat, TABLET.device)),)),
]


@pytest.mark.parametrize(("calls", "ends"), CALLS)
def test_a_claim_ends_with_what_it_was_about(calls: Steps, ends: Steps) -> None:
    script = Script(OPENED, begun(ADA, BEN), *calls, staff("r1", Claim(BOTH, True)), After(MINUTE))
    assert claims(script) == [SEEN_TO, SEEN_TO]
    script >> After(0)
    for step in ends:
        script >> step
    assert claims(script) == [LEFT, SEEN_TO]


def test_who_sees_to_a_student_goes_on_while_something_else_is_written_or_raised() -> None:
    script = Script(OPENED, begun(ADA, BEN), staff("r1", Claim(BOTH, True)), After(MINUTE))
    script >> staff("r2", Tell(BOTH, "Ten minutes.")) >> ADA.signs(Hand(True))
    script >> ADA.signs(Say("m1", "?"))
    assert claims(script) == [SEEN_TO, SEEN_TO]


def test_a_dismissal_that_is_taken_back_is_seen_to_again_unless_another_does_meanwhile() -> None:
    script = Script(OPENED, begun(ADA, BEN), staff("r1", Claim(BOTH, True)), After(MINUTE))
    script >> staff("r2", Dismiss(BOTH, "offline", "no-matter")) >> After(SECOND)
    for event in decide(script.room, staff("r3", Claim(HER, True)), NINE + MINUTE + SECOND):
        at, version = NINE + MINUTE + SECOND, script.room.version + 1
        apply(script.room, Recorded(version, at, "person:another", event))
    script >> staff("r4", Undo(RequestId("r2")))
    now = NINE + MINUTE + SECOND
    assert claims(script) == [("person:another", now), (PROCTOR, now)]


# --- dismissals -----------------------------------------------------------------------------


def test_what_is_dismissed_is_dealt_with_up_to_that_instant_alone() -> None:
    script = Script(OPENED, begun(ADA), ADA.signs(Away(NINE, 30 * SECOND, "")), After(MINUTE))
    order = Dismiss(HER, "away", "no-matter")
    script >> staff("r1", order)
    script << [ordered("r1", order), AlertsDismissed(HER, "away", "no-matter")]
    assert script.row(ADA).dismissed == (("away", NINE + MINUTE),)
    script >> After(MINUTE) >> ADA.signs(Away(NINE + MINUTE, 30 * SECOND, ""))
    row = script.row(ADA)
    assert (row.dismissed, row.away_last) == ((("away", NINE + MINUTE),), NINE + 90 * SECOND)


def test_each_kind_of_alert_is_dismissed_by_itself_and_again_later() -> None:
    script = Script(OPENED, begun(ADA), staff("r1", Dismiss(HER, "unread", "reported")))
    script >> staff("r2", Dismiss(HER, "away", "seen-to")) >> After(MINUTE)
    script >> staff("r3", Dismiss(HER, "unread", "seen-to"))
    assert script.row(ADA).dismissed == (("away", NINE), ("unread", NINE + MINUTE))


def test_a_hand_is_lowered_by_its_dismissal_and_the_student_is_told() -> None:
    script = Script(OPENED, begun(ADA, BEN), ADA.signs(Hand(True)))
    order = Dismiss(BOTH, "hand", "seen-to")
    script >> staff("r1", order)
    dismissed = AlertsDismissed(BOTH, "hand", "seen-to")
    script << [ordered("r1", order), dismissed, HandMoved(ADA.seat, False)]
    assert script.row(ADA).hand is None
    lowered = SeatChanged(seat_view(script.room, ADA.seat))
    assert telling(script.room, script.log[-1]) == Telling([], {ADA.seat: [lowered]})


def test_a_hand_that_is_raised_after_its_dismissal_is_a_newer_alert() -> None:
    script = Script(OPENED, begun(ADA), ADA.signs(Hand(True)))
    script >> staff("r1", Dismiss(HER, "hand", "seen-to")) >> After(1) >> ADA.signs(Hand(True))
    row = script.row(ADA)
    assert (row.hand, row.dismissed) == (NINE + 1, (("hand", NINE),))


def test_another_alert_leaves_a_hand_up() -> None:
    script = Script(OPENED, begun(ADA), ADA.signs(Hand(True)))
    script >> staff("r1", Dismiss(HER, "away", "seen-to"))
    assert script.row(ADA).hand == NINE


# --- notes ----------------------------------------------------------------------------------


def test_a_note_about_seats_stands_at_each_of_them() -> None:
    script, order = Script(OPENED, begun(ADA)), Note(BOTH, "note", "  Came together. \n")
    script >> staff("r1", order)
    script << [ordered("r1", order), Noted(BOTH, "note", "Came together.")]
    note = StaffNote(script.room.version, NINE, "note", "Came together.", BOTH, PROCTOR)
    assert [script.seat(who).notes for who in (ADA, BEN, CYD)] == [[note], [note], []]
    script >> staff("r2", Note(HER, "incident", "A phone rang."))
    assert [(script.row(w).notes, script.row(w).incidents) for w in (ADA, BEN)] == [(1, 1), (1, 0)]
    assert script.room.notes == []


def test_a_note_about_the_session_stands_at_no_seat() -> None:
    script, order = Script(OPENED), Note(None, "incident", "Fire alarm, four minutes.")
    script >> staff("r1", order)
    script << [ordered("r1", order), Noted(None, "incident", "Fire alarm, four minutes.")]
    number = script.room.version
    text = "Fire alarm, four minutes."
    assert script.room.notes == [StaffNote(number, NINE, "incident", text, None, PROCTOR)]
    assert [script.row(who).incidents for who in (ADA, BEN, CYD)] == [0, 0, 0]


@pytest.mark.parametrize(("text", "word"), [(" \n", "empty"), ("x" * 2_001, "too-long")])
def test_a_note_has_a_text_of_some_length(text: str, word: str) -> None:
    order = Note(None, "note", text)
    Script(OPENED) >> staff("r1", order) << not_done("r1", order, word)


# --- attendance and identity ----------------------------------------------------------------


def test_attendance_is_marked_whatever_a_device_does_and_may_be_marked_again() -> None:
    script, order = Script(OPENED, begun(BEN)), Attend(BOTH, "absent")
    script >> staff("r1", order) << [ordered("r1", order), AttendanceMarked(BOTH, "absent")]
    script >> staff("r2", Attend(HIM, "late"))
    assert [script.row(who).attendance for who in (ADA, BEN, CYD)] == ["absent", "late", ""]
    script >> staff("r3", Attend(HIM, ""))
    assert script.row(BEN).attendance == ""


def test_an_identity_is_checked_or_doubted_with_a_reason() -> None:
    script, order = Script(OPENED), Identify(HER, "doubted", "an old photo")
    script >> staff("r1", order)
    script << [ordered("r1", order), IdentityMarked(HER, "doubted", "an old photo")]
    script >> staff("r2", Identify(HIM, "checked"))
    assert [script.row(who).identity for who in (ADA, BEN, CYD)] == ["doubted", "checked", ""]


# --- thresholds -----------------------------------------------------------------------------


def test_thresholds_are_the_sessions_and_its_head_shows_them() -> None:
    mine = Thresholds(offline_ms=5_000, away_times=1)
    script, order = Script(OPENED), SetThresholds(mine)
    assert board_head(script.room).thresholds == Thresholds()
    script >> staff("r1", order) << [ordered("r1", order), ThresholdsSet(mine)]
    assert board_head(script.room).thresholds == mine


TIMES, COUNTS = (
    ("offline_ms", "unsaved_ms", "away_ms", "unread_ms"),
    ("away_times", "incident_seats"),
)
EDGES = [(name, 1_000, 3_600_000) for name in TIMES] + [(name, 1, 1_000) for name in COUNTS]


@pytest.mark.parametrize(("name", "least", "most"), EDGES)
def test_thresholds_have_limits(name: str, least: int, most: int) -> None:
    for n, (value, word) in enumerate(
        [(least, ""), (most, ""), (least - 1, "thresholds"), (most + 1, "thresholds")]
    ):
        order = staff(f"r{n}", SetThresholds(replace(Thresholds(), **{name: value})))
        script = Script(OPENED) >> order
        assert script.room.requests[order.request].word == word


def test_every_threshold_has_its_limits() -> None:
    assert {*TIMES, *COUNTS} == {*Thresholds.__struct_fields__}


# --- what was lost --------------------------------------------------------------------------


def test_each_gets_back_what_it_lost() -> None:
    script = Script(OPENED, begun(ADA, BEN))
    order = Compensate(((ADA.seat, MINUTE), (BEN.seat, 30 * SECOND)), "the network")
    script >> staff("r1", order)
    script << [ordered("r1", order), TimeReturned(order.entries, "the network")]
    assert [script.end(who) for who in (ADA, BEN)] == [HOUR + MINUTE, HOUR + 30 * SECOND]
    assert script.ledger(ADA) == [(MINUTE, "the network")]
    assert script.view(ADA).seat.given == [(MINUTE, "the network", NINE)]


def test_without_a_reason_the_connection_was_it() -> None:
    script = Script(OPENED, begun(ADA), staff("r1", Compensate(((ADA.seat, 1),), "")))
    assert script.ledger(ADA) == [(1, "connection lost")]


def test_who_does_not_write_gets_nothing_and_a_seat_named_twice_gets_it_once() -> None:
    script = Script(OPENED, begun(ADA, BEN), BEN(2, HandIn()))
    entries = (*((seat, MINUTE) for seat in (*BOTH, CYD.seat, SeatId("dee"))), (ADA.seat, 5))
    order = Compensate(entries, "lost")
    script >> staff("r1", order)
    left_out = ordered("r1", order, ben="submitted", cyd="not-begun", dee="no-such-seat")
    script << [left_out, TimeReturned(((ADA.seat, 5),), "lost")]


DAY = 24 * HOUR


@pytest.mark.parametrize(("ms", "word"), [(0, "minutes"), (-1, "minutes"), (DAY + 1, "minutes")])
def test_what_is_given_back_has_limits(ms: int, word: str) -> None:
    order = Compensate(((BEN.seat, MINUTE), (ADA.seat, ms)), "lost")
    Script(OPENED, begun(ADA, BEN)) >> staff("r1", order) << not_done("r1", order, word)


def test_given_back_to_nobody_it_is_refused() -> None:
    order = Compensate((), "lost")
    Script(OPENED, begun(ADA)) >> staff("r1", order) << not_done("r1", order, "nobody")


# --- among staff ----------------------------------------------------------------------------

WORK: list[Action] = [
    Claim(BOTH, True),
    Claim(BOTH, False),
    Dismiss(BOTH, "away", "reported"),
    Dismiss(BOTH, "hand", "seen-to"),
    Note(BOTH, "note", "canary"),
    Note(None, "incident", "canary"),
    Attend(BOTH, "late"),
    Identify(BOTH, "doubted", "canary"),
    SetThresholds(Thresholds(away_times=9)),
]
WORKS = pytest.mark.parametrize("action", WORK, ids=lambda action: type(action).__name__)


def since(script: Script, version: int) -> Iterator[Recorded]:
    return (record for record in script.log if record.version > version)


@WORKS
def test_no_student_is_told_what_staff_do_among_themselves(action: Action) -> None:
    script = Script(OPENED, begun(ADA, BEN), staff("r0", Claim(BOTH, True)))
    views = [msgpack.encode(script.view(who)) for who in (ADA, BEN, CYD)]
    version = script.room.version
    script >> staff("r1", action)
    assert len(list(since(script, version))) == 2
    for record in since(script, version):
        assert telling(script.room, record) == Telling([], {})
    assert [msgpack.encode(script.view(who)) for who in (ADA, BEN, CYD)] == views


@WORKS
def test_every_board_is_told_who_did_it(action: Action) -> None:
    script = Script(OPENED, begun(ADA, BEN), staff("r0", Claim(BOTH, True)), staff("r1", action))
    [done] = staff_news(script.room, script.log[-2])
    assert isinstance(done, Done)
    assert (done.by, done.deed, done.request) == (PROCTOR, type(action).__name__, "r1")
    assert done.seats == (2 if getattr(action, "seats", None) else 0)


AFTER_CLOSE = [one for one in WORK if not isinstance(one, SetThresholds)]


@pytest.mark.parametrize("action", AFTER_CLOSE, ids=lambda action: type(action).__name__)
def test_what_staff_write_down_goes_on_after_the_close(action: Action) -> None:
    script = Script(OPENED, begun(ADA, BEN), staff("r0", Claim(BOTH, True)), Close())
    script >> staff("r1", action)
    assert script.room.requests[staff("r1", action).request].word == ""


@pytest.mark.parametrize("action", [SetThresholds(Thresholds()), Compensate(((ADA.seat, 1),), "")])
def test_after_the_close_no_time_is_given_back_and_no_board_calls(action: Action) -> None:
    script = Script(OPENED, begun(ADA), Close())
    script >> staff("r1", action) << not_done("r1", action, "closed")
