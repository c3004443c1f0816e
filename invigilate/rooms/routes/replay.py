"""A sitting over again, over HTTP: for whoever may watch it, live or afterwards."""

from typing import Annotated, Protocol

from msgspec import Meta, Struct, json, msgpack
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from invigilate.api import asking
from invigilate.ids import SeatId
from invigilate.rooms.replay.replays import Replays
from invigilate.rooms.routes.watched import Watching, watched_id
from invigilate.wire.codec import LARGEST

MSGPACK = "application/vnd.msgpack"

Number = Annotated[int, Meta(ge=0, le=LARGEST)]
Every = Annotated[int, Meta(ge=100, le=86_400_000)]


class ReplayParts(Watching, Protocol):
    """What these routes need of the server."""

    @property
    def replays(self) -> Replays: ...


class When(Struct, frozen=True, forbid_unknown_fields=True):
    """An instant, in ms since 1970 UTC."""

    at: Number


class Stretch(Struct, frozen=True, forbid_unknown_fields=True):
    """From a version to an instant; a step for each `every` ms."""

    after: Number
    until: Number
    every: Every = 1_000


class From(Struct, frozen=True, forbid_unknown_fields=True):
    """Above a version."""

    after: Number = 0


def _replays(request: Request) -> Replays:
    held: ReplayParts = asking.parts(request)  # type: ignore[assignment]
    return held.replays


def _reply(request: Request, value: object) -> Response:
    """As MessagePack where that is asked for, else as JSON."""
    headers = {"cache-control": "no-store", "vary": "accept"}
    if "msgpack" in request.headers.get("accept", ""):
        return Response(msgpack.encode(value), media_type=MSGPACK, headers=headers)
    return Response(json.encode(value), media_type="application/json", headers=headers)


async def sitting(request: Request) -> Response:
    """GET /api/sessions/{session}/replay: from when to when, and the marks of a slider."""
    room = await watched_id(request)
    return _reply(request, await _replays(request).sitting(room))


async def board(request: Request) -> Response:
    """GET …/replay/board?at=: the board as it was at an instant."""
    room, when = await watched_id(request), asking.query(request, When)
    return _reply(request, await _replays(request).board(room, when.at))


async def steps(request: Request) -> Response:
    """GET …/replay/steps?after=&until=&every=: what changed on it from there."""
    room, asked = await watched_id(request), asking.query(request, Stretch)
    told = await _replays(request).steps(room, asked.after, asked.until, asked.every)
    return _reply(request, told)


async def seat(request: Request) -> Response:
    """GET …/replay/seats/{seat}?after=: how one student's answers were written."""
    room, asked = await watched_id(request), asking.query(request, From)
    seat_id = SeatId(asking.path_id(request, "seat"))
    return _reply(request, await _replays(request).seat(room, seat_id, asked.after))


routes = [
    Route("/api/sessions/{session}/replay", sitting),
    Route("/api/sessions/{session}/replay/board", board),
    Route("/api/sessions/{session}/replay/steps", steps),
    Route("/api/sessions/{session}/replay/seats/{seat}", seat),
]
