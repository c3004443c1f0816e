"""When a room must be looked at again: never later than its next end or seal."""

import pytest

from invigilate.rooms.commands import Begin, ChangeSettings, Command, Expire, NoteOutage
from invigilate.rooms.events import SeatEnded
from invigilate.rooms.orders import End, Extend, Pause, Reopen, Resume, SetEnd
from invigilate.rooms.plan import Settings
from invigilate.rooms.timing import next_due, sooner_due
from tests.rooms.script import (
    ADA,
    BEN,
    HOUR,
    MINUTE,
    NINE,
    OPENED,
    After,
    Script,
    Steps,
    begun,
    staff,
)

LATE = HOUR + 10 * MINUTE
ALONE: Steps = (staff("r0", Pause((ADA.seat,))), After(LATE))
ALL: Steps = (staff("r0", Pause(None)), After(LATE))
OVER: Steps = (After(HOUR), Expire())
GRACE = 2 * MINUTE


@pytest.mark.parametrize(
    ("given", "asked", "instant"),
    [
        pytest.param((BEN.joins,), BEN(1, Begin()), HOUR, id="begun"),
        pytest.param(
            (), staff("r1", Extend((ADA.seat,), -MINUTE, "")), HOUR - MINUTE, id="time taken"
        ),
        pytest.param((), staff("r1", SetEnd((ADA.seat,), NINE + 5, "")), 5, id="an end set"),
        pytest.param(ALONE, staff("r1", Resume((ADA.seat,))), HOUR + LATE, id="resumed alone"),
        pytest.param(ALL, staff("r1", Resume(None)), HOUR + LATE, id="all resumed"),
        pytest.param((), staff("r1", End((ADA.seat,))), GRACE, id="ended"),
        pytest.param(
            OVER, staff("r1", Reopen((ADA.seat,), MINUTE, "")), HOUR + MINUTE, id="reopened"
        ),
        pytest.param(
            OVER, NoteOutage(NINE + HOUR - MINUTE, NINE + HOUR), HOUR + GRACE, id="an outage"
        ),
        pytest.param(
            OVER,
            ChangeSettings(Settings(minutes=60, grace_ms=MINUTE)),
            HOUR + MINUTE,
            id="a shorter grace",
        ),
    ],
)
def test_what_may_bring_an_end_closer_says_when_that_is(
    given: Steps, asked: Command, instant: int
) -> None:
    script = Script(OPENED, begun(ADA), given) >> asked
    assert isinstance(script.followed, list)
    assert sooner_due(script.room, script.followed, script.now) == NINE + instant
    assert next_due(script.room, script.now) == NINE + instant


def test_who_was_paused_alone_beyond_the_end_is_ended_when_the_new_one_has_come() -> None:
    script = Script(OPENED, begun(ADA), ALONE, Expire())
    assert next_due(script.room, script.now) is None
    script >> staff("r1", Resume((ADA.seat,)))
    assert isinstance(script.followed, list)
    due = sooner_due(script.room, script.followed, script.now)
    assert due is not None
    script >> After(due - script.now) >> Expire() << SeatEnded(ADA.seat, "time")
