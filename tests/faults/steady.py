"""People who write all the while, so that what a fault does to them can be timed."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress
from random import Random

from invigilate.crowd.checking.history import Aftermath
from invigilate.crowd.link import Link, random_id
from invigilate.crowd.reach import Network, Reach
from invigilate.crowd.recorder import Put, Recorder
from invigilate.ids import DeviceId
from invigilate.rooms.commands import Answer, Begin, What
from invigilate.rooms.views import Notice, Noticed
from invigilate.wire import happenings as h
from invigilate.wire.peer import ClientPeer, State
from tests.conditions import eventually

PERIOD_SECONDS = 0.25
LOOK_SECONDS = 0.02
JOINING = 8
"""Pages that join at once."""


class SteadyPage:
    """One guest's page: from its beginning it writes an answer each quarter of a second."""

    def __init__(
        self,
        network: Network,
        recorder: Recorder,
        code: str,
        name: str,
        period: float = PERIOD_SECONDS,
    ) -> None:
        self.reach = Reach(network)
        self.peer = ClientPeer(DeviceId(random_id()))
        self.lives: list[tuple[float, bool]] = []
        """When it became live, and when it was live no more: (instant, live)."""
        self.welcomes: list[float] = []
        """When a socket of its own was welcomed."""
        self.sent_away: list[float] = []
        """When a server asked it to come back later."""
        self.seat = ""
        self.version = 0
        self.notices: dict[str, float] = {}
        """Each announcement's text, and how many seconds after its event it was heard."""
        self.times: list[tuple[float, int]] = []
        """What the server said the time is, in ms, and our wall clock when it was heard."""
        self._recorder = recorder
        self._code, self._name, self._period = code, name, period
        self._turn = 0
        self._rng = Random(name)
        self.link = Link(
            self.reach, self.peer, "/api/tickets", recorder, self._heard, Random(f"{name}/link")
        )

    async def join(self) -> None:
        """As a guest."""
        await self.reach.ask("POST", "/api/join/verify", {"code": self._code})
        who = {"code": self._code, "guest": self._name}
        claim = await self.reach.ask("POST", "/api/join/identify", who)
        body = {"claim": claim["claim"], "device": self.peer.device}
        joined = await self.reach.ask("POST", "/api/join/confirm", body)
        self.seat = self.reach.seat = joined["seat"]
        self._recorder.page(self.peer.device, self._code, self.seat)

    @property
    def is_live(self) -> bool:
        """Whether a socket is live."""
        return self.peer.state is State.LIVE

    @property
    def waiting(self) -> int:
        """Changes that nobody was told about yet."""
        return self.peer.outbox.unacknowledged

    def write(self, what: What) -> None:
        """The next numbered change."""
        self._turn += 1
        put = Put(self.seat, self.peer.device, self._turn, what, None)
        put.online = self.is_live
        self._recorder.put(put)
        self.peer.offer(self._turn, what)
        self.link.wake.set()

    async def go_on(self, over: asyncio.Event) -> None:
        """Writes until it is over."""
        while not over.is_set():
            self.write(Answer(0, "abc"[self._turn % 3]))
            await asyncio.sleep(self._period * self._rng.uniform(0.5, 1.5))

    def look(self) -> None:
        """Notes whether it is live now."""
        if self.is_live != (bool(self.lives) and self.lives[-1][1]):
            self.lives.append((time.monotonic(), self.is_live))

    def away_since(self, fault: float) -> float | None:
        """Seconds from a fault until it was back; None where it never left, `inf`: not yet."""
        left = [at for at, live in self.lives if not live and at >= fault]
        if not left:
            return None
        back = [at for at, live in self.lives if live and at > left[0]]
        return (back[0] if back else float("inf")) - fault

    def _heard(self, happening: h.Happening) -> None:
        if isinstance(happening, h.Welcomed):
            self.welcomes.append(time.monotonic())
        match happening:
            case h.ComeBackAsked():
                self.sent_away.append(time.monotonic())
            case h.Welcomed(last=last, exceptions=exceptions) | h.AckHeard(last, exceptions):
                self._recorder.acknowledged(self.peer.device, last, dict(exceptions))
            case h.NewsHeard(news=news):
                self._noticed([one.notice for one in news if isinstance(one, Noticed)])
            case h.ViewReplaced(view=view):
                self._noticed(view.notices)
            case h.TimeTold(server_time):
                self.times.append((time.time(), server_time))
            case _:
                pass

    def _noticed(self, notices: Sequence[Notice]) -> None:
        for notice in notices:
            self.notices.setdefault(notice.text, time.time() - notice.at / 1_000)


