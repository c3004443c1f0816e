"""What a student may see of a room, and what they are told when it changes.

A view and the things told after it equal a fresh view: `follow` is the rule by which a page (and
its twin in the browser) keeps its view, and a property test holds the two together. Nothing of
another student stands in it.
"""

from collections.abc import Container
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from invigilate.ids import DeviceId, SeatId
from invigilate.rooms import events as e
from invigilate.rooms import state
from invigilate.rooms.commands import Answer, Clear, Flag, Splice, What
from invigilate.rooms.drawing import Drawn, draw
from invigilate.rooms.plan import Settings, Value
from invigilate.rooms.state import Room, Seat, Span, Status
from invigilate.rooms.timing import end_of, ledger
from invigilate.rooms.touching import touched


class Stop(Struct, frozen=True, array_like=True):
    """A pause that runs."""

    since: int
    reason: str
    number: int
    """The version that began it: what a page says to have shown."""


class Notice(Struct, frozen=True, array_like=True):
    """An announcement; `number` is what one acknowledges."""

    number: int
    at: int
    text: str


class Message(Struct, frozen=True, array_like=True):
    """One text of the conversation between a student and the proctors."""

    number: int
    """Up to which one says that one has read."""
    at: int
    own: bool
    """The student wrote it; else a proctor did."""
    text: str


class RoomView(Struct, frozen=True):
    """The session as its students see it."""

    title: str
    delivered: str
    navigation: str
    items: int
    questions: int
    """Items in which something is to be written; the others are texts to read."""
    settings: Settings
    paused: Stop | None
    closed_at: int | None


class SeatView(Struct, frozen=True):
    """One's own seat. `end` leaves a running pause out: while paused, time stands at `since`."""

    seat: SeatId
    number: str
    name: str
    hall: str
    desk: str
    status: Status
    begun_at: int | None
    writing_since: int | None
    """When the student could last begin to write: at Begin, or at the last Reopen."""
    base_ms: int | None
    extra_percent: float
    """Of the session's minutes, an accommodation: what Begin will put into the ledger."""
    end: int | None
    ledger: list[tuple[int, str, int]]
    """(signed ms, reason, at), closed pauses included."""
    paused: Stop | None
    """A pause of this seat alone."""
    locked: str | None
    hand: int | None
    item: int
    flagged: list[int]
    pen: DeviceId | None
    ended_at: int | None
    ended_why: str
    seals: list[tuple[int, int, str]]
    """(number, at, fingerprint)."""
    seen: list[int]
    held: list[tuple[DeviceId, int, str]]
    """(device, turn, reason) of what is stored and not counted."""
    door: list[DeviceId]
    joined_at: int | None
    devices: list[tuple[DeviceId, int | None]]
    """(device, since when it may sit here)."""
    away: list[tuple[int, int | None, str]]
    """(since, ms, why) of times away from the page; ms None: not known to be over."""
    said: str
    """The id of the newest message of one's own."""
    read: int
    """The newest message that was read."""
    given: list[tuple[int, str, int]]
    """(signed ms, reason, at): of the ledger, what staff changed."""


class StudentView(Struct):
    """All that one student's page knows."""

    room: RoomView
    seat: SeatView
    drawn: Drawn
    """The order of items and options for this seat."""
    notices: list[Notice]
    messages: list[Message]
    answers: dict[int, Value]
    """What counts, by slot."""


class Heard(Struct, frozen=True, array_like=True, tag=True):
    """The form of what a student is told: an array that begins with its name."""


class Paused(Heard, frozen=True, array_like=True, tag=True):
    at: int
    reason: str
    number: int


class Resumed(Heard, frozen=True, array_like=True, tag=True):
    at: int


class Noticed(Heard, frozen=True, array_like=True, tag=True):
    notice: Notice


class Messaged(Heard, frozen=True, array_like=True, tag=True):
    """One text more in the conversation with the proctors."""

    message: Message


class RoomChanged(Heard, frozen=True, array_like=True, tag=True):
    room: RoomView


