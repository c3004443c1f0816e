"""What may be asked of a room, in the imperative.

Three families. *Changes* are numbered by the device that made them and travel through its
journal: each becomes exactly one stored event. *Gestures* are unnumbered and idempotent by
content. *Orders* come from staff under a request id. The rest is asked by the house itself.
"""

from typing import Literal

from msgspec import Struct

from invigilate.ids import DeviceId, RequestId, SeatId
from invigilate.rooms.plan import Entry, Plan, Settings, Thresholds, Value


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


# --- orders: from staff, under a request id -------------------------------------------------

Seats = tuple[SeatId, ...] | None
"""Chosen seats, or None: the whole session."""


class Pause(Asked, frozen=True, array_like=True, tag=True):
    seats: Seats
    reason: str = ""


class Resume(Asked, frozen=True, array_like=True, tag=True):
    seats: Seats
    reason: str = ""


class Extend(Asked, frozen=True, array_like=True, tag=True):
    """Give time, or take it where `ms` is negative."""

    seats: Seats
    ms: int
    reason: str


class SetEnd(Asked, frozen=True, array_like=True, tag=True):
    """Move each student's end to one instant: every one gets the difference as a ledger entry."""

    seats: Seats
    at: int
    reason: str


class Announce(Asked, frozen=True, array_like=True, tag=True):
    seats: Seats
    text: str


class Tell(Asked, frozen=True, array_like=True, tag=True):
    """Write to these seats, to each in its own conversation."""

    seats: tuple[SeatId, ...]
    text: str


class Lock(Asked, frozen=True, array_like=True, tag=True):
    """Stop a student's writing with a word to them; the clock goes on."""

    seats: Seats
    text: str


class Unlock(Asked, frozen=True, array_like=True, tag=True):
    seats: Seats


class End(Asked, frozen=True, array_like=True, tag=True):
    seats: Seats
    reason: str = ""


class ForceSubmit(Asked, frozen=True, array_like=True, tag=True):
    seats: Seats
    reason: str = ""


class Reopen(Asked, frozen=True, array_like=True, tag=True):
    """Let students write again, until at least `ms` from now."""

    seats: Seats
    ms: int
    reason: str


class Admit(Asked, frozen=True, array_like=True, tag=True):
    """Let the device that waits at a seat's door in."""

    seat: SeatId
    device: DeviceId


class CountHeld(Asked, frozen=True, array_like=True, tag=True):
    """Count what is held of a seat."""

    seat: SeatId
    reason: str = ""


class Settle(Asked, frozen=True, array_like=True, tag=True):
    """What a student wrote, up to a message by its number, needs no answer any more."""

    seat: SeatId
    upto: int


class Claim(Asked, frozen=True, array_like=True, tag=True):
    """See to these seats oneself, or (`on` False) let go of them, whoever saw to them."""

    seats: tuple[SeatId, ...]
    on: bool


Alert = Literal[
    "hand", "message", "door", "away", "offline", "unsaved", "device", "late", "held", "unread"
]
"""What a seat calls a proctor for. "device": it changed; "late": ended, and not submitted yet."""


class Dismiss(Asked, frozen=True, array_like=True, tag=True):
    """What these seats called for until now is dealt with; a hand is lowered by it."""

    seats: tuple[SeatId, ...]
    alert: Alert
    how: Literal["seen-to", "no-matter", "reported"]


class Note(Asked, frozen=True, array_like=True, tag=True):
    """Write something down for staff and the report; None: about the session as a whole."""

    seats: Seats
    kind: Literal["note", "incident"]
    text: str


class Attend(Asked, frozen=True, array_like=True, tag=True):
    """Mark who is in the hall, whatever their device does; "": no mark."""

    seats: tuple[SeatId, ...]
    mark: Literal["", "present", "late", "absent"]


class Identify(Asked, frozen=True, array_like=True, tag=True):
    """Mark that somebody's identity was checked; "": no mark."""

    seats: tuple[SeatId, ...]
    mark: Literal["", "checked", "doubted"]
    reason: str = ""


class Compensate(Asked, frozen=True, array_like=True, tag=True):
    """Give each of these back what it lost while its device could not reach the server."""

    entries: tuple[tuple[SeatId, int], ...]
    """(seat, ms)."""
    reason: str


class SetThresholds(Asked, frozen=True, array_like=True, tag=True):
    """From when on the boards of this session call a proctor."""

    thresholds: Thresholds


class Undo(Asked, frozen=True, array_like=True, tag=True):
    """Take back what a recent order did, where that is possible; by whoever may order it."""

    order: RequestId


SeatsAction = (
    Pause
    | Resume
    | Extend
    | SetEnd
    | Announce
    | Tell
    | Lock
    | Unlock
    | End
    | ForceSubmit
    | Reopen
    | Claim
    | Dismiss
    | Note
    | Attend
    | Identify
)
SeatAction = Admit | CountHeld | Settle
Action = SeatsAction | SeatAction | Compensate | SetThresholds | Undo


class Order(Struct, frozen=True):
    """An action of staff; its resend is known by the request id."""

    request: RequestId
    action: Action


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
