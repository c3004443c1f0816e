"""Every route of the server × whoever may ask it: what each hears, and no cell undeclared.

The routes of sessions are asked of a draft, in `tests.sessions.test_rights`; all others here, on
the server as it runs, of a session that is published and has a student in it.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

import pytest
from httpx2 import AsyncClient
from starlette.applications import Starlette
from starlette.routing import Route, WebSocketRoute

from invigilate.api import pages
from invigilate.app import create
from invigilate.people.tokens import new_token
from invigilate.rooms.grades import GRADES
from invigilate.settings import Settings
from invigilate.store.migrate import migrate
from tests.api.apps import client_of
from tests.assessments.office import choice, paper
from tests.people.school import PASSWORD, School, founded
from tests.sessions.sitting import LiveParts, Sitting, told
from tests.sessions.test_rights import MATRIX as OF_SESSIONS

WHO: Final = ("nobody", "student", *GRADES, "other proctor", "office", "foreign office")
Heard = tuple[int, int, int, int, int, int, int, int]

OPEN: Final[Heard] = (200,) * 8
WATCHES: Final[Heard] = (401, 401, 200, 200, 200, 404, 200, 404)
OFFICE: Final[Heard] = (401, 401, 403, 403, 403, 403, 200, 404)
ANY_OFFICE: Final[Heard] = (401, 401, 403, 403, 403, 403, 200, 200)
MAKES: Final[Heard] = (401, 401, 403, 403, 403, 403, 201, 201)
STAFF: Final[Heard] = (401, 401, 200, 200, 200, 200, 200, 200)
SEATED: Final[Heard] = (401, 200, 401, 401, 401, 401, 401, 401)
NOWHERE: Final[Heard] = (404,) * 8

S = "/api/sessions/{session}"
A = "/api/assessments/{assessment}"
MATRIX: Final[dict[tuple[str, str], Heard]] = {
    # --- a live room, as staff read it
    ("GET", f"{S}/notes"): WATCHES,
    ("GET", f"{S}/seats/{{seat}}/notes"): WATCHES,
    ("GET", f"{S}/seats/{{seat}}/ledger"): WATCHES,
    ("GET", f"{S}/seats/{{seat}}/conversation"): WATCHES,
    ("GET", f"{S}/heat"): WATCHES,
    ("GET", f"{S}/replay"): WATCHES,
    ("GET", f"{S}/replay/board"): WATCHES,
    ("GET", f"{S}/replay/steps"): WATCHES,
    ("GET", f"{S}/replay/seats/{{seat}}"): WATCHES,
    ("GET", f"{S}/booklets"): WATCHES,
    # --- a live room, as a page without a socket has it
    ("POST", "/live/answers"): SEATED,
    ("POST", "/live/signs"): (401, 204, 401, 401, 401, 401, 401, 401),
    ("GET", "/live/state"): SEATED,
    ("GET", "/live/apart"): SEATED,
    ("GET", "/api/receipts"): SEATED,
    # --- results
    ("GET", f"{S}/results"): OFFICE,
    ("GET", f"{S}/results.csv"): OFFICE,
    ("GET", f"{S}/answers.csv"): OFFICE,
    ("GET", f"{S}/marking"): OFFICE,
    ("POST", f"{S}/marking"): (401, 401, 403, 403, 403, 403, 404, 404),  # nothing is sealed
    ("GET", f"{S}/booklets.html"): WATCHES,
    ("GET", "/booklets.css"): OPEN,
    # --- papers
    ("GET", "/api/banks"): ANY_OFFICE,
    ("POST", "/api/banks"): MAKES,
    ("GET", "/api/banks/{bank}"): OFFICE,
    ("POST", "/api/banks/{bank}/import"): OFFICE,
    ("GET", "/api/assessments"): ANY_OFFICE,
    ("POST", "/api/assessments"): (401, 401, 403, 403, 403, 403, 201, 404),
    ("GET", A): OFFICE,
    ("PATCH", A): OFFICE,
    ("POST", f"{A}/publish"): (401, 401, 403, 403, 403, 403, 201, 404),
    ("GET", f"{A}/preview"): OFFICE,
    ("GET", f"{A}/preview/media/{{name}}"): (401, 401, 403, 403, 403, 403, 404, 404),  # has none
    ("GET", "/papers/{delivered}"): (401, 404, 200, 200, 200, 404, 200, 404),
    ("GET", "/papers/{delivered}/media/{name}"): (401, 404, 404, 404, 404, 404, 404, 404),
    # --- people
    ("GET", "/api/people"): ANY_OFFICE,
    ("POST", "/api/people"): (401, 401, 403, 403, 403, 403, 201, 422),  # that name is taken by then
    ("DELETE", "/api/people/{person_id}"): (401, 401, 403, 403, 403, 403, 204, 404),
    ("GET", "/api/me"): STAFF,
    ("POST", "/api/password"): (401, 401, 403, 403, 403, 403, 403, 403),  # the old one is wrong
    ("POST", "/api/sign-in"): (422,) * 8,  # without a name; with one: `tests.people.test_sign_ins`
    # --- the server itself
    ("GET", "/healthz"): OPEN,
    ("GET", "/readyz"): OPEN,
    ("GET", "/metrics"): NOWHERE,  # no token is set for it
    ("POST", "/api/time"): ANY_OFFICE,
    ("POST", "/api/sign-out"): (401, 401, 204, 204, 204, 204, 204, 204),  # so it is the last one
}
BY_TICKET: Final = {"/live"}
"""Asked with a ticket in its first frame, and with nothing before: `tests.live.test_sockets`."""


@dataclass
class Server:
    """The server, and one of each kind who may ask it."""

    clients: dict[str, AsyncClient]
    names: dict[str, str]
    """What stands for the names in a path."""
    bodies: dict[tuple[str, str], object]
    """What a sensible page sends."""

    async def heard(self, method: str, path: str) -> Heard:
        """What each of them is answered, in their order."""
        return cast("Heard", tuple([await self._status(who, method, path) for who in WHO]))

    async def _status(self, who: str, method: str, path: str) -> int:
        url = path.format_map(self.names) + QUERIES.get(path, "")
        sent = self.bodies.get((method, path))
        given: dict[str, Any] = {"content": sent} if isinstance(sent, bytes) else {"json": sent}
        return (await self.clients[who].request(method, url, **given)).status_code


QUERIES: Final = {
    f"{S}/replay/board": "?at=4102444800000",
    f"{S}/replay/steps": "?after=2&until=4102444800000",
    "/api/banks/{bank}/import": "?name=b.json",
}


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    settings = Settings(data_folder=tmp_path)
    await migrate(settings.database)
    app = create(settings)
    async with app.router.lifespan_context(app):
        yield await _server(app, cast("LiveParts", app.state.parts))


async def _school(
    app: Starlette, parts: LiveParts, name: str, head: str
) -> tuple[Sitting, dict[str, str]]:
    """A school with its office signed in, and the names of a paper that it alone has."""
    school: School = await founded(parts, name, head)
    school.app = app
    office = await school.signed_in(head)
    edition, names = await _paper(office, f"of-{head}")
    return Sitting(parts, school, office, edition), names


async def _paper(office: AsyncClient, question: str) -> tuple[str, dict[str, str]]:
    """A published edition with one question, and the names of what it stands in."""
    bank = told(await office.post("/api/banks", json={"title": "Bank"}), 201)["bank"]
    path, file = f"/api/banks/{bank}/import?name=a.json", paper(choice(question))
    assessment = told(await office.post(path, content=file))["assessment"]["assessment"]
    published = told(await office.post(f"/api/assessments/{assessment}/publish"), 201)
    names = {"bank": bank, "assessment": assessment, "delivered": published["delivered"]}
    return published["edition"], names


async def _server(app: Starlette, parts: LiveParts) -> Server:
    ours, names = await _school(app, parts, "Hill School", "head")
    theirs, _ = await _school(app, parts, "Vale School", "rival")
    edition, _ = await _paper(ours.office, "of-another-exam")
    other = Sitting(parts, ours.school, ours.office, edition)
    session, elsewhere = await ours.published(), await other.published()
    student, device, seat = await ours.joined(session["code"], number="1042")
    student.headers |= {"invigilate-seat": seat, "invigilate-device": device}
    clients: dict[str, AsyncClient] = {
        "nobody": client_of(app),
        "student": student,
        **{g: await ours.proctor(f"pat-{g}", session["session"], grade=g) for g in GRADES},
        "other proctor": await ours.proctor("sam", elsewhere["session"]),
        "office": ours.office,
        "foreign office": theirs.office,
    }
    spare = {"name": "spare", "shown_name": "Spare", "password": PASSWORD, "roles": ["proctor"]}
    names |= {
        "session": session["session"],
        "seat": seat,
        "name": f"{'0' * 64}.png",
        "person_id": told(await ours.office.post("/api/people", json=spare), 201)["id"],
    }
    return Server(clients, names, _bodies(names["bank"], seat))


def _bodies(bank: str, seat: str) -> dict[tuple[str, str], object]:
    person = {"name": new_token(), "shown_name": "New", "password": PASSWORD, "roles": ["proctor"]}
    return {
        ("POST", "/live/answers"): [2, []],
        ("POST", "/live/signs"): [6, 0, 0],
        ("POST", f"{S}/marking"): {"seat": seat, "seal": 1, "item": "q1", "points": 1},
        ("POST", "/api/banks"): {"title": "New"},
        ("POST", "/api/banks/{bank}/import"): paper(choice("q1")),
        ("POST", "/api/assessments"): {"bank": bank, "title": "New"},
        ("PATCH", A): {"title": "Other"},
        ("POST", "/api/people"): person,
        ("POST", "/api/password"): {"old": "no such word at all", "new": "five tame geese"},
        ("POST", "/api/sign-in"): {},
    }


async def test_everyone_hears_what_the_matrix_says(server: Server) -> None:
    heard = {line: await server.heard(*line) for line in MATRIX}
    assert heard == MATRIX


def test_every_route_has_its_line(tmp_path: Path) -> None:
    app = create(Settings(data_folder=tmp_path))
    shown = {route.path for route in pages.routes() if isinstance(route, Route)}
    there = {
        (method, route.path)
        for route in app.routes
        if isinstance(route, Route) and route.path not in shown
        for method in (route.methods or set()) - {"HEAD"}
    }
    assert there == MATRIX.keys() | OF_SESSIONS.keys()
    assert not MATRIX.keys() & OF_SESSIONS.keys()
    sockets = {route.path for route in app.routes if isinstance(route, WebSocketRoute)}
    assert sockets == BY_TICKET
