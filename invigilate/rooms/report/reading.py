"""A sitting's report from its stored log, every link of the chain verified on the way.

The log is read from its first row in slices, as `verifying` does, and nobody who writes waits for
it. Nothing is told of a log that is not whole: a row of it might say anything.
"""

from collections.abc import Awaitable, Callable, Iterable

from invigilate.errors import NotFound, Refused
from invigilate.ids import RoomId
from invigilate.rooms import tables
from invigilate.rooms.log import BrokenLog, Head
from invigilate.rooms.report.chronicle import Chronicle
from invigilate.rooms.report.sitting import SittingReport, sitting_report
from invigilate.rooms.rereading import Attested, Rereading, attestations
from invigilate.store.engine import Engine

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
    reading = _Reading(engine, head, await attestations(engine))
    try:
        await reading.run(head.version)
    except BrokenLog as fault:
        raise _broken(fault) from fault
    chronicle = reading.chronicle
    shown = await names(engine, chronicle.staff)
    return sitting_report(reading.log.copy, chronicle, reading.log.erased, code, shown)


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
    reading = _Reading(engine, head, await attestations(engine))
    try:
        await reading.run(report.version)
    except BrokenLog as fault:
        return f"the log of room {report.room} is not whole: {fault}"
    if reading.log.copy.chain.hex() != report.chain:
        chain = reading.log.copy.chain.hex()
        return (
            f"room {report.room} has another chain at version {report.version}: {chain},"
            f" the report says {report.chain}"
        )
    return None


class _Reading:
    """A room's log from its first row on, and what the report tells of it."""

    def __init__(self, engine: Engine, head: Head, attested: Attested) -> None:
        self.chronicle = Chronicle()
        self.log = Rereading(engine, head, attested, unattested=_refuse, take=self.chronicle.take)

    async def run(self, upto: int) -> None:
        """Reads so far. Raises BrokenLog."""
        await self.log.upto(upto)
        head, copy = self.log.head, self.log.copy
        if upto == head.version and copy.chain != head.chain:
            raise BrokenLog(f"the head has another chain than the log at version {upto}")


def _refuse(version: int) -> None:
    raise BrokenLog(f"version {version} is without its salt, and no erasure left it so")


def _broken(fault: BrokenLog) -> Refused:
    sentence = (
        f"The record of this session is not whole, so nothing is signed: {fault}."
        " See `invigilate verify`."
    )
    return Refused("log-not-whole", sentence)
