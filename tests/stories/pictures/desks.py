"""A running sitting of forty synthetic students at five rows of desks. Nobody exists."""

import asyncio
import csv
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from random import Random

from invigilate.crowd.reach import Network
from invigilate.ids import SeatId
from invigilate.rooms.commands import Answer, Begin, Flag, GoTo, HandIn, Seen
from invigilate.rooms.plan import Value
from invigilate.rooms.state import Status
from invigilate.wire.splicing import splices
from tests.conditions import eventually
from tests.servers.cable import Cable
from tests.stories.pictures.halls import Hall, Studio
from tests.stories.sitters import Sitter

NAMES = """Amara Anton Bela Chiara Daniel Elif Emil Fatima Greta Hugo Ines Jonas Kaya Leo Lina Maja
Mateo Nadia Noah Olga Paul Rania Samir Selma Theo Uma Viktor Wanda Yusuf Zoe Ada Boris Clara Deniz
Ella Felix Gina Henri Ivo Juna""".split()  # noqa: SIM905
ROWS, DESKS = "ABCDE", 8
ABSENT = ("E6", "E8")
IN_LOBBY = ("D8", "E7")
DONE = ("B7", "D2", "E3")
SLOW = ("A7", "D5", "E1")
"""Who does not read announcements: it was shown to the first, and came to the second."""
OF_CABLE = ("C1", "C2", "C3", "C5", "C6", "C7")
ALONE = "D4"
ESSAYIST = "A1"
ESSAY = (
    "Sound is a wave of pressure. It needs something that can be pressed together, so in space, "
    "where there is next to nothing, nobody hears an engine. Light needs no such thing."
)
TRIED = "Sound is very loud in space."
"""What the essay began with, before it was taken back."""
SLOTS: tuple[tuple[int, Value], ...] = (
    (1, "b"),
    (2, ("a", "c", "e")),
    (3, "0.875"),
    (4, "13"),
    (5, "b"),
    (5, "170"),
    (6, "photosynthesis"),
    (7, ("a 5", "b 3", "c 1", "d 2")),
    (8, ("d", "a", "c", "b", "e")),
    (9, "No. Sound needs matter to travel in."),
    (10, "Dear student,\n\nyou sit where I sat."),
)
"""Of each slot: its item, and an answer."""
EACH_SECONDS = 1.2


class Sitting:
    """Its students by their desks."""

    def __init__(self, hall: Hall, near: Cable, lone: Cable) -> None:
        self.hall = hall
        self.near, self.lone = near, lone
        """The cables of most of row C, and of one student."""
        self.people = {one["desk"]: one for one in hall.people}
        self.pages: dict[str, Sitter] = {}
        self.seats: dict[str, SeatId] = {}
        self._chance = Random(7)
        self._essay, self._drafts = "", _drafts()

    def name(self, desk: str) -> str:
        """Who sits there."""
        return self.people[desk]["name"]

    @property
    def is_written(self) -> bool:
        """Whether the essay is."""
        return not self._drafts

    async def come(self, desk: str, network: Network, stack: AsyncExitStack) -> None:
        """Joins; most begin and have written for a while."""
        page = self.pages[desk] = Sitter(network)
        await page.take_seat(self.hall.code, number=self.people[desk]["number"])
        running = asyncio.create_task(page.link.run())
        stack.push_async_callback(_left, page, running)
        await eventually(lambda: page.view is not None, within=30)
        if desk in IN_LOBBY:
            return
        page.write(Begin())
        await eventually(lambda: page.status is Status.IN_PROGRESS, within=30)
        if desk != ESSAYIST:
            self._have_written(desk)
        if desk in DONE:
            page.write(HandIn())

    def _have_written(self, desk: str) -> None:
        page, chance = self.pages[desk], Random(desk)
        count = 11 if desk in DONE else chance.randint(2, 9)
        for slot in sorted(chance.sample(range(11), count)):
            page.write(Answer(slot, SLOTS[slot][1]))
        if chance.random() < 0.3:
            page.write(Flag(chance.randint(1, 10), True))
        page.peer.say(GoTo(chance.randint(1, 10)))

    async def live(self) -> None:
        """Some write on, most read what is announced, and one writes an essay word by word."""
        writing = [desk for desk in self.pages if desk not in (*IN_LOBBY, *DONE, *OF_CABLE)]
        while True:
            for desk, page in self.pages.items():
                _reads(page, desk)
            page = self.pages[self._chance.choice(writing)]
            if page.status is Status.IN_PROGRESS and page is not self.pages[ESSAYIST]:
                slot = self._chance.randrange(11)
                page.peer.say(GoTo(SLOTS[slot][0]))
                page.write(Answer(slot, SLOTS[slot][1]))
            self._type()
            await asyncio.sleep(EACH_SECONDS)

    def _type(self) -> None:
        """The next draft of the essay."""
        page, before = self.pages[ESSAYIST], self._essay
        if page.status is not Status.IN_PROGRESS or not self._drafts:
            return
        if not before:
            page.peer.say(GoTo(9))
        self._essay = self._drafts.pop(0)
        for splice in splices(9, 0 if before else page.peer.position[1], before, self._essay):
            page.write(splice)


