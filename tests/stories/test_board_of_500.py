"""A hall of 500 that two proctors steer while it writes: what is announced of an order, and done.

The students write over sockets, in a process of their own. One board is a page in a browser, a
second proctor's is on the wire, and a third one belongs to another session and hears nothing. The
mix is known: 440 write, 30 have only joined, 20 are absent, 10 have submitted.

What a proctor writes into a dialog goes through the page: all that the bar and its menu have. What
is ordered where it stands, or needs a device at a door or something held, goes over the wire, and
so does each kind of choice for orders whose dialog was read once.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from msgspec import json
from playwright.async_api import Browser, expect

from invigilate.crowd.link import random_id
from invigilate.crowd.report import Report
from invigilate.ids import SeatId
from invigilate.rooms import commands as c
from invigilate.rooms import orders as o
from invigilate.rooms.plan import Thresholds
from tests.stories.hall_of_500 import (
    MINUTE,
    MIX,
    SITTING,
    WAITING,
    Steered,
    counted,
    joined,
    steered,
)
from tests.stories.leaving_out import ABSENT, ENDED, JOINED, SUBMITTED, WRITING
from tests.stories.orderings import by_page, by_wire, refused_by_page, soon
from tests.stories.test_sittings import CLEAN, clean

pytestmark = [pytest.mark.story, pytest.mark.long, pytest.mark.asyncio(loop_scope="session")]

ZONE = ZoneInfo("Europe/Berlin")
NEWS = "The window stays shut."


async def test_what_is_announced_of_every_order_is_what_it_does_to_a_hall_of_500(
    browser: Browser, tmp_path: Path
) -> None:
    async with steered(browser, tmp_path) as all_of_it:
        await mixed(all_of_it)
        quiet = len(all_of_it.elsewhere.heard)
        await first_rows_are_there(all_of_it)
        await held_and_waiting(all_of_it)
        await said(all_of_it)
        await timed(all_of_it)
        await stopped(all_of_it)
        await paused_and_taken_back(all_of_it)
        await marked(all_of_it)
        await ended_and_reopened(all_of_it)
        ordered = {one.deed for one in all_of_it.other.done if not one.word}
        assert ordered == {action.__name__ for action in get_args(o.Action)}
        report = await over(all_of_it)
        assert all_of_it.elsewhere.heard[quiet:] == []
    assert clean(report) == CLEAN
    assert (report.joined, report.began, report.submitted) == (478, 478, 478)
    assert report.announcements_received == report.announcements_expected == 478


async def mixed(at: Steered) -> None:
    """Ten are submitted, the guest among them, who asked something before and wrote on."""
    at.guest.write(c.Begin())
    await soon(lambda: at.guest.status is WRITING)
    at.guest.peer.say(c.Say(random_id(), "May I leave?"))
    at.guest.peer.say(c.Hand(True))
    at.guest.link.wake.set()
    [guest] = [row.seat for row in at.other.rows.values() if row.guest]
    await soon(lambda: at.other.rows[guest].waits and at.other.rows[guest].hand)
    early = tuple(at.desk(f"A{n}") for n in range(440, 449))
    await by_wire(at.other, o.ForceSubmit((*early, guest), "left early"))
    await soon(lambda: at.other.statuses() == MIX)
    at.guest.write(c.Answer(0, "a"))
    await soon(lambda: at.other.rows[guest].held == 1)
    await counted(at)


async def first_rows_are_there(at: Steered) -> None:
    rows = at.board.page.locator("tr[data-seat]").filter(visible=True)
    names = await rows.locator("button.name").all_inner_texts()
    assert names[:10] == [f"Student {n:03}" for n in range(10)]
    await expect(rows.first).to_contain_text("In Progress")


async def held_and_waiting(at: Steered) -> None:
    """What waits for staff of one student: a question, a held change, a device at the door."""
    [guest] = [row.seat for row in at.other.rows.values() if row.guest]
    upto = await settled_upto(at, guest)
    await by_wire(at.other, o.Settle(guest, upto))
    await by_wire(at.other, o.Dismiss((guest,), "hand", "seen-to"))
    await by_wire(at.other, o.CountHeld(guest))
    closed = at.desk(f"A{SITTING}")
    second, stands = await joined(at.place, at.code, at.other.rows[closed].number)
    assert stands == "door"
    await soon(lambda: at.other.rows[closed].door == (second,))
    await by_wire(at.other, o.Admit(closed, second))


async def settled_upto(at: Steered, seat: SeatId) -> int:
    """The number of the newest of its messages."""
    path = f"/api/sessions/{at.session}/seats/{seat}/conversation"
    spoken = await at.place.office.ask("GET", path)
    return int(max(one["number"] for one in spoken["messages"]))


async def said(at: Steered) -> None:
    """Announce, message: to all, to a filter, to a few."""
    board, other = at.board, at.other
    await by_page(board, other, "Announce", o.Announce(None, NEWS), {"Text": NEWS})
    await at.hall.say(f"announced {NEWS}")
    await board.show("Submitted")
    some = at.seats(SUBMITTED)
    goodbye = {"Text": "You may go."}
    await by_page(board, other, "Message", o.Tell(some, goodbye["Text"]), goodbye, act="Send")
    await refused_by_page(board, "Extend", "Everybody chosen has handed in.")
    await board.show("Submitted")
    await by_wire(other, o.Tell((at.desk("A0"), at.desk("A498")), "Please sit down."))


async def timed(at: Steered) -> None:
    """Extend, set the end, give lost time back."""
    board, other = at.board, at.other
    more = {"Minutes": "7", "Reason": "a late start"}
    whole = o.Extend(None, 7 * MINUTE, more["Reason"])
    await by_page(board, other, "Extend", whole, more, act="Change time")
    await board.show("Joined")
    some = o.Extend(at.seats(JOINED), 7 * MINUTE, more["Reason"])
    await by_page(board, other, "Extend", some, more, act="Change time")
    await board.show("Joined")
    end = datetime.fromtimestamp(other.now / 1_000, UTC).astimezone(ZONE) + timedelta(hours=3)
    end = end.replace(second=0, microsecond=0)
    fields = {"Ends at": f"{end:%H:%M}", "Reason": "as agreed"}
    at_once = o.SetEnd(None, round(end.timestamp() * 1_000), "as agreed")
    await by_page(board, other, "Set the end", at_once, fields)
    lost = tuple((seat, MINUTE) for seat in at.seats(WRITING, JOINED, SUBMITTED))
    await by_wire(other, o.Compensate(lost, "the network"))
    await counted(at)


async def stopped(at: Steered) -> None:
    """Lock and unlock; one was unlocked before."""
    board, other, see_me = at.board, at.other, {"Text": "See me."}
    whole = "^The whole session"
    await by_page(board, other, "Lock", o.Lock(None, "See me."), see_me, whom=whole)
    await by_wire(other, o.Unlock((at.desk("A3"), at.desk("A470"))))
    await by_page(board, other, "Unlock", o.Unlock(None))


async def paused_and_taken_back(at: Steered) -> None:
    """The whole session, a selection of 500, one of them twice; each taken back within 10 s."""
    board, other = at.board, at.other
    all_of_them = tuple(other.rows)
    await by_page(board, other, "Pause", o.Pause(None, "a drill"), {"Reason": "a drill"})
    await soon(lambda: other.head and other.head.paused)
    banner = board.page.get_by_text("Paused since")
    await expect(banner).to_be_visible()
    await by_wire(other, o.Undo(other.done[-1].request))
    await soon(lambda: other.head and other.head.paused is None)
    await expect(banner).to_have_count(0)

    one = (at.desk("A5"),)
    await by_wire(other, o.Pause(one, "a cramp"))
    cramped = board.page.locator("tr[data-seat]").filter(has_text="Student 005")
    await expect(cramped.get_by_label("Paused")).to_be_visible()  # what it moves has moved
    await board.page.get_by_label("Choose all that are shown").check()
    await by_page(board, other, "Pause", o.Pause(all_of_them, "noise"), {"Reason": "noise"})
    first = board.page.locator("tr[data-seat]").first
    await expect(first.get_by_label("Paused")).to_be_visible()
    await board.page.get_by_role("button", name="Undo", exact=True).click()
    still = set(one)
    await soon(
        lambda: {s for s, row in other.rows.items() if row.paused_since is not None} == still
    )
    await expect(first.get_by_label("Paused")).to_have_count(0)
    assert (other.done[-1].deed, other.done[-1].seats, other.done[-1].skipped) == ("Undo", 0, 0)
    await by_page(board, other, "Resume", o.Resume(all_of_them))
    await board.page.get_by_role("button", name="Choose nobody").click()
    await counted(at)


async def marked(at: Steered) -> None:
    """What staff write down, and what they see to."""
    board, other = at.board, at.other
    text = {"What it is": "Incident", "Text": "A phone rang."}
    note = o.Note(None, "incident", text["Text"])
    await by_page(board, other, "Note", note, text, act="Write it down")
    await board.show("Absent")
    away = o.Attend(at.seats(ABSENT), "absent")
    await by_page(board, other, "Attendance", away, {"Attendance": "Absent"}, act="Mark")
    doubt = {"Identity": "In doubt", "Reason": "no card"}
    unsure = o.Identify(at.seats(ABSENT), "doubted", "no card")
    await by_page(board, other, "Check identity", unsure, doubt, act="Mark")
    await board.show("Absent")
    few = tuple(at.desk(f"A{n}") for n in (0, 450, 490))
    await by_wire(other, o.Note(few, "note", "Came with a cold."))
    await by_wire(other, o.Claim(few, True))
    await by_wire(other, o.Claim((*few, at.desk("A1")), False))
    await by_wire(other, o.Dismiss(tuple(other.rows), "offline", "seen-to"))
    await by_wire(other, o.SetThresholds(Thresholds(away_times=5)))
    await soon(lambda: other.head and other.head.thresholds == Thresholds(away_times=5))


async def ended_and_reopened(at: Steered) -> None:
    """Writing is over for some, and goes on again."""
    board, other, whole = at.board, at.other, "^The whole session"
    for n in range(3):
        await board.page.get_by_label(f"Choose Student {n:03}").check()
    few = tuple(at.desk(f"A{n}") for n in range(3))
    left = {"Reason": "left"}
    await by_page(board, other, "End", o.End(few, "left"), left, whom="chosen$", act="End writing")
    await board.page.get_by_role("button", name="Choose nobody").click()
    await soon(lambda: other.statuses()[ENDED] == 3)
    await counted(at)
    again = {"Minutes": "30", "Reason": "came back"}
    back = o.Reopen((*few, at.desk("A9"), at.desk("A498")), 30 * MINUTE, "came back")
    await by_wire(other, o.Reopen(few[:1], 30 * MINUTE, "came back"))
    await by_wire(other, back)
    await by_wire(other, o.End(few, "left again"))
    await board.show("Ended")
    some = o.Reopen(few, 30 * MINUTE, "came back")
    await by_page(board, other, "Reopen", some, again, whom="shown by the filter")
    await board.show("Ended")
    await at.hall.say("begin")
    await soon(lambda: other.statuses()[WRITING] == 440 + WAITING)
    await by_page(
        board, other, "Force submit", o.ForceSubmit(None, "time"), {"Reason": "time"}, whom=whole
    )
    await counted(at)


async def over(at: Steered) -> Report:
    """Everybody has left; a board that is opened now shows what the one that ran shows."""
    await at.hall.say("end")
    report = json.decode(await at.hall.heard(within=60), type=Report)
    fresh = await at.place.board(at.session)
    await soon(lambda: (at.other.rows, at.other.head) == (fresh.rows, fresh.head))
    await counted(at)
    return report
