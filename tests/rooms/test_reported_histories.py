"""Over any history the report of a sitting says what the room came to, also from its file."""

from collections import Counter
from zoneinfo import ZoneInfo

import pytest

from invigilate.ids import RequestId, RoomId, SeatId
from invigilate.rooms import commands as c
from invigilate.rooms import events as e
from invigilate.rooms import orders as o
from invigilate.rooms.applying import apply
from invigilate.rooms.log import Copy, blank
from invigilate.rooms.plan import Thresholds
from invigilate.rooms.report.chronicle import Chronicle, Sealing
from invigilate.rooms.report.page import Reading, page
from invigilate.rooms.report.signed import held, signed
from invigilate.rooms.report.sitting import SittingReport, sitting_report
from invigilate.rooms.state import Room, Status
from invigilate.rooms.timing import lost_ms, paused_ms
from tests.reports.cells import Taken
from tests.rooms.test_histories import ROOMS, History
from tests.rooms.workers import Asked

ENTRIES = ("given", "returned", "accommodation", "reopened")
DISMISSED = ("seen-to", "no-matter", "reported")
READING = Reading(0, "key", "signature")
Log = list[e.Recorded]


class Attended(History):
    """A history in which staff also mark, note, claim, dismiss, compensate and take back."""

    requests = 0

    def step(self) -> None:
        super().step()
        room = self.chance.choice(ROOMS)
        if self.chance.random() < 0.5:
            self.requests += 1
            order = o.Order(RequestId(f"extra-{self.requests}"), self._action(room))
            who = self.chance.choice(("proctor", "second"))
            self.commit([Asked(room, f"person:{who}", order)])
        elif self.chance.random() < 0.2:
            self._loses_touch(room)

    def _loses_touch(self, room: RoomId) -> None:
        since = self.now - self.chance.randint(1, 20_000)
        gone = tuple((seat, since, self.now) for seat in self._some(room))
        self.commit([Asked(room, "house", c.NoteOffline(gone))])

    def _some(self, room: RoomId) -> tuple[SeatId, ...]:
        seats = list(self.world.ran[room].seats)
        return tuple(self.chance.sample(seats, self.chance.randint(1, 3)))

    def _action(self, room: RoomId) -> o.Action:
        seats, chance = self._some(room), self.chance
        newest = f"extra-{self.requests - 1}"
        return chance.choice(
            (
                o.Attend(seats, chance.choice(("", "present", "late", "absent"))),
                o.Identify(seats, chance.choice(("", "checked", "doubted")), "why"),
                o.Note(chance.choice((None, seats)), chance.choice(("note", "incident")), "text"),
                o.Claim(seats, chance.random() < 0.7),
                o.Dismiss(seats, chance.choice(("hand", "message", "away")), "seen-to"),
                o.Compensate(tuple((seat, 1_000) for seat in seats), "why"),
                o.SetThresholds(Thresholds(away_times=chance.randint(1, 9))),
                o.Lock(seats, "come here"),
                o.Pause(chance.choice((None, seats)), "why"),
                o.Undo(RequestId(newest)),
                o.Undo(RequestId(newest)),
                o.Undo(RequestId(f"extra-{chance.randint(0, self.requests)}")),
            )
        )


def read(history: History, room: RoomId) -> tuple[Copy, Log, SittingReport]:
    """The room, its log, and the report that is made of it."""
    copy, chronicle, log = blank(room, "epoch"), Chronicle(), []
    for version, row in enumerate(history.world.logs[room], 1):
        record = e.Recorded(version, row.at, row.actor, e.from_bytes(row.body))
        apply(copy.room, record)
        chronicle.take(copy.room, record)
        log.append(record)
    return copy, log, sitting_report(copy, chronicle, 0, "", {})


@pytest.fixture(scope="module", params=range(4))
def history(request: pytest.FixtureRequest) -> History:
    made = Attended(request.param, Counter(), Counter())
    made.run(600)
    return made


def test_the_report_of_any_history_is_what_its_room_came_to(history: History) -> None:
    for room_id in ROOMS:
        copy, log, told = read(history, room_id)
        _seats(copy.room, log, told)
        _deeds(log, told)
        _orders(log, told)
        _notes(copy.room, log, told)
        _notices(copy.room, told)
        _pauses(copy.room, told)
        _calls(copy.room, log, told)
        assert held(signed(told, b"s" * 32)).report == told


def test_the_page_of_any_history_has_a_line_for_each_thing_that_the_report_has(
    history: History,
) -> None:
    for room_id in ROOMS:
        _, _, told = read(history, room_id)
        taken = Taken(page(told, READING, ZoneInfo("Europe/Berlin")))
        lines = {name: len(rows) - 1 for name, rows in taken.tables.items()}
        beside = [d for d in told.deeds if not d.order and not _is_by_the_clock(d.by, d.what)]
        assert lines["register"] == len(told.attendance)
        assert lines["entries"] == len(told.times)
        assert lines["done"] == len(told.orders) + len(beside) + 1
        assert lines.get("notes", 0) == len(told.notes)
        assert lines.get("announcements", 0) == len(told.announcements)
        assert lines.get("pauses", 0) == len(told.pauses)
        assert lines.get("lost", 0) == sum(bool(each.offline) for each in told.attendance)
        outcomes = Counter(row[-1].partition(" ")[0].strip(":") for row in taken.rows("done"))
        assert outcomes["refused"] == sum(bool(order.refused) for order in told.orders)
        assert outcomes["undone"] == sum(order.undone is not None for order in told.orders)


def _is_by_the_clock(by: str, what: str) -> bool:
    return by == "house" and what in ("ended", "sealed")


