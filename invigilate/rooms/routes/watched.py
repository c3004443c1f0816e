"""The room that an address names, for staff who may watch its session."""

from typing import Protocol

from starlette.requests import Request

from invigilate.api import asking
from invigilate.hub import LiveRoom
from invigilate.ids import RoomId
from invigilate.rooms.answering import SocketParts


class Watching(Protocol):
    """What says whether someone may watch."""

    async def room_for(self, request: Request, session: str) -> RoomId:
        """The room of a session that whoever asks may watch. Raises Refused, NotFound."""
        ...


class WatchedParts(SocketParts, Watching, Protocol):
    """What a live room is reached with, besides."""


async def watched_id(request: Request) -> RoomId:
    """The room of the session in the path. Raises Refused, NotFound."""
    held: Watching = asking.parts(request)  # type: ignore[assignment]
    return await held.room_for(request, asking.path_id(request, "session"))


async def watched(request: Request) -> LiveRoom:
    """The same, live, with all that was committed until now. Raises Unavailable, too."""
    room = await watched_id(request)
    held: WatchedParts = asking.parts(request)  # type: ignore[assignment]
    live = await held.rooms.wake(room)
    await held.rooms.followers.catch_up([room])
    return live
