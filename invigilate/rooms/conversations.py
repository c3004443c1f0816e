"""What of one seat is read on demand rather than told: its conversation, and what was kept apart.

Texts would make every row and every view heavy; a board's row says how many there are, and a
view that something is held.
"""

from msgspec import Struct

from invigilate.errors import NotFound
from invigilate.ids import DeviceId, SeatId
from invigilate.rooms.commands import Answer, Clear, Flag
from invigilate.rooms.conversing import mergeable
from invigilate.rooms.plan import Value
from invigilate.rooms.state import Held, Room, Seat


class Text(Struct, frozen=True):
    """One text of a conversation, as staff see it."""

    number: int
    at: int
    by: str
    """"seat:…" or "person:…"."""
    own: bool
    """The student wrote it."""
    text: str


class Gone(Struct, frozen=True):
    """A time away from the page; `ms` None: not known to be over."""

    since: int
    ms: int | None
    why: str


class Conversation(Struct, frozen=True):
    """What staff read of one seat."""

    read: int
    """Up to which the student has read."""
    messages: list[Text]
    away: list[Gone]


class FlagApart(Struct, frozen=True):
    """A mark to come back to that another device of the seat put or took away without a pen."""

    device: DeviceId
    item: int
    on: bool
    at: int
    turns: list[int]


class HandInApart(Struct, frozen=True):
    """Another device of the seat asked to hand in without a pen: nothing was handed in."""

    device: DeviceId
    at: int
    """When it came to the server."""
    turns: list[int]


class Apart(Struct, frozen=True):
    """What another device of the seat put into a slot while it had no pen."""

    device: DeviceId
    slot: int
    value: Value | None
    """None: it took the value away."""
    at: int
    """When it came to the server."""
    stands_at: int | None
    """When what counts in the slot was saved; None: nothing ever was."""
    turns: list[int]
    """The device's changes of this slot: they are dealt with together."""


_Groups = dict[tuple[DeviceId, int], list[Held]]
"""By device and place, in the order in which they were held."""


class KeptApart(Struct, frozen=True):
    """All that waits for the student to decide about it."""

    apart: list[Apart]
    flags: list[FlagApart]
    hand_ins: list[HandInApart]


def conversation(room: Room, seat_id: SeatId) -> Conversation:
    """Of a seat. Raises NotFound."""
    seat = room.seats.get(seat_id)
    if seat is None:
        raise NotFound("no-such-seat", "This session has no such seat.")
    return Conversation(
        seat.read,
        [Text(m.number, m.at, m.by, m.id != "", m.text) for m in seat.messages],
        [Gone(one.since, one.ms, one.why) for one in seat.away],
    )


def kept_apart(room: Room, seat_id: SeatId, device: DeviceId) -> KeptApart:
    """What the other devices of a seat kept, of each place the newest, in the paper's order."""
    seat = room.seats[seat_id]
    answers: _Groups = {}
    flags: _Groups = {}
    hand_ins: dict[DeviceId, list[Held]] = {}
    for held in mergeable(seat, device):
        match held.what:
            case Answer(slot=slot) | Clear(slot=slot):
                answers.setdefault((held.device, slot), []).append(held)
            case Flag(item=item):
                flags.setdefault((held.device, item), []).append(held)
            case _:
                hand_ins.setdefault(held.device, []).append(held)
    return KeptApart(
        [_answer_apart(seat, slot, group) for (_, slot), group in _by_place(answers)],
        [_flag_apart(item, group) for (_, item), group in _by_place(flags)],
        [HandInApart(other, group[-1].at, _turns(group)) for other, group in hand_ins.items()],
    )


def _by_place(groups: _Groups) -> list[tuple[tuple[DeviceId, int], list[Held]]]:
    return sorted(groups.items(), key=lambda pair: pair[0][1])


def _turns(group: list[Held]) -> list[int]:
    return [held.turn for held in group]


def _answer_apart(seat: Seat, slot: int, group: list[Held]) -> Apart:
    newest, kept = group[-1], seat.answers.get(slot)
    value = newest.what.value if isinstance(newest.what, Answer) else None
    stands_at = None if kept is None else kept.at
    return Apart(newest.device, slot, value, newest.at, stands_at, _turns(group))


def _flag_apart(item: int, group: list[Held]) -> FlagApart:
    newest = group[-1]
    on = isinstance(newest.what, Flag) and newest.what.on
    return FlagApart(newest.device, item, on, newest.at, _turns(group))
