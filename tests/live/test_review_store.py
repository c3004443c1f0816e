"""Review: a store that fails must be waited for; it must end neither a loop nor a worker."""

import asyncio
import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import text

from invigilate.app import _every
from invigilate.clock import TestClock
from invigilate.errors import Unavailable
from invigilate.ids import DeviceId, RequestId, RoomId, SeatId
from invigilate.jobs import Jobs
from invigilate.rooms import commands as c
from invigilate.rooms import orders as o
from invigilate.rooms.step import Held
from invigilate.store import work
from invigilate.store.engine import Engine
from invigilate.store.work import Job
from tests.live.halls import ROOM, add_head, hall

S1, D1 = SeatId("s1"), DeviceId("device-1")


async def test_a_full_disk_is_told_as_a_store_that_cannot_just_now(sqlite_engine: Engine) -> None:
    async with sqlite_engine.writing() as connection:
        await connection.exec_driver_sql("CREATE TABLE filler (body BLOB)")
        pages = (await connection.exec_driver_sql("PRAGMA page_count")).scalar_one()
        await connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(Unavailable):  # the lease's loop in `app` lives on by this alone
        async with sqlite_engine.writing() as connection:
            await connection.exec_driver_sql("INSERT INTO filler VALUES (zeroblob(1000000))")


async def test_a_connection_lost_in_the_commit_does_not_end_the_loop_beside(
    postgresql_engine: Engine,
) -> None:
    turns = 0

    async def renew() -> None:
        nonlocal turns
        turns += 1
        if turns > 1:
            return
        async with postgresql_engine.writing() as mine:
            pid = (await mine.execute(text("SELECT pg_backend_pid()"))).scalar_one()
            async with postgresql_engine.reading() as other:
                await other.execute(text("SELECT pg_terminate_backend(:pid, 1000)"), {"pid": pid})

    looping = asyncio.create_task(_every(0.01, renew))
    try:
        async with asyncio.timeout(5):
            while turns < 3 and not looping.done():  # noqa: ASYNC110  a test looks on
                await asyncio.sleep(0.01)
        assert not looping.done(), f"the worker would be ended: {looping.exception()!r}"
    finally:
        looping.cancel()
        await asyncio.wait([looping])


async def test_a_store_that_goes_while_a_job_is_done_does_not_end_the_jobs(
    sqlite_engine: Engine,
) -> None:
    assert sqlite_engine.path is not None
    with closing(sqlite3.connect(sqlite_engine.path, isolation_level=None)) as stranger:

        async def mark(job: Job) -> None:
            stranger.execute("BEGIN IMMEDIATE")  # nobody can write from now on

        async with sqlite_engine.writing() as connection:
            await work.put(connection, "mark", "school", due_at=0, key="one", body=None)
        jobs = Jobs(sqlite_engine, TestClock(), {"mark": mark}, "worker", 10)
        running = asyncio.create_task(jobs.run())
        done, _ = await asyncio.wait([running], timeout=8)
        running.cancel()
        await asyncio.wait([running])
        assert done == set(), f"the worker would be ended: {running.exception()!r}"


async def test_rows_of_one_room_that_the_store_refuses_do_not_stop_its_neighbour(
    sqlite_engine: Engine,
) -> None:
    other = RoomId("room-b")
    async with hall(sqlite_engine) as (worker,):
        await add_head(sqlite_engine, other)
        await worker.join("s1", D1)
        await worker.rooms.do(other, "test", c.Join(S1, D1))
        await worker.rooms.do(other, "test", c.Change(S1, D1, 1, c.Begin()))
        async with sqlite_engine.writing() as connection:
            await connection.exec_driver_sql(
                "INSERT INTO job (id, organisation_id, kind, key, body, due_at)"
                f" VALUES ('mark/{ROOM}/s1/1', 'school', 'mark', '{ROOM}/s1/1', '{{}}', 0)"
            )
        end = o.Order(RequestId("r1"), o.ForceSubmit((S1,), "over"))
        asked = asyncio.gather(
            worker.rooms.do(ROOM, "test", end),
            worker.rooms.do(other, "test", c.Change(S1, D1, 2, c.Answer(1, "a"))),
            return_exceptions=True,
        )
        _, neighbour = await asked
        assert neighbour == Held(2, ())
