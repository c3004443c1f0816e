"""What staff wrote down, over HTTP: who may read it, and what is told."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from httpx2 import AsyncClient
from starlette.applications import Starlette
from starlette.requests import Request

from invigilate.api import asking
from invigilate.ids import RequestId, RoomId, SeatId
from invigilate.people.tokens import new_token
from invigilate.rooms.grades import GRADES
from invigilate.rooms.live import LiveRooms
from invigilate.rooms.orders import Extend, Note, Order, Pause, Undo
from invigilate.rooms.routes.notes import routes
from invigilate.sessions import access
from invigilate.store.engine import Engine
from tests.api.apps import TestParts, app_of, client_of
from tests.people.school import refusal
from tests.sessions.sitting import MINUTE, Sitting, opened, told


@dataclass
class Hall:
    """A published session of three students."""

    sitting: Sitting
    session: str
    seats: list[SeatId]
    app: Starlette

    def moved(self, client: AsyncClient) -> AsyncClient:
        """The same browser, at the app that tells notes."""
        there = client_of(self.app)
        there.cookies = client.cookies
        return there

    async def write(self, note: Note) -> RequestId:
        request = RequestId(new_token())
        await self.sitting.parts.rooms.do(RoomId(self.session), "person:p1", Order(request, note))
        return request

    async def take_back(self, request: RequestId) -> None:
        await self.sitting.order(self.session, Undo(request))

    async def read(self, client: AsyncClient, seat: str = "") -> list[dict[str, Any]]:
        path = f"/api/sessions/{self.session}" + (f"/seats/{seat}" if seat else "") + "/notes"
        listed: list[dict[str, Any]] = told(await self.moved(client).get(path))["notes"]
        return listed

    async def ledger(self, seat: str) -> dict[str, Any]:
        client = self.moved(self.sitting.office)
        return told(await client.get(f"/api/sessions/{self.session}/seats/{seat}/ledger"))


@dataclass(frozen=True)
class Watched(TestParts):
    """What these routes may use: the live rooms of the sitting beside them."""

    rooms: LiveRooms | None = None

    async def room_for(self, request: Request, session: str) -> RoomId:
        """As the server does it."""
        return await access.room_for(self.engine, await asking.asker(request), session)


@pytest.fixture
async def hall(sqlite_engine: Engine) -> AsyncIterator[Hall]:
    async with opened(sqlite_engine) as sitting:
        session = (await sitting.published(minutes=60))["session"]
        seats = [SeatId(each["seat"]) for each in await sitting.roster(session)]
        parts = Watched(sqlite_engine, clock=sitting.parts.clock, rooms=sitting.parts.rooms)
        yield Hall(sitting, session, seats, app_of(routes, parts))


def read(listed: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [(each["kind"], each["text"], each["seats"], each["by"]) for each in listed]


async def test_a_seats_notes_are_those_about_it_and_a_sessions_are_all_each_once(
    hall: Hall,
) -> None:
    a, b, c = hall.seats
    await hall.write(Note((a, b), "incident", " A phone rang. "))
    await hall.write(Note(None, "note", "The hall is cold."))
    await hall.write(Note((b,), "note", "Took a tablet."))
    office = hall.sitting.office
    rang = ("incident", "A phone rang.", [a, b], "person:p1")
    cold = ("note", "The hall is cold.", None, "person:p1")
    tablet = ("note", "Took a tablet.", [b], "person:p1")
    whole = await hall.read(office)
    assert [read(await hall.read(office, seat)) for seat in (a, b, c)] == [
        [rang],
        [rang, tablet],
        [],
    ]
    assert read(whole) == [rang, cold, tablet]
    assert [each["number"] for each in whole] == sorted(each["number"] for each in whole)
    assert all(each["at"] > 0 for each in whole)


async def test_a_note_that_was_taken_back_is_read_no_more(hall: Hall) -> None:
    request = await hall.write(Note((hall.seats[0],), "note", "The wrong student."))
    before = len(await hall.read(hall.sitting.office))
    await hall.take_back(request)
    assert (before, await hall.read(hall.sitting.office)) == (1, [])


async def test_every_grade_reads_them_and_nobody_else_does(hall: Hall) -> None:
    await hall.write(Note(None, "note", "The hall is cold."))
    named = [await hall.sitting.proctor(grade, hall.session, grade=grade) for grade in GRADES]
    assert [len(await hall.read(client)) for client in named] == [1, 1, 1]
    other = await hall.sitting.proctor("other")
    seat = hall.seats[0]
    paths = [f"/api/sessions/{hall.session}{rest}" for rest in ("/notes", f"/seats/{seat}/notes")]
    assert [refusal(await hall.moved(other).get(path))[0] for path in paths] == [404, 404]
    assert [(await client_of(hall.app).get(path)).status_code for path in paths] == [401, 401]


async def test_a_ledger_is_what_a_students_time_is_made_of(hall: Hall) -> None:
    code = (await hall.sitting.whole(hall.session))["code"]
    _, device, seat = await hall.sitting.joined(code, number="1042")
    await hall.sitting.begin(hall.session, seat, device)
    before = await hall.ledger(seat)
    await hall.sitting.order(hall.session, Extend((SeatId(seat),), 5 * MINUTE, "bus"))
    await hall.sitting.order(hall.session, Pause((SeatId(seat),), "alarm"))
    hall.sitting.parts.clock.turn(30)
    after = await hall.ledger(seat)
    assert (before["base_ms"], len(before["entries"])) == (60 * MINUTE, 1)
    told_now = [(each["ms"], each["reason"], each["by"]) for each in after["entries"][1:]]
    assert told_now == [(5 * MINUTE, "bus", "test"), (30_000, "alarm", "")]
    assert after["begun_at"] == before["begun_at"] > 0
    assert (after["lost_ms"], after["returned_ms"]) == (0, 0)
    assert await hall.ledger(hall.seats[1]) == {
        "begun_at": None,
        "base_ms": None,
        "entries": [],
        "lost_ms": 0,
        "returned_ms": 0,
    }


async def test_a_seat_of_another_session_is_not_found(hall: Hall) -> None:
    client = hall.moved(hall.sitting.office)
    path = f"/api/sessions/{hall.session}/seats/{new_token()}"
    heard = [refusal(await client.get(f"{path}/{what}")) for what in ("notes", "ledger")]
    assert heard == [(404, "no-such-seat")] * 2
