"""The hall in which a fault strikes: a server, steady pages, a crowd, and what is noted of it."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

from invigilate.crowd.checking.history import History
from invigilate.crowd.reach import Away, Reach, Turned
from tests.faults.outcome import Measure, Outcome
from tests.faults.steady import Steady, share
from tests.servers.cable import Cable
from tests.servers.postgres import PostgresServer
from tests.servers.redis import RedisServer
from tests.stories.schools import School

PROBE_SECONDS = 0.1


class Hall:
    """One arrangement while people write in it. `database` and `redis`: the ways to them."""

    def __init__(
        self,
        place: School,
        steady: Steady,
        outcome: Outcome,
        postgres: PostgresServer | None = None,
        redis: RedisServer | None = None,
        ways: tuple[Cable, Cable] | None = None,
    ) -> None:
        self.place = place
        self.steady = steady
        self.outcome = outcome
        self.beside: list[tuple[History, str]] = []
        """What others than the steady pages and the crowd saw of a session: proven too."""
        self._postgres, self._redis, self._ways = postgres, redis, ways

    @property
    def postgres(self) -> PostgresServer:
        """The database server of an arrangement that has one."""
        assert self._postgres is not None
        return self._postgres

    @property
    def redis(self) -> RedisServer:
        """The Redis of an arrangement that has one."""
        assert self._redis is not None
        return self._redis

    @property
    def to_postgres(self) -> Cable:
        """The cable between the workers and the database."""
        assert self._ways is not None
        return self._ways[0]

    @property
    def to_redis(self) -> Cable:
        """The cable between the workers and Redis."""
        assert self._ways is not None
        return self._ways[1]

    # -- what a fault notes

    def strikes(self) -> float:
        """A fault is injected now; gives the instant, in seconds of the harness's clock."""
        self.outcome.injected += 1
        return time.monotonic()

    def bit(self, how: str) -> None:
        """How the injection was seen to bite."""
        self.outcome.bites.append(how)

    def wrong(self, what: str) -> None:
        """Something that must not be."""
        self.outcome.wrong.append(what)

    def measure(
        self,
        name: str,
        value: float,
        level: float,
        unit: str = "s",
        why: str = "",
        *,
        is_rule: bool = False,
    ) -> None:
        """A figure against its level; the worst of several injections stays.

        `is_rule`, and wherever nothing at all is allowed: it is judged, not told alone.
        """
        known = [one for one in self.outcome.measures if one.name == name]
        if known and known[0].value >= value:
            return
        for one in known:
            self.outcome.measures.remove(one)
        rule = is_rule or level == 0
        self.outcome.measures.append(Measure(name, round(value, 2), level, unit, why, rule))

    def measure_back(self, times: list[float], most: float = 5, all_within: float = 15) -> None:
        """How long the pages that were thrown out were away: 95 % of them, and all."""
        self.measure("95 % of its pages back", share(times, 0.95), most)
        self.measure("all back", max(times, default=0.0), all_within)

    # -- looking

    async def replaced(self, dead: set[int], within: float = 20) -> float:
        """Waits until two workers serve that are not among these; gives how long.

        Looking takes milliseconds, in which the cables of this process carry nothing: so it is
        done aside, and not all the time.
        """
        start = time.monotonic()
        while len({*await asyncio.to_thread(self.place.pids)} - dead) < 2:
            if time.monotonic() - start > within:
                raise AssertionError(f"no two workers served within {within:g} seconds")
            await asyncio.sleep(0.05)
        return time.monotonic() - start

    async def steady_session(self) -> str:
        """The session that the steady pages sit."""
        told = await self.place.office.ask("GET", "/api/sessions")
        (found,) = (one["session"] for one in told["sessions"] if one["title"] == "Steady")
        return str(found)

    async def readiness(self) -> dict[str, object]:
        """All that `/readyz` says, of whichever worker answers, ready or not. Raises Away."""
        told: dict[str, object] = await Reach(self.place.network).ask("GET", "/readyz")
        return told

    async def ready(self) -> bool | None:
        """What `/readyz` says now; None: nothing within two seconds."""
        return await self._asked("/readyz")

    async def while_doing(self, doing: Awaitable[None], path: str = "/healthz") -> list[float]:
        """Asks a path again and again meanwhile; gives milliseconds until each answer, ascending.

        An answer that does not come within two seconds counts as `inf`.
        """
        over = asyncio.Event()
        times: list[float] = []

        async def probe() -> None:
            while not over.is_set():
                start = time.monotonic()
                heard = await self._asked(path)
                took = (time.monotonic() - start) * 1_000
                times.append(float("inf") if heard is None else took)
                await asyncio.sleep(PROBE_SECONDS)

        probing = asyncio.create_task(probe())
        try:
            await doing
        finally:
            over.set()
            await probing
        return sorted(times)

    async def _asked(self, path: str) -> bool | None:
        with suppress(TimeoutError):
            async with asyncio.timeout(2):
                try:
                    await Reach(self.place.network).ask("GET", path)
                except Turned:
                    return False
                except Away as fault:  # "503 …" is an answer, a refused connection is none
                    return False if str(fault).startswith("5") else None
                return True
        return None


Script = Callable[[Hall], Awaitable[None]]
"""What a fault does in a hall, from the moment when all write until it is healed and timed."""
