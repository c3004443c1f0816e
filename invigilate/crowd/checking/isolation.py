"""I6: nothing of one room or one student reaches another.

Each student's writing carries a mark of their own, a canary; a page of another student that gets
it, or a board of another room, was given what is not its own. In the logs a seat stands in one
room, and nobody acts for a seat but its student and the staff of that room.
"""

from collections.abc import Iterable, Iterator

from invigilate.crowd.checking.findings import Finding
from invigilate.crowd.checking.history import History
from invigilate.crowd.checking.stored import Told
from invigilate.rooms import events as e


def delivered(history: History) -> Iterator[Finding]:
    """What came to each page is its own."""
    for reader, marks in history.delivered.items():
        page = history.pages.get(reader)
        for mark in sorted(marks):
            owner = history.canaries.get(mark)
            if owner is None or page is None:
                continue
            if page.room != owner.room or page.seat not in ("", owner.seat):
                whose = f"seat {owner.seat} in room {owner.room}"
                yield Finding("I6", f"page {reader}", f"what {whose} wrote", "never to come here")


def codes(history: History) -> Iterator[Finding]:
    """A code leads to one session at most, while it is open or rests."""
    owners: dict[str, str] = {}
    for use in history.codes:
        if use.taken and owners.setdefault(use.code, use.session) != use.session:
            seen = f"sessions {owners[use.code]} and {use.session}"
            yield Finding("I6", f"code {use.code}", seen, "one session at most")


def logs(all_told: Iterable[Told], history: History) -> Iterator[Finding]:
    """Each seat in one room, each event by who may act there."""
    homes: dict[str, str] = {}
    for told in all_told:
        mine: set[str] = set()
        grants = history.grants.get(told.room)
        for record in told.records:
            where = f"room {told.room}, version {record.version}"
            if isinstance(record.event, e.StudentsEnrolled):
                for entry in record.event.entries:
                    mine.add(entry.seat)
                    if homes.setdefault(entry.seat, told.room) != told.room:
                        seen = f"seat {entry.seat} of room {homes[entry.seat]}"
                        yield Finding("I6", where, seen, "a seat of this room")
            yield from _acts(record, mine, grants, where)


def _acts(
    record: e.Recorded, mine: set[str], grants: set[str] | None, where: str
) -> Iterator[Finding]:
    seat = getattr(record.event, "seat", None)
    kind, _, name = record.actor.partition(":")
    if seat is not None and seat not in mine:
        yield Finding("I6", where, f"seat {seat}", "a seat of this room")
    if kind == "seat" and seat != name:
        yield Finding("I6", where, f"seat {name} acts for {seat}", "for itself alone")
    if kind == "person" and grants is not None and name not in grants:
        yield Finding("I6", where, f"person {name} acts here", "one who may")
