"""The bus over a real Redis: who may speak on it, and what it does when Redis breaks."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import trustme
from redis.asyncio import Redis

from invigilate.bus.contract import Message
from invigilate.bus.envelope import number, wrap
from invigilate.bus.redis import Pace, RedisBus
from tests.bus.ends import KEY, ROOM, ends, over_redis
from tests.conditions import eventually
from tests.servers.programs import Program, free_port, where
from tests.servers.redis import RedisServer

QUICK = Pace(probe=0.05, silence=0.4, publish=0.2)


def open_sockets() -> int:
    """How many sockets this process holds."""
    names = Path("/proc/self/fd")
    return sum(os.readlink(fd).startswith("socket:") for fd in names.iterdir() if fd.exists())


def resident_bytes() -> int:
    """The memory that this process really uses."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


@asynccontextmanager
async def asking(url: str) -> AsyncIterator["Redis"]:
    """A plain client, for what a test does to the server itself."""
    async with Redis.from_url(url) as client:
        yield client


async def test_the_round_trip_of_the_last_probe_is_known(redis_server: RedisServer) -> None:
    async with ends(over_redis(redis_server.url), "w1") as (one,):
        assert one.bus.probe_seconds is not None
        assert 0 < one.bus.probe_seconds < 1


async def test_forged_messages_are_dropped_and_counted(redis_server: RedisServer) -> None:
    channel = f"test:room:{number(ROOM)}".encode()
    told = Message("rows", ROOM, "nobody", b"forged")
    async with (
        ends(over_redis(redis_server.url), "w1", "w2") as (one, other),
        asking(redis_server.url) as redis,
    ):
        await redis.publish(channel, b"no message at all")
        await redis.publish(channel, wrap(b"another key", channel, told))
        await redis.publish(channel, wrap(KEY, b"another:channel", told))
        genuine = one.tell(b"genuine")
        await eventually(lambda: other.heard)
        assert other.heard == [genuine]
        assert isinstance(other.bus, RedisBus)
        assert other.bus.forged == 3


async def test_an_old_probe_sent_again_counts_for_nothing(redis_server: RedisServer) -> None:
    own = b"test:probe:w1"
    replayed = wrap(KEY, own, Message("probe", ROOM, "w1", b"a body from before"))
    seldom = Pace(probe=60, silence=180)
    async with (
        ends(over_redis(redis_server.url, pace=seldom), "w1", "w2") as (one, other),
        asking(redis_server.url) as redis,
    ):
        before = one.bus.probe_seconds
        await redis.publish(own, replayed)
        sent = other.tell(b"and what was told after it has arrived")
        await eventually(lambda: one.heard == [sent])
        assert one.bus.probe_seconds == before


async def test_installations_of_different_prefixes_do_not_hear_one_another(
    redis_server: RedisServer,
) -> None:
    async with (
        ends(over_redis(redis_server.url, "one"), "w1", "w2") as (one, other),
        ends(over_redis(redis_server.url, "two"), "w3") as (far,),
    ):
        one.tell(b"here")
        await eventually(lambda: other.heard)
        assert (far.heard, far.bus.dropped) == ([], 0)


async def test_a_redis_killed_and_back_empty_is_noticed_and_used_again(
    own_redis: RedisServer,
) -> None:
    async with ends(over_redis(own_redis.url), "w1", "w2") as (one, other):
        own_redis.kill()
        assert await eventually(lambda: not (one.bus.healthy or other.bus.healthy), within=6) < 6
        one.tell(b"nobody hears this")
        assert one.bus.dropped == 1
        own_redis.restart_empty()
        await eventually(lambda: one.bus.healthy and other.bus.healthy, within=3)
        sent = one.tell(b"back again")
        await eventually(lambda: other.heard == [sent], within=3)
        assert (one.turns, other.turns) == ([False, True], [False, True])


async def test_a_redis_that_stalls_is_noticed_while_memory_stays_flat(
    own_redis: RedisServer,
) -> None:
    sockets = open_sockets()
    async with ends(over_redis(own_redis.url), "w1", "w2") as (one, other):
        os.kill(own_redis.pid, signal.SIGSTOP)
        before = resident_bytes()
        try:
            for n in range(2_000):  # 125 MiB, of which only a little may be kept
                one.tell(n.to_bytes(2, "big") * 32_768)
                await asyncio.sleep(0)
            await eventually(lambda: not (one.bus.healthy or other.bus.healthy), within=4)
            for n in range(2_000):
                one.tell(n.to_bytes(2, "big") * 32_768)
            assert resident_bytes() - before < 48 * 1024 * 1024
        finally:
            os.kill(own_redis.pid, signal.SIGCONT)
        await eventually(lambda: one.bus.healthy and other.bus.healthy, within=3)
        other.heard.clear()
        sent = one.tell(b"back again")
        await eventually(lambda: sent in other.heard, within=3)
        assert other.turns == [False, True]
    await eventually(lambda: open_sockets() == sockets)


