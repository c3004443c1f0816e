"""Worker processes: started, watched, replaced when they die, and restarted one by one.

The parent holds the listening socket and serves nobody, so it can hardly fail. Beside the workers
it keeps one spare, a process that has read the program and waits: one that dies is replaced at
once, not after the seconds that reading takes. A worker that hangs is killed, for the store fences
off whatever it may still think (it catches up under the lock before it decides).

A restart (SIGHUP) begins with a new worker; only when that serves, all old ones stop accepting,
and then they go one after another, each when its successor serves. So whoever is sent away comes
back to a new worker and is not sent away again.
"""

import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from types import FrameType
from typing import Protocol

import structlog

log = structlog.get_logger(__name__)

LOOK_SECONDS = 0.1
"""Between two looks at the workers."""
BACKOFF_SECONDS = (0.5, 1.0, 2.0, 5.0)
"""Before the next start, after so many in a row that failed."""

_GO, _STOP_ACCEPTING, _PING = b"go", b"stop", b"ping"
_WARM, _NOT_YET, _SERVES = b"warm", b"not yet", b"serves"


@dataclass(frozen=True, slots=True)
class Patience:
    """How many seconds a worker is waited for before it is killed."""

    answer: float = 10.0
    """Serving: one that is merely busy still answers, from a thread of its own. Shorter than the
    silence after which its clients leave by themselves: they are reset and come back earlier."""
    start: float = 120.0
    """Reading the program, on a machine that is busy; and again until it serves."""
    leave: float = 20.0
    """Sending its clients away and closing."""


class Serving(Protocol):
    """What a child serves with."""

    def is_serving(self) -> bool:
        """Whether it accepts connections."""

    def run(self) -> None:
        """Serves until SIGTERM."""

    def is_stuck(self) -> bool:
        """Whether what serves has not gone round for long. Asked from another thread."""

    def stop_accepting(self) -> None:
        """Takes no more connections; those that are open stay. Called from another thread."""


Make = Callable[[], Serving]
"""Must be picklable; called in the child."""


