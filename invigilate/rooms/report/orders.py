"""Every order of staff as a sitting's report tells it: done, refused, or taken back. Pure.

What an order said is told where it stands in full (announcements, notes) or not at all (messages
to students); the reason of any other order stands with it.
"""

import re
from typing import Final

from msgspec import Struct
from msgspec.structs import asdict, replace

from invigilate.ids import RequestId, SeatId
from invigilate.rooms import events as e
from invigilate.rooms import orders as o
from invigilate.rooms.reaching import Skipped, is_whole, reached_by, targets
from invigilate.rooms.state import Room
from invigilate.rooms.touching import touched

TOLD_ELSEWHERE: Final = (o.Announce, o.Tell, o.Note)


class Undone(Struct, frozen=True):
    """That an order was taken back."""

    version: int
    """Of the order that took it back."""
    at: int
    by: str


class OrderLine(Struct, frozen=True):
    """One order, and what became of it."""

    version: int
    at: int
    by: str
    what: str
    """The order's name: pause, set-end, force-submit, …"""
    word: str
    """Of dismiss: alert and how; of attend and identify: the mark; of note: its kind; of claim:
    on or off; else empty."""
    reason: str
    ms: int | None
    """Of extend and reopen."""
    until: int | None
    """Of set-end."""
    thresholds: dict[str, int] | None
    """Of set-thresholds."""
    seats: tuple[SeatId, ...] | None
    """Whom it reached, of a refused one whom it named; None: the session itself."""
    skipped: Skipped
    """Whom it left out, and the word why."""
    refused: str
    """The word why nothing came of it; empty: it was done."""
    undone: Undone | None
    undoes: int | None
    """Of undo: the version of the order that it took back."""


class Orders:
    """Told every event of a room, each right after it was applied."""

    def __init__(self) -> None:
        self._lines: dict[int, OrderLine] = {}
        self._versions: dict[RequestId, int] = {}
        self._newest: OrderLine | None = None
        self._reached: dict[int, dict[SeatId, None] | None] = {}
        """By the version of an order that took another back: whom; None: the session itself."""

    @property
    def lines(self) -> list[OrderLine]:
        """In the order of the log."""
        return [
            replace(line, seats=_listed(self._reached[line.version]))
            if line.version in self._reached
            else line
            for line in self._lines.values()
        ]

    def take(self, room: Room, record: e.Recorded) -> None:
        """Keeps an order; what follows from one that takes another back says whom it reached."""
        match record.event:
            case e.Ordered(request=request, action=action, skipped=skipped):
                seats = None if _is_whole(action) else tuple(reached_by(room, action, skipped))
                self._put(_line(record, action, seats, skipped))
                self._versions[request] = record.version
            case e.CommandRefused(action=action, word=word):
                named = None if _is_whole(action) else tuple(targets(room, action))
                self._put(_line(record, action, named, (), word))
            case e.OrderUndone(order=order):
                self._undone(record, order)
            case _:
                self._followed(record)

    def _put(self, line: OrderLine) -> None:
        self._lines[line.version] = self._newest = line

    def _undone(self, record: e.Recorded, order: RequestId) -> None:
        newest, version = self._newest, self._versions[order]
        assert newest is not None, "it follows from the order that took it back"
        undone = Undone(newest.version, record.at, record.actor)
        self._lines[version] = replace(self._lines[version], undone=undone)
        self._put(replace(newest, undoes=version))
        self._reached[newest.version] = {}

    def _followed(self, record: e.Recorded) -> None:
        undo = self._newest
        reached = None if undo is None else self._reached.get(undo.version)
        if undo is None or reached is None or (undo.by, undo.at) != (record.actor, record.at):
            return
        if isinstance(record.event, e.RoomPaused | e.RoomResumed):
            self._reached[undo.version] = None
        else:
            reached |= dict.fromkeys(touched(record.event))


def _listed(seats: dict[SeatId, None] | None) -> tuple[SeatId, ...] | None:
    return None if seats is None else tuple(seats)


def _is_whole(action: o.Action) -> bool:
    return is_whole(action) and not isinstance(action, o.Undo)


def _line(
    record: e.Recorded,
    action: o.Action,
    seats: tuple[SeatId, ...] | None,
    skipped: Skipped,
    refused: str = "",
) -> OrderLine:
    ms = action.ms if isinstance(action, o.Extend | o.Reopen) else None
    until = action.at if isinstance(action, o.SetEnd) else None
    limits = asdict(action.thresholds) if isinstance(action, o.SetThresholds) else None
    return OrderLine(
        version=record.version,
        at=record.at,
        by=record.actor,
        what=re.sub(r"(?<!^)(?=[A-Z])", "-", type(action).__name__).lower(),
        word=_word(action),
        reason=_reason(action),
        ms=ms,
        until=until,
        thresholds=limits,
        seats=seats,
        skipped=skipped,
        refused=refused,
        undone=None,
        undoes=None,
    )


def _word(action: o.Action) -> str:
    match action:
        case o.Dismiss(alert=alert, how=how):
            return f"{alert} {how}"
        case o.Attend(mark=mark) | o.Identify(mark=mark):
            return mark
        case o.Note(kind=kind):
            return kind
        case o.Claim(on=on):
            return "on" if on else "off"
        case _:
            return ""


def _reason(action: o.Action) -> str:
    match action:
        case o.Lock(text=text):
            return text
        case _ if isinstance(action, TOLD_ELSEWHERE):
            return ""
        case _:
            return str(getattr(action, "reason", ""))
