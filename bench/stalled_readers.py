"""What readers that stop reading cost the others: nothing, and they lose nothing by it themselves.

    python -m bench.stalled_readers
    python -m bench.stalled_readers --pairs 2 --seconds 15 --readers 200 --stalled 20

A real server on loopback; students of one session, each with a socket. Announcements of the
longest kind go to all of them, and each saves an answer now and then. In turn A everybody reads;
in turn B some stop: socket open, small buffer, never a byte read. Both last equally long and
change places from pair to pair; measured are the readers that never stall. How much A differs
from the A before says what this machine, shared with others, makes of nothing at all.
"""

import argparse
import asyncio
import gc
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import cycle, islice, pairwise
from pathlib import Path

import psutil
import uvloop
from msgspec import Struct

from bench.figures import Findings, share, spread
from bench.sitting import Person, Student, proctors, seated
from invigilate.crowd.link import random_id
from invigilate.ids import RequestId
from invigilate.rooms.orders import Announce
from invigilate.wire import frames as f
from tests.stories.schools import School, roster, school

TEXT = 2_000
"""Characters of an announcement: the most that one may have."""
TICK = 0.01
SETTLE_SECONDS = 1.5
BOARDS = 2
MIB = 1024 * 1024


class Plan(Struct, frozen=True):
    """What is to be measured."""

    readers: int
    stalled: int
    pairs: int
    seconds: float
    announcements: float
    """A second."""
    saves: float
    """A second, of all students together."""


class Turn(Struct):
    """One turn, A or B."""

    told_ms: list[float]
    """From the event's instant, under the lock before its commit, to a healthy reader."""
    saved_ms: list[float]
    """From sending an answer to its acknowledgement."""
    server_cpu: float
    """Seconds of a core, for each second."""
    rss_growth: int


class Aftermath(Struct):
    """What became of the stalled readers of one turn."""

    offline_after: list[float]
    """Seconds from the stall until the boards were told that the seat is offline."""
    sockets_kept: int
    """Of them, still held by the server when the turn was over."""
    codes: dict[str, int]
    """How each one's socket ended, seen when it read on."""
    missed: int
    """Announcements that they lack after they came back."""


@dataclass
class Measured:
    """All pairs."""

    turns: dict[bool, list[Turn]] = field(default_factory=lambda: {False: [], True: []})
    """By whether somebody stalled."""
    after: list[Aftermath] = field(default_factory=list)
    missing: int = 0
    """Announcements that anybody lacked at the end."""
    ready_seconds: list[float] = field(default_factory=list)
    """Until all had joined, connected and begun."""


