"""Two workers that both think that they write: one stands still while others go on without it."""

import asyncio
import os
import signal
import time
from random import Random

import psutil

from invigilate.crowd.checking.history import Put
from invigilate.crowd.link import Link, random_id
from invigilate.crowd.reach import Network, Reach
from invigilate.crowd.recorder import Recorder
from invigilate.ids import DeviceId, SeatId
from invigilate.rooms.commands import Answer, TakePen
from invigilate.wire import happenings as h
from invigilate.wire.peer import ClientPeer, State
from tests.conditions import eventually
from tests.faults.hall import Hall
from tests.faults.listed import Arrangement, fault
from tests.faults.steady import SteadyPage

STILL_SECONDS = 5.0
HEIRS = 2


@fault(
    "F21",
    "Two workers think they own the room (SIGSTOP in a commit)",
    Arrangement.TWO,
    crowd=4,
    pages=20,
    program="tests.faults.halting",
    unknown=True,
)
async def two_owners(hall: Hall) -> None:
    """Stopped in the middle of a commit, then between a commit and what is told of it.

    While it stands, students whose pages are on it go on with another device over the other
    worker. When it goes on it hears what the old devices had sent: it must count none of that.
    """
    for moment in ("before", "after"):
        await _one_stands(hall, moment)


async def _one_stands(hall: Hall, moment: str) -> None:
    network = Network(hall.place.url)
    order = hall.place.folder / "halt"
    at = hall.strikes()
    await asyncio.to_thread(order.write_text, moment)
    pid = await _standing(hall)
    hall.measure("others saved on", await hall.steady.saved_again(time.monotonic()), 5)
    await asyncio.sleep(max(0.0, at + STILL_SECONDS - time.monotonic()))
    heirs = [Heir(network, hall.steady.recorder, page) for page in _stuck(hall)[:HEIRS]]
    try:
        for heir in heirs:
            await heir.take_over()
        os.kill(pid, signal.SIGCONT)
        went_on = time.monotonic()
        await eventually(lambda: all(heir.old_was_told(went_on) for heir in heirs), within=30)
        hall.measure("the old one answers again", time.monotonic() - went_on, 5)
        stale = sum(heir.counted_late() for heir in heirs)
        hall.measure("changes accepted from the old one", stale, 0, "")
        held = sum(heir.held() for heir in heirs)
        if heirs and held:
            hall.bit(
                f"process {pid} stood still {moment} its COMMIT, {len(heirs)} students went on "
                f"with another device, and {held} changes of the old ones are held"
            )
    finally:
        for heir in heirs:
            await heir.leave()
        await network.close()


async def _standing(hall: Hall) -> int:
    """Waits until a worker stands still; gives which."""

    def found() -> list[int]:
        pids = hall.place.pids()
        return [pid for pid in pids if psutil.Process(pid).status() == psutil.STATUS_STOPPED]

    await eventually(found, within=20)
    return found()[0]


def _stuck(hall: Hall) -> list[SteadyPage]:
    """The pages that are told nothing any more, by who has waited longest; no one twice."""
    before = time.monotonic() - STILL_SECONDS / 2
    waiting = {p.seat for p in hall.steady.puts if not p.outcome and p.asked_at < before}
    return [
        page
        for page in hall.steady.pages
        if page.seat in waiting and page.peer.pen == page.peer.device
    ]


class Heir:
    """A second device of a steady page's student, over a way of its own; the old one writes on."""

    def __init__(self, network: Network, recorder: Recorder, page: SteadyPage) -> None:
        self._page, self._recorder = page, recorder
        self._reach = Reach(network)
        self._reach.cookies, self._reach.seat = dict(page.reach.cookies), page.seat
        self._peer = ClientPeer(DeviceId(random_id()))
        self._took_at = 0.0
        path = "/api/tickets"
        self._link = Link(self._reach, self._peer, path, recorder, self._heard, Random(page.seat))
        self._running: asyncio.Task[None] | None = None

    async def take_over(self) -> None:
        """Takes the pen, and writes one answer that is acknowledged."""
        self._recorder.page(self._peer.device, "", self._page.seat)
        self._running = asyncio.create_task(self._link.run())
        await eventually(lambda: self._peer.state is State.LIVE, within=20)
        self._peer.say(TakePen(self._page.peer.device))
        self._link.wake.set()
        await eventually(lambda: self._peer.pen == self._peer.device, within=10)
        self._took_at = time.monotonic()
        put = Put(SeatId(self._page.seat), self._peer.device, 1, Answer(0, "b"), None)
        put.online = True
        self._recorder.put(put)
        self._peer.offer(1, put.what)
        self._link.wake.set()
        await eventually(lambda: put.outcome, within=10)

    def old_was_told(self, since: float) -> bool:
        """Whether the old device heard of something that it asked after an instant."""
        return any(put.outcome and put.asked_at > since for put in self._old())

    def counted_late(self) -> int:
        """Changes that the old device made after it had lost the pen, and that count."""
        return sum(p.outcome == "saved" and p.asked_at > self._took_at for p in self._old())

    def held(self) -> int:
        """Changes of the old device that are held, because another has the pen."""
        return sum(put.outcome == "held:pen" for put in self._old())

    async def leave(self) -> None:
        """Its page is closed."""
        self._link.stop()
        if self._running is not None:
            await asyncio.wait([self._running])

    def _old(self) -> list[Put]:
        mine = self._recorder.history.puts[SeatId(self._page.seat)]
        return [put for put in mine if put.device == self._page.peer.device]

    def _heard(self, happening: h.Happening) -> None:
        match happening:
            case h.Welcomed(last=last, exceptions=exceptions) | h.AckHeard(last, exceptions):
                self._recorder.acknowledged(self._peer.device, last, dict(exceptions))
            case _:
                pass
