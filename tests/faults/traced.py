"""System calls of a running process made slow, wrong or deadly, by strace."""

import asyncio
import re
import signal
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from tests.conditions import eventually

INJECTED = re.compile(r"\((?:INJECTED|DELAYED)\)")
OPENS = "openat"


class Trace:
    """What strace wrote of one process."""

    def __init__(self, file: Path) -> None:
        self._file = file

    @property
    def lines(self) -> list[str]:
        """Each begins with the thread's number; a call that is cut in two stands in two."""
        return self._file.read_text(errors="replace").splitlines()

    @property
    def injected(self) -> list[str]:
        """The calls that were tampered with."""
        return [line for line in self.lines if INJECTED.search(line)]


@asynccontextmanager
async def traced(pid: int, calls: str, inject: str) -> AsyncIterator[Trace]:
    """While it lasts these calls (`fsync,fdatasync`) are treated so (`error=EIO:when=2`).

    `when` counts for each thread and each call by itself. Raises AssertionError where strace does
    not come to attach.
    """
    with tempfile.TemporaryDirectory(prefix="invigilate-trace-") as folder:
        trace = Trace(Path(folder) / "calls")
        words = [
            "-f",
            "-s",
            "256",
            "-e",
            f"trace={calls},{OPENS}",
            "-e",
            f"inject={calls}:{inject}",
        ]
        process = await asyncio.create_subprocess_exec(
            *("strace", *words, "-o", str(trace._file), "-p", str(pid)),
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            assert process.stderr is not None
            said = (await process.stderr.readline()).decode()
            assert "attached" in said, said
            yield trace
        finally:
            with suppress(ProcessLookupError):
                process.send_signal(signal.SIGINT)
            await process.communicate()


async def until_injected(trace: Trace, times: int = 1, within: float = 15) -> None:
    """Waits until so many calls were tampered with. Raises AssertionError."""
    await eventually(lambda: len(trace.injected) >= times, within)


def reopened(trace: Trace, name: str) -> list[bool]:
    """Of each call that failed: whether its thread opened that file anew before it synced again."""
    answers: list[bool] = []
    failed: dict[str, bool] = {}
    for line in trace.lines:
        thread = line.split(" ", 1)[0]
        if INJECTED.search(line):
            failed[thread] = False
        elif thread in failed and OPENS in line and f'{name}"' in line:
            failed[thread] = True
        elif thread in failed and "sync(" in line:
            answers.append(failed.pop(thread))
    return answers
