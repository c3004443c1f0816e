"""From frames to commands and back: the same for the socket and for the HTTP way."""

from typing import Protocol

from msgspec import Struct

from invigilate.clock import Clock
from invigilate.draining import Draining
from invigilate.errors import NotFound, Refused
from invigilate.fanout import Role
from invigilate.hub import LiveRoom
from invigilate.ids import DeviceId, RequestId, RoomId, SeatId
from invigilate.rooms import commands as c
from invigilate.rooms import orders as o
from invigilate.rooms.grades import Grade, may, may_undo
from invigilate.rooms.jumps import Jumps
from invigilate.rooms.live import LiveRooms
from invigilate.rooms.presence import Presences
from invigilate.rooms.receipts import Receipts
from invigilate.rooms.state import Outcome, Room
from invigilate.rooms.steering import choose
from invigilate.rooms.step import Held
from invigilate.settings import Settings
from invigilate.wire import frames as f
from invigilate.wire.pace import Pace

MOST_IN_FLIGHT = 32 * f.MOST_CHANGES
"""Changes that a page sends before it waits to hear of the first of them."""


class Who(Struct, frozen=True):
    """Whom a ticket names: a seat's student, or staff who may see (and, by grade, steer) it."""

    room: RoomId
    device: DeviceId
    role: Role
    seat: SeatId | None
    person: str
    grade: Grade | None
    """What staff may order (`rooms.grades`); None: a student, who orders nothing."""
    cookie: str
    """The id of the sign-in or seat cookie behind it: revoking that closes the socket."""

    @property
    def steers(self) -> bool:
        """Whether there is anything at all that they may order."""
        return self.grade in ("chief", "invigilator")


class SocketParts(Protocol):
    """What the socket needs of the server."""

    @property
    def rooms(self) -> LiveRooms: ...
    @property
    def presences(self) -> Presences: ...
    @property
    def receipts(self) -> Receipts: ...
    @property
    def jumps(self) -> Jumps: ...
    @property
    def draining(self) -> Draining: ...
    @property
    def handshakes(self) -> Pace:
        """How many sockets may be opened a second, and at once, in this worker."""
        ...

    @property
    def settings(self) -> Settings: ...
    @property
    def clock(self) -> Clock: ...
    async def read_ticket(self, ticket: str) -> Who:
        """Raises Refused where the ticket is none of ours, too old, or its cookie revoked."""
        ...


def welcome(room: LiveRoom, who: Who, resumed: bool, now_ms: int) -> f.Welcome:
    """Where this device stands."""
    version, chain = room.position
    last, exceptions, pen = 0, [], None
    if who.seat is not None:
        seat = room.copy.room.seats[who.seat]
        device = seat.devices.get(who.device)
        pen = seat.pen
        if device is not None:
            last, exceptions = device.last, sorted(device.unsaved.items())
    return f.Welcome(
        room.copy.epoch, version, chain, now_ms, resumed, who.device, last, pen, exceptions
    )


async def seated(rooms: LiveRooms, who: Who) -> LiveRoom:
    """The live room, with this device bound to its seat.

    The seat's own cookie is proof enough for another device (storage that was cleared): it joins,
    and the pen stays where it is until it is taken. Raises NotFound, Refused, Unavailable.
    """
    live = await rooms.wake(who.room)
    if who.seat is None:
        return live
    if who.seat not in live.copy.room.seats:
        # Another worker may have made the seat a moment ago.
        await rooms.followers.catch_up([who.room])
    seat = live.copy.room.seats.get(who.seat)
    if seat is None or seat.withdrawn:
        raise NotFound("no-such-seat", "This session has no such seat.")
    if who.device not in seat.devices:
        await rooms.do(who.room, f"seat:{who.seat}", c.Join(who.seat, who.device))
    return live


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
    if gap or taken:
        exceptions = _unsaved(rooms, room, seat, device)
    # Earlier turns too: what became of them may have been stored and never told.
    oldest = changes[0][0] - MOST_IN_FLIGHT if changes else 0
    told = [(turn, why) for turn, why in exceptions if oldest <= turn <= last]
    return f.Acked(device, last, told, gap, taken)


def _unsaved(
    rooms: LiveRooms, room: RoomId, seat: SeatId, device: DeviceId
) -> tuple[tuple[int, str], ...]:
    """The device's turns that are not saved, as the keeper's last batch left them."""
    copy = rooms.keeper.copies().get(room)
    state = copy.room.seats.get(seat) if copy is not None else None
    known = state.devices.get(device) if state is not None else None
    return tuple(sorted(known.unsaved.items())) if known is not None else ()


def _last(refusal: Refused) -> int:
    last = refusal.details.get("last", 0)
    return last if isinstance(last, int) else 0


async def leave_of(rooms: LiveRooms, live: LiveRoom, who: Who, action: o.Action) -> str:
    """Empty: their grade allows it. Else the word why not. Raises Unavailable.

    Of an Undo the order decides that it takes back. Whoever names it was told of it, maybe by
    another worker: where this one does not know it yet it catches up before it says yes.
    """
    word = may(who.grade, action)
    if word is None and isinstance(action, o.Undo):
        undone = _undoable(live.copy.room, action)
        if undone is None:
            await rooms.followers.catch_up([who.room])
            undone = _undoable(live.copy.room, action)
        word = None if undone is None else may_undo(who.grade, undone)
    return word or ""


def _undoable(room: Room, undo: o.Undo) -> o.Action | None:
    return next((one.action for one in room.undoable if one.request == undo.order), None)


async def answer_order(
    rooms: LiveRooms, room: RoomId, person: str, request: RequestId, action: o.Action
) -> f.Answered:
    """Orders an action and says what became of it. Raises Unavailable: send it again."""
    try:
        result = await rooms.do(room, f"person:{person}", o.Order(request, action))
    except Refused as refusal:
        return f.Answered(request, False, refusal.word, 0, [])
    assert isinstance(result, Outcome)
    reached = 0 if result.word else _count(action) - len(result.skipped)
    return f.Answered(request, False, result.word, max(0, reached), list(result.skipped))


def preview_order(
    room: Room, request: RequestId, action: o.Action, now: int, refused: str = ""
) -> f.Answered:
    """Whom an action would reach and whom it would skip, under the same rule; nothing is done.

    `refused`: why whoever asks may not order it.
    """
    if refused:
        return f.Answered(request, True, refused, 0, [])
    try:
        chosen, skipped = choose(room, action, max(room.at, now))
    except Refused as refusal:
        return f.Answered(request, True, refusal.word, 0, [])
    return f.Answered(request, True, "", len(chosen), list(skipped))


def _count(action: o.Action) -> int:
    """How many seats it names; 0 where it names none."""
    match action:
        case o.Admit() | o.CountHeld() | o.Settle():
            return 1
        case o.Compensate(entries=entries):
            return len(entries)
        case o.SetThresholds() | o.Undo():
            return 0
        case _:
            return 0 if action.seats is None else len(action.seats)
