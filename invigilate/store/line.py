"""The one line in which all writers of a SQLite file stand.

SQLite takes one writer at a time, and busy-waiting for it is unfair: with two processes the
slowest writer waited 225 ms instead of 40. So whoever writes first waits here, in the order of
coming, and meets no `SQLITE_BUSY` afterwards:

* within the process, a queue for the keeper and one for the office. The keeper goes first, for
  students wait for it; but after `OFFICE_TURN` keeper turns in a row one of the office is let
  in, or a hall at full speed would keep the office out for ever;
* between processes, `flock` on a file beside the database, which the system takes back from a
  process that dies.

The keeper comes from its own thread and blocks; the office comes from the event loop and awaits.
"""

import asyncio
import fcntl
import os
import threading
from collections import deque
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import Future
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

OFFICE_TURN = 16
"""After so many turns of the keeper one writer of the office is let in between."""

Waiting = deque["Future[None]"]


class WriterLine:
    """Who may write to the SQLite file now; one for each process and file."""

    def __init__(self, side_file: Path) -> None:
        self._side_file = side_file
        self._descriptor = -1
        self._mutex = threading.Lock()
        self._held = False
        self._keeper: Waiting = deque()
        self._office: Waiting = deque()
        self._keeper_turns = 0

    @contextmanager
    def keeper(self) -> Iterator[None]:
        """Hold the line from the keeper's own thread; blocks, never call it on the loop."""
        self._join(self._keeper).result()
        try:
            self._lock_file()
            yield
        finally:
            self._leave()

    @asynccontextmanager
    async def office(self) -> AsyncIterator[None]:
        """Hold the line from the event loop; hold it for 50 ms at most."""
        await self._reach_the_head()
        try:
            await self._lock_file_aside()
        except asyncio.CancelledError:
            raise  # the file is still being waited for; who waits leaves the line as well
        except BaseException:
            self._leave()
            raise
        try:
            yield
        finally:
            self._leave()

    def close(self) -> None:
        """Give the side file back to the system; nobody may stand in line any more."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    async def _reach_the_head(self) -> None:
        place = self._join(self._office)
        try:
            await asyncio.wrap_future(place)
        except asyncio.CancelledError:
            if not place.cancel():  # our turn came while we were being cancelled
                self._leave()
            raise

    async def _lock_file_aside(self) -> None:
        if self._lock_file_at_once():
            return
        waiting = asyncio.ensure_future(asyncio.to_thread(self._lock_file))
        try:
            await asyncio.shield(waiting)
        except asyncio.CancelledError:
            # The thread cannot be called back: it leaves the line when it has got the file.
            waiting.add_done_callback(self._leave_when_done)
            raise

    def _leave_when_done(self, waited: "asyncio.Future[None]") -> None:
        waited.exception()
        self._leave()

    def _join(self, queue: Waiting) -> "Future[None]":
        place: Future[None] = Future()
        with self._mutex:
            queue.append(place)
            if not self._held:
                self._call_next()
        return place

    def _leave(self) -> None:
        if self._descriptor >= 0:
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)
        with self._mutex:
            self._call_next()

    def _call_next(self) -> None:
        """Under the mutex: let the next one in who still waits."""
        self._held = True
        while queue := self._next_queue():
            place = queue.popleft()
            if place.set_running_or_notify_cancel():
                self._keeper_turns = self._keeper_turns + 1 if queue is self._keeper else 0
                place.set_result(None)
                return
        self._held = False

    def _next_queue(self) -> Waiting | None:
        if self._office and (self._keeper_turns >= OFFICE_TURN or not self._keeper):
            return self._office
        return self._keeper or None

    def _lock_file(self) -> None:
        fcntl.flock(self._open(), fcntl.LOCK_EX)

    def _lock_file_at_once(self) -> bool:
        try:
            fcntl.flock(self._open(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _open(self) -> int:
        # Opened late, hence after a fork: a descriptor from before it would share its lock
        # with the parent.
        if self._descriptor < 0:
            flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
            self._descriptor = os.open(self._side_file, flags, 0o600)
        return self._descriptor
