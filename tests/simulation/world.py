"""The one object through which a simulated sitting gets clock, chance, bus, disk and network."""

from collections import Counter
from hashlib import blake2b
from random import Random
from typing import Any

from invigilate.crowd.recorder import Recorder
from invigilate.ids import OrganisationId, RoomId
from invigilate.rooms.events import Begun, ChangeHeld, ChangeRefused, ChangeSaved, from_bytes
from invigilate.rooms.live import Opening
from invigilate.rooms.log import LogRow
from invigilate.rooms.plan import Entry, Plan, Settings, Slot
from invigilate.rooms.step import Chance
from tests.simulation.bus import Wire
from tests.simulation.disk import Disk
from tests.simulation.loop import VirtualLoop
from tests.simulation.network import Browser, Socket
from tests.simulation.page import Page
from tests.simulation.worker import Makes, Worker

START_MS = 1_800_000_000_000
OUTAGE_SECONDS = 10.0
SETTLED_SECONDS = 3.0
"""A worker that hears nothing over the bus looks at the heads every two seconds here."""
PAPER = {
    "navigation": "free",
    "items": [
        {"slots": [{"slot": 0, "kind": "essay"}]},
        {"slots": [{"slot": 1, "kind": "choice", "options": [{"id": x} for x in "abc"]}]},
        {"slots": [{"slot": 2, "kind": "text"}]},
        {"slots": [{"slot": 3, "kind": "number"}]},
    ],
}


