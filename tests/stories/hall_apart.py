"""A hall of students in a process of its own, so that whoever looks at it has this one alone.

It is told line by line on its standard input and answers in lines on its standard output:

    → announced TEXT    staff announced this to everybody: each page must have it in the end
    → begin             those who only joined begin as well
    → end               nothing more is announced; who has submitted leaves
    ← seated            everyone has joined, and the writers have begun
    ← {…}               the report, once everybody has left
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from typing import Final

from msgspec import Struct, json

from invigilate.crowd.checker import check
from invigilate.crowd.reach import Network, Reach
from invigilate.crowd.recorder import Recorder
from invigilate.crowd.report import Report, made
from invigilate.crowd.run import booklets_of
from invigilate.crowd.student import Student, Times, Who
from tests.conditions import eventually

PROGRAM: Final = "tests.stories.hall_apart"
TIMES: Final = Times(join_until=20, write_until=400, give_up=430)
"""Nobody hands in by themselves: staff end the sitting long before."""
FALLS_APART: Final = 0.25
"""Seconds from one student's loss of the network to the next one's."""


class Hall(Struct, frozen=True):
    """Who sits where, and who reads the booklets at the end."""

    url: str
    session: str
    code: str
    writers: tuple[Who, ...]
    waiting: tuple[Who, ...]
    """They join and do not begin before they are told to."""
    staff: str
    password: str


class Sitting(Student):
    """Sits until staff end it; the network fails whenever it likes."""

    def fall(self, seconds: float) -> None:
        """The network is gone for so long, once there was one."""
        if self._running is not None:
            self._link.cut(seconds)


class Waiting(Sitting):
    """Has joined, and begins when it is told to."""

    begins: asyncio.Event

    async def _begin(self) -> None:
        await self.begins.wait()
        await super()._begin()


async def sit(hall: Hall) -> Report:
    """Sits until standard input has said that it is the end, and all have left."""
    network, recorder, begins = Network(hall.url), Recorder(), asyncio.Event()
    lines = await _lines()
    try:
        async with asyncio.TaskGroup() as tasks:
            listening = tasks.create_task(_listen(lines, recorder, begins))
            students = _students(hall, network, recorder, begins)
            writing = tasks.create_task(_write(hall, students, recorder))
            async with asyncio.TaskGroup() as sitting:
                for student in students:
                    sitting.create_task(student.run())
            listening.cancel()
            writing.cancel()
        staff = Reach(network)
        await staff.ask("POST", "/api/sign-in", {"name": hall.staff, "password": hall.password})
        verdict = check(recorder.history, await booklets_of(staff, hall.session))
    finally:
        await network.close()
    count = len(hall.writers) + len(hall.waiting)
    return made(recorder, verdict, count, TIMES.give_up, strict=True)


def _students(
    hall: Hall, network: Network, recorder: Recorder, begins: asyncio.Event
) -> list[Sitting]:
    students: list[Sitting] = []
    for n, who in enumerate((*hall.writers, *hall.waiting)):
        kind = Sitting if n < len(hall.writers) else Waiting
        one = kind(network, recorder, hall.code, who, TIMES, f"apart/{n}")
        if isinstance(one, Waiting):
            one.begins = begins
        students.append(one)
    return students


async def _lines() -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    return reader


async def _listen(lines: asyncio.StreamReader, recorder: Recorder, begins: asyncio.Event) -> None:
    while line := (await lines.readline()).decode().rstrip("\n"):
        what, _, text = line.partition(" ")
        match what:
            case "announced":
                recorder.history.announced.append(text)
            case "begin":
                begins.set()
            case "end":
                recorder.announcing = False
            case _:
                raise ValueError(line)


async def _write(hall: Hall, students: list[Sitting], recorder: Recorder) -> None:
    """Says that all are seated; from then on one after another loses the network for a moment."""
    seated, rng = (len(students), len(hall.writers)), Random("apart")
    await eventually(lambda: (recorder.joined, recorder.began) == seated, within=TIMES.give_up)
    print("seated", flush=True)
    while recorder.announcing:
        await asyncio.sleep(FALLS_APART)
        rng.choice(students).fall(rng.uniform(0.3, 3.0))


class Apart:
    """The hall, as the story that looks at it has it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def say(self, line: str) -> None:
        """One of the lines that it understands."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n".encode())
        await self._process.stdin.drain()

    async def heard(self, within: float) -> str:
        """The next line that it says. Raises TimeoutError."""
        assert self._process.stdout is not None
        async with asyncio.timeout(within):
            return (await self._process.stdout.readline()).decode().strip()


@asynccontextmanager
async def apart(hall: Hall, folder: Path) -> AsyncIterator[Apart]:
    """Its process, killed at the end where it still runs."""
    file = folder / "hall.json"
    await asyncio.to_thread(file.write_bytes, json.encode(hall))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", PROGRAM, str(file)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=1024 * 1024,
    )
    try:
        yield Apart(process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


if __name__ == "__main__":
    plan = json.decode(Path(sys.argv[1]).read_bytes(), type=Hall)
    print(json.encode(asyncio.run(sit(plan))).decode(), flush=True)
