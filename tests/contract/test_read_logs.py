"""The rooms' logs as the checker is given them, from either database."""

from invigilate.crowd.checker import check
from invigilate.crowd.checking.history import History
from invigilate.ids import RoomId
from invigilate.rooms.log import Missing
from tests.contract.logs import SEATS, Place, answer, asked
from tests.stories.proof import read_logs

ROOMS = (RoomId("A"), RoomId("B"))


async def test_the_checker_gets_every_room_as_it_is_stored(database: Place) -> None:
    await database.add_heads(*ROOMS)
    worker = database.worker()
    await worker.open(ROOMS[0])
    await worker.run(asked(ROOMS[0], answer(2, "light"), answer(2, "water", SEATS[1])))
    logs = {log.room: log for log in await read_logs(database.url)}
    assert {*logs} == {*ROOMS}
    for room, log in logs.items():
        assert [log.head] == await worker.log.heads((room,))
        assert log.rows == await worker.log.read(Missing(((room, 0),)))
    verdict = check(History(), None, list(logs.values()))
    # In these tests the house does what students do, and that is all that is wrong.
    assert {finding.invariant for finding in verdict.findings} == {"I11"}
    assert {finding.seen for finding in verdict.findings} == {"the actor 'house'"}
    assert verdict.checked.events == sum(log.head.version for log in logs.values()) == 10


async def test_the_checker_finds_a_row_that_is_gone_from_the_database(database: Place) -> None:
    await database.add_heads(ROOMS[0])
    worker = database.worker()
    await worker.open(ROOMS[0])
    await database.order("DELETE FROM room_event WHERE version = 5")
    verdict = check(History(), None, await read_logs(database.url))
    assert [str(finding) for finding in verdict.of("I3")] == [
        "I3: room A: version 6; should be: version 5 without a gap"
    ]
