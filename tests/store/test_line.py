"""Who writes next: the keeper first, the office in order, and other processes by the file."""

import asyncio
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from invigilate.store.line import OFFICE_TURN, WriterLine


@pytest.fixture
def line(tmp_path: Path) -> Iterator[WriterLine]:
    made = WriterLine(tmp_path / "exams.sqlite3.writer")
    yield made
    made.close()


async def until(ready: threading.Event) -> None:
    assert await asyncio.to_thread(ready.wait, 5)


async def test_the_office_writes_in_the_order_of_coming(line: WriterLine) -> None:
    written: list[int] = []

    async def write(number: int) -> None:
        async with line.office():
            written.append(number)

    async with asyncio.TaskGroup() as group:
        for number in range(50):
            group.create_task(write(number))
    assert written == list(range(50))


async def test_the_keeper_is_first_in_line(line: WriterLine) -> None:
    written: list[str] = []
    keeper_waits = threading.Event()

    def keep() -> None:
        place = line._join(line._keeper)
        keeper_waits.set()
        place.result()
        written.append("keeper")
        line._leave()

    async def office() -> None:
        async with line.office():
            written.append("office")

    async with asyncio.TaskGroup() as group:
        async with line.office():
            group.create_task(office())
            await asyncio.sleep(0)
            keeper = group.create_task(asyncio.to_thread(keep))
            await until(keeper_waits)
        await keeper
    assert written == ["keeper", "office"]


async def test_after_so_many_turns_of_the_keeper_the_office_is_let_in(line: WriterLine) -> None:
    turns = [line._join(line._keeper) for _ in range(OFFICE_TURN + 2)]
    office = line._join(line._office)
    for _ in range(OFFICE_TURN):
        line._leave()
    assert [turn.done() for turn in turns] == [True] * OFFICE_TURN + [False, False]
    assert office.done()
    line._leave()
    line._leave()
    assert [turn.done() for turn in turns] == [True] * (OFFICE_TURN + 2)
    line._leave()


async def test_the_keepers_thread_and_the_office_never_write_together(line: WriterLine) -> None:
    inside = 0
    seen: list[int] = []

    def keep() -> None:
        nonlocal inside
        for _ in range(200):
            with line.keeper():
                inside += 1
                seen.append(inside)
                inside -= 1

    async def office() -> None:
        nonlocal inside
        for _ in range(200):
            async with line.office():
                inside += 1
                seen.append(inside)
                await asyncio.sleep(0)
                inside -= 1

    await asyncio.gather(asyncio.to_thread(keep), office(), office())
    assert seen == [1] * 600


async def test_who_is_cancelled_while_waiting_keeps_nobody_out(line: WriterLine) -> None:
    async def office() -> None:
        async with line.office():
            pytest.fail("it was cancelled before its turn")

    async with line.office():
        waiting = asyncio.create_task(office())
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    async with line.office():
        pass


async def test_who_is_cancelled_when_the_turn_has_come_passes_it_on(line: WriterLine) -> None:
    async def office() -> None:
        async with line.office():
            pytest.fail("it was cancelled at the very moment of its turn")

    async with line.office():
        waiting = asyncio.create_task(office())
        await asyncio.sleep(0)
    waiting.cancel()  # the line has called it, the loop has not told it yet
    with pytest.raises(asyncio.CancelledError):
        await waiting
    async with asyncio.timeout(5), line.office():
        pass


HOLDER = """
import fcntl, sys
file = open(sys.argv[1], "w")
fcntl.flock(file, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""


async def test_another_process_is_waited_for_without_stopping_the_loop(
    line: WriterLine, tmp_path: Path
) -> None:
    other = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        HOLDER,
        str(tmp_path / "exams.sqlite3.writer"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert other.stdin is not None
    assert other.stdout is not None
    assert await other.stdout.readline() == b"held\n"

    async def office() -> str:
        async with line.office():
            return "written"

    cancelled = asyncio.create_task(office())
    patient = asyncio.create_task(office())
    for _ in range(10):
        await asyncio.sleep(0)
    assert (cancelled.done(), patient.done()) == (False, False)
    cancelled.cancel()
    with pytest.raises(asyncio.CancelledError):
        await cancelled
    other.stdin.close()
    async with asyncio.timeout(10):
        assert await patient == "written"
    await other.wait()
