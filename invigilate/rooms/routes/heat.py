"""Students × questions over HTTP: asked for by a board while it shows them."""

import asyncio
from typing import Annotated

from msgspec import Meta, Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from invigilate.api import asking
from invigilate.api.answering import answer
from invigilate.hub import LiveRoom
from invigilate.ids import SeatId
from invigilate.rooms.heat import Columns, Heat, rows_of
from invigilate.rooms.routes.watched import watched
from invigilate.wire.codec import LARGEST

AT_ONCE = 250
"""Rows that are made before others have their turn."""


class Known(Struct, frozen=True, forbid_unknown_fields=True):
    """What a page has already: all up to a version of an epoch."""

    epoch: str = ""
    after: Annotated[int, Meta(ge=0, le=LARGEST)] = 0


async def heat(request: Request) -> Response:
    """GET /api/sessions/{session}/heat?epoch=&after=: how far each student is with each question.

    With the epoch and version of an earlier answer only rows that changed since are told; of
    another epoch, or of a version that is not there any more, all are.
    """
    live = await watched(request)
    return answer(await _read(live, asking.query(request, Known)))


async def _read(live: LiveRoom, known: Known) -> Heat:
    copy = live.copy
    is_known = known.epoch == copy.epoch and known.after <= copy.version
    after, version = known.after if is_known else 0, copy.version
    assert copy.room.plan is not None
    columns = Columns(copy.room.plan)
    rows: dict[SeatId, str] = {}
    seats = list(copy.room.seats)
    for first in range(0, len(seats), AT_ONCE):
        rows |= rows_of(copy.room, columns, seats[first : first + AT_ONCE], after)
        await asyncio.sleep(0)
    return Heat(copy.epoch, version, after, columns.questions, rows)


routes = [Route("/api/sessions/{session}/heat", heat)]
