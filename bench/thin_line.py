"""How long a student waits for the exam page on a thin line, against one that is not.

    python -m bench.thin_line

A real server, a real browser, and between them a cable of 400 kbit/s on which every round trip
takes 300 ms. Each turn is a device that has nothing of the page yet: caches and service worker are
cleared. Measured is the time until **Begin** can be pressed in the lobby, which is after all parts
that the paper may need are there; the turns on either line alternate.
"""

import argparse
import asyncio
import tempfile
import time
from pathlib import Path

from msgspec import Struct
from playwright.async_api import BrowserContext, Page, expect

from bench.figures import Findings, spread
from invigilate.cli.demonstrating import PAPER
from tests.servers.cable import Cable, cable
from tests.servers.chromium import launched
from tests.stories.pages import Student
from tests.stories.schools import roster, school

BITS_A_SECOND = 400_000
ROUND_TRIP_MS = 300
STALE = "cache_storage,service_workers"


class Turn(Struct, frozen=True):
    """One page, opened anew."""

    shown: float
    """Seconds until the lobby stands there."""
    usable: float
    """Seconds until Begin can be pressed."""
    carried: int
    """Bytes over the line, both ways, headers included."""


async def opened(page: Page, url: str, line: Cable) -> Turn:
    """Opens the exam page with nothing of it on the device."""
    tools = await page.context.new_cdp_session(page)
    await page.goto("about:blank")
    await tools.send("Storage.clearDataForOrigin", {"origin": url, "storageTypes": STALE})
    await tools.send("Network.clearBrowserCache")
    before, start = line.carried, time.perf_counter()
    await page.goto(f"{url}/exam", wait_until="commit")
    begin = page.get_by_role("button", name="Begin")
    await begin.wait_for(timeout=60_000)
    shown = time.perf_counter() - start
    await expect(begin).to_be_enabled(timeout=60_000)
    return Turn(shown, time.perf_counter() - start, line.carried - before)


async def turns(context: BrowserContext, line: Cable, code: str, pairs: int) -> list[list[Turn]]:
    """So many pairs of turns: thin, and as fast as it goes."""
    page = await context.new_page()
    await Student(page).join(line.url, code, "1000")
    found: list[list[Turn]] = [[], []]
    for _ in range(pairs):
        for which, turn in enumerate(found):
            if which == 0:
                line.thin(BITS_A_SECOND, ROUND_TRIP_MS / 2)
            else:
                line.thin(float("inf"), 0)
            turn.append(await opened(page, line.url, line))
    return found


async def run(pairs: int) -> None:
    """Everything, from the server's start to the table."""
    found = Findings("thin_line", "The exam page on a thin line", "python -m bench.thin_line")
    found.line()
    found.line(
        f"{BITS_A_SECOND // 1000} kbit/s for all connections together and {ROUND_TRIP_MS} ms for a"
        f" round trip, against the same without; {pairs} turns each, in turns; nothing cached."
    )
    with tempfile.TemporaryDirectory() as folder:
        async with school(Path(folder)) as place, launched() as browser, cable(place.port) as line:
            edition = await place.paper(PAPER.read_bytes(), PAPER.name)
            _, code = await place.session(edition, roster(2), personal_key=False)
            context = await browser.new_context(locale="en-GB")
            thin, fast = await turns(context, line, code, pairs)
            await context.close()
    rows = [
        (name, *(spread([getattr(turn, what) for turn in each]) for each in (thin, fast)))
        for name, what in (
            ("seconds until the lobby stands there", "shown"),
            ("seconds until Begin can be pressed", "usable"),
            ("bytes over the line", "carried"),
        )
    ]
    found.table(("min · median · max", "thin line", "any speed"), rows)
    found.keep()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pairs", type=int, default=5)
    asyncio.run(run(**vars(parser.parse_args())))
