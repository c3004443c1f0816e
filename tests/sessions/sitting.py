"""A school whose sessions have live rooms, served in the test's own process.

All is real: keeper, followers, hub, a bus of one, the routes and their middleware. The clock
begins now and turns itself when somebody waits for it, so that no test does.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from httpx2 import AsyncClient, Response
from starlette.requests import Request

from invigilate.api.asking import cookie
from invigilate.assessments import routes as assessments
from invigilate.assessments.actions import outline_of
from invigilate.bus.memory import MemoryBus
from invigilate.clock import TestClock
from invigilate.hub import Hub
from invigilate.ids import DeviceId, RequestId, RoomId, SeatId
from invigilate.people import routes as people
from invigilate.people.tokens import new_token
from invigilate.rooms import routes as rooms
from invigilate.rooms.commands import Begin, Change
from invigilate.rooms.followers import Followers
from invigilate.rooms.grades import Grade
from invigilate.rooms.keeper import Keeper, RoomLog
from invigilate.rooms.live import LiveRooms, Opening
from invigilate.rooms.orders import Action, Order
from invigilate.rooms.own_records import OwnRecords
from invigilate.rooms.state import Seat
from invigilate.sessions import routes as sessions
from invigilate.sessions import seating
from invigilate.sessions.access import opening
from invigilate.sessions.admission import Slowing
from invigilate.sessions.routes.start import SEAT_COOKIE
from invigilate.store.audit import entries_of
from invigilate.store.engine import Engine
from invigilate.store.log_postgres import PostgresLog
from invigilate.store.log_sqlite import SqliteLog
from tests.api.apps import TestParts, app_of
from tests.assessments.office import choice, paper
from tests.people.school import School, founded, person

MINUTE = 60_000
HOUR = 60 * MINUTE
HALL = "127.0.0.1"
ROSTER = """number,name,hall,desk,extra_percent
1042,Ada Lovelace,Main,A1,25
0043,Charles Babbage,Main,A2,0
1044,Grace Hopper,Side,B1,
"""


class TurningClock(TestClock):
    """A clock that whoever waits turns."""

    async def sleep_until(self, instant_ms: int) -> None:
        """At once: the time until then has passed."""
        self.turn(max(0, instant_ms - self.now_ms()) / 1_000)
        await asyncio.sleep(0)


def now_clock() -> TestClock:
    """Begins at the real time, which is room time on PostgreSQL."""
    return TurningClock(time.time_ns() // 1_000_000)


@dataclass(frozen=True)
class LiveParts(TestParts):
    """What the routes of sessions may use."""

    clock: TestClock = field(default_factory=now_clock)
    slowing: Slowing = field(default_factory=Slowing)

    def __post_init__(self) -> None:
        hub, log = Hub(self.settings.limits), self._log()
        followers = Followers(log, hub, MemoryBus("w0"), self.clock, self.settings)
        keeper = Keeper(log, self.clock, self.settings, followers.story)
        object.__setattr__(self, "rooms", LiveRooms(keeper, followers, hub, self._opening))
        object.__setattr__(self, "own_records", OwnRecords(self.engine, log))

    rooms: LiveRooms = field(init=False)
    own_records: OwnRecords = field(init=False)

    def _log(self) -> RoomLog:
        if not self.engine.is_sqlite:
            return PostgresLog(self.engine.dsn)
        assert self.engine.path is not None
        assert self.engine.line is not None
        return SqliteLog(self.engine.path, self.engine.line, self.clock.now_ms)

    async def _opening(self, room: RoomId) -> Opening | None:
        return await opening(self.engine, outline_of, room)

    async def seat_of(self, request: Request) -> tuple[RoomId, SeatId, str]:
        """As the server does it."""
        token = cookie(request, SEAT_COOKIE)
        seated = await seating.seated(self.engine, self.clock, token)
        return seated.room, seated.seat, seated.cookie


class Sitting:
    """A school with a paper, its office signed in, and what tests do again and again."""

    def __init__(self, parts: LiveParts, school: School, office: AsyncClient, edition: str):
        self.parts = parts
        self.school = school
        self.office = office
        self.edition = edition

    # -- the office

    async def draft(self, **settings: Any) -> dict[str, Any]:
        body = {"title": "Physics", "edition": self.edition, "timezone": "Europe/Berlin"}
        made = await self.office.post("/api/sessions", json=body | {"settings": settings})
        return told(made, 201)

    async def published(self, roster: str = ROSTER, **settings: Any) -> dict[str, Any]:
        made = await self.draft(**settings)
        await self.enrol(made["session"], roster)
        return told(await self.office.post(f"/api/sessions/{made['session']}/publish"))

    async def enrol(self, session: str, roster: str | bytes, withdraw: int = 0) -> dict[str, Any]:
        content = roster.encode() if isinstance(roster, str) else roster
        path = f"/api/sessions/{session}/roster?withdraw={withdraw}"
        return told(await self.office.post(path, content=content))

    async def whole(self, session: str) -> dict[str, Any]:
        return told(await self.office.get(f"/api/sessions/{session}"))

    async def patch(self, session: str, **body: Any) -> Response:
        return await self.office.patch(f"/api/sessions/{session}", json=body)

    async def roster(self, session: str) -> list[dict[str, Any]]:
        found = told(await self.office.get(f"/api/sessions/{session}/roster"))
        listed: list[dict[str, Any]] = found["entries"]
        return listed

    async def keys(self, session: str) -> dict[str, str]:
        """New keys for everyone, by number."""
        path = f"/api/sessions/{session}/keys"
        made = told(await self.office.post(path, json={"seats": None}))
        return {each["number"]: each["key"] for each in made["keys"]}

    async def proctor(self, name: str, *of: str, grade: Grade = "chief") -> AsyncClient:
        """Someone new, signed in, whom these sessions name in this grade."""
        made = told(await self.office.post("/api/people", json=person(name, "proctor")), 201)
        for session in of:
            named = (await self.whole(session))["named"]
            new = {"person": made["id"], "grade": grade}
            told(await self.patch(session, proctors=[*named, new]))
        return await self.school.signed_in(name)

    async def audited(self, session: str) -> list[str]:
        async with self.parts.engine.reading() as connection:
            found = await entries_of(connection, self.school.made.id, "session", session)
        return sorted(entry.action for entry in found)  # several in one instant

    # -- students

    def page(self, address: str = HALL) -> AsyncClient:
        return self.school.client(address)

    async def verify(self, page: AsyncClient, code: str) -> Response:
        return await page.post("/api/join/verify", json={"code": code})

    async def identify(self, page: AsyncClient, code: str, **who: str) -> Response:
        return await page.post("/api/join/identify", json={"code": code, **who})

    async def confirm(self, page: AsyncClient, claim: str, device: str) -> Response:
        return await page.post("/api/join/confirm", json={"claim": claim, "device": device})

    async def door(self, page: AsyncClient, claim: str, device: str) -> Response:
        return await page.post("/api/join/door", json={"claim": claim, "device": device})

    async def claim(self, page: AsyncClient, code: str, **who: str) -> str:
        return str(told(await self.identify(page, code, **who))["claim"])

    async def joined(self, code: str, **who: str) -> tuple[AsyncClient, str, str]:
        """A page at its seat, with its device and its seat."""
        page, device = self.page(), new_token()
        claim = await self.claim(page, code, **who)
        answer = told(await self.confirm(page, claim, device))
        assert answer["state"] == "joined", answer
        return page, device, answer["seat"]

    # -- rooms

    async def seat(self, session: str, seat: str) -> Seat:
        live = await self.parts.rooms.wake(RoomId(session))
        return live.copy.room.seats[SeatId(seat)]

    async def begin(self, session: str, seat: str, device: str) -> None:
        change = Change(SeatId(seat), DeviceId(device), 1, Begin())
        await self.parts.rooms.do(RoomId(session), f"seat:{seat}", change)

    async def order(self, session: str, action: Action) -> None:
        order = Order(RequestId(new_token()), action)
        await self.parts.rooms.do(RoomId(session), "test", order)


def told(response: Response, status: int = 200) -> dict[str, Any]:
    """The answer, which is a good one."""
    assert response.status_code == status, response.text
    body: dict[str, Any] = response.json()
    return body


@asynccontextmanager
async def opened(
    engine: Engine, name: str = "Hill School", head: str = "head", parts: LiveParts | None = None
) -> AsyncIterator[Sitting]:
    """A school at work; a second one may stand on the parts of the first."""
    if parts is not None:
        yield await _sitting(parts, name, head)
        return
    made = LiveParts(engine)
    keeping = asyncio.create_task(made.rooms.keeper.run())
    try:
        yield await _sitting(made, name, head)
    finally:
        made.rooms.keeper.stop()
        await keeping
        await made.rooms.keeper.log.close()


async def _sitting(parts: LiveParts, name: str, head: str) -> Sitting:
    school = await founded(parts, name, head)
    routes = [*people.routes, *assessments.routes, *sessions.routes, *rooms.routes]
    school.app = app_of(routes, parts)
    office = await school.signed_in(head)
    return Sitting(parts, school, office, await _edition(office))


async def _edition(office: AsyncClient) -> str:
    """A paper of two choices, published."""
    bank = told(await office.post("/api/banks", json={"title": "Bank"}), 201)["bank"]
    file = paper(choice("q1"), choice("q2"))
    path = f"/api/banks/{bank}/import"
    report = told(await office.post(path, params={"name": "a.json"}, content=file))
    path = f"/api/assessments/{report['assessment']['assessment']}/publish"
    return str(told(await office.post(path), 201)["edition"])
