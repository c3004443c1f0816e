"""How long a student waits for the exam page on a thin line, against one that is not.

    python -m bench.thin_line

A real server, a real browser, and between them a cable of 400 kbit/s on which every round trip
takes 300 ms. Measured is the time until **Begin** can be pressed in the lobby, which is after all
is there that one needs from then on without a network. Two ways lead there:

* *opened anew*: the address of the exam page, on a device that has nothing of it: caches and
  service worker are cleared;
* *from the start screen*: a device that has nothing at all opens it, and somebody types code and
  number, a key each half second; counted from the press on "Yes, that is me".

The turns on either line alternate.
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from msgspec import Struct
from playwright.async_api import Browser, BrowserContext, Page

from bench.figures import Findings, spread
from invigilate.cli.demonstrating import PAPER
from tests.servers.cable import Cable, cable
from tests.servers.chromium import launched
from tests.stories.schools import roster, school
from tests.stories.walking import SAID

BITS_A_SECOND = 400_000
ROUND_TRIP_MS = 300
KEY_MS = 500
PATIENCE_MS = 60_000
STALE = "cache_storage,service_workers"
BEGIN = "which => document.querySelector(which) !== null"
QUIET_SECONDS = 1.0
"""So long nothing goes over the line before a turn: earlier pages have all they want."""


class Turn(Struct, frozen=True):
    """One page, opened."""

    shown: float
    """Seconds until the lobby stands there."""
    usable: float
    """Seconds until Begin can be pressed."""
    carried: int
    """Bytes over the line until then, both ways, headers included."""


def thin(line: Cable) -> None:
    """As a village's line is."""
    line.thin(BITS_A_SECOND, ROUND_TRIP_MS / 2)


def fast(line: Cable) -> None:
    """As fast as it goes."""
    line.thin(float("inf"), 0)


async def lobby(page: Page, line: Cable, go: Callable[[], Awaitable[object]]) -> Turn:
    """Goes there, and waits until one can begin."""
    before, start = line.carried, time.perf_counter()
    await go()
    # The page itself looks at every frame; an assertion would look at growing intervals.
    await page.wait_for_function(BEGIN, arg=".begin button", polling="raf", timeout=PATIENCE_MS)
    shown = time.perf_counter() - start
    await page.wait_for_function(
        BEGIN, arg=".begin button:enabled", polling="raf", timeout=PATIENCE_MS
    )
    return Turn(shown, time.perf_counter() - start, line.carried - before)


async def quiet(line: Cable) -> None:
    """Returns when nothing has gone over the line for a while."""
    before = -1
    while line.carried != before:
        before = line.carried
        await asyncio.sleep(QUIET_SECONDS)


async def opened(page: Page, line: Cable, become: Callable[[Cable], None]) -> Turn:
    """Opens the exam page with nothing of it on the device, on a line that becomes so."""
    fast(line)
    await quiet(line)
    tools = await page.context.new_cdp_session(page)
    await page.goto("about:blank")
    await tools.send("Storage.clearDataForOrigin", {"origin": line.url, "storageTypes": STALE})
    await tools.send("Network.clearBrowserCache")
    await tools.detach()
    await quiet(line)
    become(line)
    return await lobby(page, line, lambda: page.goto(f"{line.url}/exam", wait_until="commit"))


async def joined(context: BrowserContext, line: Cable, code: str, number: str) -> Turn:
    """Takes a seat on a device that was never here, as somebody does who types."""
    page = await context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    await page.goto(line.url)
    await page.get_by_label("Session code").press_sequentially(code, delay=KEY_MS)
    await page.get_by_role("button", name="Verify Session Code").click()
    await page.get_by_label("Candidate number").press_sequentially(number, delay=KEY_MS)
    await page.get_by_role("button", name="Continue").click()
    yes = page.get_by_role("button", name="Yes, that is me")
    await yes.wait_for()
    return await lobby(page, line, yes.click)


async def reopening(
    browser: Browser, line: Cable, code: str, number: str, language: str, pairs: int
) -> list[list[Turn]]:
    """So many pairs of turns of one device: thin, and as fast as it goes."""
    context = await browser.new_context(locale=language)
    page = await context.new_page()
    said = SAID[language]
    await page.goto(line.url)
    for field, value, go_on in (("code", code, "verify"), ("number", number, "continue")):
        await page.get_by_label(said[field]).fill(value)
        await page.get_by_role("button", name=said[go_on], exact=True).click()
    await page.get_by_role("button", name=said["yes"]).click()
    await page.get_by_role("button", name=said["begin"], disabled=False).wait_for()
    found: list[list[Turn]] = [[], []]
    for _ in range(pairs):
        for turns, become in zip(found, (thin, fast), strict=True):
            turns.append(await opened(page, line, become))
    fast(line)
    await context.close()
    return found


async def coming(browser: Browser, line: Cable, code: str, pairs: int) -> list[list[Turn]]:
    """So many pairs of devices that were never here: thin, and as fast as it goes."""
    found: list[list[Turn]] = [[], []]
    for pair in range(pairs):
        for which, become in enumerate((thin, fast)):
            context = await browser.new_context(locale="en-GB")
            await quiet(line)
            become(line)
            number = str(1002 + 2 * pair + which)
            found[which].append(await joined(context, line, code, number))
            fast(line)
            await context.close()
    return found


async def run(pairs: int) -> None:
    """Everything, from the server's start to the table."""
    found = Findings("thin_line", "The exam page on a thin line", "python -m bench.thin_line")
    found.line()
    found.line(
        f"{BITS_A_SECOND // 1000} kbit/s for all connections together and {ROUND_TRIP_MS} ms for a"
        f" round trip, against the same without; {pairs} turns each, in turns. *Opened anew*: with"
        " nothing of the page on the device. *From the start screen*: on a device that was never"
        f' here; a key is typed each {KEY_MS} ms, and it is counted from the press on "Yes, that is'
        ' me".'
    )
    with tempfile.TemporaryDirectory() as folder:
        async with school(Path(folder)) as place, launched() as browser, cable(place.port) as line:
            edition = await place.paper(PAPER.read_bytes(), PAPER.name)
            people = roster(2 + 2 * pairs)
            _, code = await place.session(edition, people, personal_key=False)
            ways = {
                "opened anew": await reopening(browser, line, code, "1000", "en", pairs),
                "opened anew in German": await reopening(browser, line, code, "1001", "de", pairs),
                "from the start screen": await coming(browser, line, code, pairs),
            }
    rows = [
        (f"{way}: {name}", *(spread([getattr(turn, what) for turn in each]) for each in turns))
        for way, turns in ways.items()
        for name, what in (
            ("seconds until the lobby stands there", "shown"),
            ("seconds until Begin can be pressed", "usable"),
            ("bytes over the line until then", "carried"),
        )
    ]
    found.table(("min · median · max", "thin line", "any speed"), rows)
    found.keep()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pairs", type=int, default=5)
    asyncio.run(run(**vars(parser.parse_args())))
