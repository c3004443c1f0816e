"""The report of a sitting over HTTP: a page to print, and the signed file, for who may watch.

The log is read from its first row for each of them, one report after another in this process, in
slices and off the loop: an exam that runs meanwhile goes on.
"""

import asyncio
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from invigilate.api import asking
from invigilate.people.actions import shown_names
from invigilate.people.model import Right
from invigilate.rooms.report.page import Reading, page
from invigilate.rooms.report.reading import report_of
from invigilate.rooms.report.signed import public_key, signature_of, signed
from invigilate.rooms.report.sitting import SittingReport
from invigilate.rooms.report.style import STYLE, STYLE_PATH
from invigilate.sessions import access
from invigilate.sessions.finding import found
from invigilate.sessions.model import Session

_line = asyncio.Lock()
"""One report after another: each holds a whole room."""


async def printed(request: Request) -> Response:
    """GET /api/sessions/{session}/report.html: the report of a sitting, to print."""
    session, report = await _report(request)
    parts = asking.parts(request)
    text = await asyncio.to_thread(
        _page, report, parts.clock.now_ms(), parts.secret, session.timezone
    )
    return HTMLResponse(text, headers={"cache-control": "no-store"})


async def file(request: Request) -> Response:
    """GET /api/sessions/{session}/report.json: the same, signed by this server."""
    _, report = await _report(request)
    data = await asyncio.to_thread(signed, report, asking.parts(request).secret)
    headers = {
        "cache-control": "no-store",
        "content-disposition": f'attachment; filename="report-{report.room}.json"',
    }
    return Response(data, headers=headers, media_type="application/json")


async def style(_: Request) -> Response:
    """GET /sitting-report.css: how reports look on paper."""
    return Response(STYLE, media_type="text/css", headers={"cache-control": "max-age=3600"})


async def _report(request: Request) -> tuple[Session, SittingReport]:
    """Of a session that whoever asks may watch.

    Raises NotAllowed, NotFound (`no-such-session`), Refused (`not-published`).
    """
    engine, asker = asking.parts(request).engine, await asking.asker(request)
    session_id = asking.path_id(request, "session")
    room = await access.room_for(engine, asker, session_id)
    async with engine.reading() as connection:
        session = await access.session_of(connection, asker, session_id, Right.ROOM_WATCH)
    code = (await found(engine, room)).code
    async with _line:
        return session, await report_of(engine, room, code, shown_names)


def _page(report: SittingReport, at: int, secret: bytes, zone: str) -> str:
    reading = Reading(at, public_key(secret), signature_of(report, secret))
    return page(report, reading, ZoneInfo(zone))


routes = [
    Route("/api/sessions/{session}/report.html", printed),
    Route("/api/sessions/{session}/report.json", file),
    Route(STYLE_PATH, style),
]
