"""The proof of a story: rooms' logs, read from the database, held against what the crowd saw.

    sat = await sit(place, code, people, 0.3, watch=each(kill, Sampling(place)))
    verdict = await proven(place, sat.history, session)
    assert verdict.findings == []

The report of the crowd alone knows what pages and booklets show; this knows what is durable. It
reads SQLite and PostgreSQL alike, while the server runs or not.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

import psutil

from invigilate.clock import WallClock
from invigilate.crowd.checker import BookletSeen, Bounds, Log, Verdict, check
from invigilate.crowd.checking.history import History, Sample
from invigilate.crowd.checking.stored import SealStored
from invigilate.crowd.recorder import Recorder
from invigilate.crowd.report import Report
from invigilate.crowd.run import booklets_of
from invigilate.crowd.student import Who
from invigilate.rooms.events import Sealed, from_bytes
from invigilate.rooms.keeper import RoomLog
from invigilate.rooms.log import Head, LogRow, Missing
from invigilate.rooms.record import receipts_of
from invigilate.settings import Settings
from invigilate.store.engine import Engine, open_engine
from invigilate.store.log_postgres import PostgresLog
from invigilate.store.log_sqlite import SqliteLog
from tests.stories.crowds import crowd
from tests.stories.schools import School

Watch = Callable[[Recorder, float], None]


class Sat(NamedTuple):
    """A sitting that is over."""

    report: Report
    history: History


async def sit(
    school: School,
    code: str,
    people: tuple[Who, ...],
    minutes: float,
    *,
    seed: int = 1,
    watch: Watch = lambda recorder, share: None,
    strict: bool = True,
) -> Sat:
    """Sits the exam as `crowd` does, and keeps the history for `proven`."""
    kept: list[Recorder] = []

    def keep(recorder: Recorder, share: float) -> None:
        kept[:] = [recorder]
        watch(recorder, share)

    report = await crowd(school, code, people, minutes, seed=seed, watch=keep, strict=strict)
    return Sat(report, kept[0].history)


async def proven(
    school: School,
    history: History,
    *sessions: str,
    all_writers: bool = True,
    bounds: Bounds | None = None,
) -> Verdict:
    """What I1-I11 say of a run; no findings where all is well.

    `sessions`: whose booklets are asked for, for which the server must run; whoever else steered
    them than their staff is found. `all_writers`: nobody wrote in this school but who is in the
    history.
    """
    history.all_writers = all_writers
    booklets: dict[str, BookletSeen] = {}
    for session in sessions:
        whole = await school.office.ask("GET", f"/api/sessions/{session}")
        people = (await school.office.ask("GET", "/api/people"))["people"]
        office = {str(each["id"]) for each in people if "office" in each["roles"]}
        history.grants[whole["room"]] = office | {*whole["proctors"]}
        booklets |= await booklets_of(school.office, session)
    logs = await read_logs(_url(school))
    return check(history, booklets if sessions else None, logs, bounds)


async def read_logs(url: str) -> list[Log]:
    """The log of every room in a database, as far as its head says. Raises Unavailable."""
    engine = open_engine(Settings(database_url=url))
    room_log = _open(engine)
    try:
        heads = await room_log.heads()
        return [await _log(engine, room_log, head) for head in heads]
    finally:
        await room_log.close()
        await engine.close()


async def _log(engine: Engine, room_log: RoomLog, head: Head) -> Log:
    rows: list[LogRow] = await room_log.read(Missing(((head.room, 0),)))
    # What was written after the head was read is no part of this.
    rows = [row for row in rows if row.version <= head.version]
    sealed = (from_bytes(row.body) for row in rows if row.kind == Sealed.__name__)
    seats = dict.fromkeys(event.seat for event in sealed if isinstance(event, Sealed))
    seals = [
        SealStored(each.seat, each.seal, each.fingerprint, each.answers)
        for seat in seats
        for each in await receipts_of(engine, head.room, seat)
    ]
    return Log(head, rows, seals)


class Sampling:
    """Looks at the memory of the server's processes while a crowd sits (for `watch`)."""

    def __init__(self, school: School) -> None:
        self._school = school

    def __call__(self, recorder: Recorder, share: float) -> None:
        clients = recorder.joined - len(recorder.finished)
        with suppress(psutil.NoSuchProcess):
            for pid in self._school.pids():
                rss = psutil.Process(pid).memory_info().rss
                recorder.history.samples.append(Sample(clients, rss, 0, 0.0))


def standing(school: School) -> dict[str, int]:
    """What the server's processes hold now: open sockets of clients, threads, processes."""
    found = Counter({"sockets": 0, "threads": 0, "processes": 0})
    for pid in school.pids():
        process = psutil.Process(pid)
        found["processes"] += 1
        found["threads"] += process.num_threads()
        found["sockets"] += sum(
            each.status == psutil.CONN_ESTABLISHED and each.laddr.port == school.port
            for each in process.net_connections("tcp")
        )
    return dict(found)


def _url(school: School) -> str:
    return school.database_url or f"sqlite:///{school.folder}/invigilate.sqlite3"


def _open(engine: Engine) -> RoomLog:
    if engine.path is None:
        return PostgresLog(engine.dsn)
    assert engine.line is not None
    return SqliteLog(engine.path, engine.line, WallClock().now_ms)
