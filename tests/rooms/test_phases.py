"""The tables are the truth: every (status, command) pair does what its cell says.

`docs/phases.md` is drawn from them; `INVIGILATE_WRITE_DOCS=1 pytest tests/rooms` draws it again.
"""

import os
from itertools import product
from pathlib import Path
from typing import get_args

import pytest

from invigilate.errors import Refused
from invigilate.ids import RoomId
from invigilate.rooms.commands import (
    Amend,
    Answer,
    Away,
    Begin,
    Clear,
    Command,
    Expire,
    Flag,
    GoTo,
    Hand,
    HandIn,
    Merge,
    Read,
    Say,
    Seen,
    Splice,
    TakePen,
    What,
    Withdraw,
)
from invigilate.rooms.events import (
    ChangeHeld,
    ChangeRefused,
    CommandRefused,
    Event,
    Recorded,
    Reopened,
    Sealed,
    SeatEnded,
)
from invigilate.rooms.orders import (
    Action,
    Admit,
    Announce,
    Attend,
    Claim,
    Compensate,
    CountHeld,
    Dismiss,
    End,
    Extend,
    ForceSubmit,
    Identify,
    Lock,
    Note,
    Pause,
    Reopen,
    Resume,
    SetEnd,
    Settle,
    Tell,
    Unlock,
)
from invigilate.rooms.phases import MOVES, RULES, Deed, drawn
from invigilate.rooms.room import Room, apply, decide
from invigilate.rooms.state import Seat, Status
from invigilate.rooms.texts import crc32
from tests.rooms.script import (
    ADA,
    CHOICE,
    ESSAY,
    HOUR,
    MINUTE,
    NINE,
    OPENED,
    TABLET,
    After,
    Script,
    Steps,
    begun,
    entry,
    staff,
)

DOCUMENT = Path(__file__).parents[2] / "docs" / "phases.md"
TITLE = """# Who may do what, and when

Drawn from the tables in `invigilate/rooms/phases.py`. ✓: it may be done; else the word with which
it is refused, or after `hold:` the reason for which it is stored and not counted yet.

"""

DOOR = ADA.another("ada-3")
STRANGER = ADA.another("ada-4")
SAID = ADA.signs(Say("m1", "May I?"))
WITH_OTHERS: Steps = (TABLET.joins, DOOR.knocks, SAID)
READ: Steps = (TABLET(1, Clear(CHOICE)),)
"""Held for want of the pen: there is something that staff may count."""

WAYS: dict[Status, Steps] = {
    # What an absent student sends is refused, but its device is known then: the status decides.
    Status.ABSENT: (ADA(1, HandIn()), TABLET(1, HandIn()), DOOR.knocks),
    Status.JOINED: (ADA.joins, *WITH_OTHERS),
    Status.IN_PROGRESS: (*begun(ADA), *WITH_OTHERS, *READ),
    Status.ENDED: (*begun(ADA), *WITH_OTHERS, *READ, After(HOUR), Expire()),
    Status.SUBMITTED: (*begun(ADA), *WITH_OTHERS, *READ, ADA(2, HandIn())),
}
"""How Ada comes into each status, with a second device and one at the door where there can be."""

SEATS = (ADA.seat,)
BEFORE: dict[Deed, Steps] = {
    "Resume": (staff("ready", Pause(SEATS)),),
    "Claim": (staff("ready", Claim(SEATS, True)),),
}
"""What must have happened already to who has not begun, so that the status alone decides."""
AFTER: dict[Deed, Steps] = {
    **BEFORE,
    "Unlock": (staff("ready", Lock(SEATS, "see me")),),
}
"""The same, for who has."""

