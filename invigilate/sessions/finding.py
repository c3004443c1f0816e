"""A session as whoever runs the server names it at the command line: by its id, or by its code.

A code is given out again after its rest, so that several sessions may have had it.
"""

import msgspec

from invigilate.errors import NotFound, Refused
from invigilate.ids import RoomId
from invigilate.sessions.model import Session
from invigilate.sessions.tables import codes, sessions
from invigilate.store.engine import Connection, Engine


class Found(msgspec.Struct, frozen=True):
    """A session's room, and the code that students typed last; empty: it never had one."""

    room: RoomId
    code: str


async def found(engine: Engine, named: str) -> Found:
    """The session of any organisation that has this id, or had this code.

    Raises NotFound (`no-such-session`), Refused (`several-sessions`).
    """
    async with engine.reading() as connection:
        session = await sessions.by_id(connection, named)
        if session is None:
            session = await _under(connection, named)
        return Found(session.room_id, await codes.newest_of(connection, session.id))


async def _under(connection: Connection, code: str) -> Session:
    ids = await codes.ever_under(connection, code)
    if len(ids) > 1:
        sentence = f"Several sessions had the code {code}. Name one by its id: {', '.join(ids)}."
        raise Refused("several-sessions", sentence)
    session = await sessions.by_id(connection, ids[0]) if ids else None
    if session is None:
        sentence = f"There is no session “{code}”: give its id, or the code that it has or had."
        raise NotFound("no-such-session", sentence)
    return session
