"""A room's log as rows, its chain, and what the keeper's step asks of a store.

The chain is a hash over the previous one and a salted hash of the body:

    digest = SHA-256(salt ‖ body)
    chain  = SHA-256(previous chain ‖ version ‖ at ‖ actor ‖ kind ‖ digest)

so a log that lost its tail and grew again is noticed by whoever knew the old one, and a body may
be erased with its salt while the chain still holds: such a row has no salt, and its body is what
was left of the event.
"""

from collections.abc import Iterable
from hashlib import sha256

from msgspec import Struct
from msgspec.structs import replace

from invigilate.ids import RoomId, SeatId
from invigilate.rooms.applying import apply
from invigilate.rooms.events import Event, Recorded, from_bytes, to_bytes
from invigilate.rooms.state import Room

GENESIS = b"\x00" * 32
"""The chain of a room in which nothing happened."""


class LogRow(Struct, frozen=True):
    """One event as a row; `version` counts from 1 without a gap."""

    room: RoomId
    version: int
    at: int
    actor: str
    kind: str
    body: bytes
    salt: bytes
    digest: bytes
    chain: bytes


class Head(Struct, frozen=True):
    """Where a room's log ends."""

    room: RoomId
    version: int
    epoch: str
    """Changes when the log was found to have lost a tail."""
    chain: bytes
    at: int
    due_at: int | None


class Checkpoint(Struct, frozen=True):
    """A whole room at a version."""

    room: RoomId
    version: int
    epoch: str
    chain: bytes
    body: bytes


class SealRow(Struct, frozen=True):
    """A sealed booklet; `body` is JSON: {number, name, answers: [[label, value], …]}."""

    room: RoomId
    organisation: str
    seat: SeatId
    seal: int
    edition: str
    body: bytes
    fingerprint: str
    at: int


# --- what a step asks of the store, inside one transaction ----------------------------------


class Lock(Struct, frozen=True):
    """Lock these heads, in this order. Answer: `Locked`."""

    rooms: tuple[RoomId, ...]


class Locked(Struct, frozen=True):
    heads: dict[RoomId, Head]
    now: int
    """Room time, asked after the lock was got."""


class Missing(Struct, frozen=True):
    """The rows after these versions, by (room, version). Answer: list[LogRow]."""

    after: tuple[tuple[RoomId, int], ...]


class Newest(Struct, frozen=True):
    """The newest checkpoint of each of these rooms, where there is one. Answer: list."""

    rooms: tuple[RoomId, ...]


class Append(Struct, frozen=True):
    """Write these rows and move these heads. Answer: None. The commit follows the last one."""

    rows: list[LogRow]
    heads: list[Head]
    seals: list[SealRow]


Want = Lock | Missing | Newest | Append


# --- a copy of a room, and keeping it true --------------------------------------------------


class BrokenLog(Exception):
    """The rows are not this room's log: the chain does not hold, or an event cannot follow."""


class Copy(Struct):
    """A room as one reader knows it, with the place in the log that it stands at."""

    room: Room
    epoch: str
    chain: bytes

    @property
    def version(self) -> int:
        """How far it has read."""
        return self.room.version

    def fork(self) -> "Copy":
        """A copy that may go on alone."""
        return Copy(self.room.fork(), self.epoch, self.chain)


def blank(room: RoomId, epoch: str) -> Copy:
    """A room of which nothing is known yet."""
    return Copy(Room(room), epoch, GENESIS)


def chain8(chain: bytes) -> str:
    """The part of a chain that travels with a position."""
    return chain[:4].hex()


def link(previous: bytes, row: LogRow) -> bytes:
    """The chain after this row."""
    actor, kind = row.actor.encode(), row.kind.encode()
    whole = sha256(previous)
    for part in (row.version, row.at, len(actor), len(kind)):
        whole.update(part.to_bytes(8, "big"))
    whole.update(actor)
    whole.update(kind)
    whole.update(row.digest)
    return whole.digest()


def _is_told(row: LogRow) -> bool:
    """Whether the body is the one that was chained; of an erased row nobody can say."""
    return not row.salt or sha256(row.salt + row.body).digest() == row.digest


def written(copy: Copy, event: Event, at: int, actor: str, salt: bytes) -> LogRow:
    """The row that this event becomes right after where the copy stands."""
    body = to_bytes(event)
    digest = sha256(salt + body).digest()
    kind = type(event).__name__
    row = LogRow(copy.room.id, copy.version + 1, at, actor, kind, body, salt, digest, copy.chain)
    return replace(row, chain=link(copy.chain, row))


def read(copy: Copy, rows: Iterable[LogRow]) -> list[Recorded]:
    """Takes rows into the copy, in place, each verified first; gives what was new.

    Rows that the copy has are passed over. Raises BrokenLog at a gap, a broken chain, a body that
    is no event, or an event that cannot follow; the copy is then to be thrown away.
    """
    records = []
    for row in rows:
        if row.version <= copy.version:
            continue
        if row.version != copy.version + 1:
            raise BrokenLog(f"version {row.version} follows {copy.version}")
        if not _is_told(row) or link(copy.chain, row) != row.chain:
            raise BrokenLog(f"the chain breaks at version {row.version}")
        records.append(take(copy, row))
    return records


def take(copy: Copy, row: LogRow) -> Recorded:
    """Takes one row into the copy, unverified: it was just made, or just checked."""
    try:
        record = Recorded(row.version, row.at, row.actor, from_bytes(row.body))
        apply(copy.room, record)
    except Exception as fault:
        raise BrokenLog(f"version {row.version} cannot follow: {fault!r}") from fault
    copy.chain = row.chain
    return record
