"""One simulated sitting under one seed: people, workers, faults, the healing, and what stays."""

import asyncio
import gc
import logging
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager, suppress
from time import process_time

import structlog
from msgspec import Struct

from invigilate.crowd.checking.findings import Checked, Finding
from invigilate.errors import Unavailable
from invigilate.ids import RoomId
from invigilate.rooms import commands as c
from invigilate.rooms.live import HOUSE
from tests.simulation.faults import Faults
from tests.simulation.judging import Left, judge
from tests.simulation.proctor import Proctor
from tests.simulation.student import Student, Times
from tests.simulation.worker import Makes
from tests.simulation.world import World

QUIET_SECONDS = 30.0
"""After the close, and after what was written last: everything must be at rest (I9). A board's
position is what the heartbeat before the last one named."""
MOST_QUIET_SECONDS = 300.0
"""What still writes so long after the close will not rest."""


class Shape(Struct, frozen=True):
    """How large a sitting is."""

    students: int = 8
    workers: int = 2
    minutes: float = 60.0
    """Of the clock on the wall, from the first join to the last receipt."""
    think: float = 25.0
    """Seconds between two things that a student does, on average."""
    faults: tuple[str, ...] | None = None
    """None: by chance."""


HOUR = Shape()
SHORT = Shape(minutes=15.0, think=8.0)


class Outcome(Struct, frozen=True):
    """What became of a seed."""

    seed: int
    findings: list[Finding]
    digest: str
    checked: Checked
    counts: dict[str, int]
    hours: float
    """Simulated."""
    cpu: float
    """Seconds of one core."""
    steps: int


class Sitting:
    """A world with people in it."""

    def __init__(self, seed: int, shape: Shape, makes: Makes | None = None) -> None:
        self.shape = shape
        self.world = World(seed, shape.workers, makes)
        span = shape.minutes * 60
        self.times = Times(0.04 * span, 0.8 * span, 0.83 * span, span, shape.think)
        self.world.heals_at = self.times.heals_at
        self.faults = Faults(self.world, self.times, shape.faults)
        small = max(1, shape.students // 3)
        minutes = 0.7 * shape.minutes
        self.students: list[Student] = []
        self.proctors: list[Proctor] = []
        for room, count in (("A", shape.students - small), ("B", small)):
            seats = self.world.publish(room, count, minutes, 10.0)
            self.students += [Student(self.world, room, seat, self.times) for seat in seats]
            for name in ("Ada", "Ben")[: 1 + (room == "A")]:
                person = f"{name}-{room}"
                apart = span / 15
                self.proctors.append(Proctor(self.world, room, person, self.times, seats, apart))

    async def run(self) -> Left:
        """From the first worker's start to the last one's end."""
        world = self.world
        for _ in range(world.many):
            world.start_worker()
        everybody: list[Student | Proctor] = [*self.students, *self.proctors]
        people = [asyncio.create_task(one.run()) for one in everybody]
        faults = asyncio.create_task(self.faults.run())
        await asyncio.sleep(self.times.heals_at)
        faults.cancel()
        await self.faults.heal()
        world.traced("healed")
        left = Left()
        await self._ends(people, left)
        left.at_rest(self.students, self.proctors, world)
        await self._leave(people, left)
        return left

    async def _ends(self, people: list["asyncio.Task[None]"], left: Left) -> None:
        """Staff let everybody go on, gather what is left, and the office closes the sessions."""
        world, stays = self.world, self.times.ends_at - self.world.loop.time()
        try:
            async with asyncio.timeout(stays / 2):
                await asyncio.gather(*(one.lets_go_on() for one in self.proctors))
            await asyncio.sleep(stays / 3)
            async with asyncio.timeout(stays):
                await asyncio.gather(*(one.gathers() for one in self.proctors))
                for room in world.openings:
                    await self._asked(room, c.Close("over"))
        except TimeoutError:
            left.wrong("staff", "not answered", "every order answered after the healing")
        await self._rest()
        for task in people:
            if task.done() and not task.cancelled() and task.exception() is not None:
                left.wrong("a person", repr(task.exception()), "one who is served")

    async def _rest(self) -> None:
        """Until nothing was written for a while: a page may still send what it wrote long ago."""
        world = self.world
        gives_up = world.loop.time() + MOST_QUIET_SECONDS
        await asyncio.sleep(QUIET_SECONDS)
        while (rests := world.written_at + QUIET_SECONDS) > world.loop.time():
            if rests > gives_up:
                break
            await asyncio.sleep(rests - world.loop.time())

    async def _asked(self, room: RoomId, command: c.Command) -> None:
        """The house asks, until a store that may be away answers."""
        while True:
            worker = self.world.alive[0]
            with suppress(Unavailable):
                asked: Awaitable[object] = worker.rooms.ask(room, HOUSE, command)
                await asked
                return
            await asyncio.sleep(1.0)

    async def _leave(self, people: list["asyncio.Task[None]"], left: Left) -> None:
        """Everybody goes home, workers stop as a signal stops them; nothing may be left."""
        world = self.world
        for student in self.students:
            for page in student.pages:
                page.close()
        for proctor in self.proctors:
            proctor.page.close()
        for task in people:
            task.cancel()
        await asyncio.gather(*people, return_exceptions=True)
        await asyncio.sleep(30.0)
        left.copies(world)
        await self._sleep(left)
        stopping = [worker.task(worker.stop(), "stop") for worker in world.alive]
        await asyncio.wait(stopping, timeout=60.0)
        await asyncio.sleep(5.0)
        left.behind(world)

    async def _sleep(self, left: Left) -> None:
        """Rooms that are over fall asleep, and wake whole."""
        for _ in range(60):
            if not any(worker.hub.live for worker in self.world.alive):
                break
            await asyncio.sleep(60.0)
        for worker in self.world.alive:
            if worker.hub.live:
                left.wrong(worker.name, "rooms that are over are awake", "asleep")
        for room in self.world.openings:
            worker = self.world.alive[0]
            await worker.task(self._woken(room, left), "waking")
        left.copies(self.world)

    async def _woken(self, room: RoomId, left: Left) -> None:
        try:
            await self.world.alive[0].rooms.wake(room)
        except Unavailable as fault:
            left.wrong(f"room {room}", f"does not wake: {fault}", "awake")


def run(seed: int, shape: Shape = HOUR, makes: Makes | None = None) -> Outcome:
    """One sitting, judged."""
    with _quiet():
        began = process_time()
        sitting = Sitting(seed, shape, makes)
        left = sitting.world.loop.run_until_complete(sitting.run())
        findings, checked = judge(sitting.world, sitting.students, left)
        world = sitting.world
        return Outcome(
            seed,
            findings,
            world.digest,
            checked,
            dict(world.counts + left.counts) | world.disk.counts | world.wire.counts,
            shape.minutes / 60,
            process_time() - began,
            world.loop.steps,
        )


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the log lines of a hundred faults, and without looking for garbage meanwhile."""
    before = structlog.get_config()
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL),
        cache_logger_on_first_use=False,
    )
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        structlog.configure(**before)
