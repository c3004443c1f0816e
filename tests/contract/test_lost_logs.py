"""Logs that are not what they were: a tail that is gone, a row that was altered."""

import pytest

from invigilate.ids import RoomId
from invigilate.rooms.log import (
    BrokenLog,
)
from tests.contract.logs import (
    ONE,
    TWO,
    Place,
    Worker,
    answer,
    asked,
    plain,
    saved,
)


@pytest.mark.parametrize("regrown", [0, 1, 2, 5])
async def test_a_log_that_lost_its_tail_gets_a_new_epoch_and_everyone_a_new_copy(
    database: Place, worker: Worker, regrown: int
) -> None:
    await worker.open(ONE, TWO)
    kept = worker.copies[ONE]
    other = database.worker()
    await worker.ask(ONE, answer(2, "lost"), answer(3, "lost too"))
    await _cut_the_tail(database, ONE, kept.version, kept.chain)
    for turn in range(2, regrown + 2):
        assert await other.ask(ONE, answer(turn, "regrown")) == [saved(turn)]

    batch = await worker.run(asked(ONE, answer(regrown + 2, "x")), asked(TWO, answer(2, "x")))
    story = batch.stories[ONE]
    assert batch.results == [[saved(regrown + 2)], [saved(2)]]
    assert (story.reloaded, batch.stories[TWO].reloaded) == (True, False)
    assert story.copy.epoch != kept.epoch
    assert batch.alarms == ["room room-1 lost a tail of its log"]
    assert (await worker.log.heads((ONE,)))[0].epoch == story.copy.epoch

    if regrown:  # who never knew the lost tail follows into the same epoch, without an alarm
        batch = await other.run(asked(ONE, answer(regrown + 3, "y")))
        assert (batch.stories[ONE].reloaded, batch.alarms) == (True, [])
        assert other.copies[ONE].epoch == story.copy.epoch
        await worker.ask(ONE, answer(1, "catches up"))
        assert plain(other.copies[ONE]) == plain(worker.copies[ONE])


async def _cut_the_tail(database: Place, room: RoomId, version: int, chain: bytes) -> None:
    """What a failover to a copy that lagged leaves behind."""
    await database.order(
        "DELETE FROM room_event WHERE room_id = :room AND version > :version",
        room=room,
        version=version,
    )
    await database.order(
        "UPDATE room_head SET version = :version, chain = :chain WHERE room_id = :room",
        room=room,
        version=version,
        chain=chain,
    )


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE room_event SET actor = 'person:other' WHERE room_id = :room AND version = 3",
        "UPDATE room_event SET body = salt WHERE room_id = :room AND version = 3",
        "UPDATE room_event SET chain = digest WHERE room_id = :room AND version = 3",
        "DELETE FROM room_event WHERE room_id = :room AND version = 3",
        "DELETE FROM room_event WHERE room_id = :room AND version > 3",
        "UPDATE room_head SET version = version - 1 WHERE room_id = :room",
        "UPDATE room_head SET chain = epoch WHERE room_id = :room",
    ],
)
async def test_a_broken_log_stops_its_room_and_its_neighbour_goes_on(
    database: Place, worker: Worker, damage: str
) -> None:
    await worker.open(ONE, TWO)
    if not database.is_sqlite:
        damage = damage.replace("chain = epoch", "chain = epoch::bytea")
    await database.order(damage, room=ONE)
    batch = await database.worker().run(asked(ONE, answer(2, "x")), asked(TWO, answer(2, "x")))
    assert [type(result) for result in batch.results[0]] == [BrokenLog]
    assert batch.results[1] == [saved(2)]
    assert (set(batch.broken), set(batch.stories)) == ({ONE}, {TWO})
    assert len(batch.alarms) == 1
