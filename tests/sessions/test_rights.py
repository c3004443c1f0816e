"""Every route of this domain × whoever may ask it: what each hears, and no cell undeclared."""

import pytest
from httpx2 import AsyncClient

from invigilate.people.tokens import new_token
from invigilate.rooms.grades import GRADES, Grade
from invigilate.sessions.duties import ROUTES
from invigilate.sessions.routes import routes
from invigilate.store.engine import Engine
from tests.sessions.sitting import ROSTER, Sitting, opened, told

NAMED: tuple[Grade, ...] = GRADES
WHO = ("nobody", "student", *NAMED, "other proctor", "office", "foreign office")
DEVICE = new_token()

OPEN = (200, 200, 200, 200, 200, 200, 200, 200)
SEES = (401, 401, 200, 200, 200, 404, 200, 404)
ADDS = (401, 401, 201, 201, 403, 404, 201, 404)
MOVES = (401, 401, 200, 200, 403, 404, 200, 404)
TAKES = (401, 401, 409, 409, 403, 404, 409, 404)  # nobody wrote in a draft
CHANGES = (401, 401, 403, 403, 403, 403, 200, 404)
ANYONE_OF_STAFF = (401, 401, 200, 200, 200, 200, 200, 200)

S = "/api/sessions/{session}"
MATRIX: dict[tuple[str, str], tuple[int, ...]] = {
    ("GET", "/api/sessions"): ANYONE_OF_STAFF,
    ("POST", "/api/sessions"): (
        401,
        401,
        403,
        403,
        403,
        403,
        201,
        404,
    ),  # a foreign edition is none
    ("GET", S): SEES,
    ("PATCH", S): CHANGES,
    ("POST", f"{S}/publish"): CHANGES,
    ("POST", f"{S}/close"): (401, 401, 403, 403, 403, 403, 409, 404),  # a draft is not closed
    ("POST", f"{S}/archive"): CHANGES,
    ("POST", f"{S}/restore"): CHANGES,
    ("POST", f"{S}/code"): CHANGES,
    ("POST", f"{S}/tickets"): (401, 401, 409, 409, 409, 404, 409, 404),  # a draft has no room
    ("GET", f"{S}/report.html"): (401, 401, 409, 409, 409, 404, 409, 404),
    ("GET", f"{S}/report.json"): (401, 401, 409, 409, 409, 404, 409, 404),
    ("GET", "/sitting-report.css"): OPEN,
    ("GET", f"{S}/roster"): SEES,
    ("POST", f"{S}/roster"): CHANGES,
    ("POST", f"{S}/roster/preview"): CHANGES,
    ("POST", f"{S}/students"): ADDS,
    ("POST", f"{S}/seats/{{seat}}/desk"): MOVES,
    ("POST", f"{S}/keys"): (401, 401, 403, 403, 403, 403, 200, 404),
    ("GET", f"{S}/roster.csv"): CHANGES,
    ("GET", f"{S}/slips"): CHANGES,
    ("GET", "/slips.css"): OPEN,
    ("POST", "/api/join/verify"): (404,) * 8,  # a draft's code opens nothing
    ("POST", "/api/join/identify"): (404,) * 8,
    ("POST", "/api/join/confirm"): (403,) * 8,
    ("POST", "/api/join/door"): (403,) * 8,
    ("GET", "/api/seat"): (401, 200, 401, 401, 401, 401, 401, 401),
    ("POST", "/api/tickets"): (401, 200, 401, 401, 401, 401, 401, 401),
    ("GET", "/api/seat/record"): (401, 200, 401, 401, 401, 401, 401, 401),
    ("GET", "/api/seat/parcel-key"): (401, 200, 401, 401, 401, 401, 401, 401),
    ("POST", f"{S}/parcel/preview"): TAKES,
    ("POST", f"{S}/parcel"): TAKES,
    ("POST", "/api/leave"): (204,) * 8,
}
"""What is asked of a draft, whose student has come in by another session."""


