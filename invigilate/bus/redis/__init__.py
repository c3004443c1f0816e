"""The bus of many processes, over Redis pub/sub.

The client's own pub/sub reconnects in silence, does not notice a link that stalled, and its
`listen()` may spin for ever after one. So here a *cable* is a disposable pair of connections, one
that hears and one that tells; a probe goes through it each second; and a cable that raised, or on
which no probe came back for three seconds, is thrown away whole and another one made. While no
probe has come back on the cable there is, the bus is unhealthy and what is published is dropped:
the others find it in the log, at most a poll later.
"""

import asyncio
import random
import secrets
from collections.abc import Callable

import structlog
from msgspec import Struct
from redis.asyncio import ConnectionPool
from redis.maint_notifications import MaintNotificationsConfig

from invigilate.bus.contract import Heard, Message
from invigilate.bus.envelope import CHANNELS, Forged, number, unwrap, wrap
from invigilate.bus.outgoing import Outgoing, surface
from invigilate.bus.redis.cable import GONE, Cable
from invigilate.ids import RoomId

log = structlog.get_logger(__name__)

BATCH = 256
"""Most messages told in one write."""
BATCH_BYTES = 256 * 1024
TURN = 64
"""Messages heard before the loop gets its turn."""
FIRST_BACKOFF = 0.05
"""Seconds; doubled at each failure."""
LONGEST_BACKOFF = 1.0


class Pace(Struct, frozen=True):
    """How often the bus looks at itself, in seconds."""

    probe: float = 1.0
    """Between two probes."""
    silence: float = 3.0
    """Without a probe coming back: the cable is dead."""
    publish: float = 0.5
    """To connect, or to get a batch of messages away; then it is dropped."""


USUAL = Pace()


