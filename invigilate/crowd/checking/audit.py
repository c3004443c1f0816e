"""I11: the chain of every log verifies by recomputation, and each event has its actor.

    digest = SHA-256(salt ‖ body)
    chain  = SHA-256(previous ‖ version ‖ at ‖ |actor| ‖ |kind| ‖ actor ‖ kind ‖ digest)

Numbers are 64 bits, the highest first; the first previous chain is 32 zero bytes.
"""

from collections.abc import Iterator
from hashlib import sha256
from struct import pack

from msgspec import MsgspecError

from invigilate.crowd.checking.findings import Finding
from invigilate.crowd.checking.stored import Log, Told
from invigilate.rooms import events as e
from invigilate.rooms.log import LogRow

BY_STUDENT = (
    e.DeviceKnocked,
    e.PenTaken,
    e.WentTo,
    e.AnnouncementSeen,
    e.SeatSaid,
    e.MessagesRead,
    e.WasAway,
    e.HeldMerged,
)
BY_HAND = (
    e.SeatJoined,
    e.Begun,
    e.ChangeSaved,
    e.ChangeHeld,
    e.ChangeRefused,
    e.HandMoved,
)
"""By a student; by staff where a device's file was carried to the board, or who saw to a hand."""
BY_STAFF = (
    e.Ordered,
    e.CommandRefused,
    e.RoomPaused,
    e.RoomResumed,
    e.SeatsPaused,
    e.SeatsResumed,
    e.TimeGiven,
    e.Announced,
    e.SeatsTold,
    e.MessagesSettled,
    e.SeatsLocked,
    e.SeatsUnlocked,
    e.DeviceAdmitted,
    e.Reopened,
    e.SeatsClaimed,
    e.AlertsDismissed,
    e.Noted,
    e.NoteWithdrawn,
    e.AttendanceMarked,
    e.IdentityMarked,
    e.TimeReturned,
    e.ThresholdsSet,
    e.OrderUndone,
)
BY_HOUSE = (
    e.RoomOpened,
    e.SettingsChanged,
    e.StudentsEnrolled,
    e.EntriesAmended,
    e.StudentsWithdrawn,
    e.OutageNoted,
    e.SeatsWereOffline,
    e.RoomClosed,
)


def read(log: Log) -> tuple[Told, list[Finding]]:
    """The log's events, each row verified; findings where a row or the head is not true."""
    records: list[e.Recorded] = []
    findings: list[Finding] = []
    chain = bytes(32)
    for row in log.rows:
        where = f"room {log.room}, version {row.version}"
        findings += _links(chain, row, where)
        chain = row.chain
        try:
            event = e.from_bytes(row.body)
        except MsgspecError as fault:
            findings.append(Finding("I11", where, f"no event ({fault})", "an event"))
            continue
        if type(event).__name__ != row.kind:
            findings.append(Finding("I11", where, f"a row of kind {row.kind}", _name(event)))
        records.append(e.Recorded(row.version, row.at, row.actor, event))
    if log.head.chain != chain:
        said = f"a head with the chain {log.head.chain.hex()[:8]}"
        findings.append(Finding("I11", f"room {log.room}", said, chain.hex()[:8]))
    return Told(log, records), findings


def actors(told: Told) -> Iterator[Finding]:
    """Each event was made by one who may make such events."""
    for record in told.records:
        expected = _maker(record.event)
        kind, _, name = record.actor.partition(":")
        known = kind in expected and (bool(name) is not (kind == "house"))
        if not known:
            where = f"room {told.room}, version {record.version}, {_name(record.event)}"
            yield Finding("I11", where, f"the actor {record.actor!r}", " or ".join(expected))


def _links(previous: bytes, row: LogRow, where: str) -> Iterator[Finding]:
    # A row without its salt was erased: its body is what was left, the chain goes on over it.
    if row.salt and sha256(row.salt + row.body).digest() != row.digest:
        yield Finding("I11", where, "a body with another digest", row.digest.hex()[:8])
    actor, kind = row.actor.encode(), row.kind.encode()
    numbers = pack(">4q", row.version, row.at, len(actor), len(kind))
    chain = sha256(previous + numbers + actor + kind + row.digest).digest()
    if chain != row.chain:
        yield Finding("I11", where, f"the chain {row.chain.hex()[:8]}", chain.hex()[:8])


def _maker(event: e.Event) -> tuple[str, ...]:
    if isinstance(event, BY_STUDENT):
        return ("seat",)
    if isinstance(event, BY_HAND):
        return ("seat", "person")
    if isinstance(event, BY_STAFF):
        return ("person",)
    if isinstance(event, BY_HOUSE):
        return ("house", "person")
    if isinstance(event, e.SeatEnded) and event.why == "time":
        return ("house",)
    return ("seat", "person", "house")


def _name(event: e.Event) -> str:
    return type(event).__name__
