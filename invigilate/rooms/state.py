"""A room as it stands: the plain data that events build and rules read.

Only `applying` writes to it. A fork shares every seat with its origin and copies a seat when it
is first changed, so a fork may be thrown away or kept without the origin noticing.
"""

from copy import copy
from enum import StrEnum

from msgspec import Struct

from invigilate.ids import DeviceId, RequestId, RoomId, SeatId
from invigilate.rooms.commands import What
from invigilate.rooms.orders import Action, Seats
from invigilate.rooms.plan import Entry, Plan, Thresholds, Value

NOBODY = "nobody"
"""In `SeatsClaimed.by`: nobody sees to these seats any more."""


class Status(StrEnum):
    """Where a student stands; the labels are those on screen."""

    ABSENT = "Absent"
    JOINED = "Joined"
    IN_PROGRESS = "In Progress"
    ENDED = "Ended"
    SUBMITTED = "Submitted"


class Span(Struct, frozen=True, array_like=True):
    """A stretch of time; `until` None: it is still running."""

    since: int
    until: int | None
    reason: str = ""
    number: int = 0
    """Of a pause: the version of the event that began it."""


class LedgerEntry(Struct, frozen=True, array_like=True):
    """Signed milliseconds that a student's end moved by, when, by whom and why."""

    ms: int
    reason: str
    at: int
    by: str


class Kept(Struct, frozen=True, array_like=True):
    """What counts in a slot; `value` None: it was cleared."""

    value: Value | None
    version: int
    at: int


class Held(Struct, frozen=True, array_like=True):
    """A change that is stored and not counted; a splice is held as the whole text it made."""

    device: DeviceId
    turn: int
    what: What
    reason: str
    version: int
    at: int
    superseded: bool = False
    """The same device put something newer in its place since, and that counts."""


class Seal(Struct, frozen=True, array_like=True):
    number: int
    version: int
    at: int
    fingerprint: str
    why: str


class Announcement(Struct, frozen=True, array_like=True):
    number: int
    """The version of the event that told it."""
    at: int
    text: str
    seats: Seats
    by: str


class Message(Struct, frozen=True, array_like=True):
    """One text of the conversation between a student and the proctors."""

    number: int
    """The version of the event that told it."""
    at: int
    id: str
    """Made by the student's page; empty: staff wrote it."""
    text: str
    by: str


class StaffNote(Struct, frozen=True, array_like=True):
    """What staff wrote down, about seats or about the session as a whole."""

    number: int
    """The version of the event that told it."""
    at: int
    kind: str
    text: str
    seats: Seats
    by: str


class AwayTime(Struct, frozen=True, array_like=True):
    """A time away from the page, as its page told it; `ms` None: it is not known to be over."""

    since: int
    ms: int | None
    why: str


class Device(Struct):
    """What one device of a seat sent so far."""

    last: int = 0
    """The highest turn dealt with; the next must be one more."""
    unsaved: dict[int, str] = {}
    """Turns that are not saved: "held:reason" or "refused:word"."""
    digests: dict[int, bytes] = {}
    """Of the last 64 changes."""
    texts: dict[int, str] = {}
    """Each slot's text as this device left it."""
    since: int | None = None
    """When it was bound to the seat; None: it never was, or before this was written down."""


class Seat(Struct):
    """One student's place in the room."""

    entry: Entry
    status: Status = Status.ABSENT
    joined_at: int | None = None
    base_ms: int | None = None
    closes: int | None = None
    stints: list[Span] = []
    """When the student could write: from Begin or Reopen until Ended."""
    ledger: list[LedgerEntry] = []
    pauses: list[Span] = []
    locked: str | None = None
    hand: int | None = None
    """When it was raised."""
    item: int = 0
    furthest: int = 0
    flagged: set[int] = set()
    pen: DeviceId | None = None
    devices: dict[DeviceId, Device] = {}
    door: dict[DeviceId, int] = {}
    answers: dict[int, Kept] = {}
    held: list[Held] = []
    seals: list[Seal] = []
    seen: set[int] = set()
    came: int = 0
    """The newest announcement that came to a page of this seat."""
    shown: int = 0
    """The newest that a page of it displayed."""
    messages: list[Message] = []
    read: int = 0
    """The newest message that the student has read."""
    settled: int = 0
    """Up to here nothing that the student wrote waits for staff."""
    away: list[AwayTime] = []
    claimed: str = ""
    """The actor who sees to this student."""
    claimed_at: int | None = None
    """Since when; None: nobody does."""
    dismissals: dict[str, tuple[int, ...]] = {}
    """By kind of alert: when it was dismissed, each time that was not taken back."""
    notes: list[StaffNote] = []
    attendance: str = ""
    identity: str = ""
    offline: list[Span] = []
    """When no device of it was connected, as it was told afterwards."""
    returned_ms: int = 0
    """Of what was lost offline, what staff gave back."""
    outage: int = 0
    """Up to which outage of the server, by its end, its time was given back."""
    ended_at: int | None = None
    ended_why: str = ""
    saved_at: int | None = None
    withdrawn: bool = False
    changed: int = 0
    """The version of the last event that changed this seat."""

    def let_go(self) -> None:
        """Nobody sees to it any more: what called for somebody is dealt with."""
        self.claimed, self.claimed_at = "", None

    @property
    def paused_since(self) -> int | None:
        """When a pause of this seat alone began, if one runs."""
        return self.pauses[-1].since if self.pauses and self.pauses[-1].until is None else None

    @property
    def dismissed(self) -> dict[str, int]:
        """By kind of alert: up to which instant it is dealt with."""
        dealt = {alert: instants[-1] for alert, instants in self.dismissals.items()}
        if self.outage:
            dealt["outage"] = max(self.outage, dealt.get("outage", 0))
        return dealt

    @property
    def waits_since(self) -> int | None:
        """When the first message was written that waits for staff."""
        return next((m.at for m in self.messages if m.id and m.number > self.settled), None)

    def answered(self) -> dict[int, Value]:
        """What counts now, by slot."""
        return {slot: kept.value for slot, kept in self.answers.items() if kept.value is not None}


