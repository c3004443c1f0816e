"""Faults of time: the time of day is wrong where a worker runs, and where one starts."""

import asyncio
import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from websockets.exceptions import ConnectionClosed

from invigilate.crowd.checking.history import Put
from invigilate.crowd.reach import Away, Network, Reach, Turned
from invigilate.rooms.orders import Action, SetEnd
from tests.conditions import eventually
from tests.faults.hall import Hall
from tests.faults.listed import Arrangement, fault
from tests.faults.steady import Steady, SteadyPage

PROGRAM = "tests.faults.shifted"
ORDER, READ = "clock", "clock-read"
"""See `shifted`, which is not for importing: it shifts the clock of who does."""
HOUR_MS = 3_600_000
SAID_SECONDS = 5
TOLERATED_MS = 100
TOLD = "time told to pages off by"
WRITERS = 6
SITTING_MS = 5_000
AFTER_SECONDS = 2.0


@fault(
    "F13",
    "One worker's time is set an hour ahead, then an hour back",
    Arrangement.TWO,
    program=PROGRAM,
    unknown=True,
)
async def one_clock_wrong(hall: Hall) -> None:
    """Each time first while it serves, the second time by two hours back; then it is killed, and
    the one that takes its place starts with the wrong time. Beside it a session ends at an
    instant, without any grace."""
    wrong, right = hall.place.pids()
    for by_ms in (HOUR_MS, -HOUR_MS):
        at = hall.strikes()
        read = set_time(hall, by_ms, right)
        hall.measure("said so", await is_said(hall, at), SAID_SECONDS)
        await eventually(lambda: read() == wrong)  # noqa: B023
        hall.bit(f"worker {wrong} reads the time as {by_ms / HOUR_MS:+g} h")
        at = hall.strikes()
        os.kill(wrong, signal.SIGKILL)
        await hall.replaced({wrong})
        (new,) = {*hall.place.pids()} - {wrong, right}
        await eventually(lambda: read() == new, within=20)  # noqa: B023
        hall.bit(f"worker {new} started with the time {by_ms / HOUR_MS:+g} h wrong")
        hall.measure("said so", await is_said(hall, time.monotonic()), SAID_SECONDS)
        back = time.time()
        await hall.steady.all_back(at)
        await session_ends(hall)
        measure_told(hall, hall.steady.pages, back)
        wrong = new
    measure_nothing_held(hall)


@fault(
    "F13",
    "The machine's time is set ahead, then back, and the server starts anew with it",
    Arrangement.ONE,
    program=PROGRAM,
    unknown=True,
)
async def machine_time_wrong(hall: Hall) -> None:
    """While it serves, nothing may come of it. A server that starts an hour before its own log
    has no other clock: it can go on from the last event, and so lacks its own absence."""
    (old,) = hall.place.pids()
    at = hall.strikes()
    read = set_time(hall, HOUR_MS)
    hall.measure("said so", await is_said(hall, at), SAID_SECONDS)
    await eventually(lambda: read() == old)
    hall.bit(f"process {old} reads the time as +1 h")
    await hear_the_time(hall)

    at = hall.strikes()
    read = set_time(hall, -HOUR_MS)
    await hall.place.kill()
    await hall.place.start()
    (new,) = hall.place.pids()
    await eventually(lambda: read() == new)
    hall.bit(f"process {new} started with the time 1 h back")
    absence_ms = (time.monotonic() - at) * 1_000
    hall.measure("said so", await is_said(hall, time.monotonic()), SAID_SECONDS)
    await hall.steady.all_back(at)
    await hear_the_time(hall, absence_ms)
    measure_nothing_held(hall)


async def hear_the_time(hall: Hall, more_ms: float = 0) -> None:
    """Waits until every page was told the time again, and measures it."""
    since, pages = time.time(), hall.steady.pages
    await eventually(lambda: all(p.times and p.times[-1][0] >= since for p in pages), within=20)
    measure_told(hall, pages, since, more_ms)


def measure_nothing_held(hall: Hall) -> None:
    """Nobody's time was over."""
    held = [put for put in hall.steady.puts if put.outcome.startswith("held")]
    hall.measure("changes held", len(held), 0, "")


