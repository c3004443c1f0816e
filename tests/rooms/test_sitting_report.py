"""The report of a sitting tells each thing that was done: to whom, by whom, when and why."""

from invigilate.ids import DeviceId, RoomId, SeatId
from invigilate.rooms import commands as c
from invigilate.rooms import orders as o
from invigilate.rooms.erased import without
from invigilate.rooms.events import Recorded
from invigilate.rooms.log import Copy, blank
from invigilate.rooms.plan import Settings
from invigilate.rooms.report.chronicle import (
    Chronicle,
    Closing,
    Deed,
    HandedIn,
    Sealing,
    TimeEntry,
)
from invigilate.rooms.report.receipts import AnnouncementLine
from invigilate.rooms.report.sitting import (
    Attendance,
    Messages,
    Named,
    SittingReport,
    sitting_report,
)
from invigilate.rooms.room import apply
from tests.rooms.script import (
    ADA,
    BEN,
    CYD,
    HOUR,
    MINUTE,
    NINE,
    OPENED,
    TABLET,
    After,
    Page,
    Script,
    begun,
    opened,
    staff,
)

PROCTOR, HOUSE = "person:proctor", "house"


def report(script: Script, erased: SeatId | None = None) -> SittingReport:
    """Made of the log alone, and with one student erased from it where asked."""
    copy: Copy = blank(RoomId("room"), "epoch")
    chronicle = Chronicle()
    for record in script.log:
        left = record.event if erased is None else without(record.event, erased)
        told = Recorded(record.version, record.at, record.actor, left)
        apply(copy.room, told)
        chronicle.take(copy.room, told)
    return sitting_report(copy, chronicle, 0, "1234", {"proctor": "A. Proctor"})


def of(told: SittingReport, who: Page) -> Attendance:
    [line] = [each for each in told.attendance if each.seat == who.seat]
    return line


def version(script: Script, kind: str) -> int:
    """Where the log has the first event of this kind."""
    return next(each.version for each in script.log if type(each.event).__name__ == kind)


def deeds(told: SittingReport) -> list[tuple[str, str, tuple[str, ...], str, str]]:
    return [(each.what, each.word, each.seats, each.by, each.reason) for each in told.deeds]


def test_a_room_that_was_opened_is_told_with_its_roster() -> None:
    told = report(Script(OPENED))
    assert (told.title, told.room, told.organisation, told.code) == (
        "Physics",
        "room",
        "school",
        "1234",
    )
    assert (told.version, told.epoch, told.chain, told.at) == (2, "epoch", "00" * 32, NINE)
    assert (told.opened_at, told.closing, told.staff, told.erased_rows) == (NINE, None, [], 0)
    assert (told.times, told.announcements, told.deeds) == ([], [], [])
    assert (told.pauses, told.notes, told.calls, told.orders) == ([], [], [], [])
    assert told.notes_withdrawn == 0
    assert told.thresholds == {
        "offline_ms": 30_000,
        "unsaved_ms": 60_000,
        "away_ms": 10_000,
        "away_times": 3,
        "unread_ms": 120_000,
        "incident_seats": 5,
    }
    assert told.messages == Messages(0, 0, 0, 0)
    assert [each.seat for each in told.attendance] == ["ada", "ben", "cyd"]
    assert of(told, ADA) == Attendance(
        seat=ADA.seat,
        number="0042",
        name="Ada",
        hall="",
        desk="",
        guest=False,
        erased=False,
        withdrawn=False,
        extra_percent="",
        status="Absent",
        joined_at=None,
        begun_at=None,
        ended_at=None,
        ended_why="",
        handed_in=None,
        devices=0,
        answered=0,
        held=0,
        base_ms=None,
        given_ms=0,
        end=None,
        away=[],
        seals=[],
        attendance=None,
        identity=None,
        claimed="",
        offline=[],
        lost_ms=0,
        returned_ms=0,
    )


