"""A room's log as it was read after the run, and the numbered changes in it."""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from invigilate.ids import DeviceId, RoomId
from invigilate.rooms import events as e
from invigilate.rooms.commands import Begin, What
from invigilate.rooms.log import Head, LogRow
from invigilate.rooms.plan import Value


class SealStored(Struct, frozen=True):
    """A sealed booklet as it stands beside the log, where marking reads it."""

    seat: str
    number: int
    fingerprint: str
    answers: list[tuple[str, Value]]
    """(label, value) in paper order."""


class Log(Struct, frozen=True):
    """One room's log: its head and all its rows, in the order of the table's key."""

    head: Head
    rows: list[LogRow]
    seals: list[SealStored] | None = None
    """None: they were not read."""

    @property
    def room(self) -> RoomId:
        """Whose it is."""
        return self.head.room


class Told(Struct, frozen=True):
    """A room's log, read: the rows that are no event are left out (and are findings of I11)."""

    log: Log
    records: list[e.Recorded]

    @property
    def room(self) -> RoomId:
        """Whose it is."""
        return self.log.room


class Stored(Struct):
    """One numbered change in a log, and what became of it."""

    room: str
    seat: str
    device: DeviceId
    turn: int
    what: What
    became: str
    """"saved", "held:reason", "refused:word": as it was stored."""
    version: int
    counted: int = 0
    """The version from which it counts; 0: it does not."""
    merged: bool = False
    """The student was done with it: it waits no more."""


Key = tuple[str, DeviceId, int]
"""(seat, device, turn): what tells one change from every other."""


def changes(told: Told) -> Iterator[Stored]:
    """The numbered changes of a log, in order; what happened to held ones is not in them yet."""
    for record in told.records:
        event, room = record.event, told.room
        match event:
            case e.Begun(seat=seat, device=device, turn=turn):
                yield Stored(
                    room, seat, device, turn, Begin(), "saved", record.version, record.version
                )
            case e.ChangeSaved(seat=seat, device=device, turn=turn, what=what):
                yield Stored(
                    room, seat, device, turn, what, "saved", record.version, record.version
                )
            case e.ChangeHeld(seat=seat, device=device, turn=turn, what=what, reason=reason):
                yield Stored(room, seat, device, turn, what, f"held:{reason}", record.version)
            case e.ChangeRefused(seat=seat, device=device, turn=turn, what=what, word=word):
                yield Stored(room, seat, device, turn, what, f"refused:{word}", record.version)
            case _:
                pass


def index(logs: Iterable[Told]) -> dict[Key, Stored]:
    """Each change by its key, as it was stored first, with what became of held ones."""
    found: dict[Key, Stored] = {}
    for told in logs:
        for change in changes(told):
            found.setdefault((change.seat, change.device, change.turn), change)
        _settle(told, found)
    return found


def _settle(told: Told, found: dict[Key, Stored]) -> None:
    for record in told.records:
        match record.event:
            case e.HeldCounted(seat=seat, turns=turns) | e.HeldMerged(seat=seat, turns=turns):
                for device, turn in turns:
                    change = found.get((seat, device, turn))
                    if change is None:
                        continue
                    if isinstance(record.event, e.HeldCounted):
                        change.counted = record.version
                    else:
                        change.merged = True
            case _:
                pass
