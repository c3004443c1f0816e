"""What staff marked seats with and wrote down in a sitting, as it stands. Pure."""

from msgspec import Struct

from invigilate.ids import SeatId
from invigilate.rooms import events as e


class Mark(Struct, frozen=True):
    """What staff marked a seat with: who and when."""

    mark: str
    """present, late or absent; of an identity: checked or doubted."""
    at: int
    by: str
    reason: str


class NoteLine(Struct, frozen=True):
    """What staff wrote down."""

    number: int
    at: int
    by: str
    kind: str
    """note or incident."""
    text: str
    seats: tuple[SeatId, ...] | None
    """None: about the session as a whole."""


class Marks:
    """Told every event of a room."""

    def __init__(self) -> None:
        self.attendance: dict[SeatId, Mark] = {}
        self.identity: dict[SeatId, Mark] = {}
        self.notes: dict[int, NoteLine] = {}
        """Those that stand, by number."""
        self.withdrawn = 0
        """Notes that were taken back."""

    def take(self, record: e.Recorded) -> None:
        """Keeps marks and notes; of a mark that was taken away nothing is left."""
        version, at, by = record.version, record.at, record.actor
        match record.event:
            case e.AttendanceMarked(seats=seats, mark=mark):
                _put(self.attendance, seats, Mark(mark, at, by, ""))
            case e.IdentityMarked(seats=seats, mark=mark, reason=reason):
                _put(self.identity, seats, Mark(mark, at, by, reason))
            case e.Noted(seats=about, kind=kind, text=text):
                self.notes[version] = NoteLine(version, at, by, kind, text, about)
            case e.NoteWithdrawn(number=number):
                self.withdrawn += self.notes.pop(number, None) is not None
            case _:
                pass


def _put(marks: dict[SeatId, Mark], seats: tuple[SeatId, ...], mark: Mark) -> None:
    for seat in seats:
        if mark.mark:
            marks[seat] = mark
        else:
            marks.pop(seat, None)
