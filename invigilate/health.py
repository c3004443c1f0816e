"""What a worker says of itself over HTTP: that it answers, that it is ready, what it measured."""

import asyncio
import hmac

import structlog
from starlette.requests import Request
from starlette.responses import Response

from invigilate import metrics
from invigilate.api import asking
from invigilate.api.answering import answer
from invigilate.clock import WallClock
from invigilate.errors import NotAllowed, NotFound
from invigilate.parts import Parts
from invigilate.people.model import Right
from invigilate.rooms.watch import STEP_MS

log = structlog.get_logger(__name__)


async def healthz(_: Request) -> Response:
    """GET /healthz: this process answers."""
    return answer({"ok": True})


async def shown_metrics(request: Request) -> Response:
    """GET /metrics: what all workers measured, for who has the token. 404 where none is set."""
    parts: Parts = request.app.state.parts
    token = parts.settings.metrics_token
    if not token:
        raise NotFound("no-metrics", "No token is set for /metrics: INVIGILATE_METRICS_TOKEN.")
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    if not hmac.compare_digest(given.encode(), token.encode()):
        raise NotAllowed("no-right", "This is for who has the token of /metrics.")
    told = await asyncio.to_thread(metrics.shown)
    return Response(told, media_type=metrics.CONTENT_TYPE)


async def confirm_time(request: Request) -> Response:
    """POST /api/time: the office says that the time is right; expiry goes on in every worker."""
    await asking.asker(request, Right.SESSIONS_CHANGE)
    parts: Parts = request.app.state.parts
    parts.jumps.confirm()
    return answer({"alarm": parts.keeper.watch.alarm})


async def readyz(request: Request) -> Response:
    """GET /readyz: the store and the bus, as this worker finds them.

    503 where it cannot save (no store, or one that takes no writes), and where it is leaving.
    """
    parts: Parts = request.app.state.parts
    found = await parts.time_of_store()
    now = parts.clock.now_ms() if found is None else found
    store = found is not None and parts.keeper.stores
    leaving = parts.draining.active
    told = {
        "store": store,
        "leaving": leaving,
        "bus": parts.bus.healthy,
        "clock": parts.keeper.watch.alarm or _wrong_time(parts.clock, now) or "ok",
        "alarms": len(parts.keeper.alarms),
    }
    return answer(told, 200 if store and not leaving else 503)


def _wrong_time(clock: WallClock, room_ms: int) -> str:
    """How far this machine's time of day is from room time, in words; empty: less than a second.

    Room time is the database's, or of a clock that a set time does not move: neither notices.
    """
    by_ms = clock.now_ms() + clock.step_ms() - room_ms
    return f"this machine's time is {by_ms / 1_000:+.1f} s wrong" if abs(by_ms) > STEP_MS else ""
