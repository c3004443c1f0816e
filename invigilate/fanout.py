"""Rings of ready frames, and readers that lag behind them: how one event reaches many sockets.

Each audience of a room (its students, its staff, one seat) has one ring of frames, encoded once.
A reader has a cursor for each of its audiences; what it lacks is merged by version and sent in
one go. A slow reader is a cursor that lags: nothing is dropped for it and nothing is kept for it
beyond the ring; off the ring it gets a snapshot. Nobody ever waits for a reader.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from typing import Literal

from invigilate.ids import DeviceId, SeatId
from invigilate.rooms.grades import Grade
from invigilate.wire.closing import SERVICE_RESTART, Closing
from invigilate.wire.codec import MESSAGE_BYTES, Form, encode, read_server
from invigilate.wire.frames import ServerFrame

AT_ONCE = 256
"""Frames that a reader takes from the rings in one go."""
CONTROL_LIMIT = 512
"""Answers waiting for one reader, beyond which it is cut: it asks and does not read."""
MIB = 1024 * 1024
"""Bytes of them, unless the settings say otherwise."""
ROWS_LIMIT = 64
"""Row frames waiting for one board, beyond which it gets a snapshot instead."""

Role = Literal["student", "staff"]


class Entry:
    """A frame in a ring, as its bytes alone; `own` is the device that need not hear it.

    The frame itself is not kept: a ring for each of 5,000 seats would hold millions of objects
    for the garbage collector to walk through while everyone waits.

    Without bytes it is a mark: nobody but its own device was there to hear it, so nothing was
    made, and another device that comes upon it gets a snapshot. So does everyone where the frame
    is larger than a message may be, as the whole of a very long text: a snapshot comes in parts.
    """

    __slots__ = ("_json", "_msgpack", "order", "own", "version")

    def __init__(
        self, version: int, order: int, frame: ServerFrame | None, own: DeviceId | None = None
    ) -> None:
        self.version = version
        self.order = order
        self.own = own
        data = b"" if frame is None else encode(frame)
        self._msgpack = data if len(data) <= MESSAGE_BYTES else b""
        self._json: bytes | None = None

    @property
    def is_mark(self) -> bool:
        """Whether there is nothing to send."""
        return not self._msgpack

    @property
    def size(self) -> int:
        """Its bytes."""
        return len(self._msgpack)

    @property
    def frame(self) -> ServerFrame:
        """The frame that its bytes are."""
        return read_server(self._msgpack)

    def bytes(self, form: Form) -> bytes:
        """The frame in this form; the JSON twin is made when it is first asked for."""
        if form == "msgpack":
            return self._msgpack
        if self._json is None:
            self._json = encode(self.frame, form)
        return self._json


class Ring:
    """The newest frames of one audience, bounded in number and bytes."""

    def __init__(self, floor: int, most: int, most_bytes: int) -> None:
        self.floor = floor
        """Everything after this version is in the ring."""
        self.first = 0
        self._entries: deque[Entry] = deque()
        self._most, self._most_bytes, self._bytes = most, most_bytes, 0

    @property
    def end(self) -> int:
        """The place after the newest entry."""
        return self.first + len(self._entries)

    def add(self, entry: Entry) -> None:
        """Puts a frame at the end; the oldest fall off."""
        self._entries.append(entry)
        self._bytes += entry.size
        while len(self._entries) > self._most or self._bytes > self._most_bytes:
            oldest = self._entries.popleft()
            self._bytes -= oldest.size
            self.first += 1
            self.floor = max(self.floor, oldest.version)

    def after(self, version: int) -> int | None:
        """The place of the first entry above this version; None: some of them fell off."""
        if version < self.floor:
            return None
        place = self.end
        for entry in reversed(self._entries):
            if entry.version <= version:
                break
            place -= 1
        return place

    def slice(self, place: int, most: int) -> list[Entry]:
        """At most so many entries from a place on."""
        start = place - self.first
        return [self._entries[i] for i in range(start, min(start + most, len(self._entries)))]


class Reader:
    """One socket's outgoing side. Collecting never waits; sending is its own task's affair."""

    def __init__(
        self,
        role: Role,
        device: DeviceId,
        form: Form,
        seat: SeatId | None = None,
        person: str = "",
        cookie: str = "",
        most_bytes: int = MIB,
        grade: Grade | None = None,
    ) -> None:
        self.role: Role = role
        self.device = device
        self.form: Form = form
        self.seat = seat
        self.person = person
        self.cookie = cookie
        self.grade: Grade | None = grade
        self.rings: list[Ring] = []
        self.cursors: list[int] = []
        self.wants_snapshot = True
        self.close_code: int | None = None
        self.wake = asyncio.Event()
        self._control: deque[bytes] = deque()
        self._control_bytes = 0
        self._most_bytes = most_bytes
        self._rows: deque[bytes] = deque()

    def say(self, frame: ServerFrame) -> None:
        """Queues an answer for this reader alone, ahead of the rings."""
        data = encode(frame, self.form)
        self._control_bytes += len(data)
        if len(self._control) >= CONTROL_LIMIT or self._control_bytes > self._most_bytes:
            self.close(Closing.SLOW)
            return
        self._control.append(data)
        self.wake.set()

    def pass_rows(self, frame: ServerFrame, packed: bytes) -> None:
        """Queues rows that were packed once for all; one that does not read starts afresh."""
        if len(self._rows) >= ROWS_LIMIT:
            self._rows.clear()
            self.wants_snapshot = True
        else:
            self._rows.append(packed if self.form == "msgpack" else encode(frame, self.form))
        self.wake.set()

    def close(self, code: int) -> None:
        """Asks the sender to close with this code after what it is sending now."""
        if self.close_code is None:
            self.close_code = code
        self.wake.set()

    def last_words(self) -> list[bytes]:
        """What still goes out before it is closed: to who is to come back, all answers."""
        return list(self._control) if self.close_code == SERVICE_RESTART else []

    def start(self, rings: list[Ring], version: int | None) -> bool:
        """Reads these rings from a version on; False: a snapshot is needed first."""
        self.rings = rings
        places = [None if version is None else ring.after(version) for ring in rings]
        self.wants_snapshot = any(place is None for place in places)
        if self.wants_snapshot:
            self.cursors = [ring.end for ring in rings]
        else:
            self.cursors = [place for place in places if place is not None]
        return not self.wants_snapshot

    def lagged(self) -> bool:
        """Whether it fell off a ring."""
        pairs = zip(self.cursors, self.rings, strict=True)
        return any(cursor < ring.first for cursor, ring in pairs)

    def collect(self, snapshot: Callable[["Reader"], Iterable[ServerFrame]]) -> list[bytes]:
        """All that it lacks now, ready to send, in order; at most one ring's slice at a time."""
        out = list(self._control)
        self._control.clear()
        self._control_bytes = 0
        if self.wants_snapshot or self.lagged():
            self.wants_snapshot = False
            self._rows.clear()
            self.cursors = [ring.end for ring in self.rings]
            out += [encode(frame, self.form) for frame in snapshot(self)]
            return out
        news = [one for one in self._take() if one.own is None or one.own != self.device]
        if any(one.is_mark for one in news):
            self.wants_snapshot = True
            return out + self.collect(snapshot)
        out += [one.bytes(self.form) for one in news]
        if not self._lacks():
            # Rows move a board's position: everything told before them must have gone out.
            out += self._rows
            self._rows.clear()
        return out

    def _take(self) -> list[Entry]:
        """The next entries of all rings, merged by version; the cursors move past them."""
        ahead = [i for i, ring in enumerate(self.rings) if self.cursors[i] < ring.end]
        if len(ahead) == 1:
            # Nearly always: nothing to merge.
            taken = self.rings[ahead[0]].slice(self.cursors[ahead[0]], AT_ONCE)
            self.cursors[ahead[0]] += len(taken)
            return taken
        found = [(i, one) for i in ahead for one in self.rings[i].slice(self.cursors[i], AT_ONCE)]
        found.sort(key=lambda pair: (pair[1].version, pair[1].order))
        for i, _ in found[:AT_ONCE]:
            self.cursors[i] += 1
        return [entry for _, entry in found[:AT_ONCE]]

    def behind(self) -> bool:
        """Whether there is more to collect."""
        return bool(self._control or self._rows) or self.wants_snapshot or self._lacks()

    def _lacks(self) -> bool:
        pairs = zip(self.cursors, self.rings, strict=True)
        return any(cursor < ring.end for cursor, ring in pairs)
