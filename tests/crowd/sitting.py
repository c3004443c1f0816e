"""A sitting for the checker: two rooms and two workers by chance, on the real core, fully recorded.

The keeper's step runs as it does in a server, over a log in memory. Workers die before or after
their commit; journals send again what nobody was told of, or never come back. What the people of
the rooms see goes into a real recorder, on a clock that the sitting turns.
"""

import json
from dataclasses import dataclass, field
from itertools import count
from random import Random
from typing import Any

from msgspec import msgpack
from msgspec.structs import replace

from invigilate.crowd.checking.history import Aftermath, BookletSeen, CodeUse, History, Sample
from invigilate.crowd.checking.stored import Log, SealStored
from invigilate.crowd.recorder import Put, Recorder
from invigilate.errors import Refused
from invigilate.ids import DeviceId, RoomId
from invigilate.rooms import commands as c
from invigilate.rooms import orders as o
from invigilate.rooms.log import (
    Copy,
    blank,
    chain8,
    read,
)
from invigilate.rooms.state import Outcome, Room
from invigilate.rooms.step import Ask, Batch, Chance, Held, step
from invigilate.rooms.views import seat_view, student_view
from tests.crowd.memory import ROOMS, Memory
from tests.rooms.crowd import Crowd
from tests.rooms.script import NINE
from tests.rooms.workers import Asked

ESSAY = 7
"""The slot that takes a text of any length."""
PROCTOR = "proctor"


@dataclass
class Run:
    """What the checker is given: all of it may be changed, to be caught."""

    history: History
    logs: dict[RoomId, Log]
    booklets: dict[str, BookletSeen]
    recorder: Recorder


class Named(Crowd):
    """Seats of different rooms have different names, as everywhere outside these tests."""

    def opens(self) -> list[c.Command]:
        return [self._named(command) for command in super().opens()]

    def acts(self, room: Room, now: int) -> Asked:
        asked = super().acts(room, now)
        return Asked(asked.room, asked.actor, self._named(asked.command))

    def _named(self, command: c.Command) -> c.Command:
        if not isinstance(command, c.Enrol):
            return command
        named = tuple(
            e if e.seat.startswith(self.name) else replace(e, seat=f"{self.name}{e.seat}")
            for e in command.entries
        )
        return c.Enrol(named)


