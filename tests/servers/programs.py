"""Where the programs stand that tests start, and how one is started and ended."""

import shutil
import signal
import socket
import subprocess
import threading
from collections import deque
from pathlib import Path
from random import SystemRandom

NEED_SERVERS = Path(__file__).parents[2] / "scripts" / "need-servers"


class NotThere(Exception):
    """The program is missing; the message says with what one command to install it."""


class DidNotStart(Exception):
    """The program ended, or fell silent, before it was ready; the message holds what it said."""


def where(name: str) -> Path:
    """The path of `redis` or `chromium`, or for `postgres` the folder of its programs.

    Raises:
        NotThere: this machine lacks it.
    """
    asked = subprocess.run([NEED_SERVERS, "where", name], capture_output=True, text=True)
    if asked.returncode:
        raise NotThere(asked.stderr)
    return Path(asked.stdout.strip())


def free_port() -> int:
    """A loopback port that nobody listens on.

    It lies beneath the ports that systems give to outgoing connections. A client that knocks at a
    dead server's port from that range may be given the very same port, and is then connected to
    itself: it waits for an answer for ever, and the server cannot come back.
    """
    while True:
        port = SystemRandom().randrange(20_000, 32_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


class Program:
    """One running server: a child of ours, which dies with us even if we are killed (on Linux)."""

    def __init__(self, command: list[str], ready: str, user: str | None = None) -> None:
        """Starts `command` (as `user`) and returns when a line that it prints contains `ready`.

        Raises:
            DidNotStart: it ended first, or 30 seconds went by.
        """
        self._said: deque[str] = deque(maxlen=200)
        self._is_ready = threading.Event()
        self._said_so = False
        self._process = subprocess.Popen(
            [*_on_a_leash(), *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            cwd="/",
            env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"},
            start_new_session=True,
            user=user,
            group=user,
            extra_groups=None if user is None else [],
        )
        self._listener = threading.Thread(target=self._listen, args=[ready], daemon=True)
        self._listener.start()
        self._started = self._is_ready.wait(30) and self._said_so and self._process.poll() is None
        if not self._started:
            self.end(signal.SIGKILL)
            raise DidNotStart("\n".join([" ".join(command), *self._said]))

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether it has not ended, by us or by itself."""
        return self._process.poll() is None

    def end(self, with_signal: signal.Signals) -> None:
        """Sends the signal and waits until the process is gone; after 15 seconds it is killed."""
        self._process.send_signal(with_signal)
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._listener.join()

    def _listen(self, ready: str) -> None:
        """Reads what it prints to the end, so that it never waits for a full pipe."""
        assert self._process.stdout is not None
        with self._process.stdout as lines:
            for line in lines:
                self._said.append(line.rstrip())
                if ready in line:
                    self._said_so = True
                    self._is_ready.set()
        self._is_ready.set()


def _on_a_leash() -> list[str]:
    """What to put before a command so that Linux ends it when this process ends."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "INT", "--"] if setpriv else []
