"""Notes and time ledgers over HTTP, for staff, read from the live room."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from invigilate.api import asking
from invigilate.api.answering import answer
from invigilate.ids import SeatId
from invigilate.rooms.ledgers import ledger_of
from invigilate.rooms.notes import notes_of_seat, notes_of_session
from invigilate.rooms.routes.watched import WatchedParts, watched


async def session(request: Request) -> Response:
    """GET /api/sessions/{session}/notes: all of a session."""
    live = await watched(request)
    return answer(notes_of_session(live.copy.room))


async def seat(request: Request) -> Response:
    """GET /api/sessions/{session}/seats/{seat}/notes: those about one student."""
    live = await watched(request)
    return answer(notes_of_seat(live.copy.room, SeatId(asking.path_id(request, "seat"))))


async def time(request: Request) -> Response:
    """GET /api/sessions/{session}/seats/{seat}/ledger: what one student's time is made of."""
    live = await watched(request)
    held: WatchedParts = asking.parts(request)  # type: ignore[assignment]
    seat_id = SeatId(asking.path_id(request, "seat"))
    return answer(ledger_of(live.copy.room, seat_id, held.clock.now_ms()))


routes = [
    Route("/api/sessions/{session}/notes", session),
    Route("/api/sessions/{session}/seats/{seat}/notes", seat),
    Route("/api/sessions/{session}/seats/{seat}/ledger", time),
]
