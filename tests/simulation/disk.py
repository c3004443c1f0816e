"""The database of a simulated installation: what is committed is there, the rest is nowhere.

It behaves as PostgreSQL does towards the keeper's driver: rows of heads are locked to the commit,
room time is asked after the lock, a commit may be done although nobody hears so, and a session
that is idle in its transaction is ended by the server. Each question is a message there and one
back: a worker that hangs meanwhile hears the answer late, and its commit happens all the same.
"""

from collections.abc import Callable, Generator, Iterable
from contextvars import Context
from functools import partial
from random import Random
from typing import Any, TypeVar

from msgspec import Struct

from invigilate.errors import Unavailable
from invigilate.ids import RoomId
from invigilate.rooms.log import (
    GENESIS,
    Append,
    Checkpoint,
    Head,
    Lock,
    Locked,
    LogRow,
    Missing,
    Newest,
    SealRow,
    Want,
)
from tests.simulation.loop import VirtualLoop

T = TypeVar("T")
_WORLD = Context()
"""Of no process: the server's own."""
LOCK_SECONDS = 2.0
IDLE_SECONDS = 2.0
STATEMENT_SECONDS = 5.0


class Torn(Exception):
    """Rows that contradict the keys of their table."""


class Stored(Struct):
    """What is committed."""

    heads: dict[RoomId, Head]
    rows: dict[RoomId, list[LogRow]]
    seals: dict[tuple[RoomId, str, int], SealRow]
    points: dict[RoomId, list[Checkpoint]]


class Session:
    """One connection's transaction."""

    def __init__(self, owner: str) -> None:
        self.owner = owner
        self.rooms: tuple[RoomId, ...] = ()
        self.idle_since: float | None = None
        self.ended = ""
        """Why the server ended it."""