class World:
    """Everything that the people and the workers of one seed meet."""

    def __init__(self, seed: int, workers: int = 2, makes: Makes | None = None) -> None:
        self.seed = seed
        self.start_ms = START_MS
        self.loop = VirtualLoop()  # type: ignore[abstract]  # of what the core does not use
        self.makes = makes or Makes()
        self.recorder = Recorder(self.loop.time)
        self.wire = Wire(self.loop, self.chance("bus"))
        self.disk = Disk(self.loop, self.chance("disk"), START_MS)
        self.disk.told = self._stored
        self.pages: list[Page] = []
        self.openings: dict[RoomId, Opening] = {}
        self.workers: list[Worker] = []
        self.faults: list[str] = []
        """What no part of the server may do."""
        self.counts: Counter[str] = Counter()
        self.offline: dict[str, float] = {}
        """Who has no network, and until when."""
        self.heals_at = 0.0
        self.many = workers
        self.writes_points = self.chance("checkpoints").random() < 0.7
        self._named = self._connected = 0
        self._sockets: list[Socket] = []
        self._trace = blake2b(digest_size=16)
        self._door = self.chance("door")
        self._nobody_since: float | None = None
        self.paper: dict[str, Any] = PAPER
        self.lost_tail = False
        """A failover lost the end of a log: from then on pages may see two logs."""
        self.lost_at = 0.0
        self.lost: set[tuple[str, str, int]] = set()
        """(seat, device, turn) of the changes that were lost with it."""
        self.old_epochs: set[str] = set()
        self.stored_at: dict[tuple[str, int], float] = {}
        """When a change was committed, by (device, turn)."""
        self.written_at = 0.0
        """When anything was."""
        self.ends_under: list[str] = []
        """The epoch under which each end of `history.ends` was shown."""

    # -- chance and what is remembered of it

    def chance(self, name: str) -> Random:
        """A stream of chance for one thing alone, so that others do not move it."""
        return Random(f"{self.seed} {name}")

    def step_chance(self, worker: str) -> Chance:
        """What a keeper's step may not make itself."""
        stream = self.chance(f"salts of {worker}")
        return Chance(lambda: stream.randbytes(16), lambda: stream.randbytes(8).hex())

    def traced(self, *what: object) -> None:
        """Something happened: equal seeds give equal traces."""
        self._trace.update(repr((self.loop.time(), *what)).encode())

    @property
    def digest(self) -> str:
        """Of all that happened."""
        return self._trace.hexdigest()

    def _stored(self, row: LogRow) -> None:
        self.traced("stored", row.room, row.version, row.chain)
        self.written_at = self.loop.time()
        if row.kind in ("Begun", "ChangeSaved", "ChangeHeld", "ChangeRefused"):
            event: Any = from_bytes(row.body)
            self.stored_at[event.device, event.turn] = self.loop.time()

    def loses_tail(self, room: RoomId, version: int) -> set[tuple[str, str, int]]:
        """A failover to a copy that lagged, if a worker is there that knows more: what is lost."""
        if not any(self._knows(worker, room, version) for worker in self.alive):
            return set()
        lost = set()
        self.lost_tail, self.lost_at = True, self.loop.time()
        self.old_epochs.add(self.disk.stored.heads[room].epoch)
        for row in self.disk.loses_tail(room, version):
            event = from_bytes(row.body)
            turn = getattr(event, "turn", None)
            if turn is not None:
                lost.add((event.seat, event.device, turn))  # type: ignore[union-attr]
        self.lost |= lost
        self.traced("lost", room, version)
        return lost

    def resent(self, lost: set[tuple[str, str, int]]) -> None:
        """Some time after a lost tail: what connected pages have of it is in the log again."""
        connected = {
            page.journal.device
            for page in self.pages
            if page.is_live and self.offline.get(page.who, 0.0) < self.lost_at
        }
        there = {
            (event.seat, event.device, event.turn)
            for rows in self.disk.stored.rows.values()
            for event in (from_bytes(row.body) for row in rows)
            if isinstance(event, ChangeSaved | ChangeHeld | ChangeRefused | Begun)
        }
        for _, device, turn in sorted(lost - there):
            if device in connected:
                self.fault(f"turn {turn} of {device} was lost, and its page does not send it again")

    def _knows(self, worker: Worker, room: RoomId, version: int) -> bool:
        live, copy = worker.hub.live.get(room), worker.keeper.copies().get(room)
        served = live is not None and live.copy.version > version
        return served and copy is not None and copy.version > version

    def fault(self, what: str) -> None:
        """Something that must not happen."""
        self.faults.append(f"{self.loop.time():.3f} {what}")

    def count(self, what: str) -> None:
        """Something worth a line."""
        self.counts[what] += 1

    # -- rooms and workers

    def publish(self, room: str, seats: int, minutes: float, percent: float) -> list[str]:
        """A session of so many students, published; gives their seats."""
        entries = tuple(
            Entry(f"{room}s{n:02}", f"{room}{n}", f"Student {n}", extra_percent=percent * (n == 0))
            for n in range(seats)
        )
        kinds = (("essay", ()), ("choice", ("a", "b", "c")), ("text", ()), ("number", ()))
        slots = tuple(Slot(f"q{n}", n, kind, options) for n, (kind, options) in enumerate(kinds))  # type: ignore[arg-type]
        plan = Plan(
            OrganisationId("school"),
            "A sitting",
            "edition",
            "delivered",
            slots,
            len(slots),
            settings=Settings(minutes=minutes),
        )
        self.openings[RoomId(room)] = Opening(plan, entries, None)
        self.disk.add(RoomId(room))
        return [entry.seat for entry in entries]

    def start_worker(self) -> Worker:
        """One more; its name is new."""
        worker = Worker(self, f"w{self._named}")
        self._named += 1
        now = self.loop.time()
        since = self._nobody_since
        if since is not None and now - since >= OUTAGE_SECONDS:
            at = self.disk.now()
            worker.keeper.watch.outage = (at - round((now - since) * 1_000), at)
        self._nobody_since = None
        self.workers.append(worker)
        worker.start()
        self.traced("started", worker.name)
        return worker

    @property
    def alive(self) -> list[Worker]:
        """The workers that are."""
        return [worker for worker in self.workers if worker.is_alive]

    def buried(self) -> None:
        """A worker ended; from when nobody is alive is remembered."""
        if not self.alive and self._nobody_since is None:
            self._nobody_since = self.loop.time()

    # -- what pages see

    def is_settled(self, device: str, turn: int) -> bool:
        """Whether every worker must know this change by now."""
        stored = self.stored_at.get((device, turn), self.loop.time())
        return self.loop.time() - stored > SETTLED_SECONDS

    def shown(self, epoch: str, seat: str, version: int, end: int | None) -> None:
        """A page showed this end of a student's time."""
        self.recorder.shown(seat, version, end)
        while len(self.ends_under) < len(self.recorder.history.ends):
            self.ends_under.append(epoch)

    def diverged(self, page: str) -> None:
        """A page was told of another log than before."""
        self.recorder.wrong("I3", f"page {page}", "another log than before", "one log")

    # -- the network

    def goes_offline(self, who: str, seconds: float) -> None:
        """No network for so long; nobody is told."""
        until = min(self.loop.time() + seconds, self.heals_at)
        self.offline[who] = max(until, self.offline.get(who, 0.0))
        for socket in self.sockets():
            if socket.who == who:
                socket.goes_dead()

    def is_offline(self, who: str) -> bool:
        """Whether this person's network is away."""
        return self.offline.get(who, 0.0) > self.loop.time()

    def connect(self, who: str, browser: Browser) -> Socket | None:
        """A socket to some worker; None: nobody answers."""
        doors = [worker for worker in self.alive if worker.accepts]
        if not doors or self.is_offline(who):
            return None
        worker = self._door.choice(doors)
        self._connected += 1
        socket = Socket(self.loop, self.chance(f"socket {self._connected}"), browser, worker)
        socket.who = who
        self._sockets.append(socket)
        worker.accepted(socket)
        return socket

    def sockets(self) -> list[Socket]:
        """Those that one end at least believes in."""
        self._sockets = [s for s in self._sockets if not s.client_gone or not s.server_gone]
        return self._sockets
