"""What we rely on of uvicorn without its having promised it."""

import asyncio
import inspect
import socket
import time
from typing import Any, cast

import pytest
import uvicorn
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState

from invigilate.rooms.socket import ABORT
from invigilate.server import AbortableSocket, DrainingServer, as_environment, options
from invigilate.settings import Limits, Settings, read
from tests.conditions import eventually

HANDSHAKE = b"\r\n".join(
    (
        b"GET / HTTP/1.1",
        b"Host: localhost",
        b"Connection: Upgrade",
        b"Upgrade: websocket",
        b"Sec-WebSocket-Version: 13",
        b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
        b"\r\n",
    )
)
"""RFC 6455 §4.1."""


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
        self.disconnected = True
        self.handshake_initiated = self.handshake_complete = self.close_sent = True
        self.seen: dict[str, Any] = {}

    async def app(self, scope: Any, receive: object, send: object) -> None:
        self.seen = scope["extensions"]


async def test_the_app_can_cut_a_socket_through_its_scope() -> None:
    transport = Transport()
    cut = Cut(transport)
    await cut.run_asgi()
    assert list(cut.seen) == ["websocket.http.response", ABORT]
    cut.seen[ABORT]()
    assert transport.aborted >= 1


def test_the_method_that_is_overridden_is_there_and_runs_the_app() -> None:
    body = inspect.getsource(WebSocketsSansIOProtocol.run_asgi)
    assert "await self.app(self.scope, self.receive, self.send)" in body


async def talks_on(_: Any, receive: Any, send: Any) -> None:
    """An app that says more than any buffer holds, and then waits."""
    await receive()
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.send", "bytes": bytes(32 * 1024 * 1024)})
    await receive()


async def test_a_peer_that_reads_nothing_and_answers_no_ping_is_let_go() -> None:
    given = {**options(Settings()), "ws_ping_interval": 0.05, "ws_ping_timeout": 0.1}
    config = uvicorn.Config(talks_on, **{**given, "factory": False})
    config.load()
    state = ServerState()
    server = await asyncio.get_running_loop().create_server(
        lambda: AbortableSocket(config, state, {}), "127.0.0.1"
    )
    async with server:
        with socket.create_connection(server.sockets[0].getsockname()) as peer:
            peer.sendall(HANDSHAKE)
            await eventually(lambda: state.tasks)
            assert len(state.connections) == 1
            await eventually(lambda: not state.connections)
            await eventually(lambda: not state.tasks)


def test_workers_read_the_settings_that_the_command_line_gave() -> None:
    given = Settings(port=9123, plain_http=True, limits=Limits(ring_events=64))
    assert read(as_environment(given)) == given


def test_frames_are_the_same_bytes_for_every_socket() -> None:
    assert options(Settings())["ws_per_message_deflate"] is False


async def test_the_app_drains_after_the_doors_are_closed_and_before_anybody_is_cut() -> None:
    seen: list[str] = []

    async def drain() -> None:
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", port)
        seen.append("drained" if not reader.at_eof() else "cut")

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await receive()
            scope["state"]["drain"] = drain
            await send({"type": "lifespan.startup.complete"})
            await receive()
            seen.append("app ended")
            await send({"type": "lifespan.shutdown.complete"})

    chosen = {**options(Settings(port=0)), "factory": False}
    server = DrainingServer(uvicorn.Config(app, **chosen))
    running = asyncio.create_task(server.serve())
    await eventually(server.is_serving)
    port = server.servers[0].sockets[0].getsockname()[1]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    server.should_exit = True
    await running
    assert seen == ["drained", "app ended"]
    assert await reader.read() == b""
    writer.close()
    await writer.wait_closed()


async def silent(scope: Any, receive: Any, send: Any) -> None:
    """An app that only begins and ends."""
    for said in ("startup", "shutdown"):
        await receive()
        await send({"type": f"lifespan.{said}.complete"})


class Impatient(DrainingServer):
    stuck_seconds = 0.3


async def test_a_loop_that_does_not_go_round_is_told_and_one_that_ends_is_not() -> None:
    server = Impatient(uvicorn.Config(silent, **{**options(Settings(port=0)), "factory": False}))
    assert not server.is_stuck()
    running = asyncio.create_task(server.serve())
    await eventually(lambda: server.is_serving() and server.is_ticking)
    assert not server.is_stuck()
    time.sleep(0.4)  # noqa: ASYNC251  the loop stands still
    assert server.is_stuck()
    await eventually(lambda: not server.is_stuck())
    server.should_exit = True
    await running
    time.sleep(0.4)  # noqa: ASYNC251
    assert not server.is_stuck()


async def test_doors_can_be_closed_from_another_thread_while_connections_stay() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            for said in ("startup", "shutdown"):
                await receive()
                await send({"type": f"lifespan.{said}.complete"})
            return
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    chosen = {**options(Settings(port=0)), "factory": False}
    server = DrainingServer(uvicorn.Config(app, **chosen))
    running = asyncio.create_task(server.serve())
    await eventually(server.is_serving)
    port = server.servers[0].sockets[0].getsockname()[1]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await asyncio.to_thread(server.stop_accepting)
    await eventually(lambda: not server.servers[0].is_serving())
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET / HTTP/1.1\r\nhost: here\r\n\r\n")
    assert (await reader.readline()).startswith(b"HTTP/1.1 204")
    server.should_exit = True
    await running
    writer.close()
    await writer.wait_closed()
