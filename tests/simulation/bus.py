"""A bus between simulated workers that does, seeded, all that a bus may do, and fails too."""

from collections.abc import Callable
from random import Random

from invigilate.bus.contract import Heard, Message
from tests.simulation.loop import Process, VirtualLoop


class Wire:
    """Where the buses meet: drops, doubles, delays and reorders; whole workers may be cut off."""

    def __init__(self, loop: VirtualLoop, chance: Random) -> None:
        self.loop = loop
        self.chance = chance
        self.drop = 0.0
        self.double = 0.0
        self.late = 0.0
        """How many are kept back for up to a second, so that later ones overtake them."""
        self.apart: set[str] = set()
        """Workers that nobody hears, and that hear nobody; all of them where Redis is dead."""
        self.is_dead = False
        self.ends: dict[str, tuple[Heard, Process]] = {}
        self.counts = dict.fromkeys(("carried", "dropped", "doubled", "late"), 0)

    def carry(self, message: Message) -> None:
        """On its way to everybody else, or lost."""
        for worker in list(self.ends):
            if worker != message.worker:
                self._to(worker, message)

    def reaches(self, worker: str) -> bool:
        """Whether messages come to and from this worker just now."""
        return not self.is_dead and worker not in self.apart

    def _to(self, worker: str, message: Message) -> None:
        chance = self.chance
        if not self.reaches(worker) or chance.random() < self.drop:
            self.counts["dropped"] += 1
            return
        copies = 1 + (chance.random() < self.double)
        self.counts["doubled"] += copies - 1
        for _ in range(copies):
            wait = chance.uniform(0.000_2, 0.002)
            if self.late and chance.random() < self.late:
                self.counts["late"] += 1
                wait += chance.uniform(0, 1.0)
            heard, process = self.ends[worker]
            self.counts["carried"] += 1
            self.loop.call_later(
                wait, self._arrives, worker, heard, message, context=process.context
            )

    def _arrives(self, worker: str, heard: Heard, message: Message) -> None:
        if worker in self.ends and self.ends[worker][0] is heard:
            heard(message)


class SimBus:
    """One worker's end; keeps `bus.contract.Bus`. Its probe is back after three seconds, or not."""

    def __init__(self, worker: str, wire: Wire, process: Process) -> None:
        self.worker = worker
        self.probe_seconds: float | None = None
        self.on_health: Callable[[bool], None] | None = None
        self.dropped = 0
        self._wire = wire
        self._process = process
        self._reached_at = 0.0

    @property
    def healthy(self) -> bool:
        """Whether a probe came back within the last three seconds."""
        now = self._wire.loop.time()
        if self._wire.reaches(self.worker):
            self._reached_at = now
        return now - self._reached_at < 3.0

    async def start(self, heard: Heard) -> None:
        """Begins to hear."""
        self._wire.ends[self.worker] = (heard, self._process)

    async def stop(self) -> None:
        """Hears and tells no more."""
        self._wire.ends.pop(self.worker, None)

    def cut(self) -> None:
        """The worker was killed."""
        self._wire.ends.pop(self.worker, None)

    def publish(self, message: Message) -> None:
        """Some time soon, or never."""
        if self.worker not in self._wire.ends or not self._wire.reaches(self.worker):
            self.dropped += 1
            return
        self._wire.carry(message)
