"""A way to PostgreSQL that is silent for ever: nobody waits for ever, and nothing stays broken."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import text

from invigilate.errors import OutcomeUnknown, Unavailable
from invigilate.store.engine import Engine
from invigilate.store.url import normalise
from tests.servers.cable import Cable, cable
from tests.servers.postgres import PostgresServer


@asynccontextmanager
async def over_cables(server: PostgresServer) -> AsyncIterator[tuple[Engine, Cable, Cable]]:
    """An engine with two connections that stand, and the way that they take: near, then far."""
    async with cable(server.port) as far, cable(far.port) as near:
        url = server.url().replace(str(server.port), str(near.port))
        engine = Engine(normalise(url), answer_seconds=0.3)
        async with engine.reading() as one, engine.reading() as other:
            await one.execute(text("SELECT 1"))
            await other.execute(text("SELECT 1"))
        yield engine, near, far
        far.flow()
        await engine.close()


async def one(engine: Engine) -> object:
    async with engine.reading() as connection:
        return await connection.scalar(text("SELECT 1"))


async def test_connections_that_somebody_forgot_are_given_up(
    postgres_server: PostgresServer,
) -> None:
    async with over_cables(postgres_server) as (engine, near, far):
        far.stall()
        near.turn(postgres_server.port)
        for _ in range(2):
            with pytest.raises(Unavailable):
                await one(engine)
        assert await one(engine) == 1


async def test_a_statement_that_is_not_answered_is_unavailable(
    postgres_server: PostgresServer,
) -> None:
    async with over_cables(postgres_server) as (engine, _, far):

        async def asking() -> None:
            async with engine.writing() as connection:
                await connection.execute(text("SELECT 1"))
                far.stall()
                await connection.execute(text("SELECT 1"))

        with pytest.raises(Unavailable, match="does not answer"):
            await asking()


async def test_of_a_commit_that_is_not_answered_nobody_knows(
    postgres_server: PostgresServer,
) -> None:
    async with over_cables(postgres_server) as (engine, _, far):

        async def writing() -> None:
            async with engine.writing() as connection:
                await connection.execute(text("SELECT 1"))
                far.stall()

        with pytest.raises(OutcomeUnknown):
            await writing()


async def test_who_is_cancelled_while_the_way_is_silent_stays_cancelled(
    postgres_server: PostgresServer,
) -> None:
    async with over_cables(postgres_server) as (engine, _, far):
        stalled = asyncio.Event()

        async def asking() -> None:
            async with engine.writing() as connection:
                await connection.execute(text("SELECT 1"))
                far.stall()
                stalled.set()
                await asyncio.Event().wait()

        task = asyncio.create_task(asking())
        await stalled.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
