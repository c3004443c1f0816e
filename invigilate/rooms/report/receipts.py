"""Announcements and pauses of a sitting with their receipts, seat by seat. Pure.

A receipt says how far a notice came: to a page of the seat, onto its screen, and (of announcements)
that the student acknowledged it. Who did is not listed, who did not is: so a list is short where
all went well, and with the attendance it says of each seat how far it came.
"""

from collections.abc import Iterable

from msgspec import Struct

from invigilate.ids import SeatId
from invigilate.rooms import events as e
from invigilate.rooms.state import Announcement, Room, Status


class AnnouncementLine(Struct, frozen=True):
    """An announcement, and how many it reached."""

    number: int
    at: int
    by: str
    text: str
    seats: tuple[SeatId, ...] | None
    """None: to the whole session."""
    meant: int
    """Seats that it was meant for, without those withdrawn."""
    came: int
    """To a page of the seat."""
    shown: int
    acknowledged: int
    missed: tuple[SeatId, ...]
    """It came to no page of these."""
    unseen: tuple[SeatId, ...]
    """It came and was not shown."""
    unacknowledged: tuple[SeatId, ...]
    """It was shown and not acknowledged."""


class PauseLine(Struct, frozen=True):
    """A pause, its end, and how many pages showed it."""

    number: int
    at: int
    by: str
    reason: str
    seats: tuple[SeatId, ...] | None
    """None: the whole session."""
    until: int | None
    """When the last of its seats went on; None: it runs."""
    ended_by: str
    end_reason: str
    meant: int
    """Seats that had joined and not ended when it began."""
    came: int
    shown: int
    missed: tuple[SeatId, ...]
    unseen: tuple[SeatId, ...]


class _Pause(Struct):
    """A pause that may not be over."""

    number: int
    at: int
    by: str
    reason: str
    seats: tuple[SeatId, ...] | None
    meant: list[SeatId]
    left: set[SeatId]
    """Of single seats: those that are still paused."""
    until: int | None = None
    ended_by: str = ""
    end_reason: str = ""


class Pauses:
    """Told every event of a room, each right after it was applied."""

    def __init__(self) -> None:
        self._pauses: list[_Pause] = []

    def take(self, room: Room, record: e.Recorded, reason: str) -> None:
        """Keeps pauses; `reason`: of the order that this event follows from."""
        match record.event:
            case e.RoomPaused(reason=why):
                self._begin(room, record, None, why or reason)
            case e.SeatsPaused(seats=seats, reason=why):
                self._begin(room, record, seats, why or reason)
            case e.RoomResumed():
                self._end(record, None, reason)
            case e.SeatsResumed(seats=seats):
                for seat in seats:
                    self._end(record, seat, reason)
            case e.SeatEnded(seat=seat):
                self._end(record, seat, "")
            case _:
                pass

    def _begin(
        self, room: Room, record: e.Recorded, seats: tuple[SeatId, ...] | None, reason: str
    ) -> None:
        chosen = room.seats if seats is None else seats
        there = [each for each in chosen if _is_there(room, each)]
        version, at, by = record.version, record.at, record.actor
        self._pauses.append(_Pause(version, at, by, reason, seats, there, set(seats or ())))

    def _end(self, record: e.Recorded, seat: SeatId | None, reason: str) -> None:
        """Of the session where no seat is named; a seat is in one running pause at most."""
        for pause in reversed(self._pauses):
            if pause.until is None and (pause.seats is None) is (seat is None):
                if seat is not None and seat not in pause.left:
                    continue
                pause.left -= {seat} if seat is not None else set()
                if not pause.left:
                    pause.until, pause.ended_by = record.at, record.actor
                    pause.end_reason = reason
                return

    def lines(self, room: Room) -> list[PauseLine]:
        """In the order in which they began."""
        return [_pause_line(room, pause) for pause in self._pauses]


def _is_there(room: Room, seat_id: SeatId) -> bool:
    seat = room.seats[seat_id]
    return seat.status in (Status.JOINED, Status.IN_PROGRESS) and not seat.withdrawn


def _pause_line(room: Room, pause: _Pause) -> PauseLine:
    missed, unseen = _not_reached(room, pause.meant, pause.number)
    meant = len(pause.meant)
    return PauseLine(
        number=pause.number,
        at=pause.at,
        by=pause.by,
        reason=pause.reason,
        seats=pause.seats,
        until=pause.until,
        ended_by=pause.ended_by,
        end_reason=pause.end_reason,
        meant=meant,
        came=meant - len(missed),
        shown=meant - len(missed) - len(unseen),
        missed=missed,
        unseen=unseen,
    )


def announcement_line(room: Room, told: Announcement) -> AnnouncementLine:
    """An announcement as its receipts stand now."""
    chosen = room.seats if told.seats is None else set(told.seats)
    meant = [
        seat_id for seat_id, seat in room.seats.items() if seat_id in chosen and not seat.withdrawn
    ]
    number = told.number
    missed, unseen = _not_reached(room, meant, number)
    left = {*missed, *unseen}
    silent = tuple(s for s in meant if s not in left and number not in room.seats[s].seen)
    return AnnouncementLine(
        number=number,
        at=told.at,
        by=told.by,
        text=told.text,
        seats=told.seats,
        meant=len(meant),
        came=len(meant) - len(missed),
        shown=len(meant) - len(left),
        acknowledged=len(meant) - len(left) - len(silent),
        missed=missed,
        unseen=unseen,
        unacknowledged=silent,
    )


def _not_reached(
    room: Room, meant: Iterable[SeatId], number: int
) -> tuple[tuple[SeatId, ...], tuple[SeatId, ...]]:
    """Where it did not come, and where it came and was not shown.

    What was acknowledged had come and was shown, whether or not a page had said so by itself.
    """
    missed: list[SeatId] = []
    unseen: list[SeatId] = []
    for seat_id in meant:
        seat = room.seats[seat_id]
        if number in seat.seen or seat.shown >= number:
            continue
        (unseen if seat.came >= number else missed).append(seat_id)
    return tuple(missed), tuple(unseen)
