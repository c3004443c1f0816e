"""A proctor's board in a fault: when it showed whom as offline."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random

from invigilate.crowd.link import Link, random_id
from invigilate.crowd.recorder import Recorder
from invigilate.ids import DeviceId, SeatId
from invigilate.wire import happenings as h
from invigilate.wire.peer import ClientPeer, State
from tests.conditions import eventually
from tests.stories.schools import School


class Onlooker:
    """One board that is kept connected."""

    def __init__(self, school: School, session: str) -> None:
        self.shown: list[tuple[float, SeatId, bool]] = []
        """(instant, seat, offline), as it was told."""
        self.peer = ClientPeer(DeviceId(random_id()), staff=True)
        path = f"/api/sessions/{session}/tickets"
        self.link = Link(school.office, self.peer, path, Recorder(), self._heard, Random(1))

    def offline(self, seat: str, since: float) -> float | None:
        """When it first showed this seat as offline after an instant; None: it did not."""
        return next(
            (at for at, one, is_off in self.shown if one == seat and is_off and at >= since), None
        )

    async def shows_offline(self, seat: str, since: float, within: float = 30) -> float:
        """Waits until it does; gives how many seconds after `since`, `inf`: not in time."""
        try:
            await eventually(lambda: self.offline(seat, since), within)
        except AssertionError:
            return float("inf")
        return (self.offline(seat, since) or 0) - since

    def _heard(self, happening: h.Happening) -> None:
        if isinstance(happening, h.PresenceHeard):
            now = time.monotonic()
            self.shown += [(now, seat, since > 0) for seat, since in happening.seats]


@asynccontextmanager
async def onlooker(school: School, session: str) -> AsyncIterator[Onlooker]:
    """A board that is open and live."""
    board = Onlooker(school, session)
    running = asyncio.create_task(board.link.run())
    try:
        await eventually(lambda: board.peer.state is State.LIVE, within=20)
        yield board
    finally:
        board.link.stop()
        await asyncio.wait([running])
