"""Every change to a session itself: right → load → decide → store → audit → what follows.

The live room is told after the commit. Where it cannot be reached just then, asking again does
the rest: each of these commands may be sent to a room twice.
"""

import secrets

import msgspec

from invigilate import codes as drawing
from invigilate.clock import Clock
from invigilate.ids import OrganisationId, SessionId
from invigilate.people.model import Asker, Right, require
from invigilate.rooms.commands import ChangeSettings, Close
from invigilate.rooms.live import LiveRooms, counts_of
from invigilate.rooms.plan import Settings
from invigilate.sessions import model
from invigilate.sessions.access import Outlines, opening, room_for, session_of
from invigilate.sessions.duties import Named
from invigilate.sessions.model import Session, State
from invigilate.sessions.notes import note
from invigilate.sessions.settings import HOUR_MS, SettingsChange, changed, timezone
from invigilate.sessions.staffing import name_proctors
from invigilate.sessions.tables import codes, cookies, entries, sessions
from invigilate.store.engine import Connection, Engine
from invigilate.store.schema import new_id

__all__ = ["opening", "room_for", "session_of"]

COOKIE_AFTER_CLOSE_MS = 2 * HOUR_MS
"""So long after the close a student may come back to read the receipt."""
LINGER_MS = round(drawing.LINGER_SECONDS * 1_000)