def test_who_hands_in_is_told_from_joining_to_the_seal() -> None:
    script = Script(OPENED, ADA.joins, After(1_000), ADA(1, c.Begin()), After(MINUTE))
    script >> TABLET.joins >> ADA(2, c.Answer(0, "A")) >> After(MINUTE) >> ADA(3, c.HandIn())
    at = NINE + 1_000 + 2 * MINUTE
    told = report(script)
    [seal] = script.seat(ADA).seals
    by = "seat:ada"
    assert of(told, ADA) == Attendance(
        seat=ADA.seat,
        number="0042",
        name="Ada",
        hall="",
        desk="",
        guest=False,
        erased=False,
        withdrawn=False,
        extra_percent="",
        status="Submitted",
        joined_at=NINE,
        begun_at=NINE + 1_000,
        ended_at=at,
        ended_why="handed in",
        handed_in=HandedIn(at, "handed in", by),
        devices=2,
        answered=1,
        held=0,
        base_ms=HOUR,
        given_ms=0,
        end=NINE + 1_000 + HOUR,
        away=[],
        seals=[Sealing(1, at, seal.fingerprint, "handed in", by)],
        attendance=None,
        identity=None,
        claimed="",
        offline=[],
        lost_ms=0,
        returned_ms=0,
    )
    # What a student does by themselves stands with them, and not among what was done to them.
    assert told.deeds == []


def test_time_given_is_told_by_its_length_with_who_got_it() -> None:
    script = Script(OPENED, begun(ADA), After(MINUTE), begun(BEN))
    script >> staff("r1", o.Extend((ADA.seat, BEN.seat), 5 * MINUTE, "the bus"))
    script >> After(1) >> staff("r2", o.SetEnd(None, NINE + 2 * HOUR, "all at eleven"))
    told = report(script)
    at = NINE + MINUTE
    first, second = (v.version for v in script.log if type(v.event).__name__ == "TimeGiven")
    assert told.times == [
        TimeEntry(first, at, PROCTOR, "given", (ADA.seat, BEN.seat), 5 * MINUTE, "the bus"),
        TimeEntry(second, at + 1, PROCTOR, "given", (ADA.seat,), 55 * MINUTE, "all at eleven"),
        TimeEntry(second, at + 1, PROCTOR, "given", (BEN.seat,), 54 * MINUTE, "all at eleven"),
    ]
    assert (of(told, ADA).given_ms, of(told, BEN).given_ms) == (60 * MINUTE, 59 * MINUTE)
    assert told.staff == [Named("proctor", "A. Proctor")]


def test_pauses_are_told_with_both_reasons_and_their_length() -> None:
    script = Script(OPENED, begun(ADA, BEN), staff("r1", o.Pause(None, "fire drill")))
    script >> After(3 * MINUTE) >> staff("r2", o.Resume(None, "it is over"))
    script >> staff("r3", o.Pause((BEN.seat,), "the doctor")) >> After(MINUTE)
    script >> staff("r4", o.Resume((BEN.seat,), "well again"))
    told = report(script)
    assert [(t.what, t.seats, t.ms, t.reason, t.by) for t in told.times] == [
        ("paused", None, None, "fire drill", PROCTOR),
        ("resumed", None, 3 * MINUTE, "it is over", PROCTOR),
        ("paused", (BEN.seat,), None, "the doctor", PROCTOR),
        ("resumed", (BEN.seat,), MINUTE, "well again", PROCTOR),
    ]
    assert (of(told, ADA).given_ms, of(told, BEN).given_ms) == (3 * MINUTE, 4 * MINUTE)


def test_an_accommodation_and_an_outage_are_told() -> None:
    script = Script(OPENED, begun(CYD), c.NoteOutage(NINE, NINE + MINUTE))
    assert [(t.what, t.seats, t.ms, t.by) for t in report(script).times] == [
        ("accommodation", (CYD.seat,), 15 * MINUTE, "seat:cyd"),
        ("outage", None, MINUTE, HOUSE),
    ]


