"""Live rooms: who is connected to this process, and what they hear.

The hub finds a live room by the code that students type and by its own id; it turns each event,
once it is committed, into ready frames for its audiences; and it wakes whoever lacks them. It
knows nothing of how an event came to be, and never waits for anybody.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TypeVar

from invigilate import metrics
from invigilate.fanout import Entry, Reader, Ring
from invigilate.ids import DeviceId, RoomId, SeatId
from invigilate.rooms import events as e
from invigilate.rooms.board import board_head, progress, row, rows_since
from invigilate.rooms.log import Copy, chain8
from invigilate.rooms.staff_news import Done, staff_news
from invigilate.rooms.state import Status
from invigilate.rooms.touching import is_progress, touched
from invigilate.rooms.views import News, Written, student_view, telling
from invigilate.rooms.visits import Visits
from invigilate.settings import Limits
from invigilate.wire.frames import (
    BoardPart,
    Presence,
    Progressed,
    Receipts,
    Rows,
    ServerFrame,
    Snapshot,
    Staff,
    StaffTold,
    Told,
    Unsaved,
)
from invigilate.wire.snapshots import board_in_parts, in_frames, view_in_parts

T = TypeVar("T")
ROWS_IN_PART = 200
SEATS_IN_PRESENCE = 1_000
CHAINS_KEPT = 4_096
DEEDS_KEPT = 100
WOKEN_AT_ONCE = 256
SEAT_RING = (256, 256 * 1024)
"""Frames and bytes kept for one seat: a snapshot of one student is cheap."""


class LiveRoom:
    """One live session in this process: its copy, its rings, its readers."""

    def __init__(self, copy: Copy, limits: Limits) -> None:
        self.copy = copy
        self._limits = limits
        self.readers: set[Reader] = set()
        self.by_seat: dict[SeatId, set[Reader]] = {}
        self.visits = Visits()
        self.elsewhere: dict[str, set[SeatId]] = {}
        """By worker: the seats that are connected there, by socket or by HTTP."""
        self.staff_elsewhere: dict[str, list[str]] = {}
        """By worker: the persons whose board is open there."""
        self.offline: dict[SeatId, int] = {}
        self.unsaved: dict[SeatId, tuple[int, int]] = {}
        """(changes, since) that wait on a seat's device, as its page said."""
        self.new_unsaved: set[SeatId] = set()
        """Of these the boards here were not told yet."""
        self.new_receipts: set[SeatId] = set()
        """Seats to which announcements came farther than the boards here were told."""
        self.deeds: deque[Done] = deque(maxlen=DEEDS_KEPT)
        """What staff ordered last, since the room woke: who opens a board sees it, too."""
        self._start_rings()

    def _start_rings(self) -> None:
        at = self.copy.version
        self.chains: deque[tuple[int, str]] = deque([(at, chain8(self.copy.chain))], CHAINS_KEPT)
        self.students = self._ring()
        self.staff = self._ring()
        self.seats: dict[SeatId, Ring] = {}
        self.rows_told = self.position
        """Up to here the boards were told rows; what changed since then:"""
        self.changed: set[SeatId] = set()
        self.progressed: set[SeatId] = set()
        self.all_changed = False

    def _ring(self) -> Ring:
        return Ring(self.copy.version, self._limits.ring_events, self._limits.ring_bytes)

    @property
    def position(self) -> tuple[int, str]:
        """The newest (version, chain8)."""
        return self.chains[-1]

    def reached(self, reader: Reader) -> tuple[int, str]:
        """The position of a reader that lacks nothing: a board's is that of its rows."""
        return self.rows_told if reader.role == "staff" else self.position

    def knows(self, version: int, chain: str) -> bool:
        """Whether this is a position on the log as it is now, and recent enough to resume."""
        newest = self.chains[-1][0]
        if not self.chains[0][0] <= version <= newest:
            return False
        return self.chains[len(self.chains) - 1 - (newest - version)] == (version, chain)

    def is_here(self, seat: SeatId) -> bool:
        """Whether a device of this seat is connected to this worker, by socket or by HTTP."""
        return bool(self.by_seat.get(seat)) or seat in self.visits

    def is_online(self, seat: SeatId) -> bool:
        """Whether a device of this seat is connected to any worker."""
        return self.is_here(seat) or any(seat in seats for seats in self.elsewhere.values())

    @property
    def people_here(self) -> list[str]:
        """The persons who have a board of this session open at this worker."""
        return sorted({reader.person for reader in self.readers if reader.seat is None})

    @property
    def people(self) -> list[str]:
        """The persons who have a board of this session open, at any worker."""
        elsewhere = (person for some in self.staff_elsewhere.values() for person in some)
        return sorted({*self.people_here, *elsewhere})

    def wait(self, told: Iterable[tuple[SeatId, int, int]]) -> None:
        """Pages said how many changes wait on them; 0: none any more."""
        for seat, count, since in told:
            if count and self.unsaved.get(seat) != (count, since):
                self.unsaved[seat] = count, since
                self.new_unsaved.add(seat)
            elif not count and self.unsaved.pop(seat, None) is not None:
                self.new_unsaved.add(seat)

    def all_unsaved(self) -> list[tuple[SeatId, int, int]]:
        """What waits on devices, by seat."""
        return self._unsaved(self.unsaved)

    def _unsaved(self, seats: Iterable[SeatId]) -> list[tuple[SeatId, int, int]]:
        return [(seat, *self.unsaved.get(seat, (0, 0))) for seat in sorted(seats)]

    # -- what readers get

    def attach(self, reader: Reader, epoch: str, version: int, chain: str) -> bool:
        """Adds a reader at its position; False: it gets a snapshot instead of what it missed."""
        self.readers.add(reader)
        known = epoch == self.copy.epoch and version > 0 and self.knows(version, chain)
        at = version if known else None
        if reader.role == "staff":
            resumed = reader.start([self.staff], at)
            if resumed:
                self._pack_rows([reader], rows_since(self.copy.room, version), Rows)
            return resumed
        assert reader.seat is not None
        self.by_seat.setdefault(reader.seat, set()).add(reader)
        return reader.start([self.students, self._seat_ring(reader.seat)], at)

    def _seat_ring(self, seat: SeatId) -> Ring:
        ring = self.seats.get(seat)
        if ring is None:
            ring = self.seats[seat] = Ring(self.copy.version, *SEAT_RING)
        return ring

    def detach(self, reader: Reader) -> None:
        """Removes a reader; its rings stay for its return."""
        self.readers.discard(reader)
        if reader.seat is not None and reader.seat in self.by_seat:
            self.by_seat[reader.seat].discard(reader)

    def beside(self, reader: Reader) -> list[Reader]:
        """The readers of the same seat; of a board: the boards."""
        if reader.seat is None:
            return [other for other in self.readers if other.seat is None]
        return list(self.by_seat.get(reader.seat, ()))

    def snapshot(self, reader: Reader) -> Iterator[ServerFrame]:
        """The frames of a fresh snapshot, at one version."""
        version, chain = self.position
        room = self.copy.room
        if reader.role == "student":
            assert reader.seat is not None
            yield from self.view_of(reader.seat)
            return
        board = BoardPart(board_head(room), rows_since(room, 0), list(self.deeds) or None)
        yield from board_in_parts(version, chain, board)
        yield from self.presence()
        yield from self.beside_the_log()

    def beside_the_log(self) -> Iterator[ServerFrame]:
        """What a board is told of that no row shows."""
        yield from self.all_receipts()
        for some in batched(self.all_unsaved(), SEATS_IN_PRESENCE):
            yield Unsaved(some)
        yield Staff(self.people)

    def view_of(self, seat: SeatId) -> list[Snapshot]:
        """One student's view, in as many parts as it takes."""
        return view_in_parts(*self.position, student_view(self.copy.room, seat))

    def presence(self, *, everyone: bool = False) -> list[Presence]:
        """Who of those who joined is offline, and since when; `everyone`: and who is not (0)."""
        told = []
        for seat_id, seat in self.copy.room.seats.items():
            if seat.status in (Status.JOINED, Status.IN_PROGRESS):
                if not self.is_online(seat_id):
                    told.append((seat_id, self.offline.get(seat_id, seat.joined_at or 0)))
                elif everyone:
                    told.append((seat_id, 0))
        return presences(told)

    def all_receipts(self) -> list[Receipts]:
        """How far announcements came, of every seat to which any came."""
        return self._receipts(s for s, seat in self.copy.room.seats.items() if seat.came)

    def _receipts(self, seats: Iterable[SeatId]) -> list[Receipts]:
        """How far announcements came to these seats, in frames that each fit a message."""
        of = self.copy.room.seats
        told = [(seat, of[seat].came, of[seat].shown) for seat in seats]
        return [Receipts(some) for some in batched(told, SEATS_IN_PRESENCE)]

    # -- what events become

    def news(self, record: e.Recorded, chain: str) -> list[Reader]:
        """Puts an event, just taken into the copy, on the rings; gives who is to be woken now."""
        room = self.copy.room
        before = self.chains[-1]
        self.chains.append((record.version, chain))
        told = telling(room, record, self.seats)
        woken: list[Reader] = []
        for seat, some in told.seats.items():
            if seat in self.seats:
                # A room-wide frame of this version follows: only that one moves the position.
                at = before if told.everyone else (record.version, chain)
                own = _own_device(record.event, some)
                alone = own is not None and all(r.device == own for r in self.by_seat.get(seat, ()))
                frame = None if alone else Told(*at, some)
                self.seats[seat].add(Entry(record.version, 0, frame, own))
                woken += self.by_seat.get(seat, ())
        if told.everyone:
            wide = Told(record.version, chain, told.everyone)
            self.students.add(Entry(record.version, 1, wide))
            woken = [reader for reader in self.readers if reader.role == "student"]
        staff = staff_news(room, record)
        self.deeds += [one for one in staff if isinstance(one, Done)]
        if staff:
            self.staff.add(Entry(record.version, 1, StaffTold(record.version, chain, staff)))
            woken += [reader for reader in self.readers if reader.role == "staff"]
        self._note_rows(record)
        return woken

    def _note_rows(self, record: e.Recorded) -> None:
        seats = self.progressed if is_progress(record.event) else self.changed
        seats.update(touched(record.event))
        if isinstance(record.event, e.NoticesReached):
            self.new_receipts.update(seat for seat, _, _ in record.event.entries)
        self.all_changed = self.all_changed or self.copy.room.all_changed == record.version

    def tell_rows(self) -> None:
        """Packs the rows that changed since the last time, once, for every board."""
        boards = [reader for reader in self.readers if reader.role == "staff"]
        room = self.copy.room
        if boards and self.all_changed:
            self._pack_rows(boards, rows_since(room, self.rows_told[0]), Rows)
        elif boards:
            writing = sorted(self.progressed - self.changed)
            self._pack_rows(boards, [row(room, seat) for seat in sorted(self.changed)], Rows)
            self._pack_rows(boards, [progress(room, seat) for seat in writing], Progressed)
        unsaved = batched(self._unsaved(self.new_unsaved), SEATS_IN_PRESENCE)
        beside: list[ServerFrame] = [*self._receipts(sorted(self.new_receipts))]
        beside += map(Unsaved, unsaved)
        for frame in beside if boards else ():
            for reader in boards:
                reader.say(frame)
        self.new_receipts.clear()
        self.new_unsaved.clear()
        self.changed.clear()
        self.progressed.clear()
        self.all_changed = False
        self.rows_told = self.position

    def _pack_rows(
        self, boards: list[Reader], rows: list[T], of: Callable[[int, str, list[T]], ServerFrame]
    ) -> None:
        version, chain = self.position
        packed = list(in_frames(rows, lambda some: of(version, chain, some), ROWS_IN_PART))
        for reader in boards:
            if reader.wants_snapshot:
                continue
            for frame, data in packed:
                reader.pass_rows(frame, data)

    def reset(self, copy: Copy) -> list[Reader]:
        """Stands on another copy from now on: everyone gets a fresh snapshot."""
        self.copy = copy
        self.new_receipts.clear()
        self.new_unsaved.clear()
        self._start_rings()
        for reader in self.readers:
            rings = [self.staff]
            if reader.seat is not None:
                rings = [self.students, self._seat_ring(reader.seat)]
            reader.start(rings, None)
        return list(self.readers)


