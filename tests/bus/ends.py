"""Several workers' ends of one bus, and what each of them heard."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from invigilate.bus.contract import Bus, Kind, Message
from invigilate.bus.memory import MemoryBus, MemoryHub
from invigilate.bus.redis import Pace, RedisBus
from invigilate.ids import RoomId
from tests.conditions import eventually

KEY = b"a key for tests, and nothing else"
POISON = b"whoever hears this raises"
ROOM = RoomId("room-1")
Make = Callable[[str], Bus]


class End:
    """One worker's end; `heard` and `turns` fill as it hears and as its health changes."""

    def __init__(self, bus: Bus) -> None:
        self.bus = bus
        self.heard: list[Message] = []
        self.turns: list[bool] = []
        bus.on_health = self.turns.append

    def tell(self, body: bytes, room: RoomId = ROOM, kind: Kind = "rows") -> Message:
        """Publishes; gives the message."""
        message = Message(kind, room, self.bus.worker, body)
        self.bus.publish(message)
        return message

    async def start(self) -> None:
        await self.bus.start(self._hear)

    def _hear(self, message: Message) -> None:
        if message.body == POISON:
            raise KeyError("poison")
        self.heard.append(message)


def in_memory(hub: MemoryHub | None = None) -> Make:
    """Makes buses that meet in one hub."""
    shared = hub or MemoryHub()
    return lambda worker: MemoryBus(worker, shared)


def over_redis(url: str, prefix: str = "test", key: bytes = KEY, pace: Pace | None = None) -> Make:
    """Makes buses that meet in one Redis."""
    return lambda worker: RedisBus(url, worker, key, prefix, pace or Pace())


@asynccontextmanager
async def ends(make: Make, *workers: str) -> AsyncIterator[list[End]]:
    """These workers, started and healthy; stopped at the end, with no task left behind."""
    before = asyncio.all_tasks()
    made = [End(make(worker)) for worker in workers]
    try:
        for end in made:
            await end.start()
        await eventually(lambda: all(end.bus.healthy for end in made))
        for end in made:
            end.turns.clear()
        yield made
    finally:
        for end in made:
            await end.bus.stop()
    assert asyncio.all_tasks() - before == set()