BEGUN = (Status.IN_PROGRESS, Status.ENDED, Status.SUBMITTED)
ANNOUNCED = 4
"""The number of the announcement with which each of these rooms begins."""
TOLD = 6
"""The number of the message that follows it."""
WELCOMED: Steps = (staff("first", Announce(None, "Welcome")), staff("next", Tell(SEATS, "Hello")))
WRITES: tuple[What, ...] = (
    Answer(CHOICE, "B"),
    Clear(CHOICE),
    Splice(ESSAY, 0, 0, 0, "a", 1, crc32("a")),
    Flag(0, True),
)
ASKED: dict[Deed, tuple[What | Action | Command, ...]] = {
    "Join": (STRANGER.joins,),
    "Knock": (STRANGER.knocks,),
    "TakePen": (TABLET.signs(TakePen(ADA.device)),),
    "GoTo": (ADA.signs(GoTo(1)),),
    "Hand": (ADA.signs(Hand(True)),),
    "Seen": (ADA.signs(Seen(ANNOUNCED)),),
    "Say": (ADA.signs(Say("m2", "May I?")),),
    "Read": (ADA.signs(Read(TOLD)),),
    "Away": (ADA.signs(Away(NINE, None, "")),),
    "Merge": (ADA.signs(Merge(((TABLET.device, 1),))),),
    "Begin": (Begin(),),
    "Write": WRITES,
    "HandIn": (HandIn(),),
    "Pause": (Pause(SEATS),),
    "Resume": (Resume(SEATS),),
    "Extend": (Extend(SEATS, MINUTE, ""),),
    "SetEnd": (SetEnd(SEATS, NINE + 2 * HOUR, ""),),
    "Announce": (Announce(SEATS, "Hello"),),
    "Tell": (Tell(SEATS, "Hello"),),
    "Settle": (Settle(ADA.seat, 99),),
    "Lock": (Lock(SEATS, "see me"),),
    "Unlock": (Unlock(SEATS),),
    "End": (End(SEATS),),
    "ForceSubmit": (ForceSubmit(SEATS),),
    "Reopen": (Reopen(SEATS, MINUTE, ""),),
    "Admit": (Admit(ADA.seat, DOOR.device),),
    "CountHeld": (CountHeld(ADA.seat),),
    "Claim": (Claim(SEATS, True), Claim(SEATS, False)),
    "Dismiss": (Dismiss(SEATS, "hand", "seen-to"), Dismiss(SEATS, "away", "no-matter")),
    "Note": (Note(SEATS, "note", "Left-handed."), Note(SEATS, "incident", "A phone rang.")),
    "Attend": (Attend(SEATS, "late"), Attend(SEATS, "")),
    "Identify": (Identify(SEATS, "checked"), Identify(SEATS, "doubted", "an old photo")),
    "Compensate": (Compensate(((ADA.seat, MINUTE),), ""),),
    "Amend": (Amend((entry("ada", "9"),)),),
    "Withdraw": (Withdraw(SEATS),),
}


def heard(script: Script, asked: What | Action | Command) -> str | None:
    """None: it was done. Else the word of the refusal, or "hold:" and the reason."""
    command: Command
    if isinstance(asked, get_args(What)):
        device = script.seat(ADA).devices.get(ADA.device)
        command = ADA(1 if device is None else device.last + 1, asked)
    elif isinstance(asked, get_args(Action)):
        command = staff("asked", asked)
    else:
        command = asked  # type: ignore[assignment]
    try:
        events = decide(script.room, command, script.now)
    except Refused as refusal:
        return refusal.word
    match events[0]:
        case ChangeHeld(reason=reason):
            return f"hold:{reason}"
        case ChangeRefused(word=word) | CommandRefused(word=word):
            return word
        case _:
            return None


def cells() -> list[tuple[Deed, Status]]:
    """Every cell in the order of the tables."""
    return list(product(RULES, Status))


@pytest.mark.parametrize(("deed", "status"), cells())
def test_each_cell_of_the_matrix_is_what_happens(deed: Deed, status: Status) -> None:
    ready = AFTER.get(deed, ()) if status in BEGUN else ()
    before = () if status in BEGUN else BEFORE.get(deed, ())
    script = Script(OPENED, WELCOMED, before, WAYS[status], ready)
    assert script.status(ADA) is status
    word = RULES[deed][list(Status).index(status)]
    assert [heard(script, one) for one in ASKED[deed]] == [word] * len(ASKED[deed])


def test_every_deed_has_its_row_and_every_row_is_tried() -> None:
    assert set(RULES) == set(get_args(Deed)) == set(ASKED)
    assert {len(row) for row in RULES.values()} == {len(Status)}


# --- the moves ------------------------------------------------------------------------------

MOVING: dict[str, Event] = {
    "SeatJoined": STRANGER.joined,
    "Begun": ADA.begun(1),
    "SeatEnded": SeatEnded(ADA.seat, "time"),
    "Sealed": Sealed(ADA.seat, 1, "", "close"),
    "Reopened": Reopened(ADA.seat, 0, ""),
}


@pytest.mark.parametrize(("name", "status"), list(product(MOVES, Status)))
def test_each_move_is_drawn_or_stops_the_room(name: str, status: Status) -> None:
    script = Script(OPENED, WAYS[status])
    record = Recorded(script.room.version + 1, script.now, "house", MOVING[name])
    if status in MOVES[name]:
        apply(script.room, record)
        assert script.status(ADA) is MOVES[name][status]
    else:
        with pytest.raises(KeyError):
            apply(script.room, record)


def test_an_event_of_a_seat_that_is_not_there_stops_the_room() -> None:
    with pytest.raises(KeyError):
        apply(Room(RoomId("empty")), Recorded(1, NINE, "house", ADA.joined))


def test_a_seat_begins_absent() -> None:
    assert Seat(entry("ada", "1")).status is Status.ABSENT


# --- the picture ----------------------------------------------------------------------------


def test_the_document_shows_the_tables_as_they_are() -> None:
    fresh = TITLE + drawn()
    if os.environ.get("INVIGILATE_WRITE_DOCS"):
        DOCUMENT.write_text(fresh, encoding="utf-8")
    assert DOCUMENT.read_text(encoding="utf-8") == fresh
