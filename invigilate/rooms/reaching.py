"""Whom an order names, before its rules leave anybody out."""

from collections.abc import Iterable

from invigilate.ids import SeatId
from invigilate.rooms import orders as o
from invigilate.rooms.state import Room

Skipped = tuple[tuple[SeatId, str], ...]


def is_whole(action: o.Action) -> bool:
    """Whether it is for the session itself, so for who joins later too."""
    whole = isinstance(action, o.Pause | o.Resume | o.Announce | o.Note) and action.seats is None
    return whole or isinstance(action, o.SetThresholds | o.Undo)


def targets(room: Room, action: o.Action) -> list[SeatId]:
    """The seats it names, each once; all that take part where it names none."""
    match action:
        case o.Admit(seat=seat) | o.CountHeld(seat=seat) | o.Settle(seat=seat):
            return [seat]
        case o.Compensate(entries=entries):
            return list(dict.fromkeys(seat for seat, _ in entries))
        case o.SetThresholds() | o.Undo():
            return []
        case _ if action.seats is None:
            return [seat_id for seat_id, seat in room.seats.items() if not seat.withdrawn]
        case _:
            return list(dict.fromkeys(action.seats))


def reached_by(room: Room, action: o.Action, skipped: Skipped) -> Iterable[SeatId]:
    """Whom an order reached; none where it was for the session itself."""
    if is_whole(action):
        return ()
    left_out = {seat for seat, _ in skipped}
    return [seat for seat in targets(room, action) if seat not in left_out]
