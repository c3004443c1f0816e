"""Taking back within ten seconds: exactly what the order did, and from nobody who moved on."""

from collections.abc import Callable
from typing import get_args

import pytest
from msgspec import Struct, msgpack

from invigilate.ids import RequestId, SeatId
from invigilate.rooms.commands import Answer, Close, Hand, HandIn, Say
from invigilate.rooms.events import (
    AlertsDismissed,
    AttendanceMarked,
    Event,
    HandMoved,
    IdentityMarked,
    NoteWithdrawn,
    OrderUndone,
    Recorded,
    Reopened,
    RoomPaused,
    RoomResumed,
    SeatEnded,
    SeatsClaimed,
    SeatsLocked,
    SeatsPaused,
    SeatsResumed,
    SeatsUnlocked,
    TimeGiven,
    TimeReturned,
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
    Seats,
    SetEnd,
    SetThresholds,
    Settle,
    Tell,
    Undo,
    Unlock,
)
from invigilate.rooms.plan import Thresholds
from invigilate.rooms.room import Room, apply, decide
from invigilate.rooms.state import NOBODY, Outcome
from invigilate.rooms.steering import choose
from invigilate.rooms.timing import end_of
from invigilate.rooms.undoing import MOST_ORDERS, UNDOABLE
from tests.rooms.script import (
    ADA,
    BEN,
    CHOICE,
    CYD,
    HOUR,
    MINUTE,
    NINE,
    NOTHING,
    OPENED,
    SECOND,
    After,
    Script,
    Steps,
    begun,
    not_done,
    ordered,
    staff,
)

HER, HIM = (ADA.seat,), (BEN.seat,)
Chosen = tuple[SeatId, ...]
ALL: Chosen = (ADA.seat, BEN.seat, CYD.seat)
WRITING: Steps = (*begun(ADA, BEN, CYD), After(MINUTE))
B = Answer(CHOICE, "B")


def undo(order: str = "r1") -> Undo:
    return Undo(RequestId(order))


def undone(*events: Event, order: str = "r1", **skipped: str) -> list[Event]:
    """The order was taken back: what must have followed, in the log."""
    return [ordered("undo", undo(order), **skipped), OrderUndone(RequestId(order)), *events]


def stands(room: Room, at: int) -> list[object]:
    """How a room stands to its people: two that stand alike differ only in how they came there."""
    seats = [
        (
            (seat.status, end_of(room, seat, at), seat.paused_since is None, seat.locked),
            (seat.hand is None, seat.claimed, seat.dismissed, seat.attendance, seat.identity),
            ([note.number for note in seat.notes], seat.returned_ms, seat.answered(), seat.held),
        )
        for seat in room.seats.values()
    ]
    pause = room.pauses[-1].reason if room.paused_since is not None else None
    return [seats, pause, [note.number for note in room.notes], room.thresholds]


# --- each order, for one, several, all ------------------------------------------------------


class Case(Struct, frozen=True):
    """An order, what must stand before it, and what takes it back."""

    action: Callable[[Seats, Chosen], Action]
    back: Callable[[Seats, Chosen], list[Event]]
    given: Callable[[Seats, Chosen], Steps] = lambda _, __: ()


def gives(chosen: Chosen, *ms: int) -> tuple[tuple[SeatId, int], ...]:
    """Ledger entries for the first of Ada, Ben and Cyd."""
    return tuple(zip(chosen, ms, strict=False))


