"""What was done in a sitting, gathered event by event while a room's log is read. Pure.

The room as it stands says how each student stands; who did what when, and why, is only in the log.
An order's own reason stands in the order, not in what followed from it, so the last one is kept at
hand. What one order did to many seats becomes one line.
"""

from msgspec import Struct

from invigilate.ids import SeatId
from invigilate.rooms import events as e
from invigilate.rooms.orders import CountHeld, End, ForceSubmit, Resume, Undo
from invigilate.rooms.report.calls import Calls
from invigilate.rooms.report.marks import Marks
from invigilate.rooms.report.orders import Orders
from invigilate.rooms.report.receipts import Pauses
from invigilate.rooms.state import Room, Span

HANDED_IN = "handed in"
"""Why a seat ended or was sealed, where the student did it."""
PERSON = "person:"
UNDONE = "undone"
"""The reason of whatever follows from an order that takes another back."""


class TimeEntry(Struct, frozen=True):
    """Something that moved ends, or stopped clocks."""

    version: int
    at: int
    by: str
    """As in the log: "person:…", "seat:…" or "house"."""
    what: str
    """given, returned, accommodation, reopened, paused, resumed or outage."""
    seats: tuple[SeatId, ...] | None
    """None: the whole session."""
    ms: int | None
    """Signed; of *resumed* how long the pause was, of *outage* how long nobody was there."""
    reason: str


class Deed(Struct, frozen=True):
    """Something that was done to seats, beyond time, announcements and messages."""

    version: int
    """Of the first event that belongs to it."""
    at: int
    by: str
    what: str
    """locked, unlocked, ended, sealed, reopened, withdrawn, amended, admitted, held counted or
    settings changed (of no seat)."""
    word: str
    """ended and sealed: time, staff, close, grace over or held counted."""
    seats: tuple[SeatId, ...]
    changes: int
    """Held changes that count since; else 0."""
    reason: str
    order: int
    """The version of the order that this follows from; 0: of none."""


class Sealing(Struct, frozen=True):
    """One seal of a booklet."""

    number: int
    at: int
    fingerprint: str
    why: str
    by: str


class HandedIn(Struct, frozen=True):
    """How a booklet that is handed in came to be so: by the student, by staff, by time, …"""

    at: int
    why: str
    by: str


class Closing(Struct, frozen=True):
    """The end of the sitting."""

    at: int
    by: str
    reason: str


class _Growing(Struct):
    """A deed that may reach more seats yet."""

    version: int
    seats: list[SeatId]
    changes: int


_Key = tuple[int, int, str, str, str, str]
"""(version of the order, at, by, what, word, reason)."""


