"""Whether a room's record is whole: its chain, its head, its checkpoints and its sealed booklets.

Every row is read from the first on, so nothing is believed that was worked out before. A slice is
a transaction of its own, and whoever writes meanwhile waits for none of it: rows never change, and
what is told of a room holds for the version at which its head stood when it was read.
"""

import json
from collections.abc import AsyncIterator

from msgspec import Struct, msgpack
from msgspec.structs import replace

from invigilate.ids import RoomId
from invigilate.rooms import tables
from invigilate.rooms.catching_up import checkpoint_of, restored
from invigilate.rooms.erased import entry_of
from invigilate.rooms.log import BrokenLog, Copy, Head, SealRow
from invigilate.rooms.plan import Entry
from invigilate.rooms.rereading import Attested, Rereading, attestations
from invigilate.rooms.state import Room
from invigilate.rooms.texts import fingerprint
from invigilate.store.engine import Engine


class Wrong(Struct, frozen=True):
    """Something that is not as it was written: `version` says where in the room's log."""

    version: int
    sentence: str


class Verified(Struct, frozen=True):
    """One room, read from its first event up to where its head stood."""

    room: RoomId
    title: str
    version: int
    erased: int
    """Rows whose body was erased: the chain holds over them, what they said is gone."""
    seals: int
    checkpoints: int
    wrong: list[Wrong]


async def verify_all(engine: Engine) -> AsyncIterator[Verified]:
    """Every room of the database, one after the other. Raises Unavailable."""
    async with engine.reading() as connection:
        rooms = await tables.every_room(connection)
    for room in rooms:
        yield await verify(engine, room)


async def verify(engine: Engine, room: RoomId) -> Verified:
    """One room. Raises Unavailable."""
    told = await attestations(engine)
    async with engine.reading() as connection:
        newest, head = await tables.end_of(connection, room)
        points = await tables.checkpoints_of(connection, room)
    if head is None:
        return Verified(room, "", 0, 0, 0, 0, [Wrong(newest, "there are events and no head")])
    walk = _Walk(engine, head, told)
    await walk.run([version for version in points if version <= head.version])
    if newest > head.version:
        walk.wrong.append(Wrong(newest, f"there are events beyond the head at {head.version}"))
    seals = await walk.check_seals() if walk.is_whole else 0
    plan = walk.copy.room.plan
    title = "" if plan is None else plan.title
    return Verified(
        room, title, walk.copy.version, walk.log.erased, seals, walk.checkpoints, walk.wrong
    )


class _Walk:
    """A room's log from its first row to its head, and what is held against it."""

    def __init__(self, engine: Engine, head: Head, attested: Attested) -> None:
        self.head = head
        self.log = Rereading(engine, head, attested, unattested=self._unattested)
        self.checkpoints = 0
        self.wrong: list[Wrong] = []
        self.is_whole = False
        """Whether the log was read up to its head."""
        self._engine = engine

    @property
    def copy(self) -> Copy:
        """The room as far as it was read."""
        return self.log.copy

    async def run(self, points: list[int]) -> None:
        """Reads it all, and holds each checkpoint against the log where it stands."""
        try:
            for point in points:
                await self.log.upto(point)
                await self._check_point(point)
            await self.log.upto(self.head.version)
        except BrokenLog as fault:
            self.wrong.append(Wrong(self.copy.version + 1, str(fault)))
            return
        self.is_whole = True
        if self.copy.chain != self.head.chain:
            self.wrong.append(Wrong(self.head.version, "the head has another chain than the log"))

    def _unattested(self, version: int) -> None:
        sentence = "a row without its salt, and no erasure in the audit left it so"
        self.wrong.append(Wrong(version, sentence))

    async def _check_point(self, version: int) -> None:
        async with self._engine.reading() as connection:
            point = await tables.checkpoint_at(connection, self.head.room, version)
        if point is None:
            return  # a newer one took its place meanwhile
        self.checkpoints += 1
        try:
            told = restored(point)
        except BrokenLog as fault:
            self.wrong.append(Wrong(version, str(fault)))
            return
        if told.chain != self.copy.chain or told.room != _as_kept(self.copy):
            self.wrong.append(
                Wrong(version, "the checkpoint is not what the log makes of the room")
            )

    async def check_seals(self) -> int:
        """Holds each sealed booklet against its fingerprint, and both against the log."""
        async with self._engine.reading() as connection:
            rows = await tables.seals_of(connection, self.head.room)
        stored = {(row.seat, row.seal): row for row in rows}
        for seat_id, seat in self.copy.room.seats.items():
            for seal in seat.seals:
                row = stored.pop((seat_id, seal.number), None)
                why = "is missing" if row is None else _differs(row, seal.fingerprint, seat.entry)
                if why:
                    sentence = f"the booklet of seat {seat_id}, seal {seal.number}, {why}"
                    self.wrong.append(Wrong(seal.version, sentence))
        for row in stored.values():
            # One that was sealed after the head was read has a higher number than the log told.
            if row.seal <= len(self._seals(row)):
                sentence = f"the booklet of seat {row.seat}, seal {row.seal}, is not in the log"
                self.wrong.append(Wrong(self.head.version, sentence))
        return len(rows)

    def _seals(self, row: SealRow) -> list[object]:
        seat = self.copy.room.seats.get(row.seat)
        return [] if seat is None else list(seat.seals)


def _differs(row: SealRow, told: str, entry: Entry) -> str:
    """Why a booklet is not the one that was sealed; empty where it is, or its student erased."""
    if row.fingerprint != told:
        return f"has the fingerprint {row.fingerprint}, the log says {told}"
    body = json.loads(row.body)
    if body.get("erased") and entry == entry_of(entry):
        return ""
    answers = [(label, value) for label, value in body["answers"]]
    mark = fingerprint(row.room, row.seat, row.edition, row.seal, answers)
    return "" if mark == told else f"gives the fingerprint {mark}, it was sealed as {told}"


def _as_kept(copy: Copy) -> Room:
    """The room as a checkpoint brings it back."""
    room = msgpack.decode(checkpoint_of(copy).body, type=Room)
    return replace(room, shared=None)
