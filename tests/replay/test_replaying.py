"""What a slider shows of a sitting, who was offline, and how changes become steps."""

from collections.abc import Iterable
from random import Random

import pytest

from invigilate.ids import DeviceId, RequestId, SeatId
from invigilate.rooms import events as e
from invigilate.rooms.applying import apply
from invigilate.rooms.orders import Announce, Extend, Pause, SetEnd
from invigilate.rooms.plan import Entry
from invigilate.rooms.replay.replaying import Bounds, Lost, Mark, Marks, Step, Stepping, board_of
from invigilate.rooms.state import Room, Seat, Span
from tests.replay.sittings import ROOM, Drawn, Hearing, drawn
from tests.rooms.script import NINE, plan

ADA, BOB = SeatId("ada"), SeatId("bob")
STAFF = "person:p"
FIRST = (
    e.RoomOpened(plan()),
    e.StudentsEnrolled((Entry(ADA, "1", "Ada"), Entry(BOB, "2", "Bob"))),
)


def recorded(events: Iterable[e.Event]) -> list[e.Recorded]:
    """These, a second apart, after a room was opened for two students."""
    return [
        e.Recorded(n + 1, NINE + n * 1_000, STAFF, event)
        for n, event in enumerate([*FIRST, *events])
    ]


def marked(*events: e.Event) -> list[Mark]:
    """The marks of these events, the first two left out."""
    room, marks = Room(ROOM), Marks()
    for record in recorded(events):
        apply(room, record)
        marks.take(room, record)
    assert marks.all[0].kind == "opened"
    return marks.all[1:]


def ordered(number: int, action: Extend | SetEnd | Announce | Pause) -> e.Ordered:
    return e.Ordered(RequestId(f"r{number}"), action, ())


def test_a_slider_shows_pauses_announcements_incidents_outages_time_and_the_close() -> None:
    marks = marked(
        e.RoomPaused("alarm"),
        e.RoomResumed(),
        e.SeatsPaused((ADA,), "ill"),
        e.SeatsResumed((ADA,)),
        e.Announced(None, "Page 3 has a slip."),
        e.Announced((ADA, BOB), "Sit down."),
        e.Noted((BOB,), "incident", "a phone rang"),
        e.Noted((BOB,), "note", "asked for water"),
        e.OutageNoted(NINE, NINE + 40_000),
        ordered(1, Extend(None, 300_000, "alarm")),
        ordered(2, Extend((ADA,), 300_000, "ill")),
        ordered(3, SetEnd(None, NINE + 900_000, "bell")),
        e.RoomClosed("end"),
    )
    assert [(mark.kind, mark.text, mark.seats, mark.ms) for mark in marks] == [
        ("paused", "alarm", None, None),
        ("resumed", "", None, None),
        ("paused", "ill", 1, None),
        ("resumed", "", 1, None),
        ("announced", "Page 3 has a slip.", None, None),
        ("announced", "Sit down.", 2, None),
        ("incident", "a phone rang", 1, None),
        ("outage", "", None, 40_000),
        ("time", "alarm", None, 300_000),
        ("time", "bell", None, None),
        ("closed", "end", None, None),
    ]
    assert (marks[0].at, marks[0].version, marks[0].by) == (NINE + 2_000, 3, STAFF)


def test_an_incident_that_was_taken_back_is_no_mark() -> None:
    assert marked(e.Noted(None, "incident", "by mistake"), e.NoteWithdrawn(None, 3)) == []


# --- who was offline ------------------------------------------------------------------------


def lost(**spans: tuple[tuple[int, int], ...]) -> Lost:
    room = Room(ROOM)
    for seat, times in spans.items():
        offline = [Span(since, until) for since, until in times]
        room.seats[SeatId(seat)] = Seat(Entry(seat, seat, seat), offline=offline)
    return Lost(room)


