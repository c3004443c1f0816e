"""What happened in a room, in the past tense. The log of these is the truth.

Every event is an array that begins with its name, so its stored bytes are read back by name.
`version` and `at` belong to the log's row, not to the event.
"""

from msgspec import Struct, msgpack

from invigilate.ids import DeviceId, RequestId, SeatId
from invigilate.rooms.commands import What
from invigilate.rooms.orders import Action, Seats
from invigilate.rooms.plan import Entry, Plan, Settings, Thresholds


class Told(Struct, frozen=True, array_like=True, tag=True):
    """The form of every event."""


class RoomOpened(Told, frozen=True, array_like=True, tag=True):
    plan: Plan


class SettingsChanged(Told, frozen=True, array_like=True, tag=True):
    settings: Settings


class StudentsEnrolled(Told, frozen=True, array_like=True, tag=True):
    entries: tuple[Entry, ...]


class EntriesAmended(Told, frozen=True, array_like=True, tag=True):
    entries: tuple[Entry, ...]


class StudentsWithdrawn(Told, frozen=True, array_like=True, tag=True):
    seats: tuple[SeatId, ...]


class SeatJoined(Told, frozen=True, array_like=True, tag=True):
    """A device was bound to a seat; the first one gets the pen."""

    seat: SeatId
    device: DeviceId


class DeviceKnocked(Told, frozen=True, array_like=True, tag=True):
    seat: SeatId
    device: DeviceId


class DeviceAdmitted(Told, frozen=True, array_like=True, tag=True):
    seat: SeatId
    device: DeviceId


class PenTaken(Told, frozen=True, array_like=True, tag=True):
    seat: SeatId
    device: DeviceId


class Begun(Told, frozen=True, array_like=True, tag=True):
    """The saved form of Begin: what the end is computed from is fixed here."""

    seat: SeatId
    device: DeviceId
    turn: int
    base_ms: int | None
    closes: int | None
    extra_ms: int
    """Accommodation: a percentage of the base, as a ledger entry."""


class ChangeSaved(Told, frozen=True, array_like=True, tag=True):
    seat: SeatId
    device: DeviceId
    turn: int
    what: What


class ChangeHeld(Told, frozen=True, array_like=True, tag=True):
    """Stored and not counted yet: paused, locked, late, pen, sealed, base or fault."""

    seat: SeatId
    device: DeviceId
    turn: int
    what: What
    reason: str


class ChangeRefused(Told, frozen=True, array_like=True, tag=True):
    """Stored as evidence and never counted; its turn is used up."""

    seat: SeatId
    device: DeviceId
    turn: int
    what: What
    word: str


class HeldCounted(Told, frozen=True, array_like=True, tag=True):
    """These (device, turn) of a seat count from now on, in the order in which they were held."""

    seat: SeatId
    turns: tuple[tuple[DeviceId, int], ...]


class WentTo(Told, frozen=True, array_like=True, tag=True):
    seat: SeatId
    item: int


class HandMoved(Told, frozen=True, array_like=True, tag=True):
    seat: SeatId
    up: bool


class AnnouncementSeen(Told, frozen=True, array_like=True, tag=True):
    seat: SeatId
    announcement: int


class NoticesReached(Told, frozen=True, array_like=True, tag=True):
    """How far announcements came, as pages told it, many seats at once: (seat, came, shown), the
    numbers of the newest that came to a page of the seat and of the newest that it displayed."""

    entries: tuple[tuple[SeatId, int, int], ...]


class SeatSaid(Told, frozen=True, array_like=True, tag=True):
    """A student wrote to the proctors; its number is the version of this event."""

    seat: SeatId
    device: DeviceId
    message: str
    text: str


class MessagesRead(Told, frozen=True, array_like=True, tag=True):
    """By the student, up to this number."""

    seat: SeatId
    upto: int


class WasAway(Told, frozen=True, array_like=True, tag=True):
    """A time away from the page, as its page told it: begun (`ms` None), over, or explained."""

    seat: SeatId
    device: DeviceId
    since: int
    ms: int | None
    why: str


class HeldMerged(Told, frozen=True, array_like=True, tag=True):
    """The student decided about these (device, turn) of another device: they wait no more."""

    seat: SeatId
    turns: tuple[tuple[DeviceId, int], ...]


class Ordered(Told, frozen=True, array_like=True, tag=True):
    """Staff ordered it; what follows from it is in the events after this one."""

    request: RequestId
    action: Action
    skipped: tuple[tuple[SeatId, str], ...]
    """Whom it left out, and the word why."""


class CommandRefused(Told, frozen=True, array_like=True, tag=True):
    """Staff ordered it and nothing came of it; a resend hears the same word."""

    request: RequestId
    action: Action
    word: str


class RoomPaused(Told, frozen=True, array_like=True, tag=True):
    reason: str


class RoomResumed(Told, frozen=True, array_like=True, tag=True):
    pass


class SeatsPaused(Told, frozen=True, array_like=True, tag=True):
    seats: tuple[SeatId, ...]
    reason: str


class SeatsResumed(Told, frozen=True, array_like=True, tag=True):
    seats: tuple[SeatId, ...]