class SeatChanged(Heard, frozen=True, array_like=True, tag=True):
    seat: SeatView


class Written(Heard, frozen=True, array_like=True, tag=True):
    """What counts in a slot now; not told to the device that wrote it."""

    device: DeviceId
    slot: int
    value: Value | None


News = Paused | Resumed | Noticed | Messaged | RoomChanged | SeatChanged | Written


def student_view(room: Room, seat_id: SeatId) -> StudentView:
    """A fresh view. Raises KeyError for a seat that is not there."""
    assert room.plan is not None
    seat = room.seats[seat_id]
    return StudentView(
        room_view(room),
        seat_view(room, seat_id),
        draw(room.plan, room.id, seat_id),
        [
            Notice(a.number, a.at, a.text)
            for a in room.announcements
            if a.seats is None or seat_id in a.seats
        ],
        [_message(message) for message in seat.messages],
        seat.answered(),
    )


def room_view(room: Room) -> RoomView:
    """The session, as all its students see it."""
    plan = room.plan
    assert plan is not None
    return RoomView(
        plan.title,
        plan.delivered,
        plan.navigation,
        plan.items,
        len({slot.item for slot in plan.slots}),
        plan.settings,
        _stop(room.pauses),
        room.closed_at,
    )


def seat_view(room: Room, seat_id: SeatId) -> SeatView:
    """A seat, as its student sees it."""
    seat = room.seats[seat_id]
    frozen = running_since(room, seat)
    at = room.at if frozen is None else frozen
    return SeatView(
        seat=seat_id,
        number=seat.entry.number,
        name=seat.entry.name,
        hall=seat.entry.hall,
        desk=seat.entry.desk,
        status=seat.status,
        begun_at=seat.stints[0].since if seat.stints else None,
        writing_since=seat.stints[-1].since if seat.stints else None,
        base_ms=seat.base_ms,
        extra_percent=seat.entry.extra_percent,
        end=end_of(room, seat, at),
        ledger=[(entry.ms, entry.reason, entry.at) for entry in ledger(room, seat, at)],
        paused=_stop(seat.pauses),
        locked=seat.locked,
        hand=seat.hand,
        item=seat.item,
        flagged=sorted(seat.flagged),
        pen=seat.pen,
        ended_at=seat.ended_at,
        ended_why=seat.ended_why,
        seals=[(seal.number, seal.at, seal.fingerprint) for seal in seat.seals],
        seen=sorted(seat.seen),
        held=[(held.device, held.turn, held.reason) for held in seat.held],
        door=sorted(seat.door),
        joined_at=seat.joined_at,
        devices=[(name, device.since) for name, device in seat.devices.items()],
        away=[(one.since, one.ms, one.why) for one in seat.away],
        said=next((one.id for one in reversed(seat.messages) if one.id), ""),
        read=seat.read,
        given=[(entry.ms, entry.reason, entry.at) for entry in seat.ledger if entry.by],
    )


def _message(of: state.Message) -> Message:
    return Message(of.number, of.at, of.id != "", of.text)


def running_since(room: Room, seat: Seat) -> int | None:
    """Since when a running pause gives this student time; None: no pause runs for them."""
    if seat.status is not Status.IN_PROGRESS:
        return None
    starts = [since for since in (room.paused_since, seat.paused_since) if since is not None]
    return max(min(starts), seat.stints[-1].since) if starts else None


def _stop(pauses: list[Span]) -> Stop | None:
    if not pauses or pauses[-1].until is not None:
        return None
    return Stop(pauses[-1].since, pauses[-1].reason, pauses[-1].number)


# --- what is told ---------------------------------------------------------------------------


class Telling(Struct):
    """What one event tells students: the same to all of them, and to single seats."""

    everyone: list[News]
    seats: dict[SeatId, list[News]]


