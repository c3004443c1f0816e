"""What a board costs: its first rows, its main thread, its bytes, and how late it shows a change.

    python -m bench.board
    python -m bench.board --seats 5000 --rates 0 1000 --seconds 20

A real server, in whose rooms changes are made without any browser (`bench.busy_hall`), and one
board in Chromium. Halls of two sizes stand in turn, the small one to compare with; in each the
changes a second go up. Measured are

* *first rows*: from the navigation of a browser that is signed in to the first row of the table;
* *main thread*: seconds of tasks for each second, as the browser counts them;
* *bytes*: of the frames that come over the board's socket, for each second;
* *shown after*: from the commit of a change of one student in sight to the row that shows it.
"""

import argparse
import asyncio
import base64
import tempfile
import time
from pathlib import Path
from typing import Any

from msgspec import Struct, json
from playwright.async_api import Browser, CDPSession, Page

from bench.busy_hall import ORDERS, TOLD, Busy
from bench.figures import Findings, share, spread
from tests.servers.chromium import launched
from tests.stories.pages import sign_in
from tests.stories.schools import OFFICE, School, roster, school

ROW = "tr[data-seat]"
WATCH = """seat => {
  globalThis.shown = [];
  const row = document.querySelector(`tr[data-seat="${seat}"]`);
  let was = row.textContent.match(/\\d+\\s*\\/\\s*\\d+/)?.[0];
  new MutationObserver(() => {
    const is = row.textContent.match(/\\d+\\s*\\/\\s*\\d+/)?.[0];
    if (is !== was) globalThis.shown.push(Date.now());
    was = is;
  }).observe(row, { subtree: true, childList: true, characterData: true, attributes: true });
}"""
OPENINGS = 5


class Load(Struct, frozen=True):
    """What a board went through, and what it cost."""

    seats: int
    rate: float
    thread: float
    bytes_a_second: float
    shown_ms: list[float]


def busy(place: School, asked: Busy) -> None:
    """Says what is to happen in the hall from now on."""
    draft = place.folder / f"{ORDERS}.part"
    draft.write_bytes(json.encode(asked))
    draft.replace(place.folder / ORDERS)


async def first_rows(page: Page, url: str) -> float:
    """Seconds from the navigation to the first row."""
    await page.goto("about:blank")
    start = time.perf_counter()
    await page.goto(url, wait_until="commit")
    await page.wait_for_function(
        "row => document.querySelector(row) !== null", arg=ROW, polling="raf", timeout=60_000
    )
    return time.perf_counter() - start


class Frames:
    """Bytes that came over sockets."""

    def __init__(self, tools: CDPSession) -> None:
        self.bytes = 0
        tools.on("Network.webSocketFrameReceived", self._came)

    def _came(self, event: dict[str, Any]) -> None:
        data = event["response"]["payloadData"]
        is_text = event["response"]["opcode"] == 1
        self.bytes += len(data if is_text else base64.b64decode(data))


async def task_seconds(tools: CDPSession) -> float:
    """What the main thread was busy for, so far."""
    told = (await tools.send("Performance.getMetrics"))["metrics"]
    return float(next(one["value"] for one in told if one["name"] == "TaskDuration"))


async def loaded(page: Page, place: School, asked: Busy, seats: int, seconds: float) -> Load:
    """The board while so much happens."""
    busy(place, asked)
    told = place.folder / TOLD
    tools = await page.context.new_cdp_session(page)
    await tools.send("Network.enable")
    await tools.send("Performance.enable")
    await page.evaluate(WATCH, asked.watched)
    await asyncio.sleep(3)
    frames = Frames(tools)
    await page.evaluate("globalThis.shown.length = 0")
    done = len(_lines(told))
    before, start = await task_seconds(tools), time.perf_counter()
    await asyncio.sleep(seconds)
    thread, took = await task_seconds(tools) - before, time.perf_counter() - start
    carried = frames.bytes
    await asyncio.sleep(2)
    shown = [float(at) for at in await page.evaluate("globalThis.shown")]
    made = [float(line) for line in _lines(told)[done:]]
    await tools.detach()
    late = [min((at - one for at in shown if at >= one), default=2_000.0) for one in made[:-2]]
    return Load(seats, asked.rate, thread / took, carried / took, late)


def _lines(file: Path) -> list[str]:
    return file.read_text().split() if file.exists() else []


async def hall(
    browser: Browser, folder: Path, seats: int, rates: list[float], seconds: float
) -> tuple[list[float], list[Load]]:
    """A hall of this size: its first rows, several times, and what each rate costs."""
    async with school(folder, "bench.busy_hall") as place:
        edition = await place.paper()
        session, _ = await place.session(edition, roster(seats), title=f"Hall of {seats}")
        room = (await place.office.ask("GET", f"/api/sessions/{session}"))["room"]
        busy(place, Busy(room, seats, 0))
        page = await browser.new_page(viewport={"width": 1440, "height": 900})
        url = f"{place.url}/board/{session}"
        await page.goto(url)
        await sign_in(page, OFFICE)
        await page.wait_for_selector(ROW)

        async def writing() -> bool:
            rows = (await place.board(session)).rows.values()
            return sum(row.status == 2 for row in rows) == seats

        async with asyncio.timeout(180):
            while not await writing():  # noqa: ASYNC110  it is asked over the wire
                await asyncio.sleep(0.5)
        opened = [await first_rows(page, url) for _ in range(OPENINGS)]
        watched = await page.evaluate(f"document.querySelector('{ROW}').dataset.seat")
        loads = [
            await loaded(page, place, Busy(room, seats, rate, watched), seats, seconds)
            for rate in rates
        ]
        busy(place, Busy())
        await page.close()
    return opened, loads


async def measured(asked: argparse.Namespace) -> None:
    """Both halls, and the page of it."""
    findings = Findings("board", "What a board costs", "python -m bench.board")
    openings: list[tuple[object, ...]] = []
    rows: list[tuple[object, ...]] = []
    async with launched() as browser:
        base = 0.0
        for seats in (asked.small, asked.seats):
            with tempfile.TemporaryDirectory(prefix="invigilate-board-") as folder:
                opened, loads = await hall(browser, Path(folder), seats, asked.rates, asked.seconds)
            middle = sorted(opened)[len(opened) // 2]
            base = base or middle
            openings.append((seats, spread(opened), middle / base))
            calm = loads[0].thread or 1e-9
            for one in loads:
                late = sorted(one.shown_ms)
                rows.append(
                    (
                        seats,
                        one.rate,
                        f"{100 * one.thread:.1f} %",
                        one.thread / calm,
                        f"{one.bytes_a_second / 1024:.1f}",
                        f"{share(late, 0.5):.0f} · {share(late, 0.95):.0f}" if late else "–",
                        len(late),
                    )
                )
    findings.table(("students", "first rows, s: min · median · max", "ratio"), openings)
    findings.table(
        (
            "students",
            "changes a second",
            "main thread",
            "ratio to none",
            "KiB a second",
            "shown after, ms: p50 · p95",
            "changes watched",
        ),
        rows,
    )
    findings.keep()


def main() -> None:
    """Measures and keeps it."""
    parser = argparse.ArgumentParser(prog="python -m bench.board", description=__doc__)
    parser.add_argument("--small", type=int, default=500)
    parser.add_argument("--seats", type=int, default=5_000)
    parser.add_argument("--rates", type=float, nargs="+", default=[0, 100, 1_000])
    parser.add_argument("--seconds", type=float, default=20)
    asyncio.run(measured(parser.parse_args()))


if __name__ == "__main__":
    main()
