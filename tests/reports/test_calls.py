"""Alerts: what called for a proctor, since when, who dealt with it and how."""

from invigilate.ids import DeviceId, RequestId
from invigilate.rooms import commands as c
from invigilate.rooms import orders as o
from invigilate.rooms.report.calls import Call
from tests.rooms.script import ADA, BEN, MINUTE, NINE, OPENED, TABLET, After, Script, begun, staff
from tests.rooms.test_sitting_report import report

PROCTOR = "person:proctor"
ada, ben = ADA.seat, BEN.seat


def test_a_raised_hand_is_told_with_who_saw_to_it_and_how() -> None:
    script = Script(OPENED, begun(ADA, BEN), ADA.signs(c.Hand(True)), BEN.signs(c.Hand(True)))
    script >> After(MINUTE) >> staff("r1", o.Claim((ada,), True))
    script >> After(MINUTE) >> staff("r2", o.Dismiss((ada,), "hand", "seen-to"))
    assert report(script).calls == [
        Call("hand", ada, NINE, NINE + 2 * MINUTE, PROCTOR, "seen-to", PROCTOR),
        Call("hand", ben, NINE, None, "", "", ""),
    ]
    script >> BEN.signs(c.Hand(False)) >> ADA.signs(c.Hand(True)) >> ADA(2, c.HandIn())
    now = NINE + 2 * MINUTE
    assert report(script).calls[1:] == [
        Call("hand", ben, NINE, now, "seat:ben", "lowered", ""),
        Call("hand", ada, now, now, "seat:ada", "ended", ""),
    ]


def test_who_saw_to_the_call_before_did_not_see_to_this_one() -> None:
    script = Script(OPENED, begun(ADA), staff("r1", o.Claim((ada,), True)), After(1))
    script >> ADA.signs(c.Hand(True)) >> After(1)
    assert report(script).calls == [Call("hand", ada, NINE + 1, None, "", "", "")]
    script >> staff("r2", o.Claim((ada,), True))
    assert report(script).calls == [Call("hand", ada, NINE + 1, None, "", "", PROCTOR)]
    script >> staff("r3", o.Claim((ada,), False))
    assert report(script).calls == [Call("hand", ada, NINE + 1, None, "", "", "")]
    script >> staff("r4", o.Claim((ada,), True)) >> ADA.signs(c.Hand(False))
    assert [call.claimed for call in report(script).calls] == [PROCTOR]


def test_messages_wait_until_they_are_answered_or_need_no_answer() -> None:
    script = Script(OPENED, begun(ADA, BEN), ADA.signs(c.Say("m1", "?")), After(1))
    script >> ADA.signs(c.Say("m2", "??")) >> BEN.signs(c.Say("m3", "!"))
    script >> After(1) >> staff("r1", o.Tell((ada,), "Yes."))
    script >> staff("r2", o.Settle(ben, script.room.version))
    assert report(script).calls == [
        Call("message", ada, NINE, NINE + 2, PROCTOR, "answered", ""),
        Call("message", ben, NINE + 1, NINE + 2, PROCTOR, "settled", ""),
    ]


def test_a_device_waits_at_the_door_until_it_is_let_in() -> None:
    script = Script(OPENED, begun(ADA), TABLET.knocks, After(1))
    script >> staff("r1", o.Admit(ada, DeviceId("ada-2")))
    assert report(script).calls == [Call("door", ada, NINE, NINE + 1, PROCTOR, "admitted", "")]


def test_of_what_boards_work_out_only_the_dismissal_is_known() -> None:
    script = Script(OPENED, begun(ADA, BEN), staff("r1", o.Dismiss((ada, ben), "away", "reported")))
    assert report(script).calls == [
        Call("away", ada, None, NINE, PROCTOR, "reported", ""),
        Call("away", ben, None, NINE, PROCTOR, "reported", ""),
    ]


def test_a_dismissal_that_was_undone_is_told_as_taken_back() -> None:
    script = Script(OPENED, begun(ADA), staff("r1", o.Dismiss((ada,), "away", "no-matter")))
    script >> After(1) >> staff("r2", o.Undo(RequestId("r1")))
    assert report(script).calls == [Call("away", ada, None, NINE + 1, PROCTOR, "taken back", "")]
