"""The live rooms of this worker, for whoever asks something of one by its id.

A room comes alive with its first join or its first board: it is loaded from the log, and what the
office has on paper (plan and roster) is brought to it, which changes nothing where it is there.
"""

import asyncio
from collections.abc import Awaitable, Callable

from msgspec import Struct

from invigilate.errors import NotFound, Refused, Unavailable
from invigilate.hub import Hub, LiveRoom
from invigilate.ids import RoomId, SeatId
from invigilate.rooms import commands as c
from invigilate.rooms.followers import Followers
from invigilate.rooms.keeper import Keeper
from invigilate.rooms.log import BrokenLog
from invigilate.rooms.plan import Entry, Plan
from invigilate.rooms.state import Status
from invigilate.rooms.step import Ask, Result

HOUSE = "house"


class Opening(Struct, frozen=True):
    """What the office has of a session: its frozen plan, its roster now, the code it is under."""

    plan: Plan
    entries: tuple[Entry, ...]
    code: str | None


Opener = Callable[[RoomId], Awaitable[Opening | None]]
"""None: no published session has this room."""


class Counts(Struct, frozen=True):
    """Students by status; the five add up to `assigned`, guests included."""

    assigned: int = 0
    absent: int = 0
    joined: int = 0
    in_progress: int = 0
    ended: int = 0
    submitted: int = 0


class LiveRooms:
    """Ask a room, wake it, look at it."""

    def __init__(self, keeper: Keeper, followers: Followers, hub: Hub, opener: Opener) -> None:
        self.keeper = keeper
        self.followers = followers
        self.hub = hub
        self._opener = opener
        self._brought: set[RoomId] = set()
        self._waking: dict[RoomId, asyncio.Future[LiveRoom]] = {}
        self.asked: set[RoomId] = set()
        """The rooms that were asked for; emptied by who puts rooms to sleep."""

    async def wake(self, room: RoomId) -> LiveRoom:
        """The live room; brought what the office has when it wakes in this worker.

        Raises NotFound where no published session has it, Unavailable where the log cannot be
        read or needs attention.
        """
        self.asked.add(room)
        if room in self._brought and room in self.hub.live:
            return self.hub.live[room]
        waking = self._waking.get(room)
        if waking is None:
            waking = asyncio.ensure_future(self._wake(room))
            self._waking[room] = waking
            waking.add_done_callback(lambda done: self._woken(room, done))
        return await asyncio.shield(waking)

    async def _wake(self, room: RoomId) -> LiveRoom:
        opening = await self._opener(room)
        if opening is None:
            raise NotFound("no-session", "No such session is published.")
        await self._bring(room, opening)
        live = await self._follow(room)
        await self.followers.catch_up([room])
        self._brought.add(room)
        return live

    def _woken(self, room: RoomId, done: "asyncio.Future[LiveRoom]") -> None:
        self._waking.pop(room, None)
        if not done.cancelled():
            done.exception()

    def let_go(self, room: RoomId) -> bool:
        """Puts a room to sleep; False: it is just waking."""
        if room in self._waking or not self.followers.forget(room):
            return False
        self._brought.discard(room)
        self.keeper.forget(room)
        return True

    async def bring(self, room: RoomId) -> None:
        """Brings roster, settings and code as they are now, after the office changed them."""
        opening = await self._opener(room)
        if opening is not None:
            await self._bring(room, opening)

    async def enrol(self, room: RoomId, entries: tuple[Entry, ...]) -> None:
        """Brings these entries alone; the room is alive."""
        await self.ask(room, HOUSE, c.Enrol(entries))

    async def _bring(self, room: RoomId, opening: Opening) -> None:
        """Brings what was read, and again where the office changed it on the way.

        Whoever brings last has looked after it, so what stays is what the office has.
        """
        settings = c.ChangeSettings(opening.plan.settings)
        await self._ask(room, HOUSE, c.Open(opening.plan), settings, c.Enrol(opening.entries))
        current = await self._opener(room)
        while current is not None and current != opening:
            there = {entry.seat for entry in current.entries}
            gone = [SeatId(entry.seat) for entry in opening.entries if entry.seat not in there]
            settings = c.ChangeSettings(current.plan.settings)
            withdrawn = [c.Withdraw((seat,)) for seat in gone]
            await self._ask(room, HOUSE, *withdrawn, settings, c.Enrol(current.entries))
            opening, current = current, await self._opener(room)
        self._name(room, opening)

    def _name(self, room: RoomId, opening: Opening) -> None:
        """Keeps the code that students reach the room by."""
        for code in [code for code, other in self.hub.codes.items() if other == room]:
            del self.hub.codes[code]
        if opening.code is not None:
            self.hub.codes[opening.code] = room

    async def ask(self, room: RoomId, actor: str, *commands: c.Command) -> list[Result]:
        """What became of each command, durable; a refusal is a result.

        Raises NotFound, Unavailable (ask again: nothing is known of what happened).
        """
        await self.wake(room)
        return await self._ask(room, actor, *commands)

    async def do(self, room: RoomId, actor: str, command: c.Command) -> Result:
        """One command; a refusal is raised. Raises Refused, NotFound, Unavailable."""
        (result,) = await self.ask(room, actor, command)
        if isinstance(result, Refused):
            raise result
        return result

    async def counts(self, room: RoomId) -> Counts:
        """Students by status, as this worker knows them now."""
        return counts_of(await self.wake(room))

    async def _follow(self, room: RoomId) -> LiveRoom:
        try:
            return await self.followers.open(room)
        except BrokenLog as fault:
            raise Unavailable(f"this session needs attention: {fault}") from fault

    async def _ask(self, room: RoomId, actor: str, *commands: c.Command) -> list[Result]:
        results = await self.keeper.ask(Ask(room, actor, commands))
        for result in results:
            if isinstance(result, BrokenLog):
                raise Unavailable(f"this session needs attention: {result}")
        return results


def counts_of(live: LiveRoom) -> Counts:
    """Counts of a live room's copy; who was withdrawn is not assigned."""
    statuses = [seat.status for seat in live.copy.room.seats.values() if not seat.withdrawn]
    return Counts(
        len(statuses),
        statuses.count(Status.ABSENT),
        statuses.count(Status.JOINED),
        statuses.count(Status.IN_PROGRESS),
        statuses.count(Status.ENDED),
        statuses.count(Status.SUBMITTED),
    )
