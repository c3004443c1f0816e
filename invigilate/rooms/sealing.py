"""Counting what is held, ending and sealing: the events that follow one another at a seat's end.

Held for a pause or a lock counts when that ends, and before any end takes effect. Held as late,
without the pen, on a sealed booklet or by a fault counts when staff say so. Two things are never
countable: a splice that fits no text, for its device sent the whole text under its next turn, and
what the same device has written over since.
"""

from invigilate.ids import DeviceId, RoomId, SeatId
from invigilate.rooms.commands import Answer, Clear, HandIn, Splice
from invigilate.rooms.events import Event, HeldCounted, Sealed, SeatEnded
from invigilate.rooms.plan import Value
from invigilate.rooms.state import Held, Room, Seat, Status
from invigilate.rooms.texts import fingerprint

BY_ITSELF = ("paused", "locked")
BY_STAFF = ("late", "pen", "sealed", "fault")


def countable(seat: Seat, reasons: tuple[str, ...]) -> list[Held]:
    """What is held for these reasons and can be counted, in the order in which it was held."""
    return [
        held
        for held in seat.held
        if held.reason in reasons and not isinstance(held.what, Splice) and not held.superseded
    ]


def count(seat_id: SeatId, held: list[Held]) -> list[Event]:
    """The event that counts these, or none."""
    turns: tuple[tuple[DeviceId, int], ...] = tuple((h.device, h.turn) for h in held)
    return [HeldCounted(seat_id, turns)] if turns else []


def release(room: Room, seat_id: SeatId, seat: Seat) -> list[Event]:
    """What follows when nothing holds a seat back any more: its held changes count.

    A hand-in among them takes effect.
    """
    held = countable(seat, BY_ITSELF)
    events = count(seat_id, held)
    if _hands_in(seat, held):
        events += _end(seat_id, seat, "handed in")
        events.append(seal(room, seat_id, seat, "handed in", held))
    return events


def hand_in(room: Room, seat_id: SeatId, seat: Seat, device: DeviceId) -> list[Event]:
    """What follows a saved hand-in: all that this device numbered before has been dealt with."""
    return [*_end(seat_id, seat, "handed in"), seal(room, seat_id, seat, "handed in", [])]


def end(room: Room, seat_id: SeatId, seat: Seat, why: str) -> list[Event]:
    """What is held by a pause or lock counts, then writing is over."""
    held = countable(seat, BY_ITSELF)
    events = count(seat_id, held)
    if _hands_in(seat, held):
        return [
            *events,
            *_end(seat_id, seat, "handed in"),
            seal(room, seat_id, seat, "handed in", held),
        ]
    return [*events, *_end(seat_id, seat, why)]


def submit(room: Room, seat_id: SeatId, seat: Seat, why: str) -> list[Event]:
    """Ends where that is still to do, and seals."""
    held = countable(seat, BY_ITSELF)
    return [
        *count(seat_id, held),
        *_end(seat_id, seat, why),
        seal(room, seat_id, seat, why, held),
    ]


def count_for_staff(room: Room, seat_id: SeatId, seat: Seat) -> list[Event]:
    """Counts what waits for staff; on a sealed booklet that makes the next seal.

    A late hand-in of the pen's device takes effect where the booklet still waits in Ended.
    """
    held = countable(seat, BY_STAFF)
    events = count(seat_id, held)
    if seat.status is Status.SUBMITTED and any(not isinstance(h.what, HandIn) for h in held):
        events.append(seal(room, seat_id, seat, "held counted", held))
    if seat.status is Status.ENDED and _hands_in(seat, held):
        events.append(seal(room, seat_id, seat, "handed in", held))
    return events


def _hands_in(seat: Seat, held: list[Held]) -> bool:
    return any(isinstance(h.what, HandIn) and h.device == seat.pen for h in held)


def seal(room: Room, seat_id: SeatId, seat: Seat, why: str, counting: list[Held]) -> Sealed:
    """The next seal of a seat, over what counts once `counting` counts too."""
    answers = seat.answered()
    for held in counting:
        match held.what:
            case Answer(slot=slot, value=value):
                answers[slot] = value
            case Clear(slot=slot):
                answers.pop(slot, None)
            case _:
                pass
    number = len(seat.seals) + 1
    mark = seal_mark(room, room.id, seat_id, number, answers)
    return Sealed(seat_id, number, mark, why)


def seal_mark(
    room: Room, room_id: RoomId, seat_id: SeatId, number: int, answers: dict[int, Value]
) -> str:
    """The fingerprint of these answers under this seal."""
    assert room.plan is not None
    return fingerprint(room_id, seat_id, room.plan.edition, number, in_paper_order(room, answers))


def in_paper_order(room: Room, answers: dict[int, Value]) -> list[tuple[str, Value]]:
    """Answers as the receipt lists them: (label, value) by slot."""
    assert room.plan is not None
    return [(room.plan.slots[slot].label, answers[slot]) for slot in sorted(answers)]


def _end(seat_id: SeatId, seat: Seat, why: str) -> list[Event]:
    return [SeatEnded(seat_id, why)] if seat.status is Status.IN_PROGRESS else []