class Chronicle:
    """Told every event of a room, each right after it was applied."""

    def __init__(self) -> None:
        self.opened_at: int | None = None
        self.closing: Closing | None = None
        self.times: list[TimeEntry] = []
        self.seals: dict[SeatId, list[Sealing]] = {}
        self.handed_in: dict[SeatId, HandedIn] = {}
        self.staff: set[str] = set()
        """The ids of all persons who did something."""
        self.marks = Marks()
        self.orders = Orders()
        self.calls = Calls()
        self.pauses = Pauses()
        self._deeds: dict[_Key, _Growing] = {}
        self._order: tuple[e.Recorded, e.Ordered] | None = None

    @property
    def deeds(self) -> list[Deed]:
        """In the order of their first events."""
        return [
            Deed(one.version, at, by, what, word, tuple(one.seats), one.changes, reason, order)
            for (order, at, by, what, word, reason), one in self._deeds.items()
        ]

    def take(self, room: Room, record: e.Recorded) -> None:
        """Gathers what the report tells of this event."""
        if record.actor.startswith(PERSON):
            self.staff.add(record.actor.removeprefix(PERSON))
        self.orders.take(room, record)
        self.calls.take(room, record)
        self.marks.take(record)
        match record.event:
            case e.RoomOpened():
                self.opened_at = record.at
            case e.RoomClosed(reason=reason):
                self.closing = Closing(record.at, record.actor, reason)
            case e.Ordered():
                self._order = record, record.event
            case _:
                self._take_time(room, record)
                self._take_deed(record)
                self.pauses.take(room, record, self._reason(record, Resume))

    # -- time

    def _take_time(self, room: Room, record: e.Recorded) -> None:
        match record.event:
            case e.TimeGiven(entries=entries, reason=reason):
                self._each(record, "given", entries, reason)
            case e.TimeReturned(entries=entries, reason=reason):
                self._each(record, "returned", entries, reason)
            case e.Begun(seat=seat, extra_ms=extra_ms) if extra_ms:
                self._time(record, "accommodation", (seat,), extra_ms)
            case e.Reopened(seat=seat, ms=ms, reason=reason):
                self._each(record, "reopened", ((seat, ms),), reason)
            case e.RoomPaused(reason=reason):
                self._time(record, "paused", None, None, reason)
            case e.SeatsPaused(seats=seats, reason=reason):
                self._time(record, "paused", seats, None, reason)
            case e.RoomResumed():
                ms = _length(room.pauses[-1])
                self._time(record, "resumed", None, ms, self._reason(record, Resume))
            case e.SeatsResumed(seats=seats):
                lengths = tuple((seat, _length(room.seats[seat].pauses[-1])) for seat in seats)
                self._each(record, "resumed", lengths, self._reason(record, Resume))
            case e.OutageNoted(since=since, until=until):
                self._time(record, "outage", None, until - since)
            case _:
                pass

    def _each(
        self, record: e.Recorded, what: str, entries: tuple[tuple[SeatId, int], ...], reason: str
    ) -> None:
        """A line for each length of time, with the seats that got it."""
        by_ms: dict[int, list[SeatId]] = {}
        for seat, ms in entries:
            by_ms.setdefault(ms, []).append(seat)
        for ms, seats in by_ms.items():
            self._time(record, what, tuple(seats), ms, reason)

    def _time(
        self,
        record: e.Recorded,
        what: str,
        seats: tuple[SeatId, ...] | None,
        ms: int | None,
        reason: str = "",
    ) -> None:
        version, at, by = record.version, record.at, record.actor
        self.times.append(TimeEntry(version, at, by, what, seats, ms, reason))

    # -- deeds

    def _take_deed(self, record: e.Recorded) -> None:
        match record.event:
            case e.SeatsLocked(seats=seats, text=text):
                self._deed(record, "locked", seats, reason=text)
            case e.SeatsUnlocked(seats=seats):
                self._deed(record, "unlocked", seats)
            case e.SeatEnded(seat=seat, why=why) if why != HANDED_IN:
                reason = self._reason(record, End, ForceSubmit) if why == "staff" else ""
                self._deed(record, "ended", (seat,), why, reason=reason)
            case e.Sealed():
                self._sealed(record, record.event)
            case e.Reopened(seat=seat, reason=reason):
                self.handed_in.pop(seat, None)
                self._deed(record, "reopened", (seat,), reason=reason)
            case e.HeldCounted(seat=seat, turns=turns):
                reason = self._reason(record, CountHeld)
                self._deed(record, "held counted", (seat,), changes=len(turns), reason=reason)
            case e.StudentsWithdrawn(seats=seats):
                self._deed(record, "withdrawn", seats)
            case e.EntriesAmended(entries=entries):
                self._deed(record, "amended", tuple(SeatId(each.seat) for each in entries))
            case e.SettingsChanged():
                self._deed(record, "settings changed", ())
            case e.DeviceAdmitted(seat=seat):
                self._deed(record, "admitted", (seat,))
            case _:
                pass

    def _sealed(self, record: e.Recorded, event: e.Sealed) -> None:
        seat, why, at, by = event.seat, event.why, record.at, record.actor
        sealing = Sealing(event.number, at, event.fingerprint, why, by)
        self.seals.setdefault(seat, []).append(sealing)
        # Counting held changes afterwards seals anew and hands nothing in.
        self.handed_in.setdefault(seat, HandedIn(at, why, by))
        if why != HANDED_IN:
            reason = self._reason(record, ForceSubmit, CountHeld)
            self._deed(record, "sealed", (seat,), why, reason=reason)

    def _deed(
        self,
        record: e.Recorded,
        what: str,
        seats: tuple[SeatId, ...],
        word: str = "",
        *,
        changes: int = 0,
        reason: str = "",
    ) -> None:
        key = (self._ordered_at(record), record.at, record.actor, what, word, reason)
        deed = self._deeds.setdefault(key, _Growing(record.version, [], 0))
        deed.seats += seats
        deed.changes += changes

    def _reason(self, record: e.Recorded, *kinds: type) -> str:
        """What the order that this follows from gave as its reason, if it is of such a kind."""
        if self._order is None or not self._ordered_at(record):
            return ""
        action = self._order[1].action
        if isinstance(action, Undo):
            return UNDONE
        return str(getattr(action, "reason", "")) if isinstance(action, kinds) else ""

    def _ordered_at(self, record: e.Recorded) -> int:
        """The version of the order that this follows from; 0: it follows from none."""
        if self._order is None:
            return 0
        order = self._order[0]
        follows = (order.actor, order.at) == (record.actor, record.at)
        return order.version if follows else 0


def _length(span: Span) -> int:
    assert span.until is not None, "it was just ended"
    return span.until - span.since
