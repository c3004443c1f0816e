"""A synthetic proctor: watches the board, pauses, extends, announces, and ends what is left."""

import asyncio
import time
from random import Random

from invigilate.crowd.checking.history import CodeUse
from invigilate.crowd.link import Link, random_id
from invigilate.crowd.reach import Network, Reach
from invigilate.crowd.recorder import Recorder
from invigilate.crowd.student import Times
from invigilate.ids import DeviceId, RequestId, SeatId
from invigilate.rooms.board import Row
from invigilate.rooms.orders import Action, Announce, Extend, ForceSubmit, Pause, Resume
from invigilate.wire import happenings as h
from invigilate.wire.peer import ClientPeer
from invigilate.wire.reading import keep, keep_progress

IN_PROGRESS, ENDED = 2, 3


class Proctor:
    """One proctor of the run; the first one steers, the others watch."""

    def __init__(
        self,
        network: Network,
        recorder: Recorder,
        times: Times,
        code: str,
        seed: str,
        *,
        steers: bool,
    ) -> None:
        self.reach = Reach(network)
        self.rows: dict[SeatId, Row] = {}
        self._recorder = recorder
        self._times = times
        self._rng = Random(seed)
        self._steers = steers
        self._start = time.monotonic()
        self._answers: dict[RequestId, h.OrderAnswered] = {}
        self._peer = ClientPeer(DeviceId(random_id()), staff=True)
        recorder.page(self._peer.device, code)

    async def sign_in(self, name: str, password: str) -> None:
        """Raises Turned where the name or the password is wrong, Away."""
        await self.reach.ask("POST", "/api/sign-in", {"name": name, "password": password})

    async def session_of(self, code: str) -> str:
        """The session that students reach by this code. Raises LookupError."""
        listed = await self.reach.ask("GET", "/api/sessions")
        self._recorder.history.codes += [
            CodeUse(session["code"], session["session"], session["state"] == "published")
            for session in listed["sessions"]
            if session["code"]
        ]
        for session in listed["sessions"]:
            if session["code"] == code and session["state"] == "published":
                return str(session["session"])
        raise LookupError(f"no published session of this proctor has the code {code}")

    async def run(self, session: str, done: asyncio.Event) -> None:
        """Watches until everyone is done; the first one acts on the way."""
        link = Link(
            self.reach,
            self._peer,
            f"/api/sessions/{session}/tickets",
            self._recorder,
            self._heard,
            self._rng,
        )
        running = asyncio.create_task(link.run())
        try:
            if self._steers:
                await self._steer(link)
            await done.wait()
        finally:
            link.stop()
            await asyncio.wait([running])

    def _heard(self, happening: h.Happening) -> None:
        match happening:
            case h.BoardReplaced(board=board):
                self.rows = {row.seat: row for row in board.rows}
            case h.RowsHeard(rows=rows):
                keep(self.rows, rows)
            case h.ProgressHeard(rows=writing):
                keep_progress(self.rows, writing)
            case h.OrderAnswered(asked=False) if happening.word != "retry":
                self._answers[happening.request] = happening
                self._recorder.answered(happening.request, happening.word)
            case _:
                pass

    async def _steer(self, link: Link) -> None:
        span = self._times.write_until - self._times.join_until
        await self._at(self._times.join_until + 0.15 * span)
        await self._announce(link, 1)
        await self._at(self._times.join_until + 0.35 * span)
        await self._order(link, Pause(None, "a synthetic fire drill"))
        await asyncio.sleep(min(6.0, 0.1 * span))
        await self._announce(link, 2)
        await self._order(link, Resume(None))
        await self._at(self._times.join_until + 0.6 * span)
        some = tuple(s for s, row in self.rows.items() if row.status == IN_PROGRESS)[:5]
        if some:
            await self._order(link, Extend(some, 60_000, "late start"))
        await self._order(link, Pause(some or None, "a word with you"))
        await asyncio.sleep(min(3.0, 0.05 * span))
        await self._order(link, Resume(some or None))
        await self._announce(link, 3)
        self._recorder.announcing = False
        await self._at(self._times.write_until + min(15.0, 0.2 * span))
        while self._now() < self._times.give_up and self._left():
            await self._order(link, ForceSubmit(self._left(), "the time is over"))
            await asyncio.sleep(2.0)

    def _left(self) -> tuple[SeatId, ...]:
        return tuple(s for s, row in self.rows.items() if row.status in (IN_PROGRESS, ENDED))

    async def _announce(self, link: Link, number: int) -> None:
        text = f"Announcement {number} of the crowd's proctor."
        self._recorder.history.announced.append(text)
        if not await self._order(link, Announce(None, text)):
            self._recorder.wrong("I8", f"announcement {number}", "not taken", "taken")

    async def _order(self, link: Link, action: Action) -> bool:
        """Orders it, under one request id until it is answered."""
        request = RequestId(random_id())
        self._recorder.ordered(request, action)
        self._peer.order(request, action)
        link.wake.set()
        while request not in self._answers:
            if self._now() > self._times.give_up:
                self._recorder.errors["order not answered"] += 1
                return False
            await asyncio.sleep(0.05)
        answer = self._answers[request]
        if answer.word:
            self._recorder.errors[f"{type(action).__name__}: {answer.word}"] += 1
        return not answer.word

    async def _at(self, seconds: float) -> None:
        await asyncio.sleep(max(0.0, seconds - self._now()))

    def _now(self) -> float:
        return time.monotonic() - self._start