CASES: dict[type[Action], Case] = {
    Pause: Case(
        lambda seats, _: Pause(seats, "drill"),
        lambda seats, chosen: [RoomResumed() if seats is None else SeatsResumed(chosen)],
    ),
    Resume: Case(
        lambda seats, _: Resume(seats),
        lambda seats, chosen: [
            RoomPaused("drill") if seats is None else SeatsPaused(chosen, "drill")
        ],
        lambda seats, _: (staff("r0", Pause(seats, "drill")), After(MINUTE)),
    ),
    Extend: Case(
        lambda seats, _: Extend(seats, 5 * MINUTE, "noise"),
        lambda _, chosen: [TimeGiven(gives(chosen, *[-5 * MINUTE] * 3), "undone")],
    ),
    SetEnd: Case(
        lambda seats, _: SetEnd(seats, NINE + 70 * MINUTE, "bell"),
        lambda _, chosen: [
            TimeGiven(gives(chosen, -10 * MINUTE, -10 * MINUTE, 5 * MINUTE), "undone")
        ],
    ),
    Compensate: Case(
        lambda _, chosen: Compensate(gives(chosen, MINUTE, 2_000, 1), "lost"),
        lambda _, chosen: [TimeReturned(gives(chosen, -MINUTE, -2_000, -1), "undone")],
    ),
    Lock: Case(lambda seats, _: Lock(seats, "see me"), lambda _, chosen: [SeatsUnlocked(chosen)]),
    Unlock: Case(
        lambda seats, _: Unlock(seats),
        lambda _, chosen: [SeatsLocked(chosen, "see me")],
        lambda seats, _: (staff("r0", Lock(seats, "see me")),),
    ),
    End: Case(
        lambda seats, _: End(seats, "left"),
        lambda _, chosen: [Reopened(seat, 0, "undone") for seat in chosen],
    ),
    ForceSubmit: Case(
        lambda seats, _: ForceSubmit(seats, "left"),
        lambda _, chosen: [Reopened(seat, 0, "undone") for seat in chosen],
    ),
    Reopen: Case(
        lambda seats, _: Reopen(seats, 2 * HOUR, "again"),
        lambda _, chosen: [
            TimeGiven(gives(chosen, -61 * MINUTE, -61 * MINUTE, -46 * MINUTE), "undone"),
            *(SeatEnded(seat, "staff") for seat in chosen),
        ],
        lambda seats, _: (staff("r0", End(seats)),),
    ),
    Claim: Case(
        lambda _, chosen: Claim(chosen, True), lambda _, chosen: [SeatsClaimed(chosen, NOBODY)]
    ),
    Dismiss: Case(
        lambda _, chosen: Dismiss(chosen, "away", "no-matter"),
        lambda _, chosen: [AlertsDismissed(chosen, "away", "")],
    ),
    Note: Case(
        lambda seats, _: Note(seats, "incident", "A phone rang."),
        # Three are enrolled in two events, each joined and began, and the note follows its order.
        lambda seats, chosen: [NoteWithdrawn(None if seats is None else chosen, 2 + 6 + 2)],
    ),
    Attend: Case(
        lambda _, chosen: Attend(chosen, "late"), lambda _, chosen: [AttendanceMarked(chosen, "")]
    ),
    Identify: Case(
        lambda _, chosen: Identify(chosen, "doubted", "an old photo"),
        lambda _, chosen: [IdentityMarked(chosen, "", "undone")],
    ),
}
EACH = pytest.mark.parametrize("case", CASES.values(), ids=[kind.__name__ for kind in CASES])
WHOM = pytest.mark.parametrize("seats", [ALL[:1], ALL[:2], None], ids=["one", "several", "all"])


@WHOM
@EACH
def test_what_was_ordered_is_taken_back_exactly(case: Case, seats: Seats) -> None:
    chosen = ALL if seats is None else seats
    script = Script(OPENED, WRITING, case.given(seats, chosen))
    before = stands(script.room, script.now)
    script >> staff("r1", case.action(seats, chosen))
    assert stands(script.room, script.now) != before
    script >> staff("undo", undo()) << undone(*case.back(seats, chosen))
    assert stands(script.room, script.now) == before


@EACH
def test_after_ten_seconds_to_the_millisecond_it_is_too_late(case: Case) -> None:
    script = Script(OPENED, WRITING, case.given(ALL, ALL), staff("r1", case.action(ALL, ALL)))
    late = Script(OPENED, WRITING, case.given(ALL, ALL), staff("r1", case.action(ALL, ALL)))
    late >> After(10 * SECOND + 1) >> staff("undo", undo()) << not_done("undo", undo(), "too-late")
    script >> After(10 * SECOND) >> staff("undo", undo())
    assert script.room.requests[RequestId("undo")] == Outcome("")


@EACH
def test_it_is_taken_back_after_a_checkpoint_as_before_it(case: Case) -> None:
    script = Script(OPENED, WRITING, case.given(ALL, ALL), staff("r1", case.action(ALL, ALL)))
    script.room = msgpack.decode(msgpack.encode(script.room), type=Room)
    script >> staff("undo", undo()) << undone(*case.back(ALL, ALL))


@EACH
def test_it_is_taken_back_once(case: Case) -> None:
    script = Script(OPENED, WRITING, case.given(ALL, ALL), staff("r1", case.action(ALL, ALL)))
    script >> staff("undo", undo()) >> staff("r2", undo())
    script << not_done("r2", undo(), "not-undoable")
    script >> staff("undo", undo()) << NOTHING


def test_every_order_that_can_be_taken_back_is_tried() -> None:
    assert {*CASES} == {*UNDOABLE}


NOT_UNDOABLE: list[Action] = [
    Announce(None, "Hello"),
    Tell(ALL, "Hello"),
    Admit(ADA.seat, ADA.another("ada-3").device),
    CountHeld(CYD.seat),
    Settle(ADA.seat, 99),
    SetThresholds(Thresholds(away_times=5)),
    undo("r0"),
]


