"""A network cable between a browser and a server, both on loopback: it can be pulled and be thin.

A browser's own switch for "offline" closes nothing and leaves a page's service worker online; a
cable that is pulled drops every connection, and a new one finds nobody.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from tests.servers.programs import free_port

PIECE = 4_096


class Cable:
    """Listens on `port` and passes on to `to`, both on 127.0.0.1."""

    def __init__(self, to: int) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.carried = 0
        """Bytes that went through so far, both ways."""
        self._to = to
        self._bytes_a_second = float("inf")
        self._latency = 0.0
        self._stalls = asyncio.Event()
        self._stalls.set()
        self._server: asyncio.Server | None = None
        self._free_at = 0.0
        self._ends: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def plug(self) -> None:
        """Puts it in."""
        self._server = await asyncio.start_server(self._joined, "127.0.0.1", self.port)

    async def pull(self) -> None:
        """Pulls it: all connections end at once, new ones are refused."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for end in self._ends:
            end.transport.abort()
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def lead(self, to: int) -> None:
        """From now on it leads to this port; all connections end."""
        await self.pull()
        self._to = to
        await self.plug()

    def turn(self, to: int) -> None:
        """New connections lead to this port from now on; those that stand stay as they are."""
        self._to = to

    def stall(self) -> None:
        """Nothing goes through any more, and nobody is told: a dead access point."""
        self._stalls.clear()

    def flow(self) -> None:
        """What was stalled goes on."""
        self._stalls.set()

    def thin(self, bits_a_second: float, latency_ms: float) -> None:
        """So much a second for all connections together, each piece so much later.

        What the line still owed under its old width is forgotten.
        """
        self._free_at = 0.0
        self._bytes_a_second, self._latency = bits_a_second / 8, latency_ms / 1_000

    async def _joined(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        # Cancelled where it is pulled: the end of this task, and no error of the server's.
        with suppress(OSError, asyncio.CancelledError):
            async with _closing(writer):
                there, back = await asyncio.open_connection("127.0.0.1", self._to)
                async with _closing(back):
                    await self._both(reader, back, there, writer)

    async def _both(
        self,
        reader: asyncio.StreamReader,
        back: asyncio.StreamWriter,
        there: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self._pass(reader, back))
                both.create_task(self._pass(there, writer))
        except* OSError:
            pass  # one side is gone: the other one goes with it

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One direction, in order, until either side ends."""
        loop = asyncio.get_running_loop()
        late: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        sending = asyncio.create_task(self._send(late, writer))
        self._ends.add(writer)
        try:
            while data := await reader.read(PIECE):
                begins = max(loop.time(), self._free_at)
                self._free_at = begins + len(data) / self._bytes_a_second
                await late.put((self._free_at + self._latency, data))
            await late.put((0.0, b""))
            await sending
        finally:
            sending.cancel()
            await asyncio.wait([sending])
            self._ends.discard(writer)

    async def _send(
        self, late: asyncio.Queue[tuple[float, bytes]], writer: asyncio.StreamWriter
    ) -> None:
        loop = asyncio.get_running_loop()
        with suppress(OSError):
            while True:
                due, data = await late.get()
                await asyncio.sleep(max(0.0, due - loop.time()))
                await self._stalls.wait()
                if not data:
                    writer.write_eof()
                    return
                writer.write(data)
                await writer.drain()
                self.carried += len(data)


@asynccontextmanager
async def _closing(writer: asyncio.StreamWriter) -> AsyncIterator[None]:
    try:
        yield
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


@asynccontextmanager
async def cable(to: int) -> AsyncIterator[Cable]:
    """A cable that is in; it is pulled at the end."""
    made = Cable(to)
    await made.plug()
    try:
        yield made
    finally:
        made.flow()
        await made.pull()
