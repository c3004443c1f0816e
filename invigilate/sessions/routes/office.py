"""Sessions as staff see and change them, over HTTP."""

from collections.abc import Awaitable, Callable, Sequence

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from invigilate.api import asking
from invigilate.api.answering import answer
from invigilate.assessments.actions import outline_of
from invigilate.people.model import Asker, Right
from invigilate.people.tokens import StaffMember, Ticket, mint_ticket
from invigilate.sessions import actions, listing
from invigilate.sessions.access import board_for
from invigilate.sessions.actions import Edit, Made, NewSession
from invigilate.sessions.routes.parts import parts
from invigilate.sessions.seating import Minted, device_id


class Listed(msgspec.Struct, frozen=True):
    """Answer of GET /api/sessions."""

    sessions: Sequence[listing.Line]


class Which(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Query of GET /api/sessions."""

    archived: bool = False


class Reason(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Body of POST …/close; it may be left out."""

    reason: str = ""


class Device(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Body of POST …/tickets."""

    device: str


async def list_sessions(request: Request) -> Response:
    """GET /api/sessions: those that are the asker's to see."""
    held, asker = parts(request), await asking.asker(request)
    which = asking.query(request, Which)
    found = await listing.list_sessions(held.engine, held.rooms, asker, which.archived)
    return answer(Listed(found))


async def create(request: Request) -> Response:
    """POST /api/sessions: a draft with its code."""
    held, asker = parts(request), await asking.asker(request, Right.SESSIONS_CHANGE)
    new = await asking.body(request, NewSession)
    grace = held.settings.grace_seconds
    made = await actions.create(held.engine, held.clock, outline_of, asker, new, grace)
    return await _whole(request, asker, made.session.id, made.warning, 201)


async def get(request: Request) -> Response:
    """GET /api/sessions/{session}: all of it."""
    return await _whole(request, await asking.asker(request), _session(request))


async def edit(request: Request) -> Response:
    """PATCH /api/sessions/{session}: corrections."""
    held, asker = parts(request), await asking.asker(request, Right.SESSIONS_CHANGE)
    wanted = await asking.body(request, Edit)
    session_id = _session(request)
    await actions.edit(held.engine, held.clock, outline_of, held.rooms, asker, session_id, wanted)
    return await _whole(request, asker, session_id)


async def publish(request: Request) -> Response:
    """POST /api/sessions/{session}/publish."""
    held, asker = parts(request), await asking.asker(request, Right.SESSIONS_CHANGE)
    session_id = _session(request)
    await actions.publish(held.engine, held.clock, outline_of, asker, session_id)
    return await _whole(request, asker, session_id)


async def close(request: Request) -> Response:
    """POST /api/sessions/{session}/close: the sitting ends for good."""
    held, asker = parts(request), await asking.asker(request, Right.SESSIONS_CHANGE)
    has_body = request.headers.get("content-length", "0") != "0"
    given = await asking.body(request, Reason) if has_body else Reason()
    session_id = _session(request)
    await actions.close(
        held.engine, held.clock, held.rooms, asker, session_id, given.reason[:2_000]
    )
    return await _whole(request, asker, session_id)


async def archive(request: Request) -> Response:
    """POST /api/sessions/{session}/archive: put away, its code let go."""
    held, asker = parts(request), await asking.asker(request, Right.SESSIONS_CHANGE)
    session_id = _session(request)
    await actions.archive(held.engine, held.clock, asker, session_id)
    return await _whole(request, asker, session_id)


async def restore(request: Request) -> Response:
    """POST /api/sessions/{session}/restore: back from the archive."""
    return await _with_code(request, actions.restore)


async def rotate(request: Request) -> Response:
    """POST /api/sessions/{session}/code: another code."""
    return await _with_code(request, actions.rotate_code)


async def ticket(request: Request) -> Response:
    """POST /api/sessions/{session}/tickets: what opens the socket of a board."""
    held, asker = parts(request), await asking.asker(request, Right.ROOM_WATCH)
    device = device_id((await asking.body(request, Device)).device)
    room, grade = await board_for(held.engine, asker, _session(request))
    expires = held.clock.now_ms() + round(held.settings.ticket_seconds * 1_000)
    who = StaffMember(asker.person_id, grade, asker.sign_in_id)
    return answer(Minted(mint_ticket(held.secret, Ticket(room, who, device, expires)), expires))


async def _with_code(request: Request, action: Callable[..., Awaitable[Made]]) -> Response:
    held, asker = parts(request), await asking.asker(request, Right.SESSIONS_CHANGE)
    made = await action(held.engine, held.clock, asker, _session(request))
    return await _whole(request, asker, made.session.id, made.warning)


async def _whole(
    request: Request, asker: Asker, session_id: str, warning: str | None = None, status: int = 200
) -> Response:
    held = parts(request)
    more = () if warning is None else (warning,)
    found = await listing.get_session(held.engine, held.clock, held.rooms, asker, session_id, more)
    return answer(found, status)


def _session(request: Request) -> str:
    return asking.path_id(request, "session")


routes: list[Route] = [
    Route("/api/sessions", list_sessions, methods=["GET"]),
    Route("/api/sessions", create, methods=["POST"]),
    Route("/api/sessions/{session}", get, methods=["GET"]),
    Route("/api/sessions/{session}", edit, methods=["PATCH"]),
    Route("/api/sessions/{session}/publish", publish, methods=["POST"]),
    Route("/api/sessions/{session}/close", close, methods=["POST"]),
    Route("/api/sessions/{session}/archive", archive, methods=["POST"]),
    Route("/api/sessions/{session}/restore", restore, methods=["POST"]),
    Route("/api/sessions/{session}/code", rotate, methods=["POST"]),
    Route("/api/sessions/{session}/tickets", ticket, methods=["POST"]),
]
