"""uvicorn's edge: how the app is served, with how many workers, over TLS or not.

Facts that forced the settings: permessage-deflate doubles memory and makes frames differ between
sockets; the accepted URL is logged with its query; without `timeout_graceful_shutdown` a peer
that stopped reading hangs the shutdown for ever; asyncio's backlog of 100 is too short for a hall.
"""

import multiprocessing
import os
import signal
import threading
from dataclasses import fields
from typing import Any, cast

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from invigilate import app
from invigilate import settings as knobs
from invigilate.rooms.socket import ABORT
from invigilate.settings import Settings, variable_of
from invigilate.store.sole_server import share_as_worker

BACKLOG = 4_096
PING_SECONDS = 6
PONG_SECONDS = 8
"""A silent cut shows after at most 14 s."""
STARTING_SECONDS = 30
"""A worker that is reading the program on a busy machine answers nobody for so long, at most."""


class AbortableSocket(WebSocketsSansIOProtocol):
    """uvicorn's protocol, which also lets the app cut a socket whose peer has stopped reading.

    Closing such a socket waits for its buffer, for ever. Guarded by a contract test, for the
    method that is overridden is not documented; the version is pinned.
    """

    async def run_asgi(self) -> None:
        """Runs the app with the transport's abort in its scope."""
        extensions = cast("dict[str, object]", self.scope.setdefault("extensions", {}))
        extensions[ABORT] = self.transport.abort
        await super().run_asgi()


def options(settings: Settings) -> dict[str, Any]:
    """How uvicorn serves."""
    return {
        "host": settings.host,
        "port": settings.port,
        "workers": settings.workers,
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
        "timeout_worker_healthcheck": STARTING_SECONDS,
        "timeout_keep_alive": 30,
        "ssl_certfile": str(settings.tls_certificate) if settings.tls_certificate else None,
        "ssl_keyfile": str(settings.tls_key) if settings.tls_key else None,
    }


def serve(settings: Settings) -> None:
    """Serves until told to stop. Workers read the same settings from the environment."""
    os.environ.update(as_environment(settings))
    uvicorn.run("invigilate.server:worker", **options(settings))


def worker() -> Starlette:
    """The app as one worker serves it: in this process, or in one that it has spawned.

    Such a process ends when its server is gone, however that went: it would keep the port and,
    on SQLite, the database from the server that is started next.
    """
    server = multiprocessing.parent_process()
    if server is not None and server.pid is not None:
        share_as_worker(knobs.read(), server.pid)
        threading.Thread(target=_end_after, args=[server], daemon=True).start()
    return app.create()


def _end_after(server: multiprocessing.process.BaseProcess) -> None:
    server.join()
    os.kill(os.getpid(), signal.SIGTERM)


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
