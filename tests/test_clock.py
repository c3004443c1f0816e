"""Time that a test turns, and the wall's."""

import asyncio
from datetime import UTC, datetime

from invigilate.clock import TestClock, WallClock, in_ms, instant


async def test_sleepers_wake_in_the_order_of_their_instants() -> None:
    clock = TestClock(now_ms=0)
    woken: list[int] = []

    async def sleeper(until_ms: int) -> None:
        await clock.sleep_until(until_ms)
        woken.append(until_ms)

    async with asyncio.TaskGroup() as group:
        for until_ms in (3_000, 1_000, 2_000):
            group.create_task(sleeper(until_ms))
        await asyncio.sleep(0)
        assert clock.sleepers == 3
        clock.turn(2.5)
        await asyncio.sleep(0)
        assert woken == [1_000, 2_000]
        clock.turn(0.5)
    assert woken == [1_000, 2_000, 3_000]


async def test_an_instant_that_has_come_is_not_waited_for() -> None:
    clock = TestClock(now_ms=5_000)
    await clock.sleep_until(5_000)
    await clock.sleep(0)
    assert clock.sleepers == 0


async def test_a_cancelled_sleeper_is_forgotten() -> None:
    clock = TestClock(now_ms=0)
    sleeping = asyncio.create_task(clock.sleep(1))
    await asyncio.sleep(0)
    sleeping.cancel()
    await asyncio.gather(sleeping, return_exceptions=True)
    assert clock.sleepers == 0
    clock.turn(2)
    assert clock.now_ms() == 2_000
    assert clock.monotonic() == 2.0


def test_the_wall_clock_agrees_with_the_machine_and_never_goes_back() -> None:
    clock = WallClock()
    readings = [clock.now_ms() for _ in range(1_000)]
    assert readings == sorted(readings)
    assert abs(clock.step_ms()) <= 1_000
    assert clock.now().tzinfo is UTC


def test_the_wall_clock_goes_by_another_one_that_is_right() -> None:
    clock = WallClock()
    right_ms = clock.now_ms() - 3_600_000
    assert 0 <= clock.follow(right_ms, give_ms=50) - 3_600_000 < 1_000
    assert 0 <= clock.now_ms() - right_ms < 1_000
    assert 0 <= clock.step_ms() - 3_600_000 < 1_000


def test_the_wall_clock_does_not_follow_what_nobody_can_tell() -> None:
    clock = WallClock()
    before = clock.now_ms()
    assert clock.follow(before - 5_000, give_ms=60_000) == 0
    assert 0 <= clock.now_ms() - before < 1_000


async def test_the_wall_clock_does_not_return_early() -> None:
    clock = WallClock()
    until_ms = clock.now_ms() + 3
    await clock.sleep_until(until_ms)
    assert clock.now_ms() >= until_ms


def test_instants_and_datetimes_are_the_same_thing() -> None:
    moment = datetime(2026, 11, 21, 9, 30, 0, 123_000, tzinfo=UTC)
    assert instant(in_ms(moment)) == moment
