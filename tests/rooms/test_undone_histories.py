"""In any history an order that is taken back at once leaves no trace."""

from collections import Counter
from collections.abc import Iterator

from invigilate.ids import RequestId
from invigilate.rooms.events import Recorded
from invigilate.rooms.orders import Order, Undo
from invigilate.rooms.room import Room, apply, decide
from invigilate.rooms.state import Outcome
from invigilate.rooms.undoing import UNDOABLE
from tests.rooms.proctors import ORDERS, Proctors
from tests.rooms.script import staff
from tests.rooms.test_histories import History
from tests.rooms.test_undoing import stands


def done(room: Room, order: Order, at: int) -> Room:
    """The room after this order, done on a fork."""
    fork = room.fork()
    for event in decide(fork, order, at):
        apply(fork, Recorded(fork.version + 1, at, "person:proctor", event))
    return fork


def test_in_any_history_an_order_taken_back_at_once_leaves_no_trace() -> None:
    """But where it made something count, or reached who was over: those seats it leaves out."""
    tried: Counter[str] = Counter()
    for seed in range(4):
        history = History(seed, Counter(), Counter())
        for events in range(60, 900, 60):
            history.run_to(events)
            for room in history.world.ran.values():
                tried.update(_tries(history, room))
    assert {kind for kind in UNDOABLE if not tried[kind.__name__]} == set()


def _tries(history: History, room: Room) -> Iterator[str]:
    """Each kind of order is tried and taken back; says which ones left no trace."""
    proctors, at = Proctors(history.chance, "tried"), max(room.at, history.now)
    for kind in ORDERS:
        order = staff("tried", proctors.of_kind(kind, room, at))
        after = done(room, order, at)
        if not any(one.request == "tried" for one in after.undoable):
            continue
        back = done(after, staff("undo", Undo(RequestId("tried"))), at)
        outcome = back.requests[RequestId("undo")]
        if outcome == Outcome("") and not _made_count(room, after):
            assert stands(back, at) == stands(room, at), order
            yield kind
        else:
            assert {outcome.word, *(word for _, word in outcome.skipped)} <= {"", "submitted"}


def _made_count(before: Room, after: Room) -> bool:
    return any(after.seats[s].held != seat.held for s, seat in before.seats.items())
