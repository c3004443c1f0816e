"""The pages and their files, as the build left them in the package's static folder.

A page is the same bytes for everyone and says nothing of anyone; what it shows comes afterwards
over the API. Files whose name holds a hash are kept for ever, everything else is asked for anew.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

STATIC = Path(__file__).parent.parent / "static"
PAGES = {
    "/": "join.html",
    "/exam": "exam.html",
    "/office": "office.html",
    "/office/{rest:path}": "office.html",
    "/board": "proctor.html",
    "/board/{session}": "proctor.html",
    "/project/{session}": "proctor.html",
    "/parts": "parts.html",
}
FOR_EVER = "public, max-age=31536000, immutable"
NOT_BUILT = "The pages are not built yet: run `make setup`."


class Files(StaticFiles):
    """The static folder; hashed names are immutable."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """One file, with how long it may be kept."""
        response = await super().get_response(path, scope)
        kept = FOR_EVER if path.startswith("assets/") else "no-cache"
        response.headers["cache-control"] = kept
        return response


def _page(name: str) -> Callable[[Request], Awaitable[Response]]:
    async def page(_: Request) -> Response:
        file = STATIC / name
        if not file.exists():
            return PlainTextResponse(NOT_BUILT, 503)
        return FileResponse(file, media_type="text/html", headers={"cache-control": "no-cache"})

    return page


async def worker(_: Request) -> Response:
    """The service worker, at the root so that it may serve every page."""
    file = STATIC / "sw.js"
    if not file.exists():
        raise HTTPException(404)
    return FileResponse(file, media_type="text/javascript", headers={"cache-control": "no-cache"})


def routes() -> list[BaseRoute]:
    """The pages, the service worker, the static files."""
    pages = [Route(path, _page(name)) for path, name in PAGES.items()]
    return [
        *pages,
        Route("/sw.js", worker),
        Mount("/static", Files(directory=STATIC, check_dir=False)),
    ]
