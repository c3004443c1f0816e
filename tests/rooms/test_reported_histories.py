"""Over any history the report of a sitting says what the room came to, also from its file."""

from collections import Counter

import pytest

from invigilate.ids import RoomId
from invigilate.rooms import events as e
from invigilate.rooms.applying import apply
from invigilate.rooms.chronicle import Chronicle, Sealing
from invigilate.rooms.log import Copy, blank
from invigilate.rooms.signed_report import held, signed
from invigilate.rooms.sitting_report import SittingReport, sitting_report
from invigilate.rooms.state import Status
from invigilate.rooms.timing import paused_ms
from tests.rooms.test_histories import ROOMS, History

ENTRIES = ("given", "accommodation", "reopened")


def read(history: History, room: RoomId) -> tuple[Copy, list[e.Recorded], SittingReport]:
    """The room, its log, and the report that is made of it."""
    copy, chronicle, log = blank(room, "epoch"), Chronicle(), []
    for version, row in enumerate(history.world.logs[room], 1):
        record = e.Recorded(version, row.at, row.actor, e.from_bytes(row.body))
        apply(copy.room, record)
        chronicle.take(copy.room, record)
        log.append(record)
    return copy, log, sitting_report(copy, chronicle, 0, "", {})


@pytest.mark.parametrize("seed", range(4))
def test_the_report_of_any_history_is_what_its_room_came_to(seed: int) -> None:
    history = History(seed, Counter(), Counter())
    history.run(600)
    for room_id in ROOMS:
        copy, log, told = read(history, room_id)
        room, events = copy.room, [record.event for record in log]
        for line in told.attendance:
            seat = room.seats[line.seat]
            assert line.seals == [
                Sealing(s.number, s.at, s.fingerprint, s.why, log[s.version - 1].actor)
                for s in seat.seals
            ]
            assert (line.handed_in is not None) is (seat.status is Status.SUBMITTED)
            given = [
                t.ms or 0 for t in told.times if t.what in ENTRIES and line.seat in (t.seats or ())
            ]
            assert line.given_ms == sum(given) + paused_ms(room, seat, room.at)
        counted = sum(len(event.turns) for event in events if isinstance(event, e.HeldCounted))
        assert sum(deed.changes for deed in told.deeds) == counted
        reopened = [event.seat for event in events if isinstance(event, e.Reopened)]
        deeds = [deed for deed in told.deeds if deed.what == "reopened"]
        assert [seat for deed in deeds for seat in deed.seats] == reopened
        assert held(signed(told, b"s" * 32)).report == told
