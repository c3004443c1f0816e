"""Orders: for whom, whom they leave out, and what became of them."""

import re

from playwright.async_api import expect

from tests.stories.pictures.desks import OF_CABLE
from tests.stories.pictures.floor import Floor
from tests.stories.pictures.states import Chapter, State

CHAPTER = Chapter(
    "Orders, and what became of them",
    (
        State(
            "skipped",
            "Whom it leaves out",
            "Before an order is given, the server says whom it reaches, whom not, and why.",
        ),
        State(
            "undo",
            "Taken back",
            "For ten seconds an order can be taken back, here and on every colleague's board.",
        ),
        State(
            "activity",
            "Who did what",
            "Every order with who gave it and why; what can still be taken back has its button.",
        ),
        State(
            "ends-some",
            "Whom it would end",
            "Taking more time than somebody has left asks for a yes to each name.",
        ),
        State(
            "announce",
            "Announcement",
            "It is for the session, a row, a hall, those shown or those chosen.",
        ),
        State(
            "receipts",
            "Who has read it",
            "Sent, arrived, shown, read: who has not read it stands there by desk.",
        ),
        State(
            "board-paused",
            "Paused",
            "Every clock stands; the board says whose page has not shown it yet.",
        ),
        State(
            "lost-time",
            "Time that was lost",
            "Who lost a connection while writing, how long, and what is proposed.",
        ),
    ),
)


async def walk(floor: Floor) -> None:
    """Through orders for some, and for all."""
    page, take = floor.page, floor.camera.take
    await floor.fresh()
    dialog = await floor.more("End")
    await dialog.get_by_role("radio", name="A hall").check()
    await dialog.get_by_label("Hall", exact=True).select_option(index=1)
    await expect(dialog.get_by_text(re.compile("left out:$"))).to_be_visible()
    await take(page, "skipped")
    await page.keyboard.press("Escape")
    await _taken_back(floor)
    await _said(floor)
    await _paused(floor)
    await _lost(floor)


async def _taken_back(floor: Floor) -> None:
    page, take = floor.page, floor.camera.take
    await floor.side.get_by_role("tab", name="Activity").click()
    await floor.choose("A1", "A2", "A3", "A4")
    dialog = await floor.board.act("Extend")
    await dialog.get_by_label("Reason").fill("The lights went out in this row")
    await floor.board.confirm(dialog, "Change time")
    await expect(page.get_by_role("button", name="Undo", exact=True).first).to_be_visible()
    await take(page, "undo")
    await floor.quiet()
    await take(page, "activity", floor.side)
    dialog = await floor.board.act("Extend")
    await dialog.get_by_role("textbox", name="Minutes").fill("-100")
    await dialog.get_by_label("Reason").fill("Given by mistake")
    await expect(dialog.get_by_text(re.compile("^Ends . at once"))).to_be_visible()
    await take(page, "ends-some", dialog.get_by_role("checkbox"))
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Choose nobody").click()


async def _said(floor: Floor) -> None:
    page, take = floor.page, floor.camera.take
    dialog = await floor.board.act("Announce")
    await dialog.get_by_label("Text").fill("Calculators may be used from question 3 on.")
    await expect(dialog.get_by_text("Reaches everybody")).to_be_visible()
    await take(page, "announce")
    await floor.board.confirm(dialog, "Announce")
    await floor.side.get_by_role("tab", name="Announcements").click()
    await expect(floor.side.get_by_text(re.compile("have not read it"))).to_be_visible()
    await floor.side.locator("summary").first.click()
    await expect(floor.side.get_by_text(re.compile("^Shown to 1"))).to_be_visible()
    await floor.quiet()
    await take(page, "receipts", floor.side)


async def _paused(floor: Floor) -> None:
    page, take = floor.page, floor.camera.take
    dialog = await floor.board.act("Pause")
    await dialog.get_by_label("Reason").fill("Fire drill")
    await floor.board.confirm(dialog, "Pause")
    await expect(page.get_by_text(re.compile("^Paused since"))).to_be_visible()
    await expect(page.get_by_text(re.compile(r"^\d have not seen it"))).to_be_visible()
    await take(page, "board-paused")


async def _lost(floor: Floor) -> None:
    """The row's network is back."""
    page, take = floor.page, floor.camera.take
    await floor.board.confirm(await floor.board.act("Resume"), "Resume")
    await floor.sitting.near.plug()
    await floor.side.get_by_role("tab", name=re.compile("^Time")).click()
    lost = floor.side.get_by_text(re.compile("^lost "))
    await expect(lost.nth(len(OF_CABLE) - 1)).to_be_visible(timeout=40_000)
    await floor.quiet()
    await take(page, "lost-time", floor.side)
