"""Faults of students' devices: gone for good in the middle of a word, hidden, throttled."""

import asyncio
import time

from websockets.asyncio.client import ClientConnection

from invigilate.crowd.link import now_ms
from invigilate.crowd.reach import read, send
from invigilate.crowd.recorder import Recorder
from invigilate.crowd.run import booklets_of
from invigilate.ids import SeatId
from invigilate.rooms.board import STATUSES
from invigilate.rooms.commands import Answer
from invigilate.rooms.orders import SetEnd
from invigilate.rooms.state import Status
from invigilate.wire.peer import State
from tests.faults.beside import Beside, beside, over_a_cable
from tests.faults.hall import Hall
from tests.faults.listed import Arrangement, fault
from tests.faults.onlooker import Onlooker, onlooker
from tests.faults.steady import SteadyPage
from tests.stories.schools import School

GONE_PAGES = 24
TEXT_SLOT = 2
WROTE_SECONDS = 3.0
IN_FLIGHT_SECONDS = 0.004
"""Some changes are on their way then, and not acknowledged."""
GRACE_MS = 1_000
LEFT_MS = 2_000
HIDDEN_PAGES = 8
HIDDEN_SECONDS = 32.0


@fault("F19", "Students crash out and never return", *Arrangement, crowd=4, unknown=True)
async def never_return(hall: Hall) -> None:
    """Their devices are gone while they write; their time passes, and the grace after it."""
    place = hall.place
    async with beside(hall, "Gone", GONE_PAGES, comes_back=False, grace_ms=GRACE_MS) as those:
        pages = those.steady.pages
        for page in pages:
            page.write(Answer(TEXT_SLOT, f"Water, as {page.seat} spells it"))
        await asyncio.sleep(WROTE_SECONDS)
        hall.strikes()
        for page in pages:
            page.write(Answer(0, "c"))
        await asyncio.sleep(IN_FLIGHT_SECONDS)
        for page in pages:
            page.link.cut(0)
            page.link.stop()
        left = await those.steady.end(within=0)
        hall.bit(f"{len(pages)} devices are gone, {len(left)} in the middle of a change")
        now = (await place.board(those.session)).now
        await place.order(those.session, SetEnd(None, now + LEFT_MS, "the deadline"))
        due = time.monotonic() + (LEFT_MS + GRACE_MS) / 1_000
        await _submitted(place, those.session)
        hall.measure("submitted after deadline and grace", time.monotonic() - due, 2)
        await _is_what_was_saved(hall, those)


async def _submitted(place: School, session: str) -> None:
    """Waits until every booklet of a session is."""
    submitted = STATUSES.index(Status.SUBMITTED)
    async with asyncio.timeout(40):
        while any(  # noqa: ASYNC110  it is asked over the wire
            row.status != submitted for row in (await place.board(session)).rows.values()
        ):
            await asyncio.sleep(0.05)


async def _is_what_was_saved(hall: Hall, those: Beside) -> None:
    """The submission holds what each was told last, or what was on its way when they went."""
    booklets = await booklets_of(hall.place.office, those.session)
    as_saved = 0
    for page in those.steady.pages:
        puts = those.steady.recorder.history.puts[SeatId(page.seat)]
        told = max(n for n, put in enumerate(puts) if put.outcome == "saved")
        allowed = [p.what.value for p in puts[told:] if isinstance(p.what, Answer)]
        booklet = booklets[page.seat]
        is_text = booklet.answers.get(TEXT_SLOT) == f"Water, as {page.seat} spells it"
        as_saved += is_text and booklet.answers.get(0) in allowed
    hall.measure("submissions without the last saved state", len(booklets) - as_saved, 0, "")
    if as_saved < len(booklets):
        hall.wrong(f"{len(booklets) - as_saved} submissions are not what was saved last")


@fault("F20", "Hidden tabs that only answer pings for 32 s", Arrangement.TWO, crowd=4)
async def hidden(hall: Hall) -> None:
    """More than twice as long as any silence that the server allows, in place of twenty minutes.

    Nothing is read either, as in a frozen tab: the browser's network answers alone. Beside them
    one page's cable stands still, and one closes: the board must say so of these two alone.
    """
    async with (
        over_a_cable(hall) as (line, network),
        beside(hall, "Hidden", 1, network) as cut,
        onlooker(hall.place, cut.session) as board,
    ):
        tabs = [HiddenTab(hall.place, cut.code, f"Hidden {n}") for n in range(HIDDEN_PAGES)]
        for tab in tabs:
            await tab.open()
        at = hall.strikes()
        line.stall()
        silent = await board.shows_offline(cut.steady.pages[0].seat, at)
        hall.measure("a silent cut is shown", silent, 15)
        await asyncio.sleep(max(0.0, at + HIDDEN_SECONDS - time.monotonic()))
        await _still_here(hall, tabs, board, at)
        line.flow()


async def _still_here(hall: Hall, tabs: list["HiddenTab"], board: Onlooker, at: float) -> None:
    alarms = [tab for tab in tabs if board.offline(tab.page.seat, at) is not None]
    hall.measure("false alarms", len(alarms), 0, "")
    if alarms:
        hall.wrong(f"{len(alarms)} hidden pages were shown as offline")
    elif all(tab.is_open for tab in tabs):
        spoke = time.monotonic() - at
        hall.bit(f"{len(tabs)} pages sent nothing but pongs for {spoke:.0f} s, all are connected")
    closed = time.monotonic()
    await tabs[0].close()
    hall.measure("a closed tab is shown", await board.shows_offline(tabs[0].page.seat, closed), 2)
    for tab in tabs[1:]:
        await tab.close()


class HiddenTab:
    """A page whose socket nobody looks after: pings are answered by the library beneath it."""

    def __init__(self, school: School, code: str, name: str) -> None:
        self.page = SteadyPage(school.network, Recorder(), code, name)
        self._socket: ClientConnection | None = None

    async def open(self) -> None:
        """Joins, and goes to sleep once it is welcomed."""
        page = self.page
        await page.join()
        asked = await page.reach.ask("POST", "/api/tickets", {"device": page.peer.device})
        self._socket = await page.reach.socket()
        for frame in page.peer.connected(asked["ticket"], now_ms()):
            await send(self._socket, frame)
        while page.peer.state is not State.LIVE:
            page.peer.received(read(await self._socket.recv()), now_ms())

    @property
    def is_open(self) -> bool:
        """Whether the server has kept its socket."""
        return self._socket is not None and self._socket.state.name == "OPEN"

    async def close(self) -> None:
        """The tab is closed."""
        if self._socket is not None:
            await self._socket.close()
