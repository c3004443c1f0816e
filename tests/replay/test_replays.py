"""The replayed board is the one that proctors had, at any moment, from the stored log alone."""

from random import Random

import pytest
from sqlalchemy import delete, update

from invigilate.errors import NotFound, NotValid, Refused
from invigilate.ids import RoomId, SeatId
from invigilate.rooms.erasing import erase_seat
from invigilate.rooms.replay.handwriting import Written, follow
from invigilate.rooms.replay.replaying import Bounds
from invigilate.rooms.replay.replays import Replays
from invigilate.rooms.replay.tracks import RECENT_MOST
from invigilate.rooms.rereading import ERASED
from invigilate.store import audit
from invigilate.store.engine import Engine
from invigilate.store.schema import room_event, room_head
from tests.replay.sittings import ROOM, Drawn, Hearing, drawn, heard, room_at, store, store_more

SEED = 11
EVENTS = 1_500
MOMENTS = 200


@pytest.fixture(scope="module")
def sitting() -> Drawn:
    """A sitting that is over."""
    return drawn(SEED, EVENTS)


async def test_the_board_at_any_moment_is_the_one_that_was_heard_over_the_wire(
    engine: Engine, sitting: Drawn
) -> None:
    await store(engine, sitting)
    replays, told = Replays(engine), heard(sitting, SEED)
    last = [version for version in told if sitting.last_of(sitting.rows[version - 1].at) == version]
    chosen = Random(SEED).sample(last, min(MOMENTS, len(last)))
    assert len(chosen) == MOMENTS
    for version in chosen:
        board = await replays.board(ROOM, sitting.rows[version - 1].at)
        assert (board.version, Hearing.of(board)) == (version, told[version])


async def test_steps_from_any_version_lead_to_the_board_at_any_later_instant(
    engine: Engine, sitting: Drawn
) -> None:
    await store(engine, sitting)
    replays, chance = Replays(engine), Random(SEED)
    instants = [row.at for row in sitting.rows]
    for _ in range(30):
        since, until = sorted(chance.sample(instants, 2))
        every = chance.choice([100, 1_000, 15_000])
        board = await replays.board(ROOM, since)
        shown, version = Hearing.of(board), board.version
        offline = dict(board.offline)
        more = True
        while more:
            told = await replays.steps(ROOM, version, until, every)
            for step in told.steps:
                shown.step(step)
                offline = _moved(offline, step.offline)
            versions = [step.version for step in told.steps]
            assert versions == sorted(set(versions))
            version, more = told.version, told.more
        then = await replays.board(ROOM, until)
        assert (version, shown) == (then.version, Hearing.of(then))
        assert offline == dict(then.offline)


def _moved(offline: dict[SeatId, int], moves: list[tuple[SeatId, int]]) -> dict[SeatId, int]:
    now = offline | dict(moves)
    return {seat: since for seat, since in now.items() if since}


