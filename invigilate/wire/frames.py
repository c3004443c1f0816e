"""Every frame, both directions: arrays that begin with a small number.

    client → server   Hello · Answers · Signed · Ordering · Asking · Reached · Waits
    server → client   Welcome · Snapshot · Told · StaffTold · Rows · Acked · Answered · Alive ·
                      Refusal · Presence · ComeBack · Jumped · Receipts · Unsaved · Staff

A *position* is (version, chain8): how far a client has seen its room's log, and the first eight
hexadecimal digits of the log's chain there, so that a log which lost its tail and grew again is
noticed. Frames with a position move the client's forward, but for StaffTold.
"""

from msgspec import Struct

from invigilate.ids import DeviceId, RequestId, SeatId
from invigilate.rooms.board import BoardHead, Progress, Row
from invigilate.rooms.commands import Sign, What
from invigilate.rooms.orders import Action
from invigilate.rooms.staff_news import Done, StaffNews
from invigilate.rooms.views import News, StudentView

MOST_CHANGES = 64
"""Changes in one Answers frame."""


# --- client → server ------------------------------------------------------------------------


class Hello(Struct, frozen=True, array_like=True, tag=1):
    """The first frame: who (a ticket) and how far it has seen. Version 0: nothing yet."""

    ticket: str
    epoch: str
    version: int
    chain8: str


class Answers(Struct, frozen=True, array_like=True, tag=2):
    """Numbered changes from a journal, in order: [turn, change] each, ≤ 64."""

    changes: list[tuple[int, What]]


class Signed(Struct, frozen=True, array_like=True, tag=3):
    """An unnumbered sign: take the pen, go to an item, hand up or down, an announcement seen, a
    message written or read, a time away, another device's changes dealt with."""

    sign: Sign


class Ordering(Struct, frozen=True, array_like=True, tag=4):
    """Staff: an action under a request id of 128 random bits."""

    request: RequestId
    action: Action


class Asking(Struct, frozen=True, array_like=True, tag=5):
    """Staff: whom would this action reach, whom would it skip? Nothing is done."""

    request: RequestId
    action: Action


class Reached(Struct, frozen=True, array_like=True, tag=6):
    """The newest announcement or pause that came to this page, and that it showed (0: none).

    Stored, many seats in one event, and told to boards; nothing answers it on a socket, so a page
    says it again on each new one. That an announcement was read is a sign (Seen).
    """

    came: int
    shown: int


class Waits(Struct, frozen=True, array_like=True, tag=7):
    """So many changes of this device wait for an acknowledgement for too long; 0: none any more.

    Told to boards and not stored; nothing answers it.
    """

    count: int
    ms: int
    """How long the oldest waits."""


ClientFrame = Hello | Answers | Signed | Ordering | Asking | Reached | Waits


# --- server → client ------------------------------------------------------------------------


class Welcome(Struct, frozen=True, array_like=True, tag=16):
    """The answer to Hello. `resumed`: what was missed follows; else a snapshot follows."""

    epoch: str
    version: int
    chain8: str
    server_time: int
    """Milliseconds since 1970, UTC."""
    resumed: bool
    device: DeviceId
    last: int
    """The highest turn of this device that was dealt with (0 for staff)."""
    pen: DeviceId | None
    exceptions: list[tuple[int, str]]
    """Turns of this device that are not saved: "held:reason", "refused:word"."""


class BoardPart(Struct, frozen=True, omit_defaults=True):
    """A part of a board's snapshot; the head is in each."""

    head: BoardHead
    rows: list[Row]
    deeds: list[Done] | None = None
    """What staff ordered last, in order."""


class Snapshot(Struct, frozen=True, array_like=True, tag=17):
    """Part `part` of `parts`, from 0; applied only when all are there, at one version."""

    version: int
    chain8: str
    part: int
    parts: int
    view: StudentView | None
    board: BoardPart | None


class Told(Struct, frozen=True, array_like=True, tag=18):
    """A student's news at this version, in order."""

    version: int
    chain8: str
    news: list[News]


class StaffTold(Struct, frozen=True, array_like=True, tag=19):
    """A board's news at this version, in order.

    It does not move a board's position (rows of earlier versions may still come); a board passes
    over what it has heard: versions up to that of the last StaffTold or snapshot.
    """

    version: int
    chain8: str
    news: list[StaffNews]


class Rows(Struct, frozen=True, array_like=True, tag=20):
    """Rows of the board as they are now; each is dropped where a newer one is there."""

    version: int
    chain8: str
    rows: list[Row]


class Progressed(Struct, frozen=True, array_like=True, tag=31):
    """As `Rows`, of those of which nothing changed but how far the writing is.

    A row that the board does not have is passed over.
    """

    version: int
    chain8: str
    rows: list[Progress]


class Acked(Struct, frozen=True, array_like=True, tag=21):
    """All turns of the device up to `last` are dealt with and durable.

    `exceptions` are those among them that are not saved. `gap`: the device must send again from
    `last + 1`. `turn_taken`: this device's journal lost its tail, start a fresh device.
    """

    device: DeviceId
    last: int
    exceptions: list[tuple[int, str]]
    gap: bool
    turn_taken: bool


class Answered(Struct, frozen=True, array_like=True, tag=22):
    """What became of an order (`asked` False) or whom it would reach (`asked` True)."""

    request: RequestId
    asked: bool
    word: str
    """Empty: done. Else why nothing was done; "retry" means: not known, send it again."""
    reached: int
    skipped: list[tuple[SeatId, str]]


class Alive(Struct, frozen=True, array_like=True, tag=23):
    """Heartbeat: the newest version this reader may have seen, and the server's time."""

    version: int
    chain8: str
    server_time: int


class Refusal(Struct, frozen=True, array_like=True, tag=24):
    """A sign that was not taken, or a frame that was out of place."""

    about: str
    word: str
    sentence: str


class Presence(Struct, frozen=True, array_like=True, tag=25):
    """Staff: (seat, since) of seats that are offline; since 0: back online."""

    seats: list[tuple[SeatId, int]]


class ComeBack(Struct, frozen=True, array_like=True, tag=26):
    """This worker is about to close: reconnect after so many milliseconds."""

    after_ms: int


class Jumped(Struct, frozen=True, array_like=True, tag=27):
    """Staff: the server's time jumped by so much, and nobody is ended by time; 0: it is right.

    Told when it changes, and after a Welcome where a jump stands.
    """

    by_ms: int


class Receipts(Struct, frozen=True, array_like=True, tag=28):
    """Staff: (seat, came, shown) as its pages said in Reached; the newest number of each."""

    seats: list[tuple[SeatId, int, int]]


class Unsaved(Struct, frozen=True, array_like=True, tag=29):
    """Staff: (seat, changes, since) as its pages said in Waits; 0 changes: none waits any more."""

    seats: list[tuple[SeatId, int, int]]


class Staff(Struct, frozen=True, array_like=True, tag=30):
    """Staff: the persons who have a board of this session open, whenever that changes."""

    people: list[str]


ServerFrame = (
    Welcome
    | Snapshot
    | Told
    | StaffTold
    | Rows
    | Acked
    | Answered
    | Alive
    | Refusal
    | Presence
    | ComeBack
    | Jumped
    | Receipts
    | Unsaved
    | Staff
    | Progressed
)
