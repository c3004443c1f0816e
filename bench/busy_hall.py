"""The server itself, with a hall that writes in it: nobody is connected, and the rooms are busy.

Started as `python -m bench.busy_hall serve`. In the file `busy.json` beside the data stands what
is to happen: {"room", "writing": so many seats begin, "rate": changes a second, "watched": a seat}.
What students would send is asked of the room as their sockets ask it, so it is decided, committed
and told as ever; a process that plays five thousand browsers would leave nothing of two cores.

The watched seat answers its first question and takes that back in turn, about once a second; when
each of these was committed stands in `watched.txt`, as milliseconds since 1970.
"""

import asyncio
import time
from collections.abc import Coroutine
from pathlib import Path
from random import Random

from msgspec import Struct, json

from invigilate import app as served
from invigilate.cli.main import app
from invigilate.errors import NotFound, Unavailable
from invigilate.ids import DeviceId, RoomId, SeatId
from invigilate.parts import Parts
from invigilate.rooms import commands as c
from invigilate.rooms.state import Status

ORDERS, TOLD = "busy.json", "watched.txt"
BEGIN_AT_ONCE = 200
TICK = 0.02
WATCHED_SECONDS = 1.1


class Busy(Struct, frozen=True):
    """What is to happen."""

    room: str = ""
    writing: int = 0
    rate: float = 0
    watched: str = ""


class Hall:
    """The students of one room, as the server meets them."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._file = parts.settings.data_folder / ORDERS
        self._chance = Random(1)
        self._turns: dict[SeatId, int] = {}
        self._asked = Busy()

    async def run(self) -> None:
        """For ever: looks what is to happen, and lets it."""
        reading = asyncio.create_task(self._read())
        watched = asyncio.create_task(self._watched())
        due, last = 0.0, time.monotonic()
        try:
            while True:
                await asyncio.sleep(TICK)
                now = time.monotonic()
                due += (now - last) * self._asked.rate
                last = now
                for _ in range(int(due)):
                    asyncio.get_running_loop().create_task(self._change())
                due -= int(due)
        finally:
            reading.cancel()
            watched.cancel()

    async def _read(self) -> None:
        while True:
            data = await asyncio.to_thread(_content, self._file)
            asked = json.decode(data, type=Busy) if data else Busy()
            if asked.writing > len(self._turns):
                await self._begin(RoomId(asked.room), asked.writing)
            self._asked = asked
            await asyncio.sleep(0.2)

    async def _begin(self, room: RoomId, count: int) -> None:
        live = await self._parts.rooms.wake(room)
        absent = [s for s, seat in live.copy.room.seats.items() if seat.status is Status.ABSENT]
        chosen = absent[: count - len(self._turns)]
        for first in range(0, len(chosen), BEGIN_AT_ONCE):
            some = chosen[first : first + BEGIN_AT_ONCE]
            await asyncio.gather(*(self._comes(room, seat) for seat in some))

    async def _comes(self, room: RoomId, seat: SeatId) -> None:
        device = DeviceId(f"device of {seat}")
        begin = c.Change(seat, device, 1, c.Begin())
        await self._parts.rooms.ask(room, f"seat:{seat}", c.Join(seat, device), begin)
        self._turns[seat] = 1

    async def _change(self) -> None:
        """Somebody answers something."""
        seats = list(self._turns)
        seat = self._chance.choice(seats)
        if seat == self._asked.watched:
            return
        plan = (await self._parts.rooms.wake(RoomId(self._asked.room))).copy.room.plan
        assert plan is not None
        choices = [n for n, slot in enumerate(plan.slots) if slot.kind == "choice"]
        slot = self._chance.choice(choices)
        option = self._chance.choice(plan.slots[slot].options)
        await self._does(seat, c.Answer(slot, option))

    async def _watched(self) -> None:
        answered = False
        while True:
            await asyncio.sleep(WATCHED_SECONDS * self._chance.uniform(0.8, 1.2))
            seat = SeatId(self._asked.watched)
            if seat not in self._turns:
                continue
            room = (await self._parts.rooms.wake(RoomId(self._asked.room))).copy.room
            assert room.plan is not None
            slot = next(n for n, one in enumerate(room.plan.slots) if one.kind == "choice")
            option = room.plan.slots[slot].options[0]
            await self._does(seat, c.Clear(slot) if answered else c.Answer(slot, option))
            answered = not answered
            with (self._file.parent / TOLD).open("a") as told:
                told.write(f"{time.time() * 1_000:.1f}\n")

    async def _does(self, seat: SeatId, what: c.What) -> None:
        self._turns[seat] += 1
        change = c.Change(seat, DeviceId(f"device of {seat}"), self._turns[seat], what)
        try:
            await self._parts.rooms.ask(RoomId(self._asked.room), f"seat:{seat}", change)
        except (NotFound, Unavailable):
            self._turns[seat] -= 1


def _content(file: Path) -> bytes:
    return file.read_bytes() if file.exists() else b""


def _with_a_hall(parts: Parts) -> list[tuple[str, Coroutine[None, None, None]]]:
    return [*_beside(parts), ("hall", Hall(parts).run())]


_beside = served._beside
vars(served).update(_beside=_with_a_hall)

if __name__ == "__main__":
    app()
