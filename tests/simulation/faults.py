"""What goes wrong in a simulated sitting, and when: a plan by chance, one seed one plan.

Each seed has only some kinds of faults, so that one kind does not hide what another would show
(swarm testing: Groce et al., ISSTA 2012).
"""

import asyncio
from typing import TYPE_CHECKING

from tests.simulation.student import Times

if TYPE_CHECKING:
    from tests.simulation.worker import Worker
    from tests.simulation.world import World

KINDS = (
    "crash",
    "all crash",
    "hang",
    "restart",
    "chaotic bus",
    "partitioned bus",
    "dead bus",
    "failing disk",
    "slow disk",
    "database down",
    "database restarts",
    "lost tail",
    "cut",
    "half open",
    "stall",
    "clock",
    "steady clock",
    "room time",
    "checkpoint",
)
RESENT_SECONDS = 45.0
"""After a failover that lost a tail: what connected pages still have is in the log again."""
RARE = ("all crash", "lost tail", "room time", "steady clock")


class Faults:
    """Injects the faults of one seed."""

    def __init__(self, world: "World", times: Times, kinds: tuple[str, ...] | None = None) -> None:
        self.world, self.times = world, times
        self.chance = world.chance("faults")
        some = [kind for kind in KINDS if self.chance.random() < (0.15 if kind in RARE else 0.5)]
        self.kinds = tuple(some) if kinds is None else kinds
        self._running: list[asyncio.Task[None]] = []

    async def run(self) -> None:
        """Until the healing."""
        world, chance = self.world, self.chance
        await asyncio.sleep(5.0)
        while self.kinds and world.loop.time() < self.times.heals_at:
            kind = chance.choice(self.kinds)
            if kind in RARE and chance.random() < 0.7:
                continue
            world.traced("fault", kind)
            task = asyncio.create_task(self._inject(kind))
            self._running.append(task)
            await asyncio.sleep(chance.expovariate(1 / (30 + self.times.ends_at / 40)))

    async def heal(self) -> None:
        """All is as it should be from now on; what was begun is ended."""
        world = self.world
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        world.wire.drop = world.wire.double = world.wire.late = 0.0
        world.wire.apart, world.wire.is_dead = set(), False
        disk = world.disk
        disk.is_down, disk.slow, disk.fails_before, disk.fails_after = False, 0.0, 0.0, 0.0
        world.offline.clear()
        for worker in world.alive:
            if worker.process.hangs:
                worker.go_on()
        while len([worker for worker in world.alive if worker.accepts]) < world.many:
            world.start_worker()
        for worker in world.alive:
            worker.jumps.confirm()

    async def _inject(self, kind: str) -> None:
        world, chance = self.world, self.chance
        seconds = chance.choice((1.0, 5.0, 20.0, 60.0)) * chance.uniform(0.5, 1.5)
        match kind:
            case "crash" | "all crash" | "hang" | "restart":
                await self._of_a_worker(kind)
            case "chaotic bus":
                wire = world.wire
                wire.drop, wire.double, wire.late = 0.2, 0.2, 0.3
                await asyncio.sleep(seconds)
                wire.drop = wire.double = wire.late = 0.0
            case "partitioned bus":
                name = chance.choice(world.workers).name
                world.wire.apart.add(name)
                await asyncio.sleep(seconds)
                world.wire.apart.discard(name)
            case "dead bus":
                world.wire.is_dead = True
                await asyncio.sleep(seconds)
                world.wire.is_dead = False
            case "cut" | "half open" | "stall":
                self._of_the_network(kind)
            case "clock" | "steady clock" | "room time":
                await self._of_time(kind)
            case "checkpoint":
                for worker in world.alive:
                    for room in world.openings:
                        worker.task(worker.checkpoints.write(room))
            case _:
                await self._of_the_disk(kind, seconds)
        world.count(kind)

    # -- workers

    async def _of_a_worker(self, kind: str) -> None:
        world, chance = self.world, self.chance
        able = [worker for worker in world.alive if worker.accepts and not worker.process.hangs]
        if not able:
            return
        worker = chance.choice(able)
        if kind == "hang":
            await self._hangs(worker)
        elif kind == "restart":
            world.start_worker()
            await asyncio.sleep(1.0)
            await self._drained(worker)
        else:
            for one in able if kind == "all crash" else [worker]:
                one.crash()
                world.traced("crashed", one.name)
            world.buried()
            wait = chance.uniform(0.5, 20.0) if kind == "all crash" else chance.uniform(0.5, 3.0)
            await asyncio.sleep(wait)
            while len([one for one in world.alive if one.accepts]) < world.many:
                world.start_worker()

    async def _hangs(self, worker: "Worker") -> None:
        """Goes on by itself, or its parent kills it after fifteen seconds."""
        worker.hang()
        seconds = self.chance.choice((0.5, 3.0, 10.0, 30.0)) * self.chance.uniform(0.5, 1.5)
        try:
            if seconds > 15 and self.chance.random() < 0.5:
                await asyncio.sleep(15)
                worker.crash()
                self.world.start_worker()
            else:
                await asyncio.sleep(seconds)
        finally:
            if worker.process.hangs:
                worker.go_on()

    async def _drained(self, worker: "Worker") -> None:
        if not worker.is_alive:
            return
        worker.accepts = False
        await asyncio.wait([worker.task(worker.stop(), "stop")])

    # -- the rest

    def _of_the_network(self, kind: str) -> None:
        sockets = self.world.sockets()
        for socket in sockets if self.chance.random() < 0.2 else sockets[:1]:
            if kind == "cut":
                socket.cut()
            elif kind == "half open":
                socket.goes_dead()
            else:
                socket.stalls(self.chance.uniform(1, 25))

    async def _of_time(self, kind: str) -> None:
        world, chance = self.world, self.chance
        if kind == "room time":
            world.disk.jumped_ms += chance.choice((-20_000, 3_000, 20_000))
        elif world.alive:
            worker = chance.choice(world.alive)
            if kind == "clock":
                worker.clock.ahead_ms = chance.choice((-3_600_000, 3_600_000, 5_000))
            else:
                worker.clock.ahead_steady += chance.choice((0.5, 5.0, 600.0))
        await asyncio.sleep(chance.uniform(5, 60))
        for worker in world.alive:
            worker.jumps.confirm()

    async def _of_the_disk(self, kind: str, seconds: float) -> None:
        disk = self.world.disk
        match kind:
            case "failing disk":
                disk.fails_before, disk.fails_after = 0.2, 0.2
                await asyncio.sleep(seconds)
                disk.fails_before = disk.fails_after = 0.0
            case "slow disk":
                disk.slow = self.chance.choice((0.05, 1.0, 7.0))
                await asyncio.sleep(seconds)
                disk.slow = 0.0
            case "database down":
                disk.is_down = True
                disk.restarts()
                await asyncio.sleep(min(seconds, 40.0))
                disk.is_down = False
            case "database restarts":
                disk.restarts()
            case _:
                await self._loses_tail()

    async def _loses_tail(self) -> None:
        """A failover to a copy that lagged by a few events, in which nobody had handed in."""
        world, disk = self.world, self.world.disk
        disk.is_down = True
        disk.restarts()
        await asyncio.sleep(self.chance.uniform(1, 5))
        room = self.chance.choice(sorted(disk.stored.rows))
        rows = disk.stored.rows[room]
        version = len(rows) - self.chance.randint(1, 12)
        tail = rows[max(version, 0) :]
        kept = (
            "ChangeSaved",
            "ChangeHeld",
            "ChangeRefused",
            "WentTo",
            "HandMoved",
            "NoticesReached",
        )
        lost: set[tuple[str, str, int]] = set()
        if version > 30 and all(row.kind in kept for row in tail):
            lost = world.loses_tail(room, version)
        disk.is_down = False
        at = world.lost_at
        await asyncio.sleep(RESENT_SECONDS)
        if lost and world.lost_at == at:
            world.resent(lost)
