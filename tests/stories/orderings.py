"""An order given on a board's page or over the wire, and held against what was announced of it.

Before it runs the list of whom it leaves out is read, on the page as a person reads it and as the
server sent it, and must be the one that `leaving_out` makes of the rows; after it has run, another
proctor's board must show that it reached those and nobody else.
"""

import re
from collections.abc import Callable, Mapping

from playwright.async_api import Locator, Page, WebSocket, expect

from invigilate.ids import SeatId
from invigilate.rooms import orders as o
from invigilate.rooms.board import Row
from invigilate.wire.codec import read_server
from invigilate.wire.frames import Answered
from tests.conditions import eventually
from tests.stories.colleague import Colleague
from tests.stories.leaving_out import SHOWN, Skips, as_shown, named, skips
from tests.stories.pages import ProctorsBoard

ON_THE_BAR = ("Pause", "Resume", "Extend", "Announce", "Lock", "Unlock")
WHOLE = (o.Pause, o.Resume, o.Announce, o.Note)
"""Orders that are for the session itself where they name nobody: nobody is left out then."""
FOR_THE_SESSION = re.compile("^(Reaches everybody in the session|About the session as a whole)")
SECONDS = 20


class WatchedBoard(ProctorsBoard):
    """A board's page, and what its socket was answered."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.answered: list[Answered] = []
        page.on("websocket", self._listen)

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._heard)

    def _heard(self, data: bytes | str) -> None:
        frame = read_server(data)
        if isinstance(frame, Answered):
            self.answered.append(frame)

    async def opened(self, name: str) -> Locator:
        """The dialog of an action, from the bar or its menu."""
        if name in ON_THE_BAR:
            return await self.act(name)
        acts = self.page.get_by_role("group", name="Actions", exact=True)
        await acts.get_by_role("button", name="More").click()
        await self.page.get_by_role("menuitem", name=name, exact=True).click()
        return self.page.get_by_role("dialog")

    async def show(self, status: str) -> None:
        """Those of one status alone, by its counter; pressed again: all."""
        counters = self.page.get_by_role("group", name="Show by status")
        await counters.get_by_role("button", name=re.compile(rf"{status}$")).click()

    async def counters(self) -> list[int]:
        """Assigned, the five statuses, present: as they stand on the page."""
        counters = self.page.get_by_role("group", name="Show by status")
        return [int(each) for each in await counters.locator(".value").all_inner_texts()]


def is_whole(action: o.Action) -> bool:
    """Whether it is for the session itself."""
    return isinstance(action, WHOLE) and action.seats is None


def expected(action: o.Action, rows: Mapping[SeatId, Row]) -> tuple[set[SeatId], Skips]:
    """Whom it must reach and whom it must leave out; nobody, where it is for the session itself."""
    if is_whole(action):
        return set(), {}
    out = skips(action, rows)
    return set(named(action, rows)) - out.keys(), out


async def by_page(
    board: WatchedBoard,
    other: Colleague,
    name: str,
    action: o.Action,
    fields: Mapping[str, str] | None = None,
    *,
    whom: str = "",
    act: str = "",
) -> None:
    """Orders it in its dialog, for whom the radio `whom` says, with what stands in the `fields`."""
    before = dict(other.rows)
    reached, out = expected(action, before)
    dialog = await board.opened(name)
    if whom:
        await dialog.get_by_role("radio", name=re.compile(whom)).check()
    for label, text in (fields or {}).items():
        await fill(dialog, label, text)
    list_of = dialog.locator(".reach")
    if is_whole(action):
        await expect(list_of).to_contain_text(FOR_THE_SESSION)
    else:
        await expect(list_of).to_contain_text(f"Reaches {_students(len(reached))}.")
    told = [one for one in board.answered if one.asked][-1]
    assert (told.word, dict(told.skipped)) == ("", out)
    assert await list_of.locator("li").all_inner_texts() == as_shown(told.skipped, before)
    if not is_whole(action):
        said = f"{_students(len(out))} left out:" if out else "Nobody is left out."
        await expect(list_of.get_by_text(said)).to_be_visible()
    done = len(other.done)
    await board.confirm(dialog, act or name)
    await happened(other, action, before, done)


async def refused_by_page(board: WatchedBoard, name: str, why: str) -> None:
    """An order that would leave out everybody cannot be given, and its dialog says why."""
    dialog = await board.opened(name)
    await expect(dialog.locator(".reach")).to_have_text(why)
    await expect(dialog.locator("button[type=submit]")).to_be_disabled()
    await dialog.get_by_role("button", name="Cancel").click()


async def by_wire(other: Colleague, action: o.Action) -> None:
    """Asks whom it reaches, then orders it: the answer to both is the same."""
    before, done = dict(other.rows), len(other.done)
    reached, out = expected(action, before)
    for answer in (await other.ask(action), await other.order(action)):
        assert (answer.word, answer.reached, dict(answer.skipped)) == ("", len(reached), out)
    await happened(other, action, before, done)


async def soon(condition: Callable[[], object]) -> None:
    """Waits until it holds, as long as a whole hall's rows may take to a board."""
    await eventually(condition, within=SECONDS)


async def happened(
    other: Colleague, action: o.Action, before: Mapping[SeatId, Row], done: int
) -> None:
    """Waits until the other board has heard of it, and shows it of whom it must and nobody else."""
    reached, out = expected(action, before)
    await soon(lambda: len(other.done) > done)
    (told,) = other.done[done:]
    assert (told.deed, told.word) == (type(action).__name__, "")
    # 0: ordered for everybody, whoever is left out.
    seats = len(reached) if getattr(action, "seats", ()) is not None else 0
    assert (told.seats, told.skipped) == (seats, len(out))
    of = SHOWN.get(type(action))
    if of is None:
        return
    await soon(lambda: {s for s, row in other.rows.items() if of(row) != of(before[s])} == reached)


async def fill(dialog: Locator, label: str, text: str) -> None:
    """A field, or a choice among radios where `label` is its group's name."""
    group = dialog.get_by_role("group", name=label, exact=True).get_by_role("radio")
    if await group.count():
        await dialog.get_by_role("radio", name=re.compile(rf"^{text}")).check()
    else:
        await dialog.get_by_label(label, exact=False).first.fill(text)


def _students(count: int) -> str:
    return f"{count} student" if count == 1 else f"{count} students"
