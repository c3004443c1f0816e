"""The bus of a single process: messages go from hand to hand and it is always healthy.

One worker alone needs no other. Tests put several on one `MemoryHub` and so have several workers.
"""

import asyncio
from collections.abc import Callable

from invigilate.bus.contract import Heard, Message
from invigilate.bus.outgoing import Outgoing, surface

TURN = 256
"""Messages handed over before the loop gets its turn."""


class MemoryHub:
    """Where the buses of one process meet."""

    def __init__(self) -> None:
        self._ends: dict[str, Heard] = {}

    def join(self, worker: str, heard: Heard) -> None:
        """From now on this worker hears the others."""
        if worker in self._ends:
            raise ValueError(f"worker {worker} is on this hub already")
        self._ends[worker] = heard

    def leave(self, worker: str) -> None:
        """This worker hears nothing any more."""
        self._ends.pop(worker, None)

    def carry(self, message: Message) -> None:
        """Delivers one message to everyone but its worker."""
        for worker, heard in tuple(self._ends.items()):
            if worker != message.worker:
                heard(message)


class MemoryBus:
    """One worker's end of a hub; keeps `contract.Bus`."""

    def __init__(self, worker: str, hub: MemoryHub | None = None) -> None:
        self.worker = worker
        self.probe_seconds: float | None = None
        self.on_health: Callable[[bool], None] | None = None
        self._hub = hub or MemoryHub()
        self._outgoing: Outgoing[Message] = Outgoing()
        self._task: asyncio.Task[None] | None = None

    @property
    def healthy(self) -> bool:
        """Always: nothing lies between."""
        return True

    @property
    def dropped(self) -> int:
        """Messages that were published and never left."""
        return self._outgoing.dropped

    async def start(self, heard: Heard) -> None:
        """Joins the hub."""
        self._hub.join(self.worker, heard)
        self._task = asyncio.create_task(self._tell(), name=f"bus of {self.worker}")

    async def stop(self) -> None:
        """Leaves the hub."""
        self._hub.leave(self.worker)
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.wait([task])
        self._outgoing.drop_all()

    def publish(self, message: Message) -> None:
        """Tells the other workers of the hub at the loop's next turn."""
        if self._task is None:
            self._outgoing.dropped += 1
        else:
            self._outgoing.put(message, len(message.body))

    async def _tell(self) -> None:
        while True:
            for message in await self._outgoing.take(TURN):
                if message.kind != "probe":
                    self._carry(message)
            await asyncio.sleep(0)

    def _carry(self, message: Message) -> None:
        try:
            self._hub.carry(message)
        except Exception as fault:
            surface(fault, self.worker)
