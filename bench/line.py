"""A WebSocket client that costs next to nothing, so that what is measured is the server.

Frames are stamped when the kernel hands them over and are read later. RFC 6455 as far as our own
server speaks it: unmasked frames in one piece from there, and a mask of zeros from here (§5.3
asks for one that cannot be foreseen: against proxies, of which there are none on loopback).
"""

import asyncio
import os
import socket
import struct
import time
from base64 import b64encode
from typing import cast

from invigilate.wire.codec import encode
from invigilate.wire.frames import ClientFrame

BINARY, CLOSE, PING, PONG = 2, 8, 9, 10
ZERO_MASK = bytes(4)
SMALL_BUFFER = 4_096
ETHERNET_SEGMENT = 1_400
"""Loopback's segments of 64 KiB make the sender's kernel buffer megabytes; a network's do not."""


class Line(asyncio.Protocol):
    """One socket: `heard` are (seconds since 1970, frame), newest last."""

    def __init__(self) -> None:
        self.heard: list[tuple[float, bytes]] = []
        self.close_code: int | None = None
        self.ended = asyncio.Event()
        self._open: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._rest = b""
        self._transport: asyncio.Transport
        self._lost: Exception | None = None
        self.port = 0

    # -- what its owner does

    @classmethod
    async def connect(cls, host: str, port: int, origin: str, *, small: bool = False) -> "Line":
        """An open socket; `small`: its receive buffer is, as of one that will stop reading.

        Raises ConnectionError where the server does not accept it.
        """
        plug = socket.socket()
        plug.setblocking(False)
        if small:
            plug.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER)
            plug.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, ETHERNET_SEGMENT)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(plug, (host, port))
        _, line = await loop.create_connection(cls, sock=plug)
        line.port = plug.getsockname()[1]
        line._transport.write(_request(f"{host}:{port}", origin))
        await line._open
        return line

    def send(self, frame: ClientFrame) -> None:
        """Sends one frame."""
        self._write(BINARY, encode(frame))

    def stall(self) -> None:
        """Reads no more; the socket stays open."""
        self._transport.pause_reading()

    def read_on(self) -> None:
        """Reads what waits."""
        self._transport.resume_reading()

    def drop(self) -> None:
        """Ends it without a goodbye."""
        self._transport.abort()

    # -- what asyncio tells

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transport is one in all but its ancestry.
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._open.done():
            self._open.set_exception(ConnectionError("the server hung up"))
        self._lost = exc
        self.ended.set()

    @property
    def ending(self) -> str:
        """How it ended, in a word."""
        if not self.ended.is_set():
            return "still open"
        if self.close_code is not None:
            return f"closed {self.close_code}"
        return "reset" if self._lost is not None else "end of data"

    def data_received(self, data: bytes) -> None:
        stamp = time.time()
        self._rest += data
        if not self._open.done() and not self._upgraded():
            return
        while (frame := self._frame()) is not None:
            operation, payload = frame
            if operation == BINARY:
                self.heard.append((stamp, payload))
            elif operation == PING:
                self._write(PONG, payload)
            elif operation == CLOSE:
                self.close_code = int.from_bytes(payload[:2]) if payload else 1005
                self._transport.close()

    def _upgraded(self) -> bool:
        head, end, rest = self._rest.partition(b"\r\n\r\n")
        if not end:
            return False
        if b" 101 " not in head.partition(b"\r\n")[0]:
            self._open.set_exception(ConnectionError(head.decode("latin-1")))
            return False
        self._rest = rest
        self._open.set_result(None)
        return True

    def _frame(self) -> tuple[int, bytes] | None:
        """The next whole frame (§5.2), taken off what came."""
        data = self._rest
        if len(data) < 2:
            return None
        length, start = data[1], 2
        if length == 126:
            start = 4
            length = int.from_bytes(data[2:4])
        elif length == 127:
            start = 10
            length = int.from_bytes(data[2:10])
        if len(data) < start + length:
            return None
        self._rest = data[start + length :]
        return data[0] & 15, data[start : start + length]

    def _write(self, operation: int, payload: bytes) -> None:
        size = len(payload)
        if size < 126:
            head = struct.pack("!BB", 128 | operation, 128 | size)
        else:
            head = struct.pack("!BBH", 128 | operation, 128 | 126, size)
        if not self._transport.is_closing():
            self._transport.write(head + ZERO_MASK + payload)


def _request(host: str, origin: str) -> bytes:
    lines = (
        "GET /live HTTP/1.1",
        f"Host: {host}",
        f"Origin: {origin}",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        f"Sec-WebSocket-Key: {b64encode(os.urandom(16)).decode()}",
        "Sec-WebSocket-Protocol: invigilate.msgpack",
    )
    return ("\r\n".join(lines) + "\r\n\r\n").encode()
