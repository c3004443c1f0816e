"""uvicorn's edge: how the app is served, with how many workers, over TLS or not.

Facts that forced the settings: permessage-deflate doubles memory and makes frames differ between
sockets; the accepted URL is logged with its query; without `timeout_graceful_shutdown` a peer
that stopped reading hangs the shutdown for ever; asyncio's backlog of 100 is too short for a hall.
"""

import os
from dataclasses import fields
from typing import Any, cast

import uvicorn
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from invigilate.rooms.socket import ABORT
from invigilate.settings import Settings, variable_of

BACKLOG = 4_096
PING_SECONDS = 6
PONG_SECONDS = 8
"""A silent cut shows after at most 14 s."""


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
        "timeout_keep_alive": 30,
        "ssl_certfile": str(settings.tls_certificate) if settings.tls_certificate else None,
        "ssl_keyfile": str(settings.tls_key) if settings.tls_key else None,
    }


def serve(settings: Settings) -> None:
    """Serves until told to stop. Workers read the same settings from the environment."""
    os.environ.update(as_environment(settings))
    uvicorn.run("invigilate.app:create", **options(settings))


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
