"""The only place where parts meet: builds all from the settings, starts and stops in order."""

import asyncio
import gc
import hmac
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager

import structlog
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from invigilate import logs, metrics
from invigilate import settings as knobs
from invigilate.api import asking
from invigilate.api.answering import answer
from invigilate.api.build import build
from invigilate.assessments.actions import outline_of
from invigilate.bus.contract import Bus, Message
from invigilate.bus.memory import MemoryBus
from invigilate.bus.redis import RedisBus
from invigilate.clock import WallClock
from invigilate.draining import Draining
from invigilate.errors import NotAllowed, NotFound, Unavailable
from invigilate.grading.actions import KIND as MARK
from invigilate.grading.actions import Marker
from invigilate.hub import Hub
from invigilate.ids import EditionId, OrganisationId, RoomId, SeatId
from invigilate.jobs import Jobs
from invigilate.measuring import LOOK_SECONDS, Measuring
from invigilate.people import sign_ins
from invigilate.people.model import Right, may
from invigilate.people.tokens import SeatHolder, read_ticket
from invigilate.rooms import commands as c
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
from invigilate.rooms.sleeping import Sleeping
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

EXPIRE_SECONDS = 0.5
REVOKED_SECONDS = 1.0
CHECKPOINT_SECONDS = 5.0
JUMP_SECONDS = 1.0
SLEEP_SECONDS = 30.0
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
        self.followers = Followers(self.log, self.hub, self.bus, self.clock, settings)
        self.keeper = Keeper(self.log, self.clock, settings, self.followers.story)
        self.rooms = LiveRooms(self.keeper, self.followers, self.hub, self._opening)
        self.presences = Presences(self.hub, self.bus, self.clock, self.lease_ms)
        self.receipts = Receipts(self.rooms)
        watch = self.keeper.watch
        self.jumps = Jumps(watch, self.hub, self.bus, self.clock, self.lease_ms)
        self.marker = Marker(self.engine, self.clock)
        self.jobs = Jobs(
            self.engine, self.clock, {MARK: self.marker.mark}, self.worker, settings.job_poll_ms
        )
        self.checkpoints = Checkpoints(self.keeper, self.engine)
        self.sleeping = Sleeping(self.rooms, self.checkpoints, self.clock)

    @property
    def lease_ms(self) -> int:
        """How long this worker counts as alive after it said so."""
        return round(self.settings.lease_seconds * 1_000)

    def _bus(self) -> Bus:
        if self.settings.redis_url:
            key = derive(self.secret, "bus")
            return RedisBus(self.settings.redis_url, self.worker, key)
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
                read.room_id, read.device, "student", read.who.seat_id, "", False, read.who.cookie
            )
        steers = "steer" in read.who.role
        who = read.who
        return Who(read.room_id, read.device, "staff", None, who.person_id, steers, who.cookie)

    async def may_read_paper(self, request: Request, delivered: str) -> OrganisationId:
        """Whose paper it is: for a seat of it that began, and for staff. Raises NotFound."""
        try:
            room, seat, _ = await self.seat_of(request)
        except NotJoined:
            asker = await asking.asker(request)
            if not may(asker, Right.ROOM_WATCH):
                raise NotFound("no-such-paper", "No such paper.") from None
            return asker.organisation_id
        live = await self.rooms.wake(room)
        plan, state = live.copy.room.plan, live.copy.room.seats.get(seat)
        if plan is None or plan.delivered != delivered or state is None or not state.stints:
            raise NotFound("no-such-paper", "No such paper, or it is not open to you yet.")
        return plan.organisation

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

    async def renew(self) -> None:
        """Says that this worker is alive, to the database and to the other workers."""
        now = await self.log.now()
        async with self.engine.writing() as connection:
            await leases.renew(connection, self.worker, now, self.lease_ms)
            await leases.forget(connection, now - LEASES_KEPT_MS)
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
        """Closes the boards of those who were taken off a session, or off the staff."""
        for room, live in list(self.hub.live.items()):
            people = {reader.person for reader in live.readers if reader.role == "staff"}
            for person in people:
                if not await access.still_watches(self.engine, person, room):
                    gone = [reader for reader in live.readers if reader.person == person]
                    for reader in gone:
                        reader.close(Closing.REVOKED)

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
    now = await parts.log.now()
    return leases.last_gap([*lived, (now, now)], round(parts.settings.outage_seconds * 1_000))


