"""Checkpoints: they are the room, and cost nothing but time where they are of no use."""

import pytest
from sqlalchemy import insert

from invigilate.ids import RoomId
from invigilate.rooms.catching_up import checkpoint_of, restored
from invigilate.store.schema import room_checkpoint
from tests.contract.logs import (
    ONE,
    TWO,
    Place,
    Worker,
    answer,
    asked,
    from_the_log,
    pause,
    plain,
    saved,
)


async def test_a_checkpoint_is_the_room(worker: Worker) -> None:
    await worker.open(ONE)
    await worker.ask(ONE, answer(2, "x"), pause("r1"), answer(3, "held"))
    copy = worker.copies[ONE]
    assert plain(restored(checkpoint_of(copy))) == plain(copy)
    assert restored(checkpoint_of(copy)).room.shared is None


async def test_a_cold_room_is_loaded_from_its_newest_checkpoint_and_what_came_after(
    database: Place, worker: Worker
) -> None:
    await worker.open(ONE)
    await _keep(database, worker, ONE)
    await worker.ask(ONE, answer(2, "x"))
    await _keep(database, worker, ONE)
    point = worker.copies[ONE].version
    await worker.ask(ONE, answer(3, "y"))
    await database.order("DELETE FROM room_event WHERE version <= :point", point=point)
    cold = database.worker()
    assert await cold.ask(ONE, answer(4, "z")) == [saved(4)]
    await worker.ask(ONE, answer(1, "catches up"))
    assert plain(cold.copies[ONE]) == plain(worker.copies[ONE])


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param("UPDATE room_checkpoint SET body = chain", id="unreadable"),
        pytest.param("UPDATE room_checkpoint SET chain = body", id="of another log"),
        pytest.param("UPDATE room_checkpoint SET version = 999", id="ahead of its log"),
    ],
)
async def test_a_checkpoint_that_is_of_no_use_costs_only_time(
    database: Place, worker: Worker, damage: str
) -> None:
    await worker.open(ONE, TWO)
    await _keep(database, worker, ONE)
    await worker.ask(ONE, answer(2, "x"))
    await database.order(damage)
    cold = database.worker()
    batch = await cold.run(asked(ONE, answer(3, "y")), asked(TWO, answer(2, "neighbour")))
    assert (batch.results, batch.alarms) == ([[saved(3)], [saved(2)]], [])
    assert plain(await from_the_log(cold.log, ONE)) == plain(cold.copies[ONE])


async def _keep(database: Place, worker: Worker, room: RoomId) -> None:
    point = checkpoint_of(worker.copies[room])
    await database.order(
        insert(room_checkpoint).values(
            room_id=room,
            version=point.version,
            epoch=point.epoch,
            chain=point.chain,
            body=point.body,
        )
    )
