"""Jumps of room time, as any worker saw them: shown on every board until staff say it is right.

A worker whose time jumped ends nobody by time. It says so to the other workers, and again every
third of a lease, so that a board shows it wherever its socket is; one that fell silent for a lease
is forgotten. Staff's word that the time is right goes to all workers.
"""

from msgspec import msgpack

from invigilate.bus.contract import Bus, Kind, Message
from invigilate.clock import Clock
from invigilate.fanout import Reader
from invigilate.hub import Hub
from invigilate.ids import RoomId
from invigilate.rooms.watch import Watch
from invigilate.wire.frames import Jumped

ALL_ROOMS = RoomId("")
_by_ms = msgpack.Decoder(int)


class Jumps:
    """What this worker and the others say of room time."""

    def __init__(self, watch: Watch, hub: Hub, bus: Bus, clock: Clock, lease_ms: int) -> None:
        self._watch = watch
        self._hub = hub
        self._bus = bus
        self._clock = clock
        self._lease = lease_ms / 1_000
        self._elsewhere: dict[str, tuple[int, float]] = {}
        """By worker: its jump in ms, and when it was heard."""
        self._told = 0
        self._tell_again = 0.0
        self._shown = 0

    @property
    def by_ms(self) -> int:
        """The widest jump that is not confirmed, of any worker; 0: time is right."""
        jumps = [self._watch.jumped_ms, *(by_ms for by_ms, _ in self._elsewhere.values())]
        return max(jumps, key=abs)

    def came(self, reader: Reader) -> None:
        """A board's socket opened: it is told of a jump that stands."""
        if self.by_ms:
            reader.say(Jumped(self.by_ms))

    def turn(self) -> None:
        """Asked once a second: tells workers and boards what is new."""
        now, own = self._clock.monotonic(), self._watch.jumped_ms
        if own != self._told or (own and now >= self._tell_again):
            self._publish("jump", msgpack.encode(own))
            self._told, self._tell_again = own, now + self._lease / 3
        silent = [w for w, (_, heard) in self._elsewhere.items() if now - heard > self._lease]
        for worker in silent:
            del self._elsewhere[worker]
        self._show()

    def confirm(self) -> None:
        """Staff say that the time is right: here and in every other worker."""
        self._publish("time", b"")
        self._right()

    def message(self, message: Message) -> None:
        """What another worker says of its time, or of what staff said."""
        if message.kind == "time":
            self._right()
            return
        by_ms = _by_ms.decode(message.body)
        if by_ms:
            self._elsewhere[message.worker] = (by_ms, self._clock.monotonic())
        else:
            self._elsewhere.pop(message.worker, None)
        self._show()

    def _right(self) -> None:
        self._watch.confirm()
        self._elsewhere.clear()
        self.turn()

    def _publish(self, kind: Kind, body: bytes) -> None:
        self._bus.publish(Message(kind, ALL_ROOMS, self._bus.worker, body))

    def _show(self) -> None:
        by_ms = self.by_ms
        if by_ms == self._shown:
            return
        self._shown = by_ms
        for live in self._hub.live.values():
            for reader in live.readers:
                if reader.role == "staff":
                    reader.say(Jumped(by_ms))
