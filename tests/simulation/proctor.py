"""A simulated proctor: orders this and that under request ids, until each is answered."""

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from invigilate.ids import RequestId, SeatId
from invigilate.rooms.board import Row
from invigilate.rooms.orders import (
    Action,
    Announce,
    CountHeld,
    End,
    Extend,
    ForceSubmit,
    Lock,
    Pause,
    Reopen,
    Resume,
    Unlock,
)
from invigilate.wire import happenings as h
from invigilate.wire.reading import keep, keep_progress
from tests.simulation.page import Journal, Page
from tests.simulation.student import Times

if TYPE_CHECKING:
    from tests.simulation.world import World

IN_PROGRESS, ENDED = 2, 3


class Proctor:
    """One person at a board."""

    def __init__(
        self, world: "World", room: str, name: str, times: Times, seats: list[str], apart: float
    ) -> None:
        self.world, self.room, self.name, self.times = world, room, name, times
        self.seats = [SeatId(seat) for seat in seats]
        self.chance = world.chance(f"proctor {name}")
        self.rows: dict[SeatId, Row] = {}
        self.page: Page
        self._apart = apart
        self._answers: dict[RequestId, str] = {}
        self._changed = asyncio.Event()
        self._orders = 0

    async def run(self) -> None:
        """Orders until the healing; then lets everybody go on."""
        await asyncio.sleep(self.chance.uniform(0, 30))
        self._open()
        while True:
            await asyncio.sleep(self.chance.expovariate(1 / self._apart))
            if self.world.loop.time() >= self.times.heals_at:
                break
            with suppress(TimeoutError):
                await self._something()

    def _open(self) -> None:
        journal = Journal(f"board of {self.name}".replace(" ", "-"))
        self.page = Page(self.world, self.name, self.room, "", journal, self._heard)

    def _heard(self, page: Page, happening: h.Happening) -> None:
        match happening:
            case h.BoardReplaced(board=board):
                self.rows = {row.seat: row for row in board.rows}
            case h.RowsHeard(rows=rows):
                keep(self.rows, rows)
            case h.ProgressHeard(rows=writing):
                keep_progress(self.rows, writing)
            case h.OrderAnswered(asked=False, request=request, word=word):
                self.world.recorder.answered(request, word)
                if word != "retry":
                    self._answers[request] = word
            case h.Diverged():
                self.world.count("diverged")
                self.world.diverged(page.name)
            case _:
                pass
        self._changed.set()

    async def order(self, action: Action) -> str:
        """What became of it. Raises TimeoutError."""
        self._orders += 1
        request = RequestId(f"{self.name}-{self._orders}")
        self.world.recorder.ordered(request, action, self.room)
        self.page.peer.order(request, action)
        self.page.wake()
        async with asyncio.timeout(300):
            while request not in self._answers:
                self._changed.clear()
                await self._changed.wait()
        return self._answers[request]

    def _some(self) -> tuple[SeatId, ...]:
        return tuple(self.chance.sample(self.seats, self.chance.randint(1, len(self.seats))))

    async def _something(self) -> None:
        chance = self.chance
        whom = self._some() if chance.random() < 0.5 else None
        kind = chance.choices(
            ("pause", "extend", "lock", "announce", "end", "reopen", "count"),
            (6, 2, 2, 3, 0.4, 2, 1),
        )[0]
        match kind:
            case "pause":
                await self.order(Pause(whom, "a fire drill"))
                await asyncio.sleep(chance.uniform(1, 60))
                await self.order(Resume(whom))
            case "extend":
                await self.order(Extend(whom, chance.choice((60_000, 300_000, -30_000)), "why"))
            case "lock":
                await self.order(Lock(self._some(), "a word"))
                await asyncio.sleep(chance.uniform(1, 40))
                await self.order(Unlock(None))
            case "announce":
                await self.order(Announce(None, f"announcement {self._orders} of {self.name}"))
            case "end":
                await self.order(End(self._some()[:1], "enough"))
            case "reopen":
                await self.order(Reopen(None, 300_000, "go on"))
            case _:
                await self.order(CountHeld(self._some()[0]))

    async def lets_go_on(self) -> None:
        """Nobody is stopped by staff any more."""
        for action in (Resume(None), Resume(tuple(self.seats)), Unlock(None)):
            await self.order(action)

    async def gathers(self) -> None:
        """Whoever has not handed in is submitted."""
        while left := tuple(s for s, r in self.rows.items() if r.status in (IN_PROGRESS, ENDED)):
            await self.order(ForceSubmit(left, "the time is over"))
            await asyncio.sleep(2.0)
