"""What students lose while no device of theirs is connected, and that it is given back once."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from invigilate.ids import RequestId, RoomId, SeatId
from invigilate.rooms.board import rows_since
from invigilate.rooms.commands import Begin, Expire, HandIn, NoteOffline, NoteOutage
from invigilate.rooms.events import OutageNoted, SeatsWereOffline
from invigilate.rooms.housework import MOST_OFFLINE
from invigilate.rooms.orders import Compensate, End, Pause, Reopen, Resume, Undo
from invigilate.rooms.plan import Entry
from invigilate.rooms.state import Room, Seat, Span
from invigilate.rooms.timing import lost_ms
from invigilate.rooms.views import Telling, telling
from tests.rooms.script import (
    ADA,
    BEN,
    CYD,
    HOUR,
    MINUTE,
    NINE,
    NOTHING,
    OPENED,
    After,
    Page,
    Script,
    begun,
    staff,
)

HER = (ADA.seat,)


def was_offline(who: Page, since: int, until: int) -> NoteOffline:
    """In minutes after nine."""
    return NoteOffline(((who.seat, NINE + since * MINUTE, NINE + until * MINUTE),))


def lost(script: Script, who: Page = ADA) -> int:
    """In minutes, as the board shows it."""
    ms = script.row(who).lost_ms
    assert ms % MINUTE == 0
    return ms // MINUTE


# --- noting it ------------------------------------------------------------------------------


def test_a_stretch_is_noted_once_however_many_workers_saw_it() -> None:
    script = Script(OPENED, begun(ADA), After(10 * MINUTE)) >> was_offline(ADA, 3, 5)
    script << SeatsWereOffline(((ADA.seat, NINE + 3 * MINUTE, NINE + 5 * MINUTE),))
    for again in (was_offline(ADA, 3, 5), was_offline(ADA, 2, 4), was_offline(ADA, 4, 6)):
        script >> again << NOTHING
    assert lost(script) == 2
    script >> was_offline(ADA, 5, 6) >> was_offline(ADA, 1, 3)
    assert lost(script) == 5


def test_a_seat_that_is_named_twice_is_noted_once() -> None:
    script = Script(OPENED, begun(ADA, BEN), After(10 * MINUTE))
    one = (ADA.seat, NINE, NINE + MINUTE)
    other = (BEN.seat, NINE, NINE + 2 * MINUTE)
    script >> NoteOffline((one, one, other)) << SeatsWereOffline((one, other))


def test_who_did_not_write_meanwhile_lost_nothing_and_nothing_is_noted() -> None:
    script = Script(OPENED, begun(ADA), BEN.joins, After(10 * MINUTE))
    script >> was_offline(BEN, 0, 5) << NOTHING >> was_offline(CYD, 0, 5) << NOTHING
    script >> was_offline(ADA, -5, 0) << NOTHING >> was_offline(ADA, 4, 4) << NOTHING
    script >> was_offline(ADA, 5, 4) << NOTHING
    script >> NoteOffline(((SeatId("dee"), NINE, NINE + MINUTE),)) << NOTHING
    script >> ADA(2, HandIn()) >> was_offline(ADA, 10, 12) << NOTHING


def test_who_came_back_when_time_was_over_lost_what_was_left_of_it() -> None:
    script = Script(OPENED, begun(ADA), After(HOUR), Expire(), After(5 * MINUTE))
    script >> was_offline(ADA, 50, 65)
    assert lost(script) == 10


def test_of_one_seat_only_so_many_stretches_are_kept() -> None:
    script = Script(OPENED, begun(ADA), After(HOUR))
    for n in range(MOST_OFFLINE + 1):
        script >> NoteOffline(((ADA.seat, NINE + 2 * n, NINE + 2 * n + 1),))
    script << NOTHING
    assert len(script.seat(ADA).offline) == MOST_OFFLINE


def test_no_student_is_told_of_it_and_the_row_changes() -> None:
    script = Script(OPENED, begun(ADA, BEN), After(10 * MINUTE))
    position = script.room.version
    script >> was_offline(ADA, 3, 5)
    assert telling(script.room, script.log[-1]) == Telling([], {})
    assert rows_since(script.room, position) == [script.row(ADA)]


# --- what counts as lost --------------------------------------------------------------------


def test_time_before_begin_and_after_the_end_is_not_lost() -> None:
    script = Script(OPENED, ADA.joins, After(5 * MINUTE), ADA(1, Begin()), After(10 * MINUTE))
    script >> was_offline(ADA, 0, 8)
    assert lost(script) == 3
    script >> staff("r1", End(HER)) >> After(5 * MINUTE) >> staff("r2", Reopen(HER, HOUR, ""))
    script >> After(5 * MINUTE) >> was_offline(ADA, 14, 22)
    assert lost(script) == 3 + 1 + 2


def test_a_pause_gives_its_time_back_by_itself() -> None:
    script = Script(OPENED, begun(ADA), After(2 * MINUTE), staff("r1", Pause(None)))
    script >> After(2 * MINUTE) >> staff("r2", Pause(HER)) >> staff("r3", Resume(None))
    script >> After(2 * MINUTE) >> staff("r4", Resume(HER)) >> After(2 * MINUTE)
    script >> was_offline(ADA, 1, 7)
    assert lost(script) == 2


def test_in_a_pause_that_still_runs_nothing_is_lost() -> None:
    script = Script(OPENED, begun(ADA), After(2 * MINUTE), staff("r1", Pause(None)))
    script >> After(5 * MINUTE) >> was_offline(ADA, 1, 6)
    assert lost(script) == 1
    script >> After(5 * MINUTE) >> staff("r2", Resume(None))
    assert lost(script) == 1


@pytest.mark.parametrize("outage_first", [True, False])
def test_an_outage_is_nobodys_loss_alone(outage_first: bool) -> None:
    script = Script(OPENED, begun(ADA, BEN), After(10 * MINUTE))
    outage, offline = NoteOutage(NINE + 2 * MINUTE, NINE + 5 * MINUTE), was_offline(ADA, 1, 7)
    script >> ((outage, offline) if outage_first else (offline, outage))
    assert lost(script) == 3


def test_an_outage_that_is_noted_later_changes_the_rows_of_who_had_come_back() -> None:
    script = Script(OPENED, begun(ADA, BEN), After(10 * MINUTE), was_offline(ADA, 1, 7))
    script >> BEN(2, HandIn()) >> staff("r1", End(HER))
    position = script.room.version
    script >> NoteOutage(NINE + 2 * MINUTE, NINE + 5 * MINUTE)
    script << OutageNoted(NINE + 2 * MINUTE, NINE + 5 * MINUTE)
    assert rows_since(script.room, position) == [script.row(ADA)]


# --- giving it back -------------------------------------------------------------------------


def test_what_was_given_back_is_not_lost_any_more() -> None:
    script = Script(OPENED, begun(ADA), After(10 * MINUTE), was_offline(ADA, 3, 5))
    script >> staff("r1", Compensate(((ADA.seat, script.row(ADA).lost_ms),), ""))
    assert (lost(script), script.end(ADA)) == (0, HOUR + 2 * MINUTE)
    script >> After(5 * MINUTE) >> was_offline(ADA, 11, 14)
    assert lost(script) == 3


def test_of_what_was_given_back_in_part_the_rest_is_lost_still() -> None:
    script = Script(OPENED, begun(ADA), After(10 * MINUTE), was_offline(ADA, 3, 6))
    script >> staff("r1", Compensate(((ADA.seat, MINUTE),), ""))
    assert lost(script) == 2
    script >> staff("r2", Compensate(((ADA.seat, 9 * MINUTE),), ""))
    assert lost(script) == 0


def test_when_it_is_taken_back_again_it_is_lost_again() -> None:
    script = Script(OPENED, begun(ADA), After(10 * MINUTE), was_offline(ADA, 3, 5))
    script >> staff("r1", Compensate(((ADA.seat, 2 * MINUTE),), ""))
    script >> staff("undo", Undo(RequestId("r1")))
    assert (lost(script), script.end(ADA)) == (2, HOUR)


# --- counted second by second ---------------------------------------------------------------

Stretches = list[tuple[int, int]]


def stretches(most: int) -> st.SearchStrategy[Stretches]:
    """Stretches of time that may overlap, in an hour of a hundred instants."""
    instant = st.integers(0, 100)
    stretch = st.tuples(instant, instant).map(lambda two: (min(two), max(two)))
    return st.lists(stretch, max_size=most)


@st.composite
def apart(draw: st.DrawFn, *, may_run: bool) -> list[Span]:
    """Stretches one after another; the last may still run."""
    instants = sorted(draw(st.sets(st.integers(0, 100), max_size=6)))
    spans = [Span(a, b) for a, b in pairwise(instants)][::2]
    if may_run and len(instants) % 2 and draw(st.booleans()):
        spans.append(Span(instants[-1], None))
    return spans


def holds(spans: list[Span], moment: int, now: int) -> bool:
    return any(s.since <= moment < (now if s.until is None else s.until) for s in spans)


@settings(max_examples=300, deadline=None)
@given(
    stretches(4),
    stretches(3),
    apart(may_run=True),
    apart(may_run=True),
    apart(may_run=True),
    st.integers(100, 120),
)
def test_lost_time_is_each_moment_of_writing_alone_without_pause_and_outage(
    offline: Stretches,
    outages: Stretches,
    stints: list[Span],
    of_room: list[Span],
    of_seat: list[Span],
    now: int,
) -> None:
    seat = Seat(
        Entry("ada", "1", "Ada"),
        stints=stints,
        pauses=of_seat,
        offline=[Span(since, until) for since, until in offline],
    )
    down = [Span(since, until) for since, until in outages]
    room = Room(RoomId("room"), pauses=of_room, outages=down)
    moments = [
        moment
        for moment in range(now)
        if holds(seat.offline, moment, now)
        and holds(stints, moment, now)
        and not holds([*of_room, *of_seat, *down], moment, now)
    ]
    assert lost_ms(room, seat, now) == len(moments)
