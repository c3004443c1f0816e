"""One student's page for a story: it does what it is told and says what it was told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random
from typing import Any

from invigilate.crowd.link import Link, random_id
from invigilate.crowd.reach import Network, Reach, Turned
from invigilate.crowd.recorder import Recorder
from invigilate.ids import DeviceId
from invigilate.rooms.commands import What
from invigilate.rooms.state import Status
from invigilate.rooms.views import StudentView, follow
from invigilate.wire import happenings as h
from invigilate.wire.peer import ClientPeer, State
from tests.stories.schools import School


class Sitter:
    """A page that is kept connected."""

    def __init__(self, network: Network) -> None:
        self.reach = Reach(network)
        self.recorder = Recorder()
        self.peer = ClientPeer(DeviceId(random_id()))
        self.view: StudentView | None = None
        self.acknowledged = 0
        self.exceptions: dict[int, str] = {}
        self._turn = 0
        self.link = Link(
            self.reach, self.peer, "/api/tickets", self.recorder, self._heard, Random(1)
        )

    async def join(self, code: str, name: str) -> None:
        """As a guest."""
        await self.take_seat(code, guest=name)

    async def take_seat(self, code: str, **who: str) -> None:
        """As one of the roster (`number`, maybe `key`) or a `guest`; or waits at its door."""
        await self._patiently("verify", {"code": code})
        claim = await self._patiently("identify", {"code": code, **who})
        body = {"claim": claim["claim"], "device": self.peer.device}
        joined = await self._patiently("confirm", body)
        self.reach.seat = joined["seat"]

    async def _patiently(self, step: str, body: dict[str, str]) -> dict[str, Any]:
        """One step of joining; where many come at once, as often as the server asks for."""
        while True:
            try:
                answer: dict[str, Any] = await self.reach.ask("POST", f"/api/join/{step}", body)
            except Turned as refusal:
                if not refusal.after:
                    raise
                await asyncio.sleep(refusal.after)
            else:
                return answer

    @property
    def status(self) -> Status | None:
        """As the page sees it."""
        return None if self.view is None else self.view.seat.status

    @property
    def is_live(self) -> bool:
        """Whether a socket is live."""
        return self.peer.state is State.LIVE

    def write(self, what: What) -> None:
        """The next numbered change."""
        self._turn += 1
        self.peer.offer(self._turn, what)
        self.link.wake.set()

    def _heard(self, happening: h.Happening) -> None:
        match happening:
            case h.ViewReplaced(view=view):
                self.view = view
            case h.NewsHeard(news=news) if self.view is not None:
                for one in news:
                    follow(self.view, one)
            case h.AckHeard(last, exceptions) | h.Welcomed(last=last, exceptions=exceptions):
                self.acknowledged = last
                self.exceptions |= dict(exceptions)
            case _:
                pass


@asynccontextmanager
async def sitter(
    school: School, code: str, name: str = "Sitter", network: Network | None = None
) -> AsyncIterator[Sitter]:
    """A guest who joined and whose page is open; over another network than the school's, maybe."""
    page = Sitter(network or school.network)
    await page.join(code, name)
    running = asyncio.create_task(page.link.run())
    try:
        yield page
    finally:
        page.link.stop()
        await asyncio.wait([running])
