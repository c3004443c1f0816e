"""A session: one sitting of an assessment, from draft to closed, and what its settings mean. Pure.

    draft ──publish──▶ published ──close──▶ closed        archived: any but published, put away

Instants are milliseconds since 1970 in UTC; the time zone only says how they are shown.
"""

from enum import StrEnum

import msgspec

from invigilate.assessments.model import Outline
from invigilate.errors import NotValid, Refused
from invigilate.ids import OrganisationId, RoomId, SessionId
from invigilate.rooms.plan import Plan, Settings
from invigilate.sessions.settings import HOUR_MS, SettingsChange, changed, shown, timezone

LATEST_MS = 24 * HOUR_MS
"""So long after the scheduled close a code still opens: time given may pass the close."""
EARLY_MS = HOUR_MS
"""So long before it opens a session's students are known to come too early."""


class State(StrEnum):
    """How far a session is."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """One sitting; `code` is None once it has been let go."""

    id: SessionId
    organisation_id: OrganisationId
    title: str
    edition_id: str
    assessment: str
    timezone: str
    settings: Settings
    state: State
    created_at: int
    published_at: int | None = None
    closed_at: int | None = None
    archived_at: int | None = None
    roster_version: int = 0
    code: str | None = None

    @property
    def room_id(self) -> RoomId:
        """Its live side bears its id, never its code."""
        return RoomId(self.id)


def title(text: str) -> str:
    """The title as it is kept: 1 to 200 characters on one line; raises NotValid (`title`)."""
    kept = " ".join(text.split())
    if not 1 <= len(kept) <= 200:
        raise NotValid("title", "A session's title has 1 to 200 characters.", at="title")
    return kept


# --- from state to state --------------------------------------------------------------------


def edited(
    session: Session,
    *,
    name: str | None = None,
    zone: str | None = None,
    settings: SettingsChange | None = None,
) -> Session:
    """The session with these corrections.

    Raises Refused: `closed`; `published` for a title that students see already; `fixed` for the
    order of questions. Raises NotValid as `checked`, `title` and `timezone` do.
    """
    require_not_closed(session)
    new = session
    if name is not None and title(name) != session.title:
        require_draft(session, "The title")
        new = msgspec.structs.replace(new, title=title(name))
    if zone is not None:
        new = msgspec.structs.replace(new, timezone=timezone(zone))
    if settings is not None:
        new = msgspec.structs.replace(new, settings=changed(session.settings, settings))
    if session.state is not State.DRAFT and new.settings.shuffle is not session.settings.shuffle:
        raise Refused("fixed", "The order of questions is fixed once the session is published.")
    return new


def require_draft(session: Session, what: str) -> None:
    """Raises Refused (`published`) where the session is a draft no more."""
    if session.state is not State.DRAFT:
        raise Refused("published", f"{what} is fixed once the session is published.")


def require_not_closed(session: Session) -> None:
    """Raises Refused: `archived`, `closed`."""
    if session.archived_at is not None:
        raise Refused("archived", "This session is archived; restore it first.")
    if session.state is State.CLOSED:
        raise Refused("closed", "This session is closed; nothing in it changes any more.")


def published(session: Session, entries: int, now: int) -> Session:
    """The session, open to its students from the time that its settings say.

    Raises Refused: `not-draft`, `archived`, `no-roster`, `closes-past`.
    """
    require_not_closed(session)
    if session.state is not State.DRAFT:
        raise Refused("not-draft", "This session is published already.")
    if entries == 0 and not session.settings.allow_guests:
        raise Refused("no-roster", "Nobody could join: import the roster first, or allow guests.")
    closes = session.settings.closes
    if closes is not None and closes <= now:
        raise Refused(
            "closes-past",
            f"The close, {shown(closes, session.timezone)}, is over. Set a later one.",
        )
    return msgspec.structs.replace(session, state=State.PUBLISHED, published_at=now)


def closed(session: Session, now: int) -> Session:
    """The session, over for good. Raises Refused: `not-published`, `closed`, `archived`."""
    require_not_closed(session)
    if session.state is not State.PUBLISHED:
        raise Refused("not-published", "This session was never published; archive it instead.")
    return msgspec.structs.replace(session, state=State.CLOSED, closed_at=now)


def archived(session: Session, now: int) -> Session:
    """The session, put away. Raises Refused: `not-closed`, `archived`."""
    if session.archived_at is not None:
        raise Refused("archived", "This session is archived already.")
    if session.state is State.PUBLISHED:
        raise Refused("not-closed", "Students may be writing. Close the session first.")
    return msgspec.structs.replace(session, archived_at=now)


def is_open(session: Session, now: int) -> bool:
    """Whether a stranger is told that a session is open under its code."""
    if session.state is not State.PUBLISHED or session.archived_at is not None:
        return False
    opens, closes = session.settings.opens, session.settings.closes
    return (opens is None or opens <= now) and (closes is None or now < closes + LATEST_MS)


def opens_soon(session: Session, now: int) -> bool:
    """Whether its students may already stand at the start screen: they guess nothing."""
    opens = session.settings.opens
    early = opens is not None and opens - EARLY_MS <= now < opens
    return session.state is State.PUBLISHED and session.archived_at is None and early


def require_open(session: Session, now: int) -> None:
    """The specific texts, for someone whose identity is proved. Raises Refused."""
    if session.state is State.CLOSED:
        raise Refused("closed", "This session is closed.")
    opens = session.settings.opens
    if opens is not None and now < opens:
        when = shown(opens, session.timezone)
        raise Refused("not-open", f"This session opens at {when}. Come back then.", opens=opens)


def plan_of(session: Session, outline: Outline) -> Plan:
    """All that opening the session's room takes."""
    return Plan(
        session.organisation_id,
        session.title,
        outline.whole,
        outline.delivered,
        outline.slots,
        outline.items,
        outline.navigation,
        session.settings,
    )
