"""The checker's rule of what is taken back: true logs pass, and each kind of untruth is found."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from invigilate.crowd.checking.orders import applied
from invigilate.crowd.checking.stored import Log, Told
from invigilate.crowd.checking.undone import CONTRARY, undone
from invigilate.ids import RequestId, RoomId
from invigilate.rooms import events as e
from invigilate.rooms.log import Head
from invigilate.rooms.orders import Action, Announce, Compensate, End, Extend, Lock, Pause, Undo
from invigilate.rooms.undoing import UNDO_MS, UNDOABLE
from tests.rooms.script import ADA, BEN, CYD, MINUTE, OPENED, After, Script, begun, staff

ALL = (ADA.seat, BEN.seat, CYD.seat)
Records = list[e.Recorded]


def told(records: Records) -> Told:
    return Told(Log(Head(RoomId("room"), len(records), "epoch", b"", 0, None), []), records)


def log(action: Action) -> Records:
    """Ordered for three of whom one was over already, and taken back after a second."""
    script = Script(OPENED, begun(ADA, BEN, CYD), staff("r0", End((CYD.seat,))), After(MINUTE))
    script >> staff("r1", action) >> After(1_000) >> staff("undo", Undo(RequestId("r1")))
    return script.log


def changed(records: Records, n: int, event: e.Event) -> Records:
    return [*records[:n], replace(records[n], event=event), *records[n + 1 :]]


def test_the_checker_knows_what_can_be_taken_back_and_for_how_long() -> None:
    assert {*CONTRARY} == {*UNDOABLE}
    assert UNDO_MS == 10_000


TRUE: list[Action] = [
    Extend(ALL, MINUTE, ""),
    Compensate(tuple((seat, MINUTE) for seat in ALL), ""),
    Pause(ALL),
    Pause(None),
    Lock(ALL, "x"),
    End(ALL),
]


@pytest.mark.parametrize("action", TRUE)
def test_nothing_is_found_where_an_order_was_taken_back_as_it_should(action: Action) -> None:
    assert list(applied(told(log(action)))) == []


def again(records: Records) -> Records:
    """It is taken back a second time."""
    n = next(n for n, one in enumerate(records) if isinstance(one.event, e.OrderUndone)) - 1
    first = records[n].event
    assert isinstance(first, e.Ordered)
    twice = replace(records[n], event=replace(first, request=RequestId("again")))
    return [*records, twice, records[n + 1], *records[n + 2 :]]


def late(records: Records) -> Records:
    n = next(n for n, one in enumerate(records) if isinstance(one.event, e.OrderUndone)) - 1
    return [*records[:n], *(replace(one, at=one.at + UNDO_MS) for one in records[n:])]


def less(records: Records) -> Records:
    last = records[-1].event
    assert isinstance(last, e.TimeGiven)
    (seat, ms), *rest = last.entries
    return changed(records, len(records) - 1, replace(last, entries=((seat, ms + 1), *rest)))


def of_a_stranger(records: Records) -> Records:
    """Who was left out by the order."""
    last = records[-1].event
    assert isinstance(last, e.TimeGiven)
    given = (*last.entries, (CYD.seat, 0))
    return changed(records, len(records) - 1, replace(last, entries=given))


def for_nobody(records: Records) -> Records:
    return records[:-1]


def otherwise(records: Records) -> Records:
    return [*records, replace(records[-1], event=e.SeatsClaimed((ADA.seat,)))]


def of_nothing(records: Records) -> Records:
    n = next(n for n, one in enumerate(records) if isinstance(one.event, e.OrderUndone)) - 1
    event = records[n].event
    assert isinstance(event, e.Ordered)
    return changed(records, n, replace(event, action=Undo(RequestId("r9"))))


def of_what_cannot_be(records: Records) -> Records:
    n = next(n for n, one in enumerate(records) if isinstance(one.event, e.TimeGiven)) - 1
    event = records[n].event
    assert isinstance(event, e.Ordered)
    return changed(records, n, replace(event, action=Announce(ALL, "Hello")))


UNTRUE = [again, late, less, of_a_stranger, for_nobody, otherwise, of_nothing, of_what_cannot_be]


@pytest.mark.parametrize("spoil", UNTRUE, ids=lambda spoil: spoil.__name__)
def test_what_was_taken_back_wrongly_is_found(spoil: Callable[[Records], Records]) -> None:
    records = log(Extend(ALL, MINUTE, ""))
    assert list(undone(told(records))) == []
    findings = list(undone(told(spoil(records))))
    assert {finding.invariant for finding in findings} == {"I8"}
