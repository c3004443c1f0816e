"""Results and answers of a session over HTTP, for the office."""

from collections.abc import Sequence
from typing import Protocol, cast

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from invigilate.api import asking
from invigilate.api.answering import answer
from invigilate.grading import actions, hand_marking
from invigilate.grading.by_hand import NewMark
from invigilate.grading.model import Booklet
from invigilate.grading.printing import STYLE, STYLE_PATH
from invigilate.ids import EditionId, OrganisationId, RoomId
from invigilate.people.model import Asker, Right
from invigilate.store.engine import Engine


class Written(Protocol):
    """The booklets of a room, as its record gives them: at a version of its log, whose chain up to
    there was verified."""

    @property
    def booklets(self) -> Sequence[Booklet]: ...
    @property
    def version(self) -> int: ...
    @property
    def chain(self) -> str: ...


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


async def marking(request: Request) -> Response:
    """GET /api/sessions/{session}/marking: every response that a person marks."""
    return answer(await hand_marking.see_marking(*await _asked(request, Right.RESULTS_MARK)))


async def give_mark(request: Request) -> Response:
    """POST /api/sessions/{session}/marking: a person's mark for one response."""
    parts = cast("GradingParts", asking.parts(request))
    asker = await asking.asker(request, Right.RESULTS_MARK)
    new = await asking.body(request, NewMark)
    session = asking.path_id(request, "session")
    sitting = actions.Sitting(*await parts.session_for(request, session))
    return answer(await hand_marking.give_mark(parts.engine, parts.clock, asker, sitting, new))


async def booklets_page(request: Request) -> Response:
    """GET /api/sessions/{session}/booklets.html: every booklet, to print."""
    parts = cast("GradingParts", asking.parts(request))
    session = asking.path_id(request, "session")
    organisation, room, edition = await parts.session_for(request, session)
    written = await parts.booklets(room)
    sitting = actions.Sitting(organisation, room, edition)
    proof = f"Rebuilt from version {written.version} of the log, chain {written.chain[:16]}."
    page = await actions.booklets_page(parts.engine, sitting, written.booklets, proof)
    return HTMLResponse(page, headers={"cache-control": "no-store"})


async def booklets_style(_: Request) -> Response:
    """GET /booklets.css: how booklets look on paper."""
    return Response(STYLE, media_type="text/css", headers={"cache-control": "max-age=3600"})


async def _asked(
    request: Request, right: Right = Right.RESULTS_SEE
) -> tuple[Engine, Asker, actions.Sitting, Sequence[Booklet]]:
    parts = cast("GradingParts", asking.parts(request))
    asker = await asking.asker(request, right)
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
    Route("/api/sessions/{session}/marking", marking, methods=["GET"]),
    Route("/api/sessions/{session}/marking", give_mark, methods=["POST"]),
    Route("/api/sessions/{session}/booklets.html", booklets_page, methods=["GET"]),
    Route(STYLE_PATH, booklets_style, methods=["GET"]),
]
