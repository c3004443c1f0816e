"""One batch of commands in one transaction, as a conversation with a store that it cannot see.

The generator yields what it wants (`log.Want`) and is sent the answer, so every store runs the
same code. The store commits after the last want and only then uses the returned `Batch`; if the
commit fails, or nobody knows whether it did, the batch is dropped and the next lock catches up
with whatever really happened. Commands are decided on forks: the copies given are not changed.
"""

import json
from collections.abc import Callable, Generator, Iterable
from contextlib import suppress
from typing import Any

from msgspec import Struct

from invigilate.errors import Refused
from invigilate.ids import RoomId
from invigilate.rooms import commands as c
from invigilate.rooms import events as e
from invigilate.rooms import orders as o
from invigilate.rooms.catching_up import CatchUp, Story
from invigilate.rooms.log import (
    Append,
    BrokenLog,
    Copy,
    Head,
    Lock,
    Locked,
    LogRow,
    SealRow,
    Want,
    take,
    written,
)
from invigilate.rooms.room import decide
from invigilate.rooms.sealing import in_paper_order
from invigilate.rooms.state import Outcome, Room, Status
from invigilate.rooms.timing import next_due, sooner_due

UNSEALED = (Status.IN_PROGRESS, Status.ENDED)
"""Whom an outage could harm: who wrote, or whose booklet was not sealed."""


class Ask(Struct, frozen=True):
    """Commands of one actor for one room, decided in order and together."""

    room: RoomId
    actor: str
    commands: tuple[c.Command, ...]


class Held(Struct, frozen=True):
    """What a device knows after its changes were dealt with."""

    last: int
    exceptions: tuple[tuple[int, str], ...]


Result = list[e.Event] | Outcome | Held | Refused | BrokenLog
"""Of one command: events of a gesture or of the house, the outcome of an order, where a change's
device stands, or the refusal. BrokenLog: the room has stopped."""


class Batch(Struct):
    """What holds once the transaction is committed."""

    results: list[list[Result]]
    """One list for each ask, one result for each of its commands."""
    stories: dict[RoomId, Story]
    broken: dict[RoomId, str]
    caught_up: bool
    now: int
    alarms: list[str]
    """What staff of the installation must hear: faults, lost tails, broken logs."""
    wrote: bool
    """Whether the store took anything: what was only caught up says nothing of that."""


class Chance(Struct, frozen=True):
    """What a step may not make itself."""

    salt: Callable[[], bytes]
    epoch: Callable[[], str]


class Look(Struct, frozen=True):
    """What the keeper makes of room time, the moment it has the lock."""

    may_expire: bool
    outage: tuple[int, int] | None
    """No worker was alive between these: noted first in every room where somebody was writing."""


def trusting(_: int) -> Look:
    """Time is right and nobody was away."""
    return Look(True, None)


Steps = Generator[Want, Any, Batch]


def step(
    copies: dict[RoomId, Copy],
    asks: list[Ask],
    chance: Chance,
    look: Callable[[int], Look] = trusting,
) -> Steps:
    """Decides a batch. `copies` are what the worker knows of rooms; cold ones may be missing.

    `look` is asked once, right after the lock, with room time.
    """
    rooms = tuple(sorted({ask.room for ask in asks}))
    locked: Locked = yield Lock(rooms)
    caught = CatchUp(locked, chance.epoch)
    looked = look(locked.now)
    yield from caught.run(copies)
    work = _Work(caught, chance, looked)
    results = [work.ask(ask) for ask in asks]
    append = work.append()
    if append.rows or append.heads:
        yield append
    return work.batch(asks, results)


