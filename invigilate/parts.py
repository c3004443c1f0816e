"""Every part of one worker, built from its settings, and what they do together."""

import asyncio

import structlog
from starlette.requests import Request

from invigilate.api import asking
from invigilate.assessments.actions import outline_of
from invigilate.assessments.tables import papers
from invigilate.bus.contract import Bus, Message
from invigilate.bus.memory import MemoryBus
from invigilate.bus.redis import Pace as BusPace
from invigilate.bus.redis import RedisBus
from invigilate.clock import WallClock
from invigilate.draining import Draining
from invigilate.errors import NotAllowed, NotFound, Unavailable
from invigilate.grading.actions import KIND as MARK
from invigilate.grading.actions import Marker
from invigilate.hub import Hub
from invigilate.ids import EditionId, OrganisationId, RoomId, SeatId
from invigilate.jobs import Jobs
from invigilate.people import sign_ins
from invigilate.people.model import Asker, Right, no_such
from invigilate.people.tokens import SeatHolder, read_ticket
from invigilate.rooms import commands as c
from invigilate.rooms.absences import Absences
from invigilate.rooms.answering import Who
from invigilate.rooms.checkpoints import Checkpoints
from invigilate.rooms.followers import Followers
from invigilate.rooms.jumps import Jumps
from invigilate.rooms.keeper import Keeper, RoomLog
from invigilate.rooms.live import HOUSE, LiveRooms, Opening
from invigilate.rooms.own_records import OwnRecords
from invigilate.rooms.presence import Presences
from invigilate.rooms.receipts import Receipts
from invigilate.rooms.record import Booklets, read_booklets
from invigilate.rooms.replay.replays import Replays
from invigilate.rooms.sleeping import Sleeping
from invigilate.rooms.watch import STEP_MS
from invigilate.secret import derive, load_secret
from invigilate.sessions import access, seating
from invigilate.sessions.admission import Limits as SlowingLimits
from invigilate.sessions.admission import Slowing
from invigilate.sessions.routes.start import SEAT_COOKIE
from invigilate.sessions.seating import NotJoined
from invigilate.settings import Settings
from invigilate.store import leases
from invigilate.store.engine import open_engine
from invigilate.store.log_postgres import PostgresLog
from invigilate.store.log_sqlite import SqliteLog
from invigilate.store.schema import new_id
from invigilate.wire.closing import Closing
from invigilate.wire.pace import Pace

log = structlog.get_logger(__name__)

TIME_OFF_MS = 20
"""Beyond what an answer took: so far a worker's clock may be from room time."""
READY_SECONDS = 1.0
"""A store that does not answer so long is none, for `/readyz`."""
LEASES_KEPT_MS = 7 * 86_400_000
REVOKED_OVERLAP_MS = 10_000
"""Looked back beyond the life of a ticket: one may have been used after its cookie was revoked."""


