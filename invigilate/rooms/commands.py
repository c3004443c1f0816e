"""What may be asked of a room, in the imperative.

Three families. *Changes* are numbered by the device that made them and travel through its
journal: each becomes exactly one stored event. *Gestures* are unnumbered and idempotent by
content. *Orders* come from staff (`rooms.orders`). The rest is asked by the house itself.
"""

from msgspec import Struct

from invigilate.ids import DeviceId, SeatId
from invigilate.rooms.orders import Order
from invigilate.rooms.plan import Entry, Plan, Settings, Value


class Asked(Struct, frozen=True, array_like=True, tag=True):
    """The form of every command: an array that begins with its name."""


# --- changes: what one device did, numbered by it -------------------------------------------


class Begin(Asked, frozen=True, array_like=True, tag=True):
    """Start the student's time."""


class Answer(Asked, frozen=True, array_like=True, tag=True):
    """Put a whole value into a slot."""

    slot: int
    value: Value


class Clear(Asked, frozen=True, array_like=True, tag=True):
    """Take a slot's value away."""

    slot: int


class Splice(Asked, frozen=True, array_like=True, tag=True):
    """Change a text where it changed.

    Offsets and lengths count Unicode code points of the text as this device's previous change to
    this slot left it; newlines are "\\n". `base` is the room version of the text that the device
    loaded, in its first splice of a slot; 0 afterwards.
    """

    slot: int
    base: int
    at: int
    cut: int
    put: str
    length: int
    """Of the result."""
    sum: int
    """CRC-32 over the result's UTF-8."""


class Flag(Asked, frozen=True, array_like=True, tag=True):
    """Mark an item to come back to, or take the mark away."""

    item: int
    on: bool


class HandIn(Asked, frozen=True, array_like=True, tag=True):
    """Be done: everything numbered before it has been dealt with when it is."""


What = Begin | Answer | Clear | Splice | Flag | HandIn


class Change(Struct, frozen=True):
    """A change as a seat's device numbered it."""

    seat: SeatId
    device: DeviceId
    turn: int
    what: What


# --- gestures: unnumbered, idempotent -------------------------------------------------------


class Join(Struct, frozen=True):
    """Bind a device to a seat whose student proved who they are."""

    seat: SeatId
    device: DeviceId


class Knock(Struct, frozen=True):
    """A second device gave the number alone: it waits at the door."""

    seat: SeatId
    device: DeviceId


class TakePen(Asked, frozen=True, array_like=True, tag=True):
    """Become the device that may write, if the pen is still where `seen` says."""

    seen: DeviceId | None


class GoTo(Asked, frozen=True, array_like=True, tag=True):
    """Look at an item."""

    item: int


class Hand(Asked, frozen=True, array_like=True, tag=True):
    """Raise or lower one's hand."""

    up: bool


class Seen(Asked, frozen=True, array_like=True, tag=True):
    """Acknowledge an announcement by its number."""

    announcement: int


class Say(Asked, frozen=True, array_like=True, tag=True):
    """Write to the proctors of the session."""

    message: str
    """Random, made by the page: a resend is known by it."""
    text: str


class Read(Asked, frozen=True, array_like=True, tag=True):
    """Have read the conversation, up to a message by its number."""

    upto: int


class Away(Asked, frozen=True, array_like=True, tag=True):
    """The page is out of sight, or another window has the keyboard; said again when it is over."""

    since: int
    """By the server's clock, as the page knows it; by it this time away is known again."""
    ms: int | None
    """How long it was; None: it still is."""
    why: str
    """What the student says of it; may be empty, and come later."""


class Merge(Asked, frozen=True, array_like=True, tag=True):
    """Be done with what another device of the seat kept: these wait no more."""

    turns: tuple[tuple[DeviceId, int], ...]


Sign = TakePen | GoTo | Hand | Seen | Say | Read | Away | Merge


class Gesture(Struct, frozen=True):
    """A sign that a seat's device made."""

    seat: SeatId
    device: DeviceId
    sign: Sign


# --- the house itself -----------------------------------------------------------------------


class Open(Struct, frozen=True):
    """Bring a room to life with all that it needs."""

    plan: Plan


class Enrol(Struct, frozen=True):
    """Give seats to roster entries or guests; seats that are there already are amended."""

    entries: tuple[Entry, ...]


class Amend(Struct, frozen=True):
    """Correct entries of seats that are there."""

    entries: tuple[Entry, ...]


class Withdraw(Struct, frozen=True):
    """Take students who have not begun off the roster."""

    seats: tuple[SeatId, ...]


class ChangeSettings(Struct, frozen=True):
    """Change what is safe to change; nobody's end moves by it."""

    settings: Settings


class NoteOutage(Struct, frozen=True):
    """No worker was alive between these instants."""

    since: int
    until: int


class NoteReceipts(Struct, frozen=True):
    """How far announcements came: (seat, the newest that came, the newest that was shown)."""

    seats: tuple[tuple[SeatId, int, int], ...]


class NoteOffline(Struct, frozen=True):
    """Seats were not connected between these instants, and are again: (seat, since, until)."""

    seats: tuple[tuple[SeatId, int, int], ...]


class Expire(Struct, frozen=True):
    """Do what is due: end those whose time is over, seal those whose grace is over."""


class Close(Struct, frozen=True):
    """End the sitting: whoever writes is ended, whoever ended is sealed."""

    reason: str = ""


HouseWork = (
    Open
    | Enrol
    | Amend
    | Withdraw
    | ChangeSettings
    | NoteOutage
    | NoteReceipts
    | NoteOffline
    | Expire
    | Close
)
Command = Change | Join | Knock | Gesture | Order | HouseWork
