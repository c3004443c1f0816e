"""A simulated page: a real peer over a simulated socket, with a journal that survives it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from invigilate.crowd.recorder import Recorder
from invigilate.ids import DeviceId
from invigilate.rooms.commands import What
from invigilate.wire import happenings as h
from invigilate.wire.codec import encode, read_server
from invigilate.wire.peer import ClientPeer, State
from tests.simulation.loop import Handle
from tests.simulation.network import Socket

if TYPE_CHECKING:
    from tests.simulation.world import World

OPEN_SECONDS = 10.0
TICK_SECONDS = 5.0


class Journal:
    """What a device keeps: a reload, a crash of the browser and a dead network leave it whole."""

    def __init__(self, device: str) -> None:
        self.device = DeviceId(device)
        self.changes: dict[int, What] = {}
        self.turn = 0


class Page:
    """One page of one person, connected until it is closed."""

    def __init__(
        self,
        world: "World",
        who: str,
        room: str,
        seat: str,
        journal: Journal,
        heard: Callable[["Page", h.Happening], None],
        name: str = "",
    ) -> None:
        self.world, self.who, self.room, self.seat = world, who, room, seat
        self.journal = journal
        self.name = name or journal.device
        self.peer = ClientPeer(journal.device, journal.changes.items(), staff=not seat)
        self.is_closed = False
        self.never_again: int | None = None
        """The close code after which it does not come back."""
        self._heard = heard
        self._chance = world.chance(f"page {self.name}")
        self._socket: Socket | None = None
        self._awaits = True
        """A Welcome came under whose epoch nothing was seen yet."""
        self._pumps: Handle | None = None
        world.pages.append(self)
        world.recorder.page(self.name, room, seat)
        self._connect()

    @property
    def recorder(self) -> Recorder:
        """What it tells the checker."""
        return self.world.recorder

    @property
    def is_live(self) -> bool:
        """Whether a socket is live, as far as the page knows."""
        return self.peer.state is State.LIVE

    def close(self) -> None:
        """The tab is closed; the journal stays."""
        self.is_closed = True
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def put(self, what: What) -> int:
        """Writes a change into the journal, and sends it."""
        self.journal.turn += 1
        self.journal.changes[self.journal.turn] = what
        self.peer.offer(self.journal.turn, what)
        self.wake()
        return self.journal.turn

    def renew(self, device: str) -> list[tuple[int, int]]:
        """A fresh device with what is not acknowledged, under new turns: (old, new) of each."""
        old, last = self.journal.changes, self.peer.outbox.last
        moved = [turn for turn in sorted(old) if turn > last]
        self.journal.device, self.journal.turn = DeviceId(device), len(moved)
        self.journal.changes = {new: old[turn] for new, turn in enumerate(moved, 1)}
        self.peer.renewed(DeviceId(device), self.journal.changes.items())
        self._dropped(None)
        return [(turn, new) for new, turn in enumerate(moved, 1)]

    # -- the socket

    def _now(self) -> int:
        return int(self.world.loop.time() * 1_000)

    def _later(self, seconds: float, work: Callable[[], None]) -> Handle:
        return self.world.loop.call_later(seconds, work)

    def _connect(self) -> None:
        if self.is_closed or self._socket is not None:
            return
        socket = self._socket = self.world.connect(self.who, self)
        if socket is None:
            self._come_back(None)
        else:
            self._later(OPEN_SECONDS, lambda: self._not_open(socket))

    def _not_open(self, socket: Socket) -> None:
        if self._socket is socket and not socket.is_open:
            self._dropped(None)

    def _dropped(self, code: int | None) -> None:
        """Lets go of the socket, and comes back when it is time to."""
        socket, self._socket = self._socket, None
        if socket is not None:
            socket.close()
        self._come_back(code)

    def _come_back(self, code: int | None) -> None:
        wait = self.peer.closed(code, self._now(), self._chance.random())
        if wait is None:
            self.never_again = code
            self.close()
        elif not self.is_closed:
            self._later(wait / 1_000 + 0.01, self._connect)

    def opened(self, socket: Socket) -> None:
        """The socket is open: says hello."""
        if socket is not self._socket:
            return
        ticket = f"{self.room} {self.peer.device} {self.seat} {'' if self.seat else self.who}"
        for frame in self.peer.connected(ticket, self._now()):
            socket.send(encode(frame))
        self._later(TICK_SECONDS, lambda: self._tick(socket))

    def heard(self, socket: Socket, data: bytes) -> None:
        """Bytes came."""
        if socket is not self._socket or self.is_closed:
            return
        self.world.traced("heard", self.name, data)
        self.recorder.delivered(self.name, data)
        before = self.peer.position
        drops = False
        frame = read_server(data)
        for happening in self.peer.received(frame, self._now()):
            if isinstance(happening, h.Welcomed):
                self._awaits = not happening.resumed
            elif isinstance(happening, h.ViewReplaced | h.BoardReplaced):
                self._awaits = False
            drops = drops or isinstance(happening, h.Diverged | h.NewDevice)
            self._heard(self, happening)
        self._saw(before)
        if drops and self._socket is socket:
            self._dropped(1006)
        else:
            self.wake()

    def _saw(self, before: tuple[str, int, str]) -> None:
        epoch, version, chain = self.peer.position
        if not self._awaits and version and epoch and (epoch, version, chain) != before:
            back = before[1] if before[0] == epoch else 0
            self.recorder.saw(self.name, epoch, back, version, chain)

    def ended(self, socket: Socket, code: int | None) -> None:
        """The socket is gone."""
        if socket is self._socket:
            self._socket = None
            self._come_back(code)

    # -- sending

    def wake(self) -> None:
        """Sends what may be sent; looks again where something has to wait."""
        if self._socket is None or not self.is_live:
            return
        now = self._now()
        for frame in self.peer.sending(now):
            self._socket.send(encode(frame))
        waits = self.peer.outbox.has_next() or self.peer.outbox.unacknowledged
        if waits and (self._pumps is None or self._pumps.when() <= self.world.loop.time()):
            self._pumps = self._later(0.2 if self.peer.outbox.has_next() else 1.1, self.wake)

    def _tick(self, socket: Socket) -> None:
        """Is the server still there?"""
        if socket is not self._socket:
            return
        if self.peer.tick(self._now()):
            self._dropped(1006)
        else:
            self.wake()
            self._later(TICK_SECONDS, lambda: self._tick(socket))
