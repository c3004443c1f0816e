"""What is the PostgreSQL log's alone: locks held elsewhere, and connections that are cut."""

import asyncio

import asyncpg
import pytest

from invigilate.errors import Unavailable
from invigilate.ids import RoomId
from invigilate.store.log_postgres import PostgresLog
from tests.conditions import eventually
from tests.contract.logs import FlakyPostgresLog, Place, Worker, answer, from_the_log, plain, saved
from tests.servers.postgres import PostgresServer

ONE, TWO = RoomId("room-1"), RoomId("room-2")
KILL = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE application_name = 'invigilate keeper' AND datname = current_database()
"""


@pytest.fixture
async def worker(postgres: Place) -> Worker:
    await postgres.add_heads(ONE, TWO)
    worker = postgres.worker()
    await worker.open(ONE, TWO)
    return worker


async def test_a_head_that_another_holds_is_waited_for_two_seconds_at_most(
    postgres: Place, worker: Worker
) -> None:
    loop = asyncio.get_running_loop()
    holder = await asyncpg.connect(postgres.engine.dsn)
    async with holder.transaction():
        await holder.execute("SELECT * FROM room_head WHERE room_id = 'room-1' FOR UPDATE")
        start = loop.time()
        with pytest.raises(Unavailable, match="LockNotAvailable"):
            await worker.ask(ONE, answer(2, "x"))
        assert 1.9 < loop.time() - start < 3
        assert await worker.ask(TWO, answer(2, "x")) == [saved(2)]
    await holder.close()
    assert await worker.ask(ONE, answer(2, "x")) == [saved(2)]


class CutLog(FlakyPostgresLog):
    """Its backend is ended by the server after all was written and before the commit."""

    async def _commit(self, writer: asyncpg.Connection) -> None:
        killer = await asyncpg.connect(self._dsn)
        await killer.execute("SELECT pg_terminate_backend($1, 1000)", writer.get_server_pid())
        await killer.close()
        await super()._commit(writer)


async def test_a_transaction_whose_connection_is_cut_did_not_happen(
    postgres: Place, worker: Worker
) -> None:
    cut = Worker(CutLog(postgres.engine.dsn))
    with pytest.raises(Unavailable):
        await cut.ask(ONE, answer(2, "never written"))
    await cut.log.close()
    assert await worker.ask(ONE, answer(2, "written")) == [saved(2)]
    assert plain(await from_the_log(worker.log, ONE)) == plain(worker.copies[ONE])


async def test_connections_that_were_cut_while_idle_are_replaced_unnoticed(
    postgres: Place, worker: Worker
) -> None:
    assert isinstance(worker.log, PostgresLog)
    await worker.log.heads()
    await postgres.rows(KILL)
    gone = [worker.log._writer, worker.log._reader]
    await eventually(lambda: all(it is not None and it.is_closed() for it in gone))
    assert await worker.ask(ONE, answer(2, "x")) == [saved(2)]
    assert [head.room for head in await worker.log.heads((ONE,))] == [ONE]


async def test_a_database_that_crashed_is_used_again_when_it_is_back(
    own_postgres: PostgresServer,
) -> None:
    log = PostgresLog(own_postgres.url())
    before = await log.now()
    own_postgres.kill()
    with pytest.raises(Unavailable):
        await log.now()
    with pytest.raises(Unavailable):
        await log.heads()
    own_postgres.restart()
    assert await log.now() > before
    await log.close()
