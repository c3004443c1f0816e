"""What staff are told of a room in order: changes of the head, announcements, what was ordered."""

from typing import assert_never

from msgspec import Struct
from msgspec.structs import asdict, replace

from invigilate.ids import RequestId, SeatId
from invigilate.rooms import events as e
from invigilate.rooms.board import BoardHead, StaffNotice, board_head, notice_of
from invigilate.rooms.orders import Action, Claim, Dismiss, Extend, SetThresholds, Undo
from invigilate.rooms.plan import Settings, Thresholds
from invigilate.rooms.reaching import Skipped, reached_by
from invigilate.rooms.state import Room
from invigilate.rooms.views import Stop

MOST_NAMED = 3
"""Of more the board says how many: names of a whole hall are nothing to read."""


class HeadChanged(Struct, frozen=True, array_like=True, tag=True):
    """What may change of the session's head is this now, but for its announcements."""

    settings: Settings
    paused: Stop | None
    closed_at: int | None
    guard_until: int
    outages: list[tuple[int, int]]
    thresholds: Thresholds


class StaffNoticed(Struct, frozen=True, array_like=True, tag=True):
    """One announcement more."""

    notice: StaffNotice


class Done(Struct, frozen=True, array_like=True, tag=True):
    """A proctor's order ran (or was refused with a word): what every board shows as activity."""

    at: int
    by: str
    deed: str
    seats: int
    """How many it reached; 0: the session as a whole."""
    skipped: int
    word: str
    reason: str
    request: RequestId
    """Under which it was ordered: what Undo names."""
    undoes: RequestId | None
    """Of an Undo: the order that it took back."""
    takes: bool = False
    """It takes time: whoever may only give some may not take this back either."""
    named: tuple[SeatId, ...] = ()
    """Whom it reached, where that is at most three."""
    what: tuple[str, ...] = ()
    """Of a Dismiss: the alert, and how; of a Claim: "on" or "off"."""
    limits: tuple[tuple[str, int, int], ...] = ()
    """Of SetThresholds: what it changed: (name, from, to)."""


StaffNews = HeadChanged | StaffNoticed | Done


def staff_news(room: Room, record: e.Recorded) -> list[StaffNews]:
    """What staff are told, in order, of the event that made the room what it is now."""
    match record.event:
        case e.Ordered(action=action, skipped=skipped):
            return [_done(room, record, action, skipped, "")]
        case e.CommandRefused(action=action, word=word):
            return [_done(room, record, action, (), word)]
        case (
            e.RoomPaused()
            | e.RoomResumed()
            | e.SettingsChanged()
            | e.OutageNoted()
            | e.ThresholdsSet()
            | e.RoomClosed()
        ):
            return [head_changed(room)]
        case e.Announced():
            return [StaffNoticed(notice_of(room.announcements[-1]))]
        case _:
            return []


def head_changed(room: Room) -> HeadChanged:
    """The head as it stands, without its announcements."""
    head = board_head(room)
    return HeadChanged(
        head.settings,
        head.paused,
        head.closed_at,
        head.guard_until,
        head.outages,
        head.thresholds,
    )


def follow_head(head: BoardHead, news: StaffNews) -> BoardHead:
    """The head after this news: the rule that the browser's twin runs too."""
    match news:
        case HeadChanged():
            return replace(head, **asdict(news))
        case StaffNoticed(notice=notice):
            return replace(head, notices=[*head.notices, notice])
        case Done():
            return head
        case _:
            assert_never(news)


def _done(room: Room, record: e.Recorded, action: Action, skipped: Skipped, word: str) -> Done:
    assert isinstance(record.event, e.Ordered | e.CommandRefused)
    is_for_all = getattr(action, "seats", ()) is None
    reached = [] if is_for_all else list(reached_by(room, action, skipped))
    reason = getattr(action, "reason", None) or getattr(action, "text", None) or ""
    undoes = action.order if isinstance(action, Undo) else None
    deed = type(action).__name__
    request = record.event.request
    takes = isinstance(action, Extend) and action.ms < 0
    left_out = len(skipped)
    return Done(
        record.at,
        record.actor,
        deed,
        len(reached),
        left_out,
        word,
        reason,
        request,
        undoes,
        takes,
        tuple(reached) if len(reached) <= MOST_NAMED else (),
        _what(action),
        _limits(room, action),
    )


def _what(action: Action) -> tuple[str, ...]:
    match action:
        case Dismiss(alert=alert, how=how):
            return alert, how
        case Claim(on=on):
            return ("on" if on else "off",)
        case _:
            return ()


def _limits(room: Room, action: Action) -> tuple[tuple[str, int, int], ...]:
    """Told of the order itself, so before the room has taken in what follows from it."""
    if not isinstance(action, SetThresholds):
        return ()
    now, then = asdict(room.thresholds), asdict(action.thresholds)
    return tuple((name, now[name], then[name]) for name in then if now[name] != then[name])
