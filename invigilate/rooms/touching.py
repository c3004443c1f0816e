"""Which seats an event is about: whose rows and views it may have changed."""

from invigilate.ids import SeatId
from invigilate.rooms import events as e
from invigilate.rooms.commands import Answer, Clear, Flag, Splice


def touched(event: e.Event) -> tuple[SeatId, ...]:
    """The seats that an event names."""
    match event:
        case e.StudentsEnrolled(entries=entries) | e.EntriesAmended(entries=entries):
            return tuple(SeatId(entry.seat) for entry in entries)
        case e.TimeGiven(entries=given) | e.TimeReturned(entries=given):
            return tuple(seat for seat, _ in given)
        case e.SeatsWereOffline(entries=spans):
            return tuple(seat for seat, _, _ in spans)
        case e.Noted(seats=seats) | e.NoteWithdrawn(seats=seats):
            return seats or ()
        case (
            e.SeatsPaused(seats=seats)
            | e.SeatsResumed(seats=seats)
            | e.SeatsLocked(seats=seats)
            | e.SeatsUnlocked(seats=seats)
            | e.StudentsWithdrawn(seats=seats)
            | e.SeatsTold(seats=seats)
            | e.SeatsClaimed(seats=seats)
            | e.AlertsDismissed(seats=seats)
            | e.AttendanceMarked(seats=seats)
            | e.IdentityMarked(seats=seats)
        ):
            return seats
        case (
            e.RoomOpened()
            | e.SettingsChanged()
            | e.Ordered()
            | e.CommandRefused()
            | e.RoomPaused()
            | e.RoomResumed()
            | e.Announced()
            | e.NoticesReached()
            | e.OutageNoted()
            | e.ThresholdsSet()
            | e.OrderUndone()
            | e.RoomClosed()
        ):
            return ()
        case _:
            return (event.seat,)


def is_progress(event: e.Event) -> bool:
    """Whether it moves nothing of a row but what `board.Progress` holds."""
    match event:
        case e.ChangeSaved(what=Answer() | Clear() | Splice() | Flag()) | e.WentTo():
            return True
        case _:
            return False