@dataclass
class Sitting:
    """A whole sitting under one seed."""

    seed: int
    chance: Random = field(init=False)
    memory: Memory = field(default_factory=Memory)
    now: int = NINE
    ticks: Any = field(default_factory=count)
    workers: list[dict[RoomId, Copy]] = field(default_factory=lambda: [{}, {}])
    journals: dict[DeviceId, dict[int, c.What]] = field(default_factory=dict)
    """What a device sent and was told nothing of: it sends this again before anything else."""
    seen: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)
        self.crowds = {room: Named(self.chance, room) for room in ROOMS}
        self.recorder = Recorder(lambda: float(next(self.ticks)))
        self.rooms = {room: Room(room) for room in ROOMS}

    def run(self, events: int) -> Run:
        """From opening to the last stragglers after the close."""
        for room, crowd in self.crowds.items():
            self.commit([Asked(room, "house", command) for command in crowd.opens()])
            self.recorder.page(f"board {room}", room)
        while sum(len(rows) for rows in self.memory.rows.values()) < events:
            self.step()
        self.commit([Asked(room, "house", c.Close("end")) for room in ROOMS])
        for _ in range(20):
            self.step()
        return self._made()

    def step(self) -> None:
        """Some people do something, and one worker decides it, if it lives."""
        self.now += int(self.chance.expovariate(1 / 2_500))
        asks = [self._somebody() for _ in range(self.chance.randint(1, 5))]
        fate = self.chance.choices(("committed", "crashed", "unheard"), (88, 6, 6))[0]
        self.commit(asks, fate)
        if fate != "committed" and self.chance.random() < 0.7:
            self.commit(asks)

    def commit(self, asks: list[Asked], fate: str = "committed") -> None:
        """One batch by one of the workers."""
        for ask in asks:
            self._asked(ask)
        worker = self.chance.randrange(2)
        steps = step(
            self.workers[worker],
            [Ask(ask.room, ask.actor, (ask.command,)) for ask in asks],
            Chance(lambda: self.chance.randbytes(16), lambda: "another epoch"),
        )
        batch = self.memory.run(steps, self.now, commits=fate != "crashed")
        assert batch.alarms == []
        if fate != "committed":
            self.workers[worker] = {}  # it died: another starts from the log
            return
        for room, story in batch.stories.items():
            self.workers[worker][room] = story.copy
            self.rooms[room] = story.copy.room
        for ask, results in zip(asks, batch.results, strict=True):
            self._told(ask, results[0])
        self._look(batch)

    # -- what people do, and what they are told

    def _somebody(self) -> Asked:
        room = self.chance.choice(ROOMS)
        asked = self.crowds[room].acts(self.rooms[room], self.now)
        change = asked.command
        if not isinstance(change, c.Change):
            return asked
        if change.device not in self.rooms[room].seats[change.seat].devices:
            return Asked(
                room, asked.actor, c.Join(change.seat, change.device)
            )  # as the socket does
        waits = self.journals.get(change.device)
        if waits:
            first = min(waits)
            change = replace(change, turn=first, what=waits[first])
        elif isinstance(change.what, c.Answer) and change.what.slot == ESSAY:
            mark = self.recorder.marked(room, change.seat)
            change = replace(change, what=replace(change.what, value=f"{mark}{change.what.value}"))
        return Asked(room, asked.actor, change)

    def _asked(self, ask: Asked) -> None:
        match ask.command:
            case o.Order(request=request, action=action):
                self.recorder.ordered(request, action, ask.room)
            case c.Change(seat=seat, device=device, turn=turn, what=what):
                last = self.rooms[ask.room].seats[seat].devices[device].last
                if turn > last and self.recorder.of_turn(device, turn) is None:
                    self.recorder.put(Put(seat, device, turn, what, None))
                    self.journals.setdefault(device, {})[turn] = what
            case _:
                pass

    def _told(self, ask: Asked, result: object) -> None:
        match ask.command, result:
            case o.Order(request=request), Outcome(word=word):
                self.recorder.answered(request, word)
            case c.Change(device=device), Held(last=last, exceptions=exceptions):
                self.recorder.acknowledged(device, last, dict(exceptions))
                waits = self.journals.get(device, {})
                self.journals[device] = {t: what for t, what in waits.items() if t > last}
            case c.Change(device=device, turn=turn), Refused(word="gap"):
                # It was a slip; a page would never have made this change.
                if self.journals.get(device, {}).pop(turn, None) is not None:
                    self.recorder.forget(device, turn)
            case _:
                pass

    def _look(self, batch: Batch) -> None:
        """One student's page and the board look at each room that moved."""
        for room_id, story in batch.stories.items():
            room, version, chain = story.copy.room, story.copy.version, chain8(story.copy.chain)
            if room.plan is None:
                continue
            seat = self.chance.choice(list(room.seats))
            self.recorder.page(f"page {seat}", room_id, seat)
            self.recorder.shown(seat, version, seat_view(room, seat).end)
            view = msgpack.encode(student_view(room, seat))
            self.recorder.delivered(f"page {seat}", view)
            for who in (f"page {seat}", f"board {room_id}"):
                before = self.seen.get(who, 0)
                self.recorder.saw(who, story.copy.epoch, before, version, chain)
                self.seen[who] = version

    # -- afterwards

    def _made(self) -> Run:
        history = self.recorder.history
        history.all_writers = True
        history.grants = {room: {PROCTOR} for room in ROOMS}
        history.codes = [CodeUse(f"000{n}", room, taken=True) for n, room in enumerate(ROOMS)]
        history.samples = [Sample(40, 90_000_000, 10_000, 5.0) for _ in range(2_000)]
        logs = {room: self._log(room) for room in ROOMS}
        ends = {f"board {room}": (str(room), logs[room].head.version) for room in ROOMS}
        history.aftermath = Aftermath({"A-1": 0}, ends, {"tasks": (12, 12), "sockets": (0, 0)})
        booklets = {
            str(seat_id): BookletSeen(
                seat_id,
                seat.status.value,
                seat.answered(),
                {(held.device, held.turn) for held in seat.held},
            )
            for room in ROOMS
            for seat_id, seat in self._whole(room).seats.items()
        }
        return Run(history, logs, booklets, self.recorder)

    def _log(self, room: RoomId) -> Log:
        seals = [
            SealStored(seal.seat, seal.seal, seal.fingerprint, json.loads(seal.body)["answers"])
            for seal in self.memory.seals[room]
        ]
        return Log(self.memory.heads[room], list(self.memory.rows[room]), seals)

    def _whole(self, room: RoomId) -> Room:
        """The room as its log has it: the last batch may not have been heard of."""
        copy = blank(room, "")
        read(copy, self.memory.rows[room])
        return copy.room