class RedisBus:
    """One worker's end of a Redis; keeps `contract.Bus`.

    `url` is redis://, rediss:// or unix://, with an ACL user if need be: it takes SUBSCRIBE and
    PUBLISH on the channels `prefix:*`. `key` signs; installations that share a Redis differ in
    prefix or in key.
    """

    def __init__(
        self, url: str, worker: str, key: bytes, prefix: str = "invigilate", pace: Pace = USUAL
    ) -> None:
        self.worker = worker
        self.probe_seconds: float | None = None
        self.on_health: Callable[[bool], None] | None = None
        self.forged = 0
        """Messages that were heard and dropped because their seal did not hold."""
        self._url = url
        self._key = key
        self._pace = pace
        self._channels = [f"{prefix}:room:{n}".encode() for n in range(CHANNELS)]
        self._own = f"{prefix}:probe:{worker}".encode()
        self._outgoing: Outgoing[tuple[bytes, bytes]] = Outgoing()
        self._healthy = False
        self._said: bool | None = None
        self._heard: Heard = _nobody
        self._task: asyncio.Task[None] | None = None

    @property
    def healthy(self) -> bool:
        """Whether a probe came back on the cable that there is, and none has been late since."""
        return self._healthy

    @property
    def dropped(self) -> int:
        """Messages that were published and never left."""
        return self._outgoing.dropped

    async def start(self, heard: Heard) -> None:
        """Begins to connect. Raises ValueError where the URL is none that Redis knows."""
        self._pool()
        self._heard = heard
        self._task = asyncio.create_task(self._keep(), name=f"bus of {self.worker}")

    async def stop(self) -> None:
        """Hangs up."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.wait([task])
        self._healthy = False
        self._outgoing.drop_all()

    def publish(self, message: Message) -> None:
        """Tells the other workers, if the bus is healthy and not too much waits."""
        if not self._healthy:
            self._outgoing.dropped += 1
            return
        channel = self._channels[number(message.room)]
        self._put(channel, message)

    def _put(self, channel: bytes, message: Message) -> None:
        carried = wrap(self._key, channel, message)
        self._outgoing.put((channel, carried), len(carried))

    # -- one cable after the other

    async def _keep(self) -> None:
        backoff = FIRST_BACKOFF
        while True:
            cable = Cable(self._pool(), [*self._channels, self._own], self._pace.publish)
            why = ""
            try:
                await self._use(cable)
            except Exception as fault:
                why = "; ".join(_reasons(fault))
                if (ours := _not_gone(fault)) is not None:
                    surface(ours, self.worker)
            finally:
                await cable.cut()
            backoff = FIRST_BACKOFF if self._healthy else min(LONGEST_BACKOFF, backoff * 2)
            self._turn(False, why)
            await asyncio.sleep(backoff * random.uniform(0.5, 1.0))

    async def _use(self, cable: Cable) -> None:
        """Until the cable raises, or is silent for too long."""
        sent: dict[bytes, float] = {}
        try:
            async with asyncio.timeout(self._pace.silence) as silence, asyncio.TaskGroup() as group:
                await cable.listen()
                group.create_task(self._hear(cable, sent, silence))
                group.create_task(self._tell(cable))
                group.create_task(self._probe(sent))
        except TimeoutError as late:
            raise TimeoutError(f"no probe came back for {self._pace.silence:g} s") from late

    async def _hear(self, cable: Cable, sent: dict[bytes, float], silence: asyncio.Timeout) -> None:
        loop = asyncio.get_running_loop()
        heard = 0
        while True:
            channel, carried = await cable.hear()
            message = self._opened(channel, carried)
            if message is None:
                continue
            if channel == self._own and message.body in sent:
                self.probe_seconds = loop.time() - sent[message.body]
                sent.clear()
                silence.reschedule(loop.time() + self._pace.silence)
                self._turn(True, "")
            elif message.worker != self.worker and message.kind != "probe":
                self._heard(message)
            heard += 1
            if heard % TURN == 0:
                await asyncio.sleep(0)

    def _opened(self, channel: bytes, carried: bytes) -> Message | None:
        try:
            return unwrap(self._key, channel, carried)
        except Forged:
            self.forged += 1
            return None

    async def _tell(self, cable: Cable) -> None:
        while True:
            batch = await self._outgoing.take(BATCH, BATCH_BYTES)
            self._outgoing.dropped += await cable.tell(batch)

    async def _probe(self, sent: dict[bytes, float]) -> None:
        while True:
            body = secrets.token_bytes(16)
            sent[body] = asyncio.get_running_loop().time()
            self._put(self._own, Message("probe", RoomId(""), self.worker, body))
            await asyncio.sleep(self._pace.probe)

    def _turn(self, healthy: bool, why: str) -> None:
        self._say(healthy, why)
        if healthy is self._healthy:
            return
        self._healthy = healthy
        if not healthy:
            self._outgoing.drop_all()
        if self.on_health is not None:
            self.on_health(healthy)

    def _say(self, healthy: bool, why: str) -> None:
        if healthy is self._said:
            return
        self._said = healthy
        if healthy:
            log.info("the bus is healthy", worker=self.worker)
        else:
            log.warning("the bus is unhealthy", worker=self.worker, why=why)

    def _pool(self) -> ConnectionPool:
        return ConnectionPool.from_url(
            self._url,
            max_connections=2,
            protocol=3,
            retry=None,
            socket_timeout=self._pace.publish,
            socket_connect_timeout=self._pace.publish,
            health_check_interval=0,
            driver_info=None,  # a user who may only subscribe and publish may not say it either
            maint_notifications_config=MaintNotificationsConfig(enabled=False),
        )


def _not_gone(fault: Exception) -> Exception | None:
    """What is left of a fault without all that only means that Redis is gone."""
    if isinstance(fault, ExceptionGroup):
        return fault.split(GONE)[1]
    return None if isinstance(fault, GONE) else fault


def _reasons(fault: Exception) -> list[str]:
    if isinstance(fault, ExceptionGroup):
        return [reason for each in fault.exceptions for reason in _reasons(each)]
    return [str(fault) or repr(fault)]


def _nobody(message: Message) -> None:
    """Hears nothing: the bus is not started."""
