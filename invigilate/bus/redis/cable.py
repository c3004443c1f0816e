"""Two connections to Redis, used once and thrown away: one that hears and one that tells."""

import asyncio
from contextlib import suppress
from typing import Any

from redis.asyncio import ConnectionPool
from redis.asyncio.client import PubSub
from redis.asyncio.connection import AbstractConnection
from redis.exceptions import RedisError, ResponseError

GONE = (RedisError, OSError)
"""What a cable may raise that is no fault of ours."""
REST = 0.05
"""Seconds after telling failed, so that a Redis that refuses is not asked without a pause."""


class Cable:
    """Two connections to Redis, used once."""

    def __init__(self, pool: ConnectionPool, channels: list[bytes], seconds: float) -> None:
        self._pool = pool
        self._channels = channels
        self._seconds = seconds
        # Without a handler of ours the client formats every message for a log of its own.
        self._pubsub = PubSub(pool, push_handler_func=_as_it_is)
        self._subscribed = 0
        self._telling: AbstractConnection | None = None
        self._transport: asyncio.WriteTransport | None = None

    async def listen(self) -> None:
        """Subscribes; Redis confirms each channel later, among the messages."""
        await self._pubsub.subscribe(*self._channels)

    async def hear(self) -> tuple[bytes, bytes]:
        """The next message: its channel, and what it carries."""
        while True:
            message = await self._pubsub.get_message(timeout=1.0)
            if message is None:
                continue
            if message["type"] == "message":
                return message["channel"], message["data"]
            self._subscribed += 1
            if self._subscribed > len(self._channels):
                raise ConnectionResetError("subscribed anew: the client reconnected in silence")

    async def tell(self, batch: list[tuple[bytes, bytes]]) -> int:
        """Publishes in one write; gives how many were dropped: all of them, if it took too long.

        The connection is then replaced, and the probe alone judges the cable.
        """
        try:
            async with asyncio.timeout(self._seconds):
                return await _publish(await self._teller(), batch)
        except GONE:
            await self._drop_telling()
            await asyncio.sleep(REST)
            return len(batch)

    async def cut(self) -> None:
        """Ends both connections, whatever state they are in."""
        with suppress(*GONE):
            await self._pubsub.aclose()  # type: ignore[no-untyped-call]
            await self._drop_telling()
            await self._pool.disconnect()

    async def _teller(self) -> AbstractConnection:
        if self._telling is None:
            connection: AbstractConnection
            connection = await self._pool.get_connection()  # type: ignore[no-untyped-call]
            writer: asyncio.StreamWriter | None = getattr(connection, "_writer", None)
            self._transport = None if writer is None else writer.transport
            self._telling = connection
        return self._telling

    async def _drop_telling(self) -> None:
        connection, self._telling = self._telling, None
        if self._transport is not None:
            # The client closes in good order: what a stalled peer never took would be kept for
            # it, perhaps for a quarter of an hour.
            self._transport.abort()
        if connection is not None:
            await connection.disconnect(nowait=True)
            await self._pool.release(connection)


async def _publish(connection: AbstractConnection, batch: list[tuple[bytes, bytes]]) -> int:
    """One write, then an answer for each; gives how many Redis refused."""
    commands = [("PUBLISH", channel, carried) for channel, carried in batch]
    await connection.send_packed_command(connection.pack_commands(commands))
    refused = 0
    for _ in batch:
        try:
            await connection.read_response()
        except ResponseError:
            refused += 1
    return refused


async def _as_it_is(response: Any) -> Any:
    return response
