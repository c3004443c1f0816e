"""A PostgreSQL of our own: on loopback, on a free port, its data in a folder that goes with it.

The server refuses to run as root. There it runs as `postgres`, and so its folder lies outside
pytest's own temporary folders, into which nobody but their owner may look.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from tests.servers.programs import DidNotStart, Program, free_port, where

USER = "invigilate"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "on",
    "synchronous_commit": "on",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "checkpoint_timeout": "30min",
    "max_wal_size": "1GB",
    "unix_socket_directories": "",
}


class PostgresServer:
    """A private PostgreSQL, which can be crashed and comes back with what was committed."""

    def __init__(self) -> None:
        """Sets its data up and starts it, about a second.

        Raises:
            NotThere: this machine lacks PostgreSQL's server programs.
        """
        self._programs = where("postgres")
        self._system_user = "postgres" if os.geteuid() == 0 else None
        self._data = Path(tempfile.mkdtemp(prefix="invigilate-postgres-"))
        self.port = free_port()
        try:
            self._set_up_data()
            self._running = self._start()
        except BaseException:
            shutil.rmtree(self._data)
            raise

    def url(self, database: str = "postgres") -> str:
        """Where a client finds the database, now and after a restart."""
        return f"postgresql://{USER}@127.0.0.1:{self.port}/{database}"

    @property
    def pid(self) -> int:
        """The first process's number; another one after a restart."""
        return self._running.pid

    def kill(self) -> None:
        """Ends it as a crash does: connections cut, nothing written that was not yet.

        By PostgreSQL's own immediate shutdown. A SIGKILL would leave its children behind, and the
        next start would have to wait for them.
        """
        self._running.end(signal.SIGQUIT)

    def stop(self) -> None:
        """Ends it in good order: transactions rolled back, everything written."""
        self._running.end(signal.SIGINT)

    def restart(self) -> None:
        """Starts it again on the same port and data; a running one is killed first."""
        if self._running.is_running:
            self.kill()
        self._running = self._start()

    def remove(self) -> None:
        """Ends it and takes its data away."""
        self.stop()
        shutil.rmtree(self._data)

    def _start(self) -> Program:
        settings = SETTINGS | {"port": str(self.port)}
        options = [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
        command = [str(self._programs / "postgres"), "-D", str(self._data), *options]
        return Program(command, "ready to accept connections", user=self._system_user)

    def _set_up_data(self) -> None:
        if self._system_user is not None:
            account = pwd.getpwnam(self._system_user)
            os.chown(self._data, account.pw_uid, account.pw_gid)
        initdb = [str(self._programs / "initdb"), "-D", str(self._data), "-U", USER]
        ran = subprocess.run(
            [*initdb, "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"],
            user=self._system_user,
            group=self._system_user,
            extra_groups=None if self._system_user is None else [],
            cwd="/",
            capture_output=True,
            text=True,
        )
        if ran.returncode:
            raise DidNotStart(ran.stdout + ran.stderr)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One PostgreSQL for the whole run. Who kills it starts it again; see `own_postgres`."""
    server = PostgresServer()
    yield server
    server.remove()


@pytest.fixture
def own_postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL for this test alone, which it may leave in any state. Costs a second."""
    server = PostgresServer()
    yield server
    server.remove()


@pytest.fixture
async def postgres_database(postgres_server: PostgresServer) -> AsyncIterator[str]:
    """The URL of a fresh, empty database for this test alone.

    It names no driver: `postgresql://user@127.0.0.1:port/name`.
    """
    async with fresh_database(postgres_server) as url:
        yield url


@asynccontextmanager
async def fresh_database(server: PostgresServer) -> AsyncIterator[str]:
    """The URL of a database that is made now and dropped at the end, connections and all."""
    name = f"test_{uuid4().hex}"
    await _order(server, f"CREATE DATABASE {name}")
    try:
        yield server.url(name)
    finally:
        await _order(server, f"DROP DATABASE {name} WITH (FORCE)")


async def _order(server: PostgresServer, statement: str) -> None:
    connection = await asyncpg.connect(server.url())
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
