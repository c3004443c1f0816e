"""What called for a proctor in a sitting, and what became of it. Pure.

Raised hands, devices at the door and messages stand in the log, so it is known since when each of
them waited. The other alerts are worked out on boards as time passes: of these the log knows only
that somebody dismissed them.
"""

from typing import Final

from msgspec import Struct

from invigilate.ids import SeatId
from invigilate.rooms import events as e
from invigilate.rooms.state import NOBODY, Room

TAKEN_BACK = "taken back"
DISMISSALS: Final = ("seen-to", "no-matter", "reported")


class Call(Struct, frozen=True):
    """One alert of one seat."""

    kind: str
    """As in the order Dismiss: hand, message, door, away, offline, unsaved, …"""
    seat: SeatId
    since: int | None
    """None: not in the log."""
    at: int | None
    """When it was dealt with; None: it was not."""
    by: str
    how: str
    """Dismissed as seen-to, no-matter or reported; lowered, ended, admitted, answered, settled;
    taken back: a dismissal that was undone; empty: nothing became of it."""
    claimed: str
    """Who said since it came up that they see to it; empty: nobody did."""


class _Open(Struct):
    """A call that may be dealt with yet."""

    kind: str
    seat: SeatId
    since: int | None
    at: int | None = None
    by: str = ""
    how: str = ""
    claimed: str = ""


class Calls:
    """Told every event of a room, each right after it was applied."""

    def __init__(self) -> None:
        self._calls: list[_Open] = []
        self._open: dict[tuple[str, SeatId], _Open] = {}
        self._dismissed: dict[tuple[str, SeatId], list[_Open]] = {}
        self._claims: dict[SeatId, tuple[str, int]] = {}
        """Who sees to a seat, and since when."""

    def told(self) -> list[Call]:
        """In the order in which they came up."""
        return [
            Call(
                one.kind,
                one.seat,
                one.since,
                one.at,
                one.by,
                one.how,
                one.claimed if one.at is not None else self._claimed(one),
            )
            for one in self._calls
        ]

    def take(self, room: Room, record: e.Recorded) -> None:
        """Keeps what calls, and what ends a call."""
        match record.event:
            case e.HandMoved(seat=seat, up=True):
                self._raise("hand", seat, record.at)
            case e.HandMoved(seat=seat):
                self._deal(room, record, "hand", seat, "lowered")
            case e.SeatEnded(seat=seat):
                self._deal(room, record, "hand", seat, "ended")
            case e.DeviceKnocked(seat=seat):
                self._raise("door", seat, record.at)
            case e.DeviceAdmitted(seat=seat) | e.SeatJoined(seat=seat):
                if not room.seats[seat].door:
                    self._deal(room, record, "door", seat, "admitted")
            case e.SeatSaid(seat=seat):
                self._raise("message", seat, record.at)
            case e.SeatsTold(seats=seats):
                for seat in seats:
                    self._deal(room, record, "message", seat, "answered")
            case e.MessagesSettled(seat=seat):
                if room.seats[seat].waits_since is None:
                    self._deal(room, record, "message", seat, "settled")
            case e.SeatsClaimed(seats=seats, by=by):
                self._claims |= dict.fromkeys(seats, (by or record.actor, record.at))
            case e.AlertsDismissed(seats=seats, alert=alert, how=how):
                for seat in seats:
                    self._dismiss(room, record, (alert, seat), how)
            case _:
                pass

    def _raise(self, kind: str, seat: SeatId, since: int | None) -> _Open:
        if (kind, seat) not in self._open:
            self._open[kind, seat] = _Open(kind, seat, since)
            self._calls.append(self._open[kind, seat])
        return self._open[kind, seat]

    def _deal(self, room: Room, record: e.Recorded, kind: str, seat: SeatId, how: str) -> None:
        call = self._open.pop((kind, seat), None)
        if call is not None:
            call.at, call.by, call.how = record.at, record.actor, how
            call.claimed = self._claimed(call)
        if not room.seats[seat].claimed:
            self._claims.pop(seat, None)

    def _claimed(self, call: _Open) -> str:
        """Who saw to the seat before a call came up did not know of it."""
        by, at = self._claims.get(call.seat, (NOBODY, 0))
        return "" if by == NOBODY or (call.since is not None and at < call.since) else by

    def _dismiss(self, room: Room, record: e.Recorded, which: tuple[str, SeatId], how: str) -> None:
        kind, seat = which
        if how:
            self._dismissed.setdefault(which, []).append(self._raise(kind, seat, None))
            self._deal(room, record, kind, seat, how)
        elif self._dismissed.get(which):
            call = self._dismissed[which].pop()
            call.at, call.by, call.how = record.at, record.actor, TAKEN_BACK
