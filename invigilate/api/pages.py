"""The pages and their files, as the build left them in the package's static folder.

A page says nothing of anyone; what it shows comes afterwards over the API. It is the same bytes for
everyone, but for the language in the head of those that speak more than one. Files whose name holds
a hash are kept for ever, everything else is asked for anew.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from invigilate.api import languages, lost
from invigilate.api.files import Files

STATIC = Path(__file__).parent.parent / "static"
PAGES = {
    "/": "join.html",
    "/exam": "exam.html",
    "/office": "office.html",
    "/office/{rest:path}": "office.html",
    "/board": "proctor.html",
    "/board/{session}": "proctor.html",
    "/project/{session}": "proctor.html",
    "/replay/{session}": "proctor.html",
    "/parts": "parts.html",
}
IN_LANGUAGES = ("join.html", "exam.html")
"""The pages that speak all the languages there are; the staff's speak English."""
NOT_BUILT = "The pages are not built yet: run `make setup`."


def _page(name: str) -> Callable[[Request], Awaitable[Response]]:
    async def page(request: Request) -> Response:
        file = STATIC / name
        if not file.exists():
            return PlainTextResponse(NOT_BUILT, 503)
        headers = {"cache-control": "no-cache"}
        if name in IN_LANGUAGES:
            headers["vary"] = "accept-language"
            language = languages.best(request.headers.get("accept-language", ""))
            if language != languages.DEFAULT:
                whole = languages.spoken(file.read_bytes(), language)
                return Response(whole, headers=headers, media_type="text/html")
        return FileResponse(file, media_type="text/html", headers=headers)

    return page


def _file(name: str, kind: str) -> Callable[[Request], Awaitable[Response]]:
    async def file(_: Request) -> Response:
        path = STATIC / name
        if not path.exists():
            raise HTTPException(404)
        return FileResponse(path, media_type=kind, headers={"cache-control": "no-cache"})

    return file


async def _lost_style(_: Request) -> Response:
    return Response(lost.STYLE, headers={"cache-control": "max-age=3600"}, media_type="text/css")


def routes() -> list[BaseRoute]:
    """The pages, what stands at the root, the static files.

    The service worker is there so that it may serve every page, the icon because browsers look
    there for it where a page, as a printed one, names none.
    """
    pages = [Route(path, _page(name)) for path, name in PAGES.items()]
    return [
        *pages,
        Route("/sw.js", _file("sw.js", "text/javascript")),
        Route("/favicon.ico", _file("favicon.svg", "image/svg+xml")),
        Route(lost.STYLE_PATH, _lost_style),
        Mount("/static", Files(directory=STATIC, check_dir=False)),
    ]
