"""Waiting for what must come true, with a deadline, instead of sleeping and hoping."""

import asyncio
from collections.abc import Callable


async def eventually(condition: Callable[[], object], within: float = 5.0) -> float:
    """Returns as soon as the condition holds; gives how many seconds that took.

    Raises AssertionError where it does not come true within so many seconds.
    """
    loop = asyncio.get_running_loop()
    start = loop.time()
    while not condition():
        if loop.time() - start > within:
            raise AssertionError(f"it did not come true within {within:g} seconds")
        await asyncio.sleep(0.005)
    return loop.time() - start
