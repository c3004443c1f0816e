"""What staff may order of a room, in the imperative, under a request id.

`rooms.steering` says whom each leaves out and what follows from it, `rooms.grades` who may give it,
`rooms.undoing` which can be taken back.
"""

from typing import Literal

from msgspec import Struct

from invigilate.ids import DeviceId, RequestId, SeatId
from invigilate.rooms.plan import Thresholds


class Act(Struct, frozen=True, array_like=True, tag=True):
    """The form of every action: an array that begins with its name."""


Seats = tuple[SeatId, ...] | None
"""Chosen seats, or None: the whole session."""


class Pause(Act, frozen=True, array_like=True, tag=True):
    seats: Seats
    reason: str = ""


class Resume(Act, frozen=True, array_like=True, tag=True):
    seats: Seats
    reason: str = ""


class Extend(Act, frozen=True, array_like=True, tag=True):
    """Give time, or take it where `ms` is negative."""

    seats: Seats
    ms: int
    reason: str
    outage: int | None = None
    """It gives back outages of the server up to this one, by its end: to each seat once."""


class SetEnd(Act, frozen=True, array_like=True, tag=True):
    """Move each student's end to one instant: every one gets the difference as a ledger entry."""

    seats: Seats
    at: int
    reason: str


class Announce(Act, frozen=True, array_like=True, tag=True):
    seats: Seats
    text: str


class Tell(Act, frozen=True, array_like=True, tag=True):
    """Write to these seats, to each in its own conversation."""

    seats: tuple[SeatId, ...]
    text: str


class Lock(Act, frozen=True, array_like=True, tag=True):
    """Stop a student's writing with a word to them; the clock goes on."""

    seats: Seats
    text: str


class Unlock(Act, frozen=True, array_like=True, tag=True):
    seats: Seats


class End(Act, frozen=True, array_like=True, tag=True):
    seats: Seats
    reason: str = ""


class ForceSubmit(Act, frozen=True, array_like=True, tag=True):
    seats: Seats
    reason: str = ""


class Reopen(Act, frozen=True, array_like=True, tag=True):
    """Let students write again, until at least `ms` from now."""

    seats: Seats
    ms: int
    reason: str


class Admit(Act, frozen=True, array_like=True, tag=True):
    """Let the device that waits at a seat's door in."""

    seat: SeatId
    device: DeviceId


class CountHeld(Act, frozen=True, array_like=True, tag=True):
    """Count what is held of a seat."""

    seat: SeatId
    reason: str = ""


class Settle(Act, frozen=True, array_like=True, tag=True):
    """What a student wrote, up to a message by its number, needs no answer any more."""

    seat: SeatId
    upto: int


class Claim(Act, frozen=True, array_like=True, tag=True):
    """See to these seats oneself, or (`on` False) let go of them, whoever saw to them."""

    seats: tuple[SeatId, ...]
    on: bool


Alert = Literal[
    "hand",
    "message",
    "door",
    "away",
    "offline",
    "unsaved",
    "device",
    "late",
    "held",
    "unread",
    "outage",
]
"""What a seat calls a proctor for. "device": it changed; "late": ended, and not submitted yet;
"outage": the server was away while it wrote."""


class Dismiss(Act, frozen=True, array_like=True, tag=True):
    """What these seats called for until now is dealt with; a hand is lowered by it."""

    seats: tuple[SeatId, ...]
    alert: Alert
    how: Literal["seen-to", "no-matter", "reported"]


class Note(Act, frozen=True, array_like=True, tag=True):
    """Write something down for staff and the report; None: about the session as a whole."""

    seats: Seats
    kind: Literal["note", "incident"]
    text: str


class Attend(Act, frozen=True, array_like=True, tag=True):
    """Mark who is in the hall, whatever their device does; "": no mark."""

    seats: tuple[SeatId, ...]
    mark: Literal["", "present", "late", "absent"]


class Identify(Act, frozen=True, array_like=True, tag=True):
    """Mark that somebody's identity was checked; "": no mark."""

    seats: tuple[SeatId, ...]
    mark: Literal["", "checked", "doubted"]
    reason: str = ""


class Compensate(Act, frozen=True, array_like=True, tag=True):
    """Give each of these back what it lost while its device could not reach the server."""

    entries: tuple[tuple[SeatId, int], ...]
    """(seat, ms)."""
    reason: str


class SetThresholds(Act, frozen=True, array_like=True, tag=True):
    """From when on the boards of this session call a proctor."""

    thresholds: Thresholds


class Undo(Act, frozen=True, array_like=True, tag=True):
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
