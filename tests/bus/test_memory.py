"""The hub of a single process, and the chaotic one with which tests try what may happen."""

import pytest

from invigilate.bus.memory import MemoryBus, MemoryHub
from tests.bus.chaos import ChaoticHub
from tests.bus.ends import ends, in_memory
from tests.conditions import eventually


async def test_a_worker_alone_talks_to_nobody_and_is_healthy() -> None:
    async with ends(lambda worker: MemoryBus(worker), "w1") as (one,):
        one.tell(b"to nobody")
        assert (one.bus.healthy, one.bus.dropped, one.bus.probe_seconds) == (True, 0, None)


async def test_hubs_do_not_hear_one_another() -> None:
    async with ends(in_memory(), "w1", "w2") as (one, other), ends(in_memory(), "w3") as (far,):
        one.tell(b"here")
        await eventually(lambda: other.heard)
        assert far.heard == []


async def test_two_workers_of_one_name_are_refused() -> None:
    hub = MemoryHub()
    async with ends(in_memory(hub), "w1"):
        with pytest.raises(ValueError, match="w1 is on this hub already"):
            await MemoryBus("w1", hub).start(lambda message: None)


async def test_chaos_drops_doubles_and_reorders_and_invents_nothing() -> None:
    async with ends(in_memory(ChaoticHub(seed=7)), "w1", "w2") as (one, other):
        sent = [one.tell(n.to_bytes(2, "big")) for n in range(1_000)]
        await eventually(lambda: len(other.heard) > 800)
        heard = [message.body for message in other.heard]
        assert set(other.heard) < set(sent)
        assert len(heard) > len(set(heard))
        assert heard != sorted(heard)


async def test_the_same_seed_makes_the_same_chaos() -> None:
    stories = []
    for _ in range(2):
        async with ends(in_memory(ChaoticHub(seed=11)), "w1", "w2") as (one, other):
            for n in range(500):
                one.tell(n.to_bytes(2, "big"))
            one.tell(b"", kind="who")
            await eventually(lambda end=other: len(end.heard) > 400)  # type: ignore[misc]
            stories.append([message.body for message in other.heard[:400]])
    assert stories[0] == stories[1]
