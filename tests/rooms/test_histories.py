"""What holds over any history: two rooms, two workers, twenty students each, crashes and resends.

Chance is a seed that Hypothesis chooses; a failing seed is all that it takes to see it again.
"""

from collections import Counter
from random import Random
from typing import get_args

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from invigilate.errors import NotFound, Refused
from invigilate.ids import RoomId
from invigilate.rooms import commands as c
from invigilate.rooms import events as e
from invigilate.rooms import orders as o
from invigilate.rooms.state import Room
from tests.rooms.crowd import Crowd
from tests.rooms.script import NINE
from tests.rooms.watching import Watcher
from tests.rooms.workers import Asked, Fate, Outcome, World

ROOMS = (RoomId("A"), RoomId("B"))
KINDS = {
    kind.__name__ for family in (c.What, c.Sign, o.Action, c.HouseWork) for kind in get_args(family)
} | {"Join", "Knock"}
REASONS = {f"held {reason}" for reason in ("paused", "locked", "late", "pen", "sealed", "base")}
FATES: tuple[Fate, ...] = get_args(Fate)
EVENTS = {kind.__name__ for kind in get_args(e.Event)}


class History:
    """One run: time goes on, people act, workers decide, some die, watchers look."""

    def __init__(self, seed: int, accepted: Counter[str], seen: Counter[str]) -> None:
        self.chance = Random(seed)
        self.accepted = accepted
        self.now = NINE
        self.watchers = {room: Watcher(self.chance, seen) for room in ROOMS}
        self.crowds = {room: Crowd(self.chance, room) for room in ROOMS}
        self.world = World(ROOMS, self.watch)
        self.sent: list[Asked] = []
        """What was accepted and may be sent again: numbered changes and orders."""

    def watch(self, room: Room, record: e.Recorded) -> None:
        self.watchers[room.id].saw(room, record)

    def run(self, events: int) -> None:
        """Both rooms from opening to the last stragglers after their close."""
        self.run_to(events)
        self.commit([Asked(room, "house", c.Close("end")) for room in ROOMS])
        for _ in range(40):
            self.step()
        self.compare()

    def run_to(self, events: int) -> None:
        """As far as that many events, opening the rooms first."""
        if not self.length():
            for room, crowd in self.crowds.items():
                self.commit([Asked(room, "house", command) for command in crowd.opens()])
        while self.length() < events:
            self.step()

    def length(self) -> int:
        return sum(len(log) for log in self.world.logs.values())

    def step(self) -> None:
        self.now += int(self.chance.expovariate(1 / 2_500))
        asks = [self.somebody() for _ in range(self.chance.randint(1, 5))]
        fate = self.chance.choices(FATES, (90, 5, 5))[0]
        self.commit(asks, fate)
        if fate != "committed":
            self.now += self.chance.randint(0, 3_000)
            self.commit(asks)
        if self.sent and self.chance.random() < 0.2:
            self.again(self.chance.choice(self.sent[-300:]))

    def somebody(self) -> Asked:
        room = self.chance.choice(ROOMS)
        return self.crowds[room].acts(self.world.ran[room], self.now)

    def commit(self, asks: list[Asked], fate: Fate = "committed") -> list[Outcome]:
        outcomes = self.world.batch(self.chance.randrange(2), asks, self.now, fate)
        if fate != "crashed":
            for ask, outcome in zip(asks, outcomes, strict=True):
                self.count(ask, outcome)
        for room, watcher in self.watchers.items():
            watcher.looks(self.world.ran[room], self.now)
        return outcomes

    def count(self, ask: Asked, outcome: Outcome) -> None:
        if not outcome or isinstance(outcome, Refused):
            return
        command = ask.command
        if isinstance(command, c.Change | o.Order):
            self.sent.append(ask)
        if not isinstance(outcome[0], e.ChangeRefused | e.CommandRefused | e.ChangeHeld):
            self.accepted[kind_of(command)] += 1

    def again(self, ask: Asked) -> None:
        """A resend, by whichever worker, however late; who was withdrawn since has no seat."""
        [outcome] = self.commit([ask])
        if isinstance(outcome, NotFound):
            assert isinstance(ask.command, c.Change)
            assert self.world.ran[ask.room].seats[ask.command.seat].withdrawn
        else:
            assert outcome == [], "a resend changed something"

    def compare(self) -> None:
        """Rebuilt from bytes, and followed by either worker, a room is as it ran."""
        for room in ROOMS:
            ran = self.world.ran[room]
            assert self.world.rebuilt(room) == ran
            for copies in self.world.copies:
                self.world.catch_up(copies[room], room)
                assert copies[room] == ran


def kind_of(command: c.Command) -> str:
    if isinstance(command, c.Change):
        return type(command.what).__name__
    if isinstance(command, c.Gesture):
        return type(command.sign).__name__
    if isinstance(command, o.Order):
        return type(command.action).__name__
    return type(command).__name__


def histories(count: int, events: int, *, derandomize: bool) -> tuple[Counter[str], Counter[str]]:
    """Runs so many histories of so many events; gives what was accepted and what was seen."""
    accepted: Counter[str] = Counter()
    seen: Counter[str] = Counter()

    @settings(
        max_examples=count,
        derandomize=derandomize,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
    )
    @given(st.integers(0, 2**32))
    def one(seed: int) -> None:
        History(seed, accepted, seen).run(events)

    one()
    return accepted, seen


def tell(title: str, counted: Counter[str]) -> None:
    print(f"\n{title}: " + ", ".join(f"{name} {n}" for name, n in sorted(counted.items())))


def check(count: int, events: int, *, derandomize: bool) -> None:
    accepted, seen = histories(count, events, derandomize=derandomize)
    tell("accepted", accepted)
    tell("seen", seen)
    assert {name for name in KINDS if accepted[name] == 0} == set(), "never accepted"
    assert {name for name in REASONS | EVENTS if seen[name] == 0} == set(), "never seen"
    assert sum(seen[name] for name in EVENTS) >= count * events


def test_the_laws_of_a_room_hold_over_five_thousand_events() -> None:
    check(4, 1_300, derandomize=True)


@pytest.mark.long
def test_the_laws_of_a_room_hold_over_a_hundred_thousand_events() -> None:
    check(20, 5_000, derandomize=False)
