"""One simulated worker: the real parts of one, built as `app` builds them, on simulated ground."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from invigilate.bus.contract import Message
from invigilate.clock import instant
from invigilate.draining import Draining
from invigilate.errors import NotAllowed, NotFound, Unavailable
from invigilate.hub import Hub, LiveRoom
from invigilate.ids import DeviceId, RoomId, SeatId
from invigilate.parts import TIME_OFF_MS
from invigilate.rooms import commands as c
from invigilate.rooms.absences import Absences
from invigilate.rooms.answering import Who
from invigilate.rooms.catching_up import checkpoint_of
from invigilate.rooms.checkpoints import Checkpoints
from invigilate.rooms.followers import Followers
from invigilate.rooms.jumps import Jumps
from invigilate.rooms.keeper import Keeper
from invigilate.rooms.live import HOUSE, LiveRooms, Opening
from invigilate.rooms.log import Copy
from invigilate.rooms.presence import Presences
from invigilate.rooms.receipts import Receipts
from invigilate.rooms.sleeping import Sleeping
from invigilate.rooms.socket import live
from invigilate.settings import Limits, Settings
from invigilate.wire.pace import Pace
from tests.simulation.bus import SimBus
from tests.simulation.disk import SimLog
from tests.simulation.loop import Process
from tests.simulation.network import Socket

if TYPE_CHECKING:
    from tests.simulation.world import World

LEASE_MS = 10_000
POINT_SECONDS = 120.0
"""Between checkpoints: an hour of a small hall has not the events that make a server write one."""
SETTINGS = Settings(
    data_folder=Path("unused"),
    limits=Limits(heartbeat_seconds=10.0),
    progress_ms=1_000,
    head_poll_ms=2_000,
)
"""Looked at less often than a server does, within what the knobs allow: an hour costs less."""


class SimClock:
    """A worker's clock; `ahead` is how far it went away from the others'."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self.ahead_ms = 0
        self.ahead_steady = 0.0

    def now(self) -> datetime:
        """Now, aware, in UTC."""
        return instant(self.now_ms())

    def now_ms(self) -> int:
        """Now, as this worker believes."""
        return self._world.start_ms + int(self._world.loop.time() * 1_000) + self.ahead_ms

    def monotonic(self) -> float:
        """Seconds, never going back."""
        return self._world.loop.time() + self.ahead_steady

    def follow(self, right_ms: int) -> int:
        """Goes by the database's clock, as a server's does; gives how far ahead this one was."""
        was_ms = self.now_ms() - right_ms
        if abs(was_ms) <= TIME_OFF_MS:
            return 0
        self.ahead_ms -= was_ms
        return was_ms

    async def sleep_until(self, instant_ms: int) -> None:
        """Return once it is that late."""
        await asyncio.sleep(max(0, instant_ms - self.now_ms()) / 1_000)

    async def sleep(self, seconds: float) -> None:
        """Return after so many seconds."""
        await asyncio.sleep(seconds)


class SimCheckpoints(Checkpoints):
    """Written to the simulated disk."""

    world: "World"

    async def _write(self, copy: Copy) -> None:
        point = checkpoint_of(copy)
        await self.world.disk.ask(lambda: self.world.disk.write_point(point))
        self._written[point.room] = point.version


class Ordered(dict[Any, None]):
    """A set that is gone through in the order of its making, whatever its members' addresses."""

    def add(self, one: Any) -> None:
        """Puts one in."""
        self[one] = None

    def discard(self, one: Any) -> None:
        """Takes one out, if it is there."""
        self.pop(one, None)


class SimHub(Hub):
    """The hub, whose readers are told in the same order in every run of one seed."""

    def open(self, copy: Copy) -> LiveRoom:
        live = super().open(copy)
        live.readers = Ordered()  # type: ignore[assignment]
        return live


