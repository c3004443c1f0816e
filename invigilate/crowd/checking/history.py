"""What the harness saw of a run: plain data, in seconds of the harness's one monotonic clock."""

from msgspec import Struct, field

from invigilate.crowd.checking.findings import Finding
from invigilate.ids import DeviceId, RequestId
from invigilate.rooms.commands import What
from invigilate.rooms.orders import Action
from invigilate.rooms.plan import Value


class Put(Struct):
    """One numbered change of one device, and what its owner was told of it."""

    seat: str
    device: DeviceId
    turn: int
    what: What
    text: str | None
    """The whole text that a splice made."""
    outcome: str = ""
    """Empty: never told. "saved", "held:reason" or "refused:word"; the first one told."""
    later: str = ""
    """Told afterwards, where it differs: held, then counted."""
    asked_at: float = 0
    told_at: float = 0
    online: bool = False
    """Whether a socket was live when it was made: only then its acknowledgement is timed."""


class OrderPut(Struct):
    """One order of staff under its request id, and what they were told of it."""

    request: RequestId
    action: Action
    room: str = ""
    """Empty: not known to the harness."""
    word: str | None = None
    """None: never answered. Empty: done. Else why it was refused."""
    asked_at: float = 0
    told_at: float = 0


class Page(Struct, frozen=True):
    """Whose page a reader is; `seat` empty: a board."""

    room: str
    seat: str = ""


class EndShown(Struct, frozen=True):
    """The end of a student's time as a page showed it at a version; a running pause left out."""

    seat: str
    version: int
    end: int | None


class BookletSeen(Struct):
    """One booklet as the staff API handed it out."""

    seat: str
    status: str
    answers: dict[int, Value]
    held: set[tuple[str, int]]
    """(device, turn)."""


class CodeUse(Struct, frozen=True):
    """A session that has a code; `taken`: it is open or rests."""

    code: str
    session: str
    taken: bool


class Sample(Struct, frozen=True):
    """One look at a server process."""

    clients: int
    rss_bytes: int
    queue_bytes: int
    """Of the client that waits for most."""
    lag_ms: float
    """How late the event loop was."""


class Aftermath(Struct, frozen=True):
    """How things stand 30 s after the last fault has healed."""

    journals: dict[str, int] = {}
    """By device: changes that are not acknowledged."""
    positions: dict[str, tuple[str, int]] = {}
    """By page: (room, version) that it stands at."""
    left: dict[str, tuple[int, int]] = {}
    """By what it counts ("tasks", "sockets", "threads"): (before the run, now)."""


class History(Struct):
    """A run as it was seen from outside."""

    puts: dict[str, list[Put]] = field(default_factory=dict)
    """By seat, in the order in which the student did them."""
    orders: dict[RequestId, OrderPut] = field(default_factory=dict)
    all_writers: bool = False
    """Whether every change that may be in the logs was recorded here."""
    chains: dict[tuple[str, int], str] = field(default_factory=dict)
    """(epoch, version) → the chain's first digits, as first told to anyone."""
    left_epochs: set[str] = field(default_factory=set)
    """Epochs that were left on purpose: a backup was restored."""
    ends: list[EndShown] = field(default_factory=list)
    pages: dict[str, Page] = field(default_factory=dict)
    canaries: dict[str, Page] = field(default_factory=dict)
    """Marks that stand in what one student wrote → whose they are."""
    delivered: dict[str, set[str]] = field(default_factory=dict)
    """By page: the canaries that came to it, over whatever way."""
    codes: list[CodeUse] = field(default_factory=list)
    grants: dict[str, set[str]] = field(default_factory=dict)
    """By room: the persons who may steer it. A room that is missing is not checked."""
    announced: list[str] = field(default_factory=list)
    notices: dict[str, list[str]] = field(default_factory=dict)
    """By seat: the announcements that its page holds at the end, in order."""
    noticed: list[Finding] = field(default_factory=list)
    """What contradicted what was told before, found at the moment of hearing it."""
    samples: list[Sample] = field(default_factory=list)
    aftermath: Aftermath | None = None


def canary(owner: str) -> str:
    """The mark of what this student writes: ten characters, not found in anything else."""
    letters = "".join(letter for letter in owner if letter.isascii() and letter.isalnum())
    return f"~{letters[:8]:0<8}~"
