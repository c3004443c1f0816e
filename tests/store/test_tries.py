"""Failed tries are counted by key, taken back, forgotten, and forgotten by themselves."""

import asyncio

from invigilate.store import tries
from invigilate.store.engine import Engine
from invigilate.store.tries import Failures, key_of

ADA, BOB = key_of("name", "ada", "10.0.0.1"), key_of("name", "bob", "10.0.0.1")


async def count(engine: Engine, *keys: bytes, now: int, forgotten: int = 0) -> None:
    async with engine.writing() as connection:
        await tries.count(connection, keys, now=now, forgotten=forgotten)


async def seen(engine: Engine) -> dict[bytes, Failures]:
    async with engine.writing() as connection:
        return await tries.failures_of(connection, [ADA, BOB])


def test_parts_that_only_join_alike_are_different_keys() -> None:
    assert key_of("ab", "c") != key_of("a", "bc")


async def test_each_key_is_counted_by_itself(engine: Engine) -> None:
    await count(engine, ADA, BOB, now=5)
    await count(engine, ADA, now=9)
    assert await seen(engine) == {ADA: Failures(2, 9), BOB: Failures(1, 5)}


async def test_a_good_try_is_taken_back_and_never_below_none(engine: Engine) -> None:
    await count(engine, ADA, now=5)
    async with engine.writing() as connection:
        await tries.take_back(connection, ADA)
        await tries.take_back(connection, ADA)
        await tries.take_back(connection, BOB)
    assert await seen(engine) == {ADA: Failures(0, 5)}


async def test_old_failures_are_forgotten(engine: Engine) -> None:
    await count(engine, ADA, now=5)
    await count(engine, BOB, now=20, forgotten=5)
    assert await seen(engine) == {ADA: Failures(1, 5), BOB: Failures(1, 20)}
    await count(engine, BOB, now=30, forgotten=6)
    assert await seen(engine) == {BOB: Failures(2, 30)}
    async with engine.writing() as connection:
        await tries.forget(connection, BOB)
    assert await seen(engine) == {}


async def test_tries_at_the_same_moment_are_all_counted(engine: Engine) -> None:
    await asyncio.gather(*(count(engine, ADA, BOB, now=7) for _ in range(12)))
    assert await seen(engine) == {ADA: Failures(12, 7), BOB: Failures(12, 7)}
