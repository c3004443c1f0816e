"""What waits to be told: a bounded queue whose overflow is dropped, never waited for."""

import asyncio
from collections import deque
from typing import Generic, TypeVar

MESSAGES = 10_000
"""Most messages that wait."""
BYTES = 16 * 1024 * 1024
"""Most bytes that wait."""

T = TypeVar("T")


class Outgoing(Generic[T]):
    """First in, first out; what does not fit is counted in `dropped` and forgotten."""

    def __init__(self) -> None:
        self.dropped = 0
        self._waiting: deque[tuple[T, int]] = deque()
        self._bytes = 0
        self._some = asyncio.Event()

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, item: T, size: int) -> None:
        """Lets the item of so many bytes wait, or drops it where too much waits already."""
        if len(self._waiting) >= MESSAGES or self._bytes + size > BYTES:
            self.dropped += 1
            return
        self._waiting.append((item, size))
        self._bytes += size
        self._some.set()

    async def take(self, most: int, most_bytes: int = BYTES) -> list[T]:
        """Waits until there is something; gives at least one, and then no more than asked."""
        while not self._waiting:
            self._some.clear()
            await self._some.wait()
        taken: list[T] = []
        size = 0
        while self._waiting and len(taken) < most:
            size += self._waiting[0][1]
            if taken and size > most_bytes:
                size -= self._waiting[0][1]
                break
            taken.append(self._waiting.popleft()[0])
        self._bytes -= size
        return taken

    def drop_all(self) -> None:
        """Forgets what waits, counted."""
        self.dropped += len(self._waiting)
        self._waiting.clear()
        self._bytes = 0


def surface(fault: Exception, worker: str) -> None:
    """Tells the loop of a fault of ours, so that it is heard although the bus goes on."""
    asyncio.get_running_loop().call_exception_handler(
        {"message": f"a fault in the bus of worker {worker}", "exception": fault}
    )