class _Work:
    """One batch under the lock."""

    def __init__(self, caught: CatchUp, chance: Chance, look: Look) -> None:
        self.heads = caught.heads
        self.now = caught.now
        self.stories = caught.stories
        self.broken = caught.broken
        self.due = caught.due
        self.alarms = caught.alarms
        self.caught_up = caught.read_any
        self.chance = chance
        self.outage = look.outage
        self.may_expire = look.may_expire
        self.new_rows: dict[RoomId, list[LogRow]] = {}
        self.seals: dict[RoomId, list[SealRow]] = {}

    # -- deciding

    def ask(self, ask: Ask) -> list[Result]:
        """Decides an ask's commands in order, each on what the ones before it made."""
        if ask.room not in self.heads:
            missing = Refused("no-session", "No such session.")
            return [missing for _ in ask.commands]
        story = self.stories.get(ask.room)
        if story is None:
            return [BrokenLog(self.broken[ask.room]) for _ in ask.commands]
        try:
            self._note_outage(story)
            return [self._command(story, ask.actor, command) for command in ask.commands]
        except Exception as fault:
            # An event could not be applied, or what follows from it not be worked out: the copy
            # stands half-way, and nothing of it may be stored.
            self._stop(ask.room, fault)
            return [BrokenLog(str(fault)) for _ in ask.commands]

    def _stop(self, room: RoomId, fault: Exception) -> None:
        """This room stops, its neighbours go on."""
        self.alarms.append(f"room {room} has stopped: {fault}")
        self.broken[room] = str(fault)
        for kept in (self.stories, self.new_rows, self.due, self.seals):
            kept.pop(room, None)

    def _note_outage(self, story: Story) -> None:
        room = story.copy.room
        if self.outage is None or room.plan is None or room.closed_at is not None:
            return
        since, until = self.outage
        if room.at <= until and any(seat.status in UNSEALED for seat in room.seats.values()):
            with suppress(Refused):
                self._run(story, "house", c.NoteOutage(since, until))

    def _command(self, story: Story, actor: str, command: c.Command) -> Result:
        if isinstance(command, c.Expire) and not self.may_expire:
            return []
        try:
            events = self._run(story, actor, command)
        except Refused as refusal:
            return refusal
        if isinstance(command, o.Order):
            return story.copy.room.requests[command.request]
        if isinstance(command, c.Change):
            return _standing(story.copy.room, command)
        if isinstance(command, c.Expire):
            self.due[story.copy.room.id] = next_due(story.copy.room, self._at(story))
        return events

    def _at(self, story: Story) -> int:
        return max(story.copy.room.at, self.now)

    def _run(self, story: Story, actor: str, command: c.Command) -> list[e.Event]:
        room = story.copy.room
        at = self._at(story)
        try:
            events = decide(room, command, at)
            _check(events)
        except Refused:
            raise
        except Exception as fault:
            self.alarms.append(f"{type(command).__name__} in room {room.id}: {fault!r}")
            events = _faulty(room, command, fault)
        for event in events:
            row = written(story.copy, event, at, actor, self.chance.salt())
            take(story.copy, row)
            story.rows.append(row)
            self.new_rows.setdefault(room.id, []).append(row)
            if isinstance(event, e.Sealed):
                self.seals.setdefault(room.id, []).append(_seal_row(room, event, at))
        if events:
            self._sooner(room, events, at)
        return events

    def _sooner(self, room: Room, events: list[e.Event], at: int) -> None:
        instants = (self.due.get(room.id, self.heads[room.id].due_at), sooner_due(room, events, at))
        known = [instant for instant in instants if instant is not None]
        self.due[room.id] = min(known, default=None)

    # -- writing

    def batch(self, asks: list[Ask], results: list[list[Result]]) -> Batch:
        """The batch; whoever asked a room that stopped meanwhile hears so."""
        for place, ask in enumerate(asks):
            if ask.room in self.broken:
                results[place] = [BrokenLog(self.broken[ask.room]) for _ in ask.commands]
        wrote = any(self.new_rows.values())
        return Batch(
            results, self.stories, self.broken, self.caught_up, self.now, self.alarms, wrote
        )

    def append(self) -> Append:
        """All new rows and moved heads, rooms in order."""
        rows = [row for room in sorted(self.new_rows) for row in self.new_rows[room]]
        seals = [seal for room in sorted(self.seals) for seal in self.seals[room]]
        return Append(rows, list(self._moved_heads()), seals)

    def _moved_heads(self) -> Iterable[Head]:
        for room in sorted(self.stories):
            copy, old = self.stories[room].copy, self.heads[room]
            due_at = self.due.get(room, old.due_at)
            new = Head(room, copy.version, copy.epoch, copy.chain, copy.room.at, due_at)
            if new != old:
                yield new


def _check(events: list[e.Event]) -> None:
    """Raises where an event could not be stored and read back, before any of them is."""
    for event in events:
        e.from_bytes(e.to_bytes(event))


def _faulty(room: Room, command: c.Command, fault: Exception) -> list[e.Event]:
    """A fault of ours: the command alone is dropped; a numbered change is held with its body.

    Raises Refused `fault` for what is not numbered, or has a body that cannot even be stored.
    """
    if isinstance(command, c.Change) and (seat := room.seats.get(command.seat)) is not None:
        device = seat.devices.get(command.device)
        if command.turn == (0 if device is None else device.last) + 1:
            held = e.ChangeHeld(command.seat, command.device, command.turn, command.what, "fault")
            with suppress(Exception):
                _check([held])
                return [held]
    raise Refused("fault", "This could not be done: a fault of ours. Tell staff.") from fault


def _standing(room: Room, change: c.Change) -> Held:
    device = room.seats[change.seat].devices[change.device]
    return Held(device.last, tuple(sorted(device.unsaved.items())))


def _seal_row(room: Room, event: e.Sealed, at: int) -> SealRow:
    seat = room.seats[event.seat]
    assert room.plan is not None
    record = {
        "number": seat.entry.number,
        "name": seat.entry.name,
        "answers": in_paper_order(room, seat.answered()),
    }
    return SealRow(
        room.id,
        room.plan.organisation,
        event.seat,
        event.number,
        room.plan.edition,
        json.dumps(record, ensure_ascii=False).encode(),
        event.fingerprint,
        at,
    )