def _drafts() -> list[str]:
    """What an essay was after each word: a beginning, most of it taken back, and the whole."""
    tried, whole = TRIED.split(), ESSAY.split()
    first = [" ".join(tried[: n + 1]) for n in range(len(tried))]
    return first + [" ".join(whole[: n + 1]) for n in range(1, len(whole))]


def _reads(page: Sitter, desk: str) -> None:
    """What was announced, and that it is paused."""
    if page.view is None or not page.is_live:
        return
    stops = (page.view.room.paused, page.view.seat.paused)
    numbers = [stop.number for stop in stops if stop is not None]
    newest = max((*numbers, *(notice.number for notice in page.view.notices)), default=0)
    if newest and desk != SLOW[2]:
        page.peer.reach(newest, newest if desk != SLOW[1] else 0)
    for notice in page.view.notices:
        if notice.number not in page.view.seat.seen and desk not in SLOW:
            page.peer.say(Seen(notice.number))
    page.link.wake.set()


async def _left(page: Sitter, running: asyncio.Task[None]) -> None:
    page.link.stop()
    await asyncio.wait([running])


@asynccontextmanager
async def sitting(studio: Studio, title: str) -> AsyncIterator[Sitting]:
    """It runs, with somebody absent, in the lobby, and done."""
    place = studio.place
    session, code = await place.session(
        studio.edition, _roster(), title, minutes=90, allow_guests=False, shuffle=False
    )
    text = (await place.roster_file(session)).read_text(encoding="utf-8-sig")
    hall = Hall(place, session, code, list(csv.DictReader(text.splitlines())), False)
    async with studio.cable() as near, studio.cable() as lone, AsyncExitStack() as stack:
        made = Sitting(hall, near, lone)
        networks = {desk: Network(near.url) for desk in OF_CABLE} | {ALONE: Network(lone.url)}
        for network in networks.values():
            stack.push_async_callback(network.close)
        async with asyncio.TaskGroup() as tasks:
            for desk in made.people:
                if desk not in ABSENT:
                    way = networks.get(desk, place.network)
                    tasks.create_task(made.come(desk, way, stack))
        made.seats = {row.desk: seat for seat, row in (await place.board(session)).rows.items()}
        living = asyncio.create_task(made.live())
        try:
            yield made
        finally:
            living.cancel()
            await asyncio.wait([living])


def _roster() -> str:
    lines = ["number,name,hall,desk,extra_percent"]
    for n, name in enumerate(NAMES):
        row, desk = divmod(n, DESKS)
        extra = 25 if n % 11 == 3 else 0
        hall = "Hall 1" if row < 3 else "Hall 2"
        lines.append(f"{2101 + n},{name} Demo,{hall},{ROWS[row]}{desk + 1},{extra}")
    return "\n".join(lines)
