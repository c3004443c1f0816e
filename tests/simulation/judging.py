"""What a simulated sitting is held against: the checker of I1 to I11, and how things were left."""

import json
from collections import Counter
from math import inf
from typing import TYPE_CHECKING

from msgspec import Struct, field

from invigilate.crowd.checker import check
from invigilate.crowd.checking.findings import Checked, Finding
from invigilate.crowd.checking.history import Aftermath, BookletSeen
from invigilate.crowd.checking.stored import Log, SealStored
from invigilate.ids import RoomId
from invigilate.rooms import events as e
from invigilate.rooms.log import Copy, blank, read

if TYPE_CHECKING:
    from tests.simulation.proctor import Proctor
    from tests.simulation.student import Student
    from tests.simulation.world import World


class Left(Struct):
    """How things stood thirty seconds after the healing, and after everybody had gone."""

    findings: list[Finding] = field(default_factory=list)
    aftermath: Aftermath = field(default_factory=Aftermath)
    booklets: dict[str, BookletSeen] = field(default_factory=dict)
    notices: dict[str, list[str]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    def wrong(self, where: str, seen: str, expected: str) -> None:
        """Something that is not at rest."""
        self.findings.append(Finding("I9", where, seen, expected))

    def at_rest(self, students: list["Student"], proctors: list["Proctor"], world: "World") -> None:
        """Journals, positions and booklets, while pages and workers are still there."""
        for student in students:
            self.notices[student.seat] = student.notices
            for page in student.pages:
                if page.is_closed:
                    continue
                self.aftermath.journals[page.name] = page.peer.outbox.unacknowledged
                _, version, _ = page.peer.position
                self.aftermath.positions[page.name] = (page.room, version)
        for proctor in proctors:
            _, version, _ = proctor.page.peer.position
            self.aftermath.positions[proctor.page.name] = (proctor.room, version)
        for worker in world.alive:
            for live in worker.hub.live.values():
                for seat_id, seat in live.copy.room.seats.items():
                    held = {(str(one.device), one.turn) for one in seat.held}
                    status = seat.status.value
                    self.booklets[seat_id] = BookletSeen(seat_id, status, seat.answered(), held)

    def copies(self, world: "World") -> None:
        """What every worker serves is what the log says."""
        for worker in world.alive:
            for room, live in worker.hub.live.items():
                if plain(live.copy) != plain(whole(world, room)):
                    where = f"room {room} in {worker.name}, version {live.copy.version}"
                    self.findings.append(Finding("I3", where, "another room", "the log's"))

    def behind(self, world: "World") -> None:
        """Nothing of any worker runs any more."""
        tasks = sum(len(world.loop.tasks_of(worker.process)) for worker in world.workers)
        self.aftermath.left["tasks"] = (0, tasks)
        self.aftermath.left["sockets"] = (0, len(world.sockets()))


def whole(world: "World", room: RoomId) -> Copy:
    """The room as its log has it, every link verified."""
    copy = blank(room, world.disk.stored.heads[room].epoch)
    read(copy, world.disk.stored.rows[room])
    return copy


def plain(copy: Copy) -> Copy:
    """What is to be compared of a copy."""
    mine = copy.fork()
    mine.room.shared = None
    return mine


def judge(world: "World", students: list["Student"], left: Left) -> tuple[list[Finding], Checked]:
    """All that is wrong."""
    stored, history = world.disk.stored, world.recorder.history
    logs = [
        Log(head, stored.rows[room], _seals(world, room)) for room, head in stored.heads.items()
    ]
    history.all_writers = True
    history.grants = {room: {f"Ada-{room}", f"Ben-{room}"} for room in stored.heads}
    history.aftermath = left.aftermath
    findings = list(left.findings)
    if world.lost_tail:
        findings += _after_a_lost_tail(world, students)
    verdict = check(history, left.booklets, logs)
    findings += verdict.findings
    findings += [Finding("I9", "a worker", fault, "none") for fault in world.faults]
    findings += [Finding("I9", "the loop", fault, "none") for fault in world.loop.faults]
    if not any(finding.invariant == "I11" for finding in findings):
        findings += _notices(world, left)
    return findings, verdict.checked


def _seals(world: "World", room: RoomId) -> list[SealStored]:
    return [
        SealStored(seal.seat, seal.seal, seal.fingerprint, json.loads(seal.body)["answers"])
        for seal in world.disk.stored.seals.values()
        if seal.room == room
    ]


def _notices(world: "World", left: Left) -> list[Finding]:
    """Each page holds every announcement that is in the log for it, in order."""
    told: dict[str, list[str]] = {}
    for rows in world.disk.stored.rows.values():
        mine: list[str] = []
        for row in rows:
            event = e.from_bytes(row.body)
            if isinstance(event, e.StudentsEnrolled):
                mine += [entry.seat for entry in event.entries]
            elif isinstance(event, e.Announced):
                for seat in mine if event.seats is None else event.seats:
                    told.setdefault(seat, []).append(event.text)
    return [
        Finding("I3", f"seat {seat}", f"announcements {heard}", f"{told.get(seat, [])}")
        for seat, heard in left.notices.items()
        if heard != told.get(seat, [])
    ]


def _became(world: "World") -> dict[tuple[str, str, int], str]:
    """Each change of the logs, and what became of it."""
    became: dict[tuple[str, str, int], str] = {}
    for rows in world.disk.stored.rows.values():
        for row in rows:
            event = e.from_bytes(row.body)
            match event:
                case e.ChangeSaved(seat=seat, device=device, turn=turn):
                    became[seat, device, turn] = "saved"
                case e.ChangeHeld(seat=seat, device=device, turn=turn, reason=reason):
                    became[seat, device, turn] = f"held:{reason}"
                case e.ChangeRefused(seat=seat, device=device, turn=turn, word=word):
                    became[seat, device, turn] = f"refused:{word}"
                case _:
                    pass
    return became


def _after_a_lost_tail(world: "World", students: list["Student"]) -> list[Finding]:
    """A failover lost what was acknowledged: the history that counts begins anew with it.

    What was told under the epoch that it ended is forgiven, once; but whatever a device still had
    must have come back by itself.
    """
    history, stored = world.recorder.history, world.disk.stored
    epochs = {head.epoch for head in stored.heads.values()}
    history.left_epochs |= world.old_epochs - epochs
    history.noticed = [one for one in history.noticed if one.invariant not in ("I1", "I2", "I3")]
    shown = zip(history.ends, world.ends_under, strict=True)
    history.ends = [one for one, epoch in shown if epoch in epochs]
    became = _became(world)
    kept = {page.journal.device for one in students for page in one.pages if not page.is_closed}
    findings = []
    for puts in history.puts.values():
        for put in puts:
            if put.told_at <= world.lost_at + 60:
                put.told_at = inf
            key = (put.seat, put.device, put.turn)
            if key not in world.lost:
                continue
            put.later = ""
            put.outcome = became.get(key, "")
            if key not in became and put.device in kept:
                where = f"turn {put.turn} of {put.device}"
                seen = "lost with the log's tail, and not sent again"
                findings.append(Finding("I1", where, seen, "sent again: its device has it"))
    for order in history.orders.values():
        if order.told_at <= world.lost_at + 60:
            order.told_at = inf
    return findings
