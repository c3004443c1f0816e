"""Who is connected: state of each worker's sockets, told to the others and to the boards.

Never an event of the log here. A seat is online while any worker has a socket of it, or was asked
something by its page over HTTP a moment ago; what a worker says of its own seats replaces what it
said before, and a worker that fell silent for a lease, on a bus that is healthy, is forgotten.
"""

from collections.abc import Callable, Sequence

from msgspec import Struct, msgpack

from invigilate.bus.contract import Bus, Message
from invigilate.clock import Clock
from invigilate.fanout import Reader
from invigilate.hub import Hub, LiveRoom, presences
from invigilate.ids import RoomId, SeatId
from invigilate.wire.closing import SERVICE_RESTART
from invigilate.wire.frames import Presence, Staff


class Told(Struct, frozen=True, array_like=True):
    """What a worker says of its seats: all of them, or what changed since it said so last."""

    everyone: bool
    here: list[SeatId]
    gone: list[SeatId]
    sockets: list[SeatId] = []
    """Whose socket opened just now: a visit by HTTP to another worker is over with it."""
    unsaved: list[tuple[SeatId, int, int]] = []
    """(seat, changes, since): what waits on devices, as their pages said."""
    staff: list[str] | None = None
    """The persons whose board is open there; None: as it was."""


_told = msgpack.Decoder(Told)