@pytest.mark.parametrize("action", NOT_UNDOABLE, ids=lambda action: type(action).__name__)
def test_what_was_said_counted_or_let_in_is_not_taken_back(action: Action) -> None:
    script = Script(OPENED, WRITING, ADA.another("ada-3").knocks, ADA.signs(Say("m1", "May I?")))
    script >> CYD(2, HandIn()) >> CYD(3, B) >> staff("r0", Attend(ALL, "present"))
    script >> staff("r1", action)
    assert script.room.requests[RequestId("r1")].word == ""
    script >> staff("undo", undo()) << not_done("undo", undo(), "not-undoable")


def test_every_order_either_can_be_taken_back_or_is_known_not_to() -> None:
    assert {*CASES, *map(type, NOT_UNDOABLE)} == {*get_args(Action)}


def test_what_was_never_ordered_or_was_refused_is_not_taken_back() -> None:
    script = Script(OPENED, WRITING, staff("r1", Unlock(ALL)))
    script >> staff("undo", undo()) << not_done("undo", undo(), "not-undoable")
    script >> staff("r2", undo("r9")) << not_done("r2", undo("r9"), "no-such-order")


def test_of_an_order_that_is_long_ago_nothing_is_kept() -> None:
    script = Script(OPENED, WRITING, staff("r1", Attend(ALL, "late")), After(10 * SECOND + 1))
    script >> staff("r2", Attend(ALL, "present"))
    assert [one.request for one in script.room.undoable] == ["r2"]
    script >> staff("undo", undo()) << not_done("undo", undo(), "not-undoable")


def test_another_proctor_may_take_it_back() -> None:
    script = Script(OPENED, WRITING, staff("r1", Claim(ALL, True)))
    events = decide(script.room, staff("undo", undo()), script.now)
    for event in events:
        record = Recorded(script.room.version + 1, script.now, "person:another", event)
        apply(script.room, record)
    assert [seat.claimed for seat in script.room.seats.values()] == ["", "", ""]


def test_a_closed_session_takes_nothing_back() -> None:
    script = Script(OPENED, WRITING, staff("r1", Extend(None, MINUTE, "")), Close())
    script >> staff("undo", undo()) << not_done("undo", undo(), "closed")


def test_after_the_close_what_may_still_be_done_may_still_be_taken_back() -> None:
    script = Script(OPENED, WRITING, Close(), staff("r1", Note(None, "incident", "A slip.")))
    script >> staff("undo", undo())
    assert script.room.notes == []


def test_what_is_kept_for_taking_back_is_bounded() -> None:
    script = Script(OPENED, WRITING)
    for n in range(MOST_ORDERS + 5):
        script >> staff(f"c{n}", Claim(ALL, True))
    kept = [one.request for one in script.room.undoable]
    assert kept == [f"c{n}" for n in range(5, MOST_ORDERS + 5)]


def test_a_board_is_told_beforehand_whom_it_would_reach() -> None:
    script = Script(OPENED, WRITING, staff("r1", Extend(ALL, MINUTE, "")), BEN(2, HandIn()))
    assert choose(script.room, undo(), script.now) == (
        [ADA.seat, CYD.seat],
        ((BEN.seat, "submitted"),),
    )


# --- alerts ---------------------------------------------------------------------------------


def test_a_hand_that_was_lowered_by_mistake_is_up_again() -> None:
    script = Script(OPENED, begun(ADA, BEN), ADA.signs(Hand(True)))
    script >> staff("r1", Dismiss((*HER, *HIM), "hand", "seen-to")) >> staff("undo", undo())
    dismissed = AlertsDismissed((*HER, *HIM), "hand", "")
    script << undone(dismissed, HandMoved(ADA.seat, True))


def test_a_hand_that_is_up_again_already_is_not_raised_twice() -> None:
    script = Script(OPENED, begun(ADA), ADA.signs(Hand(True)))
    script >> staff("r1", Dismiss(HER, "hand", "seen-to")) >> ADA.signs(Hand(True))
    script >> staff("undo", undo()) << undone(AlertsDismissed(HER, "hand", ""))


def test_a_dismissal_before_the_one_that_is_taken_back_stands_again() -> None:
    script = Script(OPENED, begun(ADA), staff("r0", Dismiss(HER, "away", "seen-to")), After(MINUTE))
    script >> staff("r1", Dismiss(HER, "away", "no-matter"))
    assert script.row(ADA).dismissed == (("away", NINE + MINUTE),)
    script >> staff("undo", undo())
    assert script.row(ADA).dismissed == (("away", NINE),)
