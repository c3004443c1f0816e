"""Faults between browsers and the server: silence, a pulled cable, copies and another order."""

import asyncio
import time
from random import Random

from invigilate.rooms.commands import Answer
from tests.conditions import eventually
from tests.faults.beside import Beside, beside, over_a_cable
from tests.faults.copies import Copier, Posting
from tests.faults.hall import Hall
from tests.faults.listed import Arrangement, fault
from tests.faults.onlooker import Onlooker, onlooker
from tests.servers.cable import Cable

FAR_PAGES = 4
STALLED_SECONDS = 20.0
PULLED_SECONDS = 6.0
QUEUED = 300
COPYING_SECONDS = 6.0


@fault("F12", "The way to the server stands still, and is pulled", Arrangement.TWO, unknown=True)
async def partition(hall: Hall) -> None:
    """Twenty seconds stand for ten minutes: all that notices has noticed, and nothing is kept that
    grows but the pages' journals. What comes back after a pull waits for the pages' own next try,
    which is spread over at most 15 s.
    """
    async with (
        over_a_cable(hall) as (line, network),
        beside(hall, "Far", FAR_PAGES, network) as far,
        onlooker(hall.place, far.session) as board,
    ):
        await _stalled(hall, line, far, board)
        await _pulled(hall, line, far)


async def _stalled(hall: Hall, line: Cable, far: Beside, board: Onlooker) -> None:
    pages, carried, at = far.steady.pages, line.carried, hall.strikes()
    line.stall()
    await eventually(lambda: not any(page.is_live for page in pages), within=30)
    why = "Fifteen seconds of silence are the rule, and a page looks four times a second."
    hall.measure("pages notice silence", time.monotonic() - at, 15, why=why)
    shown = [await board.shows_offline(page.seat, at) for page in pages]
    hall.measure("board shows them offline", max(shown), 15)
    for page in pages:
        for turn in range(QUEUED - page.waiting):
            page.write(Answer(0, "abc"[turn % 3]))
    await asyncio.sleep(max(0.0, at + STALLED_SECONDS - time.monotonic()))
    passed = line.carried - carried
    if passed < 1_000 and all(page.waiting >= QUEUED for page in pages):
        hall.bit(f"{passed} bytes passed in {time.monotonic() - at:.0f} s; {QUEUED} changes wait")
    line.flow()
    hall.measure(f"{QUEUED} queued changes of each page saved", await _delivered(far), 5)


async def _pulled(hall: Hall, line: Cable, far: Beside) -> None:
    pages, at = far.steady.pages, hall.strikes()
    await line.pull()
    await eventually(lambda: not any(page.is_live for page in pages))
    hall.measure("pages notice a pulled cable", time.monotonic() - at, 2)
    await asyncio.sleep(PULLED_SECONDS)
    hall.bit(f"{len(pages)} pages had no network for {time.monotonic() - at:.0f} s")
    await line.plug()
    hall.measure("saved after it is plugged in again", await _delivered(far), 15)


async def _delivered(far: Beside) -> float:
    """Waits until all that was written before now is acknowledged; gives how long."""
    goals = [(page, page.peer.outbox.top) for page in far.steady.pages]
    return await eventually(lambda: all(p.peer.outbox.last >= top for p, top in goals), within=60)


@fault("F17", "Every answer comes one to five times, in any order", *Arrangement, crowd=4)
async def copies(hall: Hall) -> None:
    """Over the socket and by HTTP, seeded; the checker finds each change once in the log."""
    made: list[Copier] = []

    def copier(device: object) -> Copier:
        made.append(Copier(str(device), Random(f"copies {len(made)}")))
        return made[-1]

    async with beside(hall, "Copies", 12, peer=copier) as far:
        posting = Posting(hall.place.network, Random("posts"))
        hall.strikes()
        over = asyncio.create_task(asyncio.sleep(COPYING_SECONDS))
        await asyncio.gather(*(posting.go_on(page, over) for page in far.steady.pages))
        turns = sum(page.peer.outbox.top for page in far.steady.pages)
        sent = sum(one.copies for one in made)
        hall.measure("answers to copies that contradict", len(posting.wrong), 0, "")
        for problem in posting.wrong:
            hall.wrong(problem)
        if sent > turns and posting.count and any(one.gaps for one in made):
            hall.bit(
                f"{sent:,} frames with copies over sockets and {posting.count:,} by HTTP for "
                f"{turns:,} changes; {sum(one.gaps for one in made)} came too early"
            )
