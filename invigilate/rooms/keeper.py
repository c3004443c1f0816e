"""The one way into the log: takes all commands that wait, across rooms, in one transaction.

Commit first, then tell. What is told and acknowledged is what the committed batch says; nothing
is served of a batch that is not committed. If a commit fails, or nobody knows whether it did, the
batch is dropped and whoever asked hears *retry*: every command may safely be sent again.
"""

import asyncio
import os
from collections import OrderedDict, deque
from collections.abc import Callable, Generator
from typing import Any, Protocol, TypeVar

import structlog

from invigilate import metrics
from invigilate.clock import Clock
from invigilate.errors import Unavailable
from invigilate.ids import RoomId
from invigilate.rooms.catching_up import Story
from invigilate.rooms.log import Copy, Head, Missing, Newest, Want
from invigilate.rooms.step import Ask, Batch, Chance, Look, Result, step
from invigilate.rooms.watch import Watch
from invigilate.settings import Settings
from invigilate.store.schema import new_id

log = structlog.get_logger(__name__)
T = TypeVar("T")

COPIES_KEPT = 256
"""Rooms that the keeper holds in memory; the longest unused goes first."""
LONGEST_BACKOFF = 1.0
REFUSED_SECONDS = 30.0
"""After a write that failed the store counts as one that takes none, until a batch is committed.
Longer than between two tries of a store that lets each wait: its lease is renewed at a third, and a
write waits up to six seconds."""
HANGS_SECONDS = 8.0
"""A batch that is in the store for longer: the store takes none, and says nothing."""
SETTLES_SECONDS = 5.0
"""So long after a write that was taken, where no batch says so: a full disk may take one."""


class RoomLog(Protocol):
    """A store's driver for the room log; see `store.log_sqlite` and `store.log_postgres`."""

    async def run(self, steps: Generator[Want, Any, T]) -> T: ...
    async def read(self, want: Missing | Newest) -> list[Any]: ...
    async def heads(self, rooms: tuple[RoomId, ...] | None = None) -> list[Head]: ...
    async def due(self, now: int) -> list[RoomId]: ...
    async def now(self) -> int: ...
    async def close(self) -> None: ...