class Disk:
    """One database, asked by all workers."""

    def __init__(self, loop: VirtualLoop, chance: Random, start_ms: int) -> None:
        self.loop = loop
        self.chance = chance
        self.stored = Stored({}, {}, {}, {})
        self.start_ms = start_ms
        self.jumped_ms = 0
        self.told: Callable[[LogRow], None] = lambda row: None
        """Hears of each row as it is committed."""
        # -- how it fares just now
        self.is_down = False
        self.slow = 0.0
        """Seconds that a statement takes at the most, beyond what it needs."""
        self.fails_before = 0.0
        self.fails_after = 0.0
        self.counts: dict[str, int] = dict.fromkeys(("before", "after", "ended", "down", "lost"), 0)
        self._locked: dict[RoomId, Session] = {}
        self._waiting: list[tuple[Session, tuple[RoomId, ...], Any]] = []
        self._sessions: set[Session] = set()

    def add(self, room: RoomId) -> None:
        """The head of an empty log, as publishing a session leaves it."""
        self.stored.heads[room] = Head(room, 0, f"epoch of {room}", GENESIS, 0, None)
        self.stored.rows[room] = []

    def now(self) -> int:
        """Room time."""
        return self.start_ms + self.jumped_ms + int(self.loop.time() * 1_000)

    def is_due(self) -> bool:
        """Whether anything is, or nobody can know: asking would change nothing otherwise."""
        now = self.now()
        due = (head.due_at for head in self.stored.heads.values())
        return self.is_down or any(at is not None and at <= now for at in due)

    # -- questions

    async def ask(self, answer: Callable[[], T], session: Session | None = None) -> T:
        """What the server answers, some time later. Raises Unavailable."""
        future = self.loop.create_future()
        if session is not None:
            session.idle_since = None
        wait = self.chance.uniform(0.000_2, 0.001)
        if self.slow and self.chance.random() < 0.3:
            wait += self.chance.uniform(0, self.slow)
        self.loop.call_later(
            min(wait, STATEMENT_SECONDS), self._do, answer, session, future, wait, context=_WORLD
        )
        result: T = await future
        return result

    def _do(
        self, answer: Callable[[], Any], session: Session | None, future: Any, wait: float
    ) -> None:
        if session is not None and session.ended:
            return self._refuse(future, session.ended)
        if self.is_down:
            self.counts["down"] += 1
            return self._refuse(future, "the database is away", session)
        if wait >= STATEMENT_SECONDS:
            return self._refuse(future, "the statement took too long", session)
        try:
            result = answer()
        except Unavailable as fault:
            return self._refuse(future, str(fault), session)
        except Torn as fault:
            if session is not None:
                self.end(session, "rolled back")
            if not future.done():
                future.set_exception(fault)
            return None
        if session is not None and not session.ended:
            session.idle_since = self.loop.time()
        if not future.done():
            future.set_result(result)
        return None

    def _refuse(self, future: Any, why: str, session: Session | None = None) -> None:
        if session is not None:
            self.end(session, why)
        if not future.done():
            future.set_exception(Unavailable(why))

    # -- transactions

    async def lock(self, session: Session, rooms: tuple[RoomId, ...]) -> Locked:
        """Waits for the rooms' heads. Raises Unavailable after the lock timeout."""
        self._sessions.add(session)
        await self.ask(lambda: None, session)
        free = self.loop.create_future()
        session.idle_since = None
        self._waiting.append((session, rooms, free))
        self.loop.call_later(LOCK_SECONDS, self._too_late, session, free, context=_WORLD)
        self._let_in()
        await free
        if session.ended:
            raise Unavailable(session.ended)
        session.idle_since = self.loop.time()
        heads = {room: self.stored.heads[room] for room in rooms if room in self.stored.heads}
        return Locked(heads, self.now())

    def _let_in(self) -> None:
        for waits in list(self._waiting):
            session, rooms, free = waits
            if session.ended or free.done():
                self._waiting.remove(waits)
            elif not any(room in self._locked for room in rooms):
                self._waiting.remove(waits)
                session.rooms = rooms
                self._locked |= dict.fromkeys(rooms, session)
                session.idle_since = self.loop.time()
                self._look_later(session)
                free.set_result(None)

    def _too_late(self, session: Session, free: Any) -> None:
        if not free.done():
            self._refuse(free, "the lock was not got in time", session)

    def _look_later(self, session: Session) -> None:
        self.loop.call_later(IDLE_SECONDS, self._look, session, context=_WORLD)

    def _look(self, session: Session) -> None:
        """Ends a session that is idle in its transaction; looked at again until it is over."""
        if session not in self._sessions:
            return
        since = session.idle_since
        if since is not None and self.loop.time() - since >= IDLE_SECONDS:
            self.end(session, "idle in transaction for too long")
        else:
            self._look_later(session)

    def end(self, session: Session, why: str) -> None:
        """The session is over; what it did not commit is nowhere."""
        if session in self._sessions:
            self._sessions.discard(session)
            self.counts["ended"] += 1
        session.ended = session.ended or why
        self._locked = {room: one for room, one in self._locked.items() if one is not session}
        self._let_in()

    def died(self, owner: str) -> None:
        """A worker is gone: what it had sent may still be done, or not."""
        for session in sorted(self._sessions, key=lambda one: one.rooms):
            if session.owner == owner and (
                session.idle_since is not None or self.chance.random() < 0.5
            ):
                self.end(session, "the client is gone")

    def commit(self, session: Session, appends: list[Append]) -> None:
        """Commits, unless it fails. Raises Unavailable, before or after."""
        if self.chance.random() < self.fails_before:
            self.counts["before"] += 1
            raise Unavailable("the disk failed before the commit")
        for append in appends:
            self._write(append)
        self.end(session, "committed")
        self.counts["ended"] -= 1
        if self.chance.random() < self.fails_after:
            self.counts["after"] += 1
            raise Unavailable("the connection broke after the commit")

    def _write(self, append: Append) -> None:
        for row in append.rows:
            if row.version != len(self.stored.rows[row.room]) + 1:
                raise Torn(f"version {row.version} is there, or leaves a gap")
            self.stored.rows[row.room].append(row)
            self.told(row)
        for seal in append.seals:
            if (seal.room, seal.seat, seal.seal) in self.stored.seals:
                raise Torn(f"seal {seal.seal} of {seal.seat} is there")
            self.stored.seals[seal.room, seal.seat, seal.seal] = seal
        self.stored.heads |= {head.room: head for head in append.heads}

    # -- faults

    def restarts(self) -> None:
        """All sessions end; what was being committed is there or not."""
        for session in sorted(self._sessions, key=lambda one: (one.owner, one.rooms)):
            self.end(session, "the database restarts")

    def loses_tail(self, room: RoomId, version: int) -> list[LogRow]:
        """A failover to a copy that lagged: the log ends earlier. Gives what is lost."""
        stored = self.stored
        lost = stored.rows[room][version:]
        del stored.rows[room][version:]
        at = stored.rows[room][-1]
        head = stored.heads[room]
        stored.heads[room] = Head(room, version, head.epoch, at.chain, at.at, at.at)
        stored.points[room] = [p for p in stored.points.get(room, []) if p.version <= version]
        since = lost[0].at if lost else 0
        stored.seals = {
            key: seal for key, seal in stored.seals.items() if key[0] != room or seal.at < since
        }
        self.counts["lost"] += len(lost)
        return lost

    # -- outside of transactions

    def missing(self, want: Missing) -> list[LogRow]:
        """Rows as they are committed."""
        rows = self.stored.rows
        return [row for room, version in want.after for row in rows.get(room, [])[version:]]

    def newest(self, rooms: Iterable[RoomId]) -> list[Checkpoint]:
        """The newest checkpoints."""
        points = self.stored.points
        return [max(points[room], key=lambda p: p.version) for room in rooms if points.get(room)]

    def write_point(self, point: Checkpoint) -> None:
        """Keeps a checkpoint; two older ones stay."""
        mine = [p for p in self.stored.points.get(point.room, []) if p.version != point.version]
        self.stored.points[point.room] = [*mine, point][-3:]