def test_an_announcement_is_told_with_how_far_it_came() -> None:
    script = Script(OPENED, begun(ADA, BEN), c.Withdraw((CYD.seat,)))
    script >> staff("r1", o.Announce(None, "Ten minutes left."))
    script >> staff("r2", o.Announce((ADA.seat,), "Your lamp is mended."))
    [to_all, to_ada] = (a.number for a in script.room.announcements)
    script >> c.NoteReceipts(((ADA.seat, to_all, 0),)) >> BEN.signs(c.Seen(to_all))
    said, mended, ada = "Ten minutes left.", "Your lamp is mended.", (ADA.seat,)
    assert report(script).announcements == [
        AnnouncementLine(to_all, NINE, PROCTOR, said, None, 2, 2, 1, 1, (), ada, ()),
        AnnouncementLine(to_ada, NINE, PROCTOR, mended, ada, 1, 0, 0, 0, ada, (), ()),
    ]
    script >> c.NoteReceipts(((ADA.seat, to_ada, to_ada),))
    assert report(script).announcements == [
        AnnouncementLine(to_all, NINE, PROCTOR, said, None, 2, 2, 2, 1, (), (), ada),
        AnnouncementLine(to_ada, NINE, PROCTOR, mended, ada, 1, 1, 1, 0, (), (), ada),
    ]


def test_a_lock_and_its_end_are_told() -> None:
    script = Script(OPENED, begun(ADA), staff("r1", o.Lock((ADA.seat,), "Come to the desk.")))
    script >> staff("r2", o.Unlock((ADA.seat,)))
    assert deeds(report(script)) == [
        ("locked", "", ("ada",), PROCTOR, "Come to the desk."),
        ("unlocked", "", ("ada",), PROCTOR, ""),
    ]


def test_what_one_order_did_to_many_is_one_line_with_its_reason() -> None:
    script = Script(OPENED, begun(ADA, BEN))
    script >> staff("r1", o.ForceSubmit((ADA.seat, BEN.seat), "the hall is needed"))
    told = report(script)
    first, order = version(script, "SeatEnded"), version(script, "Ordered")
    why = "the hall is needed"
    seats = (ADA.seat, BEN.seat)
    assert told.deeds == [
        Deed(first, NINE, PROCTOR, "ended", "staff", seats, 0, why, order),
        Deed(first + 1, NINE, PROCTOR, "sealed", "staff", seats, 0, why, order),
    ]
    assert of(told, BEN).handed_in == HandedIn(NINE, "staff", PROCTOR)


def test_ends_by_the_clock_and_by_the_close_are_the_houses() -> None:
    script = Script(opened(Settings(minutes=60, grace_ms=0)), begun(ADA), After(MINUTE), begun(BEN))
    script >> After(59 * MINUTE + 1) >> c.Expire() >> c.Close("it is over")
    told = report(script)
    assert deeds(told) == [
        ("ended", "time", ("ada",), HOUSE, ""),
        ("sealed", "close", ("ada", "ben"), HOUSE, ""),
        ("ended", "close", ("ben",), HOUSE, ""),
    ]
    assert told.closing == Closing(script.now, HOUSE, "it is over")


def test_a_reopening_is_told_as_a_deed_and_in_the_ledger_and_nothing_is_handed_in() -> None:
    script = Script(OPENED, begun(ADA), ADA(2, c.HandIn()), After(MINUTE))
    script >> staff("r1", o.Reopen((ADA.seat,), 2 * HOUR, "by mistake"))
    told = report(script)
    assert deeds(told) == [("reopened", "", ("ada",), PROCTOR, "by mistake")]
    assert [(t.what, t.seats, t.ms, t.reason) for t in told.times] == [
        ("reopened", (ADA.seat,), HOUR + MINUTE, "by mistake")
    ]
    assert (of(told, ADA).handed_in, len(of(told, ADA).seals)) == (None, 1)


def test_what_is_counted_later_is_told_with_its_number_and_hands_in_nothing_again() -> None:
    script = Script(OPENED, begun(ADA), ADA(2, c.HandIn()), After(MINUTE))
    script >> ADA(3, c.Answer(0, "A")) >> ADA(4, c.Answer(2, "B"))
    assert of(report(script), ADA).held == 2
    script >> staff("r1", o.CountHeld(ADA.seat, "the network was down"))
    told = report(script)
    counted, order = version(script, "HeldCounted"), version(script, "Ordered")
    at, why = NINE + MINUTE, "the network was down"
    assert told.deeds == [
        Deed(counted, at, PROCTOR, "held counted", "", (ADA.seat,), 2, why, order),
        Deed(counted + 1, at, PROCTOR, "sealed", "held counted", (ADA.seat,), 0, why, order),
    ]
    assert of(told, ADA).handed_in == HandedIn(NINE, "handed in", "seat:ada")
    assert (of(told, ADA).held, len(of(told, ADA).seals)) == (0, 2)


