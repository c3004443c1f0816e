"""Believable faults of ours, each put in for the length of one test: the checker must see them.

Each is what a hurried change could make of a real line. They are put into the classes that a
worker is made of, or over the one function that holds the rule.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from msgspec.structs import replace

from invigilate.draining import Draining
from invigilate.errors import Unavailable
from invigilate.hub import LiveRoom
from invigilate.ids import RoomId
from invigilate.rooms import commands as c
from invigilate.rooms import events as e
from invigilate.rooms import room, writing
from invigilate.rooms.catching_up import CatchUp, Story
from invigilate.rooms.followers import Followers
from invigilate.rooms.keeper import Keeper
from invigilate.rooms.log import Copy, LogRow, chain8, take, written
from invigilate.rooms.room import decide
from invigilate.rooms.state import Room, Span
from invigilate.rooms.step import Ask, Chance, Held, Result
from tests.simulation.sitting import SHORT, Shape
from tests.simulation.worker import Makes, Worker

Bug = Callable[[], Iterator[Makes]]
BUGS: dict[str, tuple[Bug, Shape]] = {}
"""By its name: the bug, and a sitting in which it shows itself."""


def bug(*faults: str, think: float = SHORT.think) -> Callable[[Bug], Bug]:
    """Registers a bug under its name; no faults: any."""

    def keep(made: Bug) -> Bug:
        BUGS[made.__name__] = (made, replace(SHORT, faults=faults or None, think=think))
        return made

    return keep


@contextmanager
def instead(where: Any, name: str, what: Any) -> Iterator[None]:
    """Another thing under a name, for a while."""
    before = getattr(where, name)
    setattr(where, name, what)
    try:
        yield
    finally:
        setattr(where, name, before)


class _Makes(Makes):
    """Of other classes."""

    def __init__(self, **made: Any) -> None:
        for name, kind in made.items():
            setattr(self, name, kind)


# -- the keeper


class AckBeforeCommit(Keeper):
    """What a device sends is acknowledged when it is taken, not when it is stored."""

    async def ask(self, ask: Ask) -> list[Result]:
        copy = self._copies.get(ask.room)
        changes = [one for one in ask.commands if isinstance(one, c.Change)]
        answers = [one for one in changes if isinstance(one.what, c.Answer)]
        if copy is None or len(answers) != len(ask.commands):
            return await super().ask(ask)
        device = copy.room.seats[answers[0].seat].devices.get(answers[0].device)
        if device is None or answers[0].turn != device.last + 1:
            return await super().ask(ask)
        self._waiting.append((ask, asyncio.get_running_loop().create_future()))
        self._work.set()
        return [Held(one.turn, ()) for one in answers]


@bug("failing disk", "crash", "database restarts")
def ack_before_commit() -> Iterator[Makes]:
    yield _Makes(keeper=AckBeforeCommit)


@bug("dead bus", "crash")
def keeper_does_not_catch_up() -> Iterator[Makes]:
    def read(self: CatchUp, behind: Any, rows: list[LogRow]) -> list[RoomId]:
        return []

    with instead(CatchUp, "_read", read):
        yield Makes()


@bug("lost tail")
def epoch_is_not_renewed_after_a_lost_tail() -> Iterator[Makes]:
    class Same(Keeper):
        """Writes on under the epoch that it knows."""

        def __init__(self, *parts: Any) -> None:
            super().__init__(*parts)
            salt = self._chance.salt
            self._chance = Chance(salt, lambda: "an epoch")

    yield _Makes(keeper=Same)


class TellsBeforeCommit(Keeper):
    """Tells students of their seal when it is decided: a commit is a formality."""

    async def _batch(self, taken: Any) -> bool:
        for ask, _ in taken:
            copy = self._copies.get(ask.room)
            ends = any(
                isinstance(one, c.Change) and isinstance(one.what, c.HandIn) for one in ask.commands
            )
            if copy is not None and ends:
                self._foretell(copy.fork(), ask)
        return await super()._batch(taken)

    def _foretell(self, copy: Copy, ask: Ask) -> None:
        rows = []
        for command in ask.commands:
            at = max(copy.room.at, self._clock.now_ms())
            for event in decide(copy.room, command, at):
                rows.append(written(copy, event, at, ask.actor, b"salt"))
                take(copy, rows[-1])
        self._tell(ask.room, Story(copy, rows, reloaded=False))


@bug("failing disk", "slow disk", "crash")
def receipt_before_the_seal() -> Iterator[Makes]:
    yield _Makes(keeper=TellsBeforeCommit)


# -- followers


class AppliesGaps(Followers):
    """What comes is applied, whatever should have come before it."""

    def _drain(self, live: LiveRoom) -> None:
        parked = self._parked.pop(live.copy.room.id, {})
        for _, row in sorted(parked.items()):
            if row.version > live.copy.version:
                try:
                    record = take(live.copy, row)
                except Exception:
                    continue
                self._hub.news(live.copy.room.id, record, chain8(row.chain))


@bug("chaotic bus")
def followers_apply_a_gap() -> Iterator[Makes]:
    yield _Makes(followers=AppliesGaps)


class BelievesTheBus(Followers):
    """A message of the bus is the next event, whatever number it has."""

    def heard(self, room: RoomId, rows: list[LogRow]) -> None:
        live = self._hub.live.get(room)
        if live is not None and rows and rows[0].version > live.copy.version + 1:
            first = live.copy.version + 1
            rows = [replace(row, version=first + n) for n, row in enumerate(rows)]
            for row in rows:
                try:
                    record = take(live.copy, row)
                except Exception:
                    return
                self._hub.news(room, record, chain8(row.chain))
            return
        super().heard(room, rows)


@bug("chaotic bus")
def a_message_is_believed_although_a_version_was_skipped() -> Iterator[Makes]:
    yield _Makes(followers=BelievesTheBus)


class ResetsInSilence(Followers):
    """After a lost tail everyone gets a fresh snapshot, and no Welcome."""

    def _reset(self, room: RoomId, copy: Copy) -> None:
        live = self._hub.live.get(room)
        if live is not None:
            self._hub.wake(live.reset(copy))


@bug("lost tail", think=90.0)
def journals_hear_nothing_of_a_lost_tail() -> Iterator[Makes]:
    yield _Makes(followers=ResetsInSilence)


class NeverPolls(Followers):
    """The bus brings everything, so nobody looks at the heads."""

    async def polling(self) -> None:
        await asyncio.Event().wait()


@bug("chaotic bus", "dead bus")
def heads_are_not_looked_at() -> Iterator[Makes]:
    yield _Makes(followers=NeverPolls)


# -- the rules


@bug()
def the_pen_is_not_checked() -> Iterator[Makes]:
    real = writing._word

    def word(room: Room, seat: Any, device: Any, what: Any, at: int) -> str | None:
        return real(room, seat, seat.pen, what, at)

    with instead(writing, "_word", word):
        yield Makes()


@bug("failing disk", "crash", "cut")
def a_resend_is_applied_again() -> Iterator[Makes]:
    real = writing.decide_change

    def again(room: Room, change: c.Change, at: int) -> list[e.Event]:
        events = real(room, change, at)
        device = room.seats[change.seat].devices.get(change.device)
        is_last = device is not None and change.turn == device.last
        if not events and is_last and isinstance(change.what, c.Answer):
            return writing._outcome(room, room.seats[change.seat], change, at)
        return events

    with instead(room, "decide_change", again):
        yield Makes()


class ForgetsPauses(Keeper):
    """What it caught up with is right, but for the pause: that does not stop its clock."""

    def _committed(self, batch: Any) -> None:
        super()._committed(batch)
        for room_id, story in batch.stories.items():
            mine = self._copies.get(room_id)
            ordered = any(row.kind == "RoomPaused" for row in story.rows)
            if mine is not None and ordered and batch.caught_up:
                mine.room.pauses = [
                    Span(one.since, one.until or one.since, one.reason) for one in mine.room.pauses
                ]


@bug("checkpoint")
def a_pause_does_not_stop_another_workers_clock() -> Iterator[Makes]:
    yield _Makes(keeper=ForgetsPauses)


# -- leaving


class DropsAnswers(Draining):
    """Whoever waits for an answer is told that all is well, so that nobody is waited for."""

    worker: Worker

    async def run(self) -> None:
        self.worker.keeper.ask = self._dropped  # type: ignore[method-assign]
        await asyncio.sleep(0.5)
        await super().run()

    async def _dropped(self, ask: Ask) -> list[Result]:
        if not all(isinstance(one, c.Change) for one in ask.commands):
            raise Unavailable("this worker is stopping")
        return [Held(one.turn, ()) for one in ask.commands if isinstance(one, c.Change)]


@bug("restart")
def a_drain_drops_answers_in_flight() -> Iterator[Makes]:
    class Told(_Makes):
        def built(self, worker: Worker) -> None:
            worker.draining.worker = worker  # type: ignore[attr-defined]

    yield Told(draining=DropsAnswers)