def test_a_seat_was_offline_from_when_it_was_lost_until_it_was_back() -> None:
    known = lost(ada=((10, 20), (40, 50)), bob=((15, 45),))
    assert known.at(9) == []
    assert known.at(10) == [(ADA, 10)]
    assert known.at(15) == [(ADA, 10), (BOB, 15)]
    assert known.at(20) == [(BOB, 15)]
    assert known.at(45) == [(ADA, 40)]
    assert known.at(50) == []


def test_between_two_instants_each_change_is_told_once_as_it_stands_in_the_end() -> None:
    known = lost(ada=((10, 20), (40, 50)), bob=((15, 45),))
    assert known.between(0, 9) == []
    assert known.between(9, 10) == [(ADA, 10)]
    assert known.between(10, 20) == [(ADA, 0), (BOB, 15)]
    assert known.between(9, 60) == [(ADA, 0), (BOB, 0)]
    assert known.between(20, 44) == [(ADA, 40)]


# --- steps ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sitting() -> Drawn:
    return drawn(3, 800)


def stepped(
    sitting: Drawn, after: int, upto: int, every: int, bounds: Bounds
) -> tuple[Hearing, list[Step], Room]:
    """The board at one version, what followed in steps, and the room where they ended."""
    room, known = Room(ROOM), Lost(sitting.copy.room)
    for record in sitting.records[:after]:
        apply(room, record)
    board = Hearing.of(board_of(room, known))
    stepping = Stepping(room, known, every, bounds)
    for record in sitting.records[after:upto]:
        if stepping.ends_before(room, record.at):
            break
        apply(room, record)
        stepping.take(room, record)
    stepping.end(room)
    return board, stepping.steps, room


@pytest.mark.parametrize("every", [1, 1_000, 20_000, 10_000_000])
def test_steps_on_a_board_give_the_board_at_their_end(sitting: Drawn, every: int) -> None:
    chance = Random(every)
    for _ in range(15):
        after, upto = sorted(chance.sample(range(2, len(sitting.rows) + 1), 2))
        board, steps, room = stepped(sitting, after, upto, every, Bounds(steps_rows=10**6))
        for step in steps:
            board.step(step)
        assert room.version == upto == steps[-1].version
        assert board == Hearing.of(board_of(room, Lost(room)))


def test_a_full_answer_ends_with_a_whole_step(sitting: Drawn) -> None:
    last = len(sitting.rows)
    _, steps, room = stepped(sitting, 2, last, 5_000, Bounds(steps_rows=30))
    assert room.version == steps[-1].version < last
    assert sum(len(step.rows) for step in steps[:-1]) < 30
    assert sitting.rows[room.version].at // 5_000 > steps[-1].at // 5_000
    _, small, _ = stepped(sitting, 2, last, 5_000, Bounds(steps_bytes=1))
    assert small == steps[:1]


def test_where_nothing_happened_there_is_no_step(sitting: Drawn) -> None:
    assert stepped(sitting, 5, 5, 1_000, Bounds())[1] == []


def test_time_that_an_outage_explains_is_no_lost_time_on_the_next_board() -> None:
    laptop = DeviceId("laptop")
    events: list[e.Event] = [e.SeatJoined(ADA, laptop), e.Begun(ADA, laptop, 1, None, None, 0)]
    events += [e.HandMoved(BOB, up) for up in (True, False) * 20]
    events += [
        e.SeatsWereOffline(((ADA, NINE + 10_000, NINE + 20_000),)),
        e.OutageNoted(NINE + 5_000, NINE + 30_000),
    ]
    room, records = Room(ROOM), recorded(events)
    for record in records[:-1]:
        apply(room, record)
    board = Hearing.of(board_of(room, Lost(room)))
    assert board.rows[ADA].lost_ms == 10_000
    stepping = Stepping(room, Lost(room), 1_000, Bounds())
    apply(room, records[-1])
    stepping.take(room, records[-1])
    stepping.end(room)
    board.step(stepping.steps[0])
    assert board.rows[ADA].lost_ms == 0
