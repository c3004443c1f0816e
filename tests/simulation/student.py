"""A simulated student: writes, loses the network, reloads, changes the device, hands in."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from msgspec import Struct

from invigilate.crowd.checking.booklets import view_lacks
from invigilate.crowd.recorder import Put
from invigilate.crowd.writer import Writer
from invigilate.ids import DeviceId
from invigilate.rooms.commands import Answer, Begin, GoTo, Hand, HandIn, Seen, TakePen, What
from invigilate.rooms.state import Status
from invigilate.rooms.views import StudentView, follow
from invigilate.wire import happenings as h
from tests.simulation.page import Journal, Page

if TYPE_CHECKING:
    from tests.simulation.world import World


class Times(Struct, frozen=True):
    """When things happen, in seconds of the world's clock."""

    join_until: float
    write_until: float
    heals_at: float
    ends_at: float
    think: float
    """Seconds between two things that a student does, on average."""


class Student:
    """One person of the roster."""

    def __init__(self, world: "World", room: str, seat: str, times: Times) -> None:
        self.world, self.room, self.seat, self.times = world, room, seat, times
        self.chance = world.chance(f"student {seat}")
        self.pages: list[Page] = []
        """Of this student, the newest last; older ones may still be open elsewhere."""
        self.view: StudentView | None = None
        self.status = Status.ABSENT
        self.notices: list[str] = []
        self._changed = asyncio.Event()
        self._writer: Writer | None = None
        self._held: dict[str, set[int]] = {}
        self._told: dict[str, int] = {}
        self._devices = 0
        self._pages = 0

    @property
    def page(self) -> Page:
        """The one in front of the student."""
        return self.pages[-1]

    async def run(self) -> None:
        """The whole sitting."""
        await asyncio.sleep(self.chance.uniform(0, self.times.join_until))
        self._open(self._new_journal())
        await self._begin()
        if self.status is Status.IN_PROGRESS:
            await self._sit()
            await self._finish()

    # -- pages

    def _new_journal(self) -> Journal:
        self._devices += 1
        return Journal(f"{self.seat}d{self._devices}")

    def _open(self, journal: Journal) -> None:
        """Another page, on this journal."""
        self._pages += 1
        self.view = None
        name = f"{journal.device}p{self._pages}"
        self.pages.append(
            Page(self.world, self.seat, self.room, self.seat, journal, self._heard, name)
        )

    async def _loaded(self) -> None:
        """Until the newest page shows the room."""
        await self._until(lambda: self.view is not None)
        if self._writer is not None and self.view is not None:
            self._writer.texts, self._writer.bases = {}, {}
            self._writer.loaded(self.page.peer.position[1], self.view.answers)

    # -- what is heard

    def _heard(self, page: Page, happening: h.Happening) -> None:
        match happening:
            case (
                h.Welcomed(last=last, exceptions=exceptions)
                | h.AckHeard(last=last, exceptions=exceptions)
            ):
                self._acknowledged(page, last, exceptions)
            case h.NewDevice():
                self._renewed(page)
            case h.Diverged():
                self.world.count("diverged")
                self.world.diverged(page.name)
            case h.ViewReplaced(version=version, view=view) if page is self.page:
                self.view = view
                self._replaced(version)
            case h.NewsHeard(version=version, news=news) if page is self.page:
                if self.view is not None:
                    for one in news:
                        follow(self.view, one)
                    self.world.shown(page.peer.position[0], self.seat, version, self.view.seat.end)
                    self._looked()
            case _:
                pass
        self._changed.set()

    def _replaced(self, version: int) -> None:
        assert self.view is not None
        view, history = self.view, self.world.recorder.history
        self.world.shown(self.page.peer.position[0], self.seat, version, view.seat.end)
        if not self.world.lost_tail:
            held = {(str(device), turn) for device, turn, _ in view.seat.held}
            puts = history.puts.get(self.seat, [])
            if any(put.outcome and not self.world.is_settled(put.device, put.turn) for put in puts):
                puts = []
            history.noticed += view_lacks(puts, self.seat, view.answers, held)
        self._looked()

    def _looked(self) -> None:
        view, page = self.view, self.page
        assert view is not None
        self.status = view.seat.status
        for notice in view.notices:
            if notice.number not in view.seat.seen:
                page.peer.say(Seen(notice.number))
        self.notices = [one.text for one in view.notices]
        recorder = self.world.recorder
        for device, known in self._held.items():
            still = {turn for other, turn, _ in view.seat.held if other == device}
            if known - still:
                recorder.counted(DeviceId(device), still)
                self._held[device] = known & still
        if view.seat.seals:
            page.peer.forget()

    def _acknowledged(self, page: Page, last: int, exceptions: list[tuple[int, str]]) -> None:
        recorder, device = self.world.recorder, page.journal.device
        if last < self._told.get(device, 0) and not self.world.is_settled(device, last + 1):
            self.world.count("welcomed by a worker that is behind")
            return
        self._told[device] = max(last, self._told.get(device, 0))
        recorder.acknowledged(device, last, dict(exceptions))
        for turn, outcome in exceptions:
            put = recorder.of_turn(device, turn)
            if put is None or not outcome.startswith("held"):
                continue
            self._held.setdefault(device, set()).add(turn)
            if outcome == "held:base" and not put.later:
                put.later = "sent whole"
                slot = getattr(put.what, "slot", None)
                if slot is not None and self._writer is not None and page is self.page:
                    self.put(*self._writer.whole(slot))

    def _renewed(self, page: Page) -> None:
        """The server knows another journal than this one."""
        self.world.count("renewed devices")
        self._devices += 1
        old, recorder = page.journal.device, self.world.recorder
        for turn, new in page.renew(f"{self.seat}d{self._devices}"):
            known = recorder.of_turn(old, turn)
            text = known.text if known is not None else None
            what = page.journal.changes[new]
            recorder.put(Put(self.seat, page.journal.device, new, what, text))

    # -- what is done

    def put(self, what: What, text: str | None = None) -> None:
        """One change, through the journal of the page in front."""
        self.put_on(self.page, what, text)

    def put_on(self, page: Page, what: What, text: str | None = None) -> None:
        """One change, on any page of this student."""
        device, turn = page.journal.device, page.journal.turn + 1
        self.world.recorder.put(Put(self.seat, device, turn, what, text))
        page.put(what)

    async def _begin(self) -> None:
        await self._loaded()
        while self.status is Status.JOINED and self.world.loop.time() < self.times.heals_at:
            await self._until(lambda: not self._is_paused())
            self.put(Begin())
            await self._until(lambda: self.page.peer.outbox.unacknowledged == 0)
            with suppress(TimeoutError):
                await self._until(lambda: self.status is not Status.JOINED, 5.0)
        mark = self.world.recorder.marked(self.room, self.seat)
        self._writer = Writer(self.world.paper, mark, self.chance)
        if self.view is not None:
            self._writer.loaded(self.page.peer.position[1], self.view.answers)

    def _is_paused(self) -> bool:
        view = self.view
        return view is not None and (view.room.paused or view.seat.paused) is not None

    async def _sit(self) -> None:
        while self.world.loop.time() < self.times.write_until:
            await asyncio.sleep(self.chance.expovariate(1 / self.times.think))
            if self.status is not Status.IN_PROGRESS:
                break
            if self.world.loop.time() < self.times.heals_at:
                await self._something()
            if self.page.is_closed:
                self._open(self.page.journal)
                await self._loaded()
            if self.view is not None and (not self._is_paused() or self.chance.random() < 0.2):
                self._write()

    def _write(self) -> None:
        assert self._writer is not None
        item = self._writer.go_on()
        if item is not None:
            self.page.peer.say(GoTo(item))
        for what, text in list(self._writer.changes()):
            if isinstance(what, Answer) and isinstance(what.value, list):
                what = Answer(what.slot, tuple(what.value))
            self.put(what, text)

    async def _something(self) -> None:
        """Now and then, what happens to students."""
        fate = self.chance.random()
        if fate < 0.02:
            await self._reload()
        elif fate < 0.04:
            await self._goes_offline()
        elif fate < 0.05:
            await self._second_tab()
        elif fate < 0.06 and len(self.pages) < 12:
            await self._changes_device()
        elif fate < 0.08:
            self.page.peer.say(Hand(self.chance.random() < 0.5))

    async def _reload(self) -> None:
        self.world.count("reloads")
        self.page.close()
        self._open(self.page.journal)
        await self._loaded()

    async def _second_tab(self) -> None:
        """Opened while the first still has its socket: the server closes the older one's."""
        self.world.count("second tabs")
        older = self.page
        self._open(older.journal)
        await self._loaded()
        older.close()

    async def _goes_offline(self) -> None:
        self.world.count("offline")
        seconds = self.chance.choice((3.0, 20.0, 60.0, 300.0))
        self.world.goes_offline(self.seat, seconds)
        for _ in range(self.chance.randint(0, 4)):
            await asyncio.sleep(self.chance.uniform(0, seconds / 4))
            if self.world.loop.time() >= self.times.heals_at:
                break
            if self.view is not None and self.status is Status.IN_PROGRESS:
                self._write()

    async def _changes_device(self) -> None:
        """Another device takes the pen; the old one may go on writing, which is held."""
        self.world.count("changed devices")
        old = self.page
        writes_on = self.chance.random() < 0.5
        if not writes_on:
            old.close()
        self._open(self._new_journal())
        await self._loaded()
        self.page.peer.say(TakePen(self.page.peer.pen))
        self.page.wake()
        if writes_on:
            for n in range(self.chance.randint(1, 3)):
                await asyncio.sleep(self.chance.uniform(0, 3.0))
                if not old.is_closed:
                    self.put_on(old, Answer(2, f"of the old device {self.seat} {n}"))
        with suppress(TimeoutError):
            await self._until(
                lambda: (
                    self.page.peer.pen == self.page.peer.device
                    or self.status is not Status.IN_PROGRESS
                )
            )
        await self._loaded()

    # -- the end

    async def _finish(self) -> None:
        await self._until(lambda: not self._is_paused(), 900.0)
        if self.status is Status.IN_PROGRESS and self.chance.random() < 0.85:
            self.put(HandIn())

    async def _until(self, holds: Callable[[], bool], seconds: float = 600.0) -> None:
        async with asyncio.timeout(seconds):
            while not holds():
                self._changed.clear()
                await self._changed.wait()
