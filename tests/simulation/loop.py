"""An event loop in which time is a number: it jumps to the next timer when nothing is ready.

No threads, no sockets, no chance: what is due at one instant runs in the order in which it was
asked for. Each handle belongs to a process, by its context: a process that hangs runs nothing, and
what was due meanwhile runs when it goes on, as after SIGSTOP and SIGCONT.
"""

import asyncio
import heapq
from asyncio import events
from collections import deque
from collections.abc import Callable, Coroutine
from contextvars import Context, ContextVar, copy_context
from typing import Any, TypeVar

T = TypeVar("T")


class Process:
    """What belongs together: it hangs together, and dies together."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.context = copy_context()
        self.context.run(PROCESS.set, self)
        self.hangs = False
        self.waiting: list[Handle] = []
        """What was due while it hung."""


PROCESS: ContextVar[Process | None] = ContextVar("process", default=None)


class Handle:
    """Something that is to be called, at once or later."""

    __slots__ = ("args", "callback", "cancelled_", "context", "when_")

    def __init__(
        self, when: float, callback: Callable[..., object], args: Any, context: Context
    ) -> None:
        self.when_, self.callback, self.args, self.context = when, callback, args, context
        self.cancelled_ = False

    def cancel(self) -> None:
        """It is not called any more."""
        self.cancelled_ = True

    def cancelled(self) -> bool:
        """Whether it was cancelled."""
        return self.cancelled_

    def when(self) -> float:
        """The instant at which it is due."""
        return self.when_


class Stuck(AssertionError):
    """Nothing is ready and nothing is due, and what was asked for is not done."""


class VirtualLoop(asyncio.AbstractEventLoop):
    """Keeps as much of the event loop's contract as the core uses."""

    def __init__(self) -> None:
        self._now = 0.0
        self._ready: deque[Handle] = deque()
        self._later: list[tuple[float, int, Handle]] = []
        self._count = 0
        self._tasks: list[tuple[asyncio.Task[Any], Process | None]] = []
        self.faults: list[str] = []
        """What nobody caught."""
        self.steps = 0

    def time(self) -> float:
        """Seconds since the start."""
        return self._now

    # -- scheduling

    def call_soon(  # type: ignore[override]
        self, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> Handle:
        """At this instant, after what is ready already."""
        handle = Handle(self._now, callback, args, context or copy_context())
        self._ready.append(handle)
        return handle

    call_soon_threadsafe = call_soon  # type: ignore[assignment]

    def call_later(  # type: ignore[override]
        self, delay: float, callback: Callable[..., object], *args: Any, context: Any = None
    ) -> Handle:
        """After so many seconds."""
        return self.call_at(self._now + delay, callback, *args, context=context)

    def call_at(  # type: ignore[override]
        self, when: float, callback: Callable[..., object], *args: Any, context: Any = None
    ) -> Handle:
        """At an instant of this loop's."""
        handle = Handle(when, callback, args, context or copy_context())
        self._count += 1
        heapq.heappush(self._later, (when, self._count, handle))
        return handle

    def create_future(self) -> asyncio.Future[Any]:
        """A future of this loop."""
        return asyncio.Future(loop=self)

    def create_task(  # type: ignore[override]
        self, coro: Coroutine[Any, Any, T], *, name: str | None = None, context: Any = None
    ) -> asyncio.Task[T]:
        """A task of the process in whose context it is made."""
        task = asyncio.Task(coro, loop=self, name=name or "", context=context)
        process = PROCESS.get() if context is None else context.get(PROCESS)
        self._tasks.append((task, process))
        if len(self._tasks) > 4_096:
            self._tasks = [each for each in self._tasks if not each[0].done()]
        return task

    def run_in_executor(  # type: ignore[override]
        self, executor: object, func: Callable[..., T], *args: Any
    ) -> asyncio.Future[T]:
        """At once: there are no threads."""
        done = self.create_future()
        done.set_result(func(*args))
        return done

    def tasks_of(self, process: Process | None) -> list[asyncio.Task[Any]]:
        """The tasks of a process that are not done, in the order of their making."""
        return [task for task, owner in self._tasks if owner is process and not task.done()]

    # -- running

    def run_until_complete(self, future: Any) -> Any:
        """Runs until it is done, and gives its result. Raises Stuck."""
        done = asyncio.ensure_future(future, loop=self)
        events._set_running_loop(self)
        try:
            while not done.done():
                self._turn()
        finally:
            events._set_running_loop(None)
        return done.result()

    def _turn(self) -> None:
        """Runs what is ready; where nothing is, the time of the next timer has come."""
        ready, later, process_of = self._ready, self._later, PROCESS
        if not ready:
            if not later:
                raise Stuck("nothing is ready and nothing is due")
            if later[0][0] > self._now:
                self._now = later[0][0]
        now = self._now
        while later and later[0][0] <= now:
            handle = heapq.heappop(later)[2]
            if not handle.cancelled_:
                ready.append(handle)
        for _ in range(len(ready)):
            handle = ready.popleft()
            if handle.cancelled_:
                continue
            context = handle.context
            process = context.get(process_of)
            if process is not None and process.hangs:
                process.waiting.append(handle)
                continue
            self.steps += 1
            try:
                context.run(handle.callback, *handle.args)
            except Exception as fault:
                self.faults.append(f"a callback raised {fault!r}")

    def goes_on(self, process: Process) -> None:
        """A process that hung runs again, with what was due meanwhile first."""
        process.hangs = False
        self._ready.extend(process.waiting)
        process.waiting = []

    def is_running(self) -> bool:
        """As long as it is asked by what it runs."""
        return True

    def is_closed(self) -> bool:
        """Never: there is nothing to close."""
        return False

    def get_debug(self) -> bool:
        """Never."""
        return False

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        """Keeps what nobody caught."""
        fault = context.get("exception")
        self.faults.append(f"{context.get('message')}: {fault!r}")
