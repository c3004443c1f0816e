"""`invigilate …` as processes of their own."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple


class Ended(NamedTuple):
    """A command that came to its end."""

    status: int
    out: str
    err: str


def environment(folder: Path, **more: str) -> dict[str, str]:
    """Ours without any setting but the data folder, and these."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("INVIGILATE_")}
    return {**ours, "INVIGILATE_DATA_FOLDER": str(folder), **more}


async def command(folder: Path, *words: str, **more: str) -> Ended:
    """Runs it to its end, within a minute."""
    process = await _started(folder, *words, **more)
    async with asyncio.timeout(60):
        out, err = await process.communicate()
    assert process.returncode is not None
    return Ended(process.returncode, out.decode(), err.decode())


@asynccontextmanager
async def running(
    folder: Path, *words: str, **more: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Runs it until the end of the block, then stops it as Ctrl-C does."""
    process = await _started(folder, *words, **more)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
        async with asyncio.timeout(30):
            await process.communicate()


async def _started(folder: Path, *words: str, **more: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "invigilate",
        *words,
        env=environment(folder, **more),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
