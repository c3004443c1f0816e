"""A room's stored log, read from its first row on: nothing is believed that was worked out before.

A slice is a transaction of its own, so whoever writes meanwhile waits for none of it: rows never
change, and a head that was read once says how far the log goes.
"""

import asyncio
from collections.abc import Callable, Mapping
from hashlib import sha256

from invigilate.rooms import tables
from invigilate.rooms.events import Recorded
from invigilate.rooms.log import BrokenLog, Head, LogRow, blank, read
from invigilate.rooms.state import Room
from invigilate.store import audit
from invigilate.store.engine import Engine

SLICE = 500
ERASED = "student-erased"
"""The action under which the audit names the rows that were erased, and what was left of them."""

Attested = Mapping[tuple[str, int], str]
"""(room, version) of each row that was erased → SHA-256 of its body."""


class Rereading:
    """The log of the room whose head this is, as far as it was read."""

    def __init__(
        self,
        engine: Engine,
        head: Head,
        attested: Attested,
        *,
        unattested: Callable[[int], None],
        take: Callable[[Room, Recorded], None] = lambda room, record: None,
    ) -> None:
        """`take` hears of each event with the room that it made; `unattested` of each version
        that is without its salt though no erasure left it so."""
        self.head = head
        self.copy = blank(head.room, head.epoch)
        self.erased = 0
        """Rows whose body was erased."""
        self._engine = engine
        self._attested = attested
        self._unattested = unattested
        self._hear = take

    async def upto(self, version: int) -> None:
        """Reads on until there. Raises BrokenLog, Unavailable."""
        while self.copy.version < version:
            most = min(SLICE, version - self.copy.version)
            async with self._engine.reading() as connection:
                rows = await tables.events_after(
                    connection, self.head.room, self.copy.version, most
                )
            if not rows:
                missing = f"the log ends at {self.copy.version}, its head says {self.head.version}"
                raise BrokenLog(missing)
            await asyncio.to_thread(self._take, rows)

    def _take(self, rows: list[LogRow]) -> None:
        for row in rows:
            for record in read(self.copy, [row]):
                self._hear(self.copy.room, record)
            if not row.salt:
                self._check_erased(row)

    def _check_erased(self, row: LogRow) -> None:
        """The chain says nothing of such a row's body; the audit does."""
        self.erased += 1
        if self._attested.get((row.room, row.version)) != sha256(row.body).hexdigest():
            self._unattested(row.version)


async def attestations(engine: Engine) -> Attested:
    """What the audit says of erasures; of a row that two persons were in, the later one."""
    async with engine.reading() as connection:
        lines = await audit.of_action(connection, ERASED)
    told: dict[tuple[str, int], str] = {}
    for line in lines:
        match line.after:
            case {"room": str(room), "rows": list(rows)}:
                told |= {(room, version): digest for version, digest in rows}
    return told
