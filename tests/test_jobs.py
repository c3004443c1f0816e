"""Work that is due is done once, by one process, and again later when it fails."""

import asyncio

import pytest

from invigilate.clock import TestClock
from invigilate.jobs import CLAIM_MS, Jobs, wait_ms
from invigilate.store import work
from invigilate.store.engine import Engine
from invigilate.store.work import Job


@pytest.fixture
def clock() -> TestClock:
    return TestClock(now_ms=10_000)


async def ask(engine: Engine, key: str = "", due_at: int = 10_000, body: object = None) -> bool:
    async with engine.writing() as connection:
        return await work.put(connection, "mark", "school", due_at=due_at, key=key, body=body)


def doing(engine: Engine, clock: TestClock, done: list[str], worker_id: str = "w") -> Jobs:
    async def mark(job: Job) -> None:
        done.append(job.body)

    return Jobs(engine, clock, {"mark": mark}, worker_id)


async def test_work_is_done_when_it_is_due_and_once(engine: Engine, clock: TestClock) -> None:
    done: list[str] = []
    jobs = doing(engine, clock, done)
    await ask(engine, due_at=12_000, body={"seat": 7})
    assert await jobs.turn() == 0
    clock.turn(2)
    assert await jobs.turn() == 1
    assert await jobs.turn() == 0
    assert done == ['{"seat":7}']


async def test_the_longest_due_comes_first(engine: Engine, clock: TestClock) -> None:
    for due_at in (9_000, 7_000, 8_000):
        await ask(engine, due_at=due_at, body=due_at)
    async with engine.writing() as connection:
        claimed = await work.claim(connection, ["mark"], "w", now=10_000, until=11_000, most=2)
    assert [job.body for job in claimed] == ["7000", "8000"]


async def test_the_same_key_is_the_same_work(engine: Engine, clock: TestClock) -> None:
    done: list[str] = []
    jobs = doing(engine, clock, done)
    assert await ask(engine, key="seat 7, seal 1") is True
    assert await ask(engine, key="seat 7, seal 1") is False
    assert await jobs.turn() == 1
    assert await ask(engine, key="seat 7, seal 1") is False
    assert await jobs.turn() == 0
    assert await ask(engine, key="seat 7, seal 2") is True


async def test_work_without_a_function_is_left_to_others(engine: Engine, clock: TestClock) -> None:
    await ask(engine)
    assert await Jobs(engine, clock, {}, "w").turn() == 0
    done: list[str] = []
    assert await doing(engine, clock, done).turn() == 1


async def test_eight_processes_do_forty_jobs_once_each(engine: Engine, clock: TestClock) -> None:
    for number in range(40):
        await ask(engine, body=number)
    done: list[str] = []

    async def process(name: str) -> None:
        jobs = doing(engine, clock, done, name)
        while await jobs.turn():
            pass

    async with asyncio.TaskGroup() as group:
        for name in "abcdefgh":
            group.create_task(process(name))
    assert sorted(map(int, done)) == list(range(40))


async def test_what_fails_is_tried_again_later_and_later(engine: Engine, clock: TestClock) -> None:
    tries: list[int] = []

    async def mark(job: Job) -> None:
        tries.append(job.tries)
        if job.tries < 3:
            raise LookupError("the edition is not there")

    jobs = Jobs(engine, clock, {"mark": mark}, "w")
    await ask(engine)
    assert await jobs.turn() == 1
    clock.turn(1.9)
    assert await jobs.turn() == 0
    clock.turn(0.1)
    assert await jobs.turn() == 1
    clock.turn(3.9)
    assert await jobs.turn() == 0
    clock.turn(0.1)
    assert await jobs.turn() == 1
    clock.turn(100_000)
    assert await jobs.turn() == 0
    assert tries == [1, 2, 3]


async def test_one_failure_does_not_stop_the_others(engine: Engine, clock: TestClock) -> None:
    done: list[str] = []

    async def mark(job: Job) -> None:
        if job.body == "1":
            raise LookupError
        done.append(job.body)

    for number in range(3):
        await ask(engine, body=number)
    assert await Jobs(engine, clock, {"mark": mark}, "w").turn() == 3
    assert sorted(done) == ["0", "2"]


async def test_what_a_dead_process_claimed_is_taken_over(engine: Engine, clock: TestClock) -> None:
    await ask(engine)
    async with engine.writing() as connection:
        [lost] = await work.claim(
            connection, ["mark"], "dead", now=10_000, until=10_000 + CLAIM_MS, most=9
        )
    done: list[str] = []
    jobs = doing(engine, clock, done)
    assert await jobs.turn() == 0
    clock.turn(CLAIM_MS / 1_000)
    assert await jobs.turn() == 1
    async with engine.writing() as connection:
        assert await work.finish(connection, lost, clock.now_ms()) is False
    assert done == ["null"]


async def test_a_claim_that_was_lost_finishes_nothing(engine: Engine, clock: TestClock) -> None:
    await ask(engine)
    async with engine.writing() as connection:
        [slow] = await work.claim(connection, ["mark"], "a", now=10_000, until=10_001, most=9)
    async with engine.writing() as connection:
        [other] = await work.claim(connection, ["mark"], "b", now=10_001, until=20_000, most=9)
        assert await work.finish(connection, slow, 10_002) is False
        assert await work.finish(connection, other, 10_002) is True
        assert await work.finish(connection, other, 10_002) is False


async def test_a_key_may_come_again_when_its_row_is_forgotten(
    engine: Engine, clock: TestClock
) -> None:
    done: list[str] = []
    await ask(engine, key="daily")
    await doing(engine, clock, done).turn()
    async with engine.writing() as connection:
        await work.forget(connection, done_before=clock.now_ms())
    assert await ask(engine, key="daily") is False
    async with engine.writing() as connection:
        await work.forget(connection, done_before=clock.now_ms() + 1)
    assert await ask(engine, key="daily") is True


async def test_the_loop_does_what_comes_and_ends_when_cancelled(
    engine: Engine, clock: TestClock
) -> None:
    done = asyncio.Event()

    async def mark(job: Job) -> None:
        done.set()

    jobs = Jobs(engine, clock, {"mark": mark}, "w")
    running = asyncio.create_task(jobs.run())
    await ask(engine)
    jobs.ask()
    async with asyncio.timeout(10):
        await done.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


def test_the_wait_doubles_up_to_an_hour() -> None:
    assert [wait_ms(tries) for tries in (1, 2, 3, 10, 11, 12, 99)] == [
        2_000,
        4_000,
        8_000,
        1_024_000,
        2_048_000,
        3_600_000,
        3_600_000,
    ]
