"""The matrix as a board asks for it: who may, and what an answer leaves out."""

from dataclasses import dataclass
from typing import Any

import pytest
from httpx2 import AsyncClient
from starlette.requests import Request

from invigilate.api import asking
from invigilate.ids import DeviceId, RoomId, SeatId
from invigilate.rooms.commands import Answer, Change
from invigilate.rooms.routes import heat as heat_routes
from invigilate.sessions import access
from invigilate.store.engine import Engine
from tests.api.apps import app_of, client_of
from tests.sessions.sitting import LiveParts, Sitting, opened, told


@dataclass(frozen=True)
class HeatParts(LiveParts):
    """What the route may use; who may watch is asked as the server asks it."""

    async def room_for(self, request: Request, session: str) -> RoomId:
        return await access.room_for(self.engine, await asking.asker(request), session)


@dataclass
class Hall:
    """A session in which one of three writes, and the way to its matrix."""

    sitting: Sitting
    session: str
    seat: str
    device: str

    def of(self, who: AsyncClient) -> AsyncClient:
        """The same person at the matrix."""
        client = client_of(app_of(heat_routes.routes, self.sitting.parts))
        client.cookies.update(who.cookies)
        return client

    async def asked(self, **known: str | int) -> dict[str, Any]:
        path = f"/api/sessions/{self.session}/heat"
        return told(await self.of(self.sitting.office).get(path, params=known))

    async def answers(self, value: str, turn: int) -> None:
        change = Change(SeatId(self.seat), DeviceId(self.device), turn, Answer(0, value))
        await self.sitting.parts.rooms.do(RoomId(self.session), f"seat:{self.seat}", change)


async def hall(sitting: Sitting) -> Hall:
    made = await sitting.published()
    _, device, seat = await sitting.joined(made["code"], number="1042")
    await sitting.begin(made["session"], seat, device)
    return Hall(sitting, made["session"], seat, device)


async def test_the_first_answer_is_whole_and_a_later_one_holds_what_changed(
    sqlite_engine: Engine,
) -> None:
    parts = HeatParts(sqlite_engine)
    async with opened(sqlite_engine) as school:
        await _whole_then_less(await hall(_on(school, parts)))


def _on(school: Sitting, parts: HeatParts) -> Sitting:
    object.__setattr__(parts, "rooms", school.parts.rooms)
    return Sitting(parts, school.school, school.office, school.edition)


async def _whole_then_less(at: Hall) -> None:
    first = await at.asked()
    assert (first["after"], list(first["rows"])) == (0, [at.seat])
    numbers = [each["number"] for each in first["questions"]]
    assert numbers == list(range(1, len(first["rows"][at.seat]) + 1))
    known = {"epoch": first["epoch"], "after": first["version"]}
    assert (await at.asked(**known))["rows"] == {}
    await at.answers("a", 2)
    later = await at.asked(**known)
    assert (later["after"], later["rows"][at.seat][0]) == (first["version"], "8")
    assert (await at.asked(epoch="another", after=first["version"]))["after"] == 0
    assert (await at.asked(**known | {"after": 10_000}))["after"] == 0


async def test_only_who_may_watch_the_session_is_told(sqlite_engine: Engine) -> None:
    parts = HeatParts(sqlite_engine)
    async with opened(sqlite_engine) as school:
        at = await hall(_on(school, parts))
        near, far = await school.proctor("near", at.session), await school.proctor("far")
        path = f"/api/sessions/{at.session}/heat"
        asked = [await at.of(who).get(path) for who in (near, far, school.page())]
        assert [each.status_code for each in asked] == [200, 404, 401]


@pytest.mark.parametrize("query", ["after=-1", "after=x", "since=1"])
async def test_what_is_not_understood_is_refused(sqlite_engine: Engine, query: str) -> None:
    parts = HeatParts(sqlite_engine)
    async with opened(sqlite_engine) as school:
        at = await hall(_on(school, parts))
        answer = await at.of(school.office).get(f"/api/sessions/{at.session}/heat?{query}")
        assert (answer.status_code, answer.json()["word"]) == (422, "query")
