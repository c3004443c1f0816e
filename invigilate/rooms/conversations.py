"""What of one seat is read on demand rather than told: its conversation, and what was kept apart.

Texts would make every row and every view heavy; a board's row says how many there are, and a
view that something is held.
"""

from msgspec import Struct

from invigilate.errors import NotFound
from invigilate.ids import DeviceId, SeatId
from invigilate.rooms.commands import Answer
from invigilate.rooms.conversing import mergeable
from invigilate.rooms.plan import Value
from invigilate.rooms.state import Held, Room


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


def kept_apart(room: Room, seat_id: SeatId, device: DeviceId) -> list[Apart]:
    """What the other devices of a seat kept, the newest of each slot, in the paper's order."""
    seat = room.seats[seat_id]
    groups: dict[tuple[DeviceId, int], list[Held]] = {}
    for held in mergeable(seat, device):
        groups.setdefault((held.device, getattr(held.what, "slot", 0)), []).append(held)
    apart = []
    for (other, slot), group in sorted(groups.items(), key=lambda pair: pair[0][1]):
        newest = group[-1]
        kept = seat.answers.get(slot)
        value = newest.what.value if isinstance(newest.what, Answer) else None
        stands_at = None if kept is None else kept.at
        turns = [held.turn for held in group]
        apart.append(Apart(other, slot, value, newest.at, stands_at, turns))
    return apart
