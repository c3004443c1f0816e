"""Every route of this domain × whoever may ask it: what each hears, and no cell undeclared."""

from httpx2 import AsyncClient

from invigilate.people.tokens import new_token
from invigilate.sessions.routes import routes
from invigilate.store.engine import Engine
from tests.sessions.sitting import ROSTER, Sitting, opened

WHO = ("nobody", "student", "proctor", "other proctor", "office", "foreign office")
DEVICE = new_token()

OPEN = (200, 200, 200, 200, 200, 200)
SEES = (401, 401, 200, 404, 200, 404)
STEERS = (401, 401, 201, 404, 201, 404)
CHANGES = (401, 401, 403, 403, 200, 404)
ANYONE_OF_STAFF = (401, 401, 200, 200, 200, 200)

S = "/api/sessions/{session}"
MATRIX: dict[tuple[str, str], tuple[int, ...]] = {
    ("GET", "/api/sessions"): ANYONE_OF_STAFF,
    ("POST", "/api/sessions"): (401, 401, 403, 403, 201, 404),  # a foreign edition is none
    ("GET", S): SEES,
    ("PATCH", S): CHANGES,
    ("POST", f"{S}/publish"): CHANGES,
    ("POST", f"{S}/close"): (401, 401, 403, 403, 409, 404),  # a draft is not closed
    ("POST", f"{S}/archive"): CHANGES,
    ("POST", f"{S}/restore"): CHANGES,
    ("POST", f"{S}/code"): CHANGES,
    ("POST", f"{S}/tickets"): (401, 401, 409, 404, 409, 404),  # a draft has no room
    ("GET", f"{S}/roster"): SEES,
    ("POST", f"{S}/roster"): CHANGES,
    ("POST", f"{S}/roster/preview"): CHANGES,
    ("POST", f"{S}/students"): STEERS,
    ("POST", f"{S}/keys"): (401, 401, 403, 403, 200, 404),
    ("GET", f"{S}/roster.csv"): CHANGES,
    ("GET", f"{S}/slips"): CHANGES,
    ("GET", "/slips.css"): OPEN,
    ("POST", "/api/join/verify"): (404,) * 6,  # a draft's code opens nothing
    ("POST", "/api/join/identify"): (404,) * 6,
    ("POST", "/api/join/confirm"): (403,) * 6,
    ("POST", "/api/join/door"): (403,) * 6,
    ("GET", "/api/seat"): (401, 200, 401, 401, 401, 401),
    ("POST", "/api/tickets"): (401, 200, 401, 401, 401, 401),
    ("GET", "/api/seat/record"): (401, 200, 401, 401, 401, 401),
    ("GET", "/api/seat/parcel-key"): (401, 200, 401, 401, 401, 401),
    ("POST", f"{S}/parcel/preview"): (401, 401, 409, 404, 409, 404),  # nobody wrote in a draft
    ("POST", f"{S}/parcel"): (401, 401, 409, 404, 409, 404),
    ("POST", "/api/leave"): (204,) * 6,
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
        "proctor": await ours.proctor("pat"),
        "other proctor": await ours.proctor("sam", running["session"]),
        "office": ours.office,
        "foreign office": theirs.office,
    }


async def heard_by_all(
    ours: Sitting, clients: dict[str, AsyncClient], method: str, path: str
) -> tuple[int, ...]:
    """Each asks of a draft of its own, for some cells end it; the proctor is named by it."""
    me = (await clients["proctor"].get("/api/me")).json()["id"]
    heard = []
    for who in WHO:
        draft = await ours.draft()
        await ours.enrol(draft["session"], ROSTER)
        if who == "proctor":
            await ours.patch(draft["session"], proctors=[me])
        url = path.replace("{session}", draft["session"])
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
        "/api/join/verify": {"code": code},
        "/api/join/identify": {"code": code, "number": "1042"},
        "/api/join/confirm": {"claim": "none", "device": DEVICE},
        "/api/join/door": {"claim": "none", "device": DEVICE},
        "/api/tickets": {"device": DEVICE},
    }
    return bodies.get(path, {})
