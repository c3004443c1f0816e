"""What every log store keeps, whatever fails in it."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Generator
from typing import Any

import pytest

from invigilate.errors import Refused, Unavailable
from invigilate.ids import RequestId, RoomId, SeatId
from invigilate.rooms import commands as c
from invigilate.rooms import events as e
from invigilate.rooms import orders as o
from invigilate.rooms.log import (
    GENESIS,
    Append,
    BrokenLog,
    Head,
    Lock,
    Locked,
    LogRow,
    Missing,
    Want,
    written,
)
from invigilate.rooms.state import Outcome
from invigilate.rooms.step import Held, Look
from tests.contract.logs import (
    ONE,
    PEN,
    SEATS,
    TWO,
    Place,
    Worker,
    answer,
    asked,
    from_the_log,
    opening,
    pause,
    plain,
    saved,
)

# --- writing and reading back ---------------------------------------------------------------


async def test_what_was_written_is_read_back_equal(database: Place, worker: Worker) -> None:
    await worker.open(ONE)
    results = await worker.ask(ONE, answer(2, "first"), answer(3, "second"), pause("r1"))
    assert results == [saved(2), saved(3), Outcome("")]
    assert plain(await from_the_log(worker.log, ONE)) == plain(worker.copies[ONE])
    assert plain(await from_the_log(database.worker().log, ONE)) == plain(worker.copies[ONE])


async def test_rows_carry_every_field_as_it_was_made(worker: Worker) -> None:
    story = (await worker.run(asked(ONE, *opening()))).stories[ONE]
    rows = await worker.log.read(Missing(((ONE, 0), (TWO, 0))))
    assert rows == story.rows
    assert [row.version for row in rows] == list(range(1, len(rows) + 1))


async def test_only_what_is_missing_is_read_by_room_and_version(worker: Worker) -> None:
    await worker.open(ONE, TWO)
    await worker.run(asked(TWO, answer(2, "x")), asked(ONE, answer(2, "x")))
    ends = {room: worker.copies[room].version for room in (ONE, TWO)}
    rows = await worker.log.read(Missing(((TWO, ends[TWO] - 2), (ONE, ends[ONE] - 1))))
    places = sorted((row.room, row.version) for row in rows)
    assert places == [(ONE, ends[ONE]), (TWO, ends[TWO] - 1), (TWO, ends[TWO])]
    for room in (ONE, TWO):
        versions = [row.version for row in rows if row.room == room]
        assert versions == sorted(versions)


async def test_heads_follow_the_log(worker: Worker) -> None:
    await worker.open(ONE)
    copy = worker.copies[ONE]
    written_head, empty = sorted(await worker.log.heads(), key=lambda head: head.room)
    end = copy.room.seats[SEATS[0]].stints[0].since + 3_600_000
    assert written_head == Head(ONE, copy.version, "epoch-0", copy.chain, copy.room.at, end)
    assert empty == Head(TWO, 0, "epoch-0", GENESIS, 0, None)
    assert await worker.log.heads((TWO, RoomId("unknown"))) == [empty]


async def test_rooms_are_due_when_their_time_has_come(worker: Worker) -> None:
    await worker.open(ONE)
    due_at = (await worker.log.heads((ONE,)))[0].due_at
    assert due_at is not None
    assert await worker.log.due(due_at - 1) == []
    assert await worker.log.due(due_at) == [ONE]


async def test_room_time_never_goes_back_and_is_the_time_of_day(worker: Worker) -> None:
    before = await worker.log.now()
    await worker.open(ONE)
    assert 0 <= worker.copies[ONE].room.at - before < 5_000
    await worker.ask(ONE, answer(2, "x"))
    rows: list[LogRow] = await worker.log.read(Missing(((ONE, 0),)))
    assert [row.at for row in rows] == sorted(row.at for row in rows)
    assert 0 <= await worker.log.now() - rows[-1].at < 5_000


async def test_a_room_that_nobody_published_is_refused(worker: Worker) -> None:
    await worker.open(ONE)
    unknown = RoomId("unknown")
    batch = await worker.run(asked(unknown, answer(1, "x")), asked(ONE, answer(2, "x")))
    assert batch.results[1] == [saved(2)]
    refusal = batch.results[0][0]
    assert isinstance(refusal, Refused)
    assert refusal.word == "no-session"


async def test_a_batch_without_news_writes_nothing(worker: Worker) -> None:
    await worker.open(ONE)
    await worker.ask(ONE, answer(2, "x"))
    before = await worker.log.heads()
    assert await worker.ask(ONE, answer(2, "x")) == [saved(2)]
    assert await worker.log.heads() == before


# --- several workers ------------------------------------------------------------------------


BATCHES = 200


async def test_two_workers_on_the_same_rooms_lose_nothing_and_do_nothing_twice(
    database: Place,
) -> None:
    rooms = [RoomId(f"shared-{n}") for n in range(4)]
    await database.add_heads(*rooms)
    workers = [database.worker(), database.worker()]
    await workers[0].open(*rooms)
    caught_up = await asyncio.gather(
        _write_alone_and_together(workers[0], rooms, SEATS[1]),
        _write_alone_and_together(workers[1], rooms, SEATS[2]),
    )
    assert min(caught_up) > 0, "they never met"
    for room in rooms:
        copy = await from_the_log(workers[0].log, room)
        for worker in workers:
            await worker.ask(room, answer(1, "catches up"))
            assert plain(worker.copies[room]) == plain(copy)
        told = [record async for record in _events(workers[0], room)]
        saves = Counter((it.seat, it.turn) for it in told if isinstance(it, e.ChangeSaved))
        turns = range(2, BATCHES + 2)
        assert saves == Counter({(seat, turn): 1 for seat in SEATS for turn in turns})
        assert Counter(type(it) for it in told)[e.Announced] == BATCHES
        answers = [copy.room.seats[seat].answered() for seat in SEATS]
        assert answers == [{0: f"{BATCHES + 1}"}] * 3


async def _write_alone_and_together(worker: Worker, rooms: list[RoomId], own: SeatId) -> int:
    """Both workers write for the first seat and order the same, as when all is sent twice; for
    the seat of its own each writes alone. Gives how often it had to catch up."""
    caught_up = 0
    for turn in range(2, BATCHES + 2):
        both, alone = answer(turn, f"{turn}"), answer(turn, f"{turn}", own)
        order = o.Order(RequestId(f"r{turn}"), o.Announce(None, f"{turn}"))
        batch = await worker.run(*(asked(room, both, alone, order) for room in rooms))
        assert batch.broken == {}
        assert [results[1:] for results in batch.results] == [[saved(turn), Outcome("")]] * 4
        caught_up += batch.caught_up
    return caught_up


async def _events(worker: Worker, room: RoomId) -> AsyncIterator[e.Event]:
    for row in await worker.log.read(Missing(((room, 0),))):
        yield e.from_bytes(row.body)


async def test_a_worker_that_hung_catches_up_before_it_decides(
    database: Place, worker: Worker
) -> None:
    await worker.open(ONE)
    other = database.worker()
    await other.ask(ONE, pause("r1"))
    batch = await worker.run(asked(ONE, answer(2, "written during the pause")))
    assert batch.results == [[Held(2, ((2, "held:paused"),))]]
    assert batch.caught_up
    story = batch.stories[ONE]
    assert (story.reloaded, [row.kind for row in story.rows]) == (
        False,
        ["Ordered", "RoomPaused", "ChangeHeld"],
    )


# --- what fails -----------------------------------------------------------------------------


async def test_a_step_that_raises_leaves_nothing(worker: Worker) -> None:
    await worker.open(ONE)
    before = await worker.log.heads()

    def breaks() -> Generator[Want, Any, None]:
        locked: Locked = yield Lock((ONE,))
        copy = worker.copies[ONE].fork()
        row = written(copy, e.RoomPaused("never"), locked.now, "house", b"salt")
        yield Append([row], [], [])
        raise KeyError("a fault of ours")

    with pytest.raises(KeyError):
        await worker.log.run(breaks())
    assert await worker.log.heads() == before
    rows = await worker.log.read(Missing(((ONE, worker.copies[ONE].version),)))
    assert rows == []
    assert await worker.ask(ONE, answer(2, "and on it goes")) == [saved(2)]


@pytest.mark.parametrize("when", ["before", "after"])
async def test_after_a_commit_of_unknown_outcome_the_next_batch_catches_up(
    worker: Worker, when: str
) -> None:
    await worker.open(ONE, TWO)
    worker.log.fails = when
    asks = [asked(ONE, answer(2, "once"), pause("r1")), asked(TWO, answer(2, "once"))]
    with pytest.raises(Unavailable):
        await worker.run(*asks)
    batch = await worker.run(*asks)
    assert batch.results == [[saved(2), Outcome("")], [saved(2)]]
    assert batch.caught_up is (when == "after")
    assert [story.reloaded for story in batch.stories.values()] == [False, False]
    copy = await from_the_log(worker.log, ONE)
    assert plain(copy) == plain(worker.copies[ONE])
    kinds = Counter(row.kind for row in await worker.log.read(Missing(((ONE, 0),))))
    assert (kinds["ChangeSaved"], kinds["RoomPaused"]) == (1, 1)


async def test_who_is_cancelled_in_the_middle_leaves_a_store_that_goes_on(worker: Worker) -> None:
    await worker.open(ONE)
    task = asyncio.ensure_future(worker.ask(ONE, answer(2, "perhaps")))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await worker.ask(ONE, answer(2, "perhaps")) == [saved(2)]
    assert plain(await from_the_log(worker.log, ONE)) == plain(worker.copies[ONE])


# --- poison ---------------------------------------------------------------------------------


async def test_a_change_on_which_deciding_breaks_is_held_and_its_neighbours_go_on(
    worker: Worker,
) -> None:
    await worker.open(ONE, TWO)
    worker.copies[ONE].room.seats[SEATS[0]].status = "unheard of"  # type: ignore[assignment]
    batch = await worker.run(
        asked(ONE, answer(2, "before", SEATS[1]), answer(2, "x"), answer(2, "after", SEATS[2])),
        asked(TWO, answer(2, "neighbour")),
    )
    held = Held(2, ((2, "held:fault"),))
    assert batch.results == [[saved(2), held, saved(2)], [saved(2)]]
    assert [alarm.split(":")[0] for alarm in batch.alarms] == ["Change in room room-1"]
    worker.copies.clear()
    assert await worker.ask(ONE, answer(3, "the next turn")) == [Held(3, ((2, "held:fault"),))]
    assert worker.copies[ONE].room.seats[SEATS[0]].held[0].what == c.Answer(0, "x")


@pytest.mark.parametrize(
    "poison",
    [
        pytest.param(answer(2, "x", slot=2**70), id="a number too large to be stored"),
        pytest.param(answer(2, "x", slot=None), id="a slot that is no number"),  # type: ignore[arg-type]
        pytest.param(o.Order(RequestId("r"), o.Pause(None, "\ud800")), id="an order"),
        pytest.param(c.Close("\ud800"), id="the house's own"),
    ],
)
async def test_what_cannot_be_stored_is_refused_alone(worker: Worker, poison: c.Command) -> None:
    await worker.open(ONE, TWO)
    batch = await worker.run(
        asked(ONE, answer(2, "before", SEATS[1]), poison, answer(2, "after", SEATS[2])),
        asked(TWO, answer(2, "neighbour")),
    )
    (before, refusal, after), neighbour = batch.results
    assert (before, after, neighbour) == (saved(2), saved(2), [saved(2)])
    assert isinstance(refusal, Refused)
    assert refusal.word == "fault"
    assert len(batch.alarms) == 1
    assert plain(await from_the_log(worker.log, ONE)) == plain(worker.copies[ONE])


async def test_a_room_whose_event_cannot_be_applied_stops_alone_until_it_is_read_anew(
    worker: Worker,
) -> None:
    await worker.open(ONE, TWO)
    worker.copies[ONE].room.seats[SEATS[0]].stints.clear()
    end = o.Order(RequestId("r"), o.End((SEATS[0],)))
    before = await worker.log.heads((ONE,))
    batch = await worker.run(
        asked(ONE, answer(2, "undone with it"), end), asked(TWO, answer(2, "neighbour"))
    )
    assert [type(result) for result in batch.results[0]] == [BrokenLog, BrokenLog]
    assert batch.results[1] == [saved(2)]
    assert set(batch.broken) == {ONE}
    assert await worker.log.heads((ONE,)) == before
    assert await worker.ask(ONE, answer(2, "again")) == [saved(2)]


# --- seals, and the marking that follows them -----------------------------------------------


async def test_a_seal_and_its_marking_job_are_written_with_the_event_or_not_at_all(
    database: Place, worker: Worker
) -> None:
    await worker.open(ONE)
    await worker.ask(ONE, answer(2, "42"))
    hand_in = c.Change(SEATS[0], PEN, 3, c.HandIn())
    worker.log.fails = "before"
    with pytest.raises(Unavailable):
        await worker.ask(ONE, hand_in)
    assert await database.rows("SELECT * FROM room_seal") == []
    assert await database.rows("SELECT * FROM job") == []

    assert await worker.ask(ONE, hand_in) == [saved(3)]
    seal = worker.copies[ONE].room.seats[SEATS[0]].seals[0]
    assert await database.rows(
        "SELECT organisation_id, room_id, seat_id, seal, edition, fingerprint, at FROM room_seal"
    ) == [("school", ONE, SEATS[0], 1, "edition", seal.fingerprint, seal.at)]
    ((body,),) = await database.rows("SELECT body FROM room_seal")
    record = {"number": "000", "name": "Student 0", "answers": [["q1", "42"]]}
    assert json.loads(body) == record
    key = f"{ONE}/{SEATS[0]}/1"
    ((*named, order, due_at, done_at),) = await database.rows(
        "SELECT id, organisation_id, kind, key, body, due_at, done_at FROM job"
    )
    assert named == [f"mark/{key}", "school", "mark", key]
    assert json.loads(order) == {"room": ONE, "seat": SEATS[0], "seal": 1}
    assert (due_at, done_at) == (seal.at, None)


# --- what the house does with time ----------------------------------------------------------


async def test_an_outage_is_noted_once_and_first(database: Place, worker: Worker) -> None:
    await worker.open(ONE)
    at = worker.copies[ONE].room.at
    outage = (at - 60_000, at)
    batch = await worker.run(asked(ONE, answer(2, "x")), look=lambda _: Look(True, outage))
    assert [row.kind for row in batch.stories[ONE].rows] == ["OutageNoted", "ChangeSaved"]
    other = database.worker()
    batch = await other.run(asked(ONE, answer(3, "y")), look=lambda _: Look(True, outage))
    assert batch.results == [[saved(3)]]
    kinds = Counter(row.kind for row in await worker.log.read(Missing(((ONE, 0),))))
    assert kinds["OutageNoted"] == 1


async def test_while_the_clock_is_in_doubt_nobody_is_expired(worker: Worker) -> None:
    await worker.open(ONE)
    await worker.ask(
        ONE, o.Order(RequestId("r1"), o.Extend(None, -3_600_000, "everyone's time is over"))
    )
    batch = await worker.run(asked(ONE, c.Expire()), look=lambda _: Look(False, None))
    assert batch.results == [[[]]]
    ((events,),) = (await worker.run(asked(ONE, c.Expire()))).results
    assert isinstance(events, list)
    assert [type(event) for event in events] == [e.SeatEnded] * 3
