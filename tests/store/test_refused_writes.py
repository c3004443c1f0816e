"""A store that takes no writes: the keeper says so, for whoever asks if a worker is ready."""

import sqlite3

import pytest

from invigilate.clock import WallClock
from invigilate.errors import Unavailable
from invigilate.ids import DeviceId, SeatId
from invigilate.rooms import commands as c
from invigilate.rooms.step import Held
from invigilate.store.engine import Engine
from invigilate.store.log_sqlite import SqliteLog
from tests.live.halls import hall

S1, D1 = SeatId("s1"), DeviceId("device-1")
CHANGE = c.Change(S1, D1, 2, c.Answer(1, "a"))


class Full(SqliteLog):
    """Its disk is full when told so."""

    is_full = False

    def _commit(self, writer: sqlite3.Connection) -> None:
        if self.is_full:
            raise sqlite3.OperationalError("database or disk is full")
        super()._commit(writer)


def full(engine: Engine, clock: WallClock) -> Full:
    assert engine.path is not None
    assert engine.line is not None
    return Full(engine.path, engine.line, clock.now_ms)


async def test_a_keeper_stores_again_once_a_batch_is_committed(sqlite_engine: Engine) -> None:
    async with hall(sqlite_engine, make_log=full) as (worker,):
        await worker.join("s1", D1)
        log, stores = worker.keeper.log, [worker.keeper.stores]
        assert isinstance(log, Full)
        log.is_full = True
        with pytest.raises(Unavailable):
            await worker.do(CHANGE)
        stores.append(worker.keeper.stores)
        log.is_full = False
        assert await worker.do(CHANGE) == Held(2, ())
        stores.append(worker.keeper.stores)
        assert stores == [True, False, True]


async def test_a_connection_of_the_office_is_not_used_again_once_the_disk_failed(
    sqlite_engine: Engine,
) -> None:
    async def own() -> object:
        async with sqlite_engine.writing() as connection:
            raw = await connection.get_raw_connection()
            return raw.driver_connection

    async def fail() -> None:
        async with sqlite_engine.writing() as connection:
            await connection.exec_driver_sql("CREATE TABLE filler (body BLOB)")
            pages = (await connection.exec_driver_sql("PRAGMA page_count")).scalar_one()
            await connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
            await connection.exec_driver_sql("INSERT INTO filler VALUES (zeroblob(1000000))")

    before = await own()
    assert await own() is before
    with pytest.raises(Unavailable):
        await fail()
    assert await own() is not before


async def test_a_database_that_takes_only_reads_is_away(postgresql_engine: Engine) -> None:
    async def renew() -> None:
        async with postgresql_engine.writing() as connection:
            await connection.exec_driver_sql("SET TRANSACTION READ ONLY")
            await connection.exec_driver_sql("UPDATE worker_lease SET renewed_at = 1")

    with pytest.raises(Unavailable):
        await renew()
