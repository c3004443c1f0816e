"""Faults of the server's own processes."""

import asyncio
import os
import signal

import psutil

from tests.conditions import eventually
from tests.faults.hall import Hall
from tests.faults.listed import Arrangement, fault

REPLACED_SECONDS = 3


@fault("F1", "A worker is killed (SIGKILL) under load", Arrangement.TWO, unknown=True)
async def worker_killed(hall: Hall) -> None:
    """Three times, one after another."""
    for _ in range(3):
        pid = hall.place.pids()[0]
        at = hall.strikes()
        os.kill(pid, signal.SIGKILL)
        await eventually(lambda: not psutil.pid_exists(pid))  # noqa: B023
        hall.bit(f"process {pid} is gone")
        hall.measure("worker replaced", await hall.replaced({pid}), REPLACED_SECONDS)
        hall.measure_back(await hall.steady.all_back(at))
        await asyncio.sleep(1)


@fault("F1", "The server is killed (SIGKILL) and started again", Arrangement.ONE, unknown=True)
async def server_killed(hall: Hall) -> None:
    """The one process that there is."""
    (pid,) = hall.place.pids()
    at = hall.strikes()
    await hall.place.kill()
    hall.bit(f"process {pid} is gone")
    await hall.place.start()
    hall.measure_back(await hall.steady.all_back(at))
