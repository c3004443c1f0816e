"""A student's own record over HTTP."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from invigilate.api import asking
from invigilate.api.answering import answer
from invigilate.sessions import seating
from invigilate.sessions.routes.parts import parts
from invigilate.sessions.routes.start import SEAT_COOKIE


async def record(request: Request) -> Response:
    """GET /api/seat/record: what was saved when, of the seat cookie's own seat alone."""
    held = parts(request)
    token = asking.cookie(request, SEAT_COOKIE)
    seated = await seating.seated(held.engine, held.clock, token)
    asking.require_seat(request, seated.seat)
    return answer(await held.own_records.of(seated.room, seated.seat))


routes = [Route("/api/seat/record", record)]
