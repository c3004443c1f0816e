"""Taking a seat: the last step of joining, and the door."""

from collections.abc import Sequence
from typing import Literal

import msgspec

from invigilate.clock import Clock
from invigilate.errors import NotFound, Refused
from invigilate.ids import DeviceId, SeatId
from invigilate.people.model import no_such
from invigilate.people.tokens import new_token, token_hash
from invigilate.rooms.commands import Join, Knock
from invigilate.rooms.live import LiveRooms
from invigilate.rooms.state import Seat
from invigilate.sessions import model, seating
from invigilate.sessions.admission import Slowing
from invigilate.sessions.claims import DOOR_MS, Claim, read_claim
from invigilate.sessions.enrolment import Student, entry_of
from invigilate.sessions.guests import new_guest
from invigilate.sessions.model import Session
from invigilate.sessions.settings import HOUR_MS
from invigilate.sessions.tables import cookies, entries, guards, sessions
from invigilate.sessions.tables.guards import Guarded
from invigilate.store.engine import Connection, Engine

MOST_AT_DOOR = 5
"""Devices that wait at the door of one seat; more of them wait in vain."""
COOKIE_BEYOND_MS = 26 * HOUR_MS
"""Beyond the latest end that the settings promise: a day of time given, and two hours."""


class Joined(msgspec.Struct, frozen=True):
    """A seat, and the cookie that lets this device come back to it."""

    seat: SeatId
    device: DeviceId
    token: str
    seconds: int
    """How long the cookie holds."""


class AtDoor(msgspec.Struct, frozen=True):
    """The device waits until a proctor admits it, since an instant."""

    state: Literal["door"]
    seat: SeatId
    waiting: int


