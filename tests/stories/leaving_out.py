"""Whom an order leaves out and why, written down a second time: from what a board's rows show.

Nothing here asks the product's own tables; where the two disagree, one of them is wrong. Beside it
stands what the board's page says of it, and where a row shows that an order reached its student.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from invigilate.ids import SeatId
from invigilate.rooms import orders as o
from invigilate.rooms.board import STATUSES, Row
from invigilate.rooms.state import Status

ABSENT, JOINED, WRITING, ENDED, SUBMITTED = Status
NOT_BEGUN: Final = {ABSENT: "not-begun", JOINED: "not-begun"}
OVER: Final = {ENDED: "ended", SUBMITTED: "submitted"}

LEFT_OUT: Final[dict[type[o.Action], Mapping[Status, str]]] = {
    o.Pause: OVER,
    o.Resume: OVER,
    o.Extend: OVER,
    o.SetEnd: NOT_BEGUN | OVER,
    o.Compensate: NOT_BEGUN | OVER,
    o.Announce: {},
    o.Tell: {},
    o.Lock: NOT_BEGUN | OVER,
    o.Unlock: {ABSENT: "not-locked", JOINED: "not-locked", **OVER},
    o.End: NOT_BEGUN | OVER,
    o.ForceSubmit: NOT_BEGUN | {SUBMITTED: "submitted"},
    o.Reopen: NOT_BEGUN | {WRITING: "in-progress"},
    o.CountHeld: NOT_BEGUN | {WRITING: "in-progress"},
    o.Admit: {},
    o.Settle: {ABSENT: "not-joined"},
    o.Claim: {},
    o.Dismiss: {ABSENT: "not-joined"},
    o.Note: {},
    o.Attend: {},
    o.Identify: {},
}
SHOWN: Final[dict[type[o.Action], Callable[[Row], object]]] = {
    o.Pause: lambda row: row.paused_since is not None,
    o.Resume: lambda row: row.paused_since is not None,
    o.Extend: lambda row: row.ledger_ms,
    o.SetEnd: lambda row: row.end,
    o.Compensate: lambda row: row.ledger_ms,
    o.Tell: lambda row: row.messages,
    o.Lock: lambda row: row.locked,
    o.Unlock: lambda row: row.locked,
    o.End: lambda row: row.status,
    o.ForceSubmit: lambda row: row.status,
    o.Reopen: lambda row: row.status,
    o.CountHeld: lambda row: row.held,
    o.Admit: lambda row: row.door,
    o.Settle: lambda row: row.waits is not None,
    o.Claim: lambda row: row.claimed,
    o.Dismiss: lambda row: row.dismissed,
    o.Note: lambda row: (row.notes, row.incidents),
    o.Attend: lambda row: row.attendance,
    o.Identify: lambda row: row.identity,
}
"""What of a row each changes, so that who was reached can be read off a board."""
SAID: Final = {
    "not-begun": "have not begun",
    "not-joined": "have not joined",
    "not-locked": "are not locked",
    "not-paused": "are not paused",
    "already-paused": "are paused already",
    "in-progress": "are still writing",
    "ended": "have finished writing",
    "submitted": "have handed in",
}
"""As the page says it of several."""
SAID_OF_ONE: Final = {"already-paused": "is paused already", "submitted": "has handed in"}

Skips = dict[SeatId, str]


def named(action: o.Action, rows: Mapping[SeatId, Row]) -> tuple[SeatId, ...]:
    """The seats that it names; everyone where it names nobody."""
    match action:
        case o.Admit(seat=seat) | o.CountHeld(seat=seat) | o.Settle(seat=seat):
            return (seat,)
        case o.Compensate(entries=entries):
            return tuple(seat for seat, _ in entries)
        case o.SetThresholds() | o.Undo():
            return ()
        case _:
            return tuple(rows) if action.seats is None else action.seats


def skips(action: o.Action, rows: Mapping[SeatId, Row]) -> Skips:
    """Whom it must leave out, and the word why, as these rows stand."""
    words = {seat: _word(action, rows[seat]) for seat in named(action, rows)}
    return {seat: word for seat, word in words.items() if word}


def _word(action: o.Action, row: Row) -> str:
    if row.withdrawn:
        return "withdrawn"
    return LEFT_OUT[type(action)].get(STATUSES[row.status]) or _more(action, row)


def _more(action: o.Action, row: Row) -> str:
    """What keeps an order from somebody whose status would allow it."""
    match action:
        case o.Pause() if row.paused_since is not None:
            return "already-paused"
        case o.Resume() if row.paused_since is None:
            return "not-paused"
        case o.Unlock() if row.locked is None:
            return "not-locked"
        case o.SetEnd() if row.end is None:
            return "no-end"
        case o.CountHeld() if not row.held:
            return "nothing-held"
        case o.Admit(device=device) if device not in row.door:
            return "not-at-the-door"
        case o.Settle() if row.waits is None:
            return "nothing-waits"
        case o.Claim(on=False) if not row.claimed:
            return "not-claimed"
        case _:
            return ""


def as_shown(skipped: Iterable[tuple[SeatId, str]], rows: Mapping[SeatId, Row]) -> list[str]:
    """The lines of a page's list: how many for which reason, and the first six of their desks."""
    groups: dict[str, list[str]] = {}
    for seat, word in skipped:
        groups.setdefault(word, []).append(rows[seat].desk or rows[seat].name)
    ordered = sorted(groups.items(), key=lambda group: -len(group[1]))
    return [f"{_of_several(word, len(desks))} {_first(desks)}" for word, desks in ordered]


def _of_several(word: str, count: int) -> str:
    return f"{count} {SAID_OF_ONE[word] if count == 1 else SAID[word]}"


def _first(desks: list[str]) -> str:
    more = f" and {len(desks) - 6} more" if len(desks) > 6 else ""
    return ", ".join(desks[:6]) + more
