"""The server's end of the conversation, without I/O: what a socket may say, when, and how fast.

A hello comes first and within ten seconds; then each role has its own frames. Whoever breaks a
rule is closed with a code that says which; nothing here knows seats or rooms.
"""

from enum import StrEnum

from invigilate.errors import NotValid
from invigilate.wire import frames as f
from invigilate.wire.closing import Closing
from invigilate.wire.codec import Form, read_client
from invigilate.wire.pace import SERVER_BURST, SERVER_PER_SECOND, Pace

HELLO_MS = 10_000

SUBPROTOCOLS: dict[str, Form] = {"invigilate.msgpack": "msgpack", "invigilate.json": "json"}
"""The form by the WebSocket's subprotocol; none asked for: the first."""


class Role(StrEnum):
    """Whose socket it is, by its ticket."""

    STUDENT = "student"
    STAFF = "staff"


class Shut(Exception):
    """The socket is to be closed with this code; `sentence` is for the log and the close frame."""

    def __init__(self, closing: Closing, sentence: str) -> None:
        super().__init__(closing, sentence)
        self.closing = closing
        self.sentence = sentence


def form_of(offered: list[str]) -> tuple[str | None, Form]:
    """(the subprotocol to accept, its form) of those that a client offers, in its order."""
    for name in offered:
        if name in SUBPROTOCOLS:
            return name, SUBPROTOCOLS[name]
    return None, "msgpack"


class ServerPeer:
    """One socket, as the server hears it. `now` is ms of a clock that never goes back."""

    def __init__(self, now: int, form: Form = "msgpack") -> None:
        self.form: Form = form
        self.role: Role | None = None
        """None until its ticket was read."""
        self._opened = now
        self._greeted = False
        self._pace = Pace(SERVER_PER_SECOND, SERVER_BURST)

    def admitted(self, role: Role) -> None:
        """The hello's ticket was good: frames of this role may follow."""
        self.role = role

    def received(self, data: bytes | str, now: int) -> f.ClientFrame:
        """The frame that came. Raises Shut with MALFORMED or TOO_FAST."""
        if not self._pace.allows(now):
            raise Shut(Closing.TOO_FAST, "More messages than any page sends.")
        self._pace.spend()
        if isinstance(data, str) is not (self.form == "json"):
            raise Shut(Closing.MALFORMED, "Text frames are for the JSON twin, binary for the rest.")
        try:
            frame = read_client(data, staff=self.role is Role.STAFF)
        except NotValid as wrong:
            raise Shut(Closing.MALFORMED, wrong.sentence) from None
        self._check(frame)
        return frame

    def tick(self, now: int) -> None:
        """Raises Shut with SILENT where no hello came in time."""
        if not self._greeted and now - self._opened >= HELLO_MS:
            raise Shut(Closing.SILENT, "No hello came in time.")

    def _check(self, frame: f.ClientFrame) -> None:
        name = type(frame).__name__
        if isinstance(frame, f.Hello) is self._greeted:
            order = "A hello comes once." if self._greeted else "The first frame is a hello."
            raise Shut(Closing.MALFORMED, order)
        self._greeted = True
        if not _may(self.role, frame):
            raise Shut(Closing.MALFORMED, f"{name} is not for this role.")
        if isinstance(frame, f.Answers):
            _check_turns(frame)


def _may(role: Role | None, frame: f.ClientFrame) -> bool:
    match frame:
        case f.Hello():
            return True
        case f.Answers() | f.Signed() | f.Reached() | f.Waits():
            return role is Role.STUDENT
        case f.Ordering() | f.Asking():
            return role is Role.STAFF


def _check_turns(frame: f.Answers) -> None:
    """Raises Shut: changes ascend by one from a positive turn, and are not too many."""
    turns = [turn for turn, _ in frame.changes]
    if not 0 < len(turns) <= f.MOST_CHANGES:
        raise Shut(Closing.MALFORMED, f"An Answers frame holds 1 to {f.MOST_CHANGES} changes.")
    if turns[0] < 1 or turns != list(range(turns[0], turns[0] + len(turns))):
        raise Shut(Closing.MALFORMED, "Turns begin at 1 and ascend by one.")
