"""A Redis of our own: on loopback, on a free port, keeping nothing."""

import signal
from collections.abc import Iterator

import pytest

from tests.servers.programs import Program, free_port, where


class RedisServer:
    """A private Redis, which can be killed and comes back empty on the same port."""

    def __init__(self) -> None:
        """Starts it.

        Raises:
            NotThere: this machine has neither Redis nor Valkey.
        """
        self._program = str(where("redis"))
        self.port = free_port()
        self._running = self._start()

    @property
    def url(self) -> str:
        """Where a client finds it, now and after a restart."""
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def pid(self) -> int:
        """The process's number; another one after a restart."""
        return self._running.pid

    def kill(self) -> None:
        """Ends it at once, its connections cut."""
        self._running.end(signal.SIGKILL)

    def stop(self) -> None:
        """Ends it in good order."""
        self._running.end(signal.SIGTERM)

    def restart_empty(self) -> None:
        """Starts it again on the same port, with nothing in it; a running one is killed first."""
        if self._running.is_running:
            self.kill()
        self._running = self._start()

    def _start(self) -> Program:
        command = [self._program, "--port", str(self.port), "--bind", "127.0.0.1"]
        keep_nothing = ["--save", "", "--appendonly", "no", "--daemonize", "no"]
        return Program([*command, *keep_nothing], ready="Ready to accept connections")


@pytest.fixture(scope="session")
def redis_server() -> Iterator[RedisServer]:
    """One Redis for the whole run. Who kills it starts it again; see `own_redis`."""
    server = RedisServer()
    yield server
    server.stop()


@pytest.fixture
def own_redis() -> Iterator[RedisServer]:
    """A Redis for this test alone, which it may leave in any state."""
    server = RedisServer()
    yield server
    server.stop()