class Seating:
    """The last step, for a caller from one address."""

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        secret: bytes,
        rooms: LiveRooms,
        slowing: Slowing,
        address: str,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._secret = secret
        self._rooms = rooms
        self._slowing = slowing
        self._address = address

    async def confirm(
        self, text: str, device: DeviceId, earlier: Sequence[DeviceId] = ()
    ) -> Joined | AtDoor:
        """It is me: the seat, or its door.

        One of the `earlier` devices that is known at the seat comes back as itself: its browser
        lost the cookie and kept the journal.

        Raises NotAllowed (`claim`, `claim-expired`), Refused: `not-open`, `too-late`, `closed`,
        `withdrawn`.
        """
        claim = read_claim(self._secret, text, self._clock.now_ms())
        found = await self._claimed(claim)
        if found is None:
            return AtDoor("door", claim.seat_id, claim.made)
        session, entry = found
        known = await seating.known_at(self._rooms, session.room_id, entry.student.seat, earlier)
        if known:
            return await self._admitted(session, entry.student, known)
        certain = claim.proven or entry.student.guest
        if certain or not claim.door:
            may_join, given = await self._take_first(session, entry.student, device, certain)
            if may_join:
                return await self._join(session, entry.student, device, given)
        return await self._knock(session, entry, claim, device)

    async def door(self, text: str, device: DeviceId) -> Joined | AtDoor:
        """Asked again and again while one waits: the seat, as soon as a proctor has admitted.

        Raises as `confirm` does.
        """
        claim = read_claim(self._secret, text, self._clock.now_ms(), DOOR_MS)
        found = await self._claimed(claim)
        if found is None:
            return AtDoor("door", claim.seat_id, claim.made)
        session, entry = found
        return await self._knock(session, entry, claim, device, again=True)

    async def _claimed(self, claim: Claim) -> tuple[Session, Guarded] | None:
        """The session and entry that a claim names; None at a door behind which nobody stands."""
        async with self._engine.reading() as connection:
            session = await sessions.by_id(connection, claim.session_id)
            entry = await guards.guarded(connection, claim.session_id, seat=claim.seat_id)
        if session is None or (entry is None and not claim.guest):
            if claim.door:
                return None
            raise no_such("seat")
        now = self._clock.now_ms()
        if claim.door and not model.is_open(session, now):
            return None  # nobody has proved anything: not even this is told
        model.require_open(session, now)
        if entry is None:
            entry = await self._guest(claim)
        if entry.student.withdrawn:
            if claim.door:
                return None
            raise Refused("withdrawn", "You are not on the list of this session. Ask a proctor.")
        return session, entry

    async def _guest(self, claim: Claim) -> Guarded:
        """The guest's own entry, made now; the next free of Guest 1, Guest 2 … is their number."""
        async with self._engine.writing() as connection:
            session = await sessions.by_id(connection, claim.session_id, lock=True)
            known = await guards.guarded(connection, claim.session_id, seat=claim.seat_id)
            if known is not None:
                return known
            if session is None or not session.settings.allow_guests:
                raise Refused("no-guests", "This session takes no guests any more.")
            student = await new_guest(connection, claim)
            await sessions.count_roster(connection, session.id, session.roster_version)
            await entries.add(
                connection,
                session.organisation_id,
                session.id,
                [student],
                {},
                self._clock.now_ms(),
            )
        await self._rooms.enrol(session.room_id, (entry_of(student),))
        return Guarded(student, 0, None)

    async def _take_first(
        self,
        session: Session,
        student: Student,
        device: DeviceId,
        certain: bool = False,
        instead: str | None = None,
    ) -> tuple[bool, Joined | None]:
        """Whether the device may join, as the first one or as `certain`, and its first cookie.

        Both in one transaction, for a hall comes in at once. A device that had a cookie gets the
        next one after it has joined: a new one ends the old one, and the room may yet refuse.
        """
        async with self._engine.writing() as connection:
            first = await guards.take_first(connection, student.seat, device, instead_of=instead)
            may_join = first or certain
            if not may_join or await cookies.has_one(connection, student.seat, device):
                return may_join, None
            return True, await self._give_cookie(connection, session, student, device)

    async def _knock(
        self,
        session: Session,
        entry: Guarded,
        claim: Claim,
        device: DeviceId,
        *,
        again: bool = False,
    ) -> Joined | AtDoor:
        live = await self._rooms.wake(session.room_id)
        seat = live.copy.room.seats.get(entry.student.seat)
        if seat is not None and device in seat.devices:
            return await self._admitted(session, entry.student, device)
        # Only who asks again, for of two that come at once the first is still on its way. Nobody
        # has joined here then: the device that was to be the first did not come so far.
        if again and not claim.door and (seat is None or seat.joined_at is None):
            may_join, given = await self._take_first(
                session, entry.student, device, instead=entry.first_device
            )
            if may_join:
                return await self._join(session, entry.student, device, given)
        if seat is not None and not _is_full(seat, device):
            knock = Knock(entry.student.seat, device)
            await self._rooms.do(session.room_id, _actor(entry.student), knock)
        waiting = claim.made if seat is None else seat.door.get(device, claim.made)
        return AtDoor("door", entry.student.seat, waiting)

    async def _admitted(self, session: Session, student: Student, device: DeviceId) -> Joined:
        async with self._engine.reading() as connection:
            again = await cookies.has_one(connection, student.seat, device)
        joined = await self._join(session, student, device)
        if not again:
            self._slowing.vouched(self._clock.monotonic(), self._address)
        return joined

    async def _join(
        self, session: Session, student: Student, device: DeviceId, given: Joined | None = None
    ) -> Joined:
        first = await self._join_room(session, student, device)
        if first and not student.guest:
            self._slowing.vouched(self._clock.monotonic(), self._address)
        if given is not None:
            return given
        async with self._engine.writing() as connection:
            return await self._give_cookie(connection, session, student, device)

    async def _give_cookie(
        self, connection: Connection, session: Session, student: Student, device: DeviceId
    ) -> Joined:
        token, now = new_token(), self._clock.now_ms()
        expires = _cookie_end(session, student, now)
        await cookies.add(
            connection,
            session.organisation_id,
            session.id,
            student.seat,
            device,
            token_hash(token),
            now,
            expires,
        )
        return Joined(student.seat, DeviceId(device), token, (expires - now) // 1_000)

    async def _join_room(self, session: Session, student: Student, device: DeviceId) -> bool:
        """Whether this was the student's first join. Raises Refused as the room does."""
        live = await self._rooms.wake(session.room_id)
        seat = live.copy.room.seats.get(student.seat)
        command = Join(student.seat, device)
        try:
            await self._rooms.do(session.room_id, _actor(student), command)
        except NotFound:
            # The roster is ahead of the room: somebody has just been added.
            await self._rooms.bring(session.room_id)
            await self._rooms.do(session.room_id, _actor(student), command)
        return seat is None or seat.joined_at is None


def _cookie_end(session: Session, student: Student, now: int) -> int:
    settings = session.settings
    percent = 100 + student.extra_percent
    writing = round((settings.minutes or 0) * 600 * percent)
    return max(settings.closes or 0, now + writing) + COOKIE_BEYOND_MS


def _is_full(seat: Seat, device: DeviceId) -> bool:
    return device in seat.door or len(seat.door) >= MOST_AT_DOOR


def _actor(student: Student) -> str:
    return f"seat:{student.seat}"
