"""Writing a response: our types as JSON, and refusals as problem details (RFC 9457)."""

import math
import secrets
from collections.abc import Mapping
from http import HTTPStatus

import msgspec
import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, ExceptionHandler, Message, Receive, Scope, Send

from invigilate.api import lost
from invigilate.errors import OutcomeUnknown, Refused, TooOften, Unavailable

log = structlog.get_logger(__name__)


def answer(value: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A Struct, or anything msgspec can write, as JSON that is not stored on the way."""
    held = {"cache-control": "no-store"} | dict(headers or {})
    return Response(msgspec.json.encode(value), status, held, "application/json")


def done() -> Response:
    """Done, and there is nothing to say."""
    return Response(status_code=204, headers={"cache-control": "no-store"})


def problem(refused: Refused) -> Response:
    """A refusal as problem details: `word` for programs, `detail` for people, and its extras."""
    headers = {}
    if isinstance(refused, TooOften):
        headers["retry-after"] = str(math.ceil(refused.seconds))
    extras = {key: value for key, value in refused.details.items() if key not in _MEMBERS}
    return _problem(refused.status, refused.word, refused.sentence, extras, headers)


class Faults:
    """Turns an error that nobody foresaw into a 500 with a reference that the log has as well.

    Pure ASGI, within the security headers. What was asked is not logged, for it may hold answers
    or passwords: the kind of error, where it was raised, and the route's method and path.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on; only HTTP requests are answered for, a socket ends loudly by itself."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def noting_send(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, noting_send)
        except Exception as error:
            reference = _log(error, scope)
            if started:
                raise
            await _fault(reference)(scope, receive, send)


def _log(error: Exception, scope: Scope) -> str:
    reference = secrets.token_hex(6)
    log.error(
        "a request failed",
        reference=reference,
        method=scope["method"],
        path=scope["path"],
        error=type(error).__name__,
        at=_frames(error),
    )
    return reference


def _frames(error: BaseException) -> list[str]:
    """Where it was raised, the innermost last, without any value."""
    frames, step = [], error.__traceback__
    while step is not None:
        frames.append(f"{step.tb_frame.f_code.co_qualname}:{step.tb_lineno}")
        step = step.tb_next
    return frames[-8:]


def _fault(reference: str) -> Response:
    detail = f"Something went wrong on our side. Tell the office this reference: {reference}."
    return _problem(500, "fault", detail, {"reference": reference}, {})


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return problem(error)


async def _unavailable(_: Request, error: Exception) -> Response:
    log.warning("a store is away", error=str(error))
    sentence = "The server cannot do this just now; nothing was changed. Try again."
    if isinstance(error, OutcomeUnknown):
        sentence = "The server lost its store in the middle of this; look whether it was done."
    return _problem(503, "try-again", sentence, {}, {"retry-after": "1"})


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 404 and _is_for_a_person(request):
        headers = {"content-security-policy": lost.POLICY, "cache-control": "no-store"}
        return Response(lost.PAGE, 404, headers | {"vary": "accept"}, "text/html")
    word = {404: "no-such-page", 405: "no-such-method"}.get(error.status_code, "http")
    detail = error.detail or HTTPStatus(error.status_code).phrase
    return _problem(error.status_code, word, detail, {}, dict(error.headers or {}))


def _is_for_a_person(request: Request) -> bool:
    """Whether a browser asks for a page to show; scripts and programs name no HTML."""
    ranges = ",".join(request.headers.getlist("accept")).split(",")
    asks_for_html = any(one.partition(";")[0].strip().lower() == "text/html" for one in ranges)
    return asks_for_html and request.method in ("GET", "HEAD")


EXCEPTION_HANDLERS: Mapping[type[Exception], ExceptionHandler] = {
    Refused: _refused,
    Unavailable: _unavailable,
    HTTPException: _http,
}
"""What the app gives to Starlette; anything else goes to `Faults`."""

_MEMBERS = frozenset({"type", "title", "status", "detail", "instance", "word"})


def _problem(
    status: int, word: str, detail: str, extras: Mapping[str, object], headers: dict[str, str]
) -> Response:
    body = {
        "type": f"urn:invigilate:problem:{word}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "word": word,
    }
    return Response(
        msgspec.json.encode(body | dict(extras)),
        status,
        {"cache-control": "no-store"} | headers,
        "application/problem+json",
    )
