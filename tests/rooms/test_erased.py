"""What is left of each event when a person is erased from it."""

import pytest

from invigilate.ids import DeviceId, RequestId, SeatId
from invigilate.rooms import commands as c
from invigilate.rooms import events as e
from invigilate.rooms import orders as o
from invigilate.rooms.erased import without
from invigilate.rooms.plan import Entry

ADA, BOB = SeatId("ada-ada-ada"), SeatId("bob-bob-bob")
DEV, REQUEST = DeviceId("device"), RequestId("request")
BOB_ENTERED = Entry(BOB, "8", "Bob")
SPLICE = c.Splice(3, 0, 0, 0, "a secret", 8, 1)

LEFT: list[tuple[e.Event, e.Event]] = [
    (
        e.StudentsEnrolled((Entry(ADA, "7", "Ada", "Hall", "A1", 25), BOB_ENTERED)),
        e.StudentsEnrolled((Entry(ADA, "erased-ada-ada-", "erased"), BOB_ENTERED)),
    ),
    (
        e.EntriesAmended((Entry(ADA, "7", "Ada", guest=True),)),
        e.EntriesAmended((Entry(ADA, "erased-ada-ada-", "erased", guest=True),)),
    ),
    (
        e.ChangeSaved(ADA, DEV, 2, c.Answer(3, "a secret")),
        e.ChangeSaved(ADA, DEV, 2, c.Clear(3)),
    ),
    (
        e.ChangeHeld(ADA, DEV, 2, SPLICE, "late"),
        e.ChangeHeld(ADA, DEV, 2, c.Clear(3), "late"),
    ),
    (
        e.ChangeRefused(ADA, DEV, 2, c.Answer(3, ("x", "y")), "value"),
        e.ChangeRefused(ADA, DEV, 2, c.Clear(3), "value"),
    ),
    (e.SeatSaid(ADA, DEV, "m", "a secret"), e.SeatSaid(ADA, DEV, "m", "")),
    (e.WasAway(ADA, DEV, 1, 2, "a secret"), e.WasAway(ADA, DEV, 1, 2, "")),
    (e.SeatsTold((ADA,), "a secret"), e.SeatsTold((ADA,), "")),
    (e.SeatsLocked((ADA,), "a secret"), e.SeatsLocked((ADA,), "")),
    (e.SeatsPaused((ADA,), "a secret"), e.SeatsPaused((ADA,), "")),
    (e.Announced((ADA,), "a secret"), e.Announced((ADA,), "")),
    (e.TimeGiven(((ADA, 5),), "a secret"), e.TimeGiven(((ADA, 5),), "")),
    (e.Reopened(ADA, 5, "a secret"), e.Reopened(ADA, 5, "")),
    (e.Noted((ADA,), "incident", "a secret"), e.Noted((ADA,), "incident", "")),
    (e.IdentityMarked((ADA,), "doubted", "a secret"), e.IdentityMarked((ADA,), "doubted", "")),
    (e.TimeReturned(((ADA, 5),), "a secret"), e.TimeReturned(((ADA, 5),), "")),
    (
        e.Ordered(REQUEST, o.Compensate(((ADA, 5), (ADA, 6)), "a secret"), ()),
        e.Ordered(REQUEST, o.Compensate(((ADA, 5), (ADA, 6)), ""), ()),
    ),
    (
        e.Ordered(REQUEST, o.Extend((ADA,), 5, "a secret"), ()),
        e.Ordered(REQUEST, o.Extend((ADA,), 5, ""), ()),
    ),
    (
        e.CommandRefused(REQUEST, o.CountHeld(ADA, "a secret"), "nobody"),
        e.CommandRefused(REQUEST, o.CountHeld(ADA, ""), "nobody"),
    ),
]

WHOLE: list[e.Event] = [
    e.ChangeSaved(BOB, DEV, 2, c.Answer(3, "of Bob")),
    e.SeatSaid(BOB, DEV, "m", "of Bob"),
    e.StudentsEnrolled((BOB_ENTERED,)),
    e.SeatsTold((ADA, BOB), "to both"),
    e.Announced(None, "to all"),
    e.TimeGiven(((ADA, 5), (BOB, 5)), "the bus was late"),
    e.Ordered(REQUEST, o.Pause(None, "fire drill"), ()),
    e.ChangeSaved(ADA, DEV, 2, c.HandIn()),
    e.Sealed(ADA, 1, "0000-0000-0000-0000", "time"),
    e.HandMoved(ADA, True),
    e.Noted(None, "note", "of the hall"),
    e.Noted((ADA, BOB), "incident", "between the two"),
    e.TimeReturned(((ADA, 5), (BOB, 5)), "no network"),
    e.Ordered(REQUEST, o.Compensate(((ADA, 5), (BOB, 5)), "no network"), ()),
    e.SeatsClaimed((ADA,)),
]


@pytest.mark.parametrize(("event", "left"), LEFT)
def test_what_is_the_persons_goes(event: e.Event, left: e.Event) -> None:
    assert without(event, ADA) == left
    assert without(left, ADA) is left


@pytest.mark.parametrize("event", WHOLE)
def test_what_is_of_others_or_of_all_stays(event: e.Event) -> None:
    assert without(event, ADA) is event
