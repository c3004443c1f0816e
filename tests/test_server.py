"""What we rely on of uvicorn without its having promised it."""

import inspect
from typing import Any, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from invigilate.rooms.socket import ABORT
from invigilate.server import AbortableSocket, as_environment, options
from invigilate.settings import Limits, Settings, read


class Transport:
    """Only what is asked of it."""

    def __init__(self) -> None:
        self.aborted = 0

    def abort(self) -> None:
        self.aborted += 1

    def close(self) -> None:
        """uvicorn closes when the app returns."""


class Cut(AbortableSocket):
    """One whose parent does nothing but remember."""

    def __init__(self, transport: Transport) -> None:
        self.transport = cast("Any", transport)
        self.scope = cast("Any", {"extensions": {"websocket.http.response": {}}})
        self.close_timer = None
        self.handshake_initiated = self.handshake_complete = self.close_sent = True
        self.seen: dict[str, Any] = {}

    async def app(self, scope: Any, receive: object, send: object) -> None:
        self.seen = scope["extensions"]


async def test_the_app_can_cut_a_socket_through_its_scope() -> None:
    transport = Transport()
    socket = Cut(transport)
    await socket.run_asgi()
    assert list(socket.seen) == ["websocket.http.response", ABORT]
    socket.seen[ABORT]()
    assert transport.aborted >= 1


def test_the_method_that_is_overridden_is_there_and_runs_the_app() -> None:
    body = inspect.getsource(WebSocketsSansIOProtocol.run_asgi)
    assert "await self.app(self.scope, self.receive, self.send)" in body


def test_workers_read_the_settings_that_the_command_line_gave() -> None:
    given = Settings(port=9123, plain_http=True, limits=Limits(ring_events=64))
    assert read(as_environment(given)) == given


def test_frames_are_the_same_bytes_for_every_socket() -> None:
    assert options(Settings())["ws_per_message_deflate"] is False
