"""uvicorn's edge: how the app is served, with how many workers, over TLS or not.

Facts that forced the settings: permessage-deflate doubles memory and makes frames differ between
sockets; the accepted URL is logged with its query; without `timeout_graceful_shutdown` a peer
that stopped reading hangs the shutdown for ever; asyncio's backlog of 100 is too short for a hall.
"""

import multiprocessing
import os
import socket
import sys
import time
from contextlib import suppress
from dataclasses import fields
from functools import partial
from typing import Any, cast

import uvicorn
from starlette.applications import Starlette
from uvicorn.config import STARTUP_FAILURE
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from invigilate import app, logs, metrics
from invigilate import settings as knobs
from invigilate.rooms.socket import ABORT
from invigilate.settings import Settings, variable_of
from invigilate.store.sole_server import share_as_worker
from invigilate.workers import Serving, Workers

BACKLOG = 4_096
PING_SECONDS = 6
PONG_SECONDS = 8
"""A silent cut shows after at most 14 s."""
LINGER_SECONDS = 12
"""Behind its end a socket may take so long to read what it was sent and to say goodbye."""


class AbortableSocket(WebSocketsSansIOProtocol):
    """uvicorn's protocol, which also lets the app cut a socket whose peer has stopped reading.

    Closing such a socket waits for its buffer, for ever, and so does uvicorn where no pong came:
    the peer would keep a socket and memory of ours as long as it likes. Guarded by contract
    tests, for the methods that are overridden are not documented; the version is pinned.
    """

    async def run_asgi(self) -> None:
        """Runs the app with the transport's abort in its scope."""
        extensions = cast("dict[str, object]", self.scope.setdefault("extensions", {}))
        extensions[ABORT] = self.transport.abort
        try:
            await super().run_asgi()
        finally:
            if not self.disconnected:
                self.loop.call_later(LINGER_SECONDS, self.transport.abort)

    def keepalive_timeout(self) -> None:
        """Lets go at once of a peer that answers no ping: it would read no goodbye either."""
        super().keepalive_timeout()
        self.transport.abort()


def options(settings: Settings) -> dict[str, Any]:
    """How uvicorn serves."""
    return {
        "host": settings.host,
        "port": settings.port,
        "factory": True,
        "ws": AbortableSocket,
        "ws_max_size": 1024 * 1024,
        "ws_per_message_deflate": False,
        "ws_ping_interval": PING_SECONDS,
        "ws_ping_timeout": PONG_SECONDS,
        "backlog": BACKLOG,
        "access_log": False,
        "log_level": "warning",
        "server_header": False,
        "date_header": True,
        "proxy_headers": False,
        "timeout_graceful_shutdown": 10,
        "timeout_keep_alive": 30,
        "ssl_certfile": str(settings.tls_certificate) if settings.tls_certificate else None,
        "ssl_keyfile": str(settings.tls_key) if settings.tls_key else None,
    }


class DrainingServer(uvicorn.Server):
    """uvicorn's server, which sends its clients away gently before it closes.

    uvicorn closes all sockets at once at the signal, before the app hears of it. This one first
    accepts no more, then lets the app drain (`drain` in its lifespan's state), and cuts who does
    not read. Guarded by contract tests; the version is pinned.
    """

    stuck_seconds = 30.0
    """A loop that does not go round for so long will not again; the slowest work takes a second."""
    _round_at = float("inf")

    async def on_tick(self, counter: int) -> bool:
        """Once in every round of uvicorn's loop, ten times a second."""
        self._round_at = time.monotonic()
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Drains, then shuts down as uvicorn does."""
        self._round_at = float("inf")  # there are no more rounds
        self._close_doors()
        drain = self.lifespan.state.get("drain")
        if drain is not None:
            await drain()
        for connection in list(self.server_state.connections):
            if isinstance(connection, AbortableSocket):
                connection.transport.abort()
        await super().shutdown(sockets)

    def is_serving(self) -> bool:
        """Whether it accepts connections, or did."""
        return self.started

    @property
    def is_ticking(self) -> bool:
        """Whether its loop goes round: it has begun, and does not end yet."""
        return self._round_at != float("inf")

    def is_stuck(self) -> bool:
        """Whether its loop has not gone round for long. Asked from any thread."""
        return time.monotonic() - self._round_at > self.stuck_seconds

    def stop_accepting(self) -> None:
        """Takes no more connections; those that are open stay. Called from any thread."""
        if self.started:
            self.servers[0].get_loop().call_soon_threadsafe(self._close_doors)

    def _close_doors(self) -> None:
        for server in self.servers:
            server.close()


class _Served(DrainingServer):
    """One worker's, on the socket that its parent listens on."""

    def __init__(self, config: uvicorn.Config, door: socket.socket) -> None:
        super().__init__(config)
        self._door = door

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        """Serves until told to stop. Exits with STARTUP_FAILURE where it cannot begin."""
        super().run(sockets or [self._door])


def serve(settings: Settings) -> None:
    """Serves until told to stop. Workers read the same settings from the environment.

    Exits with STARTUP_FAILURE where it could not begin.
    """
    logs.set_up(settings.log_level)
    os.environ.update(as_environment(settings))
    config = _config(settings)
    if settings.workers > 1:
        began = _parent(settings, config.bind_socket()).run()
    else:
        server = DrainingServer(config)
        with suppress(KeyboardInterrupt):
            server.run()
        began = server.started
    if not began:
        sys.exit(STARTUP_FAILURE)


def _parent(settings: Settings, door: socket.socket) -> Workers:
    make = partial(_served, door)
    if settings.metrics_token:
        metrics.share(settings.data_folder.absolute() / "metrics")
        return Workers(make, settings.workers, buried=metrics.buried)
    return Workers(make, settings.workers)


def _config(settings: Settings) -> uvicorn.Config:
    return uvicorn.Config("invigilate.server:worker", **options(settings))


def _served(door: socket.socket) -> Serving:
    """What a worker process serves with; called in that process."""
    settings = knobs.read()
    server = multiprocessing.parent_process()
    assert server is not None
    assert server.pid is not None
    share_as_worker(settings, server.pid)
    return _Served(_config(settings), door)


def worker() -> Starlette:
    """The app as one worker serves it: in this process, or in one that its parent has spawned."""
    return app.create()


def address(settings: Settings) -> str:
    """Where browsers reach a server with these settings; empty where the system finds a port."""
    if settings.public_url or not settings.port:
        return settings.public_url
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"{'https' if settings.speaks_tls else 'http'}://{host}:{settings.port}"


def as_environment(settings: Settings) -> dict[str, str]:
    """The settings as the variables that give them."""
    given = {}
    for part in (settings, settings.limits):
        for field in fields(part):
            value = getattr(part, field.name)
            if field.metadata and value not in (None, "", ()):
                text = ",".join(value) if isinstance(value, tuple) else str(value)
                given[variable_of(field.name)] = text
    return given