class SimLog:
    """One worker's driver; keeps `rooms.keeper.RoomLog`."""

    def __init__(self, disk: Disk, owner: str) -> None:
        self._disk = disk
        self._owner = owner

    async def run(self, steps: Generator[Want, Any, T]) -> T:
        """One transaction. Raises Unavailable: nobody knows whether it happened."""
        session = Session(self._owner)
        try:
            return await self._transaction(session, steps)
        except Exception:
            # Not so where the worker was killed: what it had sent may be done without it.
            self._disk.end(session, "rolled back")
            raise
        finally:
            steps.close()

    async def _transaction(self, session: Session, steps: Generator[Want, Any, T]) -> T:
        disk = self._disk
        answer: Any = None
        appends: list[Append] = []
        while True:
            try:
                want = steps.send(answer)
            except StopIteration as done:
                result: T = done.value
                break
            match want:
                case Lock(rooms=rooms):
                    answer = await disk.lock(session, rooms)
                case Append():
                    appends.append(want)
                    answer = None
                case _:
                    answer = await disk.ask(partial(self._read, want), session)
        await disk.ask(lambda: disk.commit(session, appends), session)
        return result

    def _read(self, want: Missing | Newest) -> list[Any]:
        disk = self._disk
        return disk.missing(want) if isinstance(want, Missing) else disk.newest(want.rooms)

    async def read(self, want: Missing | Newest) -> list[Any]:
        """Rows or checkpoints as they are committed."""
        return await self._disk.ask(lambda: self._read(want))

    async def heads(self, rooms: tuple[RoomId, ...] | None = None) -> list[Head]:
        """The heads of these rooms, or of all."""
        heads = self._disk.stored.heads
        chosen = rooms if rooms is not None else tuple(heads)
        return await self._disk.ask(lambda: [heads[r] for r in chosen if r in heads])

    async def due(self, now: int) -> list[RoomId]:
        """Rooms in which something is due."""
        heads = self._disk.stored.heads.values
        return await self._disk.ask(
            lambda: [h.room for h in heads() if h.due_at is not None and h.due_at <= now]
        )

    async def now(self) -> int:
        """Room time."""
        return await self._disk.ask(self._disk.now)

    async def close(self) -> None:
        """Nothing is kept open."""
