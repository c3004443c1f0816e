"""Stretches without a connection: seen by the sockets, written to the log when they are over."""

from invigilate.clock import TestClock
from invigilate.ids import DeviceId, RequestId, SeatId
from invigilate.rooms import commands as c
from invigilate.rooms import orders as o
from invigilate.rooms.absences import EACH_MS, LEAST_MS, Absences
from invigilate.rooms.board import row
from invigilate.rooms.state import Span
from invigilate.store.engine import Engine
from tests.conditions import eventually
from tests.live.halls import Worker, hall
from tests.live.test_presence import S1, until, workers

SEAT = SeatId("s1")


async def test_who_returns_after_ten_seconds_is_told_of_and_who_blinked_is_not() -> None:
    clock = TestClock()
    heard: list[tuple[SeatId, int, int]] = []
    async with workers(1, clock) as (one,):
        one.presences._returned = lambda live, *span: heard.append(span)
        page = one.opens(S1)
        one.closes(page)
        went = clock.now_ms()
        clock.turn(12)
        page = one.opens(S1)
        assert heard == [(S1, went, went + 12_000)]
        one.closes(page)
        clock.turn(12)
        one.asks(S1)
        assert [over - since for _, since, over in heard] == [12_000, 12_000]


async def test_who_returns_to_another_worker_is_told_of_by_the_one_that_saw_it_go() -> None:
    clock = TestClock()
    heard: list[tuple[SeatId, int, int]] = []
    async with workers(2, clock) as (one, two):
        for worker in (one, two):
            worker.presences._returned = lambda live, *span: heard.append(span)
        page = one.opens(S1)
        await until(lambda: two.live.is_online(S1))
        two.bus.is_away = True
        one.closes(page)
        went = clock.now_ms()
        two.live.offline.clear()
        two.live.elsewhere.clear()
        clock.turn(60)
        two.bus.is_away = False
        two.opens(S1)
        await until(lambda: one.live.is_online(S1))
        assert heard == [(S1, went, went + 60_000)]


async def lost(worker: Worker, *spans: tuple[int, int]) -> Absences:
    """Gathers stretches of the first seat, and writes them."""
    here = Absences(worker.rooms, worker.clock)
    for since, over in spans:
        here.returned(await worker.live(), SEAT, since, over)
    await here.turn()
    return here


async def test_a_stretch_is_one_event_and_lost_time_until_it_is_given_back(
    sqlite_engine: Engine,
) -> None:
    async with hall(sqlite_engine) as (worker,):
        await worker.join("s1", DeviceId("d1"))
        live = await worker.live()
        begun = live.copy.room.at
        await worker.do(o.Order(RequestId("later"), o.Announce(None, "x")))
        back = begun + 5 * LEAST_MS
        version = live.copy.version
        await lost(worker, (begun, begun + LEAST_MS - 1))
        assert live.copy.version == version, "too short to be told"
        here = await lost(worker, (begun, back))
        assert live.copy.version == version + 1
        await here.turn()
        await lost(worker, (begun + 1, back))
        assert live.copy.version == version + 1, "another worker saw the same"
        assert live.copy.room.seats[SEAT].offline == [Span(begun, back)]
        assert row(live.copy.room, SEAT).lost_ms == live.copy.room.at - begun > 0, "so far"
        order = o.Compensate(((SEAT, back - begun),), "the cable")
        await worker.do(o.Order(RequestId("r1"), order))
        assert row(live.copy.room, SEAT).lost_ms == 0
        assert live.copy.room.seats[SEAT].ledger[-1].ms == back - begun


async def test_a_stretch_that_lasts_is_written_minute_by_minute_and_stays_one(
    sqlite_engine: Engine,
) -> None:
    async with hall(sqlite_engine) as (worker,):
        await worker.join("s1", DeviceId("d1"))
        live = await worker.live()
        went = live.copy.room.at
        live.offline[SEAT] = went
        clock = TestClock(went)
        here = Absences(worker.rooms, clock)
        told = []
        for seconds in (59, 1, 30, 29, 1):
            clock.turn(seconds)
            await here.turn()
            told.append(list(live.copy.room.seats[SEAT].offline))
        one, two = Span(went, went + EACH_MS), Span(went, went + 2 * EACH_MS)
        assert told == [[], [one], [one], [one], [two]]
        clock.turn(5)
        here.returned(live, SEAT, went, clock.now_ms())
        await here.turn()
        assert live.copy.room.seats[SEAT].offline == [two], "five seconds more are nothing"


async def test_who_never_returns_was_offline_until_the_close(sqlite_engine: Engine) -> None:
    async with hall(sqlite_engine) as (worker,):
        await worker.join("s1", DeviceId("d1"))
        live = await worker.live()
        went = live.copy.room.at - 40_000
        live.offline[SEAT] = went
        clock = TestClock(live.copy.room.at)
        here = Absences(worker.rooms, clock)
        await here.turn()
        assert live.copy.room.seats[SEAT].offline == []
        began = live.copy.room.at
        await eventually(lambda: worker.clock.now_ms() > began + 10)
        await worker.do(c.Close("over"))
        closed = live.copy.room.closed_at
        assert closed is not None
        clock.turn(3_600)
        await here.turn()
        await here.turn()
        assert live.copy.room.seats[SEAT].offline == [Span(went, closed)]


async def test_what_is_over_is_written_once_by_a_worker_whose_clock_is_an_hour_behind(
    sqlite_engine: Engine,
) -> None:
    async with hall(sqlite_engine) as (worker,):
        await worker.join("s1", DeviceId("d1"))
        live = await worker.live()
        begun = live.copy.room.at
        clock = TestClock(begun - 3_600_000)
        live.offline[SEAT] = clock.now_ms()
        here = Absences(worker.rooms, clock)
        await eventually(lambda: worker.clock.now_ms() > begun + 10)
        await worker.do(c.Close("over"))
        for _ in range(3):
            await here.turn()
            clock.turn(12)
        [stretch] = live.copy.room.seats[SEAT].offline
        assert stretch.until == live.copy.room.closed_at
        written = live.copy.version
        clock.turn(60)
        await here.turn()
        assert live.copy.version == written
