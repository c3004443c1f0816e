"""How long a key takes to show in a long essay, against the same text in a bare textarea.

    python -m bench.essay_typing

A student who began an exam has written 10,000 words; now keys are pressed at their end, one each
150 ms, and measured is the time from the key to the end of the frame that shows it. Beside it, in
the same browser, stands a page with nothing but a textarea of the same type, width and text. The
two take turns, first at the machine's own speed, then with its processor slowed down six times.
"""

import argparse
import asyncio
import tempfile
from pathlib import Path
from statistics import median

from playwright.async_api import Browser, Locator, Page

from bench.figures import Findings, share, spread
from invigilate.cli.demonstrating import PAPER
from tests.servers.chromium import launched
from tests.stories.pages import Student
from tests.stories.schools import School, roster, school

WORDS = 10_000
KEY_MS = 150
KEYS = 25
SLOWER = 6
SENTENCE = "lorem ipsum dolor sit amet consetetur "
LINE = SENTENCE * 15
TEXTS = {
    "paragraphs of 90 words": (LINE.strip() + "\n\n") * (WORDS // 90),
    "one paragraph": SENTENCE * (WORDS // 6),
}
WATCH = """() => {
    globalThis.shown = [];
    addEventListener('keydown', ({ timeStamp }) => requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => shown.push(performance.now() - timeStamp);
        port2.postMessage(null);
    }), true);
}"""
"""Keeps for each key the milliseconds until after the frame that follows it."""
LOOKS = """(it) => {
    const { font, lineHeight, padding, width } = getComputedStyle(it);
    return { font, lineHeight, padding, width };
}"""
BARE = """(looks) => {
    const it = document.createElement('textarea');
    Object.assign(it.style, looks, { boxSizing: 'border-box' });
    it.rows = 20;
    document.body.append(it);
}"""
TO_THE_END = "(it) => { it.focus(); it.setSelectionRange(it.value.length, it.value.length); }"


class Desk:
    """One page with one place to write."""

    def __init__(self, page: Page, place: Locator) -> None:
        self.page = page
        self.place = place

    async def holds(self, text: str) -> None:
        """All of the text stands there, and everything that follows from it is done."""
        await self.place.fill(text)
        await self.page.wait_for_timeout(3_000)

    async def typed(self, slower: int) -> list[float]:
        """Presses keys at the end; the milliseconds of each."""
        tools = await self.page.context.new_cdp_session(self.page)
        await tools.send("Emulation.setCPUThrottlingRate", {"rate": slower})
        await self.place.evaluate(TO_THE_END)
        await self.page.wait_for_timeout(500)
        await self.page.evaluate("shown.length = 0")
        for _ in range(KEYS):
            await self.page.keyboard.press("a")
            await self.page.wait_for_timeout(KEY_MS)
        await self.page.wait_for_function("count => shown.length === count", arg=KEYS)
        found: list[float] = await self.page.evaluate("shown")
        await tools.send("Emulation.setCPUThrottlingRate", {"rate": 1})
        await tools.detach()
        return found


async def desks(browser: Browser, place: School) -> list[Desk]:
    """The exam page at an essay, and a bare textarea that looks like it."""
    edition = await place.paper(PAPER.read_bytes(), PAPER.name)
    _, code = await place.session(edition, roster(1), personal_key=False)
    student = Student(await (await browser.new_context(locale="en-GB")).new_page())
    await student.join(place.url, code, "1000")
    await student.begin()
    await student.go_to(9, "Sound in space")
    essay = student.field("Your text")
    page = await (await browser.new_context(locale="en-GB")).new_page()
    await page.evaluate(BARE, await essay.evaluate(LOOKS))
    found = [Desk(student.page, essay), Desk(page, page.locator("textarea"))]
    for desk in found:
        await desk.page.evaluate(WATCH)
    return found


async def run(pairs: int) -> None:
    """Everything, from the server's start to the table."""
    found = Findings("essay_typing", "A key in a long essay", "python -m bench.essay_typing")
    found.line()
    found.line(
        f"Milliseconds from a key to the end of the frame that shows it, at the end of {WORDS:,}"
        f" words: {pairs} turns of {KEYS} keys each, one each {KEY_MS} ms, the page and a bare"
        " textarea of the same type and width in turns. A frame of 60 a second is 17 ms."
    )
    rows: list[tuple[object, ...]] = []
    with tempfile.TemporaryDirectory() as folder:
        async with school(Path(folder)) as place, launched() as browser:
            both = await desks(browser, place)
            for name, text in TEXTS.items():
                for desk in both:
                    await desk.holds(text)
                for slower in (1, SLOWER):
                    taken: list[list[float]] = [[], []]
                    for _ in range(pairs):
                        for desk, each in zip(both, taken, strict=True):
                            each += await desk.typed(slower)
                    ratio = median(taken[0]) / median(taken[1])
                    late = share(taken[0], 0.95) / share(taken[1], 0.95)
                    speed = "full speed" if slower == 1 else f"{slower} times slower"
                    rows.append((f"{name}, {speed}", *map(spread, taken), ratio, late))
    head = ("min · median · max", "exam page", "bare textarea", "ratio of medians", "ratio at 95 %")
    found.table(head, rows)
    found.keep()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pairs", type=int, default=3)
    asyncio.run(run(**vars(parser.parse_args())))
