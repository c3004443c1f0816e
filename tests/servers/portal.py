"""A portal at the place of the server: it answers everything alike, and none of that is ours."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from http import HTTPStatus

from tests.servers.programs import free_port

PAGE = b"<!doctype html><title>Portal</title><h1>Please accept our terms</h1>"
LENGTH = re.compile(rb"(?i)content-length: (\d+)")


class Portal:
    """Listens on `port` of 127.0.0.1; lead a cable to it."""

    def __init__(self) -> None:
        self.port = free_port()
        self.asked: list[str] = []
        """The path of every request, in order."""
        self._status = HTTPStatus.OK
        self._heard = asyncio.Condition()

    def answers(self, status: int) -> None:
        """From now on its page comes with this status."""
        self._status = HTTPStatus(status)
        self.asked.clear()

    async def heard(self, path: str, times: int) -> None:
        """Waits until it was asked for this so many times, for a minute."""
        async with asyncio.timeout(60), self._heard:
            await self._heard.wait_for(lambda: self.asked.count(path) >= times)

    async def joined(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until its other end goes."""
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                if length := LENGTH.search(head):
                    await reader.readexactly(int(length[1]))
                writer.write(self._answer())
                await writer.drain()
                async with self._heard:
                    self.asked.append(head.split(b" ")[1].decode())
                    self._heard.notify_all()
        writer.close()

    def _answer(self) -> bytes:
        lines = (
            f"HTTP/1.1 {self._status.value} {self._status.phrase}",
            "content-type: text/html",
            f"content-length: {len(PAGE)}",
        )
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + PAGE


@asynccontextmanager
async def portal() -> AsyncIterator[Portal]:
    """One that is there; its connections end with the cable's."""
    made = Portal()
    server = await asyncio.start_server(made.joined, "127.0.0.1", made.port)
    try:
        yield made
    finally:
        server.close()
