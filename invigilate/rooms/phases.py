"""What may be done in which status: the tables are the truth, and their pictures are drawn here.

`RULES` gives every (status, command) pair an answer: `None`, it may be done; a word, it is refused
with that word. `MOVES` gives every event that moves a student from one status to another.
"""

from typing import Final, Literal

from invigilate.rooms.state import Status

A, J, P, E, S = Status.ABSENT, Status.JOINED, Status.IN_PROGRESS, Status.ENDED, Status.SUBMITTED

Deed = Literal[
    "Join",
    "Knock",
    "TakePen",
    "GoTo",
    "Hand",
    "Seen",
    "Say",
    "Read",
    "Away",
    "Merge",
    "Begin",
    "Write",
    "HandIn",
    "Pause",
    "Resume",
    "Extend",
    "SetEnd",
    "Announce",
    "Tell",
    "Lock",
    "Unlock",
    "End",
    "ForceSubmit",
    "Reopen",
    "Admit",
    "CountHeld",
    "Settle",
    "Claim",
    "Dismiss",
    "Note",
    "Attend",
    "Identify",
    "Compensate",
    "Amend",
    "Withdraw",
]
"""`Write` stands for Answer, Clear, Splice and Flag: one rule for all that a student puts down."""

RULES: Final[dict[Deed, tuple[str | None, ...]]] = {
    #             Absent        Joined        In Progress    Ended       Submitted
    "Join": (None, None, None, None, None),
    "Knock": (None, None, None, None, None),
    "TakePen": ("not-joined", None, None, None, "submitted"),
    "GoTo": ("not-joined", "not-begun", None, "ended", "submitted"),
    "Hand": ("not-joined", None, None, "ended", "submitted"),
    "Seen": ("not-joined", None, None, None, None),
    "Say": ("not-joined", None, None, None, "submitted"),
    "Read": ("not-joined", None, None, None, None),
    "Away": ("not-joined", "not-begun", None, None, "submitted"),
    "Merge": ("not-joined", "not-begun", None, "ended", "submitted"),
    "Begin": ("not-joined", None, "begun", "ended", "submitted"),
    "Write": ("not-joined", "not-begun", None, None, "hold:sealed"),
    "HandIn": ("not-joined", "not-begun", None, None, "submitted"),
    "Pause": (None, None, None, "ended", "submitted"),
    "Resume": (None, None, None, "ended", "submitted"),
    "Extend": (None, None, None, "ended", "submitted"),
    "SetEnd": ("not-begun", "not-begun", None, "ended", "submitted"),
    "Announce": (None, None, None, None, None),
    "Tell": (None, None, None, None, None),
    "Lock": ("not-begun", "not-begun", None, "ended", "submitted"),
    "Unlock": ("not-locked", "not-locked", None, "ended", "submitted"),
    "End": ("not-begun", "not-begun", None, "ended", "submitted"),
    "ForceSubmit": ("not-begun", "not-begun", None, None, "submitted"),
    "Reopen": ("not-begun", "not-begun", "in-progress", None, None),
    "Admit": (None, None, None, None, None),
    "CountHeld": ("not-begun", "not-begun", "in-progress", None, None),
    "Settle": ("not-joined", None, None, None, None),
    "Claim": (None, None, None, None, None),
    "Dismiss": ("not-joined", None, None, None, None),
    "Note": (None, None, None, None, None),
    "Attend": (None, None, None, None, None),
    "Identify": (None, None, None, None, None),
    "Compensate": ("not-begun", "not-begun", None, "ended", "submitted"),
    "Amend": (None, None, None, None, None),
    "Withdraw": (None, None, "begun", "begun", "begun"),
}
"""Beyond the status, a rule of the command itself may refuse: already paused, not at the door …"""

MOVES: Final[dict[str, dict[Status, Status]]] = {
    "SeatJoined": {A: J, J: J, P: P, E: E, S: S},
    "Begun": {J: P},
    "SeatEnded": {P: E},
    "Sealed": {E: S, S: S},
    "Reopened": {E: P, S: P},
}

_ORDER = (A, J, P, E, S)


def rule(deed: Deed, status: Status) -> str | None:
    """None: the status allows it. Else the word of the refusal, or "hold:" and its reason."""
    return RULES[deed][_ORDER.index(status)]


def moved(event: str, status: Status) -> Status:
    """The status after such an event. Raises KeyError for a transition that is not drawn."""
    return MOVES[event][status]


def drawn() -> str:
    """The tables as Markdown: a state diagram and the matrix."""
    return "\n".join([*_diagram(), "", *_matrix(), ""])


def _diagram() -> list[str]:
    name = {status: status.value.replace(" ", "") for status in Status}
    arrows = [
        f"    {name[old]} --> {name[new]}: {event}"
        for event, moves in MOVES.items()
        for old, new in moves.items()
        if old is not new or event == "Sealed"
    ]
    return ["```mermaid", "stateDiagram-v2", f"    [*] --> {name[A]}", *arrows, "```"]


def _matrix() -> list[str]:
    head = "| | " + " | ".join(status.value for status in _ORDER) + " |"
    rows = [
        f"| {deed} | " + " | ".join("✓" if word is None else word for word in words) + " |"
        for deed, words in RULES.items()
    ]
    return [head, "|---" * (len(_ORDER) + 1) + "|", *rows]