class Parts:
    """Every part of one worker; routes see it through Protocols of their own."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.clock = WallClock()
        self.worker = new_id()
        self.secret = load_secret(settings)
        self.engine = open_engine(settings)
        self.slowing = Slowing(SlowingLimits())
        self.hub = Hub(settings.limits)
        self.draining = Draining(self.hub)
        limits = settings.limits
        self.handshakes = Pace(round(limits.handshakes_per_second), limits.handshakes_burst)
        self.bus = self._bus()
        self.log = self._log()
        self.own_records = OwnRecords(self.engine, self.log)
        self.replays = Replays(self.engine)
        self.followers = Followers(self.log, self.hub, self.bus, self.clock, settings)
        self.keeper = Keeper(self.log, self.clock, settings, self.followers.story)
        self.rooms = LiveRooms(self.keeper, self.followers, self.hub, self._opening)
        self.absences = Absences(self.rooms, self.clock)
        self.presences = Presences(
            self.hub, self.bus, self.clock, self.lease_ms, self.absences.returned
        )
        self.receipts = Receipts(self.rooms)
        watch = self.keeper.watch
        self.jumps = Jumps(watch, self.hub, self.bus, self.clock, self.lease_ms)
        self.marker = Marker(self.engine, self.clock)
        self.jobs = Jobs(
            self.engine, self.clock, {MARK: self.marker.mark}, self.worker, settings.job_poll_ms
        )
        self.checkpoints = Checkpoints(self.keeper, self.engine)
        self.sleeping = Sleeping(self.rooms, self.checkpoints, self.clock)
        self._probing: asyncio.Task[int | None] | None = None

    @property
    def lease_ms(self) -> int:
        """How long this worker counts as alive after it said so."""
        return round(self.settings.lease_seconds * 1_000)

    def _bus(self) -> Bus:
        if self.settings.redis_url:
            key = derive(self.secret, "bus")
            return RedisBus(
                self.settings.redis_url, self.worker, key, pace=_bus_pace(self.settings)
            )
        return _NoBus(self.worker) if self.settings.workers > 1 else MemoryBus(self.worker)

    def _log(self) -> RoomLog:
        if not self.engine.is_sqlite:
            return PostgresLog(self.engine.dsn)
        assert self.engine.path is not None
        assert self.engine.line is not None
        return SqliteLog(self.engine.path, self.engine.line, self.clock.now_ms)

    async def _opening(self, room: RoomId) -> Opening | None:
        return await access.opening(self.engine, outline_of, room)

    # -- what routes ask of more than one domain

    async def read_ticket(self, ticket: str) -> Who:
        """Whom a ticket names. Raises NotAllowed for one that is not ours or too old."""
        read = read_ticket(self.secret, ticket, self.clock.now_ms())
        if isinstance(read.who, SeatHolder):
            return Who(
                read.room_id, read.device, "student", read.who.seat_id, "", None, read.who.cookie
            )
        who = read.who
        try:
            grade = await access.grade_now(self.engine, who.person_id, read.room_id)
        except Unavailable:
            grade = who.grade  # as it was when the ticket was given, a minute ago at most
        if grade is None:
            raise NotAllowed("ticket", "This session is not yours to watch any more.")
        return Who(read.room_id, read.device, "staff", None, who.person_id, grade, who.cookie)

    async def may_read_paper(self, request: Request, delivered: str) -> OrganisationId:
        """Whose paper it is: for a seat of it that began, and for staff of a session with it.

        Raises NotFound.
        """
        try:
            room, seat, _ = await self.seat_of(request)
        except NotJoined:
            return await self._may_read_as_staff(await asking.asker(request), delivered)
        live = await self.rooms.wake(room)
        plan, state = live.copy.room.plan, live.copy.room.seats.get(seat)
        if plan is None or plan.delivered != delivered or state is None or not state.stints:
            raise NotFound("no-such-paper", "No such paper, or it is not open to you yet.")
        return plan.organisation

    async def _may_read_as_staff(self, asker: Asker, delivered: str) -> OrganisationId:
        async with self.engine.reading() as connection:
            editions = await papers.editions_with(connection, asker.organisation_id, delivered)
            if not await access.sees_paper(connection, asker, editions):
                raise no_such("paper") from None
        return asker.organisation_id

    async def seat_of(self, request: Request) -> tuple[RoomId, SeatId, str]:
        """Room, seat and cookie of the seat cookie. Raises Refused (`not-joined`)."""
        token = asking.cookie(request, SEAT_COOKIE)
        seated = await seating.seated(self.engine, self.clock, token)
        return seated.room, seated.seat, seated.cookie

    async def room_for(self, request: Request, session: str) -> RoomId:
        """The room of a session that whoever asks may watch. Raises Refused, NotFound."""
        asker = await asking.asker(request)
        return await access.room_for(self.engine, asker, session)

    async def session_for(
        self, request: Request, session_id: str
    ) -> tuple[OrganisationId, RoomId, EditionId]:
        """A session that whoever asks may watch: whose, its room, its edition."""
        asker = await asking.asker(request)
        async with self.engine.reading() as connection:
            session = await access.session_of(connection, asker, session_id, Right.ROOM_WATCH)
        return session.organisation_id, session.room_id, EditionId(session.edition_id)

    async def booklets(self, room_id: RoomId) -> Booklets:
        """All booklets of a room. Raises Refused (`log-not-whole`)."""
        return await read_booklets(self.log, room_id)

    async def time_of_store(self) -> int | None:
        """Room time, None where the store does not answer within a second.

        One look at a time: a way that is silent holds it for some seconds, and who asks meanwhile
        is not made to wait.
        """
        if self._probing is None or self._probing.done():
            self._probing = asyncio.create_task(self._probe())
        done, _ = await asyncio.wait({self._probing}, timeout=READY_SECONDS)
        return self._probing.result() if done else None

    async def _probe(self) -> int | None:
        try:
            now = await self.log.now()
            async with self.engine.reading():
                return now
        except Unavailable:
            return None

    # -- what goes on beside the requests

    async def expire(self) -> None:
        """Asks each room in which something is due to do it."""
        for room in await self.log.due(await self.log.now()):
            try:
                await self.rooms.ask(room, HOUSE, c.Expire())
            except NotFound:
                log.warning("a room without a session is due", room=room)
            except Unavailable as fault:
                log.warning("a room that is due cannot be asked", room=room, why=str(fault))

    async def room_time(self) -> int:
        """Room time; this worker's clock goes by it from now on, be this machine's time wrong.

        Pages reckon the time that is left from what our clock tells them, and what one worker
        signed until an instant is judged by another.
        """
        asked = self.clock.monotonic()
        now = await self.log.now()
        took_ms = (self.clock.monotonic() - asked) * 1_000
        ahead_ms = self.clock.follow(now, took_ms + TIME_OFF_MS)
        if ahead_ms:
            self.presences.set_right(ahead_ms)
        if abs(ahead_ms) > STEP_MS:
            log.error("this machine's time is wrong", ahead_seconds=ahead_ms / 1_000)
        return now

    async def go_on_from_the_log(self) -> None:
        """Asked at the start: room time never goes back, so a time of day before the last event
        of a room in which something is due is wrong. A server alone has no other clock: its own
        goes on from there. Rooms in which nothing is due are over: theirs is no matter."""
        heads = await self.log.heads()
        latest = max((head.at for head in heads if head.due_at is not None), default=0)
        if latest - await self.log.now() > STEP_MS:
            ahead_ms = self.clock.follow(latest, 0)
            log.error("this machine's time is wrong", ahead_seconds=ahead_ms / 1_000)
            # The log may be what is wrong (written while the time stood in the future): then
            # every other room would be over at once. Nobody is ended until the office has looked.
            self.keeper.watch.jumped_ms = -ahead_ms

    async def renew(self) -> None:
        """Says that this worker is alive, to the database and to the other workers."""
        now = await self.room_time()
        try:
            async with self.engine.writing() as connection:
                await leases.renew(connection, self.worker, now, self.lease_ms)
                await leases.forget(connection, now - LEASES_KEPT_MS)
        except Unavailable:
            self.keeper.refused()
            raise
        self.keeper.took()
        self.keeper.watch.contact(now)
        self.presences.renew()

    async def close_revoked(self) -> None:
        """Closes the sockets whose cookie was taken back."""
        lives_ms = round(self.settings.ticket_seconds * 1_000)
        since = self.clock.now_ms() - lives_ms - REVOKED_OVERLAP_MS
        ended = set(await sign_ins.ended_since(self.engine, since))
        ended |= set(await seating.ended_since(self.engine, since))
        if ended:
            self.hub.close_readers(Closing.REVOKED, lambda reader: reader.cookie in ended)
        await self._close_strangers()

    async def _close_strangers(self) -> None:
        """Closes the boards of those who were taken off a session, or off the staff.

        And of those whose grade is another one by now: their boards come back with it.
        """
        for room, live in list(self.hub.live.items()):
            people = {reader.person for reader in live.readers if reader.role == "staff"}
            for person in people:
                grade = await access.grade_now(self.engine, person, room)
                for reader in [one for one in live.readers if one.person == person]:
                    if grade is None:
                        reader.close(Closing.REVOKED)
                    elif reader.grade not in (None, grade):
                        reader.close(Closing.TICKET)

    async def write_checkpoints(self) -> None:
        """Writes down the rooms that went far."""
        await self.checkpoints.turn()

    async def put_to_sleep(self) -> None:
        """Lets go of the rooms that are over."""
        await self.sleeping.turn()

    async def tell_rows(self) -> None:
        """Progress rows to every board."""
        self.hub.tell_rows()

    async def write_receipts(self) -> None:
        """How far announcements came, as pages said since the last time."""
        await self.receipts.turn()
        await self.absences.turn()

    async def tell_jumps(self) -> None:
        """A jump of room time, or its end, to workers and boards."""
        self.jumps.turn()

    def heard(self, message: Message) -> None:
        """What another worker says."""
        match message.kind:
            case "rows":
                self.followers.message(message)
            case "jump" | "time":
                self.jumps.message(message)
            case _:
                self.presences.message(message)


def _bus_pace(settings: Settings) -> BusPace:
    ms = (settings.bus_probe_ms, settings.bus_unhealthy_ms, settings.bus_publish_ms)
    return BusPace(*(each / 1_000 for each in ms))


class _NoBus(MemoryBus):
    """Several processes and no Redis: the poll of the log is all there is between them."""

    @property
    def healthy(self) -> bool:
        """Never: so the log is looked at more often."""
        return False


async def outage_before(parts: Parts) -> tuple[int, int] | None:
    """The last time in which no worker was alive, up to now, if it was long enough to count."""
    async with parts.engine.reading() as connection:
        lived = await leases.lived(connection)
    now = await parts.room_time()
    return leases.last_gap([*lived, (now, now)], round(parts.settings.outage_seconds * 1_000))
