"""The static folder: hashed names for ever, and compressed where the build left a twin."""

from mimetypes import guess_type
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import Scope

from invigilate.api.asking import accepted

FOR_EVER = "public, max-age=31536000, immutable"
TWINS = {"br": ".br", "gzip": ".gz"}
"""Encodings in the order in which they are preferred, and how their files' names end."""


class Files(StaticFiles):
    """The static folder; hashed names are immutable, twins are sent to whoever takes them."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """One file, with how long it may be kept."""
        response = await super().get_response(path, scope)
        if isinstance(response, FileResponse) and response.status_code == 200:
            response = self._smallest(response, scope)
        kept = FOR_EVER if path.startswith("assets/") else "no-cache"
        response.headers["cache-control"] = kept
        return response

    def _smallest(self, plain: FileResponse, scope: Scope) -> Response:
        """The best twin that the browser takes; the file itself where there is none."""
        asked = Headers(scope=scope)
        taken = accepted(asked.get("accept-encoding", ""))
        for encoding, ending in TWINS.items():
            twin = Path(f"{plain.path}{ending}")
            if encoding in taken and "range" not in asked and twin.exists():
                kind, _ = guess_type(str(plain.path))
                named = {"content-encoding": encoding, "vary": "accept-encoding"}
                sent = FileResponse(twin, media_type=kind, headers=named, stat_result=twin.stat())
                is_known = self.is_not_modified(sent.headers, asked)
                return NotModifiedResponse(sent.headers) if is_known else sent
        plain.headers["vary"] = "accept-encoding"
        return plain
