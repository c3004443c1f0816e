"""Two workers over one log, as small as they can be: catch up, decide on a fork, commit or die.

What a worker serves is its own copy, built from the log's bytes; what it decides on is a fork
that is thrown away. A `World` keeps beside them each room as it ran, and shows every event to
whoever watches.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from msgspec import msgpack

from invigilate.errors import Refused
from invigilate.ids import RoomId
from invigilate.rooms.commands import Change, Command
from invigilate.rooms.events import Event, Recorded, from_bytes, to_bytes
from invigilate.rooms.orders import Order
from invigilate.rooms.room import Room, apply, decide

Fate = Literal["committed", "crashed", "unheard"]
"""crashed: before the commit; unheard: after it, so nobody was told and all is sent again."""


@dataclass(frozen=True)
class Asked:
    """A command on its way to a room."""

    room: RoomId
    actor: str
    command: Command


@dataclass(frozen=True)
class Row:
    at: int
    actor: str
    body: bytes


Outcome = list[Event] | Refused


@dataclass
class World:
    """Rooms, their logs, and the workers that write them."""

    rooms: tuple[RoomId, ...]
    watch: Callable[[Room, Recorded], None]
    workers: int = 2
    logs: dict[RoomId, list[Row]] = field(default_factory=dict)
    ran: dict[RoomId, Room] = field(default_factory=dict)
    copies: list[dict[RoomId, Room]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.logs = {room: [] for room in self.rooms}
        self.ran = {room: Room(room) for room in self.rooms}
        self.copies = [{room: Room(room) for room in self.rooms} for _ in range(self.workers)]

    def batch(self, worker: int, asks: list[Asked], now: int, fate: Fate) -> list[Outcome]:
        """One transaction; what became of each command, were it only thought of."""
        named = {ask.room for ask in asks}
        copies = self.copies[worker]
        for room in named:
            self.catch_up(copies[room], room)
        before = {room: whole(copy) for room, copy in copies.items()}
        apart = {room: whole(self.ran[room]) for room in self.rooms if room not in named}
        forks = {room: copies[room].fork() for room in named}
        records: list[tuple[RoomId, Recorded]] = []
        outcomes = [self._decide(forks[ask.room], ask, now, records) for ask in asks]
        assert {room: whole(copy) for room, copy in copies.items()} == before, "a fork leaked"
        if fate != "crashed":
            self._commit(records)
        assert {room: whole(self.ran[room]) for room in apart} == apart, "a neighbour changed"
        return outcomes

    def catch_up(self, copy: Room, room: RoomId) -> None:
        """Reads what the copy lacks from the log's bytes."""
        for row in self.logs[room][copy.version :]:
            apply(copy, Recorded(copy.version + 1, row.at, row.actor, from_bytes(row.body)))

    def rebuilt(self, room: RoomId) -> Room:
        """The room from its log alone."""
        fresh = Room(room)
        self.catch_up(fresh, room)
        return fresh

    def _decide(
        self, fork: Room, ask: Asked, now: int, records: list[tuple[RoomId, Recorded]]
    ) -> Outcome:
        at = max(fork.at, now)
        before = whole(fork)
        try:
            events = decide(fork, ask.command, at)
        except Refused as refusal:
            assert whole(fork) == before, "a refusal changed the room"
            return refusal
        assert whole(fork) == before, "deciding changed the room"
        for event in events:
            record = Recorded(fork.version + 1, at, ask.actor, event)
            apply(fork, record)
            records.append((ask.room, record))
        if isinstance(ask.command, Change | Order):
            assert decide(fork, ask.command, at) == [], "a resend did something"
        return events

    def _commit(self, records: list[tuple[RoomId, Recorded]]) -> None:
        for room, record in records:
            self.logs[room].append(Row(record.at, record.actor, to_bytes(record.event)))
            apply(self.ran[room], record)
            self.watch(self.ran[room], record)


def whole(room: Room) -> bytes:
    """All that a room is, as bytes."""
    return msgpack.encode(room)