@asynccontextmanager
async def running(parts: Parts) -> AsyncIterator[None]:
    """One worker at work; on leaving, what waits is finished and everything is closed."""
    outage = await outage_before(parts)
    if outage is not None:
        log.warning("no worker was alive", since=outage[0], until=outage[1])
    parts.keeper.watch.outage = outage
    await parts.bus.start(parts.heard)
    keeping = asyncio.create_task(_loud("keeper", parts.keeper.run()))
    beside = [asyncio.create_task(_loud(name, work)) for name, work in _beside(parts)]
    try:
        yield
    finally:
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
        parts.keeper.stop()
        await keeping
        await _goodbye(parts)


async def _goodbye(parts: Parts) -> None:
    try:
        async with parts.engine.writing() as connection:
            await leases.end(connection, parts.worker, await parts.log.now())
    except Unavailable as fault:
        log.warning("the lease could not be ended", why=str(fault))
    await parts.bus.stop()
    await parts.log.close()
    await parts.engine.close()


def _beside(parts: Parts) -> list[tuple[str, Coroutine[None, None, None]]]:
    settings, measuring = parts.settings, Measuring(parts)
    return [
        ("repairing", parts.followers.repairing()),
        ("polling", parts.followers.polling()),
        ("waking", parts.hub.waking()),
        ("rows", _every(settings.progress_ms / 1_000, parts.tell_rows)),
        ("receipts", _every(settings.progress_ms / 1_000, parts.write_receipts)),
        ("expire", _every(EXPIRE_SECONDS, parts.expire)),
        ("lease", _every(settings.lease_seconds / 3, parts.renew)),
        ("revoked", _every(REVOKED_SECONDS, parts.close_revoked)),
        ("jumps", _every(JUMP_SECONDS, parts.tell_jumps)),
        ("checkpoints", _every(CHECKPOINT_SECONDS, parts.write_checkpoints)),
        ("sleeping", _every(SLEEP_SECONDS, parts.put_to_sleep)),
        ("jobs", parts.jobs.run()),
        ("lag", measuring.lag()),
        ("measuring", _every(LOOK_SECONDS, measuring.look)),
    ]


async def _every(seconds: float, work: Callable[[], Awaitable[None]]) -> None:
    """Does it again and again; a store that is away is waited for."""
    while True:
        try:
            await work()
        except Unavailable as fault:
            log.warning("waiting for the store", work=work.__name__, why=str(fault))
        await asyncio.sleep(seconds)


async def _loud(name: str, work: Coroutine[None, None, None]) -> None:
    """A task that ends by a fault ends the worker: half a worker must not go on."""
    try:
        await work
    except Exception as fault:
        log.critical("a part of this worker failed", part=name, exc_info=fault)
        signal.raise_signal(signal.SIGTERM)
        raise


async def healthz(_: Request) -> Response:
    """GET /healthz: this process answers."""
    return answer({"ok": True})


async def shown_metrics(request: Request) -> Response:
    """GET /metrics: what all workers measured, for who has the token. 404 where none is set."""
    parts: Parts = request.app.state.parts
    token = parts.settings.metrics_token
    if not token:
        raise NotFound("no-metrics", "No token is set for /metrics: INVIGILATE_METRICS_TOKEN.")
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    if not hmac.compare_digest(given.encode(), token.encode()):
        raise NotAllowed("no-right", "This is for who has the token of /metrics.")
    told = await asyncio.to_thread(metrics.shown)
    return Response(told, media_type=metrics.CONTENT_TYPE)


async def confirm_time(request: Request) -> Response:
    """POST /api/time: the office says that the time is right; expiry goes on in every worker."""
    await asking.asker(request, Right.SESSIONS_CHANGE)
    parts: Parts = request.app.state.parts
    parts.jumps.confirm()
    return answer({"alarm": parts.keeper.watch.alarm})


async def readyz(request: Request) -> Response:
    """GET /readyz: the store and the bus, as this worker finds them; 503 without a store."""
    parts: Parts = request.app.state.parts
    try:
        await parts.log.now()
        async with parts.engine.reading():
            store = True
    except Unavailable:
        store = False
    told = {
        "store": store,
        "bus": parts.bus.healthy,
        "clock": parts.keeper.watch.alarm or "ok",
        "alarms": len(parts.keeper.alarms),
    }
    return answer(told, 200 if store else 503)


def create(settings: Settings | None = None) -> Starlette:
    """The app of one worker; its settings from the environment unless given."""
    chosen = settings or knobs.read()
    logs.set_up(chosen.log_level)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[dict[str, object]]:
        parts = Parts(chosen)
        app.state.parts = parts
        gc.collect()
        gc.freeze()  # what was loaded stays: walking through it doubled p99 at saturation
        async with running(parts):
            yield {"drain": parts.draining.run}

    more = (
        Route("/healthz", healthz),
        Route("/readyz", readyz),
        Route("/metrics", shown_metrics),
        Route("/api/time", confirm_time, methods=["POST"]),
    )
    return build(chosen, lifespan, more)
