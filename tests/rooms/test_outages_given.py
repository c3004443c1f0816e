"""Time that the server was away is given back to each student once, whoever presses first."""

from invigilate.ids import RequestId
from invigilate.rooms.commands import NoteOutage
from invigilate.rooms.events import CommandRefused, Ordered, OrderUndone, TimeGiven
from invigilate.rooms.grades import may
from invigilate.rooms.orders import Dismiss, Extend, Undo
from tests.rooms.script import ADA, BEN, MINUTE, NINE, OPENED, After, Script, begun, staff

BOTH = (ADA.seat, BEN.seat)
TEN_PAST = NINE + 10 * MINUTE
GIVE = Extend(BOTH, MINUTE, "the server was away", TEN_PAST)


def after_an_outage() -> Script:
    """Two write; from nine past nine the server was away for a minute."""
    outage = NoteOutage(TEN_PAST - MINUTE, TEN_PAST)
    return Script(OPENED, begun(ADA, BEN), After(10 * MINUTE), outage)


def dealt(script: Script) -> list[dict[str, int]]:
    return [dict(script.row(who).dismissed) for who in (ADA, BEN)]


def test_it_is_given_once_and_every_board_sees_that_it_was() -> None:
    script = after_an_outage() >> staff("r1", GIVE)
    given = TimeGiven(tuple((seat, MINUTE) for seat in BOTH), GIVE.reason, TEN_PAST)
    script << (Ordered(RequestId("r1"), GIVE, ()), given)
    assert dealt(script) == [{"outage": TEN_PAST}] * 2
    script >> staff("r2", GIVE) << CommandRefused(RequestId("r2"), GIVE, "given-back")


def test_who_was_left_out_gets_it_and_the_others_are_named() -> None:
    one = Extend((ADA.seat,), MINUTE, "", TEN_PAST)
    script = after_an_outage() >> staff("r1", one) >> staff("r2", GIVE)
    skipped = ((ADA.seat, "given-back"),)
    given = TimeGiven(((BEN.seat, MINUTE),), GIVE.reason, TEN_PAST)
    script << (Ordered(RequestId("r2"), GIVE, skipped), given)


def test_taken_back_it_is_open_again() -> None:
    script = after_an_outage() >> staff("r1", GIVE) >> staff("r2", Undo(RequestId("r1")))
    back = TimeGiven(tuple((seat, -MINUTE) for seat in BOTH), "undone", 0)
    undo = Ordered(RequestId("r2"), Undo(RequestId("r1")), ())
    script << (undo, OrderUndone(RequestId("r1")), back)
    assert dealt(script) == [{}, {}]
    script >> staff("r3", GIVE)
    assert dealt(script) == [{"outage": TEN_PAST}] * 2


def test_what_was_left_as_it_is_is_not_given_later() -> None:
    script = after_an_outage() >> staff("r1", Dismiss(BOTH, "outage", "no-matter"))
    assert dealt(script) == [{"outage": TEN_PAST}] * 2
    script >> staff("r2", GIVE) << CommandRefused(RequestId("r2"), GIVE, "given-back")
    script >> staff("r3", Undo(RequestId("r1")))
    assert dealt(script) == [{}, {}]


def test_an_outage_more_that_the_board_had_not_seen_is_not_taken_for_given() -> None:
    later = NoteOutage(NINE + 17 * MINUTE, NINE + 18 * MINUTE)
    script = after_an_outage() >> After(8 * MINUTE) >> later >> staff("r1", GIVE)
    script << CommandRefused(RequestId("r1"), GIVE, "changed")
    both = Extend(BOTH, 2 * MINUTE, "", NINE + 18 * MINUTE)
    script >> staff("r2", both)
    assert dealt(script) == [{"outage": NINE + 18 * MINUTE}] * 2


def test_an_outage_is_left_by_who_gives_time_to_all() -> None:
    leave = Dismiss(BOTH, "outage", "no-matter")
    assert [may(grade, leave) for grade in ("chief", "invigilator", "observer")] == [
        None,
        "no-right",
        "no-right",
    ]