class Outcome(Struct, frozen=True, array_like=True):
    """What became of an order: `word` empty where it was done."""

    word: str
    skipped: tuple[tuple[SeatId, str], ...] = ()


class Before(Struct, frozen=True, array_like=True):
    """What an order found at a seat, as far as taking it back needs it."""

    status: Status
    paused: str | None
    """Why this seat alone was paused; None: it was not."""
    locked: str | None
    hand: int | None
    entries: int
    """In its ledger: the next one is what the order gave."""
    claimed: str
    attendance: str
    identity: str
    outage: int = 0


class Undoable(Struct, frozen=True, array_like=True):
    """An order that was done a moment ago."""

    request: RequestId
    at: int
    version: int
    action: Action
    before: dict[SeatId, Before]
    """Of the seats that it reached; empty where it was for the session itself."""


class Room(Struct):
    """One live session."""

    id: RoomId
    plan: Plan | None = None
    version: int = 0
    at: int = 0
    seats: dict[SeatId, Seat] = {}
    numbers: dict[str, SeatId] = {}
    """Candidate number → seat."""
    pauses: list[Span] = []
    announcements: list[Announcement] = []
    requests: dict[RequestId, Outcome] = {}
    undoable: list[Undoable] = []
    """Of the last seconds, oldest first."""
    notes: list[StaffNote] = []
    """About the session as a whole."""
    thresholds: Thresholds = Thresholds()
    outages: list[Span] = []
    guard_until: int = 0
    """Nobody is expired before this instant: staff must be able to act after an outage."""
    closed_at: int | None = None
    all_changed: int = 0
    """The version of the last event that changed what every seat shows."""
    shared: set[SeatId] | None = None
    """In a fork: the seats still shared with the origin."""

    @property
    def paused_since(self) -> int | None:
        """When the session's pause began, if one runs."""
        return self.pauses[-1].since if self.pauses and self.pauses[-1].until is None else None

    def fork(self) -> "Room":
        """A room that may change without this one noticing; costs one shallow copy."""
        room = copy(self)
        room.seats = dict(self.seats)
        room.numbers = dict(self.numbers)
        room.pauses = list(self.pauses)
        room.announcements = list(self.announcements)
        room.requests = dict(self.requests)
        room.undoable = list(self.undoable)
        room.notes = list(self.notes)
        room.outages = list(self.outages)
        room.shared = set(self.seats)
        return room

    def mine(self, seat_id: SeatId) -> Seat:
        """The seat, to be changed: copied first where it is still shared with the origin."""
        seat = self.seats[seat_id]
        if self.shared is None or seat_id not in self.shared:
            return seat
        self.shared.discard(seat_id)
        self.seats[seat_id] = seat = copy_seat(seat)
        return seat


def copy_seat(seat: Seat) -> Seat:
    """A seat that shares no container with the old one."""
    new = copy(seat)
    new.stints = list(seat.stints)
    new.ledger = list(seat.ledger)
    new.pauses = list(seat.pauses)
    new.flagged = set(seat.flagged)
    new.devices = {name: _copy_device(device) for name, device in seat.devices.items()}
    new.door = dict(seat.door)
    new.answers = dict(seat.answers)
    new.held = list(seat.held)
    new.seals = list(seat.seals)
    new.seen = set(seat.seen)
    new.messages = list(seat.messages)
    new.away = list(seat.away)
    new.dismissals = dict(seat.dismissals)
    new.notes = list(seat.notes)
    new.offline = list(seat.offline)
    return new


def _copy_device(device: Device) -> Device:
    unsaved, digests, texts = dict(device.unsaved), dict(device.digests), dict(device.texts)
    return Device(device.last, unsaved, digests, texts, device.since)
