"""What staff see of sessions: the list with its counts, and one of them whole.

Counts come from the live room where it is live here, from the close where it is over, and from
the roster where nothing has happened yet. A room that cannot be reached never fails the list.
"""

from collections.abc import Mapping, Sequence

import msgspec
import structlog

from invigilate.clock import Clock
from invigilate.errors import Refused, Unavailable
from invigilate.ids import RoomId, SessionId
from invigilate.people.model import Asker, Right, require
from invigilate.rooms.grades import Grade
from invigilate.rooms.live import Counts, LiveRooms, counts_of
from invigilate.sessions.access import grade_in, sees_all, session_of
from invigilate.sessions.duties import Colleague, Named
from invigilate.sessions.model import Session, State
from invigilate.sessions.settings import warnings
from invigilate.sessions.staffing import staff_of
from invigilate.sessions.tables import codes, entries, sessions
from invigilate.store.engine import Engine

log = structlog.get_logger(__name__)

MOST_WAKES = 20
"""So many rooms are woken for one look at the list; the others show their roster."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A session as the list has it."""

    session: SessionId
    title: str
    code: str | None
    state: State
    archived: bool
    opens: int | None
    closes: int | None
    timezone: str
    assessment: str
    counts: Counts


class Whole(Line, frozen=True, kw_only=True):
    """A session with all that staff may know of it."""

    edition: str
    settings: Mapping[str, object]
    room: RoomId | None
    proctors: Sequence[str]
    named: Sequence[Named]
    """The same persons, each with their grade."""
    grade: Grade
    """The asker's own."""
    staff: Sequence[Colleague]
    """Those it names and all of the office, by name."""
    roster: int
    warnings: Sequence[str]
    created_at: int
    published_at: int | None
    closed_at: int | None
    wrong_keys: int
    """Wrong personal keys while the session has had its present code."""


async def list_sessions(
    engine: Engine, rooms: LiveRooms, asker: Asker, archived: bool = False
) -> list[Line]:
    """The sessions that are the asker's to see, the newest first."""
    require(asker, Right.SESSIONS_SEE)
    proctor = None if sees_all(asker) else asker.person_id
    async with engine.reading() as connection:
        organisation_id = asker.organisation_id
        found = await sessions.in_organisation(connection, organisation_id, proctor, archived)
        counting = _Counting(
            rooms,
            await entries.sizes(connection, organisation_id),
            await sessions.started(connection, organisation_id),
            await sessions.final_counts(connection, organisation_id),
        )
    return [_line(session, await counting.of(session)) for session in found]


async def get_session(
    engine: Engine,
    clock: Clock,
    rooms: LiveRooms,
    asker: Asker,
    session_id: str,
    more_warnings: Sequence[str] = (),
) -> Whole:
    """One session whole. Raises as `session_of` does."""
    async with engine.reading() as connection:
        session = await session_of(connection, asker, session_id, Right.SESSIONS_SEE)
        size = await entries.size(connection, session.id)
        grade = await grade_in(connection, asker, session)
        named = await sessions.proctors_of(connection, session.id)
        staff = await staff_of(connection, session, named)
        wrong_keys = await codes.failures(connection, session.id)
        counting = _Counting(
            rooms,
            {session.id: size},
            await sessions.started(connection, session.organisation_id),
            await sessions.final_counts(connection, session.organisation_id),
        )
    line = _line(session, await counting.of(session))
    return Whole(
        **{name: getattr(line, name) for name in Line.__struct_fields__},
        edition=session.edition_id,
        settings=msgspec.structs.asdict(session.settings),
        room=None if session.state is State.DRAFT else session.room_id,
        proctors=[one.person for one in named],
        named=named,
        grade=grade,
        staff=staff,
        roster=size,
        warnings=[*more_warnings, *_warnings(session, clock.now_ms())],
        created_at=session.created_at,
        published_at=session.published_at,
        closed_at=session.closed_at,
        wrong_keys=wrong_keys,
    )


class _Counting:
    """Students by status, from wherever it costs least."""

    def __init__(
        self,
        rooms: LiveRooms,
        sizes: Mapping[SessionId, int],
        started: set[RoomId],
        final: Mapping[SessionId, str],
    ) -> None:
        self._rooms = rooms
        self._sizes = sizes
        self._started = started
        self._final = final
        self._wakes = MOST_WAKES

    async def of(self, session: Session) -> Counts:
        """The counts of one session."""
        if session.id in self._final:
            return msgspec.json.decode(self._final[session.id], type=Counts)
        live = self._rooms.hub.live.get(session.room_id)
        if live is not None:
            return counts_of(live)
        if session.room_id in self._started and self._wakes > 0:
            self._wakes -= 1
            return await self._woken(session)
        return self._on_paper(session)

    async def _woken(self, session: Session) -> Counts:
        try:
            return await self._rooms.counts(session.room_id)
        except (Refused, Unavailable) as fault:
            log.warning("a room cannot be counted", room=session.room_id, why=str(fault))
            return self._on_paper(session)

    def _on_paper(self, session: Session) -> Counts:
        size = self._sizes.get(session.id, 0)
        return Counts(assigned=size, absent=size)


def _warnings(session: Session, now: int) -> list[str]:
    if session.state is State.CLOSED:
        return []
    return warnings(session.settings, session.timezone, now)


def _line(session: Session, counts: Counts) -> Line:
    return Line(
        session=session.id,
        title=session.title,
        code=session.code,
        state=session.state,
        archived=session.archived_at is not None,
        opens=session.settings.opens,
        closes=session.settings.closes,
        timezone=session.timezone,
        assessment=session.assessment,
        counts=counts,
    )
