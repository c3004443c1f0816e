"""What the house itself asks of a room: opening, the roster, expiry, outages, closing."""

from invigilate.errors import NotValid, Refused
from invigilate.ids import SeatId
from invigilate.rooms import commands as c
from invigilate.rooms import events as e
from invigilate.rooms.phases import rule
from invigilate.rooms.plan import Entry, Settings
from invigilate.rooms.sealing import end, submit
from invigilate.rooms.state import Room, Seat, Span, Status
from invigilate.rooms.timing import due

MOST_OFFLINE = 500
"""Stretches that are kept of one seat."""


def open_room(room: Room, command: c.Open) -> list[e.Event]:
    """Opening twice is opening once: the plan of the first stands."""
    return [] if room.plan is not None else [e.RoomOpened(command.plan)]


def enrol(room: Room, entries: tuple[Entry, ...]) -> list[e.Event]:
    """New seats; entries of seats that are there are amended where they differ."""
    _distinct(room, entries)
    new = tuple(entry for entry in entries if SeatId(entry.seat) not in room.seats)
    events: list[e.Event] = [e.StudentsEnrolled(new)] if new else []
    return [*events, *_amended(room, entries)]


def amend(room: Room, entries: tuple[Entry, ...]) -> list[e.Event]:
    """Corrections of seats that are there; an extra percentage counts only before Begin."""
    unknown = [entry for entry in entries if not _is_there(room, SeatId(entry.seat))]
    if unknown:
        raise Refused("no-such-seat", f"No seat for candidate {unknown[0].number}.")
    _distinct(room, entries)
    return _amended(room, entries)


def _is_there(room: Room, seat_id: SeatId) -> bool:
    return seat_id in room.seats and not room.seats[seat_id].withdrawn


def _amended(room: Room, entries: tuple[Entry, ...]) -> list[e.Event]:
    changed = tuple(
        entry
        for entry in entries
        if (seat := room.seats.get(SeatId(entry.seat))) is not None
        and (seat.entry != entry or seat.withdrawn)
    )
    return [e.EntriesAmended(changed)] if changed else []


def _distinct(room: Room, entries: tuple[Entry, ...]) -> None:
    taken: dict[str, str] = {}
    given = {entry.seat for entry in entries}
    for entry in entries:
        if not entry.number:
            continue
        owner = taken.setdefault(entry.number, entry.seat)
        there = room.numbers.get(entry.number)
        moving = there in given
        if owner != entry.seat or (there not in (None, entry.seat) and not moving):
            raise NotValid("number-taken", f"Candidate number {entry.number} is taken.")


def withdraw(room: Room, seats: tuple[SeatId, ...]) -> list[e.Event]:
    """Only who has not begun can be withdrawn. Raises Refused `begun`."""
    for seat_id in seats:
        seat = room.seats.get(seat_id)
        if seat is None:
            raise Refused("no-such-seat")
        word = rule("Withdraw", seat.status)
        if word is not None:
            raise Refused(word, f"Candidate {seat.entry.number} has begun.")
    there = tuple(seat_id for seat_id in seats if not room.seats[seat_id].withdrawn)
    return [e.StudentsWithdrawn(there)] if there else []


def change_settings(room: Room, settings: Settings) -> list[e.Event]:
    """Base minutes and close are fixed at each Begin: nobody's end moves by this.

    Raises Refused `fixed` for the shuffle: pages have drawn their order from it.
    """
    assert room.plan is not None
    if settings.shuffle is not room.plan.settings.shuffle:
        raise Refused("fixed", "The order of questions is fixed once the session is open.")
    return [] if settings == room.plan.settings else [e.SettingsChanged(settings)]


def note_outage(room: Room, command: c.NoteOutage) -> list[e.Event]:
    """Once per stretch: a second worker's note of the same outage changes nothing."""
    if any(span.until is not None and span.until >= command.since for span in room.outages):
        return []
    return [e.OutageNoted(command.since, command.until)]


def note_receipts(room: Room, seats: tuple[tuple[SeatId, int, int], ...]) -> list[e.Event]:
    """What is new of how far announcements came; no page runs ahead of what was announced."""
    entries = []
    for seat_id, came, shown in seats:
        seat = room.seats.get(seat_id)
        if seat is None:
            continue
        newest = _newest_told(room, seat_id)
        known = seat.came, seat.shown
        reached = max(known[0], min(came, newest)), max(known[1], min(shown, newest))
        if reached != known:
            entries.append((seat_id, *reached))
    return [e.NoticesReached(tuple(entries))] if entries else []


def _newest_told(room: Room, seat_id: SeatId) -> int:
    """The number of the newest announcement or pause that this seat was told of."""
    told = (a for a in reversed(room.announcements) if a.seats is None or seat_id in a.seats)
    newest = next(told, None)
    pauses = [*room.pauses[-1:], *room.seats[seat_id].pauses[-1:]]
    return max([0 if newest is None else newest.number, *(span.number for span in pauses)])


def note_offline(room: Room, seats: tuple[tuple[SeatId, int, int], ...]) -> list[e.Event]:
    """Of those who could write meanwhile, once per stretch: two workers may note the same one.

    The case: somebody's time was over before they came back; what they lost is noted, too.
    """
    entries: dict[SeatId, tuple[SeatId, int, int]] = {}
    for seat_id, since, until in seats:
        seat = room.seats.get(seat_id)
        if seat is not None and seat_id not in entries and _is_new_stretch(seat, since, until):
            entries[seat_id] = (seat_id, since, until)
    return [e.SeatsWereOffline(tuple(entries.values()))] if entries else []


def _is_new_stretch(seat: Seat, since: int, until: int) -> bool:
    stretch = Span(since, until)
    could_write = any(_overlap(stretch, stint) for stint in seat.stints)
    is_known = any(_overlap(stretch, span) for span in seat.offline)
    return could_write and not is_known and len(seat.offline) < MOST_OFFLINE


def _overlap(one: Span, other: Span) -> bool:
    """Whether they have a moment in common; a span without an end goes on."""
    begin = max(one.since, other.since)
    return all(span.until is None or begin < span.until for span in (one, other))


def expire(room: Room, at: int) -> list[e.Event]:
    """Time over → Ended; grace over → Submitted."""
    events: list[e.Event] = []
    for seat_id in due(room, at):
        seat = room.seats[seat_id]
        if seat.status is Status.ENDED:
            events += submit(room, seat_id, seat, "grace over")
        else:
            events += end(room, seat_id, seat, "time")
    return events


def close(room: Room, reason: str) -> list[e.Event]:
    """Who writes is ended, who ended is sealed, and the room takes no more; once."""
    if room.closed_at is not None:
        return []
    events: list[e.Event] = []
    for seat_id, seat in room.seats.items():
        if seat.status in (Status.IN_PROGRESS, Status.ENDED):
            events += submit(room, seat_id, seat, "close")
    return [*events, e.RoomClosed(reason)]
