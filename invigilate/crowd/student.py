"""A synthetic student: joins, reads, thinks, writes, loses the network, comes back, hands in."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from random import Random
from typing import Any

from msgspec import Struct

from invigilate.crowd.checking.booklets import view_lacks
from invigilate.crowd.link import Link, random_id
from invigilate.crowd.reach import Away, Network, Reach, Turned
from invigilate.crowd.recorder import Put, Recorder
from invigilate.crowd.writer import Writer
from invigilate.ids import DeviceId
from invigilate.rooms.commands import Answer, Begin, GoTo, HandIn, Seen, TakePen, What
from invigilate.rooms.state import Status
from invigilate.rooms.views import StudentView, follow
from invigilate.wire import happenings as h
from invigilate.wire.peer import ClientPeer, State


class Who(Struct, frozen=True):
    """How a student says who they are: a roster line, or a guest's name."""

    number: str = ""
    key: str = ""
    guest: str = ""


class Times(Struct, frozen=True):
    """When things happen, in seconds of the run's clock."""

    join_until: float
    write_until: float
    give_up: float


class Student:
    """One student of the run."""

    def __init__(
        self, network: Network, recorder: Recorder, code: str, who: Who, times: Times, seed: str
    ) -> None:
        self._reach = Reach(network)
        self._recorder = recorder
        self._code = code
        self._who = who
        self._times = times
        self._rng = Random(seed)
        self._start = time.monotonic()
        self.seat = ""
        self.view: StudentView | None = None
        self._turn = 0
        self._writer: Writer | None = None
        self._held: set[int] = set()
        self._shown = 0
        self._link: Link
        self._running: asyncio.Task[None] | None = None
        self._pause_reflex = False
        self._doing = "joining"

    def _now(self) -> float:
        return time.monotonic() - self._start

    async def run(self) -> None:
        """The whole sitting."""
        await asyncio.sleep(self._rng.uniform(0, self._times.join_until))
        started = time.monotonic()
        if not await self._join():
            return
        self._connect()
        try:
            await self._until(lambda: self.view is not None)
            self._recorder.join_ms.append((time.monotonic() - started) * 1_000)
            self._recorder.joined += 1
            self._doing = "beginning"
            await self._begin()
            self._doing = "writing"
            await self._sit()
            self._doing = "handing in"
            await self._finish()
        except TimeoutError:
            self._recorder.errors[f"gave up while {self._doing}"] += 1
        finally:
            await self._leave()

    # -- joining

    async def _join(self) -> bool:
        device = random_id()
        name = {"guest": self._who.guest} if self._who.guest else {"number": self._who.number}
        if self._who.key:
            name["key"] = self._who.key
        if await self._joining("verify", {"code": self._code}) is None:
            return False
        claim = await self._joining("identify", {"code": self._code, **name})
        if claim is None:
            return False
        joined = await self._joining("confirm", {"claim": claim["claim"], "device": device})
        if joined is None:
            return False
        self.seat = self._reach.seat = joined["seat"]
        self._peer = ClientPeer(DeviceId(device))
        return bool(joined["state"] == "joined")

    async def _joining(self, step: str, body: dict[str, str]) -> dict[str, Any] | None:
        """One step of joining, again and again as a page does; None: refused, or never heard.

        The same step: who began anew would use up a device's tries on the steps before.
        """
        while self._now() < self._times.give_up:
            try:
                answer: dict[str, Any] = await self._reach.ask("POST", f"/api/join/{step}", body)
            except Away as fault:
                self._recorder.errors[f"away: {str(fault)[:40]}"] += 1
                await asyncio.sleep(self._rng.uniform(0.2, 1.5))
            except Turned as refusal:
                self._recorder.errors[refusal.word] += 1
                if not refusal.after:
                    return None
                await asyncio.sleep(refusal.after)
            else:
                return answer
        self._recorder.errors[f"gave up at {step}"] += 1
        return None

    def _connect(self) -> None:
        self._recorder.page(self._peer.device, self._code, self.seat)
        self._link = Link(
            self._reach, self._peer, "/api/tickets", self._recorder, self._heard, self._rng
        )
        self._running = asyncio.create_task(self._link.run())

    # -- what is heard

    def _heard(self, happening: h.Happening) -> None:
        match happening:
            case h.ViewReplaced(version=version, view=view):
                self._replace(view, version)
            case h.NewsHeard(version=version, news=news) if self.view is not None:
                for one in news:
                    follow(self.view, one)
                self._recorder.shown(self.seat, version, self.view.seat.end)
                self._looked()
            case h.Welcomed(last=last, exceptions=exceptions):
                self._acknowledged(last, exceptions)
            case h.AckHeard(last=last, exceptions=exceptions):
                self._acknowledged(last, exceptions)
            case _:
                pass

    def _replace(self, view: StudentView, version: int) -> None:
        self.view = view
        self._recorder.shown(self.seat, version, view.seat.end)
        held = {(str(device), turn) for device, turn, _ in view.seat.held}
        history = self._recorder.history
        history.noticed += view_lacks(
            history.puts.get(self.seat, []), self.seat, view.answers, held
        )
        if self._writer is not None and self._writer.bases == {} and not self._writer.texts:
            self._writer.loaded(version, view.answers)
        self._looked()

    def _looked(self) -> None:
        assert self.view is not None
        for notice in self.view.notices:
            if notice.number not in self.view.seat.seen:
                self._peer.say(Seen(notice.number))
        self._tell_shown(self.view)
        self._recorder.history.notices[self.seat] = [notice.text for notice in self.view.notices]
        still = {turn for device, turn, _ in self.view.seat.held if device == self._peer.device}
        if self._held - still:
            self._recorder.counted(self._peer.device, still)
        self._held = still
        if self._is_paused() and not self._pause_reflex:
            self._recorder.pauses_seen += 1
            # Somebody is always in the middle of a word when a pause comes.
            self._pause_reflex = True
            if self._writer is not None and self._rng.random() < 0.3:
                self._write()
        elif not self._is_paused():
            self._pause_reflex = False

    def _tell_shown(self, view: StudentView) -> None:
        """Says which announcements and pauses came, as a page does: here each is shown at once."""
        pauses = [stop.number for stop in (view.room.paused, view.seat.paused) if stop is not None]
        newest = max([self._shown, *pauses, *(notice.number for notice in view.notices)])
        if newest > self._shown:
            self._shown = newest
            self._peer.reach(newest, newest)

    def _acknowledged(self, last: int, exceptions: list[tuple[int, str]]) -> None:
        known = dict(exceptions)
        self._recorder.acknowledged(self._peer.device, last, known)
        for turn, outcome in exceptions:
            put = self._recorder.of_turn(self._peer.device, turn)
            if put is not None and outcome == "held:base" and not put.later:
                put.later = "sent whole"
                slot = getattr(put.what, "slot", None)
                if slot is not None and self._writer is not None:
                    self._put(*self._writer.whole(slot))

    def _is_paused(self) -> bool:
        view = self.view
        if view is None or view.seat.status is not Status.IN_PROGRESS:
            return False
        return view.room.paused is not None or view.seat.paused is not None

    def _status(self) -> Status:
        return self.view.seat.status if self.view is not None else Status.ABSENT

    # -- writing

    def _put(self, what: What, text: str | None = None) -> None:
        self._turn += 1
        put = Put(self.seat, self._peer.device, self._turn, what, text)
        put.online = self._link.is_up
        self._recorder.put(put)
        self._peer.offer(self._turn, what)
        self._link.wake.set()

    def _write(self) -> None:
        assert self._writer is not None
        for what, text in list(self._writer.changes()):
            if isinstance(what, Answer) and isinstance(what.value, list):
                what = Answer(what.slot, tuple(what.value))
            self._put(what, text)

    async def _begin(self) -> None:
        while self._status() is Status.JOINED and self._now() < self._times.give_up:
            await self._until(lambda: not self._room_paused())
            self._put(Begin())
            await self._until(lambda: self._peer.outbox.unacknowledged == 0)
            with suppress(TimeoutError):
                await self._until(lambda: self._status() is not Status.JOINED, 2.0)
        paper = None
        while paper is None and self._now() < self._times.give_up:
            assert self.view is not None
            try:
                paper = await self._reach.ask("GET", f"/papers/{self.view.room.delivered}")
            except (Away, Turned) as fault:
                self._recorder.errors[f"paper: {fault}"[:40]] += 1
                await asyncio.sleep(self._rng.uniform(0.2, 1.0))
        if paper is None:
            raise TimeoutError
        self._recorder.began += 1
        assert self.view is not None
        self._writer = Writer(paper, self._recorder.marked(self._code, self.seat), self._rng)
        self._writer.loaded(self._peer.position[1], self.view.answers)

    def _room_paused(self) -> bool:
        view = self.view
        return view is not None and (view.room.paused or view.seat.paused) is not None

    async def _sit(self) -> None:
        """Writes until the time to hand in; loses the network at least once on the way."""
        span = self._times.write_until - self._now()
        falls = sorted(
            self._now() + span * self._rng.uniform(0.1, 0.8)
            for _ in range(1 + (self._rng.random() < 0.3))
        )
        while self._now() < self._times.write_until and self._status() is Status.IN_PROGRESS:
            if falls and self._now() >= falls[0]:
                falls.pop(0)
                await self._fall()
            if not self._is_paused() or self._peer.state is State.AWAY:
                self._step()
            await asyncio.sleep(min(4.0, self._rng.expovariate(1 / 2.0)))

    def _step(self) -> None:
        assert self._writer is not None
        item = self._writer.go_on()
        if item is not None:
            self._peer.say(GoTo(item))
        self._write()

    async def _fall(self) -> None:
        """The network is gone; writing goes on. Some come back with another device."""
        away = self._rng.uniform(0.3, 6.0)
        self._link.cut(away)
        if self._rng.random() < 0.15:
            await self._change_device()
            self._doing = "writing"
            return
        for _ in range(self._rng.randint(1, 3)):
            self._step()
            await asyncio.sleep(away / 4)

    async def _change_device(self) -> None:
        """The old device is gone with what it had not sent: a new one takes the pen."""
        self._doing = "changing the device"
        old = self._peer.device
        await self._leave()
        self._peer = ClientPeer(DeviceId(random_id()))
        self._turn, self._shown, self.view, self._held = 0, 0, None, set()
        assert self._writer is not None
        self._writer.texts, self._writer.bases = {}, {}
        self._connect()
        await self._until(lambda: self.view is not None)
        self._peer.say(TakePen(old))
        self._link.wake.set()
        await self._until(
            lambda: self._peer.pen == self._peer.device or self._status() is not Status.IN_PROGRESS
        )
        assert self.view is not None
        self._writer.loaded(self._peer.position[1], self.view.answers)

    # -- the end

    async def _finish(self) -> None:
        await self._until(lambda: not self._is_paused())
        if self._status() is Status.IN_PROGRESS and self._rng.random() < 0.9:
            self._put(HandIn())
        left = self._times.give_up - self._now()
        await self._until(lambda: self._status() is Status.SUBMITTED, left)
        self._recorder.submitted += 1
        await self._until(lambda: self._peer.outbox.unacknowledged == 0, left)
        self._recorder.finished.add(self.seat)
        with suppress(TimeoutError):
            await self._until(self._heard_all, left)

    def _heard_all(self) -> bool:
        """Whether nothing more will be announced, and the page has it all."""
        record = self._recorder
        heard = record.history.notices.get(self.seat)
        return not record.announcing and heard == record.history.announced

    async def _leave(self) -> None:
        if self._running is not None:
            self._link.stop()
            await asyncio.wait([self._running])
            self._running = None

    async def _until(self, holds: Callable[[], bool], seconds: float = 60.0) -> None:
        async with asyncio.timeout(max(0.1, seconds)):
            while not holds():  # noqa: ASYNC110  many things may make it true
                await asyncio.sleep(0.1)