class Hall:
    """One session with its students and boards, and the turns in it."""

    def __init__(self, place: School, plan: Plan, students: list[Student], boards: list[Person]):
        self._plan = plan
        self._server = psutil.Process(place.pids()[0])
        self.students = students
        self._boards = boards
        self._healthy = students[: len(students) - plan.stalled]
        self._others = students[len(students) - plan.stalled :]
        self._writers = cycle(self._healthy)
        self._number = 0
        self._slot = 0
        self.stalled_at = 0.0
        self.offline: dict[str, float] = {}
        """By seat: when the boards were last told that it is offline."""

    async def begin(self) -> None:
        """Everyone begins; answers will go to the first text question."""
        await self._settle()
        for student in self.students:
            student.begin(time.time())
            await asyncio.sleep(TICK / 4)
        await self._settle()
        paper = await self.students[0].reach.ask("GET", f"/papers/{self.students[0].delivered}")
        slots = [slot for item in paper["items"] for slot in item["slots"]]
        self._slot = next(slot["slot"] for slot in slots if slot["kind"] == "text")

    async def turn(self, *, stalls: bool) -> Turn:
        """One turn of load; what it did to the healthy readers."""
        await self._settle()
        for student in self.students:
            student.news.clear()
            student.saved_ms.clear()
        gc.collect()
        gc.disable()
        rss, cpu = self._server.memory_info().rss, _cpu(self._server)
        self.stalled_at = time.time()
        if stalls:
            for student in self._others:
                student.line.stall()
        await self._load()
        used = (_cpu(self._server) - cpu) / self._plan.seconds
        growth = self._server.memory_info().rss - rss
        gc.enable()
        await self._settle()
        told = [stamp * 1_000 - at for student in self._healthy for stamp, at, _ in student.news]
        saved = [ms for student in self._healthy for ms in student.saved_ms]
        return Turn(told, saved, used, growth)

    async def _load(self) -> None:
        """Announcements and saves at an even pace, for as long as a turn lasts."""
        start = time.perf_counter()
        announced = saved = 0
        while (gone := time.perf_counter() - start) < self._plan.seconds:
            for _ in range(announced, int(gone * self._plan.announcements)):
                announced += 1
                self._announce()
            for _ in range(saved, int(gone * self._plan.saves)):
                saved += 1
                next(self._writers).write(self._slot, time.time())
            await asyncio.sleep(TICK)

    def _announce(self) -> None:
        text = f"{self._number:06} ".ljust(TEXT, "x")
        board = self._boards[self._number % len(self._boards)]
        board.line.send(f.Ordering(RequestId(random_id()), Announce(None, text)))
        self._number += 1

    async def _settle(self) -> None:
        """Waits for what is on its way, then reads it all."""
        await asyncio.sleep(SETTLE_SECONDS)
        for board in self._boards:
            for stamp, frame in board.read():
                if isinstance(frame, f.Presence):
                    self.offline |= {seat: stamp for seat, since in frame.seats if since}
        for student in self.students:
            student.read()

    async def aftermath(self) -> Aftermath:
        """What became of those that stalled; afterwards they are back."""
        held = {c.raddr.port for c in self._server.net_connections("tcp") if c.raddr}
        kept = sum(student.line.port in held for student in self._others)
        codes: dict[str, int] = {}
        for student in self._others:
            student.line.read_on()
        await asyncio.wait(
            [asyncio.ensure_future(student.line.ended.wait()) for student in self._others],
            timeout=3,
        )
        for student in self._others:
            word = student.line.ending
            codes[word] = codes.get(word, 0) + 1
            student.read()
            student.line.drop()
        for student in self._others:
            await student.connect(small=True)
        await self._settle()
        offline = [self.offline.get(s.seat, float("inf")) - self.stalled_at for s in self._others]
        return Aftermath(offline, kept, codes, sum(map(self.missing, self._others)))

    def missing(self, student: Student) -> int:
        """How many announcements a student lacks; all of them where the order is not everyone's."""
        heard = set(student.texts)
        order = [text for text in self.students[0].texts if text in heard]
        return self._number - len(order) if student.texts == order else self._number


def _cpu(process: psutil.Process) -> float:
    used = process.cpu_times()
    return float(used.user + used.system)


async def run(plan: Plan) -> None:
    """Everything, from the server's start to the table."""
    found = Findings(
        "stalled_readers",
        "What readers that stop reading cost the others",
        "python -m bench.stalled_readers",
    )
    found.line()
    found.line(
        f"{plan.readers} sockets in a room, one worker, SQLite; {plan.announcements:g}"
        f" announcements of {TEXT:,} characters a second to all, {plan.saves:g} saves a second;"
        f" {plan.pairs} pairs of turns of {plan.seconds:g} s. In A all read, in B {plan.stalled}"
        f" stop."
    )
    measured = Measured()
    with tempfile.TemporaryDirectory() as folder:
        async with school(Path(folder)) as place:
            edition = await place.paper()
            halls = {
                stalls: await _hall(place, plan, edition, measured, plan.stalled * stalls)
                for stalls in (False, True)
            }
            for first in islice(cycle((False, True)), plan.pairs):
                for stalls in (first, not first):
                    await _turn(halls[stalls], measured, stalls)
            measured.missing = sum(
                hall.missing(s) for hall in halls.values() for s in hall.students
            )
    _tell(found, measured)
    _tell_after(found, plan, measured)
    found.keep()


