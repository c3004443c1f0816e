"""Who did what: every order, whom it reached and left out, and what became of it."""

from invigilate.ids import RequestId, SeatId
from invigilate.rooms import commands as c
from invigilate.rooms import orders as o
from invigilate.rooms.events import Ordered
from invigilate.rooms.report.orders import OrderLine, Undone
from tests.rooms.script import ADA, BEN, CYD, MINUTE, NINE, OPENED, After, Script, begun, staff
from tests.rooms.test_sitting_report import report

PROCTOR = "person:proctor"
Told = tuple[str, str, tuple[SeatId, ...] | None, str]


def orders(script: Script) -> list[Told]:
    return [(each.what, each.word, each.seats, each.reason) for each in report(script).orders]


def test_an_order_is_told_with_whom_it_reached_and_whom_it_left_out() -> None:
    script = Script(OPENED, begun(ADA, BEN), BEN(2, c.HandIn()))
    script >> staff("r1", o.Extend(None, 5 * MINUTE, "the bus"))
    [order] = report(script).orders
    assert order == OrderLine(
        version=order.version,
        at=NINE,
        by=PROCTOR,
        what="extend",
        word="",
        reason="the bus",
        ms=5 * MINUTE,
        until=None,
        thresholds=None,
        seats=(ADA.seat, CYD.seat),
        skipped=((BEN.seat, "submitted"),),
        refused="",
        undone=None,
        undoes=None,
    )
    assert type(script.log[order.version - 1].event) is Ordered


def test_an_order_that_came_to_nothing_is_told_with_the_word_why() -> None:
    script = Script(OPENED, begun(ADA), staff("r1", o.Pause(None, "fire")))
    script >> staff("r2", o.Pause(None, "fire!")) >> staff("r3", o.End((BEN.seat,), "gone"))
    assert [(it.what, it.seats, it.reason, it.refused) for it in report(script).orders] == [
        ("pause", None, "fire", ""),
        ("pause", None, "fire!", "already-paused"),
        ("end", (BEN.seat,), "gone", "not-begun"),
    ]


def test_an_order_that_was_taken_back_is_told_as_such_with_who_took_it_back() -> None:
    both = (ADA.seat, BEN.seat)
    script = Script(OPENED, begun(ADA, BEN), staff("r1", o.Lock(both, "Come here.")))
    script >> After(4_000) >> staff("r2", o.Undo(RequestId("r1")))
    lock, undo = report(script).orders
    assert lock.undone == Undone(undo.version, NINE + 4_000, PROCTOR)
    assert (undo.what, undo.undoes, undo.seats, undo.undone) == ("undo", lock.version, both, None)
    assert [(d.what, d.order, d.reason) for d in report(script).deeds] == [
        ("locked", lock.version, "Come here."),
        ("unlocked", undo.version, ""),
    ]


def test_a_pause_of_the_session_that_was_taken_back_is_told_with_both_lines() -> None:
    script = Script(OPENED, begun(ADA), staff("r1", o.Pause(None, "by mistake")), After(2_000))
    script >> staff("r2", o.Undo(RequestId("r1"))) >> staff("r3", o.Undo(RequestId("r1")))
    told = report(script)
    assert [(it.what, it.seats, it.undone is not None, it.refused) for it in told.orders] == [
        ("pause", None, True, ""),
        ("undo", None, False, ""),
        ("undo", (), False, "not-undoable"),
    ]
    assert [(t.what, t.reason) for t in told.times] == [
        ("paused", "by mistake"),
        ("resumed", "undone"),
    ]


def test_what_was_said_to_students_and_noted_is_not_in_their_orders() -> None:
    script = Script(OPENED, begun(ADA), staff("r1", o.Tell((ADA.seat,), "a canary")))
    script >> staff("r2", o.Announce(None, "Hello.")) >> staff("r3", o.Note(None, "note", "Hm."))
    assert orders(script) == [
        ("tell", "", (ADA.seat,), ""),
        ("announce", "", None, ""),
        ("note", "note", None, ""),
    ]


def test_each_order_says_what_it_was_in_its_own_words() -> None:
    ada = (ADA.seat,)
    script = Script(OPENED, begun(ADA), staff("r1", o.Claim(ada, True)))
    script >> staff("r2", o.Claim(ada, False)) >> staff("r3", o.Attend(ada, "late"))
    script >> staff("r4", o.Identify(ada, "doubted", "no photo"))
    script >> staff("r5", o.Dismiss(ada, "offline", "no-matter"))
    script >> staff("r6", o.Compensate(((ADA.seat, MINUTE),), "the router"))
    assert orders(script) == [
        ("claim", "on", ada, ""),
        ("claim", "off", ada, ""),
        ("attend", "late", ada, ""),
        ("identify", "doubted", ada, "no photo"),
        ("dismiss", "offline no-matter", ada, ""),
        ("compensate", "", ada, "the router"),
    ]
    script >> staff("r7", o.SetEnd(ada, NINE + MINUTE, "now"))
    script >> staff("r8", o.Reopen(ada, MINUTE, "x"))
    last = report(script).orders[-2:]
    assert [(it.what, it.until, it.ms) for it in last] == [
        ("set-end", NINE + MINUTE, None),
        ("reopen", None, MINUTE),
    ]


def test_of_an_erased_student_an_order_keeps_no_words() -> None:
    script = Script(OPENED, begun(ADA, BEN), staff("r1", o.Compensate(((ADA.seat, 1),), "canary")))
    script >> staff("r2", o.Identify((ADA.seat,), "doubted", "canary"))
    script >> staff("r3", o.Note((ADA.seat,), "note", "canary"))
    script >> staff("r4", o.Pause((ADA.seat,), "canary")) >> staff("r5", o.Pause(None, "canary"))
    after = report(script, erased=ADA.seat)
    # That of the whole session stays: in the order, among the pauses, in the ledger.
    assert repr(after).count("canary") == 3
    assert [note.text for note in after.notes] == [""]
