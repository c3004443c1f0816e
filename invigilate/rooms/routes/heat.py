"""Students × questions over HTTP: asked for by a board while it shows them."""

import asyncio
from typing import Annotated, Protocol

from msgspec import Meta, Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from invigilate.api import asking
from invigilate.api.answering import answer
from invigilate.hub import LiveRoom
from invigilate.ids import RoomId, SeatId
from invigilate.rooms.answering import SocketParts
from invigilate.rooms.heat import Columns, Heat, rows_of
from invigilate.wire.codec import LARGEST

AT_ONCE = 250
"""Rows that are made before others have their turn: about 2 ms."""


class HeatParts(SocketParts, Protocol):
    """What this route needs besides what the socket needs."""

    async def room_for(self, request: Request, session: str) -> RoomId:
        """The room of a session that whoever asks may watch. Raises Refused, NotFound."""
        ...


class Known(Struct, frozen=True, forbid_unknown_fields=True):
    """What a page has already: all up to a version of an epoch."""

    epoch: str = ""
    after: Annotated[int, Meta(ge=0, le=LARGEST)] = 0


async def heat(request: Request) -> Response:
    """GET /api/sessions/{session}/heat?epoch=&after=: how far each student is with each question.

    With the epoch and version of an earlier answer only rows that changed since are told; of
    another epoch, or of a version that is not there any more, all are.
    """
    held: HeatParts = asking.parts(request)  # type: ignore[assignment]
    room = await held.room_for(request, asking.path_id(request, "session"))
    known = asking.query(request, Known)
    live = await held.rooms.wake(room)
    await held.rooms.followers.catch_up([room])
    return answer(await _read(live, known))


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
