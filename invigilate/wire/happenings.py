"""What a client's end of the conversation makes of what it hears: told to the page or the crowd.

The browser's twin has the same happenings under the same names; `frames.ts` is made from these.
"""

from msgspec import Struct

from invigilate.ids import DeviceId, RequestId, SeatId
from invigilate.rooms.board import Progress, Row
from invigilate.rooms.staff_news import StaffNews
from invigilate.rooms.views import News, StudentView
from invigilate.wire.frames import BoardPart


class Happened(Struct, frozen=True, array_like=True, tag=True):
    """The form of every happening: an array that begins with its name."""


class Welcomed(Happened, frozen=True, array_like=True, tag=True):
    """The socket is live. Not `resumed`: a fresh view or board follows."""

    resumed: bool
    last: int
    pen: DeviceId | None
    exceptions: list[tuple[int, str]]
    """All turns of this device that are not saved: "held:reason", "refused:word"."""


class TimeTold(Happened, frozen=True, array_like=True, tag=True):
    """The server's time as it was when it spoke, ms since 1970 UTC."""

    server_time: int


class ViewReplaced(Happened, frozen=True, array_like=True, tag=True):
    """A student's view, whole and at one version."""

    version: int
    view: StudentView


class NewsHeard(Happened, frozen=True, array_like=True, tag=True):
    """What changed for a student, in order, each told once."""

    version: int
    news: list[News]


class BoardReplaced(Happened, frozen=True, array_like=True, tag=True):
    """A board, whole and at one version."""

    version: int
    board: BoardPart


class BoardHeard(Happened, frozen=True, array_like=True, tag=True):
    """What changed above a board's table, in order, each told once."""

    version: int
    news: list[StaffNews]


class RowsHeard(Happened, frozen=True, array_like=True, tag=True):
    """Rows as they are now; each is dropped where a newer one is there."""

    rows: list[Row]


class ProgressHeard(Happened, frozen=True, array_like=True, tag=True):
    """How far the writing is, of these rows; each is dropped where the row is newer."""

    rows: list[Progress]


class PresenceHeard(Happened, frozen=True, array_like=True, tag=True):
    """(seat, since) of seats that are offline; since 0: back online."""

    seats: list[tuple[SeatId, int]]


class ReceiptsHeard(Happened, frozen=True, array_like=True, tag=True):
    """(seat, came, shown): the newest announcements that came to a seat's pages and were shown."""

    seats: list[tuple[SeatId, int, int]]


class UnsavedHeard(Happened, frozen=True, array_like=True, tag=True):
    """(seat, changes, since): what its pages said that waits for an acknowledgement; 0: nothing."""

    seats: list[tuple[SeatId, int, int]]


class StaffHeard(Happened, frozen=True, array_like=True, tag=True):
    """The persons who have a board of this session open."""

    people: list[str]


class AckHeard(Happened, frozen=True, array_like=True, tag=True):
    """All turns up to `last` are dealt with and durable; those named are not saved."""

    last: int
    exceptions: list[tuple[int, str]]


class OrderAnswered(Happened, frozen=True, array_like=True, tag=True):
    """What became of an order, or whom it would reach. Word "retry": it is sent again by itself."""

    request: RequestId
    asked: bool
    word: str
    reached: int
    skipped: list[tuple[SeatId, str]]


class Refusing(Happened, frozen=True, array_like=True, tag=True):
    """The server did not take a sign or a frame; `about` is its name."""

    about: str
    word: str
    sentence: str


class NewDevice(Happened, frozen=True, array_like=True, tag=True):
    """The journal is not the one the server knows: renew the device, then connect again.

    `why`: "turn-taken" (a turn was something else), "tail-lost" (the server knows turns that the
    journal does not), "head-lost" (the next turn is not in the journal).
    """

    why: str


class ComeBackAsked(Happened, frozen=True, array_like=True, tag=True):
    """The server is about to close and says when to come back."""

    after_ms: int


class JumpHeard(Happened, frozen=True, array_like=True, tag=True):
    """Staff: the server's time jumped by so many ms, and nobody is ended by time; 0: it is right.

    A Welcomed means 0 until more is heard.
    """

    by_ms: int


class Silent(Happened, frozen=True, array_like=True, tag=True):
    """Nothing was heard for too long: drop the socket and connect again."""


class Diverged(Happened, frozen=True, array_like=True, tag=True):
    """The log is another one than what was seen: drop the socket; a fresh view will come."""


Happening = (
    Welcomed
    | TimeTold
    | ViewReplaced
    | NewsHeard
    | BoardReplaced
    | BoardHeard
    | RowsHeard
    | ProgressHeard
    | PresenceHeard
    | ReceiptsHeard
    | UnsavedHeard
    | StaffHeard
    | AckHeard
    | OrderAnswered
    | Refusing
    | NewDevice
    | ComeBackAsked
    | JumpHeard
    | Silent
    | Diverged
)
