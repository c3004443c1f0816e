"""Marks, notes, thresholds, lost time and pauses in the report: who, when, and for whom."""

from invigilate.ids import RequestId
from invigilate.rooms import commands as c
from invigilate.rooms import orders as o
from invigilate.rooms.events import Noted
from invigilate.rooms.plan import Thresholds
from invigilate.rooms.report.marks import Mark, NoteLine
from invigilate.rooms.report.receipts import PauseLine
from tests.rooms.script import ADA, BEN, CYD, MINUTE, NINE, OPENED, After, Script, begun, staff
from tests.rooms.test_sitting_report import PROCTOR, of, report, version


def test_marks_of_attendance_and_identity_are_told_with_who_and_when() -> None:
    script = Script(OPENED, ADA.joins, staff("r1", o.Attend((ADA.seat, BEN.seat), "present")))
    script >> After(MINUTE) >> staff("r2", o.Attend((BEN.seat,), "absent"))
    script >> staff("r3", o.Identify((ADA.seat,), "doubted", "an old photo"))
    told = report(script)
    assert (of(told, ADA).attendance, of(told, ADA).identity) == (
        Mark("present", NINE, PROCTOR, ""),
        Mark("doubted", NINE + MINUTE, PROCTOR, "an old photo"),
    )
    assert (of(told, BEN).attendance, of(told, BEN).identity) == (
        Mark("absent", NINE + MINUTE, PROCTOR, ""),
        None,
    )
    assert of(told, CYD).extra_percent == "25"
    script >> staff("r4", o.Attend((BEN.seat,), ""))
    assert of(report(script), BEN).attendance is None


def test_notes_are_told_and_those_taken_back_are_counted_alone() -> None:
    script = Script(OPENED, staff("r1", o.Note(None, "incident", "fire alarm")))
    (
        script
        >> staff("r2", o.Note((ADA.seat,), "note", "a canary"))
        >> staff("r3", o.Undo(RequestId("r2")))
    )
    script >> After(MINUTE) >> staff("r4", o.Note((ADA.seat, BEN.seat), "note", "changed places"))
    told = report(script)
    first, _, third = (each.version for each in script.log if type(each.event) is Noted)
    both = (ADA.seat, BEN.seat)
    assert told.notes == [
        NoteLine(first, NINE, PROCTOR, "incident", "fire alarm", None),
        NoteLine(third, NINE + MINUTE, PROCTOR, "note", "changed places", both),
    ]
    assert told.notes_withdrawn == 1
    assert "canary" not in repr(told)


def test_thresholds_are_told_as_they_stand_and_with_the_order_that_set_them() -> None:
    script = Script(OPENED, staff("r1", o.SetThresholds(Thresholds(away_ms=20_000))))
    told = report(script)
    assert told.thresholds["away_ms"] == 20_000
    assert [(each.what, each.thresholds) for each in told.orders] == [
        ("set-thresholds", told.thresholds)
    ]


def test_time_lost_offline_is_told_with_what_was_given_back() -> None:
    script = Script(OPENED, begun(ADA, BEN), After(10 * MINUTE))
    away = ((ADA.seat, NINE + MINUTE, NINE + 3 * MINUTE), (BEN.seat, NINE, NINE + MINUTE))
    script >> c.NoteOffline(away) >> staff("r1", o.Compensate(((ADA.seat, 90_000),), "the router"))
    told = report(script)
    assert (of(told, ADA).offline, of(told, ADA).lost_ms, of(told, ADA).returned_ms) == (
        [(NINE + MINUTE, NINE + 3 * MINUTE)],
        2 * MINUTE,
        90_000,
    )
    assert (of(told, BEN).lost_ms, of(told, BEN).returned_ms) == (MINUTE, 0)
    assert [(t.what, t.seats, t.ms, t.reason) for t in told.times] == [
        ("returned", (ADA.seat,), 90_000, "the router")
    ]


def test_a_pause_is_told_with_its_receipts_and_its_end() -> None:
    script = Script(OPENED, begun(ADA, BEN), staff("r1", o.Pause(None, "fire drill")))
    number = version(script, "RoomPaused")
    script >> c.NoteReceipts(((ADA.seat, number, number), (BEN.seat, number, 0)))
    running = PauseLine(
        number, NINE, PROCTOR, "fire drill", None, None, "", "", 2, 2, 1, (), (BEN.seat,)
    )
    assert report(script).pauses == [running]
    script >> After(MINUTE) >> staff("r2", o.Resume(None, "it is over"))
    assert report(script).pauses == [
        PauseLine(
            number,
            NINE,
            PROCTOR,
            "fire drill",
            None,
            NINE + MINUTE,
            PROCTOR,
            "it is over",
            2,
            2,
            1,
            (),
            (BEN.seat,),
        )
    ]


def test_a_pause_of_two_is_over_when_the_last_of_them_goes_on_or_ends() -> None:
    both = (ADA.seat, BEN.seat)
    script = Script(OPENED, begun(ADA, BEN), staff("r1", o.Pause(both, "the lamp")))
    script >> After(1) >> staff("r2", o.Resume((ADA.seat,), "mended"))
    [pause] = report(script).pauses
    assert (pause.seats, pause.until, pause.missed) == (both, None, both)
    script >> After(1) >> staff("r3", o.End((BEN.seat,), "ill"))
    [pause] = report(script).pauses
    assert (pause.until, pause.ended_by, pause.end_reason) == (NINE + 2, PROCTOR, "")
