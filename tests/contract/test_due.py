"""When a room is to be looked at again, as its head says it: never too late, and not for ever."""

import pytest

from invigilate.ids import RequestId, RoomId
from invigilate.rooms import commands as c
from invigilate.rooms import orders as o
from tests.contract.logs import SEATS, Place, Worker

ONE = RoomId("room-1")
MINUTE = 60_000


@pytest.fixture
async def worker(sqlite: Place) -> Worker:
    """A worker, and a room in which all write: they end in an hour."""
    await sqlite.add_heads(ONE)
    worker = sqlite.worker()
    await worker.open(ONE)
    return worker


async def due(worker: Worker) -> int:
    """The instant that the head says."""
    (head,) = await worker.log.heads((ONE,))
    assert head.due_at is not None
    return head.due_at


def given(request: str, seat: int, minutes: int) -> o.Order:
    return o.Order(RequestId(request), o.Extend((SEATS[seat],), minutes * MINUTE, ""))


async def test_time_given_to_one_puts_off_nobody_elses_end(worker: Worker) -> None:
    end = await due(worker)
    await worker.ask(ONE, given("r1", 1, 10))
    assert await due(worker) == end


async def test_time_taken_from_one_makes_the_room_due_sooner(worker: Worker) -> None:
    end = await due(worker)
    await worker.ask(ONE, given("r1", 1, -10))
    assert await due(worker) == end - 10 * MINUTE


async def test_a_room_that_was_looked_at_too_early_is_due_at_its_next_end(worker: Worker) -> None:
    end = await due(worker)
    await worker.ask(ONE, given("r1", 1, -10), given("r2", 1, 10))
    assert await due(worker) == end - 10 * MINUTE
    await worker.ask(ONE, c.Expire())
    assert await due(worker) == end
