"""How far announcements came to a seat: many seats in one event, the newest of each."""

from invigilate.ids import SeatId
from invigilate.rooms.board import row
from invigilate.rooms.commands import NoteReceipts
from invigilate.rooms.events import NoticesReached
from invigilate.rooms.orders import Announce
from invigilate.rooms.views import Telling, telling
from tests.rooms.script import ADA, BEN, NOTHING, OPENED, Script, begun, staff

TO_ALL = Announce(None, "Open the windows.")


def reached(script: Script) -> list[tuple[int, int]]:
    """(came, shown) of Ada and of Ben."""
    return [(script.seat(who).came, script.seat(who).shown) for who in (ADA, BEN)]


def test_what_pages_told_is_written_down_for_all_of_them_at_once() -> None:
    script = Script(OPENED, begun(ADA, BEN), staff("r1", TO_ALL))
    number = script.room.version
    told = ((ADA.seat, number, number), (BEN.seat, number, 0))
    script >> NoteReceipts(told) << NoticesReached(told)
    assert reached(script) == [(number, number), (number, 0)]


def test_what_is_known_already_is_written_down_once() -> None:
    script = Script(OPENED, begun(ADA, BEN), staff("r1", TO_ALL))
    number = script.room.version
    script >> NoteReceipts(((ADA.seat, number, number),))
    script >> NoteReceipts(((ADA.seat, number, 0), (ADA.seat, 0, number))) << NOTHING
    both = NoteReceipts(((ADA.seat, number, 0), (BEN.seat, number, 0)))
    script >> both << NoticesReached(((BEN.seat, number, 0),))


def test_no_page_runs_ahead_of_what_was_announced_to_it() -> None:
    script = Script(OPENED, begun(ADA, BEN), staff("r1", TO_ALL))
    number = script.room.version
    script >> staff("r2", Announce((BEN.seat,), "To Ben."))
    far = NoteReceipts(((ADA.seat, 10**9, 10**9), (SeatId("nobody"), 1, 1)))
    script >> far << NoticesReached(((ADA.seat, number, number),))
    Script(OPENED, begun(ADA)) >> NoteReceipts(((ADA.seat, 5, 5),)) << NOTHING


def test_no_student_hears_of_it_and_no_row_changes() -> None:
    script = Script(OPENED, begun(ADA, BEN), staff("r1", TO_ALL))
    before, number = row(script.room, ADA.seat), script.room.version
    script >> NoteReceipts(((ADA.seat, number, number),))
    assert telling(script.room, script.log[-1]) == Telling([], {})
    assert row(script.room, ADA.seat) == before
