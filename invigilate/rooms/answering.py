"""From frames to commands and back: the same for the socket and for the HTTP way."""

from invigilate.errors import Refused
from invigilate.ids import DeviceId, RequestId, RoomId, SeatId
from invigilate.rooms import commands as c
from invigilate.rooms.live import LiveRooms
from invigilate.rooms.state import Outcome, Room
from invigilate.rooms.steering import choose
from invigilate.rooms.step import Held
from invigilate.wire import frames as f


async def answer_changes(
    rooms: LiveRooms,
    room: RoomId,
    seat: SeatId,
    device: DeviceId,
    changes: list[tuple[int, c.What]],
) -> f.Acked:
    """Stores numbered changes, in order, and says where the device stands.

    Raises Unavailable: nothing is known, the journal sends them again.
    """
    commands = [c.Change(seat, device, turn, what) for turn, what in changes[: f.MOST_CHANGES]]
    results = await rooms.ask(room, f"seat:{seat}", *commands)
    last, gap, taken = 0, False, False
    exceptions: tuple[tuple[int, str], ...] = ()
    for result in results:
        match result:
            case Held():
                last, exceptions = result.last, result.exceptions
            case Refused(word="gap"):
                last, gap = _last(result), True
            case Refused(word="turn-taken"):
                last, taken = _last(result), True
            case _:
                pass
    asked = {change.turn for change in commands}
    told = [(turn, why) for turn, why in exceptions if turn in asked]
    return f.Acked(device, last, told, gap, taken)


def _last(refusal: Refused) -> int:
    last = refusal.details.get("last", 0)
    return last if isinstance(last, int) else 0


async def answer_order(
    rooms: LiveRooms, room: RoomId, person: str, request: RequestId, action: c.Action
) -> f.Answered:
    """Orders an action and says what became of it. Raises Unavailable: send it again."""
    try:
        result = await rooms.do(room, f"person:{person}", c.Order(request, action))
    except Refused as refusal:
        return f.Answered(request, False, refusal.word, 0, [])
    assert isinstance(result, Outcome)
    reached = 0 if result.word else _count(action) - len(result.skipped)
    return f.Answered(request, False, result.word, max(0, reached), list(result.skipped))


def preview_order(room: Room, request: RequestId, action: c.Action, now: int) -> f.Answered:
    """Whom an action would reach and whom it would skip, under the same rule; nothing is done."""
    try:
        chosen, skipped = choose(room, action, max(room.at, now))
    except Refused as refusal:
        return f.Answered(request, True, refusal.word, 0, [])
    return f.Answered(request, True, "", len(chosen), list(skipped))


def _count(action: c.Action) -> int:
    if isinstance(action, c.Admit | c.CountHeld):
        return 1
    return len(action.seats) if action.seats is not None else 0