async def test_there_is_one_step_for_each_stretch_of_time_with_events(
    sqlite_engine: Engine, sitting: Drawn
) -> None:
    await store(sqlite_engine, sitting)
    replays = Replays(sqlite_engine)
    first = await replays.board(ROOM, 0)
    told = await replays.steps(ROOM, first.version, sitting.rows[-1].at, 60_000)
    assert not told.more
    stretches = sorted({row.at // 60_000 for row in sitting.rows[first.version :]})
    assert [step.at // 60_000 for step in told.steps] == stretches


async def test_an_answer_is_bounded_and_the_next_one_goes_on_where_it_ended(
    sqlite_engine: Engine, sitting: Drawn
) -> None:
    await store(sqlite_engine, sitting)
    replays, until = Replays(sqlite_engine), sitting.rows[-1].at
    whole = await replays.steps(ROOM, 1, until, 1_000)
    assert not whole.more
    replays = Replays(sqlite_engine, Bounds(steps_rows=50))
    steps, version, more, answers = [], 1, True, 0
    while more:
        told = await replays.steps(ROOM, version, until, 1_000)
        assert sum(len(step.rows) for step in told.steps[:-1]) < 50
        steps += told.steps
        version, more, answers = told.version, told.more, answers + 1
    assert (steps, version) == (whole.steps, whole.version)
    assert answers > 10


async def test_a_students_lines_lead_to_what_counted_at_any_version(
    engine: Engine, sitting: Drawn
) -> None:
    await store(engine, sitting)
    replays, chance = Replays(engine), Random(SEED)
    for seat in chance.sample(list(sitting.copy.room.seats), 8):
        told = await replays.seat(ROOM, seat, 0)
        assert not told.more
        for version in chance.sample(range(2, len(sitting.rows) + 1), 10):
            written = Written()
            for line in told.lines:
                if line.version <= version:
                    follow(written, line)
            then = room_at(sitting.rows, version).room.seats.get(seat)
            assert written.counts == ({} if then is None else then.answered())


async def test_pages_of_a_students_lines_are_the_lines(
    sqlite_engine: Engine, sitting: Drawn
) -> None:
    await store(sqlite_engine, sitting)
    replays = Replays(sqlite_engine)
    seat = max(sitting.copy.room.seats, key=lambda one: len(sitting.copy.room.seats[one].answers))
    whole = await replays.seat(ROOM, seat, 0)
    replays = Replays(sqlite_engine, Bounds(page_bytes=500))
    lines, after, more = [], 0, True
    while more:
        told = await replays.seat(ROOM, seat, after)
        lines += told.lines
        after, more = told.version, told.more
    assert lines == whole.lines
    assert len(lines) > 20
    assert after == len(sitting.rows)


async def test_a_sitting_that_goes_on_is_shown_as_far_as_it_got(
    engine: Engine, sitting: Drawn
) -> None:
    half = len(sitting.rows) // 2
    await store(engine, sitting, half)
    replays = Replays(engine)
    before = await replays.sitting(ROOM)
    assert (before.version, before.until) == (half, sitting.rows[half - 1].at)
    assert before.closed_at is None
    await store_more(engine, sitting, half)
    after = await replays.sitting(ROOM)
    assert (after.version, after.until) == (len(sitting.rows), sitting.rows[-1].at)
    assert after.closed_at == sitting.copy.room.closed_at
    assert after.marks[: len(before.marks)] == before.marks
    assert after == await Replays(engine).sitting(ROOM)


async def test_an_instant_before_the_sitting_shows_its_first_board(
    sqlite_engine: Engine, sitting: Drawn
) -> None:
    await store(sqlite_engine, sitting)
    replays = Replays(sqlite_engine)
    assert (await replays.board(ROOM, 0)).version == 1
    assert (await replays.board(ROOM, 2**52)).version == len(sitting.rows)


async def test_a_version_without_a_board_is_refused(sqlite_engine: Engine, sitting: Drawn) -> None:
    await store(sqlite_engine, sitting)
    for after in (0, len(sitting.rows) + 1):
        with pytest.raises(NotValid, match="no-such-version"):
            await Replays(sqlite_engine).steps(ROOM, after, 2**52, 1_000)


async def test_a_seat_or_a_sitting_that_is_not_there_is_not_found(
    engine: Engine, sitting: Drawn
) -> None:
    await store(engine, sitting)
    with pytest.raises(NotFound, match="no-such-seat"):
        await Replays(engine).seat(ROOM, SeatId("of-another-session"), 0)
    with pytest.raises(NotFound, match="nothing-to-replay"):
        await Replays(engine).sitting(RoomId("of-another-school"))


# --- nothing of a log that is not whole -----------------------------------------------------


async def _altered(engine: Engine, version: int, **values: object) -> None:
    async with engine.writing() as connection:
        mine = room_event.c.version == version
        await connection.execute(update(room_event).where(mine).values(values))


@pytest.mark.parametrize(
    "change",
    [{"actor": "person:someone"}, {"body": b"\x91\xabRoomResumed"}, {"at": 5}, {"salt": b""}],
)
async def test_of_a_log_with_an_altered_row_nothing_is_told(
    engine: Engine, sitting: Drawn, change: dict[str, object]
) -> None:
    await store(engine, sitting)
    await _altered(engine, 700, **change)
    replays, at = Replays(engine), sitting.rows[100].at
    for _ in range(2):
        for question in (
            replays.sitting(ROOM),
            replays.board(ROOM, at),
            replays.steps(ROOM, 1, at, 1_000),
            replays.seat(ROOM, SeatId("s01"), 0),
        ):
            with pytest.raises(Refused, match="log-not-whole"):
                await question


async def test_a_row_that_is_gone_or_a_head_that_says_another_chain_is_refused(
    engine: Engine, sitting: Drawn
) -> None:
    await store(engine, sitting)
    async with engine.writing() as connection:
        await connection.execute(update(room_head).values(chain=b"\x01" * 32))
    with pytest.raises(Refused, match="another chain"):
        await Replays(engine).sitting(ROOM)
    async with engine.writing() as connection:
        await connection.execute(delete(room_event).where(room_event.c.version == 700))
    with pytest.raises(Refused, match="version 701 follows 699"):
        await Replays(engine).sitting(ROOM)


async def test_a_row_that_is_altered_after_it_was_read_is_noticed_where_it_is_told(
    sqlite_engine: Engine, sitting: Drawn
) -> None:
    await store(sqlite_engine, sitting)
    replays = Replays(sqlite_engine)
    seat = SeatId("s01")
    lines = (await replays.seat(ROOM, seat, 0)).lines
    version = lines[len(lines) // 2].version
    other = sitting.rows[0]
    await _altered(sqlite_engine, version, body=other.body, salt=other.salt, digest=other.digest)
    with pytest.raises(Refused, match="is not what it was"):
        await replays.seat(ROOM, seat, 0)
    with pytest.raises(Refused, match="the chain breaks"):
        await replays.board(ROOM, sitting.rows[version - 1].at)


# --- what is erased, and what is kept -------------------------------------------------------


async def test_of_an_erased_student_no_answer_is_shown_though_it_was_before(
    engine: Engine, sitting: Drawn
) -> None:
    await store(engine, sitting)
    replays = Replays(engine)
    room = sitting.copy.room
    seat = max(room.seats, key=lambda one: len(room.seats[one].answers))
    name = room.seats[seat].entry.name
    assert (await replays.seat(ROOM, seat, 0)).name == name
    async with engine.writing() as connection:
        erased = await erase_seat(connection, ROOM, seat)
        await audit.record(connection, _line(erased.rows))
    told = await replays.seat(ROOM, seat, 0)
    written = Written()
    for line in told.lines:
        follow(written, line)
    assert (told.name, written.counts) == ("erased", {})
    board = await replays.board(ROOM, sitting.rows[-1].at)
    assert name not in {row.name for row in board.rows}


def _line(rows: list[tuple[int, str]]) -> audit.Entry:
    """What the audit says of an erasure."""
    after = {"room": ROOM, "rows": rows}
    return audit.Entry(
        organisation_id="school",
        at=0,
        person_id="office",
        role="office",
        action=ERASED,
        target_kind="session",
        target_id=ROOM,
        after=after,
    )


async def test_few_copies_stand_however_long_a_log_is(
    sqlite_engine: Engine, sitting: Drawn
) -> None:
    await store(sqlite_engine, sitting)
    replays, chance = Replays(sqlite_engine, Bounds(spacing=10, copies=6)), Random(SEED)
    for version in chance.sample(range(1, len(sitting.rows) + 1), 40):
        at = sitting.rows[version - 1].at
        board = await replays.board(ROOM, at)
        fresh = await Replays(sqlite_engine).board(ROOM, at)
        assert board == fresh
    shelf = replays._shelves[ROOM]
    assert shelf.track is not None
    assert len(shelf.track._kept) <= 6
    assert len(shelf.track._recent) == RECENT_MOST


async def test_rooms_that_were_asked_for_longest_ago_are_let_go_of(
    sqlite_engine: Engine, sitting: Drawn
) -> None:
    await store(sqlite_engine, sitting)
    replays = Replays(sqlite_engine, Bounds(rooms=1))
    await replays.sitting(ROOM)
    with pytest.raises(NotFound):
        await replays.sitting(RoomId("another"))
    assert list(replays._shelves) == [ROOM, RoomId("another")]
    await replays.sitting(ROOM)
    assert list(replays._shelves) == [ROOM]
