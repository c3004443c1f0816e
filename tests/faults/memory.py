"""Faults of memory: a hundred people whose devices take what they are sent no more."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from resource import RLIMIT_DATA

import psutil

from bench.sitting import Person, Student, proctors, seated
from invigilate.crowd.checking.history import History, Put
from invigilate.crowd.link import random_id
from invigilate.ids import DeviceId, RequestId
from invigilate.rooms.commands import Begin
from invigilate.rooms.orders import Announce
from invigilate.wire import frames as f
from tests.conditions import eventually
from tests.faults.buses import measure_saves
from tests.faults.hall import Hall
from tests.faults.listed import Arrangement, fault
from tests.stories.schools import roster

READERS = 100
TEXT = 2_000
"""Characters of an announcement: the most that one may have."""
PERIOD_SECONDS = 0.2
CUT_SECONDS = 20
MOST_SECONDS = 40
MIB = 1024 * 1024
MORE_MIB = 128
"""So much more memory the server is given than it has; beyond, the kernel refuses it."""
GROWTH_MIB = 32


@fault(
    "F14",
    "A hundred readers stop reading, and the server's memory is bounded",
    Arrangement.ONE,
)
async def readers_stall(hall: Hall) -> None:
    """They are sent the longest announcements again and again, and read not a byte; a small
    buffer and short segments are theirs, as a network's are."""
    async with stalling(hall) as (students, board):
        (pid,) = hall.place.pids()
        server = psutil.Process(pid)
        bound = bounded(server)
        before = server.memory_info().rss
        at = hall.strikes()
        for student in students:
            student.line.stall()
        texts = 0
        most = before
        while held(server, students) and time.monotonic() - at < MOST_SECONDS:
            announce(board, texts)
            texts += 1
            most = max(most, server.memory_info().rss)
            await asyncio.sleep(PERIOD_SECONDS)
        if not held(server, students):
            hall.bit(f"the server had let go of all {READERS}, its memory bounded {bound}")
        hall.measure("all of them cut", time.monotonic() - at, CUT_SECONDS)
        hall.measure("the server grew by", (most - before) / MIB, GROWTH_MIB, "MiB")
        measure_saves(hall, at)
        thrown = sum(page.away_since(at) is not None for page in hall.steady.pages)
        hall.measure("others thrown out", thrown, 0, "")
        if hall.place.pids() != [pid]:
            hall.wrong(f"the server that had process {pid} is another one")
        await come_back(hall, students, texts)


@asynccontextmanager
async def stalling(hall: Hall) -> AsyncIterator[tuple[list[Student], Person]]:
    """So many students of a session of their own, who began, and a proctor's board."""
    steady = await hall.place.office.ask("GET", f"/api/sessions/{await hall.steady_session()}")
    session, code = await hall.place.session(
        steady["edition"], roster(READERS), title="Stalled", personal_key=False
    )
    numbers = [str(1_000 + n) for n in range(READERS)]
    students = await seated(hall.place, code, numbers, small=READERS)
    (board,) = await proctors(hall.place, session, 1)
    try:
        for student in students:
            student.begin(time.time())
        await eventually(lambda: all(s.acked for s in reading(students)), within=30)
        hall.beside.append((begun(students), session))
        yield students, board
    finally:
        for person in (*students, board):
            person.line.drop()


def begun(students: list[Student]) -> History:
    """What they wrote, and were told of: that each began."""
    history, now = History(), time.monotonic()
    for student in students:
        device = DeviceId(student.device)
        put = Put(student.seat, device, 1, Begin(), None, "saved", "", now, now, online=True)
        history.puts[student.seat] = [put]
    return history


def reading(students: list[Student]) -> list[Student]:
    """They, once they have read what came."""
    for student in students:
        student.read()
    return students


def bounded(server: psutil.Process) -> str:
    """Gives it no more memory than it has now and a little, where the system can; says how."""
    with suppress(FileNotFoundError, AttributeError):
        bytes_ = data_bytes(server.pid) + MORE_MIB * MIB
        server.rlimit(RLIMIT_DATA, (bytes_, bytes_))
        return f"at {bytes_ // MIB} MiB by the kernel"
    return "by nothing: this system has no such limit"


def data_bytes(pid: int) -> int:
    """What counts for that limit (Linux)."""
    with open(f"/proc/{pid}/status", encoding="ascii") as lines:
        (found,) = (line.split()[1] for line in lines if line.startswith("VmData:"))
    return int(found) * 1_024


def held(server: psutil.Process, students: list[Student]) -> int:
    """How many of their sockets the server still has."""
    has = {c.raddr.port for c in server.net_connections("tcp") if c.raddr}
    return sum(student.line.port in has for student in students)


def announce(board: Person, number: int) -> None:
    """One announcement of the longest kind."""
    board.read()
    text = f"{number:06} ".ljust(TEXT, "x")
    board.line.send(f.Ordering(RequestId(random_id()), Announce(None, text)))


async def come_back(hall: Hall, students: list[Student], texts: int) -> None:
    """They connect again, and then have all that they missed."""
    at = time.monotonic()
    for student in students:
        student.line.drop()
    async with asyncio.TaskGroup() as tasks:
        for student in students:
            tasks.create_task(student.connect())
    try:
        await eventually(lambda: all(len(s.texts) == texts for s in reading(students)), within=30)
    except AssertionError:
        missing = sum(texts - len(student.texts) for student in students)
        hall.wrong(f"{missing} announcements are missing after they came back")
    hall.measure("all back with what they missed", time.monotonic() - at, 15)
