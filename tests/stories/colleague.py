"""A second proctor's board, on the wire: what it shows, and what is ordered from it."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random

from invigilate.crowd.link import Link, random_id
from invigilate.crowd.reach import Reach
from invigilate.crowd.recorder import Recorder
from invigilate.ids import DeviceId, RequestId, SeatId
from invigilate.rooms.board import STATUSES, BoardHead, Row
from invigilate.rooms.orders import Action
from invigilate.rooms.staff_news import Done, follow_head
from invigilate.rooms.state import Status
from invigilate.wire import happenings as h
from invigilate.wire.peer import ClientPeer
from tests.conditions import eventually
from tests.stories.schools import PASSWORD, School


class Colleague:
    """A board that is kept connected."""

    def __init__(self, reach: Reach, session: str) -> None:
        self.head: BoardHead | None = None
        self.rows: dict[SeatId, Row] = {}
        self.done: list[Done] = []
        self.now = 0
        """The server's time, as it was told last."""
        self._answers: dict[tuple[RequestId, bool], h.OrderAnswered] = {}
        self._peer = ClientPeer(DeviceId(random_id()), staff=True)
        path = f"/api/sessions/{session}/tickets"
        self.link = Link(reach, self._peer, path, Recorder(), self._heard, Random(1))

    async def ask(self, action: Action) -> h.OrderAnswered:
        """Whom it would reach; nothing is done."""
        request = RequestId(random_id())
        self._peer.ask(request, action)
        return await self._answered(request, asked=True)

    async def order(self, action: Action) -> h.OrderAnswered:
        """What became of it."""
        request = RequestId(random_id())
        self._peer.order(request, action)
        return await self._answered(request, asked=False)

    async def _answered(self, request: RequestId, *, asked: bool) -> h.OrderAnswered:
        self.link.wake.set()
        await eventually(lambda: (request, asked) in self._answers, within=15)
        return self._answers.pop((request, asked))

    def statuses(self) -> Counter[Status]:
        """How many there are in each."""
        return Counter(STATUSES[row.status] for row in self.rows.values())

    def _heard(self, happening: h.Happening) -> None:
        match happening:
            case h.BoardReplaced(board=board):
                self.head, self.rows = board.head, {row.seat: row for row in board.rows}
            case h.RowsHeard(rows=rows):
                known = self.rows
                fresh = (
                    r for r in rows if r.seat not in known or known[r.seat].version <= r.version
                )
                self.rows |= {row.seat: row for row in fresh}
            case h.BoardHeard(news=news) if self.head is not None:
                for one in news:
                    self.head = follow_head(self.head, one)
                self.done += [one for one in news if isinstance(one, Done)]
            case h.TimeTold(server_time=now):
                self.now = now
            case h.OrderAnswered(request=request, asked=asked, word=word) if word != "retry":
                self._answers[request, asked] = happening
            case _:
                pass


@asynccontextmanager
async def colleague(place: School, session: str, name: str) -> AsyncIterator[Colleague]:
    """Somebody of the staff, whose board is open."""
    reach = Reach(place.network)
    await reach.ask("POST", "/api/sign-in", {"name": name, "password": PASSWORD})
    board = Colleague(reach, session)
    running = asyncio.create_task(board.link.run())
    try:
        await eventually(lambda: board.head is not None)
        yield board
    finally:
        board.link.stop()
        await asyncio.wait([running])
