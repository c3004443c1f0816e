"""A session: one sitting of an assessment, from draft to closed, and what its settings mean. Pure.

    draft ──publish──▶ published ──close──▶ closed        archived: any but published, put away

Instants are milliseconds since 1970 in UTC; the time zone only says how they are shown.
"""

import math
from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

import msgspec
from msgspec import UNSET, UnsetType

from invigilate.assessments.model import Outline
from invigilate.errors import NotValid, Refused
from invigilate.ids import OrganisationId, RoomId, SessionId
from invigilate.rooms.plan import Plan, Settings

HOUR_MS = 3_600_000
LATEST_MS = 24 * HOUR_MS
"""So long after the scheduled close a code still opens: time given may pass the close."""
EARLY_MS = HOUR_MS
"""So long before it opens a session's students are known to come too early."""
MOST_MINUTES = 7 * 24 * 60.0
MOST_GRACE_MS = LATEST_MS
FIRST, LAST = 0, 253_000_000_000_000
"""Instants that a calendar can show: until the year 9987."""


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


class SettingsChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Settings to be changed; what is left out stays as it is."""

    minutes: float | UnsetType | None = UNSET
    opens: int | UnsetType | None = UNSET
    closes: int | UnsetType | None = UNSET
    late_join_until: int | UnsetType | None = UNSET
    grace_ms: int | UnsetType = UNSET
    auto_submit: bool | UnsetType = UNSET
    personal_key: bool | UnsetType = UNSET
    allow_guests: bool | UnsetType = UNSET
    shuffle: bool | UnsetType = UNSET


def changed(settings: Settings, change: SettingsChange) -> Settings:
    """The settings after a change, checked. Raises NotValid as `checked` does."""
    given = {name: v for name, v in msgspec.structs.asdict(change).items() if v is not UNSET}
    return checked(msgspec.structs.replace(settings, **given))


def checked(settings: Settings) -> Settings:
    """The settings, if they can stand together; raises NotValid which names the field."""
    for name in ("opens", "closes", "late_join_until"):
        instant = getattr(settings, name)
        if instant is not None and not FIRST <= instant <= LAST:
            raise NotValid(name, "This instant is in no calendar; give milliseconds.", at=name)
    minutes = settings.minutes
    if minutes is not None and not (math.isfinite(minutes) and 0 < minutes <= MOST_MINUTES):
        raise NotValid(
            "minutes", "The writing time is more than 0 and at most a week.", at="minutes"
        )
    if not 0 <= settings.grace_ms <= MOST_GRACE_MS:
        raise NotValid(
            "grace_ms", "The grace is from 0 to 24 hours, in milliseconds.", at="grace_ms"
        )
    opens, closes, late = settings.opens, settings.closes, settings.late_join_until
    if opens is not None and closes is not None and closes <= opens:
        raise NotValid("closes", "The session has to close after it opens.", at="closes")
    if opens is not None and late is not None and late < opens:
        raise NotValid(
            "late_join_until", "Nobody could join: that is before it opens.", at="late_join_until"
        )
    return settings


def timezone(name: str) -> str:
    """The name of an IANA time zone, such as Europe/Berlin; raises NotValid (`timezone`)."""
    try:
        ZoneInfo(name)
    except (ValueError, KeyError, OSError):
        raise NotValid(
            "timezone", "Give the name of a time zone, such as Europe/Berlin.", at="timezone"
        ) from None
    return name


def title(text: str) -> str:
    """The title as it is kept: 1 to 200 characters on one line; raises NotValid (`title`)."""
    kept = " ".join(text.split())
    if not 1 <= len(kept) <= 200:
        raise NotValid("title", "A session's title has 1 to 200 characters.", at="title")
    return kept


def warnings(settings: Settings, zone: str, now: int) -> list[str]:
    """What will probably not go as meant, each in a sentence with its exact consequence."""
    return [*_warnings_of_time(settings, zone, now), *_warnings_of_access(settings)]


def _warnings_of_time(settings: Settings, zone: str, now: int) -> Iterator[str]:
    opens, closes, minutes = settings.opens, settings.closes, settings.minutes
    late = settings.late_join_until
    if closes is not None and closes <= now:
        yield f"The close, {shown(closes, zone)}, is in the past: nobody could begin any more."
    if minutes is None and closes is None:
        yield "There is neither a writing time nor a close: nobody's time ends by itself."
    start = now if opens is None else opens
    if closes is not None and minutes is not None and start < closes < start + minutes * 60_000:
        window = (closes - start) / 60_000
        yield (
            f"The writing time is {minutes:g} minutes and the window {window:g}: even who begins"
            f" at once is stopped at {shown(closes, zone)}, {minutes - window:g} minutes early."
        )
    elif closes is not None and minutes is not None and late is not None:
        short = late + minutes * 60_000 - closes
        if late < closes and short > 0:
            yield (
                f"Who joins as late as {shown(late, zone)} is stopped at {shown(closes, zone)},"
                f" {short / 60_000:g} minutes early."
            )
    if closes is not None and late is not None and late >= closes:
        yield "One may join until after the close: whoever comes then has no time left."


def _warnings_of_access(settings: Settings) -> Iterator[str]:
    if not settings.personal_key:
        yield (
            "Without personal keys whoever knows a candidate number may sit down as that student,"
            " as long as nobody else has."
        )
    if settings.allow_guests:
        yield "With guests allowed whoever knows the code comes in, under any name."


def shown(instant: int, zone: str) -> str:
    """An instant for people, in the session's time zone with its name."""
    moment = datetime.fromtimestamp(instant / 1_000, ZoneInfo(zone))
    return f"{moment:%Y-%m-%d %H:%M} {zone}"


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
