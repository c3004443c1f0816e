"""This worker's copies of the rooms in which it has readers: what is served, and only committed.

One door: a row of the local commit, of the bus or of the log is dropped where the copy has it,
taken where it is the next, and parked where one is missing; after 30 ms the gap is read from the
log, once for all readers. Heads are looked at every second, faster while the bus is unhealthy, so
a lost last message is found too. Followed by `hub.news` for each event, in order.
"""

import asyncio
from collections.abc import Awaitable

import structlog
from msgspec import msgpack

from invigilate.bus.contract import Bus, Message
from invigilate.clock import Clock
from invigilate.errors import NotFound, Unavailable
from invigilate.hub import Hub, LiveRoom
from invigilate.ids import RoomId
from invigilate.rooms.catching_up import Story, restored
from invigilate.rooms.keeper import RoomLog
from invigilate.rooms.log import (
    BrokenLog,
    Copy,
    Head,
    LogRow,
    Missing,
    Newest,
    blank,
    chain8,
    read,
    take,
)
from invigilate.rooms.log import link as chain_after
from invigilate.settings import Settings
from invigilate.wire.closing import Closing

log = structlog.get_logger(__name__)

ROWS_IN_MESSAGE = 64
_rows = msgpack.Decoder(list[LogRow])


class Followers:
    """The door through which every event reaches the hub."""

    def __init__(
        self, room_log: RoomLog, hub: Hub, bus: Bus, clock: Clock, settings: Settings
    ) -> None:
        self._log = room_log
        self._hub = hub
        self._bus = bus
        self._clock = clock
        self._settings = settings
        self._parked: dict[RoomId, dict[int, LogRow]] = {}
        self._opening: dict[RoomId, asyncio.Future[LiveRoom]] = {}
        self._repairing: set[RoomId] = set()
        self._repairs = asyncio.Event()
        self.gaps = {"bus": 0, "poll": 0}
        self.recoveries = 0

    async def open(self, room: RoomId) -> LiveRoom:
        """The live room, loaded from the log where it is not live yet.

        Raises NotFound where there is no such room, Unavailable where its log cannot be read or
        is broken.
        """
        live = self._hub.live.get(room)
        if live is not None:
            return live
        opening = self._opening.get(room)
        if opening is None:
            opening = asyncio.ensure_future(self._open(room))
            self._opening[room] = opening
            opening.add_done_callback(lambda _: self._opening.pop(room, None))
        return await asyncio.shield(opening)

    async def _open(self, room: RoomId) -> LiveRoom:
        copy = await load(self._log, room)
        live = self._hub.open(copy)
        self._drain(live)
        return live

    def forget(self, room: RoomId) -> bool:
        """Lets go of a live room; False: it is just being loaded."""
        if room in self._opening:
            return False
        self._hub.close(room)
        self._parked.pop(room, None)
        self._repairing.discard(room)
        return True

    # -- the door

    def story(self, room: RoomId, story: Story) -> None:
        """What the local keeper committed: through the door, and to the other workers."""
        if story.reloaded:
            self._reset(room, story.copy.fork())
        else:
            self.heard(room, story.rows)
        for start in range(0, len(story.rows), ROWS_IN_MESSAGE):
            rows = story.rows[start : start + ROWS_IN_MESSAGE]
            self._bus.publish(Message("rows", room, self._bus.worker, msgpack.encode(rows)))

    def message(self, message: Message) -> None:
        """What another worker committed."""
        if message.room in self._hub.live or message.room in self._opening:
            self.heard(message.room, _rows.decode(message.body))

    def heard(self, room: RoomId, rows: list[LogRow]) -> None:
        """Rows from anywhere, in any order, any number of times."""
        live = self._hub.live.get(room)
        if live is None and room not in self._opening:
            return
        parked = self._parked.setdefault(room, {})
        for row in rows:
            parked[row.version] = row
        if live is not None:
            self._drain(live)

    def _drain(self, live: LiveRoom) -> None:
        room = live.copy.room.id
        parked = self._parked.pop(room, {})
        while (row := parked.pop(live.copy.version + 1, None)) is not None:
            if chain_after(live.copy.chain, row) != row.chain:
                log.warning("an event does not follow", room=room, version=row.version)
                parked.clear()
                self._repair(room)
                break
            try:
                record = take(live.copy, row)
            except BrokenLog as fault:
                log.error("a room needs attention", room=room, why=str(fault))
                self._stop(live)
                return
            self._hub.news(room, record, chain8(row.chain))
        parked = {v: row for v, row in parked.items() if v > live.copy.version}
        if parked:
            self._parked[room] = parked
            self.gaps["bus"] += 1
            self._repair(room)

    def _stop(self, live: LiveRoom) -> None:
        """An event could not be applied: this room is served no more, its neighbours are."""
        del self._hub.live[live.copy.room.id]
        for reader in list(live.readers):
            reader.close(Closing.RETRY)

    def _reset(self, room: RoomId, copy: Copy) -> None:
        """Stands on another log. Everyone comes back with a hello: only a Welcome tells a device
        up to which turn this log knows it, and so what of its journal it has to send again."""
        live = self._hub.live.get(room)
        if live is not None:
            self.recoveries += 1
            for reader in live.reset(copy):
                reader.close(Closing.RETRY)

    # -- gaps and polls

    def _repair(self, room: RoomId) -> None:
        self._repairing.add(room)
        self._repairs.set()

    async def repairing(self) -> None:
        """Runs for ever: reads gaps from the log, once for all readers of a room."""
        while True:
            await self._repairs.wait()
            self._repairs.clear()
            await self._clock.sleep(self._settings.gap_wait_ms / 1_000)
            rooms, self._repairing = sorted(self._repairing), set()
            live = [room for room in rooms if room in self._hub.live]
            await self._quietly(self.catch_up(live))

    async def polling(self) -> None:
        """Runs for ever: looks at the heads of the rooms that are live here."""
        while True:
            healthy = self._bus.healthy
            wait = self._settings.head_poll_ms if healthy else self._settings.head_poll_unhealthy_ms
            await self._clock.sleep(wait / 1_000)
            if self._hub.live:
                await self._quietly(self.catch_up(list(self._hub.live), poll=True))

    async def _quietly(self, work: Awaitable[None]) -> None:
        try:
            await work
        except Unavailable as fault:
            log.warning("the log cannot be read", why=str(fault))

    async def catch_up(self, rooms: list[RoomId], *, poll: bool = False) -> None:
        """Brings these rooms to their heads. Raises Unavailable where the log cannot be read.

        Commits and messages go on meanwhile, so a head is held against where the copy stood
        *before* the head was read: only a log that ends before that has lost a tail.
        """
        before = {room: self._hub.live[room].copy for room in rooms if room in self._hub.live}
        stood = {room: (copy.version, copy.epoch) for room, copy in before.items()}
        for head in await self._log.heads(tuple(stood)):
            live = self._hub.live.get(head.room)
            if live is None or live.copy.epoch != stood[head.room][1]:
                continue
            if (
                head.epoch != live.copy.epoch
                or head.version < stood[head.room][0]
                or not await self._reaches(live, head, poll)
            ):
                await self._reload(head.room)

    async def _reaches(self, live: LiveRoom, head: Head, poll: bool) -> bool:
        """Whether the copy stands at this head or beyond, the gap read where there is one."""
        if live.copy.version < head.version:
            self.gaps["poll"] += poll
            rows = await self._log.read(Missing(((head.room, live.copy.version),)))
            self.heard(head.room, rows)
        return live.copy.version > head.version or live.copy.chain == head.chain

    async def _reload(self, room: RoomId) -> None:
        """Stands on the log as it is, from its beginning; never behind what was served."""
        try:
            while (live := self._hub.live.get(room)) is not None:
                seen, epoch = live.copy.version, live.copy.epoch
                copy = await load(self._log, room)
                if (live.copy.version, live.copy.epoch) == (seen, epoch):
                    self._reset(room, copy)
                    return
        except BrokenLog as fault:
            log.error("a room needs attention", room=room, why=str(fault))
            broken = self._hub.live.get(room)
            if broken is not None:
                self._stop(broken)


async def load(room_log: RoomLog, room: RoomId, *, whole: bool = False) -> Copy:
    """A room from its log, verified: from the newest checkpoint, or from the first event on.

    Raises NotFound, Unavailable, and BrokenLog where the log is not one.
    """
    heads = await room_log.heads((room,))
    if not heads:
        raise NotFound("no-session", "No such session.")
    points = [] if whole else await room_log.read(Newest((room,)))
    try:
        copy = restored(points[0]) if points else blank(room, heads[0].epoch)
        if copy.version > heads[0].version:
            copy = blank(room, heads[0].epoch)
        read(copy, await room_log.read(Missing(((room, copy.version),))))
    except BrokenLog:
        if not points:
            raise
        return await load(room_log, room, whole=True)
    copy.epoch = heads[0].epoch
    return copy
