"""Asks a path ten times a second from a process of its own, and says how long each answer took.

The process in which a fault runs is busy with everybody who writes: what it would measure is its
own waiting. Each time on a new connection, so that every worker is asked.
"""

import asyncio
import http.client
import select
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

SECONDS_APART = 0.1
PATIENCE_SECONDS = 2


@asynccontextmanager
async def asked(port: int, path: str = "/healthz") -> AsyncIterator[list[float]]:
    """A list that at the end holds the milliseconds of each answer, ascending; `inf`: none."""
    times: list[float] = []
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", __name__, str(port), path),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield times
    finally:
        told, _ = await process.communicate(b"over")
        times += sorted(float(line) for line in told.split())


def _ask_until_told(port: int, path: str) -> None:
    while not select.select([sys.stdin], [], [], SECONDS_APART)[0]:
        print(_one(port, path), flush=True)


def _one(port: int, path: str) -> float:
    began = time.monotonic()
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
        connection.request("GET", path)
        connection.getresponse().read()
        connection.close()
    except OSError:
        return float("inf")
    return (time.monotonic() - began) * 1_000


if __name__ == "__main__":
    _ask_until_told(int(sys.argv[1]), sys.argv[2])
