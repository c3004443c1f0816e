"""Sittings replayed from their stored logs, for many who ask at once and drag a slider.

A room's log is read once, from its first row on, in slices and off the loop, every link of its
chain verified; who asks next costs what happened since, and the way from the nearest copy that is
kept. No checkpoint is believed: only the newest are stored at all, and what they hold was worked
out before. Nothing is told of a log that is not whole.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager

from msgspec import Struct

from invigilate.errors import NotFound, Refused
from invigilate.ids import RoomId, SeatId
from invigilate.rooms import tables
from invigilate.rooms.log import BrokenLog, Copy, Head, LogRow
from invigilate.rooms.replay.handwriting import Handwriting, Line, SlotShown, page, slots_shown
from invigilate.rooms.replay.replaying import Board, Bounds, Mark, Step, Stepping, board_of
from invigilate.rooms.replay.tracks import Track, fold_all, step_on
from invigilate.rooms.rereading import attestations
from invigilate.store.engine import Engine

SLICE = 500
GAP = 64
"""So many rows of others between two of a seat are read along rather than asked apart."""
RUNS = 64
"""Reads of a seat's rows in one transaction."""
USUAL = Bounds()


class Sitting(Struct, frozen=True):
    """What a slider needs to begin with."""

    title: str
    epoch: str
    """Changes when the log lost its tail: what was told of it before may not have happened."""
    since: int
    until: int
    """The instant of the newest event."""
    version: int
    """Of the newest event."""
    closed_at: int | None
    """None: the sitting goes on."""
    marks: list[Mark]


class Steps(Struct, frozen=True):
    """Steps in order, each after the one before."""

    steps: list[Step]
    version: int
    """Where to go on: `after` of the next question."""
    more: bool
    """The answer is full; there is more until the instant that was asked for."""
    until: int
    """The instant of the newest event of the log."""


class SeatReplay(Struct, frozen=True):
    """How one student's answers were written; `slots` are those of the paper, in its order."""

    seat: SeatId
    number: str
    name: str
    delivered: str
    """The name of the paper as students get it: no key stands in it."""
    slots: list[SlotShown]
    lines: list[Line]
    version: int
    """Where to go on: `after` of the next question."""
    more: bool
    until: int


class _Shelf(Struct):
    """Where a room's track stands; who holds `line` may read and use it."""

    line: asyncio.Lock
    track: Track | None = None


