"""A sitting over again: its marks on a slider, the board at a version, and steps between boards.

Pure, and told a room's log event by event. What it makes of it are the very head, rows and news
that boards heard while it happened, so a page shows them by the same rule. Who was offline stands
in the log afterwards only, so it is asked of the room as it stands in the end.
"""

from bisect import bisect_right
from typing import Literal

from msgspec import Struct, msgpack

from invigilate.ids import SeatId
from invigilate.rooms import events as e
from invigilate.rooms.board import BoardHead, Row, board_head, row, rows_since
from invigilate.rooms.orders import Extend, Seats, SetEnd
from invigilate.rooms.staff_news import StaffNews, staff_news
from invigilate.rooms.state import Room
from invigilate.rooms.touching import touched

Offline = list[tuple[SeatId, int]]
"""(seat, since); since 0: it is connected again. As the frame `Presence` has it."""
Reached = list[tuple[SeatId, int, int]]
"""(seat, came, shown): how far announcements came. As the frame `Receipts` has it."""


class Bounds(Struct, frozen=True):
    """How much one answer holds, and how much is kept of each room for the next one."""

    steps_rows: int = 2_000
    steps_bytes: int = 512 * 1024
    """As MessagePack. An answer holds at least one step, be it as large as it may."""
    page_bytes: int = 512 * 1024
    """Of a student's lines, likewise."""
    spacing: int = 500
    """Events between two copies of a room, to begin with; doubled where there are too many."""
    copies: int = 64
    seats: int = 12_000
    """In all those copies; and as many in those that were asked for last."""
    rooms: int = 4
    events: int = 2_000_000
    """In all rooms together, but for the one asked for last: some 20 bytes are kept of each."""


MarkKind = Literal[
    "opened", "paused", "resumed", "announced", "incident", "outage", "time", "closed"
]


class Mark(Struct, frozen=True):
    """A moment that a slider shows."""

    at: int
    version: int
    kind: MarkKind
    by: str
    """As in the log: "person:…" or "house"."""
    text: str
    """The reason, or what was said or written down."""
    seats: int | None
    """How many it was about; None: the session as a whole."""
    ms: int | None
    """Of an outage how long it was, of time how much was given (None: ends were set)."""


class Board(Struct, frozen=True):
    """The board as it was right after the event at this version."""

    at: int
    version: int
    head: BoardHead
    rows: list[Row]
    offline: Offline
    receipts: Reached


class Step(Struct, frozen=True, array_like=True):
    """What changed on a board up to this version: news first, in order, then rows."""

    at: int
    version: int
    news: list[StaffNews]
    rows: list[Row]
    offline: Offline
    receipts: Reached


# --- marks ----------------------------------------------------------------------------------


class Marks:
    """Told every event of a room, each right after it was applied."""

    def __init__(self) -> None:
        self._marks: dict[int, Mark] = {}

    @property
    def all(self) -> list[Mark]:
        """In order; an incident that was taken back is none."""
        return list(self._marks.values())

    def take(self, room: Room, record: e.Recorded) -> None:
        """Gathers the mark of this event, where it has one."""
        match record.event:
            case e.NoteWithdrawn(number=number):
                self._marks.pop(number, None)
            case e.RoomOpened():
                self._mark(record, "opened", room.plan.title if room.plan else "", None)
            case e.RoomPaused(reason=reason):
                self._mark(record, "paused", reason, None)
            case e.SeatsPaused(reason=reason, seats=seats):
                self._mark(record, "paused", reason, seats)
            case e.RoomResumed():
                self._mark(record, "resumed", "", None)
            case e.SeatsResumed(seats=seats):
                self._mark(record, "resumed", "", seats)
            case e.Announced(seats=chosen, text=text):
                self._mark(record, "announced", text, chosen)
            case e.Noted(seats=about, kind="incident", text=text):
                self._mark(record, "incident", text, about)
            case e.OutageNoted(since=since, until=until):
                self._mark(record, "outage", "", None, until - since)
            case e.Ordered(action=Extend(seats=None, ms=ms, reason=reason)):
                self._mark(record, "time", reason, None, ms)
            case e.Ordered(action=SetEnd(seats=None, reason=reason)):
                self._mark(record, "time", reason, None)
            case e.RoomClosed(reason=reason):
                self._mark(record, "closed", reason, None)
            case _:
                pass

    def _mark(
        self, record: e.Recorded, kind: MarkKind, text: str, seats: Seats, ms: int | None = None
    ) -> None:
        about = None if seats is None else len(seats)
        mark = Mark(record.at, record.version, kind, record.actor, text, about, ms)
        self._marks[record.version] = mark


