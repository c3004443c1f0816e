"""A room's record is held against its chain, its head, its checkpoints and its seals."""

import json

import pytest
from msgspec import msgpack

from invigilate.rooms import events as e
from invigilate.rooms.verifying import Wrong, verify, verify_all
from invigilate.store.engine import Engine
from tests.contract.logs import SEATS, Place, place
from tests.store.sittings import OTHER, ROOM, sat

SPOILT = [
    (
        "UPDATE room_event SET at = at + 1 WHERE room_id = :room AND version = 5",
        Wrong(5, "the chain breaks at version 5"),
    ),
    (
        "UPDATE room_event SET actor = 'person:x' WHERE room_id = :room AND version = 2",
        Wrong(2, "the chain breaks at version 2"),
    ),
    (
        "UPDATE room_event SET body = digest WHERE room_id = :room AND version = 7",
        Wrong(7, "the chain breaks at version 7"),
    ),
    (
        "DELETE FROM room_event WHERE room_id = :room AND version = 4",
        Wrong(4, "version 5 follows 3"),
    ),
    (
        "DELETE FROM room_event WHERE room_id = :room AND version = 13",
        Wrong(13, "the log ends at 12, its head says 13"),
    ),
    (
        "UPDATE room_head SET version = 12 WHERE room_id = :room",
        Wrong(12, "the head has another chain than the log"),
    ),
    (
        "INSERT INTO room_event SELECT room_id, 14, at, actor, kind, body, salt, digest, chain"
        " FROM room_event WHERE room_id = :room AND version = 13",
        Wrong(14, "there are events beyond the head at 13"),
    ),
    (
        "UPDATE room_checkpoint SET chain = body WHERE room_id = :room",
        Wrong(10, "the checkpoint is not what the log makes of the room"),
    ),
    (
        "UPDATE room_checkpoint SET body = chain WHERE room_id = :room",
        Wrong(10, "the checkpoint at 10 cannot be read"),
    ),
    (
        "DELETE FROM room_seal WHERE room_id = :room",
        Wrong(13, "the booklet of seat seat-0, seal 1, is missing"),
    ),
    (
        "UPDATE room_seal SET seat_id = 'seat-1' WHERE room_id = :room",
        Wrong(13, "the booklet of seat seat-0, seal 1, is missing"),
    ),
]


async def test_a_sitting_is_whole(database: str) -> None:
    await sat(database)
    async with place(database) as there:
        told = [one async for one in verify_all(there.engine)]
    numbers = {one.room: (one.version, one.checkpoints, one.seals, one.wrong) for one in told}
    assert numbers == {ROOM: (13, 1, 1, []), OTHER: (8, 0, 0, [])}


@pytest.mark.parametrize(("spoiling", "wrong"), SPOILT)
async def test_what_was_altered_is_told_with_its_version(
    sqlite_engine: Engine, spoiling: str, wrong: Wrong
) -> None:
    assert sqlite_engine.path is not None
    await sat(f"sqlite:///{sqlite_engine.path}")
    async with place(f"sqlite:///{sqlite_engine.path}") as there:
        await there.order(spoiling, room=ROOM)
        assert (await verify(there.engine, ROOM)).wrong[0] == wrong
        assert (await verify(there.engine, OTHER)).wrong == []


async def test_a_booklet_that_was_altered_is_told(sqlite_engine: Engine) -> None:
    assert sqlite_engine.path is not None
    await sat(f"sqlite:///{sqlite_engine.path}")
    async with place(f"sqlite:///{sqlite_engine.path}") as there:
        mark = await _mark(there)
        [(body,)] = await there.rows("SELECT body FROM room_seal")
        told = json.loads(body) | {"answers": [["q1", "a better answer"]]}
        await there.order("UPDATE room_seal SET body = :body", body=json.dumps(told).encode())
        [wrong] = (await verify(there.engine, ROOM)).wrong
    assert wrong.sentence.startswith(f"the booklet of seat {SEATS[0]}, seal 1, gives the finger")
    assert wrong.sentence.endswith(f"it was sealed as {mark}")


async def test_a_booklet_that_calls_itself_erased_is_told(sqlite_engine: Engine) -> None:
    assert sqlite_engine.path is not None
    await sat(f"sqlite:///{sqlite_engine.path}")
    async with place(f"sqlite:///{sqlite_engine.path}") as there:
        told = json.dumps({"number": "000", "name": "", "answers": [], "erased": True}).encode()
        await there.order("UPDATE room_seal SET body = :body", body=told)
        [wrong] = (await verify(there.engine, ROOM)).wrong
    assert wrong.sentence.startswith(f"the booklet of seat {SEATS[0]}, seal 1, gives the finger")


async def _mark(there: Place) -> str:
    [(body,)] = await there.rows("SELECT body FROM room_event WHERE kind = 'Sealed'")
    sealed = msgpack.decode(body, type=e.Event)
    assert isinstance(sealed, e.Sealed)
    return sealed.fingerprint


async def test_events_without_a_head_are_told(sqlite_engine: Engine) -> None:
    assert sqlite_engine.path is not None
    await sat(f"sqlite:///{sqlite_engine.path}")
    async with place(f"sqlite:///{sqlite_engine.path}") as there:
        await there.order("DELETE FROM room_head WHERE room_id = :room", room=ROOM)
        told = [one.wrong async for one in verify_all(there.engine) if one.room == ROOM]
    assert told == [[Wrong(13, "there are events and no head")]]
