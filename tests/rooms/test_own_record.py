"""A student's own record, from the events as they happened."""

from invigilate.ids import SeatId
from invigilate.rooms.commands import (
    Answer,
    Away,
    ChangeSettings,
    Flag,
    HandIn,
    Merge,
    NoteReceipts,
    Read,
    Say,
    Seen,
    TakePen,
)
from invigilate.rooms.orders import Announce, Extend, Tell
from invigilate.rooms.own_record import Absence, OwnRecord, Said, Told, own_record
from invigilate.rooms.plan import Settings
from invigilate.rooms.room import apply
from invigilate.rooms.state import Room
from invigilate.rooms.tallying import Apart, Tally, count
from tests.rooms.script import (
    ADA,
    BEN,
    CHOICE,
    MINUTE,
    NINE,
    OPENED,
    SECOND,
    TABLET,
    After,
    Page,
    Script,
    begun,
    staff,
)


def record_of(script: Script, who: Page = ADA) -> OwnRecord:
    """As it is read from the log."""
    room, tallies = Room(script.room.id), dict[SeatId, Tally]()
    for record in script.log:
        apply(room, record)
        count(tallies, room, record)
    return own_record(room, who.seat, tallies.get(who.seat, Tally()))


def test_an_announcement_says_when_it_came_was_displayed_and_was_read() -> None:
    script = Script(OPENED, begun(ADA, BEN), staff("r1", Announce(None, "One")))
    one = script.room.version
    script >> After(SECOND) >> NoteReceipts(((ADA.seat, one, 0), (BEN.seat, one, 0)))
    script >> After(SECOND) >> NoteReceipts(((ADA.seat, one, one),))
    script >> After(SECOND) >> ADA.signs(Seen(one))
    script >> staff("r2", Announce(None, "Two")) >> staff("r3", Announce((BEN.seat,), "Three"))
    assert record_of(script).notices == [
        Told(NINE, "One", NINE + SECOND, NINE + 2 * SECOND, NINE + 3 * SECOND),
        Told(NINE + 3 * SECOND, "Two", None, None, None),
    ]
    assert record_of(script, BEN).notices[0] == Told(NINE, "One", NINE + SECOND, None, None)


def test_messages_stand_in_it_both_ways_and_who_of_the_staff_wrote_does_not() -> None:
    script = Script(OPENED, begun(ADA, BEN), ADA.signs(Say("m1", "May I leave?")))
    script >> After(SECOND) >> staff("r1", Tell((ADA.seat,), "You may."))
    number = script.room.version
    script >> After(SECOND) >> ADA.signs(Read(number)) >> staff("r2", Tell((ADA.seat,), "Now."))
    assert record_of(script).messages == [
        Said(NINE, True, "May I leave?", None),
        Said(NINE + SECOND, False, "You may.", NINE + 2 * SECOND),
        Said(NINE + 2 * SECOND, False, "Now.", None),
    ]
    assert record_of(script, BEN).messages == []


def test_times_away_stand_in_it_with_their_reasons() -> None:
    script = Script(OPENED, begun(ADA), ADA.signs(Away(NINE, SECOND, "A bell")))
    script >> ADA.signs(Away(NINE + MINUTE, None, ""))
    record = record_of(script)
    assert record.away == [Absence(NINE, SECOND, "A bell"), Absence(NINE + MINUTE, None, "")]
    assert record.away_noted
    script >> ChangeSettings(Settings(minutes=60, note_away=False))
    assert not record_of(script).away_noted


def test_what_was_decided_about_another_device_says_what_it_was_and_when() -> None:
    script = Script(OPENED, begun(ADA), TABLET.joins, TABLET.signs(TakePen(ADA.device)))
    script >> ADA(2, Answer(CHOICE, "B")) >> ADA(3, Flag(0, True)) >> ADA(4, HandIn())
    script >> After(SECOND) >> TABLET.signs(Merge(((ADA.device, 2), (ADA.device, 3))))
    assert record_of(script).apart == [
        Apart("q1", "merged", "pen", NINE, None, NINE + SECOND),
        Apart("", "merged", "pen", NINE, None, NINE + SECOND, "flag"),
        Apart("", "held", "pen", NINE, None, None, "hand in"),
    ]


def test_the_ledger_says_what_staff_gave_and_why() -> None:
    script = Script(OPENED, begun(ADA), staff("r1", Extend((ADA.seat,), MINUTE, "Noise")))
    record = record_of(script)
    assert record.ledger == [(MINUTE, "Noise", NINE)]
    assert record.end == NINE + 61 * MINUTE