def _child(make: Make, line: Connection) -> None:
    """What a child does. It ends when its parent is gone, however that went."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # the parent says when to stop
    line.send_bytes(_WARM)
    try:
        while line.recv_bytes() != _GO:
            line.send_bytes(_NOT_YET)
    except (EOFError, OSError):
        return
    serving = make()
    threading.Thread(target=_listen, args=[serving, line], daemon=True).start()
    serving.run()


def _listen(serving: Serving, line: Connection) -> None:
    with suppress(EOFError, OSError):
        while said := line.recv_bytes():
            if said == _STOP_ACCEPTING:
                serving.stop_accepting()
            elif serving.is_stuck():
                continue  # silent as one that hangs is: the parent puts an end to it
            else:
                line.send_bytes(_SERVES if serving.is_serving() else _NOT_YET)
    os.kill(os.getpid(), signal.SIGTERM)


class Worker:
    """One child, as the parent sees it."""

    def __init__(self, make: Make, patience: Patience) -> None:
        self._patience = patience
        context = multiprocessing.get_context("spawn")
        self._line, far_end = context.Pipe()
        self._process = context.Process(target=_child, args=(make, far_end))
        self._process.start()
        far_end.close()
        self.is_serving = False
        self._has_read = False
        self._heard_at = time.monotonic()
        self._is_asked = False

    @property
    def pid(self) -> int:
        """Its process."""
        return self._process.pid or 0

    @property
    def is_dead(self) -> bool:
        """Whether its process has ended."""
        return not self._process.is_alive()

    @property
    def is_hung(self) -> bool:
        """Whether it has been silent for too long."""
        patience = self._patience.answer if self.is_serving else self._patience.start
        return time.monotonic() - self._heard_at > patience

    def look(self) -> None:
        """Hears what it said and asks again."""
        with suppress(EOFError, OSError):
            while self._line.poll():
                said = self._line.recv_bytes()
                self._heard_at, self._is_asked = time.monotonic(), False
                self._has_read = True
                self.is_serving = self.is_serving or said == _SERVES
            if self._has_read and not self._is_asked:
                self._is_asked = True
                self._line.send_bytes(_PING)

    def go(self) -> None:
        """Lets it serve, now or as soon as it has read the program."""
        self._say(_GO)

    def stop_accepting(self) -> None:
        """Lets it take no more connections."""
        self._say(_STOP_ACCEPTING)

    def leave(self) -> None:
        """Lets it finish and go."""
        self._process.terminate()

    def end(self) -> None:
        """Kills what is left of it, and forgets it."""
        self._process.kill()
        self._process.join()
        self._line.close()

    def _say(self, what: bytes) -> None:
        with suppress(OSError):
            self._line.send_bytes(what)


class Workers:
    """The parent: so many children, one spare, and those that are leaving."""

    def __init__(
        self,
        make: Make,
        count: int,
        patience: Patience | None = None,
        buried: Callable[[int], None] = lambda pid: None,
    ) -> None:
        self.make = make
        """Of those that are started from now on."""
        self._patience = patience or Patience()
        self._buried = buried
        """Told of each process that is gone."""
        self._count = count
        self._serving: list[Worker] = []
        self._spare: Worker | None = None
        self._retiring: deque[Worker] = deque()
        """Old workers that a restart has still to replace."""
        self._coming: Worker | None = None
        """Its next new worker, until that serves."""
        self._leaving: dict[Worker, float] = {}
        """Until when each may take its time."""
        self._failures = 0
        self._start_after = 0.0
        self._ever_served = False
        self._signals: deque[int] = deque()

    def serving_pids(self) -> list[int]:
        """The processes that serve."""
        return [worker.pid for worker in self._serving if worker.is_serving]

    def spare_pid(self) -> int:
        """The process that waits to serve; 0: there is none just now."""
        return self._spare.pid if self._spare is not None else 0

    @property
    def is_restarting(self) -> bool:
        """Whether some are still to be replaced."""
        return bool(self._retiring or self._coming is not None or self._leaving)

    def run(self) -> bool:
        """Serves until SIGTERM or SIGINT; False: none could ever start."""
        heard = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
        before = {number: signal.signal(number, self._heard) for number in heard}
        try:
            while self._obeyed():
                if not self.turn():
                    return False
                time.sleep(LOOK_SECONDS)
            return True
        finally:
            self.stop()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _heard(self, number: int, _: FrameType | None) -> None:
        self._signals.append(number)

    def _obeyed(self) -> bool:
        """Does what signals asked for; False: they ask to end."""
        while self._signals:
            if self._signals.popleft() != signal.SIGHUP:
                return False
            self.restart()
        return True

    def turn(self) -> bool:
        """Looks at all of them once, and does what is due; False: none could ever start."""
        self._look()
        try:
            return self._went_on()
        except OSError as fault:
            # No process, memory or descriptor is left for another one: those that serve, serve on.
            log.error("a worker could not be started", why=str(fault))
            self._failed()
            return self._ever_served

    def _went_on(self) -> bool:
        if self._failures and not self._ever_served:
            log.critical("no worker could start")
            return False  # what fails at the very first start fails at each
        self._see_off()
        self._go_on_restarting()
        self._fill()
        return True

    def _look(self) -> None:
        """Hears each, and buries who died or hangs."""
        for worker in self._all():
            served = worker.is_serving
            worker.look()
            if worker.is_serving and not served:
                self._ever_served, self._failures = True, 0
            if not (worker.is_dead or worker.is_hung):
                continue
            log.error("a worker died" if worker.is_dead else "a worker hangs", pid=worker.pid)
            if not worker.is_serving:
                self._failed()
            self._forget(worker)
            self._bury(worker)

    def _all(self) -> list[Worker]:
        others = [one for one in (self._spare, self._coming) if one is not None]
        return [*self._serving, *others]

    def _forget(self, worker: Worker) -> None:
        self._spare = None if worker is self._spare else self._spare
        self._coming = None if worker is self._coming else self._coming
        if worker in self._serving:
            self._serving.remove(worker)
        if worker in self._retiring:
            self._retiring.remove(worker)

    def _bury(self, worker: Worker) -> None:
        worker.end()
        self._buried(worker.pid)

    def _failed(self) -> None:
        wait = BACKOFF_SECONDS[min(self._failures, len(BACKOFF_SECONDS) - 1)]
        self._failures += 1
        self._start_after = time.monotonic() + wait

    def _fill(self) -> None:
        """Puts the spare, or a new worker, in the place of each that is missing."""
        if time.monotonic() < self._start_after:
            return
        while len(self._serving) < self._count:
            worker, self._spare = self._spare or Worker(self.make, self._patience), None
            worker.go()
            self._serving.append(worker)
            log.info("a worker starts", pid=worker.pid)
        if self._spare is None and not self._retiring and self._all_serve():
            self._spare = Worker(self.make, self._patience)

    def _all_serve(self) -> bool:
        """A spare that is reading the program would only delay those that people wait for."""
        return all(worker.is_serving for worker in self._serving)

    # -- one by one

    def restart(self) -> None:
        """Begins to replace all that serve now; the spare has read an older program."""
        log.warning("the workers are restarted one by one")
        self._retiring = deque(self._serving)
        if self._spare is not None:
            self._spare.end()
            self._spare = None

    def _go_on_restarting(self) -> None:
        if self._coming is not None and self._coming.is_serving:
            for old in self._retiring:
                old.stop_accepting()
            self._serving.append(self._coming)
            self._coming = None
            if self._retiring:
                self._let_go(self._retiring.popleft())
        if not self._retiring or self._coming is not None or self._leaving:
            return
        if self._failures and len(self._retiring) == len(self._serving):
            log.error("a new worker did not come to serve: the old ones stay")
            self._retiring.clear()
        elif time.monotonic() >= self._start_after:
            self._coming = Worker(self.make, self._patience)
            self._coming.go()

    def _let_go(self, worker: Worker) -> None:
        self._serving.remove(worker)
        worker.leave()
        self._leaving[worker] = time.monotonic() + self._patience.leave

    def _see_off(self) -> None:
        for worker, until in list(self._leaving.items()):
            if worker.is_dead or time.monotonic() > until:
                self._bury(worker)
                del self._leaving[worker]

    def stop(self) -> None:
        """Lets all finish and go; who takes too long is killed."""
        if self._spare is not None:
            self._spare.end()
        if self._coming is not None:
            self._serving.append(self._coming)
        for worker in list(self._serving):
            self._let_go(worker)
        while self._leaving:
            self._see_off()
            time.sleep(LOOK_SECONDS / 10)