def set_time(hall: Hall, by_ms: int, *right: int) -> Callable[[], int]:
    """Sets the time of every process but these; gives a look at which read it last (0: none)."""
    folder = hall.place.folder
    (folder / READ).unlink(missing_ok=True)
    fresh = folder / f"{ORDER}-new"
    fresh.write_text(" ".join(map(str, (by_ms, *right))))
    fresh.replace(folder / ORDER)

    def read() -> int:
        with suppress(FileNotFoundError, ValueError):
            return int((folder / READ).read_text())
        return 0

    return read


async def is_said(hall: Hall, since: float, within: float = 15) -> float:
    """Asks `/readyz`, each time over a connection of its own, until a worker says that its clock
    is wrong; gives how long after `since` that was, `inf` where none does."""
    while time.monotonic() - since < within:
        network = Network(hall.place.url)
        try:
            told = await Reach(network).ask("GET", "/readyz")
        except Away:
            told = {"clock": "ok"}
        finally:
            await network.close()
        if told["clock"] != "ok":
            return time.monotonic() - since
        await asyncio.sleep(0.05)
    return float("inf")


async def session_ends(hall: Hall) -> None:
    """Writers write on while their session ends; what they wrote is measured by the instant of
    the end: what was asked after it and counts, and what was held and told before it."""
    told: dict[str, Any] = await hall.place.office.ask(
        "GET", f"/api/sessions/{await hall.steady_session()}"
    )
    session, code = await hall.place.session(told["edition"], title="Ends", grace_ms=0)
    writers = Steady(hall.place.network, code, WRITERS)
    try:
        await writers.begin()
    except Turned as refused:
        hall.wrong(f"a guest could not join while a clock was wrong: {refused}")
        return
    since = time.time()
    end_ms = round(since * 1_000) + SITTING_MS
    await ordered(hall, session, SetEnd(None, end_ms, "A shorter sitting"))
    # An order that a busy machine kept so long ends it when it is done.
    end_ms = max(end_ms, round(time.time() * 1_000))
    await asyncio.sleep(end_ms / 1_000 - time.time() + AFTER_SECONDS)
    for left in await writers.end():
        hall.wrong(f"never acknowledged: {left}")
    hall.beside.append((writers.recorder.history, session))
    worst = max(writers.puts, key=lambda put: beyond(put, end_ms))
    why = f"It was made {asked_ms(worst) - end_ms:+.0f} ms from the end and {worst.outcome}."
    off = max(0.0, beyond(worst, end_ms))
    hall.measure("deadline off by", off, TOLERATED_MS, "ms", why, is_rule=True)
    measure_told(hall, writers.pages, since)


def beyond(put: Put, end_ms: int) -> float:
    """By how many ms a change was on the wrong side of the end."""
    if put.outcome == "saved":
        return asked_ms(put) - end_ms
    return end_ms - asked_ms(put) - (put.told_at - put.asked_at) * 1_000


def asked_ms(put: Put) -> float:
    """When it was made, by the time of day."""
    return (put.asked_at - time.monotonic() + time.time()) * 1_000


def measure_told(hall: Hall, pages: list[SteadyPage], since: float, more_ms: float = 0) -> None:
    """What these pages were told of the time since then, against the time; `more_ms`: what the
    server cannot know of."""
    told = [
        [told_ms - heard * 1_000 for heard, told_ms in page.times if heard >= since]
        for page in pages
    ]
    off = max((off_by(ahead_ms) for ahead_ms in told if ahead_ms), default=0.0)
    name = "time told after a start by a wrong clock off by" if more_ms else TOLD
    hall.measure(name, off, TOLERATED_MS + more_ms, "ms", is_rule=True)


def off_by(ahead_ms: list[float]) -> float:
    """How wrong a page's time is, by how much each that it was told was ahead of the moment of
    hearing it. On the way it only falls behind: of that, the least is the clock's."""
    return max(*ahead_ms, -max(ahead_ms))


async def ordered(hall: Hall, session: str, action: Action, times: int = 10) -> None:
    """An order; a socket that is refused is tried again, as a board does."""
    for left in reversed(range(times)):
        try:
            await hall.place.order(session, action)
        except ConnectionClosed as closed:
            if not left:
                hall.wrong(f"no board was let in while a clock was wrong: {closed}")
        else:
            return
