"""Who looks on while a history runs, and says what was wrong at the event where it went wrong."""

from collections import Counter
from random import Random

from msgspec import msgpack
from msgspec.structs import asdict, replace

from invigilate.ids import SeatId
from invigilate.rooms import events as e
from invigilate.rooms.board import BoardHead, Row, board_head, progress, row, rows_since
from invigilate.rooms.room import Room, apply
from invigilate.rooms.staff_news import follow_head, staff_news
from invigilate.rooms.state import Status
from invigilate.rooms.timing import due, end_of, is_paused, ledger, next_due, sooner_due
from invigilate.rooms.touching import is_progress, touched
from invigilate.rooms.views import StudentView, follow, seat_view, student_view, telling
from tests.rooms.oracle import LEGAL, Oracle
from tests.rooms.workers import whole


class Watcher:
    """Looks at one room, event by event."""

    def __init__(self, chance: Random, seen: Counter[str]) -> None:
        self.chance = chance
        self.seen = seen
        """How often each kind of event was seen, and each reason for which a change was held."""
        self.oracle = Oracle()
        self.views: dict[SeatId, StudentView] = {}
        self.statuses: dict[SeatId, Status] = {}
        self.rows: dict[SeatId, Row] = {}
        self.drawn: dict[SeatId, Row] = {}
        """Of a board that never left."""
        self.position = 0
        """Of a board that comes back now and then."""
        self.head: BoardHead | None = None
        self.wake: int | None = None
        """When the house would ask this room again."""
        self.restored: Room | None = None
        """Went through a checkpoint once, and through the log's bytes since."""

    def saw(self, room: Room, record: e.Recorded) -> None:
        """After each event of the room."""
        self.seen[type(record.event).__name__] += 1
        if isinstance(record.event, e.ChangeHeld):
            self.seen[f"held {record.event.reason}"] += 1
        self._moves(room)
        self.oracle.hear(room.id, record)
        self._tell(room, record)
        self._draws(room, record)
        self._checkpoint(room, record)
        self._wakes(room, record)
        for seat in set(touched(record.event)):
            self._counts(room, seat)

    def looks(self, room: Room, now: int) -> None:
        """After each batch, at what changes with many seats or with time."""
        if room.plan is None:
            return
        self.oracle.passes(max(room.at, now))
        for seat_id in room.seats:
            self._time(room, seat_id, max(room.at, now))
        self._asks(room, max(room.at, now))
        if self.chance.random() < 0.1:
            self._comes_back(room)
        if self.chance.random() < 0.02:
            for seat_id in room.seats:
                assert self.views[seat_id] == student_view(room, seat_id)
            assert self.restored is None or self.restored == room
            self.restored = msgpack.decode(whole(room), type=Room)

    def _moves(self, room: Room) -> None:
        for seat_id, seat in room.seats.items():
            old = self.statuses.get(seat_id, Status.ABSENT)
            assert old is seat.status or (old.value, seat.status.value) in LEGAL
            self.statuses[seat_id] = seat.status

    def _tell(self, room: Room, record: e.Recorded) -> None:
        if room.plan is None:
            return
        told = telling(room, record)
        for seat_id in room.seats:
            if seat_id not in self.views:
                self.views[seat_id] = student_view(room, seat_id)
                continue
            view = self.views[seat_id]
            for news in [*told.everyone, *told.seats.get(seat_id, [])]:
                follow(view, news)
            assert view.seat == seat_view(room, seat_id), f"{seat_id} was not told"
        for seat_id in {*touched(record.event), *list(room.seats)[:1]}:
            assert self.views[seat_id] == student_view(room, seat_id), f"{seat_id} was not told"
        self.head = board_head(room) if self.head is None else self.head
        for staff in staff_news(room, record):
            self.head = follow_head(self.head, staff)
        assert self.head == board_head(room), "the board's head was not told"

    def _draws(self, room: Room, record: e.Recorded) -> None:
        if room.plan is None:
            return
        if room.all_changed == record.version:
            self.drawn.clear()
        for seat_id in touched(record.event):
            fresh = row(room, seat_id)
            if is_progress(record.event) and seat_id in self.drawn:
                told = replace(self.drawn[seat_id], **asdict(progress(room, seat_id)))
                assert told == fresh, "writing moved more of a row than its progress tells"
            self.drawn[seat_id] = fresh

    def _checkpoint(self, room: Room, record: e.Recorded) -> None:
        if self.restored is not None:
            event = e.from_bytes(e.to_bytes(record.event))
            apply(self.restored, e.Recorded(record.version, record.at, record.actor, event))

    def _wakes(self, room: Room, record: e.Recorded) -> None:
        if room.plan is None:
            return
        bounds = (self.wake, sooner_due(room, [record.event], record.at))
        self.wake = min((bound for bound in bounds if bound is not None), default=None)

    def _counts(self, room: Room, seat_id: SeatId) -> None:
        seat, booklet = room.seats[seat_id], self.oracle.booklets[seat_id]
        assert seat.answered() == booklet.counted
        assert len(seat.seals) == booklet.seals
        held = {(held.device, held.turn) for held in seat.held}
        assert held == set(booklet.held), "what is held is what was held and not counted"

    def _time(self, room: Room, seat_id: SeatId, now: int) -> None:
        seat, booklet = room.seats[seat_id], self.oracle.booklets[seat_id]
        end = booklet.end()
        finite = None if end is None or end == float("inf") else end
        assert end_of(room, seat, now) == finite, f"the end of {seat_id}"
        gathered = booklet.moved + booklet.stood
        assert sum(line.ms for line in ledger(room, seat, now)) == gathered, "the ledger says all"
        if seat.status is Status.IN_PROGRESS and is_paused(room, seat) and finite is not None:
            later = end_of(room, seat, now + 60_000)
            assert later == finite + 60_000, "while paused the remaining time stands still"

    def _asks(self, room: Room, now: int) -> None:
        instant = next_due(room, now)
        assert instant is None or (self.wake is not None and self.wake <= instant), "asked too late"
        assert bool(due(room, now)) == (instant is not None and instant <= now)
        if self.chance.random() < 0.3:
            self.wake = instant

    def _comes_back(self, room: Room) -> None:
        for fresh in rows_since(room, self.position):
            old = self.rows.get(fresh.seat)
            assert old is None or fresh.version >= old.version
            self.rows[fresh.seat] = fresh
        self.position = room.version
        assert self.rows == {seat_id: row(room, seat_id) for seat_id in room.seats}