class Keeper:
    """Decides and stores, one batch after another. `tell` hears each committed story."""

    def __init__(
        self,
        room_log: RoomLog,
        clock: Clock,
        settings: Settings,
        tell: Callable[[RoomId, Story], None],
        chance: Chance | None = None,
    ) -> None:
        self.log = room_log
        self.alarms: deque[str] = deque(maxlen=100)
        self.watch = Watch(round(settings.outage_seconds * 1_000))
        self._refused_at: float | None = None
        self._storing_since: float | None = None
        self.batches = 0
        self.commands = 0
        self._clock = clock
        self._settings = settings
        self._tell = tell
        self._copies: OrderedDict[RoomId, Copy] = OrderedDict()
        self._waiting: deque[tuple[Ask, asyncio.Future[list[Result]]]] = deque()
        self._work = asyncio.Event()
        self._chance = chance or Chance(lambda: os.urandom(16), new_id)
        self._backoff = 0.0
        self._open = True

    async def ask(self, ask: Ask) -> list[Result]:
        """What became of an ask's commands, once that is durable.

        Raises Unavailable: it is not known; the same ask may be sent again.
        """
        if not self._open:
            raise Unavailable("this worker is stopping")
        future: asyncio.Future[list[Result]] = asyncio.get_running_loop().create_future()
        self._waiting.append((ask, future))
        self._work.set()
        return await future

    @property
    def stores(self) -> bool:
        """Whether the store took what this worker wrote last."""
        now, at, since = self._clock.monotonic(), self._refused_at, self._storing_since
        if since is not None and now - since > HANGS_SECONDS:
            return False  # a disk that hangs refuses nothing
        return at is None or now - at > REFUSED_SECONDS

    def refused(self) -> None:
        """The store did not take a write just now, this keeper's or another one's."""
        self._refused_at = self._clock.monotonic()

    def took(self) -> None:
        """The store took a write that is not this keeper's: it is asked anew."""
        if self._refused_at is not None:
            self._refused_at = min(
                self._refused_at, self._clock.monotonic() - REFUSED_SECONDS + SETTLES_SECONDS
            )

    def copies(self) -> dict[RoomId, Copy]:
        """The rooms as last committed here; never changed, only replaced."""
        return dict(self._copies)

    def forget(self, room: RoomId) -> None:
        """Lets go of a room's copy; the next command for it loads it again."""
        self._copies.pop(room, None)

    async def run(self) -> None:
        """Runs until `stop`; the last batch is finished first."""
        while self._open or self._waiting:
            await self._work.wait()
            self._work.clear()
            while self._waiting:
                caught_up = await self._batch(self._take())
                if caught_up:
                    await self._clock.sleep(self._settings.catch_up_wait_ms / 1_000)

    def stop(self) -> None:
        """Takes no more; `run` ends when what waits is done."""
        self._open = False
        self._work.set()

    def _look(self, now: int) -> Look:
        """Called by the step right after the lock, on SQLite in the keeper's thread."""
        was = self.watch.alarm
        look = self.watch.look(now, self._clock.monotonic())
        if self.watch.alarm != was:
            self._alarm(self.watch.alarm)
        return look

    def _take(self) -> list[tuple[Ask, asyncio.Future[list[Result]]]]:
        """What waits, up to a batch; who gave up waiting is left out."""
        taken: list[tuple[Ask, asyncio.Future[list[Result]]]] = []
        commands = 0
        while self._waiting and commands < self._settings.batch_commands:
            ask, future = self._waiting.popleft()
            if not future.done():
                taken.append((ask, future))
                commands += len(ask.commands)
        return taken

    async def _batch(self, taken: list[tuple[Ask, asyncio.Future[list[Result]]]]) -> bool:
        if not taken:
            return False
        asks = [ask for ask, _ in taken]
        began = self._storing_since = self._clock.monotonic()
        try:
            batch = await self.log.run(step(self._copies, asks, self._chance, self._look))
        except Unavailable as fault:
            await self._failed(taken, fault)
            return False
        except Exception as fault:
            await self._faulty(taken, fault)
            return False
        finally:
            self._storing_since = None
        self._backoff = 0.0
        if batch.wrote:
            self._refused_at = None
        commands = sum(len(ask.commands) for ask in asks)
        self.batches += 1
        self.commands += commands
        metrics.COMMIT.observe(self._clock.monotonic() - began)
        metrics.BATCH_SIZE.observe(commands)
        metrics.COMMANDS.inc(commands)
        self._committed(batch)
        for (_, future), results in zip(taken, batch.results, strict=True):
            if not future.done():
                future.set_result(results)
        return batch.caught_up

    def _committed(self, batch: Batch) -> None:
        for alarm in batch.alarms:
            self._alarm(alarm)
        for room in batch.broken:
            self._copies.pop(room, None)
        for room, story in batch.stories.items():
            self._copies[room] = story.copy
            self._copies.move_to_end(room)
            self._tell(room, story)
        while len(self._copies) > COPIES_KEPT:
            self._copies.popitem(last=False)

    async def _failed(
        self, taken: list[tuple[Ask, asyncio.Future[list[Result]]]], fault: Exception
    ) -> None:
        """Nobody knows whether it happened: everyone is told to ask again."""
        self.refused()
        metrics.FAILED_COMMITS.inc()
        log.warning("a batch was not committed", why=str(fault), asks=len(taken))
        for _, future in taken:
            if not future.done():
                future.set_exception(Unavailable(str(fault)))
        self._backoff = min(LONGEST_BACKOFF, self._backoff * 2 or 0.05)
        await self._clock.sleep(self._backoff)

    async def _faulty(
        self, taken: list[tuple[Ask, asyncio.Future[list[Result]]]], fault: Exception
    ) -> None:
        """A fault of ours in the batch itself: each ask is tried alone, so neighbours go on."""
        log.error("a batch raised", asks=len(taken), exc_info=fault)
        self._alarm(f"a batch raised {fault!r}")
        if len(taken) == 1:
            future = taken[0][1]
            if not future.done():
                future.set_exception(Unavailable("a fault of ours"))
            return
        for one in taken:
            await self._batch([one])

    def _alarm(self, text: str) -> None:
        self.alarms.append(text)
        metrics.ALARMS.inc()
        log.error("alarm", what=text)
