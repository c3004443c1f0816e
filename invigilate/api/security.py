"""What every answer says to the browser, and which requests are not heard at all.

Pure ASGI, so that sockets pass through: Starlette's own middleware classes skip them, and a
socket opened by a foreign page would carry our cookies.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from invigilate.api.answering import Faults, problem
from invigilate.api.peer import client_address, is_this_machine, over_tls
from invigilate.errors import NotAllowed
from invigilate.settings import Settings, is_loopback

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing."""

TRUSTED_TYPES = ("invigilate", "invigilate-worker", "dompurify", "svelte-trusted-html")
"""The policies that our pages may make."""

FIXED = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "x-frame-options": "DENY",
}


def middleware(
    settings: Settings, trusted_types: tuple[str, ...] = TRUSTED_TYPES
) -> list[Middleware]:
    """What stands around the whole app, the outermost first."""
    return [
        Middleware(SecurityHeaders, settings=settings, trusted_types=trusted_types),
        Middleware(Faults),
        Middleware(Gate, settings=settings),
    ]


class SecurityHeaders:
    """Adds the headers to each answer, refusals of a handshake included."""

    def __init__(
        self, app: ASGIApp, settings: Settings, trusted_types: tuple[str, ...] = TRUSTED_TYPES
    ) -> None:
        self.app = app
        self.settings = settings
        self.fixed = FIXED | {"content-security-policy": content_policy(trusted_types)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, with the headers on what comes back."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        added = self.fixed | self._transport(HTTPConnection(scope))

        async def send_with_headers(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                headers = MutableHeaders(scope=message)
                for name, value in added.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers)

    def _transport(self, connection: HTTPConnection) -> dict[str, str]:
        """HSTS where it is encrypted; not for this machine, whose other ports may be plain."""
        host = urlsplit(f"//{connection.headers.get('host', '')}").hostname or ""
        if is_loopback(host) or not over_tls(connection, self.settings):
            return {}
        return {"strict-transport-security": "max-age=31536000"}


class Gate:
    """Refuses what comes unencrypted from elsewhere, or from a page of another origin."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what may be heard, answer 403 to the rest."""
        refused = self._refusal(scope)
        if refused is None:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await _deny(problem(refused), scope, receive, send)
        else:
            await problem(refused)(scope, receive, send)

    def _refusal(self, scope: Scope) -> NotAllowed | None:
        if scope["type"] not in ("http", "websocket"):
            return None
        connection = HTTPConnection(scope)
        if self._is_exposed(connection):
            return NotAllowed(
                "plain-http",
                "This connection is not encrypted: anyone on the network could read it."
                " Use the https:// address, or ask the office.",
            )
        changes = scope["type"] == "websocket" or scope["method"] not in SAFE_METHODS
        if changes and not origin_allowed(connection.headers, self.settings):
            return NotAllowed("foreign-origin", "This request comes from a page that is not ours.")
        return None

    def _is_exposed(self, connection: HTTPConnection) -> bool:
        if self.settings.plain_http or over_tls(connection, self.settings):
            return False
        return not is_this_machine(client_address(connection, self.settings))


def origin_allowed(headers: Mapping[str, str], settings: Settings) -> bool:
    """Whether a request that changes something, or a socket, may come from where it says.

    Both Origin and Sec-Fetch-Site must agree, each where it is sent. Browsers send at least one
    with every such request; what sends neither is no browser and carries nobody's cookies.
    """
    if headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    return origin is None or origin == own_origin(headers, settings)


def own_origin(headers: Mapping[str, str], settings: Settings) -> str:
    """How our pages name where they come from.

    Without a public URL it is the host that was asked: a foreign page that points its own name
    at us has the same origin as we then, but none of our cookies.
    """
    if settings.public_url:
        parts = urlsplit(settings.public_url.lower())
        return _origin(parts.scheme, parts.netloc)
    return _origin("https" if settings.speaks_tls else "http", headers.get("host", "").lower())


def content_policy(trusted_types: tuple[str, ...]) -> str:
    """The Content-Security-Policy: all from here, no inline script, no frame around us."""
    return "; ".join(
        (
            "default-src 'self'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data: blob:",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "form-action 'self'",
            "require-trusted-types-for 'script'",
            " ".join(("trusted-types", *trusted_types)),
        )
    )


def _origin(scheme: str, netloc: str) -> str:
    default = {"http": ":80", "https": ":443"}[scheme]
    return f"{scheme}://{netloc.removesuffix(default)}"


async def _deny(response: Response, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a handshake before it is accepted."""
    await receive()  # websocket.connect
    if "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": 1008})  # servers answer 403 to this
        return
    start: Message = {
        "type": "websocket.http.response.start",
        "status": response.status_code,
        "headers": Headers(raw=response.raw_headers).raw,
    }
    await send(start)
    await send({"type": "websocket.http.response.body", "body": response.body})