class TimeGiven(Told, frozen=True, array_like=True, tag=True):
    """Ledger entries: signed milliseconds per seat, for one reason."""

    entries: tuple[tuple[SeatId, int], ...]
    reason: str
    outage: int | None = None
    """Up to which outage, by its end, these seats have got their time back; None: as before."""


class Announced(Told, frozen=True, array_like=True, tag=True):
    """Its number is the version of this event."""

    seats: Seats
    text: str


class SeatsTold(Told, frozen=True, array_like=True, tag=True):
    """Staff wrote to each of these; its number is the version of this event."""

    seats: tuple[SeatId, ...]
    text: str


class MessagesSettled(Told, frozen=True, array_like=True, tag=True):
    """Staff say that nothing of this conversation waits for them, up to this number."""

    seat: SeatId
    upto: int


class SeatsLocked(Told, frozen=True, array_like=True, tag=True):
    seats: tuple[SeatId, ...]
    text: str


class SeatsUnlocked(Told, frozen=True, array_like=True, tag=True):
    seats: tuple[SeatId, ...]


class SeatEnded(Told, frozen=True, array_like=True, tag=True):
    """Writing is over: "time", "staff", "close" or "handed in"."""

    seat: SeatId
    why: str


class Sealed(Told, frozen=True, array_like=True, tag=True):
    """The booklet as counted now is sealed under the next number."""

    seat: SeatId
    number: int
    fingerprint: str
    why: str


class Reopened(Told, frozen=True, array_like=True, tag=True):
    seat: SeatId
    ms: int
    """The ledger entry that puts the end where it was asked."""
    reason: str


class SeatsClaimed(Told, frozen=True, array_like=True, tag=True):
    seats: tuple[SeatId, ...]
    by: str = ""
    """The actor who sees to them; empty: whoever ordered it. "nobody": they were let go of.

    A claim ends, too, with what called for somebody: dismissed, answered, admitted, hand lowered.
    """


class AlertsDismissed(Told, frozen=True, array_like=True, tag=True):
    seats: tuple[SeatId, ...]
    alert: str
    how: str
    """Empty: the dismissal was taken back."""


class Noted(Told, frozen=True, array_like=True, tag=True):
    """Its number is the version of this event."""

    seats: Seats
    kind: str
    text: str


class NoteWithdrawn(Told, frozen=True, array_like=True, tag=True):
    seats: Seats
    number: int


class AttendanceMarked(Told, frozen=True, array_like=True, tag=True):
    seats: tuple[SeatId, ...]
    mark: str


class IdentityMarked(Told, frozen=True, array_like=True, tag=True):
    seats: tuple[SeatId, ...]
    mark: str
    reason: str


class TimeReturned(Told, frozen=True, array_like=True, tag=True):
    """Ledger entries for time that was lost without a connection: signed ms per seat."""

    entries: tuple[tuple[SeatId, int], ...]
    reason: str


class ThresholdsSet(Told, frozen=True, array_like=True, tag=True):
    thresholds: Thresholds


class OrderUndone(Told, frozen=True, array_like=True, tag=True):
    """What follows from it is in the events after this one."""

    order: RequestId


class SeatsWereOffline(Told, frozen=True, array_like=True, tag=True):
    """(seat, since, until): no device of the seat was connected, and one is again."""

    entries: tuple[tuple[SeatId, int, int], ...]


class OutageNoted(Told, frozen=True, array_like=True, tag=True):
    since: int
    until: int


class RoomClosed(Told, frozen=True, array_like=True, tag=True):
    reason: str


Event = (
    RoomOpened
    | SettingsChanged
    | StudentsEnrolled
    | EntriesAmended
    | StudentsWithdrawn
    | SeatJoined
    | DeviceKnocked
    | DeviceAdmitted
    | PenTaken
    | Begun
    | ChangeSaved
    | ChangeHeld
    | ChangeRefused
    | HeldCounted
    | WentTo
    | HandMoved
    | AnnouncementSeen
    | NoticesReached
    | SeatSaid
    | MessagesRead
    | WasAway
    | HeldMerged
    | Ordered
    | CommandRefused
    | RoomPaused
    | RoomResumed
    | SeatsPaused
    | SeatsResumed
    | TimeGiven
    | Announced
    | SeatsTold
    | MessagesSettled
    | SeatsLocked
    | SeatsUnlocked
    | SeatEnded
    | Sealed
    | Reopened
    | SeatsClaimed
    | AlertsDismissed
    | Noted
    | NoteWithdrawn
    | AttendanceMarked
    | IdentityMarked
    | TimeReturned
    | ThresholdsSet
    | OrderUndone
    | SeatsWereOffline
    | OutageNoted
    | RoomClosed
)


class Recorded(Struct, frozen=True):
    """An event where the log has it."""

    version: int
    at: int
    """Room time, milliseconds since 1970 UTC; never goes back in a room."""
    actor: str
    """"seat:…", "person:…" or "house"."""
    event: Event


_reader = msgpack.Decoder(Event)


def to_bytes(event: Event) -> bytes:
    """The event's stored form; equal events give equal bytes."""
    return msgpack.encode(event)


def from_bytes(body: bytes) -> Event:
    """Reads `to_bytes` back. Raises msgspec.DecodeError where the bytes are no event."""
    event: Event = _reader.decode(body)
    return event
