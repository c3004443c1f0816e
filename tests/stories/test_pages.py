"""What people do in the pages, in a real browser against a real server."""

import asyncio
import csv
import re
import time
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.async_api import Browser, BrowserContext, Error, Locator, Page, expect

from invigilate.rooms.texts import fingerprint
from invigilate.rooms.views import Paused, Resumed
from invigilate.wire.frames import ServerFrame, Told
from tests.stories.pages import UNREACHED, ProctorsBoard, Student, device
from tests.stories.schools import PROCTOR, School, roster

pytestmark = [pytest.mark.story, pytest.mark.asyncio(loop_scope="session")]


class Sitting(NamedTuple):
    """A published session of the sample paper."""

    session: str
    code: str
    people: list[dict[str, str]]
    """The lines of its roster, keys among them."""


async def sitting(place: School, edition: str, people: int, **settings: Any) -> Sitting:
    """With so many students on its roster; nobody is a guest, nothing is shuffled."""
    settings = {"allow_guests": False, **settings}
    session, code = await place.session(edition, roster(people), **settings)
    lines = (await place.roster_file(session)).read_text(encoding="utf-8-sig").splitlines()
    return Sitting(session, code, list(csv.DictReader(lines)))


async def writing(place: School, context: BrowserContext, hall: Sitting, who: int) -> Student:
    """One of the roster, who has begun."""
    student = Student(await context.new_page())
    await student.join(place.url, hall.code, hall.people[who]["number"])
    await student.begin()
    return student


async def booklet(place: School, hall: Sitting, number: str) -> dict[str, Any]:
    """Label → value of what the server has of a student, rebuilt from its log."""
    read = await place.office.ask("GET", f"/api/sessions/{hall.session}/booklets")
    [mine] = [each for each in read["booklets"] if each["number"] == number]
    assert mine["held"] == []
    return {label: value for label, _, value in mine["answers"]}


def told(frames: list[ServerFrame]) -> list[str]:
    """Which pauses a socket was told of, in order."""
    news = [one for frame in frames if isinstance(frame, Told) for one in frame.news]
    return [type(one).__name__ for one in news if isinstance(one, Paused | Resumed)]


async def test_a_student_joins_answers_every_kind_of_question_and_hands_in(
    place: School, browser: Browser, edition: str
) -> None:
    hall = await sitting(place, edition, 1, personal_key=True)
    who = hall.people[0]
    async with device(browser) as context:
        student = Student(await context.new_page())
        page = student.page
        await student.identify(place.url, hall.code, who["number"], who["key"].lower())
        await expect(page.get_by_text(who["name"], exact=True)).to_be_visible()
        await student.press("Yes, that is me")
        await student.begin()
        await answer_all(student)
        await student.all_saved()
        await expect(student.overview.get_by_text("10 of 10 answered")).to_be_visible()
        assert await booklet(place, hall, who["number"]) == ANSWERS
        await student.hand_in()
        shown = await page.get_by_role("definition").filter(has=page.locator("code")).inner_text()
        [receipt] = (await (await context.request.get("/api/receipts")).json())["receipts"]
        assert {label: value for label, value in receipt["answers"]} == ANSWERS
        made = (receipt[name] for name in ("room", "seat", "edition", "seal", "answers"))
        assert receipt["fingerprint"] == fingerprint(*made)
        assert re.sub(r"\s", "", shown.split("It is made")[0]) == receipt["fingerprint"].replace(
            "-", ""
        )
