"""The settings of a session: changed, checked, and what will probably not go as meant. Pure.

The same settings are the room's (`rooms.plan.Settings`); the time zone beside them only says how
instants are shown.
"""

import math
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
from msgspec import UNSET, UnsetType

from invigilate.errors import NotValid
from invigilate.rooms.plan import Settings

HOUR_MS = 3_600_000
MOST_MINUTES = 7 * 24 * 60.0
MOST_GRACE_MS = 24 * HOUR_MS
FIRST, LAST = 0, 253_000_000_000_000
"""Instants that a calendar can show: until the year 9987."""


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
    note_away: bool | UnsetType = UNSET


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
