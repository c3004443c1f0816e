"""Who is here: by a socket until it closes, by HTTP until it falls silent; on every board."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from invigilate.bus.contract import Message
from invigilate.bus.memory import MemoryBus, MemoryHub
from invigilate.clock import TestClock
from invigilate.hub import Hub
from invigilate.ids import SeatId
from invigilate.rooms.log import blank
from invigilate.rooms.plan import Entry
from invigilate.rooms.presence import Presences
from invigilate.rooms.state import Seat, Status
from invigilate.rooms.visits import VISIT_MS, Visits
from invigilate.settings import Limits
from invigilate.wire.closing import SERVICE_RESTART
from invigilate.wire.frames import Presence
from tests.live.halls import LEASE_MS, PLAN, ROOM, Page

S1, S2 = SeatId("s1"), SeatId("s2")
SECOND = 1_000


# --- the rule -------------------------------------------------------------------------------


def test_a_visit_lasts_so_long_after_what_was_asked_last() -> None:
    visits = Visits()
    assert [visits.asked(S1, 0), visits.asked(S2, SECOND), visits.asked(S1, 2 * SECOND)] == [
        True,
        True,
        False,
    ]
    assert visits.lapsed(VISIT_MS + SECOND - 1) == set()
    assert visits.lapsed(VISIT_MS + SECOND) == {S2}
    assert (list(visits), S1 in visits, S2 in visits) == ([S1], True, False)
    assert visits.lapsed(VISIT_MS + 2 * SECOND) == {S1}
    assert visits.asked(S1, VISIT_MS + 3 * SECOND)


def test_a_visit_ends_once() -> None:
    visits = Visits()
    visits.asked(S1, 0)
    assert [visits.end(S1), visits.end(S1)] == [True, False]
    assert visits.lapsed(VISIT_MS) == set()


# --- the workers ----------------------------------------------------------------------------


class FailingBus(MemoryBus):
    """A bus that carries nothing while it is away."""

    is_away = False

    @property
    def healthy(self) -> bool:
        return not self.is_away

    def publish(self, message: Message) -> None:
        if not self.is_away:
            super().publish(message)


class Worker:
    """A worker's presences, with a board of the room."""

    def __init__(self, name: str, meeting: MemoryHub, clock: TestClock) -> None:
        self.bus = FailingBus(name, meeting)
        hub = Hub(Limits())
        copy = blank(ROOM, "epoch-1")
        copy.room.plan = PLAN
        self.live = hub.open(copy)
        self.presences = Presences(hub, self.bus, clock, LEASE_MS)
        self.board = Page(self.live, "staff")
        self.board.hello()
        self.board.read()

    def asks(self, seat: SeatId) -> None:
        """A page asks something by HTTP."""
        self.presences.asked(self.live, seat)

    def opens(self, seat: SeatId) -> Page:
        """A page opens a socket."""
        page = Page(self.live, "student", seat)
        page.hello()
        self.presences.came(self.live, page.reader)
        return page

    def closes(self, page: Page) -> None:
        """That socket closes."""
        self.live.detach(page.reader)
        self.presences.went(self.live, page.reader)

    def told(self) -> list[tuple[SeatId, int]]:
        """What the board was told of who is offline since the last time."""
        frames = self.board.read()
        return [pair for frame in frames if isinstance(frame, Presence) for pair in frame.seats]


@asynccontextmanager
async def workers(count: int, clock: TestClock) -> AsyncIterator[list[Worker]]:
    """So many, on one bus."""
    meeting = MemoryHub()
    team = [Worker(f"w{n}", meeting, clock) for n in range(count)]
    for worker in team:
        await worker.bus.start(worker.presences.message)
    try:
        yield team
    finally:
        for worker in team:
            await worker.bus.stop()


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not holds():  # noqa: ASYNC110  a test looks on
            await asyncio.sleep(0)


async def test_a_page_that_asks_by_http_is_here_until_it_is_silent_for_fifteen_seconds() -> None:
    clock = TestClock()
    async with workers(1, clock) as (one,):
        one.asks(S1)
        assert one.told() == [(S1, 0)]
        clock.turn(10)
        one.presences.renew()
        one.asks(S1)
        clock.turn(14)
        one.presences.renew()
        assert one.told() == []
        clock.turn(1)
        one.presences.renew()
        assert one.told() == [(S1, clock.now_ms())]
        one.asks(S1)
        assert one.told() == [(S1, 0)]