def _seats(room: Room, log: Log, told: SittingReport) -> None:
    marks: dict[type, dict[SeatId, tuple[str, int, str]]] = {
        e.AttendanceMarked: {},
        e.IdentityMarked: {},
    }
    returned: Counter[SeatId] = Counter()
    for record in log:
        match record.event:
            case e.AttendanceMarked(seats=seats) | e.IdentityMarked(seats=seats):
                told_by = (record.event.mark, record.at, record.actor)
                marks[type(record.event)] |= dict.fromkeys(seats, told_by)
            case e.TimeReturned(entries=entries):
                for seat_id, ms in entries:
                    returned[seat_id] += ms
            case _:
                pass
    attended, identified = marks[e.AttendanceMarked], marks[e.IdentityMarked]
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
        assert (line.lost_ms, line.returned_ms) == (
            lost_ms(room, seat, room.at),
            returned[line.seat],
        )
        assert line.offline == [(span.since, span.until) for span in seat.offline]
        assert line.claimed == seat.claimed
        for mark, last in ((line.attendance, attended), (line.identity, identified)):
            newest = last.get(line.seat, ("", 0, ""))
            assert ((mark.mark, mark.at, mark.by) if mark else None) == (
                newest if newest[0] else None
            )


def _deeds(log: Log, told: SittingReport) -> None:
    events = [record.event for record in log]
    counted = sum(len(event.turns) for event in events if isinstance(event, e.HeldCounted))
    assert sum(deed.changes for deed in told.deeds) == counted
    reopened = [event.seat for event in events if isinstance(event, e.Reopened)]
    deeds = [deed for deed in told.deeds if deed.what == "reopened"]
    assert sorted(seat for deed in deeds for seat in deed.seats) == sorted(reopened)


def _orders(log: Log, told: SittingReport) -> None:
    by_version = {each.version: each for each in told.orders}
    done = {r.version: r for r in log if isinstance(r.event, e.Ordered | e.CommandRefused)}
    assert list(by_version) == list(done)
    undone = {r.event.order for r in log if isinstance(r.event, e.OrderUndone)}
    for version, record in done.items():
        line, event = by_version[version], record.event
        assert (line.at, line.by) == (record.at, record.actor)
        match event:
            case e.Ordered(request=request, skipped=skipped):
                assert (line.refused, line.skipped) == ("", skipped)
                assert (line.undone is not None) is (request in undone)
                assert not {seat for seat, _ in skipped} & {*(line.seats or ())}
            case e.CommandRefused(word=word):
                assert (line.refused, line.skipped, line.undone) == (word, (), None)
            case _:
                raise AssertionError(event)
    for line in told.orders:
        if line.undone is not None:
            assert by_version[line.undone.version].undoes == line.version


def _notes(room: Room, log: Log, told: SittingReport) -> None:
    standing = {note.number: note for note in room.notes}
    for seat in room.seats.values():
        standing |= {note.number: note for note in seat.notes}
    assert [(n.number, n.at, n.kind, n.text, n.seats, n.by) for n in told.notes] == [
        (n.number, n.at, n.kind, n.text, n.seats, n.by) for _, n in sorted(standing.items())
    ]
    noted = sum(isinstance(record.event, e.Noted) for record in log)
    assert told.notes_withdrawn == noted - len(standing)
    assert told.thresholds["away_times"] == room.thresholds.away_times


def _notices(room: Room, told: SittingReport) -> None:
    for line in told.announcements:
        stages: dict[str, list[SeatId]] = {"": [], "came": [], "shown": [], "acknowledged": []}
        for seat_id, seat in room.seats.items():
            if seat.withdrawn or (line.seats is not None and seat_id not in line.seats):
                continue
            stage = "came" if seat.came >= line.number else ""
            stage = "shown" if seat.shown >= line.number else stage
            stages["acknowledged" if line.number in seat.seen else stage].append(seat_id)
        assert line.missed == tuple(stages[""])
        assert line.unseen == tuple(stages["came"])
        assert line.unacknowledged == tuple(stages["shown"])
        assert line.acknowledged == len(stages["acknowledged"])
        assert line.shown == line.acknowledged + len(line.unacknowledged)
        assert line.came == line.shown + len(line.unseen)
        assert line.meant == line.came + len(line.missed)


def _pauses(room: Room, told: SittingReport) -> None:
    assert [(p.number, p.at, p.until) for p in told.pauses if p.seats is None] == [
        (span.number, span.since, span.until) for span in room.pauses
    ]
    for seat_id, seat in room.seats.items():
        lines = [p for p in told.pauses if p.seats is not None and seat_id in p.seats]
        assert [p.number for p in lines] == [span.number for span in seat.pauses]
    for line in told.pauses:
        if line.seats is not None:
            spans = [
                span
                for seat in line.seats
                for span in room.seats[seat].pauses
                if span.number == line.number
            ]
            ends = [span.until for span in spans if span.until is not None]
            assert line.until == (max(ends) if len(ends) == len(spans) else None)


def _calls(room: Room, log: Log, told: SittingReport) -> None:
    waiting = {call.seat: call.since for call in told.calls if call.kind == "hand" and not call.at}
    assert waiting == {s: seat.hand for s, seat in room.seats.items() if seat.hand is not None}
    dismissed = [r.event for r in log if isinstance(r.event, e.AlertsDismissed)]
    ended = [call for call in told.calls if call.how in (*DISMISSED, "taken back")]
    assert len(ended) == sum(len(event.seats) for event in dismissed if event.how)
    taken_back = [call for call in told.calls if call.how == "taken back"]
    assert len(taken_back) == sum(len(event.seats) for event in dismissed if not event.how)
