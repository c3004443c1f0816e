"""How a clean run is spoiled: its log is written anew with something wrong, its chain again true.

Only what a violation is about is wrong afterwards. The pages saw the wrong log from the beginning,
so its chain is theirs; what they showed of later versions is forgotten.
"""

from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import NamedTuple, TypeVar

from msgspec.structs import replace

from invigilate.crowd.checking.findings import Invariant
from invigilate.crowd.checking.history import Put
from invigilate.ids import RoomId
from invigilate.rooms import events as e
from invigilate.rooms.log import GENESIS, LogRow, chain8, link
from tests.crowd.sitting import Run

Record = e.Recorded
Numbered = e.ChangeSaved | e.ChangeHeld | e.ChangeRefused
T = TypeVar("T", bound=e.Event)


class Seeded(NamedTuple):
    """A violation: how a run gets it, and the invariants that it breaks, its own one first."""

    spoil: Callable[[Run], None]
    breaks: tuple[Invariant, ...]

    @property
    def name(self) -> str:
        """What happened."""
        return self.spoil.__name__


SEEDED: list[Seeded] = []


def breaks(*invariants: Invariant) -> Callable[[Callable[[Run], None]], Callable[[Run], None]]:
    """Enters a violation; what else it breaks by its nature stands after its own invariant."""

    def enter(spoil: Callable[[Run], None]) -> Callable[[Run], None]:
        SEEDED.append(Seeded(spoil, invariants))
        return spoil

    return enter


# -- finding what to spoil


def records(run: Run, room: RoomId) -> list[Record]:
    """A room's events."""
    return [
        Record(row.version, row.at, row.actor, e.from_bytes(row.body))
        for row in run.logs[room].rows
    ]


def those(
    run: Run, kind: type[T], fits: Callable[[T], bool] = lambda _: True
) -> Iterator[tuple[RoomId, Record, T]]:
    """The events of a kind that fit, in all rooms, the newest first."""
    for room in run.logs:
        for record in reversed(records(run, room)):
            event = record.event
            if isinstance(event, kind) and fits(event):
                yield room, record, event


def one(
    run: Run, kind: type[T], fits: Callable[[T], bool] = lambda _: True
) -> tuple[RoomId, Record, T]:
    """The newest of them."""
    return next(those(run, kind, fits))


def put_of(run: Run, event: Numbered) -> Put:
    """What the student's page has of a change."""
    put = run.recorder.of_turn(event.device, event.turn)
    assert put is not None
    return put


def told(run: Run, outcome: str) -> Callable[[T], bool]:
    """Whether the page of a change was told this of it."""

    def fits(event: T) -> bool:
        assert isinstance(event, Numbered)
        return put_of(run, event).outcome == outcome

    return fits


def is_last_turn(run: Run, room: RoomId, event: Numbered) -> bool:
    """Whether its device did nothing afterwards."""
    turns = [
        record.event.turn
        for record in records(run, room)
        if isinstance(record.event, Numbered) and record.event.device == event.device
    ]
    return event.turn == max(turns)


# -- writing the log anew


def instead(run: Run, room: RoomId, version: int, *others: Record) -> None:
    """These events in the place of the one at this version."""
    events = records(run, room)
    rewrite(run, room, [*events[: version - 1], *others, *events[version:]], version)


def after(run: Run, room: RoomId, version: int, *more: Record) -> None:
    """These events right behind that one."""
    events = records(run, room)
    rewrite(run, room, [*events[:version], *more, *events[version:]], version + 1)


def another(record: Record, event: e.Event) -> Record:
    """The same row with another event."""
    return replace(record, event=event)


def rewrite(run: Run, room: RoomId, events: list[Record], since: int) -> None:
    """Gives the room this log, versions from 1; from `since` on it is not what it was."""
    rows = chained(room, [replace(one, version=n) for n, one in enumerate(events, 1)])
    relog(run, room, rows)
    seats = {page.seat for page in run.history.pages.values() if page.room == room}
    run.history.ends = [
        shown for shown in run.history.ends if shown.seat not in seats or shown.version < since
    ]


def chained(room: RoomId, events: list[Record]) -> list[LogRow]:
    """Rows with a true chain."""
    rows, chain = [], GENESIS
    for record in events:
        body, salt = e.to_bytes(record.event), b"salt"
        digest = sha256(salt + body).digest()
        kind = type(record.event).__name__
        row = LogRow(room, record.version, record.at, record.actor, kind, body, salt, digest, chain)
        row = replace(row, chain=link(chain, row))
        rows.append(row)
        chain = row.chain
    return rows


def relog(run: Run, room: RoomId, rows: list[LogRow]) -> None:
    """Gives the room these rows; its head stands at their end, and pages saw them."""
    head = replace(run.logs[room].head, version=rows[-1].version, chain=rows[-1].chain)
    run.logs[room] = replace(run.logs[room], head=head, rows=rows)
    chains = run.history.chains
    for epoch, version in list(chains):
        if epoch == head.epoch:
            del chains[epoch, version]
    chains |= {(head.epoch, row.version): chain8(row.chain) for row in rows[::7]}
    aftermath = run.history.aftermath
    assert aftermath is not None
    aftermath.positions[f"board {room}"] = (room, head.version)
