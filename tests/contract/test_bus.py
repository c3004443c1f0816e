"""What every bus keeps: the one of a single process, and the one over a real Redis."""

import asyncio

import pytest

from invigilate.bus.contract import Message
from invigilate.bus.outgoing import MESSAGES
from invigilate.ids import RoomId
from tests.bus.ends import POISON, ROOM, End, Make, ends, in_memory, over_redis
from tests.conditions import eventually
from tests.servers.redis import RedisServer


@pytest.fixture(params=["memory", "redis"])
def make(request: pytest.FixtureRequest) -> Make:
    if request.param == "memory":
        return in_memory()
    server: RedisServer = request.getfixturevalue("redis_server")
    return over_redis(server.url, prefix=request.node.name)


async def test_a_message_reaches_every_other_worker_and_never_its_own(make: Make) -> None:
    async with ends(make, "w1", "w2", "w3") as (first, second, third):
        from_first = first.tell(b"one")
        await eventually(lambda: second.heard and third.heard)
        from_second = second.tell(b"two")
        await eventually(lambda: first.heard and len(third.heard) == 2)
        assert (first.heard, second.heard) == ([from_second], [from_first])
        assert third.heard == [from_first, from_second]


async def test_every_kind_arrives_as_it_was_sent_but_probes_are_the_buss_own(make: Make) -> None:
    async with ends(make, "w1", "w2") as (one, other):
        one.tell(b"nobody hears this", kind="probe")
        sent = [
            one.tell(b"\x00rows\xff", kind="rows"),
            one.tell(b"", kind="presence"),
            one.tell(b"who?", kind="who"),
        ]
        await eventually(lambda: len(other.heard) == 3)
        assert other.heard == sent
        assert sent[1] == Message("presence", ROOM, "w1", b"")


async def test_rooms_on_every_channel_are_heard(make: Make) -> None:
    async with ends(make, "w1", "w2") as (one, other):
        sent = [one.tell(b"x", RoomId(f"room-{n}")) for n in range(300)]
        await eventually(lambda: len(other.heard) == 300)
        assert sorted(message.room for message in other.heard) == sorted(m.room for m in sent)


async def test_a_body_of_64_kib_arrives_whole(make: Make) -> None:
    body = bytes(range(256)) * 256
    async with ends(make, "w1", "w2") as (one, other):
        sent = one.tell(body)
        await eventually(lambda: other.heard)
        assert other.heard == [sent]


async def test_what_overflows_is_dropped_and_counted_and_nothing_waits(make: Make) -> None:
    async with ends(make, "w1", "w2") as (one, other):
        for n in range(MESSAGES + 2_000):  # no await: nothing can leave meanwhile
            one.tell(n.to_bytes(4, "big"))
        assert one.bus.dropped == 2_000
        await eventually(lambda: len(other.heard) == MESSAGES)
        kept = [int.from_bytes(message.body, "big") for message in other.heard]
        assert kept == list(range(MESSAGES))
        assert one.bus.healthy


async def test_too_many_bytes_overflow_too(make: Make) -> None:
    async with ends(make, "w1", "w2") as (one, other):
        for _ in range(300):
            one.tell(b"x" * 65_536)
        assert one.bus.dropped > 0
        kept = 300 - one.bus.dropped
        await eventually(lambda: len(other.heard) == kept)


async def test_the_loop_gets_its_turn_while_thousands_are_heard(make: Make) -> None:
    async with ends(make, "w1", "w2") as (one, other):
        for n in range(MESSAGES):
            one.tell(n.to_bytes(4, "big"))
        longest = await _longest_stall(other, MESSAGES)
    assert longest < 0.1


async def _longest_stall(end: End, messages: int) -> float:
    loop = asyncio.get_running_loop()
    longest = 0.0
    while len(end.heard) < messages:
        before = loop.time()
        await asyncio.sleep(0)
        longest = max(longest, loop.time() - before)
    return longest


async def test_who_is_not_started_or_has_stopped_drops_what_is_told(make: Make) -> None:
    one = End(make("w1"))
    one.tell(b"too early")
    assert one.bus.dropped == 1
    await one.start()
    await eventually(lambda: one.bus.healthy)
    await one.bus.stop()
    one.tell(b"too late")
    assert one.bus.dropped == 2


async def test_stopping_twice_is_stopping_once(make: Make) -> None:
    async with ends(make, "w1") as (one,):
        await one.bus.stop()
        await one.bus.stop()


async def test_a_listener_that_raises_is_reported_and_the_bus_goes_on(make: Make) -> None:
    faults: list[object] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: faults.append(context["exception"]))
    async with ends(make, "w1", "w2") as (one, other):
        one.tell(POISON)
        await eventually(lambda: faults)
        await eventually(lambda: other.bus.healthy)
        sent = one.tell(b"and on it goes")
        await eventually(lambda: other.heard == [sent])
    assert len(faults) == 1