# --- who was offline ------------------------------------------------------------------------


class Lost:
    """When no device of a seat was connected, as far as a room was told of it by its end."""

    def __init__(self, room: Room) -> None:
        spans = [
            (span.since, span.until or span.since, seat_id)
            for seat_id, seat in room.seats.items()
            for span in seat.offline
        ]
        self._spans = sorted(spans)
        self._moves = sorted(
            [(since, seat, since) for since, _, seat in spans]
            + [(until, seat, 0) for _, until, seat in spans],
        )

    def at(self, instant: int) -> Offline:
        """Who was offline then, and since when."""
        since = {seat: since for since, until, seat in self._spans if since <= instant < until}
        return sorted(since.items())

    def between(self, after: int, upto: int) -> Offline:
        """Whose connection was lost or came back in that time, and how it stands at its end."""
        first, last = (bisect_right(self._moves, (at + 1,)) for at in (after, upto))
        changed = {seat for _, seat, _ in self._moves[first:last]}
        there = dict(self.at(upto)) if changed else {}
        return sorted((seat, there.get(seat, 0)) for seat in changed)


# --- boards and steps -----------------------------------------------------------------------


def board_of(room: Room, lost: Lost) -> Board:
    """The whole board, as the room stands."""
    receipts = [(s, seat.came, seat.shown) for s, seat in room.seats.items() if seat.came]
    head, rows = board_head(room), rows_since(room, 0)
    return Board(room.at, room.version, head, rows, lost.at(room.at), receipts)


class Stepping:
    """Gathers what boards heard into steps: one for each stretch of `every` ms with events.

    Ask `ends_before` of each event before it is applied, and `take` it after; `end` closes the
    last step. The steps told after a board, put on it, give the board at their version.
    """

    def __init__(self, room: Room, lost: Lost, every: int, bounds: Bounds) -> None:
        """`room` as it stands before the first event."""
        self.steps: list[Step] = []
        self._bounds = bounds
        self._lost = lost
        self._every = every
        self._size = 0
        self._rows = 0
        self._all = False
        self._news: list[StaffNews] = []
        self._changed: set[SeatId] = set()
        self._reached: dict[SeatId, None] = {}
        self._from, self._at = room.version, room.at

    def ends_before(self, room: Room, at: int) -> bool:
        """Whether the answer is full, so that an event of this instant is left to the next one."""
        if room.version > self._from and at // self._every != room.at // self._every:
            self.end(room)
        most = self._bounds
        return self._size >= most.steps_bytes or self._rows >= most.steps_rows

    def take(self, room: Room, record: e.Recorded) -> None:
        """Hears of an event that was just applied."""
        self._news += staff_news(room, record)
        match record.event:
            case e.NoticesReached(entries=entries):
                self._reached.update(dict.fromkeys(seat for seat, _, _ in entries))
            case e.OutageNoted():
                # What was lost in an outage is not lost time any more.
                self._changed.update(s for s, seat in room.seats.items() if seat.offline)
            case event:
                self._changed.update(touched(event))
        self._all = self._all or room.all_changed == record.version

    def end(self, room: Room) -> None:
        """Closes the step that is open, if anything happened in it."""
        if room.version == self._from:
            return
        rows = self._changed_rows(room)
        of = room.seats
        reached = [(seat, of[seat].came, of[seat].shown) for seat in self._reached]
        offline = self._lost.between(self._at, room.at)
        step = Step(room.at, room.version, self._news, rows, offline, reached)
        self.steps.append(step)
        self._size += len(msgpack.encode(step))
        self._rows += len(rows)
        self._from, self._at, self._all = room.version, room.at, False
        self._news, self._changed, self._reached = [], set(), {}

    def _changed_rows(self, room: Room) -> list[Row]:
        told = rows_since(room, self._from) if self._all else []
        there = {each.seat for each in told}
        return told + [row(room, seat) for seat in sorted(self._changed - there)]