async def test_everyone_hears_what_the_matrix_says(sqlite_engine: Engine) -> None:
    async with (
        opened(sqlite_engine) as ours,
        opened(sqlite_engine, "Vale School", "rival", ours.parts) as theirs,
    ):
        clients = await askers(ours, theirs)
        heard = {
            (method, path): await heard_by_all(ours, clients, method, path)
            for method, path in MATRIX
        }
    assert heard == MATRIX


def test_what_an_observer_may_not_stands_in_the_table_of_duties() -> None:
    refused = {
        asked
        for asked, heard in MATRIX.items()
        if heard[WHO.index("observer")] == 403 and heard[WHO.index("chief")] != 403
    }
    for_all = {("POST", f"{S}/keys")}  # refused to all three here: it asks for everyone's
    assert refused | for_all == {(way.method, way.path) for way in ROUTES.values()}


@pytest.mark.parametrize(
    ("grade", "status"), [("chief", 200), ("invigilator", 200), ("observer", 403)]
)
async def test_new_keys_for_chosen_students_go_by_grade(
    near: Sitting, grade: Grade, status: int
) -> None:
    session = (await near.published())["session"]
    proctor = await near.proctor("pat", session, grade=grade)
    seat = (await near.roster(session))[0]["seat"]
    heard = await proctor.post(f"/api/sessions/{session}/keys", json={"seats": [seat]})
    assert heard.status_code == status


def test_every_route_has_its_line() -> None:
    there = {
        (method, route.path) for route in routes for method in (route.methods or set()) - {"HEAD"}
    }
    assert there == set(MATRIX)


async def askers(ours: Sitting, theirs: Sitting) -> dict[str, AsyncClient]:
    """One of each kind; the other proctor is named by another session."""
    running = await ours.published()
    student, _, _ = await ours.joined(running["code"], number="1042")
    return {
        "nobody": ours.page(),
        "student": student,
        **{grade: await ours.proctor(f"pat-{grade}") for grade in NAMED},
        "other proctor": await ours.proctor("sam", running["session"]),
        "office": ours.office,
        "foreign office": theirs.office,
    }


async def heard_by_all(
    ours: Sitting, clients: dict[str, AsyncClient], method: str, path: str
) -> tuple[int, ...]:
    """Each asks of a draft of its own, for some cells end it; some are named by it, in a grade."""
    heard = []
    for who in WHO:
        draft = await ours.draft()
        await ours.enrol(draft["session"], ROSTER)
        if who in NAMED:
            me = (await clients[who].get("/api/me")).json()["id"]
            told(await ours.patch(draft["session"], proctors=[{"person": me, "grade": who}]))
        seat = (await ours.roster(draft["session"]))[0]["seat"]
        url = path.replace("{session}", draft["session"]).replace("{seat}", seat)
        sent = body(path, ours.edition, draft["code"])
        heard.append(await status(clients[who], method, url, sent))
    return tuple(heard)


async def status(client: AsyncClient, method: str, url: str, sent: object) -> int:
    """Of what is answered; a roster is sent as a file, anything else as JSON."""
    if "/roster" in url and method == "POST":
        return (await client.request(method, url, content=ROSTER)).status_code
    given = sent if method != "GET" else None
    return (await client.request(method, url, json=given)).status_code


def body(path: str, edition: str, code: str) -> dict[str, object]:
    """What a sensible page sends."""
    bodies: dict[str, dict[str, object]] = {
        "/api/sessions": {"title": "x", "edition": edition, "timezone": "UTC"},
        S: {"title": "y"},
        f"{S}/close": {"reason": ""},
        f"{S}/tickets": {"device": DEVICE},
        f"{S}/students": {"number": "7000", "name": "Someone New"},
        f"{S}/keys": {"seats": None},
        f"{S}/seats/{{seat}}/desk": {"hall": "Main", "desk": "Z9"},
        "/api/join/verify": {"code": code},
        "/api/join/identify": {"code": code, "number": "1042"},
        "/api/join/confirm": {"claim": "none", "device": DEVICE},
        "/api/join/door": {"claim": "none", "device": DEVICE},
        "/api/tickets": {"device": DEVICE},
    }
    return bodies.get(path, {})
