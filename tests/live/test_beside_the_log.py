"""What boards are told that no log holds: changes that wait on devices, and who else is looking."""

from invigilate.clock import TestClock
from invigilate.hub import LiveRoom
from invigilate.ids import DeviceId, SeatId
from invigilate.wire.frames import ServerFrame, Staff, Unsaved
from tests.live.halls import LEASE_MS, Page
from tests.live.test_presence import S1, S2, Worker, until, workers

SECOND = 1_000
Waiting = list[tuple[SeatId, int, int]]


def unsaved(frames: list[ServerFrame]) -> Waiting:
    """What a board was told that waits."""
    return [one for frame in frames if isinstance(frame, Unsaved) for one in frame.seats]


def looking(frames: list[ServerFrame]) -> list[list[str]]:
    """Whom a board was told of, each time."""
    return [frame.people for frame in frames if isinstance(frame, Staff)]


def board(worker: Worker, person: str) -> Page:
    """Somebody of the staff opens a board."""
    page = Page(worker.live, "staff", device=f"board of {person}")
    page.reader.person = person
    page.hello()
    worker.presences.came(worker.live, page.reader)
    return page


def told(live: LiveRoom, page: Page) -> Waiting:
    """What that board hears of it with the next rows."""
    live.tell_rows()
    return unsaved(page.read())


async def test_a_board_hears_how_many_changes_wait_and_since_when_once() -> None:
    clock = TestClock()
    async with workers(1, clock) as (one,):
        one.opens(S1)
        one.presences.waits(one.live, S1, 3, 6 * SECOND)
        since = clock.now_ms() - 6 * SECOND
        assert unsaved(one.board.read()) == [], "with the rows, not with each page's word"
        assert told(one.live, one.board) == [(S1, 3, since)]
        one.presences.waits(one.live, S1, 3, 6 * SECOND)
        assert told(one.live, one.board) == []
        one.presences.waits(one.live, S1, 0, 0)
        assert told(one.live, one.board) == [(S1, 0, 0)]
        one.presences.waits(one.live, S1, 0, 0)
        assert told(one.live, one.board) == []


async def test_a_page_that_comes_back_waits_for_nothing_until_it_says_so() -> None:
    async with workers(1, TestClock()) as (one,):
        page = one.opens(S1)
        one.presences.waits(one.live, S1, 3, SECOND)
        assert len(told(one.live, one.board)) == 1
        one.closes(page)
        assert told(one.live, one.board) == [], "away, it has them still"
        one.opens(S1)
        assert told(one.live, one.board) == [(S1, 0, 0)]


async def test_boards_of_another_worker_hear_it_with_the_lease() -> None:
    clock = TestClock()
    async with workers(2, clock) as (one, two):
        one.opens(S1)
        one.opens(S2)
        one.presences.waits(one.live, S1, 3, 0)
        one.presences.waits(one.live, S2, 1, 0)
        since = clock.now_ms()
        one.presences.renew()
        await until(lambda: len(two.live.unsaved) == 2)
        assert told(two.live, two.board) == [(S1, 3, since), (S2, 1, since)]
        one.presences.waits(one.live, S1, 0, 0)
        one.presences.renew()
        await until(lambda: len(two.live.unsaved) == 1)
        assert told(two.live, two.board) == [(S1, 0, 0)]


async def test_a_board_that_comes_later_is_told_what_waits_and_who_looks() -> None:
    clock = TestClock()
    async with workers(1, clock) as (one,):
        one.opens(S1)
        one.presences.waits(one.live, S1, 3, 0)
        late = board(one, "p1")
        frames = late.read()
        assert unsaved(frames) == [(S1, 3, clock.now_ms())]
        assert looking(frames)[-1] == ["", "p1"]


async def test_whoever_opens_or_closes_a_board_is_told_to_all_boards_of_all_workers() -> None:
    clock = TestClock()
    async with workers(2, clock) as (one, two):
        first = board(one, "p1")
        await until(lambda: two.live.people == ["", "p1"])
        second = board(two, "p2")
        await until(lambda: one.live.people == ["", "p1", "p2"])
        assert looking(first.read())[-1] == ["", "p1", "p2"]
        assert looking(second.read())[-1] == ["", "p1", "p2"]
        one.closes(first)
        await until(lambda: two.live.people == ["", "p2"])
        assert looking(second.read())[-1] == ["", "p2"]


async def test_the_same_person_with_two_boards_is_one() -> None:
    async with workers(1, TestClock()) as (one,):
        first, second = board(one, "p1"), board(one, "p1")
        second.reader.device = DeviceId("another")
        assert one.live.people == ["", "p1"]
        one.closes(first)
        assert one.live.people == ["", "p1"]


async def test_a_worker_that_fell_silent_has_no_boards_any_more() -> None:
    clock = TestClock()
    async with workers(2, clock) as (one, two):
        board(one, "p1")
        await until(lambda: two.live.people == ["", "p1"])
        one.bus.is_away = True
        for _ in range(4):
            clock.turn(LEASE_MS / SECOND / 2)
            two.presences.renew()
        assert two.live.people == [""]
        assert looking(two.board.read())[-1] == [""]