def presences(seats: list[tuple[SeatId, int]]) -> list[Presence]:
    """Who is offline, in frames that each fit a message; none where there is nothing to tell."""
    return [Presence(some) for some in batched(seats, SEATS_IN_PRESENCE)]


def batched(of: list[T], most: int) -> list[list[T]]:
    """In order, so many at once."""
    return [of[start : start + most] for start in range(0, len(of), most)]


def _own_device(event: e.Event, news: list[News]) -> DeviceId | None:
    """The device that wrote it need not hear what it wrote."""
    if isinstance(event, e.ChangeSaved) and all(isinstance(one, Written) for one in news):
        return event.device
    return None


class Hub:
    """The live rooms of this process."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self.live: dict[RoomId, LiveRoom] = {}
        self.codes: dict[str, RoomId] = {}
        self._waking: dict[Reader, None] = {}
        """In the order of their waking; who waits already is not put in again."""
        self._woken = asyncio.Event()

    def by_code(self, code: str) -> LiveRoom | None:
        """The live room that students reach by this code, if it is live here."""
        room = self.codes.get(code)
        return None if room is None else self.live.get(room)

    def open(self, copy: Copy) -> LiveRoom:
        """Makes a room live in this process."""
        live = LiveRoom(copy, self._limits)
        self.live[copy.room.id] = live
        return live

    def close(self, room: RoomId) -> None:
        """Lets go of a room, and of the code that students reached it by."""
        self.live.pop(room, None)
        self.codes = {code: other for code, other in self.codes.items() if other != room}

    def news(self, room: RoomId, record: e.Recorded, chain: str) -> None:
        """An event that is committed and was taken into the room's copy."""
        live = self.live.get(room)
        if live is not None:
            self.wake(live.news(record, chain))

    def wake(self, readers: Iterable[Reader]) -> None:
        """Lets these readers' senders look, in chunks, so that the loop is never held long."""
        self._waking.update(dict.fromkeys(readers))
        self._woken.set()

    async def waking(self) -> None:
        """Runs for ever: wakes readers, 256 at a time with a breath between."""
        while True:
            await self._woken.wait()
            self._woken.clear()
            began = asyncio.get_running_loop().time()
            while self._waking:
                for reader in list(islice(self._waking, WOKEN_AT_ONCE)):
                    del self._waking[reader]
                    reader.wake.set()
                await asyncio.sleep(0)
            metrics.FANOUT.observe(asyncio.get_running_loop().time() - began)

    def tell_rows(self) -> None:
        """Progress: what changed since the last time, to every board; asked four times a second."""
        for live in self.live.values():
            live.tell_rows()

    def close_readers(self, code: int, which: Callable[[Reader], bool]) -> int:
        """Closes the readers that a question picks; says how many."""
        chosen = [r for live in self.live.values() for r in live.readers if which(r)]
        for reader in chosen:
            reader.close(code)
        return len(chosen)
