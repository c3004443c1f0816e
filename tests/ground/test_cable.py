"""The stories' cable does what they believe of it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
import pytest_asyncio

from tests.servers.cable import Cable, cable


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Sends back what it reads, until the other side ends."""
    with suppress(OSError):
        while data := await reader.read(1_024):
            writer.write(data)
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()


@pytest_asyncio.fixture
async def line() -> AsyncIterator[Cable]:
    """A cable to an echo."""
    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    async with cable(server.sockets[0].getsockname()[1]) as one:
        yield one
    server.close()
    await server.wait_closed()


async def said(line: Cable, text: bytes) -> bytes:
    """What comes back of it over a connection of its own."""
    reader, writer = await asyncio.open_connection("127.0.0.1", line.port)
    writer.write(text)
    writer.write_eof()
    back = await reader.read()
    writer.close()
    return back


async def test_what_goes_in_comes_out_in_order_and_is_counted(line: Cable) -> None:
    text = bytes(range(256)) * 300
    assert await said(line, text) == text
    assert line.carried == 2 * len(text)


async def test_a_pulled_cable_ends_what_was_open_and_refuses_what_is_new(line: Cable) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", line.port)
    writer.write(b"hello")
    assert await reader.readexactly(5) == b"hello"
    await line.pull()
    assert await reader.read() == b""
    writer.close()
    with pytest.raises(ConnectionRefusedError):
        await said(line, b"anyone?")
    await line.plug()
    assert await said(line, b"again") == b"again"


async def test_a_stalled_cable_says_nothing_until_it_flows(line: Cable) -> None:
    line.stall()
    asking = asyncio.create_task(said(line, b"late"))
    done, _ = await asyncio.wait([asking], timeout=0.2)
    assert done == set()
    line.flow()
    assert await asking == b"late"


async def test_a_thin_cable_takes_its_time(line: Cable) -> None:
    line.thin(bits_a_second=800_000, latency_ms=50)
    loop = asyncio.get_running_loop()
    before = loop.time()
    await said(line, b"x" * 10_000)
    # 20,000 bytes at 100,000 a second, and 50 ms for the last of them.
    assert loop.time() - before >= 0.249
