"""What is kept of a room's log that was read once, so that any moment of it is near. No I/O.

A copy of the room stands still at every so many events, and going on from the nearest one is all
that a board at any version takes; they share the seats that did not change between them. Beside
them stand each event's instant, what one row alone can be held against, and which rows tell of
which seat's handwriting.
"""

from array import array
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from hashlib import sha256

from invigilate.errors import NotValid
from invigilate.ids import RoomId, SeatId
from invigilate.rooms.events import Recorded, from_bytes
from invigilate.rooms.log import GENESIS, BrokenLog, Copy, Head, LogRow, blank, link, read
from invigilate.rooms.replay.handwriting import tells_of
from invigilate.rooms.replay.replaying import Bounds, Lost, Marks, Stepping

COPIES_LEAST = 4
RECENT_MOST = 8

Attested = Mapping[int, str]
"""Version of each row that was erased → SHA-256 of what was left of it."""


class Track:
    """A room's log as far as it was read, from its first row on, every link verified.

    A method that takes rows may run in a thread, and alone: nothing else reads meanwhile.
    """

    def __init__(self, room: RoomId, epoch: str, attested: Attested, bounds: Bounds) -> None:
        self.attested = attested
        self._bounds = bounds
        self.copy = blank(room, epoch)
        self.marks = Marks()
        self.lost = Lost(self.copy.room)
        self.opened = 0
        """The first version that has a board."""
        self._kept: list[Copy] = []
        self._spacing = bounds.spacing
        self._recent: OrderedDict[int, Copy] = OrderedDict()
        self._ats = array("q")
        self._prints = array("Q")
        self._lines: dict[SeatId, array[int]] = {}
        self._keep()

    @property
    def version(self) -> int:
        """How far it was read."""
        return self.copy.version

    @property
    def since(self) -> int:
        """The instant of the first board."""
        return self._ats[self.opened - 1]

    @property
    def until(self) -> int:
        """The instant of the newest event."""
        return self._ats[-1]

    def precedes(self, head: Head, attested: Attested) -> bool:
        """Whether the log that has this head may be read on from here."""
        if self.attested != attested or self.copy.epoch != head.epoch:
            return False
        return self.version < head.version or (self.version, self.copy.chain) == (
            head.version,
            head.chain,
        )

    # -- the log, read on

    def take(self, rows: Iterable[LogRow]) -> None:
        """Takes the next rows. Raises BrokenLog: the track is then to be thrown away."""
        for row in rows:
            for record in fold(self.copy, row, self.attested):
                self._note(row, record)
        if self.version - self._kept[-1].version >= self._spacing:
            self._keep()
        self.lost = Lost(self.copy.room)

    def _note(self, row: LogRow, record: Recorded) -> None:
        self.marks.take(self.copy.room, record)
        self._ats.append(max(row.at, self._ats[-1] if self._ats else 0))
        self._prints.append(_print(row))
        for seat in tells_of(record.event):
            self._lines.setdefault(seat, array("I")).append(row.version)
        if not self.opened and self.copy.room.plan is not None:
            self.opened = row.version

    def _keep(self) -> None:
        """The copy stands still from now on; a fork of it goes on."""
        self._kept.append(self.copy)
        self.copy = self.copy.fork()
        if len(self._kept) > max(COPIES_LEAST, min(self._bounds.copies, self._that_fit())):
            self._kept = self._kept[::2]
            self._spacing *= 2

    # -- any moment of it

    def version_at(self, at: int) -> int:
        """The version of the last event of this instant or before; not before the first board."""
        return max(self.opened, bisect_right(self._ats, at))

    def require(self, version: int) -> None:
        """Raises NotValid (`no-such-version`) for one that has no board."""
        if not self.opened <= version <= self.version:
            sentence = f"The record has boards from version {self.opened} to {self.version}."
            raise NotValid("no-such-version", sentence, at="after")

    def near(self, version: int) -> Copy:
        """A copy that may go on, of the nearest version at or before this one that is kept."""
        standing = [*self._kept, *self._recent.values()]
        return max(
            (copy for copy in standing if copy.version <= version), key=lambda copy: copy.version
        ).fork()

    def remember(self, copy: Copy) -> None:
        """Keeps a copy that was asked for: the next question is mostly about what follows it.

        It must not be changed any more.
        """
        self._recent[copy.version] = copy
        self._recent.move_to_end(copy.version)
        while len(self._recent) > max(2, min(RECENT_MOST, self._that_fit())):
            self._recent.popitem(last=False)

    def _that_fit(self) -> int:
        return self._bounds.seats // max(1, len(self.copy.room.seats))

    # -- single rows

    def lines_of(self, seat: SeatId) -> "array[int]":
        """The versions of the rows that tell of this seat's handwriting."""
        return self._lines.get(seat, array("I"))

    def record(self, row: LogRow) -> Recorded:
        """One row by itself, held against what it was when the log was read.

        Raises BrokenLog where it is another one, or its body is not the one that was chained.
        """
        if _print(row) != self._prints[row.version - 1]:
            raise BrokenLog(f"version {row.version} is not what it was")
        if row.salt and sha256(row.salt + row.body).digest() != row.digest:
            raise BrokenLog(f"version {row.version} was altered")
        _check_erased(row, self.attested)
        try:
            return Recorded(row.version, row.at, row.actor, from_bytes(row.body))
        except ValueError as fault:
            raise BrokenLog(f"version {row.version} is no event: {fault}") from fault


def fold(copy: Copy, row: LogRow, attested: Attested) -> list[Recorded]:
    """Takes one row into a copy, verified; gives what was new. Raises BrokenLog."""
    records = read(copy, [row])
    _check_erased(row, attested)
    return records


def fold_all(copy: Copy, rows: Iterable[LogRow], attested: Attested) -> None:
    """Takes rows into a copy, verified. Raises BrokenLog."""
    for row in rows:
        fold(copy, row, attested)


def step_on(copy: Copy, rows: Iterable[LogRow], attested: Attested, stepping: Stepping) -> bool:
    """Takes rows into a copy and tells of them; True: the answer is full. Raises BrokenLog."""
    for row in rows:
        if stepping.ends_before(copy.room, row.at):
            return True
        for record in fold(copy, row, attested):
            stepping.take(copy.room, record)
    return False


def _print(row: LogRow) -> int:
    """Eight bytes over all that a row says, the digest in the place of its body."""
    return int.from_bytes(link(GENESIS, row)[:8], "big")


def _check_erased(row: LogRow, attested: Attested) -> None:
    """The chain says nothing of the body of a row without salt; the audit does."""
    if not row.salt and attested.get(row.version) != sha256(row.body).hexdigest():
        raise BrokenLog(f"version {row.version} is without its salt, and no erasure left it so")
