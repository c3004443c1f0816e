"""Whom an order names, before its rules leave anybody out."""

from collections.abc import Iterable

from invigilate.ids import SeatId
from invigilate.rooms import commands as c
from invigilate.rooms.state import Room

Skipped = tuple[tuple[SeatId, str], ...]


def is_whole(action: c.Action) -> bool:
    """Whether it is for the session itself, so for who joins later too."""
    whole = isinstance(action, c.Pause | c.Resume | c.Announce | c.Note) and action.seats is None
    return whole or isinstance(action, c.SetThresholds | c.Undo)


def targets(room: Room, action: c.Action) -> list[SeatId]:
    """The seats it names, each once; all that take part where it names none."""
    match action:
        case c.Admit(seat=seat) | c.CountHeld(seat=seat) | c.Settle(seat=seat):
            return [seat]
        case c.Compensate(entries=entries):
            return list(dict.fromkeys(seat for seat, _ in entries))
        case c.SetThresholds() | c.Undo():
            return []
        case _ if action.seats is None:
            return [seat_id for seat_id, seat in room.seats.items() if not seat.withdrawn]
        case _:
            return list(dict.fromkeys(action.seats))


def reached_by(room: Room, action: c.Action, skipped: Skipped) -> Iterable[SeatId]:
    """Whom an order reached; none where it was for the session itself."""
    if is_whole(action):
        return ()
    left_out = {seat for seat, _ in skipped}
    return [seat for seat in targets(room, action) if seat not in left_out]
