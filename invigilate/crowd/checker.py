"""Holds the history of a run against the rooms' logs and the booklets handed out. Pure.

I1   durability  what was told as saved is in the log for ever, and in views, booklets and seals
I2   once        a change stands in the log once at most, and is told one outcome
I3   order       versions are 1..n; what anyone saw is a prefix of one log
I4   time        nobody's answer counts while paused or late, by clocks worked out from the log
I5   real time   what was acknowledged before another thing was asked stands before it
I6   isolation   nothing of one student or one room reaches another
I7   pen         the changes that count come from the device that has the pen
I8   orders      an order is applied once or never, before its answer, and a pause holds
I9   liveness    after healing journals are empty, pages at the head, nothing is left behind
I10  bounds      queues, memory and the event loop stay within their bounds at every moment
I11  audit       the chain verifies by recomputation, and every event has its actor

A log is its own witness: the room publishes its order, so nothing is searched. Without logs (a
crowd that has the staff API alone) what pages and booklets show is checked, and no more.
"""

from collections.abc import Iterator, Mapping, Sequence

from invigilate.crowd.checking import (
    audit,
    booklets,
    durability,
    isolation,
    order,
    orders,
    pens,
    running,
)
from invigilate.crowd.checking.answers import Answers
from invigilate.crowd.checking.findings import Checked, Finding, Verdict
from invigilate.crowd.checking.history import BookletSeen, History
from invigilate.crowd.checking.running import Bounds
from invigilate.crowd.checking.stored import Key, Log, Stored, Told, index
from invigilate.crowd.checking.time_left import TimeLeft

__all__ = ["BookletSeen", "Bounds", "Log", "Verdict", "check"]


def check(
    history: History,
    seen: Mapping[str, BookletSeen] | None = None,
    logs: Sequence[Log] | None = None,
    bounds: Bounds | None = None,
) -> Verdict:
    """All that is wrong; no findings where nothing is.

    `seen`: the booklets that were handed out, by seat; None: none were asked for. `logs`: of every
    room that the run touched, read after it; None: there is no way to them.
    """
    findings = [*history.noticed, *order.announcements(history)]
    findings += [*isolation.delivered(history), *isolation.codes(history)]
    findings += running.bounded(history.samples, bounds or Bounds())
    if seen is not None and logs is None:
        findings += booklets.check(history, dict(seen))
    told: list[Told] = []
    found: dict[Key, Stored] = {}
    if logs is not None:
        for log in logs:
            read, wrong = audit.read(log)
            told.append(read)
            findings += wrong
        found = index(told)
        for one in told:
            findings += _of_a_room(history, one, seen or {})
        findings += _of_all(history, told, found)
    if history.aftermath is not None:
        heads = {str(log.room): log.head for log in logs or ()}
        findings += running.healed(history.aftermath, heads)
    return Verdict(findings, _checked(history, told, {*found} if logs is not None else set()))


def _of_a_room(history: History, told: Told, seen: Mapping[str, BookletSeen]) -> Iterator[Finding]:
    """What holds within one room's log."""
    yield from audit.actors(told)
    yield from order.versions(told.log)
    yield from durability.once(told)
    answers = Answers(told)
    yield from answers.findings
    yield from answers.against(dict(seen))
    if told.log.seals is not None:
        yield from answers.sealed(told.log.seals)
    yield from TimeLeft(told, history.ends).findings
    yield from pens.check(told)
    yield from orders.applied(told)
    yield from orders.paused(told, history)


def _of_all(history: History, told: Sequence[Told], found: dict[Key, Stored]) -> Iterator[Finding]:
    """What holds between the history and the logs, and between logs."""
    yield from durability.kept(history, found)
    yield from durability.invented(history, found)
    yield from order.prefixes(history, [one.log for one in told])
    yield from order.real_time(history, found, order.placed(told))
    yield from orders.answered(history, dict(p for one in told for p in orders.stored(one)))
    yield from isolation.logs(told, history)


def _checked(history: History, told: Sequence[Told], stored: set[Key]) -> Checked:
    puts = [put for mine in history.puts.values() for put in mine]
    outcomes = [put.outcome.partition(":")[0] for put in puts]
    unknown = [put for put in puts if not put.outcome]
    return Checked(
        told_saved=outcomes.count("saved"),
        told_held=outcomes.count("held"),
        told_refused=outcomes.count("refused"),
        unknown=len(unknown),
        unknown_stored=sum((put.seat, put.device, put.turn) in stored for put in unknown),
        orders_told=sum(order.word is not None for order in history.orders.values()),
        orders_unknown=sum(order.word is None for order in history.orders.values()),
        rooms=len(told),
        events=sum(len(one.records) for one in told),
    )
