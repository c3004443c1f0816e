"""The servers that tests start are real, can be killed, and leave nothing behind."""

import os
import select
import shutil
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisGone

from tests.servers.postgres import PostgresServer, fresh_database
from tests.servers.programs import NEED_SERVERS, DidNotStart, Program
from tests.servers.redis import RedisServer

ROOT = Path(__file__).parents[2]


async def answer(server: PostgresServer, question: str) -> object:
    """The one value that the statement gives."""
    connection = await asyncpg.connect(server.url())
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


async def test_redis_answers(redis_server: RedisServer) -> None:
    async with Redis.from_url(redis_server.url) as client:
        assert await client.ping() is True


async def test_a_killed_redis_is_gone_and_comes_back_empty(own_redis: RedisServer) -> None:
    async with Redis.from_url(own_redis.url, retry=None) as client:
        await client.set("key", "value")
        own_redis.kill()
        with pytest.raises(RedisGone):
            await client.get("key")
        own_redis.restart_empty()
        assert await client.get("key") is None


async def test_redis_restarts_even_while_it_runs(own_redis: RedisServer) -> None:
    first = own_redis.pid
    own_redis.restart_empty()
    with pytest.raises(ProcessLookupError):
        os.kill(first, 0)
    async with Redis.from_url(own_redis.url) as client:
        assert await client.dbsize() == 0


async def test_postgres_answers(postgres_server: PostgresServer) -> None:
    assert await answer(postgres_server, "SELECT 1") == 1


async def test_postgres_comes_back_from_a_crash_with_what_was_committed(
    own_postgres: PostgresServer,
) -> None:
    await answer(own_postgres, "CREATE TABLE kept AS SELECT 7 AS seven")
    own_postgres.kill()
    with pytest.raises(ConnectionRefusedError):
        await answer(own_postgres, "SELECT 1")
    own_postgres.restart()
    assert await answer(own_postgres, "SELECT seven FROM kept") == 7


@pytest.mark.parametrize("round", [1, 2])
async def test_each_test_is_given_an_empty_database(postgres_database: str, round: int) -> None:
    connection = await asyncpg.connect(postgres_database)
    try:
        assert await connection.fetchval("SELECT count(*) FROM pg_stat_user_tables") == 0
        await connection.execute(f"CREATE TABLE of_round_{round} ()")
    finally:
        await connection.close()


async def test_a_database_is_dropped_though_a_connection_was_left_open(
    postgres_server: PostgresServer,
) -> None:
    async with fresh_database(postgres_server) as url:
        connection = await asyncpg.connect(url)
        name = await connection.fetchval("SELECT current_database()")
    connection.terminate()
    left = f"SELECT count(*) FROM pg_database WHERE datname = '{name}'"
    assert await answer(postgres_server, left) == 0


def test_a_program_that_ends_at_once_is_told_with_what_it_said() -> None:
    with pytest.raises(DidNotStart, match="no such luck"):
        Program(["/bin/sh", "-c", "echo no such luck; exit 3"], ready="never said")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")
def test_servers_end_with_a_run_that_is_killed() -> None:
    start = (
        "from tests.servers.redis import RedisServer; import os, signal\n"
        "print(RedisServer().pid, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    ran = subprocess.run([sys.executable, "-c", start], cwd=ROOT, capture_output=True, text=True)
    assert has_ended(int(ran.stdout), within_seconds=10)


def test_what_is_missing_is_said_with_one_command_before_any_test(tmp_path: Path) -> None:
    for name in ("bash", "dirname", "id", "uname"):
        (tmp_path / name).symlink_to(shutil.which(name) or name)
    ran = subprocess.run(
        [NEED_SERVERS], env={"PATH": str(tmp_path)}, capture_output=True, text=True
    )
    commands = [line for line in ran.stderr.splitlines() if line.startswith("    ")]
    assert (ran.returncode, ran.stdout, len(commands)) == (1, "", 1)


def has_ended(pid: int, within_seconds: float) -> bool:
    """Whether the process ends in that time; on Linux alone."""
    try:
        process = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return select.select([process], [], [], within_seconds)[0] == [process]
    finally:
        os.close(process)
