"""Rosters over HTTP: the list, a file in, a file out, one student more, keys and slips."""

from collections.abc import Sequence

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from invigilate.api import asking
from invigilate.api.answering import answer
from invigilate.api.security import own_origin
from invigilate.people.model import Right
from invigilate.sessions import enrolling, keys, moving, papers
from invigilate.sessions.enrolling import NewStudent
from invigilate.sessions.keys import Keyed
from invigilate.sessions.moving import Move, Seated
from invigilate.sessions.routes.parts import parts
from invigilate.sessions.slips import STYLE, STYLE_PATH

FILE_BYTES = 4 * 1024 * 1024
"""Bytes of a roster file: 10,000 lines of 400."""
SEATS_BYTES = 512 * 1024
"""Bytes of a body that may name 10,000 seats."""
NO_STORE = {"cache-control": "no-store"}


class Roster(msgspec.Struct, frozen=True):
    """Answer of GET …/roster."""

    entries: Sequence[papers.Listed]


class Withdraw(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Query of POST …/roster."""

    withdraw: bool = False


class Seats(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Body of POST …/keys; null: everyone."""

    seats: tuple[str, ...] | None


class Keys(msgspec.Struct, frozen=True):
    """Answer of POST …/keys."""

    keys: Sequence[Keyed]


class Moved(msgspec.Struct, frozen=True):
    """Answer of POST …/desk: everyone who sits elsewhere by it, the student first."""

    moved: Sequence[Seated]


async def list_roster(request: Request) -> Response:
    """GET …/roster: everyone on it."""
    asker = await asking.asker(request)
    engine = parts(request).engine
    return answer(Roster(await papers.list_roster(engine, asker, _session(request))))


async def preview(request: Request) -> Response:
    """POST …/roster/preview: what a file would do; nothing is stored."""
    held, asker = parts(request), await asking.asker(request, Right.SESSIONS_CHANGE)
    file = await asking.content(request, FILE_BYTES)
    session_id = _session(request)
    return answer(await enrolling.preview(held.engine, asker, session_id, held.secret, file))


async def import_roster(request: Request) -> Response:
    """POST …/roster: a file, stored."""
    held, asker = parts(request), await asking.asker(request, Right.SESSIONS_CHANGE)
    withdraw = asking.query(request, Withdraw).withdraw
    report = await enrolling.import_roster(
        held.engine,
        held.clock,
        held.rooms,
        asker,
        _session(request),
        held.secret,
        await asking.content(request, FILE_BYTES),
        withdraw=withdraw,
    )
    return answer(report)


async def add_student(request: Request) -> Response:
    """POST …/students: one student more, now."""
    held, asker = parts(request), await asking.asker(request, Right.ROOM_STEER)
    new = await asking.body(request, NewStudent)
    made = await enrolling.add_student(
        held.engine, held.clock, held.rooms, asker, _session(request), held.secret, new
    )
    return answer(made, 201)


async def move_student(request: Request) -> Response:
    """POST …/seats/{seat}/desk: to another desk, or places traded."""
    held, asker = parts(request), await asking.asker(request, Right.ROOM_STEER)
    wanted = await asking.body(request, Move)
    seat = asking.path_id(request, "seat")
    moved = await moving.move_student(
        held.engine, held.clock, held.rooms, asker, _session(request), seat, wanted
    )
    return answer(Moved(moved))


async def renew_keys(request: Request) -> Response:
    """POST …/keys: new personal keys, to be read once."""
    held, asker = parts(request), await asking.asker(request, Right.ROOM_STEER)
    seats = (await asking.body(request, Seats, SEATS_BYTES)).seats
    made = await keys.renew_keys(
        held.engine, held.clock, asker, _session(request), held.secret, seats
    )
    return answer(Keys(made))


async def roster_file(request: Request) -> Response:
    """GET …/roster.csv: the roster with the keys that can still be read."""
    held, asker = parts(request), await asking.asker(request, Right.SESSIONS_CHANGE)
    text = await papers.roster_file(held.engine, asker, _session(request), held.secret)
    headers = NO_STORE | {"content-disposition": 'attachment; filename="roster.csv"'}
    return Response(text, headers=headers, media_type="text/csv")


async def slips(request: Request) -> Response:
    """GET …/slips: a page to print."""
    held, asker = parts(request), await asking.asker(request, Right.SESSIONS_CHANGE)
    address = own_origin(request.headers, held.settings)
    page = await papers.slips_page(held.engine, asker, _session(request), held.secret, address)
    return Response(page, headers=NO_STORE, media_type="text/html")


async def slips_style(_: Request) -> Response:
    """GET /slips.css: how slips look on paper."""
    return Response(STYLE, headers={"cache-control": "max-age=3600"}, media_type="text/css")


def _session(request: Request) -> str:
    return asking.path_id(request, "session")


routes: list[Route] = [
    Route("/api/sessions/{session}/roster", list_roster, methods=["GET"]),
    Route("/api/sessions/{session}/roster", import_roster, methods=["POST"]),
    Route("/api/sessions/{session}/roster/preview", preview, methods=["POST"]),
    Route("/api/sessions/{session}/students", add_student, methods=["POST"]),
    Route("/api/sessions/{session}/seats/{seat}/desk", move_student, methods=["POST"]),
    Route("/api/sessions/{session}/keys", renew_keys, methods=["POST"]),
    Route("/api/sessions/{session}/roster.csv", roster_file, methods=["GET"]),
    Route("/api/sessions/{session}/slips", slips, methods=["GET"]),
    Route(STYLE_PATH, slips_style, methods=["GET"]),
]