class Worker:
    """A process; `crash` discards all that it did not commit."""

    def __init__(self, world: "World", name: str) -> None:
        self.world = world
        self.name = name
        self.process = Process(name)
        self.settings = SETTINGS
        self.clock = SimClock(world)
        self.sockets: dict[Socket, None] = {}
        self.is_alive = True
        self.accepts = True
        limits = self.settings.limits
        made = world.makes
        self.hub = made.hub(limits)
        self.draining = made.draining(self.hub)
        self.handshakes = Pace(round(limits.handshakes_per_second), limits.handshakes_burst)
        self.bus = SimBus(name, world.wire, self.process)
        self.log = SimLog(world.disk, name)
        self.followers: Followers = made.followers(
            self.log, self.hub, self.bus, self.clock, self.settings
        )
        self.keeper: Keeper = made.keeper(
            self.log, self.clock, self.settings, self.followers.story, world.step_chance(name)
        )
        self.rooms = LiveRooms(self.keeper, self.followers, self.hub, self._opening)
        self.absences = Absences(self.rooms, self.clock)
        self.presences = Presences(self.hub, self.bus, self.clock, LEASE_MS, self.absences.returned)
        self.receipts = Receipts(self.rooms)
        self.jumps = Jumps(self.keeper.watch, self.hub, self.bus, self.clock, LEASE_MS)
        self.checkpoints = SimCheckpoints(self.keeper, None)  # type: ignore[arg-type]
        self.checkpoints.world = world
        self.sleeping = Sleeping(self.rooms, self.checkpoints, self.clock)
        self._beside: list[asyncio.Task[None]] = []
        self._keeping: asyncio.Task[None] | None = None
        made.built(self)

    async def _opening(self, room: RoomId) -> Opening | None:
        return self.world.openings.get(room)

    async def read_ticket(self, ticket: str) -> Who:
        """Whom a ticket names: "room device seat person". Raises NotAllowed."""
        room, device, seat, person = ticket.split(" ")
        if room not in self.world.openings:
            raise NotAllowed("ticket", "No such ticket.")
        if seat:
            return Who(
                RoomId(room), DeviceId(device), "student", SeatId(seat), "", None, f"c{seat}"
            )
        return Who(RoomId(room), DeviceId(device), "staff", None, person, "chief", f"c{person}")

    # -- life

    def start(self) -> None:
        """Begins to work."""
        self.world.loop.call_soon(self._start, context=self.process.context)

    def task(self, work: Coroutine[Any, Any, None], name: str = "") -> "asyncio.Task[None]":
        """Work of this process, begun by anybody."""
        return self.world.loop.create_task(work, name=name, context=self.process.context)

    def _start(self) -> None:
        self.world.wire.ends[self.name] = (self._heard, self.process)
        self._keeping = self.task(self._loud("keeper", self.keeper.run()))
        loops = (
            ("repairing", self.followers.repairing()),
            ("polling", self.followers.polling()),
            ("waking", self.hub.waking()),
            ("beat", self._every(self.settings.progress_ms / 1_000, self._beat)),
            ("lease", self._every(LEASE_MS / 3_000, self._renew)),
            ("checkpoints", self._every(POINT_SECONDS, self._checkpoints)),
            ("sleeping", self._every(30.0, self._sleep)),
        )
        self._beside = [self.task(self._loud(name, work)) for name, work in loops]

    def _heard(self, message: Message) -> None:
        match message.kind:
            case "rows":
                self.followers.message(message)
            case "jump" | "time":
                self.jumps.message(message)
            case _:
                self.presences.message(message)

    def accepted(self, socket: Socket) -> None:
        """A connection came in."""
        self.sockets[socket] = None
        self.world.loop.call_soon(self._serve, socket, context=self.process.context)

    def _serve(self, socket: Socket) -> None:
        self.task(self._conversation(socket), "socket")

    async def _conversation(self, socket: Socket) -> None:
        try:
            await live(socket.websocket)
        except Exception as fault:
            # Starlette logs it and closes.
            self.world.fault(f"a socket of {self.name} raised {fault!r}")
        finally:
            if self.is_alive:
                # The server closes what the app returned from.
                self.sockets.pop(socket, None)
                self.world.loop.call_later(1.0, socket.cut)

    async def stop(self) -> None:
        """As a signal does: drains, finishes what waits, and is gone."""
        self.accepts = False
        await self.draining.run()
        for socket in list(self.sockets):
            socket.cut()
        for task in self._beside:
            task.cancel()
        await asyncio.wait(self._beside)
        self.keeper.stop()
        assert self._keeping is not None
        await self._keeping
        await self.bus.stop()
        self.is_alive = False

    def crash(self) -> None:
        """kill -9: nothing that it does from now on reaches anybody; what it knew is gone."""
        self.is_alive = self.accepts = False
        self.bus.cut()
        self.world.disk.died(self.name)
        self.world.loop.goes_on(self.process)
        for socket in list(self.sockets):
            socket.cut()
        self.sockets.clear()
        for task in self.world.loop.tasks_of(self.process):
            task.cancel()

    def hang(self) -> None:
        """SIGSTOP: nothing of it runs."""
        self.process.hangs = True

    def go_on(self) -> None:
        """SIGCONT."""
        self.world.loop.goes_on(self.process)

    # -- beside the sockets

    async def _loud(self, name: str, work: Coroutine[None, None, None]) -> None:
        try:
            await work
        except Exception as fault:
            self.world.fault(f"{name} of {self.name} failed: {fault!r}")
            raise

    async def _every(self, seconds: float, work: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await work()
            except Unavailable:
                self.world.count("waited for the store")
            await asyncio.sleep(seconds)

    async def _beat(self) -> None:
        """Rows, receipts, jumps, and what is due: separate in a server, one here."""
        self.hub.tell_rows()
        self.jumps.turn()
        await self.receipts.turn()
        await self.absences.turn()
        if self.world.disk.is_due():
            await self._expire()

    async def _expire(self) -> None:
        for room in await self.log.due(await self.log.now()):
            try:
                await self.rooms.ask(room, HOUSE, c.Expire())
            except (NotFound, Unavailable):
                self.world.count("a room that is due could not be asked")

    async def _renew(self) -> None:
        now = await self.log.now()
        if ahead_ms := self.clock.follow(now):
            self.presences.set_right(ahead_ms)
        self.keeper.watch.contact(now)
        self.presences.renew()

    async def _checkpoints(self) -> None:
        await self.checkpoints.turn()
        if self.world.writes_points:
            for room in self.keeper.copies():
                await self.checkpoints.write(room)

    async def _sleep(self) -> None:
        await self.sleeping.turn()


class Makes:
    """Of which classes a worker is made: a test of the simulation puts its own in."""

    hub: Callable[..., Hub] = SimHub
    draining: Callable[..., Draining] = Draining
    followers: Callable[..., Followers] = Followers
    keeper: Callable[..., Keeper] = Keeper

    def built(self, worker: Worker) -> None:
        """A worker was made."""
