"""Bringing rooms to the heads of their logs under the lock, every link of the chain verified.

A copy that may precede the head reads what is missing. One that may not is of another log: a tail
was lost, and everyone who saw it needs a fresh snapshot under a new epoch. A log that does not
verify even from its first event is broken, and only that room stops.
"""

from collections.abc import Callable, Generator, Iterable
from contextlib import suppress
from typing import Any

from msgspec import DecodeError, Struct, msgpack

from invigilate.ids import RoomId
from invigilate.rooms.log import (
    BrokenLog,
    Checkpoint,
    Copy,
    Head,
    Locked,
    LogRow,
    Missing,
    Newest,
    Want,
    blank,
    read,
)
from invigilate.rooms.state import Room
from invigilate.rooms.timing import next_due


class Story(Struct):
    """What a room's copy went through in a batch: caught up rows first, then new ones."""

    copy: Copy
    rows: list[LogRow]
    reloaded: bool
    """The old copy was of another log: everyone who saw it needs a fresh snapshot."""


class CatchUp:
    """What is known of each locked room, once `run` is done: a story, or why it is broken."""

    def __init__(self, locked: Locked, new_epoch: Callable[[], str]) -> None:
        self.heads = locked.heads
        self.now = locked.now
        self.stories: dict[RoomId, Story] = {}
        self.broken: dict[RoomId, str] = {}
        self.due: dict[RoomId, int | None] = {}
        """When a room must be asked again, where it has to be worked out anew."""
        self.read_any = False
        self.alarms: list[str] = []
        self._new_epoch = new_epoch

    def run(self, copies: dict[RoomId, Copy]) -> Generator[Want, Any, None]:
        """Brings every locked room to its head, verified."""
        behind: dict[RoomId, Copy] = {}
        cold: list[RoomId] = []
        for room, head in self.heads.items():
            copy = copies.get(room)
            if copy is None or not _may_precede(copy, head):
                cold.append(room)
                continue
            self.stories[room] = Story(copy.fork(), [], False)
            if copy.version < head.version:
                behind[room] = copy
        if behind:
            after = tuple((room, copy.version) for room, copy in behind.items())
            rows: list[LogRow] = yield Missing(after)
            cold += self._read(behind, rows)
        if cold:
            yield from self._load(cold, copies)

    def _read(self, behind: Iterable[RoomId], rows: list[LogRow]) -> list[RoomId]:
        """Reads rows into stories; gives the rooms whose copy turned out to be of another log."""
        self.read_any = True
        foreign = []
        by_room = _by_room(rows)
        for room in behind:
            story = self.stories[room]
            try:
                read(story.copy, by_room.get(room, []))
                self._check_head(story.copy)
                story.rows += by_room.get(room, [])
            except BrokenLog:
                foreign.append(room)
        return foreign

    def _load(self, cold: list[RoomId], copies: dict[RoomId, Copy]) -> Generator[Want, Any, None]:
        """Loads rooms from their newest checkpoint, or from the start where that fails."""
        checkpoints: list[Checkpoint] = yield Newest(tuple(cold))
        start = {}
        for point in checkpoints:
            with suppress(BrokenLog):
                start[point.room] = restored(point)
        again = yield from self._load_from(cold, start, copies)
        if again:
            still = yield from self._load_from(again, {}, copies)
            self.alarms += [f"room {room} needs attention: {self.broken[room]}" for room in still]

    def _load_from(
        self, rooms: list[RoomId], start: dict[RoomId, Copy], copies: dict[RoomId, Copy]
    ) -> Generator[Want, Any, list[RoomId]]:
        failed: list[RoomId] = []
        fresh = {}
        for room in rooms:
            copy = start.get(room)
            usable = copy is not None and copy.version <= self.heads[room].version
            fresh[room] = copy if copy and usable else blank(room, self.heads[room].epoch)
        after = tuple((room, copy.version) for room, copy in fresh.items())
        rows: list[LogRow] = yield Missing(after)
        by_room = _by_room(rows)
        for room, copy in fresh.items():
            try:
                read(copy, by_room.get(room, []))
                self._check_head(copy)
            except BrokenLog as fault:
                self.broken[room] = str(fault)
                self.stories.pop(room, None)
                failed.append(room)
                continue
            self.broken.pop(room, None)
            self._fresh(room, copy, copies.get(room))
        return failed

    def _fresh(self, room: RoomId, copy: Copy, old: Copy | None) -> None:
        head = self.heads[room]
        lost_tail = old is not None and old.epoch == head.epoch
        if lost_tail:
            # The log that we knew is not the one that is there: a tail was lost.
            copy.epoch = self._new_epoch()
            self.due[room] = next_due(copy.room, self.now)
            self.alarms.append(f"room {room} lost a tail of its log")
        else:
            copy.epoch = head.epoch
        self.stories[room] = Story(copy, [], old is not None)

    def _check_head(self, copy: Copy) -> None:
        head = self.heads[copy.room.id]
        if copy.version != head.version or copy.chain != head.chain:
            raise BrokenLog(f"the log ends at {copy.version}, its head says {head.version}")


def _may_precede(copy: Copy, head: Head) -> bool:
    if copy.epoch != head.epoch or copy.version > head.version:
        return False
    return copy.version < head.version or copy.chain == head.chain


def _by_room(rows: list[LogRow]) -> dict[RoomId, list[LogRow]]:
    by_room: dict[RoomId, list[LogRow]] = {}
    for row in rows:
        by_room.setdefault(row.room, []).append(row)
    return by_room


def restored(point: Checkpoint) -> Copy:
    """The copy that a checkpoint holds.

    Raises BrokenLog where it cannot be read, as after a change of what a room is: the room is then
    to be read from its first event on.
    """
    try:
        room = msgpack.decode(point.body, type=Room)
    except DecodeError as fault:
        raise BrokenLog(f"the checkpoint at {point.version} cannot be read") from fault
    return Copy(room, point.epoch, point.chain)


def checkpoint_of(copy: Copy) -> Checkpoint:
    """A checkpoint of a copy; it must not change meanwhile."""
    return Checkpoint(
        copy.room.id, copy.version, copy.epoch, copy.chain, msgpack.encode(_whole(copy.room))
    )


def _whole(room: Room) -> Room:
    whole = room.fork()
    whole.shared = None
    return whole