async def test_every_board_hears_of_a_visit_to_any_worker_and_of_its_end() -> None:
    clock = TestClock()
    async with workers(2, clock) as (one, two):
        one.asks(S1)
        await until(lambda: two.live.is_online(S1))
        clock.turn(5)
        two.asks(S1)
        await until(lambda: one.live.elsewhere == {two.bus.worker: {S1}})
        clock.turn(10)
        one.presences.renew()
        two.presences.renew()
        told = {*one.told(), *two.told()}
        assert told == {(S1, 0)}, "it still visits the second"
        clock.turn(5)
        two.presences.renew()
        await until(lambda: not one.live.is_online(S1))
        assert (one.told(), two.told()) == ([(S1, clock.now_ms())], [(S1, clock.now_ms())])


async def test_who_opens_a_socket_after_a_look_by_http_is_offline_as_soon_as_it_closes() -> None:
    clock = TestClock()
    async with workers(2, clock) as (one, two):
        one.asks(S1)
        one.closes(one.opens(S1))
        assert one.told() == [(S1, 0), (S1, clock.now_ms())]
        two.asks(S2)
        await until(lambda: one.live.is_online(S2))
        page = one.opens(S2)
        await until(lambda: not two.live.is_here(S2))
        one.closes(page)
        await until(lambda: not two.live.is_online(S2))
        assert not one.live.is_online(S2)


async def test_a_page_whose_socket_is_cut_while_it_asks_by_http_is_never_offline() -> None:
    clock = TestClock()
    async with workers(2, clock) as (one, two):
        page = one.opens(S1)
        await until(lambda: two.live.is_online(S1))
        one.asks(S1)
        one.closes(page)
        one.presences.renew()
        two.asks(S2)
        await until(lambda: one.live.is_online(S2))
        assert one.live.is_online(S1)
        assert two.live.is_online(S1)
        assert (one.told(), two.told()) == ([(S1, 0), (S2, 0)], [(S1, 0), (S2, 0)])


async def test_nobody_is_offline_because_the_bus_is_away() -> None:
    clock = TestClock()
    async with workers(2, clock) as (one, two):
        one.opens(S1)
        await until(lambda: two.live.is_online(S1))
        one.bus.is_away = two.bus.is_away = True
        for _ in range(20):
            clock.turn(LEASE_MS / SECOND / 3)
            one.presences.renew()
            two.presences.renew()
        assert (two.live.is_online(S1), two.told()) == (True, [(S1, 0)])


async def test_who_is_not_heard_of_for_a_lease_after_the_bus_came_back_is_offline() -> None:
    clock = TestClock()
    async with workers(2, clock) as (one, two):
        one.opens(S1)
        await until(lambda: two.live.is_online(S1))
        one.bus.is_away = two.bus.is_away = True
        clock.turn(60)
        two.presences.renew()
        two.bus.is_away = False
        clock.turn(LEASE_MS / SECOND)
        two.presences.renew()
        assert two.live.is_online(S1)
        clock.turn(1)
        two.presences.renew()
        assert two.told() == [(S1, 0), (S1, clock.now_ms())]


async def test_who_is_sent_away_to_another_worker_is_not_offline() -> None:
    clock = TestClock()
    async with workers(1, clock) as (one,):
        page = one.opens(S1)
        page.reader.close(SERVICE_RESTART)
        one.closes(page)
        assert one.told() == [(S1, 0)]


async def test_a_clock_that_is_set_makes_nobody_come_or_go() -> None:
    clock = TestClock()
    async with workers(2, clock) as (one, two):
        two.opens(S1)
        await until(lambda: one.live.is_online(S1))
        one.told()
        clock._now_ms += 60 * SECOND  # as WallClock.follow does
        one.presences.renew()
        assert one.told() == []
        clock._now_ms -= 3_600 * SECOND
        await two.bus.stop()
        clock.turn(LEASE_MS / SECOND + 1)
        one.presences.renew()
        assert one.told() == [(S1, clock.now_ms())]


async def test_since_when_somebody_is_away_goes_with_the_clock_when_that_is_set_right() -> None:
    clock = TestClock()
    heard: list[tuple[SeatId, int, int]] = []
    async with workers(1, clock) as (one,):
        one.presences._returned = lambda live, *span: heard.append(span)
        one.closes(one.opens(S1))
        went = clock.now_ms()
        seat = Seat(Entry(S1, "1", "Student 1"), Status.IN_PROGRESS)
        one.live.copy.room.seats[S1] = seat
        one.live.wait([(S2, 3, went)])
        one.told()
        clock.turn(12)
        an_hour = 3_600 * SECOND
        one.presences.set_right(an_hour)
        clock._now_ms -= an_hour
        assert one.told() == [(S1, went - an_hour)]
        assert one.live.all_unsaved() == [(S2, 3, went - an_hour)]
        one.opens(S1)
        assert heard == [(S1, went - an_hour, clock.now_ms())]