class NewSession(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the office says of a session to be made."""

    title: str
    edition: str
    timezone: str = "UTC"
    settings: SettingsChange = SettingsChange()


class Edit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Corrections of a session; what is left out stays as it is."""

    title: str | None = None
    edition: str | None = None
    timezone: str | None = None
    settings: SettingsChange | None = None
    proctors: tuple[str | Named, ...] | None = None
    """Each in a grade; a bare person is a chief invigilator."""


class Made(msgspec.Struct, frozen=True):
    """A session with its code; `warning`: codes are running short."""

    session: Session
    warning: str | None


async def create(
    engine: Engine,
    clock: Clock,
    outlines: Outlines,
    asker: Asker,
    new: NewSession,
    grace_seconds: float,
) -> Made:
    """Make a draft, with its code reserved.

    Raises NotValid (`title`, `timezone`, those of settings), NotFound (`no-such-edition`),
    Refused (`no-code-left`).
    """
    require(asker, Right.SESSIONS_CHANGE)
    settings = changed(Settings(grace_ms=round(grace_seconds * 1_000)), new.settings)
    name, zone = model.title(new.title), timezone(new.timezone)
    async with engine.writing() as connection:
        now = clock.now_ms()
        outline = await outlines(connection, asker.organisation_id, new.edition)
        session = Session(
            id=SessionId(new_id()),
            organisation_id=OrganisationId(asker.organisation_id),
            title=name,
            edition_id=outline.edition,
            assessment=outline.title,
            timezone=zone,
            settings=settings,
            state=State.DRAFT,
            created_at=now,
        )
        drawn = await _drawn(connection, now)
        await sessions.add(connection, session)
        await codes.reserve(
            connection, session.organisation_id, session.id, drawn.code, "reserved", now
        )
        session = msgspec.structs.replace(session, code=drawn.code)
        await note(connection, asker, now, "session-created", session.id, after=session)
    return Made(session, drawn.warning)


async def edit(
    engine: Engine,
    clock: Clock,
    outlines: Outlines,
    rooms: LiveRooms,
    asker: Asker,
    session_id: str,
    wanted: Edit,
) -> Session:
    """Correct a session; a published one where nobody's end moves by it, and its room hears it.

    Raises as `model.edited` does, NotValid (`proctors`), NotFound (`no-such-edition`,
    `no-such-person`).
    """
    async with engine.writing() as connection:
        now = clock.now_ms()
        before = await session_of(connection, asker, session_id, Right.SESSIONS_CHANGE, lock=True)
        after = model.edited(
            before, name=wanted.title, zone=wanted.timezone, settings=wanted.settings
        )
        if wanted.edition is not None and wanted.edition != before.edition_id:
            model.require_draft(before, "The assessment")
            outline = await outlines(connection, asker.organisation_id, wanted.edition)
            after = msgspec.structs.replace(
                after, edition_id=outline.edition, assessment=outline.title
            )
        await sessions.store(connection, after)
        if after.state is State.PUBLISHED:
            await codes.release_at(connection, after.id, _released_at(after))
        if wanted.proctors is not None:
            await name_proctors(connection, asker, now, after, wanted.proctors)
        if after != before:
            await note(
                connection, asker, now, "session-edited", after.id, before=before, after=after
            )
    if after.state is State.PUBLISHED and wanted.settings is not None:
        await rooms.do(after.room_id, f"person:{asker.person_id}", ChangeSettings(after.settings))
    return after


async def publish(
    engine: Engine, clock: Clock, outlines: Outlines, asker: Asker, session_id: str
) -> Session:
    """Let the session's students in from the time that its settings say.

    Raises as `model.published` does.
    """
    async with engine.writing() as connection:
        now = clock.now_ms()
        draft = await session_of(connection, asker, session_id, Right.SESSIONS_CHANGE, lock=True)
        session = model.published(draft, await entries.size(connection, draft.id), now)
        await outlines(connection, asker.organisation_id, session.edition_id)
        await sessions.store(connection, session)
        await sessions.add_room(connection, session, now)
        await codes.open_from(connection, session.id, _released_at(session))
        await note(
            connection, asker, now, "session-published", session.id, before=draft, after=session
        )
    return session


async def close(
    engine: Engine, clock: Clock, rooms: LiveRooms, asker: Asker, session_id: str, reason: str = ""
) -> Session:
    """End the sitting for good: the room first, then the papers.

    Who writes is ended and sealed. Raises as `model.closed` does, Unavailable (ask again).
    """
    async with engine.reading() as connection:
        session = await session_of(connection, asker, session_id, Right.SESSIONS_CHANGE)
    model.closed(session, clock.now_ms())
    await rooms.do(session.room_id, f"person:{asker.person_id}", Close(reason))
    counts = counts_of(await rooms.wake(session.room_id))
    async with engine.writing() as connection:
        now = clock.now_ms()
        before = await session_of(connection, asker, session_id, Right.SESSIONS_CHANGE, lock=True)
        after = model.closed(before, now)
        await sessions.store(connection, after)
        await sessions.keep_counts(connection, after.id, msgspec.json.encode(counts).decode())
        await codes.release_at(connection, after.id, _released_at(after))
        await entries.forget_keys(connection, after.id)
        await cookies.end_by(connection, after.id, now + COOKIE_AFTER_CLOSE_MS)
        await note(connection, asker, now, "session-closed", after.id, after=counts, reason=reason)
    return after


async def archive(engine: Engine, clock: Clock, asker: Asker, session_id: str) -> Session:
    """Put a session away; its code is let go at once. Raises as `model.archived` does."""
    async with engine.writing() as connection:
        now = clock.now_ms()
        before = await session_of(connection, asker, session_id, Right.SESSIONS_CHANGE, lock=True)
        after = model.archived(before, now)
        await sessions.store(connection, after)
        await codes.release(connection, after.id, now)
        await entries.forget_keys(connection, after.id)
        await note(connection, asker, now, "session-archived", after.id)
    return msgspec.structs.replace(after, code=None)


async def restore(engine: Engine, clock: Clock, asker: Asker, session_id: str) -> Made:
    """Bring an archived session back; a draft gets a new code. Nothing to do: nothing is done."""
    async with engine.writing() as connection:
        now = clock.now_ms()
        before = await session_of(connection, asker, session_id, Right.SESSIONS_CHANGE, lock=True)
        if before.archived_at is None:
            return Made(before, None)
        after, warning = msgspec.structs.replace(before, archived_at=None), None
        await sessions.store(connection, after)
        if after.state is State.DRAFT:
            after, warning = await _with_new_code(connection, after, now)
        await note(connection, asker, now, "session-restored", after.id)
    return Made(after, warning)


async def rotate_code(engine: Engine, clock: Clock, asker: Asker, session_id: str) -> Made:
    """Give the session another code; the old one rests. Raises Refused: `closed`, `archived`."""
    async with engine.writing() as connection:
        now = clock.now_ms()
        before = await session_of(connection, asker, session_id, Right.SESSIONS_CHANGE, lock=True)
        model.require_not_closed(before)
        await codes.release(connection, before.id, now)
        after, warning = await _with_new_code(connection, before, now)
        await note(
            connection, asker, now, "code-rotated", after.id, before=before.code, after=after.code
        )
    return Made(after, warning)


async def _drawn(connection: Connection, now: int) -> drawing.Drawn:
    """A code that nobody else is given: the allocator is locked until the commit."""
    await codes.lock_allocator(connection)
    taken = await codes.taken(connection, now)
    return drawing.draw(taken.held, taken.resting, secrets.randbelow)


async def _with_new_code(
    connection: Connection, session: Session, now: int
) -> tuple[Session, str | None]:
    drawn = await _drawn(connection, now)
    await codes.reserve(
        connection, session.organisation_id, session.id, drawn.code, "reserved", now
    )
    if session.state is State.PUBLISHED:
        await codes.open_from(connection, session.id, _released_at(session))
    return msgspec.structs.replace(session, code=drawn.code), drawn.warning


def _released_at(session: Session) -> int | None:
    """When the session lets go of its code by itself: 30 days after the close, as far as known."""
    closes = session.closed_at if session.closed_at is not None else session.settings.closes
    return None if closes is None else closes + LINGER_MS
