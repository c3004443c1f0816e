"""I3 and I5: one order for everybody, and no answer to a later question stands before an earlier.

I3  versions are 1..n without a gap; what anyone saw is a prefix of that log
I5  what was acknowledged before another thing was asked stands before it in the log
"""

from collections.abc import Iterable, Iterator
from itertools import chain

from invigilate.crowd.checking.findings import Finding
from invigilate.crowd.checking.history import History
from invigilate.crowd.checking.stored import Key, Log, Stored, Told
from invigilate.ids import RequestId
from invigilate.rooms import events as e

Edge = tuple[float, bool, bool, str, int, str]
"""(when, told and not asked, of an order, room, version, what); at one instant asked stands before
told, so that only what is certain is an edge."""


def versions(log: Log) -> Iterator[Finding]:
    """I3: a log is whole."""
    for expected, row in enumerate(log.rows, 1):
        if row.version != expected:
            seen = f"version {row.version}"
            yield Finding("I3", f"room {log.room}", seen, f"version {expected} without a gap")
            break
    last = log.rows[-1].version if log.rows else 0
    if last != log.head.version:
        seen = f"a log that ends at {last}"
        yield Finding("I3", f"room {log.room}", seen, f"{log.head.version}, as its head says")


def prefixes(history: History, logs: Iterable[Log]) -> Iterator[Finding]:
    """I3: each position that anyone was told is one of the log."""
    known = {log.head.epoch: log for log in logs}
    for (epoch, version), told in history.chains.items():
        log = known.get(epoch)
        if log is None:
            if epoch not in history.left_epochs:
                yield Finding("I3", f"epoch {epoch}", f"version {version}", "an epoch of a log")
            continue
        found = log.rows[version - 1].chain[:4].hex() if version <= len(log.rows) else "nothing"
        if version and found != told:
            where = f"room {log.room}, version {version}"
            yield Finding("I3", where, f"{told}, as a page was told", f"{found}, as the log says")


def announcements(history: History) -> Iterator[Finding]:
    """I3: each page holds every announcement, in order."""
    for seat, heard in history.notices.items():
        if heard != history.announced:
            seen = f"{len(heard)} announcements, or in another order"
            yield Finding("I3", f"seat {seat}", seen, f"{len(history.announced)} in order")


def real_time(
    history: History, found: dict[Key, Stored], orders: dict[RequestId, tuple[str, int]]
) -> Iterator[Finding]:
    """I5 for changes, I8 for changes after an order: by the harness's clock and the log alone.

    `orders`: where each order stands, (room, version).
    """
    newest: dict[tuple[str, bool], tuple[int, str]] = {}
    """(room, of orders) → the highest version that was told so far, and what."""
    edges = sorted(chain(_changes(history, found), _orders(history, orders)))
    for _, is_told, is_order, room, version, what in edges:
        if is_told:
            newest[room, is_order] = max(newest.get((room, is_order), (0, "")), (version, what))
            continue
        where = f"room {room}, version {version}"
        top, before = newest.get((room, False), (0, ""))
        if version <= top:
            yield Finding("I5", where, what, f"after version {top}: {before} was told before")
        top, before = newest.get((room, True), (0, ""))
        if version <= top:
            yield Finding("I8", where, what, f"after version {top}: {before} was answered before")


def placed(logs: Iterable[Told]) -> dict[RequestId, tuple[str, int]]:
    """Where each order stands: (room, version) of the first event under its request id."""
    where: dict[RequestId, tuple[str, int]] = {}
    for told in logs:
        for record in told.records:
            if isinstance(record.event, e.Ordered | e.CommandRefused):
                where.setdefault(record.event.request, (told.room, record.version))
    return where


def _changes(history: History, found: dict[Key, Stored]) -> Iterator[Edge]:
    for puts in history.puts.values():
        for put in puts:
            change = found.get((put.seat, put.device, put.turn))
            if change is not None:
                what = f"turn {put.turn} of {put.device}"
                yield put.asked_at, False, False, change.room, change.version, what
                if put.outcome:
                    yield put.told_at, True, False, change.room, change.version, what


def _orders(history: History, placed_at: dict[RequestId, tuple[str, int]]) -> Iterator[Edge]:
    for order in history.orders.values():
        if order.request in placed_at:
            room, version = placed_at[order.request]
            what = f"order {order.request}"
            yield order.asked_at, False, True, room, version, what
            if order.word is not None:
                yield order.told_at, True, True, room, version, what
