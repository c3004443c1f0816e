"""Results and answers of a session over HTTP, for the office."""

from collections.abc import Sequence
from typing import Protocol, cast

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from invigilate.api import asking
from invigilate.api.answering import answer
from invigilate.grading import actions
from invigilate.grading.model import Booklet
from invigilate.grading.printing import STYLE, STYLE_PATH
from invigilate.ids import EditionId, OrganisationId, RoomId
from invigilate.people.model import Asker, Right
from invigilate.store.engine import Engine


class Written(Protocol):
    """The booklets of a room, as its record gives them."""

    @property
    def booklets(self) -> Sequence[Booklet]: ...


class GradingParts(asking.Parts, Protocol):
    """What these routes need beside the usual; `app.py` provides it."""

    async def session_for(
        self, request: Request, session_id: str
    ) -> tuple[OrganisationId, RoomId, EditionId]:
        """Whose session it is, its room and its edition; raises NotFound for all others.

        For whoever may watch the session; reading results asks for one right more.
        """
        ...

    async def booklets(self, room_id: RoomId) -> Written:
        """Every booklet of a room as it counts now; raises NotFound where nothing happened yet."""
        ...


async def results(request: Request) -> Response:
    """GET /api/sessions/{session}/results: counts, bands and every student."""
    return answer(await actions.see_results(*await _asked(request)))


async def results_csv(request: Request) -> Response:
    """GET /api/sessions/{session}/results.csv: marks of each student and item."""
    data = await actions.results_file(*await _asked(request))
    return _file(request, data, "results")


async def answers_csv(request: Request) -> Response:
    """GET /api/sessions/{session}/answers.csv: all answers, sealed or not."""
    data = await actions.answers_file(*await _asked(request))
    return _file(request, data, "answers")


async def booklets_page(request: Request) -> Response:
    """GET /api/sessions/{session}/booklets.html: every booklet, to print."""
    parts = cast("GradingParts", asking.parts(request))
    session = asking.path_id(request, "session")
    organisation, room, edition = await parts.session_for(request, session)
    written = await parts.booklets(room)
    sitting = actions.Sitting(organisation, room, edition)
    page = await actions.booklets_page(parts.engine, sitting, written.booklets)
    return HTMLResponse(page, headers={"cache-control": "no-store"})


async def booklets_style(_: Request) -> Response:
    """GET /booklets.css: how booklets look on paper."""
    return Response(STYLE, media_type="text/css", headers={"cache-control": "max-age=3600"})


async def _asked(
    request: Request,
) -> tuple[Engine, Asker, actions.Sitting, Sequence[Booklet]]:
    parts = cast("GradingParts", asking.parts(request))
    asker = await asking.asker(request, Right.RESULTS_SEE)
    session = asking.path_id(request, "session")
    organisation, room, edition = await parts.session_for(request, session)
    written = await parts.booklets(room)
    return parts.engine, asker, actions.Sitting(organisation, room, edition), written.booklets


def _file(request: Request, data: bytes, name: str) -> Response:
    called = f"{name}-{asking.path_id(request, 'session')}.csv"
    headers = {
        "cache-control": "no-store",
        "content-disposition": f'attachment; filename="{called}"',
        "x-content-type-options": "nosniff",
    }
    return Response(data, headers=headers, media_type="text/csv; charset=utf-8")


routes: list[Route] = [
    Route("/api/sessions/{session}/results", results, methods=["GET"]),
    Route("/api/sessions/{session}/results.csv", results_csv, methods=["GET"]),
    Route("/api/sessions/{session}/answers.csv", answers_csv, methods=["GET"]),
    Route("/api/sessions/{session}/booklets.html", booklets_page, methods=["GET"]),
    Route(STYLE_PATH, booklets_style, methods=["GET"]),
]