class Replays:
    """Gives any moment of any sitting."""

    def __init__(self, engine: Engine, bounds: Bounds = USUAL) -> None:
        self._engine = engine
        self._bounds = bounds
        self._shelves: OrderedDict[RoomId, _Shelf] = OrderedDict()

    # -- what is asked. Each raises NotFound (`nothing-to-replay`), Refused (`log-not-whole`) and
    #    Unavailable.

    async def sitting(self, room: RoomId) -> Sitting:
        """From when to when the sitting goes, and its marks."""
        async with self._track(room) as track:
            there = track.copy.room
            assert there.plan is not None
            return Sitting(
                there.plan.title,
                track.copy.epoch,
                track.since,
                track.until,
                track.version,
                there.closed_at,
                track.marks.all,
            )

    async def board(self, room: RoomId, at: int) -> Board:
        """The board after the last event at or before this instant, or the first board."""
        async with self._track(room) as track:
            copy = await self._stand(track, track.version_at(at))
            return await asyncio.to_thread(board_of, copy.room, track.lost)

    async def steps(self, room: RoomId, after: int, until: int, every: int) -> Steps:
        """What changed from a version to an instant, a step for each `every` ms with events.

        Raises NotValid (`no-such-version`), too.
        """
        async with self._track(room) as track:
            track.require(after)
            last = track.version_at(until)
            copy = (await self._stand(track, after)).fork()
            stepping = Stepping(copy.room, track.lost, every, self._bounds)
            full = False
            while copy.version < last and not full:
                rows = await self._rows(copy, last)
                full = await asyncio.to_thread(step_on, copy, rows, track.attested, stepping)
            await asyncio.to_thread(stepping.end, copy.room)
            track.remember(copy)
            return Steps(stepping.steps, copy.version, full, track.until)

    async def seat(self, room: RoomId, seat_id: SeatId, after: int) -> SeatReplay:
        """The lines of a seat's handwriting above a version. Raises NotFound (`no-such-seat`)."""
        async with self._track(room) as track:
            there = track.copy.room
            assert there.plan is not None
            seat = there.seats.get(seat_id)
            if seat is None:
                raise NotFound("no-such-seat", "Nothing is recorded of this seat.")
            written = Handwriting(there.plan, seat_id, seat)
            lines: list[Line] = []
            for runs in _batches(_runs(track.lines_of(seat_id)), RUNS):
                rows = await self._rows_in(room, runs)
                lines += await asyncio.to_thread(_lines, track, written, rows)
            chosen, more = await asyncio.to_thread(page, lines, after, self._bounds.page_bytes)
            return SeatReplay(
                seat_id,
                seat.entry.number,
                seat.entry.name,
                there.plan.delivered,
                slots_shown(there.plan, room, seat_id),
                chosen,
                chosen[-1].version if more else track.version,
                more,
                track.until,
            )

    # -- a room's log

    @asynccontextmanager
    async def _track(self, room: RoomId) -> AsyncIterator[Track]:
        """The room's track, read to the end of its log; nobody else's meanwhile."""
        shelf = self._shelves.setdefault(room, _Shelf(asyncio.Lock()))
        self._shelves.move_to_end(room)
        async with shelf.line:
            # Off the shelf while it is read: a reading that is broken off leaves none behind.
            track, shelf.track = shelf.track, None
            try:
                track = await self._read(room, track)
                shelf.track = track
                self._make_way()
                yield track
            except BrokenLog as fault:
                shelf.track = None
                raise _broken(fault) from fault

    async def _read(self, room: RoomId, track: Track | None) -> Track:
        head = await self._head(room)
        erased = await attestations(self._engine)
        attested = {version: digest for (of, version), digest in erased.items() if of == room}
        if track is None or not track.precedes(head, attested):
            track = Track(room, head.epoch, attested, self._bounds)
        while track.version < head.version:
            rows = await self._rows(track.copy, head.version)
            await asyncio.to_thread(track.take, rows)
        if track.copy.chain != head.chain:
            raise BrokenLog(f"the head has another chain than the log at version {head.version}")
        if not track.opened:
            raise _nothing()
        return track

    async def _head(self, room: RoomId) -> Head:
        async with self._engine.reading() as connection:
            newest, head = await tables.end_of(connection, room)
        if head is None and newest:
            raise BrokenLog("there are events and no head")
        if head is None or head.version == 0:
            raise _nothing()
        return head

    async def _rows(self, copy: Copy, upto: int) -> list[LogRow]:
        most = min(SLICE, upto - copy.version)
        async with self._engine.reading() as connection:
            rows = await tables.events_after(connection, copy.room.id, copy.version, most)
        if not rows:
            raise BrokenLog(f"the log ends at {copy.version}, its head says {upto}")
        return rows

    async def _rows_in(self, room: RoomId, runs: Sequence[Sequence[int]]) -> list[LogRow]:
        """The rows of these versions."""
        found: list[LogRow] = []
        async with self._engine.reading() as connection:
            for run in runs:
                most = run[-1] - run[0] + 1
                rows = await tables.events_after(connection, room, run[0] - 1, most)
                chosen = set(run)
                found += [row for row in rows if row.version in chosen]
        wanted = sum(len(run) for run in runs)
        if len(found) != wanted:
            raise BrokenLog(f"{wanted - len(found)} rows are gone that were there before")
        return found

    async def _stand(self, track: Track, version: int) -> Copy:
        """The room at a version; not to be changed."""
        copy = track.near(version)
        while copy.version < version:
            rows = await self._rows(copy, version)
            await asyncio.to_thread(fold_all, copy, rows, track.attested)
        track.remember(copy)
        return copy

    def _make_way(self) -> None:
        """Lets go of the rooms that were asked for longest ago."""
        most, shelves = self._bounds, self._shelves
        while len(shelves) > 1 and (
            len(shelves) > most.rooms
            or sum(one.track.version for one in shelves.values() if one.track) > most.events
        ):
            shelves.popitem(last=False)


def _runs(versions: Iterable[int]) -> list[list[int]]:
    """Versions in groups that lie near enough to be read at one go."""
    runs: list[list[int]] = []
    for version in versions:
        if runs and version - runs[-1][-1] <= GAP and version - runs[-1][0] < SLICE:
            runs[-1].append(version)
        else:
            runs.append([version])
    return runs


def _batches(runs: Sequence[list[int]], most: int) -> Iterator[Sequence[list[int]]]:
    return (runs[start : start + most] for start in range(0, len(runs), most))


def _lines(track: Track, written: Handwriting, rows: list[LogRow]) -> list[Line]:
    return written.lines([track.record(row) for row in rows])


def _nothing() -> NotFound:
    return NotFound("nothing-to-replay", "Nothing happened in this session yet.")


def _broken(fault: BrokenLog) -> Refused:
    sentence = (
        f"The record of this session is not whole, so nothing of it is shown: {fault}."
        " See `invigilate verify`."
    )
    return Refused("log-not-whole", sentence)