async def _hall(place: School, plan: Plan, edition: str, measured: Measured, small: int) -> Hall:
    """A session with everyone in it. A and B have one each, for a board's head names all
    announcements so far: so both are told equally much in equal turns."""
    start = time.perf_counter()
    session, code = await place.session(edition, roster(plan.readers), personal_key=False)
    numbers = [str(1_000 + n) for n in range(plan.readers)]
    students = await seated(place, code, numbers, small)
    hall = Hall(place, plan, students, await proctors(place, session, BOARDS))
    await hall.begin()
    measured.ready_seconds.append(time.perf_counter() - start)
    return hall


async def _turn(hall: Hall, measured: Measured, stalls: bool) -> None:
    measured.turns[stalls].append(await hall.turn(stalls=stalls))
    if stalls:
        measured.after.append(await hall.aftermath())


def _tell(found: Findings, measured: Measured) -> None:
    without, stalled = measured.turns[False], measured.turns[True]
    rows: list[tuple[str, ...]] = []
    for name, part in (("p50", 0.5), ("p99", 0.99)):
        for what in ("told_ms", "saved_ms"):
            a = [share(getattr(turn, what), part) for turn in without]
            b = [share(getattr(turn, what), part) for turn in stalled]
            ratios = [theirs / ours for ours, theirs in zip(a, b, strict=True)]
            noise = [max(one, two) / min(one, two) for one, two in pairwise(a)]
            label = "announcement to reader" if what == "told_ms" else "answer to acknowledgement"
            rows.append((f"{label}, {name} ms", *map(spread, (a, b, ratios, noise))))
    cpu = [[turn.server_cpu for turn in turns] for turns in (without, stalled)]
    ratios = [b / a for a, b in zip(*cpu, strict=True)]
    rows.append(("server, cores", *map(spread, (*cpu, ratios)), ""))
    head = ("min · median · max", "A: all read", "B: some stalled", "B / A", "A / the A before")
    found.table(head, rows)
    found.line()
    found.line(f"{sum(len(turn.told_ms) for turn in without + stalled):,} deliveries measured.")


def _tell_after(found: Findings, plan: Plan, measured: Measured) -> None:
    codes = Counter[str]()
    for one in measured.after:
        codes.update(one.codes)
    growth = {
        stalls: spread([turn.rss_growth / MIB for turn in turns])
        for stalls, turns in measured.turns.items()
    }
    offline = [seconds for one in measured.after for seconds in one.offline_after]
    kept = sum(one.sockets_kept for one in measured.after)
    rows = [
        ("told offline, seconds after they stopped reading", spread(offline)),
        ("how their sockets ended", ", ".join(f"{n} × {code}" for code, n in codes.items())),
        ("their sockets still held by the server at the end of the turn", kept),
        ("announcements that they lack after coming back", sum(a.missed for a in measured.after)),
        ("announcements that anybody lacks at the end", measured.missing),
        ("server's memory grew in a turn, MiB: A", growth[False]),
        ("server's memory grew in a turn, MiB: B", growth[True]),
        (f"{plan.readers} joined, connected and begun, seconds", spread(measured.ready_seconds)),
    ]
    found.table(("those that stalled, and the server", ""), rows)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--readers", type=int, default=500)
    parser.add_argument("--stalled", type=int, default=50, help="of them, in turn B")
    parser.add_argument("--pairs", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=20.0, help="of each turn")
    parser.add_argument("--announcements", type=float, default=4.0, help="a second")
    parser.add_argument("--saves", type=float, default=50.0, help="a second")
    uvloop.run(run(Plan(**vars(parser.parse_args()))))
