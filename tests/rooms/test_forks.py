"""A fork may be thrown away: what was not committed is in no copy of the room."""

import pytest
from msgspec import msgpack

from invigilate.rooms.commands import (
    Amend,
    Answer,
    Away,
    Begin,
    Clear,
    Command,
    Enrol,
    Expire,
    Flag,
    HandIn,
    NoteOutage,
    NoteReceipts,
    Say,
    Seen,
    Splice,
    TakePen,
)
from invigilate.rooms.events import Recorded
from invigilate.rooms.orders import (
    Admit,
    Announce,
    CountHeld,
    End,
    Extend,
    Lock,
    Pause,
    Reopen,
    Resume,
    Tell,
)
from invigilate.rooms.room import apply, decide
from invigilate.rooms.texts import crc32
from tests.rooms.script import (
    ADA,
    BEN,
    CHOICE,
    CYD,
    ESSAY,
    HOUR,
    MINUTE,
    OPENED,
    TABLET,
    TEXT,
    After,
    Script,
    Steps,
    begun,
    entry,
    staff,
)

SEATS = (ADA.seat,)
DOOR = ADA.another("ada-3")
LIVED: Steps = (
    *begun(ADA, BEN),
    TABLET.joins,
    CYD.joins,
    DOOR.knocks,
    ADA(2, Answer(ESSAY, "so far")),
    ADA(3, Flag(1, True)),
    TABLET(1, Answer(CHOICE, "B")),
    staff("r1", Extend(SEATS, MINUTE, "")),
    staff("r2", Announce(None, "Ten minutes.")),
    ADA.signs(Away(1, None, "")),
    ADA.signs(Say("m" * 22, "A question.")),
    BEN(2, HandIn()),
)
"""Everything that a seat may hold is there: to be changed, and to be kept as it was."""
(ANNOUNCED,) = (one.number for one in Script(OPENED, LIVED).room.announcements)


@pytest.mark.parametrize(
    "asked",
    [
        ADA(4, Answer(CHOICE, "A")),
        ADA(4, Splice(ESSAY, 0, 6, 0, "!", 7, crc32("so far!"))),
        ADA(4, Clear(ESSAY)),
        ADA(4, Flag(1, False)),
        ADA(4, Flag(2, True)),
        ADA(4, HandIn()),
        TABLET(2, Answer(TEXT, "kept apart")),
        TABLET.signs(TakePen(ADA.device)),
        CYD(1, Begin()),
        ADA.signs(Away(1, 5, "The printer.")),
        ADA.signs(Say("n" * 22, "Another.")),
        ADA.signs(Seen(ANNOUNCED)),
        staff("r3", Extend(SEATS, MINUTE, "")),
        staff("r3", Pause(SEATS)),
        staff("r3", Pause(None)),
        staff("r3", Lock(SEATS, "Wait.")),
        staff("r3", Tell(SEATS, "Yes.")),
        staff("r3", Announce(SEATS, "To you.")),
        staff("r3", End(SEATS)),
        staff("r3", Reopen((BEN.seat,), MINUTE, "")),
        staff("r3", Admit(ADA.seat, DOOR.device)),
        Enrol((entry("dee", "8"),)),
        Amend((entry("ada", "0043"),)),
        NoteOutage(1, 2),
        NoteReceipts(((ADA.seat, 99, 99),)),
    ],
    ids=repr,
)
def test_what_was_not_committed_is_in_no_copy(asked: Command) -> None:
    script = Script(OPENED, LIVED)
    before = msgpack.encode(script.room)
    assert changed(script, asked)
    assert msgpack.encode(script.room) == before


def test_of_what_was_paused_ended_and_held_nothing_is_changed_either() -> None:
    script = Script(OPENED, LIVED, staff("r3", Pause(SEATS)), After(MINUTE))
    before = msgpack.encode(script.room)
    assert changed(script, staff("r4", Resume(SEATS)))
    assert msgpack.encode(script.room) == before
    script >> staff("r5", End(SEATS)) >> After(HOUR)
    before = msgpack.encode(script.room)
    assert changed(script, staff("r6", CountHeld(ADA.seat)))
    assert changed(script, Expire())
    assert msgpack.encode(script.room) == before


def changed(script: Script, asked: Command) -> bool:
    """Asks it of a fork that is thrown away; says whether anything followed there."""
    lost = script.room.fork()
    events = decide(lost, asked, script.now)
    for event in events:
        apply(lost, Recorded(lost.version + 1, script.now, "person:proctor", event))
    return bool(events)
