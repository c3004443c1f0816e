"""What readers that stop reading cost the others: nothing, and they lose nothing by it themselves.

    python -m bench.stalled_readers
    python -m bench.stalled_readers --pairs 2 --seconds 15 --readers 200 --stalled 20

A real server on loopback; students of one session, each with a socket. Announcements of the
longest kind go to all of them, and each saves an answer now and then. In turn A everybody reads;
in turn B some stop: socket open, small buffer, never a byte read. Both last equally long and
change places from pair to pair; measured are the readers that are healthy in both.
"""

import argparse
import asyncio
import gc
import tempfile
import time
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import psutil
import uvloop
from msgspec import Struct

from bench.figures import Findings, share, spread
from bench.sitting import Person, Student, proctors, seated
from invigilate.crowd.link import random_id
from invigilate.ids import RequestId
from invigilate.rooms.commands import Announce
from invigilate.wire import frames as f
from tests.stories.schools import School, roster, school

TEXT = 2_000
"""Characters of an announcement: the most that one may have."""
TICK = 0.01
SETTLE_SECONDS = 1.5
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


class Bench:
    """One session, and the turns in it."""

    def __init__(self, place: School, plan: Plan, students: list[Student], boards: list[Person]):
        self._plan = plan
        self._server = psutil.Process(place.pids()[0])
        self.students = students
        self._boards = boards
        self._healthy = students[: len(students) - plan.stalled]
        self._others = students[len(students) - plan.stalled :]
        self._writers = cycle(self._healthy)
        self._number = 0
        self.offline: dict[str, float] = {}
        """By seat: when the boards were last told that it is offline."""

    @property
    def announced(self) -> int:
        """Announcements so far."""
        return self._number

    async def begin(self) -> int:
        """Everyone begins; gives the slot of the first text question."""
        await self._settle()
        for student in self.students:
            student.begin(time.time())
            await asyncio.sleep(TICK)
        await self._settle()
        paper = await self.students[0].reach.ask("GET", f"/papers/{self.students[0].delivered}")
        slots = [slot for item in paper["items"] for slot in item["slots"]]
        return int(next(slot["slot"] for slot in slots if slot["kind"] == "text"))

    async def turn(self, slot: int, *, stalls: bool) -> Turn:
        """One turn of load; what it did to the healthy readers."""
        await self._settle()
        for student in self.students:
            student.news.clear()
            student.saved_ms.clear()
        gc.collect()
        gc.disable()
        rss, cpu = self._server.memory_info().rss, _cpu(self._server)
        if stalls:
            for student in self._others:
                student.line.stall()
        await self._load(slot)
        used = (_cpu(self._server) - cpu) / self._plan.seconds
        growth = self._server.memory_info().rss - rss
        gc.enable()
        await self._settle()
        told = [stamp * 1_000 - at for student in self._healthy for stamp, at, _ in student.news]
        saved = [ms for student in self._healthy for ms in student.saved_ms]
        return Turn(told, saved, used, growth)

    async def _load(self, slot: int) -> None:
        """Announcements and saves at an even pace, for as long as a turn lasts."""
        start = time.perf_counter()
        announced = saved = 0
        while (gone := time.perf_counter() - start) < self._plan.seconds:
            for _ in range(announced, int(gone * self._plan.announcements)):
                announced += 1
                self._announce()
            for _ in range(saved, int(gone * self._plan.saves)):
                saved += 1
                next(self._writers).write(slot, time.time())
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

    async def aftermath(self, since: float) -> Aftermath:
        """What became of those that stalled at `since`; afterwards they are back."""
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
        offline = [self.offline.get(s.seat, float("inf")) - since for s in self._others]
        return Aftermath(offline, kept, codes, sum(map(self.missing, self._others)))

    def missing(self, student: Student) -> int:
        """How many announcements a student did not hear; all of them if the order is wrong."""
        numbers = [int(text[:6]) for text in student.texts]
        if numbers != sorted(set(numbers)):
            return self._number
        return self._number - len(numbers)


def _cpu(process: psutil.Process) -> float:
    used = process.cpu_times()
    return float(used.user + used.system)


def _order(pairs: int) -> Iterator[tuple[bool, bool]]:
    """Whether somebody stalls, for both turns of each pair: A B, B A, …"""
    for pair in range(pairs):
        yield (False, True) if pair % 2 == 0 else (True, False)


