"""Taking in a parcel: first what would become of it, then each change under its own turn.

The same `decide` as for what comes over the network, so that a file may be taken in twice, before
the device comes back or after it, and nothing is doubled.
"""

import asyncio
from typing import Literal

from msgspec import Struct

from invigilate.errors import NotFound, Refused
from invigilate.ids import SeatId
from invigilate.rooms import commands as c
from invigilate.rooms.events import ChangeHeld, ChangeRefused, Event, Recorded
from invigilate.rooms.live import LiveRooms
from invigilate.rooms.parcel import Parcel
from invigilate.rooms.room import apply, decide
from invigilate.rooms.state import Room, Seat

AT_ONCE = 128
"""Changes in one batch of the keeper, so that the hall's own come in between."""

Becomes = Literal["here", "saved", "held", "refused"]


class Change(Struct, frozen=True):
    """What becomes of one change: `word` says why it is held or refused."""

    turn: int
    kind: str
    label: str
    """Of its slot; empty where it is about none."""
    becomes: Becomes
    word: str = ""


class Carried(Struct, frozen=True):
    """A parcel, and what becomes of it. Nothing that a student wrote stands in it."""

    seat: SeatId
    number: str
    name: str
    hall: str
    desk: str
    status: str
    device: str
    """The first 6 characters, enough to tell two devices of one student apart."""
    made: int
    fingerprint: str
    changes: int
    here: int
    """Arrived before."""
    saved: int
    held: int
    refused: int
    hands_in: bool
    exceptions: list[Change]
    """Those that are held or refused."""


async def looked_at(rooms: LiveRooms, parcel: Parcel, fingerprint: str, now: int) -> Carried:
    """What would become of it now; nothing is stored. Raises Refused as `taken_in`."""
    room = (await _current(rooms, parcel)).fork()
    seat = _seat(room, parcel)
    room.mine(parcel.label.seat)  # apart from the copy that is served, which goes on meanwhile
    found = await asyncio.to_thread(_tried, room, parcel, max(room.at, now))
    return _carried(seat, parcel, fingerprint, found)


async def taken_in(
    rooms: LiveRooms, parcel: Parcel, fingerprint: str, actor: str, now: int
) -> Carried:
    """Brings every change to the room, in order; gives what became of each.

    Raises NotFound (`no-such-seat`), Refused (`parcel-gap`: changes before these are nowhere),
    Unavailable: take it in again, what was stored is known by its turn.
    """
    await looked_at(rooms, parcel, fingerprint, now)
    label = parcel.label
    device = _seat(await _current(rooms, parcel), parcel).devices.get(label.device)
    last = 0 if device is None else device.last
    if device is None:
        await rooms.do(label.room, actor, c.Join(label.seat, label.device))
    clashes = await _brought(rooms, parcel, actor)
    room = await _current(rooms, parcel)
    unsaved = room.seats[label.seat].devices[label.device].unsaved | clashes
    found = [
        _change(room, turn, what, *_became(turn, last, unsaved.get(turn, "")))
        for turn, what in parcel.changes
    ]
    return _carried(_seat(room, parcel), parcel, fingerprint, found)


async def _current(rooms: LiveRooms, parcel: Parcel) -> Room:
    live = await rooms.wake(parcel.label.room)
    await rooms.followers.catch_up([parcel.label.room])
    return live.copy.room


async def _brought(rooms: LiveRooms, parcel: Parcel, actor: str) -> dict[int, str]:
    """Asks for every change; gives the turns that were used for something else."""
    label, clashes = parcel.label, dict[int, str]()
    for at in range(0, len(parcel.changes), AT_ONCE):
        some = parcel.changes[at : at + AT_ONCE]
        commands = [c.Change(label.seat, label.device, turn, what) for turn, what in some]
        results = await rooms.ask(label.room, actor, *commands)
        for (turn, _), result in zip(some, results, strict=True):
            if isinstance(result, Refused):
                if result.word == "gap":
                    raise _gap()
                clashes[turn] = f"refused:{result.word}"
    return clashes


def _became(turn: int, last: int, unsaved: str) -> tuple[Becomes, str]:
    if unsaved == "refused:turn-taken":
        return "refused", "turn-taken"
    if turn <= last:
        return "here", ""
    state, _, word = unsaved.partition(":")
    return ("held", word) if state == "held" else ("refused", word) if state else ("saved", "")


def _seat(room: Room, parcel: Parcel) -> Seat:
    seat = room.seats.get(parcel.label.seat)
    if seat is None or seat.withdrawn:
        raise NotFound("no-such-seat", "The student of this file is not in this session any more.")
    return seat


def _gap() -> Refused:
    sentence = "Changes before those of this file are missing. Save it again on the device."
    return Refused("parcel-gap", sentence)


def _tried(room: Room, parcel: Parcel, at: int) -> list[Change]:
    """Decides each change on a fork, which goes on with what follows."""
    label = parcel.label
    if label.device not in room.seats[label.seat].devices:
        _apply(room, decide(room, c.Join(label.seat, label.device), at), at)
    return [_try(room, parcel, turn, what, at) for turn, what in parcel.changes]


def _try(room: Room, parcel: Parcel, turn: int, what: c.What, at: int) -> Change:
    label = parcel.label
    try:
        events = decide(room, c.Change(label.seat, label.device, turn, what), at)
    except Refused as refusal:
        if refusal.word == "gap":
            raise _gap() from None
        return _change(room, turn, what, "refused", refusal.word)
    _apply(room, events, at)
    match events:
        case []:
            return _change(room, turn, what, "here")
        case [ChangeHeld(reason=reason), *_]:
            return _change(room, turn, what, "held", reason)
        case [ChangeRefused(word=word), *_]:
            return _change(room, turn, what, "refused", word)
        case _:
            return _change(room, turn, what, "saved")


def _apply(room: Room, events: list[Event], at: int) -> None:
    for event in events:
        apply(room, Recorded(room.version + 1, at, "house", event))


def _change(room: Room, turn: int, what: c.What, becomes: Becomes, word: str = "") -> Change:
    label = ""
    if isinstance(what, c.Answer | c.Clear | c.Splice):
        assert room.plan is not None
        slots = room.plan.slots
        label = slots[what.slot].label if 0 <= what.slot < len(slots) else ""
    return Change(turn, type(what).__name__, label, becomes, word)


def _carried(seat: Seat, parcel: Parcel, fingerprint: str, found: list[Change]) -> Carried:
    entry, how = seat.entry, [one.becomes for one in found]
    return Carried(
        seat=parcel.label.seat,
        number=entry.number,
        name=entry.name,
        hall=entry.hall,
        desk=entry.desk,
        status=seat.status.value,
        device=parcel.label.device[:6],
        made=parcel.made,
        fingerprint=fingerprint,
        changes=len(found),
        here=how.count("here"),
        saved=how.count("saved"),
        held=how.count("held"),
        refused=how.count("refused"),
        hands_in=any(one.kind == "HandIn" and one.becomes == "saved" for one in found),
        exceptions=[one for one in found if one.becomes in ("held", "refused")],
    )