def test_who_was_withdrawn_and_which_device_was_admitted_are_told() -> None:
    script = Script(OPENED, c.Withdraw((BEN.seat, CYD.seat)), ADA.joins, TABLET.knocks)
    script >> staff("r1", o.Admit(ADA.seat, DeviceId("ada-2")))
    told = report(script)
    assert deeds(told) == [
        ("withdrawn", "", ("ben", "cyd"), HOUSE, ""),
        ("admitted", "", ("ada",), PROCTOR, ""),
    ]
    assert [each.withdrawn for each in told.attendance] == [False, True, True]


def test_an_order_that_came_to_nothing_lends_its_reason_to_nobody() -> None:
    script = Script(OPENED, begun(ADA), staff("r1", o.Pause(None, "fire drill")))
    script >> staff("r2", o.End((BEN.seat,), "late")) >> staff("r3", o.Resume(None))
    assert [(t.what, t.reason) for t in report(script).times] == [
        ("paused", "fire drill"),
        ("resumed", ""),
    ]


def test_messages_are_counted_and_their_words_are_nowhere() -> None:
    script = Script(OPENED, begun(ADA, BEN), ADA.signs(c.Say("m1", "a canary")))
    script >> ADA.signs(c.Say("m2", "another canary"))
    script >> staff("r1", o.Tell((BEN.seat,), "a canary, too"))
    told = report(script)
    assert told.messages == Messages(from_students=2, from_staff=1, seats=2, waiting=1)
    assert "canary" not in repr(told)


def test_times_away_are_told_without_what_the_student_said_of_them() -> None:
    script = Script(OPENED, begun(ADA), After(MINUTE))
    script >> ADA.signs(c.Away(NINE + 1_000, 2_000, "a canary"))
    script >> ADA.signs(c.Away(NINE + 9_000, None, ""))
    told = report(script)
    assert of(told, ADA).away == [(NINE + 1_000, 2_000), (NINE + 9_000, None)]
    assert "canary" not in repr(told)


def test_of_an_erased_student_only_what_an_erasure_leaves_is_told() -> None:
    script = Script(OPENED, begun(ADA, BEN), ADA(2, c.Answer(0, "A")))
    script >> staff("r1", o.Lock((ADA.seat,), "Ada, a canary")) >> staff("r2", o.Unlock(None))
    script >> staff("r3", o.Extend((ADA.seat,), MINUTE, "a canary"))
    script >> staff("r4", o.Announce((ADA.seat,), "a canary"))
    script >> staff("r5", o.ForceSubmit((ADA.seat,), "a canary"))
    before, after = report(script), report(script, erased=ADA.seat)
    # The lock, the gift, the announcement, the end and the seal; and the order of three of them.
    assert repr(before).count("canary") == 8
    assert "canary" not in repr(after)
    assert "Ada" not in repr(after)
    line = of(after, ADA)
    assert (line.erased, line.name, line.number) == (True, "erased", "erased-ada")
    assert (line.answered, line.status, line.given_ms) == (None, "Submitted", MINUTE)
    assert line.seals == of(before, ADA).seals
    assert of(after, BEN) == of(before, BEN)


def test_a_reason_for_two_that_reached_an_erased_student_alone_is_not_told() -> None:
    script = Script(OPENED, begun(ADA, CYD), CYD(2, c.HandIn()), After(1))
    script >> staff("r1", o.End((ADA.seat, CYD.seat), "a canary"))
    script >> staff("r2", o.Reopen((CYD.seat,), MINUTE, "for Cyd"))
    assert deeds(report(script))[0][-1] == "a canary"
    assert deeds(report(script, erased=ADA.seat)) == [
        ("ended", "staff", ("ada",), PROCTOR, ""),
        ("reopened", "", ("cyd",), PROCTOR, "for Cyd"),
    ]
