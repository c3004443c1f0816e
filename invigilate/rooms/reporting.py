"""A sitting's report from its stored log, every link of the chain verified on the way.

The log is read from its first row in slices, as `verifying` does, and nobody who writes waits for
it. Nothing is told of a log that is not whole: a row of it might say anything.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from hashlib import sha256

from invigilate.errors import NotFound, Refused
from invigilate.ids import RoomId
from invigilate.rooms import tables
from invigilate.rooms.chronicle import Chronicle
from invigilate.rooms.log import BrokenLog, Head, LogRow, blank, read
from invigilate.rooms.sitting_report import SittingReport, sitting_report
from invigilate.rooms.verifying import ERASED, attested
from invigilate.store import audit
from invigilate.store.engine import Engine

SLICE = 500
Names = Callable[[Engine, Iterable[str]], Awaitable[dict[str, str]]]
"""The shown names of these persons, by id; who is not known is left out."""


async def report_of(engine: Engine, room: RoomId, code: str, names: Names) -> SittingReport:
    """The report of a room as far as its head stands now.

    Raises NotFound (`nothing-to-report`), Refused (`log-not-whole`), Unavailable.
    """
    async with engine.reading() as connection:
        newest, head = await tables.end_of(connection, room)
    if head is None and newest:
        raise _broken(BrokenLog("there are events and no head"))
    if head is None or head.version == 0:
        raise NotFound("nothing-to-report", "Nothing happened in this session yet.")
    reading = _Reading(engine, head)
    try:
        await reading.run(head.version)
    except BrokenLog as fault:
        raise _broken(fault) from fault
    chronicle = reading.chronicle
    shown = await names(engine, chronicle.staff)
    return sitting_report(reading.copy, chronicle, reading.erased, code, shown)


async def differs(engine: Engine, report: SittingReport) -> str | None:
    """Why the room's log does not begin as the report says, in a sentence; None: it does.

    Raises NotFound (`no-session`: this database has no such room), Unavailable.
    """
    async with engine.reading() as connection:
        newest, head = await tables.end_of(connection, report.room)
    if head is None:
        if newest:
            return f"room {report.room} has events and no head"
        raise NotFound("no-session", f"This database has no room {report.room}.")
    if head.version < report.version:
        return (
            f"room {report.room} ends at version {head.version}, the report tells of"
            f" version {report.version}"
        )
    reading = _Reading(engine, head)
    try:
        await reading.run(report.version)
    except BrokenLog as fault:
        return f"the log of room {report.room} is not whole: {fault}"
    if reading.copy.chain.hex() != report.chain:
        chain = reading.copy.chain.hex()
        return (
            f"room {report.room} has another chain at version {report.version}: {chain},"
            f" the report says {report.chain}"
        )
    return None


class _Reading:
    """A room's log from its first row on."""

    def __init__(self, engine: Engine, head: Head) -> None:
        self.copy = blank(head.room, head.epoch)
        self.chronicle = Chronicle()
        self.erased = 0
        self._engine = engine
        self._head = head
        self._attested: dict[tuple[str, int], str] = {}

    async def run(self, upto: int) -> None:
        """Reads so far. Raises BrokenLog."""
        async with self._engine.reading() as connection:
            self._attested = attested(await audit.of_action(connection, ERASED))
        while self.copy.version < upto:
            most = min(SLICE, upto - self.copy.version)
            async with self._engine.reading() as connection:
                rows = await tables.events_after(
                    connection, self._head.room, self.copy.version, most
                )
            if not rows:
                missing = f"the log ends at {self.copy.version}, its head says {self._head.version}"
                raise BrokenLog(missing)
            await asyncio.to_thread(self._take, rows)
        if upto == self._head.version and self.copy.chain != self._head.chain:
            raise BrokenLog(f"the head has another chain than the log at version {upto}")

    def _take(self, rows: list[LogRow]) -> None:
        for row in rows:
            if not row.salt:
                self._check_erased(row)
            for record in read(self.copy, [row]):
                self.chronicle.take(self.copy.room, record)

    def _check_erased(self, row: LogRow) -> None:
        """The chain says nothing of such a row's body; the audit does."""
        if self._attested.get((row.room, row.version)) != sha256(row.body).hexdigest():
            without = f"version {row.version} is without its salt, and no erasure left it so"
            raise BrokenLog(without)
        self.erased += 1


def _broken(fault: BrokenLog) -> Refused:
    sentence = (
        f"The record of this session is not whole, so nothing is signed: {fault}."
        " See `invigilate verify`."
    )
    return Refused("log-not-whole", sentence)