def telling(room: Room, record: e.Recorded, listening: Container[SeatId] | None = None) -> Telling:
    """What students are told of the event that made the room what it is now.

    `listening`: the seats for which it is worth the work; None: all.
    """
    match record.event:
        case e.RoomPaused(reason=reason):
            return Telling([Paused(record.at, reason, record.version)], {})
        case e.RoomResumed():
            return Telling([Resumed(record.at)], _changed(room, _writing(room), listening))
        case e.SettingsChanged() | e.RoomClosed():
            return Telling([RoomChanged(room_view(room))], {})
        case e.Announced(seats=None, text=text):
            return Telling([Noticed(Notice(record.version, record.at, text))], {})
        case e.Announced(seats=seats, text=text):
            notice = Noticed(Notice(record.version, record.at, text))
            return Telling([], {seat: [notice] for seat in seats or ()})
        case e.SeatsTold(seats=seats):
            return Telling([], {seat: [_newest(room, seat)] for seat in seats})
        case e.SeatSaid(seat=seat_id):
            changed = SeatChanged(seat_view(room, seat_id))
            return Telling([], {seat_id: [_newest(room, seat_id), changed]})
        case e.ChangeSaved(seat=seat_id, device=device, what=what):
            return Telling([], {seat_id: _written(room, seat_id, device, what)})
        case e.HeldCounted(seat=seat_id, turns=turns):
            return Telling([], {seat_id: _recounted(room, seat_id, bool(turns))})
        case (
            e.Ordered()
            | e.CommandRefused()
            | e.RoomOpened()
            | e.OutageNoted()
            | e.MessagesSettled()
            | e.NoticesReached()
            | e.SeatsClaimed()
            | e.AlertsDismissed()
            | e.Noted()
            | e.NoteWithdrawn()
            | e.AttendanceMarked()
            | e.IdentityMarked()
            | e.ThresholdsSet()
            | e.OrderUndone()
            | e.SeatsWereOffline()
        ):
            return Telling([], {})
        case _:
            return Telling([], _changed(room, touched(record.event), listening))


def _changed(
    room: Room, seats: tuple[SeatId, ...], listening: Container[SeatId] | None
) -> dict[SeatId, list[News]]:
    return {
        seat: [SeatChanged(seat_view(room, seat))]
        for seat in seats
        if listening is None or seat in listening
    }


def _newest(room: Room, seat: SeatId) -> News:
    return Messaged(_message(room.seats[seat].messages[-1]))


def _writing(room: Room) -> tuple[SeatId, ...]:
    return tuple(s for s, seat in room.seats.items() if seat.status is Status.IN_PROGRESS)


def _written(room: Room, seat_id: SeatId, device: DeviceId, what: What) -> list[News]:
    match what:
        case Answer(slot=slot) | Splice(slot=slot) | Clear(slot=slot):
            return [Written(device, slot, room.seats[seat_id].answers[slot].value)]
        case Flag():
            return [SeatChanged(seat_view(room, seat_id))]
        case _:
            return []


def _recounted(room: Room, seat_id: SeatId, any_turns: bool) -> list[News]:
    answers = room.seats[seat_id].answers
    told: list[News] = [
        Written(DeviceId(""), slot, kept.value)
        for slot, kept in answers.items()
        if any_turns and kept.version == room.version
    ]
    return [*told, SeatChanged(seat_view(room, seat_id))]


def follow(view: StudentView, news: News) -> None:
    """Keeps a view current: the rule that the browser's twin runs too."""
    match news:
        case Paused(at=at, reason=reason, number=number):
            view.room = replace(view.room, paused=Stop(at, reason, number))
        case Resumed():
            view.room = replace(view.room, paused=None)
        case Noticed(notice=notice):
            view.notices.append(notice)
        case Messaged(message=message):
            view.messages.append(message)
        case RoomChanged(room=room):
            view.room = room
        case SeatChanged(seat=seat):
            view.seat = seat
        case Written(slot=slot, value=None):
            view.answers.pop(slot, None)
        case Written(slot=slot, value=value):
            assert value is not None
            view.answers[slot] = value
        case _:
            assert_never(news)
