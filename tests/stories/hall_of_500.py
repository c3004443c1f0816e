"""A hall of 500 that writes, and all who look at it: two boards of it, and one of another session.

Its students sit in a process of their own. The roster, in its order: 449 who write, 29 who join and
do not begin yet, one who joined on a device that is not open, and 20 who are absent; a guest makes
them 500.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

from playwright.async_api import Browser, expect

from invigilate.crowd.link import random_id
from invigilate.crowd.reach import Reach, Turned
from invigilate.ids import DeviceId, SeatId
from invigilate.rooms.board import STATUSES
from invigilate.rooms.state import Status
from tests.stories.colleague import Colleague, colleague
from tests.stories.crowds import of_roster
from tests.stories.hall_apart import Apart, Hall, apart
from tests.stories.leaving_out import ABSENT, JOINED, SUBMITTED, WRITING
from tests.stories.orderings import WatchedBoard
from tests.stories.pages import device
from tests.stories.schools import PASSWORD, PROCTOR, School, roster, school
from tests.stories.sitters import Sitter, sitter
from tests.stories.test_pages import Sitting
from tests.stories.test_two_proctors import SECOND, WIDE, named
from tests.stories.test_two_sessions import Ear, board_of

MINUTE: Final = 60_000
WRITERS, WAITING = 449, 29
SITTING: Final = WRITERS + WAITING
"""Those who sit apart; the next one of the roster joined on a device that is not open."""
MIX: Final = Counter({WRITING: 440, JOINED: 30, ABSENT: 20, SUBMITTED: 10})
"""Once ten have submitted."""


class Steered(NamedTuple):
    """The hall, and all who look at it."""

    place: School
    session: str
    code: str
    hall: Apart
    board: WatchedBoard
    other: Colleague
    elsewhere: Ear
    guest: Sitter

    def seats(self, *statuses: Status) -> tuple[SeatId, ...]:
        """Those of these statuses, as the second board shows them."""
        rows = self.other.rows.values()
        return tuple(row.seat for row in rows if STATUSES[row.status] in statuses)

    def desk(self, desk: str) -> SeatId:
        """Who sits there."""
        [seat] = [row.seat for row in self.other.rows.values() if row.desk == desk]
        return seat


@asynccontextmanager
async def steered(browser: Browser, folder: Path) -> AsyncIterator[Steered]:
    """The hall as it writes, with nobody submitted yet."""
    async with school(folder) as place:
        edition = await place.paper()
        session, code = await place.session(edition, roster(499), grace_ms=10 * MINUTE)
        beside, _ = await place.session(edition, roster(3), title="Beside")
        await named(place, Sitting(session, code, []), "chief")
        people = of_roster(await place.roster_file(session))
        writers, waiting = people[:WRITERS], people[WRITERS:SITTING]
        hall = Hall(place.url, session, code, writers, waiting, PROCTOR, PASSWORD)
        async with (
            colleague(place, session, SECOND) as other,
            sitter(place, code, "Guest") as guest,
            board_of(place, beside) as elsewhere,
            device(browser, viewport=WIDE) as desk,
        ):
            board = WatchedBoard(await desk.new_page())
            await board.open(place.url, session, PROCTOR)
            await joined(place, code, people[SITTING].number)
            async with apart(hall, folder) as sat:
                assert await sat.heard(within=150) == "seated"
                yield Steered(place, session, code, sat, board, other, elsewhere, guest)


async def joined(place: School, code: str, number: str) -> tuple[DeviceId, str]:
    """Joins as one of the roster on a device of its own; gives it, and where it stands."""
    reach, own = Reach(place.network), DeviceId(random_id())
    await _patiently(reach, "verify", {"code": code})
    claim = await _patiently(reach, "identify", {"code": code, "number": number})
    body = {"claim": claim["claim"], "device": own}
    return own, (await _patiently(reach, "confirm", body))["state"]


async def _patiently(reach: Reach, step: str, body: dict[str, str]) -> Any:
    """A step of joining; a moment later where many come from here at once, as the server asks."""
    while True:
        try:
            return await reach.ask("POST", f"/api/join/{step}", body)
        except Turned as refusal:
            if not refusal.after:
                raise
            await asyncio.sleep(refusal.after)


async def counted(at: Steered) -> None:
    """The page's counters are those of the wire."""
    statuses = at.other.statuses()
    each = [statuses[status] for status in STATUSES]
    values = at.board.page.get_by_role("group", name="Show by status").locator(".value")
    wanted = [500, *each, 500 - statuses[ABSENT]]
    await expect(values).to_have_text([str(one) for one in wanted])