async def run(plan: Plan) -> None:
    """Everything, from the server's start to the table."""
    found = Findings(
        "stalled_readers",
        "What readers that stop reading cost the others",
        "python -m bench.stalled_readers",
    )
    found.line()
    found.line(
        f"{plan.readers} sockets in one room, one worker, SQLite; {plan.announcements:g}"
        f" announcements of {TEXT:,} characters a second to all, {plan.saves:g} saves a second;"
        f" {plan.pairs} pairs of turns of {plan.seconds:g} s. In A all read, in B {plan.stalled}"
        f" stop."
    )
    with tempfile.TemporaryDirectory() as folder:
        async with school(Path(folder)) as place:
            start = time.perf_counter()
            session, code = await place.session(
                await place.paper(), roster(plan.readers), personal_key=False
            )
            numbers = [str(1_000 + n) for n in range(plan.readers)]
            students = await seated(place, code, numbers, plan.stalled)
            found.line()
            found.line(f"Joined and connected in {time.perf_counter() - start:.1f} s.")
            bench = Bench(place, plan, students, await proctors(place, session, 4))
            await measure(found, bench, plan)
    found.keep()


async def measure(found: Findings, bench: Bench, plan: Plan) -> None:
    """The turns, and what they say."""
    slot = await bench.begin()
    turns: dict[bool, list[Turn]] = {False: [], True: []}
    after: list[Aftermath] = []
    for pair in _order(plan.pairs):
        for stalls in pair:
            since = time.time() + SETTLE_SECONDS
            turns[stalls].append(await bench.turn(slot, stalls=stalls))
            if stalls:
                after.append(await bench.aftermath(since))
    _tell(found, turns[False], turns[True])
    _tell_after(found, bench, after, turns)


def _tell(found: Findings, without: list[Turn], stalled: list[Turn]) -> None:
    rows = []
    for name, part in (("p50", 0.5), ("p99", 0.99)):
        for what in ("told_ms", "saved_ms"):
            a = [share(getattr(turn, what), part) for turn in without]
            b = [share(getattr(turn, what), part) for turn in stalled]
            ratios = [theirs / ours for ours, theirs in zip(a, b, strict=True)]
            label = "announcement to reader" if what == "told_ms" else "answer to acknowledgement"
            rows.append((f"{label}, {name} ms", spread(a), spread(b), spread(ratios)))
    cpu = [[turn.server_cpu for turn in turns] for turns in (without, stalled)]
    ratios = [b / a for a, b in zip(*cpu, strict=True)]
    rows.append(("server, cores", spread(cpu[0]), spread(cpu[1]), spread(ratios)))
    found.table(("min · median · max", "A: all read", "B: some stalled", "B / A"), rows)
    found.line()
    found.line(f"{sum(len(turn.told_ms) for turn in without + stalled):,} deliveries measured.")


def _tell_after(
    found: Findings, bench: Bench, after: list[Aftermath], turns: dict[bool, list[Turn]]
) -> None:
    offline = [seconds for one in after for seconds in one.offline_after]
    codes: dict[str, int] = {}
    for one in after:
        for code, count in one.codes.items():
            codes[code] = codes.get(code, 0) + count
    growth = {stalls: spread([turn.rss_growth / MIB for turn in turns[stalls]]) for stalls in turns}
    missed = sum(bench.missing(student) for student in bench.students)
    rows = [
        ("told offline, seconds after they stopped reading", spread(offline)),
        ("how their sockets ended", ", ".join(f"{n} × {code}" for code, n in codes.items())),
        ("their sockets still held at the end of the turn", sum(one.sockets_kept for one in after)),
        ("announcements they lack after coming back", sum(one.missed for one in after)),
        (f"of {bench.announced} announcements, anybody lacks at the end", missed),
        ("server's memory grew in a turn, MiB: A", growth[False]),
        ("server's memory grew in a turn, MiB: B", growth[True]),
    ]
    found.table(("those that stalled", ""), rows)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--readers", type=int, default=500)
    parser.add_argument("--stalled", type=int, default=50, help="of them, in turn B")
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=20.0, help="of each turn")
    parser.add_argument("--announcements", type=float, default=10.0, help="a second")
    parser.add_argument("--saves", type=float, default=100.0, help="a second")
    uvloop.run(run(Plan(**vars(parser.parse_args()))))