class Steady:
    """So many steady pages of one session, and what they felt."""

    def __init__(
        self, network: Network, code: str, count: int, period: float = PERIOD_SECONDS
    ) -> None:
        self.recorder = Recorder()
        self.pages = [
            SteadyPage(network, self.recorder, code, f"Steady {n}", period) for n in range(count)
        ]
        self._over = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._stack = AsyncExitStack()

    async def begin(self) -> None:
        """They join, begin, and write from now on."""
        for first in range(0, len(self.pages), JOINING):
            some = self.pages[first : first + JOINING]
            await asyncio.gather(*(page.join() for page in some))
            for page in some:
                self._tasks.append(asyncio.create_task(page.link.run()))
                page.write(Begin())
        await eventually(lambda: all(page.waiting == 0 for page in self.pages), within=30)
        self._tasks += [asyncio.create_task(page.go_on(self._over)) for page in self.pages]
        self._tasks.append(asyncio.create_task(self._look()))

    async def end(self, within: float = 60) -> list[str]:
        """They write no more and wait until everything is acknowledged; gives who could not."""
        self._over.set()
        with suppress(AssertionError):
            await eventually(lambda: all(page.waiting == 0 for page in self.pages), within)
        left = [f"{page.seat}: {page.waiting} changes" for page in self.pages if page.waiting]
        for page in self.pages:
            page.link.stop()
        done, _ = await asyncio.wait(self._tasks, timeout=15)
        failed = [str(task.exception()) for task in done if task.exception() is not None]
        return left + [f"a page stopped: {fault}" for fault in failed]

    async def rests(self, room: str, within: float = 30) -> Aftermath:
        """They write no more; gives how they stand when all stand alike, or after so long (I9)."""
        self._over.set()

        def stand() -> set[tuple[int, tuple[str, int, str]]]:
            return {(page.waiting, page.peer.position) for page in self.pages}

        with suppress(AssertionError):
            await eventually(lambda: len(stand()) == 1 and min(stand())[0] == 0, within)
        return Aftermath(
            journals={page.peer.device: page.waiting for page in self.pages},
            positions={page.seat: (room, page.peer.position[1]) for page in self.pages},
        )

    async def _look(self) -> None:
        while not self._over.is_set():
            for page in self.pages:
                page.look()
            await asyncio.sleep(LOOK_SECONDS)

    # -- what they felt, in seconds

    @property
    def puts(self) -> list[Put]:
        """All changes, in the order in which they were made."""
        made = [put for mine in self.recorder.history.puts.values() for put in mine]
        return sorted(made, key=lambda put: put.asked_at)

    def back(self, fault: float) -> list[float]:
        """Of every page that a fault threw out: how long until it was live again, ascending."""
        times = [page.away_since(fault) for page in self.pages]
        return sorted(time for time in times if time is not None)

    async def saved_again(self, since: float, within: float = 60) -> float:
        """Waits until something that was asked after `since` is acknowledged; gives how long.

        `inf` where nothing is within so many seconds.
        """

        def found() -> Sequence[float]:
            return [
                put.told_at for put in self.puts if put.asked_at > since and put.outcome == "saved"
            ]

        try:
            await eventually(found, within)
        except AssertionError:
            return float("inf")
        return min(found()) - since

    async def all_back(self, fault: float, within: float = 60) -> list[float]:
        """Waits until every page is live again; gives `back`."""
        with suppress(AssertionError):
            await eventually(lambda: all(page.is_live for page in self.pages), within)
        await asyncio.sleep(2 * LOOK_SECONDS)
        return self.back(fault)

    def told_between(self, since: float, until: float) -> int:
        """How many changes were acknowledged in that time."""
        return sum(since < put.told_at <= until for put in self.puts)

    def ack_ms(self, since: float = 0, until: float = float("inf")) -> list[float]:
        """Of what was asked in that time, ascending: milliseconds until it was acknowledged."""
        asked = (put for put in self.puts if put.told_at and since <= put.asked_at <= until)
        return sorted((put.told_at - put.asked_at) * 1_000 for put in asked)


def share(times: Sequence[float], part: float) -> float:
    """Nearest-rank quantile of ascending times; 0 where there are none."""
    return times[min(len(times) - 1, int(part * len(times)))] if times else 0.0
