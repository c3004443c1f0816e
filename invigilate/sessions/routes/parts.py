"""What these routes need of the server beside the usual."""

from typing import Protocol, cast

from starlette.requests import HTTPConnection

from invigilate.api import asking
from invigilate.rooms.live import LiveRooms
from invigilate.rooms.own_records import OwnRecords
from invigilate.sessions.admission import Slowing


class SessionParts(asking.Parts, Protocol):
    """`app.py` provides it."""

    @property
    def rooms(self) -> LiveRooms:
        """The live rooms of this worker."""
        ...

    @property
    def own_records(self) -> OwnRecords:
        """Students' own records."""
        ...

    @property
    def slowing(self) -> Slowing:
        """This worker's memory of who has been trying."""
        ...


def parts(connection: HTTPConnection) -> SessionParts:
    """The parts of the server."""
    return cast("SessionParts", asking.parts(connection))