async def test_a_stall_from_the_start_leaves_it_unhealthy_and_stopping_clean(
    own_redis: RedisServer,
) -> None:
    sockets, tasks = open_sockets(), asyncio.all_tasks()
    os.kill(own_redis.pid, signal.SIGSTOP)
    bus = RedisBus(own_redis.url, "w1", KEY, pace=QUICK)
    await bus.start(lambda message: None)
    await eventually(lambda: open_sockets() > sockets)
    assert not bus.healthy
    async with asyncio.timeout(2):
        await bus.stop()
    os.kill(own_redis.pid, signal.SIGCONT)
    assert (open_sockets(), asyncio.all_tasks()) == (sockets, tasks)


async def test_a_subscriber_that_redis_cut_off_is_replaced(redis_server: RedisServer) -> None:
    async with (
        ends(over_redis(redis_server.url, pace=QUICK), "w1", "w2") as (one, other),
        asking(redis_server.url) as redis,
    ):
        await redis.client_kill_filter(_type="pubsub")
        await eventually(lambda: other.turns == [False, True] == one.turns, within=3)
        sent = one.tell(b"heard by the new one")
        await eventually(lambda: other.heard == [sent])


async def test_a_teller_that_redis_cut_off_is_replaced_and_health_stays(
    redis_server: RedisServer,
) -> None:
    async with (
        ends(over_redis(redis_server.url), "w1", "w2") as (one, other),
        asking(redis_server.url) as redis,
    ):
        await redis.client_kill_filter(_type="normal", skipme=True)
        one.tell(b"lost, perhaps")
        await eventually(lambda: one.bus.dropped or other.heard)
        other.heard.clear()
        sent = one.tell(b"told by the new one")
        await eventually(lambda: other.heard == [sent])
        assert (one.turns, other.turns) == ([], [])


async def test_no_redis_at_all_stops_nobody() -> None:
    bus = RedisBus(f"redis://127.0.0.1:{free_port()}/0", "w1", KEY)
    await bus.start(lambda message: None)
    bus.publish(Message("rows", ROOM, "w1", b"to nobody"))
    assert (bus.healthy, bus.dropped) == (False, 1)
    await bus.stop()


async def test_a_url_that_redis_does_not_know_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="scheme"):
        await RedisBus("http://127.0.0.1/", "w1", KEY).start(lambda message: None)


async def test_a_user_who_may_only_subscribe_and_publish_is_enough(own_redis: RedisServer) -> None:
    async with asking(own_redis.url) as redis:
        await redis.acl_setuser(
            "bus",
            enabled=True,
            reset=True,
            passwords=["+a secret"],
            commands=["+subscribe", "+publish", "+ping"],
            channels=["test:*"],
        )
        await redis.acl_setuser("default", enabled=False)
    url = f"redis://bus:a%20secret@127.0.0.1:{own_redis.port}/0"
    async with ends(over_redis(url), "w1", "w2") as (one, other):
        sent = one.tell(b"allowed")
        await eventually(lambda: other.heard == [sent])


async def test_a_wrong_password_leaves_it_unhealthy_and_says_so(
    own_redis: RedisServer, capsys: pytest.CaptureFixture[str]
) -> None:
    bus = RedisBus(f"redis://bus:wrong@127.0.0.1:{own_redis.port}/0", "w1", KEY, pace=QUICK)
    await bus.start(lambda message: None)
    said = ""

    def has_spoken() -> bool:
        nonlocal said
        said += capsys.readouterr().out
        return "unhealthy" in said

    await eventually(has_spoken)
    await bus.stop()
    assert "invalid username-password pair" in said
    assert "wrong@" not in said


async def test_it_speaks_over_a_unix_socket(tmp_path: Path) -> None:
    path = tmp_path / "redis.sock"
    command = [str(where("redis")), "--port", "0", "--unixsocket", str(path), "--save", ""]
    server = Program(command, "The server is now ready to accept connections at")
    try:
        async with ends(over_redis(f"unix://{path}?db=0"), "w1", "w2") as (one, other):
            sent = one.tell(b"near")
            await eventually(lambda: other.heard == [sent])
    finally:
        server.end(signal.SIGTERM)


async def test_it_speaks_over_tls(tmp_path: Path) -> None:
    authority = trustme.CA()
    certificate = authority.issue_cert("127.0.0.1")
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    certificate.private_key_pem.write_to_path(str(tmp_path / "key.pem"))
    certificate.cert_chain_pems[0].write_to_path(str(tmp_path / "cert.pem"))
    port = free_port()
    server = Program(
        [
            *[str(where("redis")), "--port", "0", "--tls-port", str(port), "--save", ""],
            *["--tls-cert-file", str(tmp_path / "cert.pem"), "--tls-auth-clients", "no"],
            *["--tls-key-file", str(tmp_path / "key.pem")],
            *["--tls-ca-cert-file", str(tmp_path / "ca.pem"), "--bind", "127.0.0.1"],
        ],
        "Ready to accept connections",
    )
    try:
        url = f"rediss://127.0.0.1:{port}/0?ssl_ca_certs={tmp_path}/ca.pem"
        async with ends(over_redis(url), "w1", "w2") as (one, other):
            sent = one.tell(b"secret")
            await eventually(lambda: other.heard == [sent])
    finally:
        server.end(signal.SIGTERM)