class Presences:
    """Online and offline, for the rooms that are live here."""

    def __init__(
        self,
        hub: Hub,
        bus: Bus,
        clock: Clock,
        lease_ms: int,
        returned: Callable[[LiveRoom, SeatId, int, int], None] = lambda *_: None,
    ) -> None:
        """`returned` hears who is connected here again, and since and until when it was not."""
        self._hub = hub
        self._bus = bus
        self._clock = clock
        self._lease_ms = lease_ms
        self._returned = returned
        self._heard: dict[tuple[RoomId, str], int] = {}

    def came(self, live: LiveRoom, reader: Reader) -> None:
        """A socket opened. The page looked by HTTP just before it: that visit is over now, so
        that the socket's end is seen at once."""
        seat = reader.seat
        if seat is None:
            self._bus.publish(Message("who", live.copy.room.id, self._bus.worker, b""))
            self._staff_changed(live)
            return
        visited = live.visits.end(seat)
        is_first = len(live.by_seat.get(seat, ())) == 1 and not visited
        if seat in live.unsaved:
            self.waits(live, seat, 0, 0)  # its page says so again where it still waits
        if self._back(live, seat) or is_first:
            self._tell(live, [(seat, 0)])
            self._publish(live, Told(False, [seat], [], [seat]))

    def asked(self, live: LiveRoom, seat: SeatId) -> None:
        """A page asked something by HTTP: its seat is here, until it has been silent too long."""
        was_online, was_here = live.is_online(seat), live.is_here(seat)
        live.visits.asked(seat, self._interval_ms())
        if not was_online:
            self._back(live, seat)
            self._tell(live, [(seat, 0)])
        if not was_here:
            self._publish(live, Told(False, [seat], []))

    def _back(self, live: LiveRoom, seat: SeatId) -> bool:
        """Whether it was offline until now."""
        since = live.offline.pop(seat, None)
        if since is not None:
            self._returned(live, seat, since, self._clock.now_ms())
        return since is not None

    def went(self, live: LiveRoom, reader: Reader) -> None:
        """A socket closed. Who was sent away is on the way to another worker, and not offline:
        if they do not come there, the end of this worker's lease says so."""
        if reader.seat is None:
            self._staff_changed(live)
        elif reader.close_code != SERVICE_RESTART:
            self._left(live, reader.seat)

    def waits(self, live: LiveRoom, seat: SeatId, count: int, ms: int) -> None:
        """A page said that so many changes of it wait for an acknowledgement, since `ms` ago.

        Boards hear it with their rows, other workers with the lease: where the store is away
        every page of a hall says so at once.
        """
        live.wait([(seat, count, self._clock.now_ms() - ms)])

    def set_right(self, ahead_ms: int) -> None:
        """Our clock was ahead by so much until now: since when something lasts was noted by it."""
        for live in self._hub.live.values():
            live.offline = {seat: since - ahead_ms for seat, since in live.offline.items()}
            live.wait([(s, count, since - ahead_ms) for s, count, since in live.all_unsaved()])
            self._tell_boards(live, live.presence())

    def message(self, message: Message) -> None:
        """What another worker says of its seats, or asks."""
        live = self._hub.live.get(message.room)
        if live is None:
            return
        if message.kind == "who":
            self._publish(live, _everyone(live))
            return
        told = _told.decode(message.body)
        if told.staff is not None and live.staff_elsewhere.get(message.worker, []) != told.staff:
            live.staff_elsewhere[message.worker] = told.staff
            self._tell_boards(live, [Staff(live.people)])
        before = live.elsewhere.get(message.worker, set())
        now_there = set(told.here) if told.everyone else (before | set(told.here)) - set(told.gone)
        live.elsewhere[message.worker] = now_there
        if told.everyone:
            live.wait(_unsaved_there(live, now_there, told.unsaved))
        self._heard[message.room, message.worker] = self._interval_ms()
        back = [(seat, 0) for seat in sorted(now_there - before)]
        for seat, _ in back:
            self._back(live, seat)  # who saw it go may be alone in that
        self._tell(live, back)
        self._offline(live, before - now_there)
        for seat in told.sockets:
            if live.visits.end(seat):
                self._left(live, seat)

    def renew(self) -> None:
        """Asked every third of a lease: says who is here, forgets who fell silent."""
        now = self._interval_ms()
        if not self._bus.healthy:
            # Whoever cannot be heard is not silent: a Redis that is away empties no hall.
            self._heard = dict.fromkeys(self._heard, now)
        oldest = now - self._lease_ms
        for (room, worker), heard in list(self._heard.items()):
            live = self._hub.live.get(room)
            if heard < oldest:
                del self._heard[room, worker]
                if live is not None:
                    self._offline(live, live.elsewhere.pop(worker, set()))
                    if live.staff_elsewhere.pop(worker, None):
                        self._tell_boards(live, [Staff(live.people)])
        for live in self._hub.live.values():
            self._offline(live, live.visits.lapsed(now))
            self._publish(live, _everyone(live))

    def _interval_ms(self) -> int:
        """What silences are measured by: room time may be set, and our clock follows it."""
        return round(self._clock.monotonic() * 1_000)

    def _left(self, live: LiveRoom, seat: SeatId) -> None:
        """A socket closed, or a visit ended; another of the seat may be here still."""
        if not live.is_here(seat):
            self._offline(live, {seat})
            self._publish(live, Told(False, [], [seat]))

    def _offline(self, live: LiveRoom, seats: set[SeatId]) -> None:
        gone = sorted(seat for seat in seats if not live.is_online(seat))
        since = self._clock.now_ms()
        for seat in gone:
            live.offline[seat] = since
        self._tell(live, [(seat, since) for seat in gone])

    def _staff_changed(self, live: LiveRoom) -> None:
        self._tell_boards(live, [Staff(live.people)])
        self._publish(live, Told(False, [], [], staff=live.people_here))

    def _tell(self, live: LiveRoom, seats: list[tuple[SeatId, int]]) -> None:
        self._tell_boards(live, presences(seats))

    def _tell_boards(self, live: LiveRoom, frames: Sequence[Presence | Staff]) -> None:
        boards = [reader for reader in live.readers if reader.role == "staff"]
        for frame in frames if boards else ():
            for reader in boards:
                reader.say(frame)

    def _publish(self, live: LiveRoom, told: Told) -> None:
        body = msgpack.encode(told)
        self._bus.publish(Message("presence", live.copy.room.id, self._bus.worker, body))


def _unsaved_there(
    live: LiveRoom, seats: set[SeatId], told: list[tuple[SeatId, int, int]]
) -> list[tuple[SeatId, int, int]]:
    """What another worker's seats wait for, and that the others of them wait no more."""
    named = {seat for seat, _, _ in told}
    over = (seat for seat in live.unsaved if seat in seats - named and not live.is_here(seat))
    return [*told, *((seat, 0, 0) for seat in over)]


def _everyone(live: LiveRoom) -> Told:
    here = sorted({*live.visits, *(s for s, some in live.by_seat.items() if some)})
    waiting = [one for one in live.all_unsaved() if one[0] in here]
    return Told(True, here, [], unsaved=waiting, staff=live.people_here)
