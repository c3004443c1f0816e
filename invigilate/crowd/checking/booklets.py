"""I1 as anyone can see it from outside: what was told as saved stands in views and booklets.

Letter by letter, unless a later change of the same student replaced it; held ones stand in the
held list or count; refused ones nowhere.
"""

from collections.abc import Iterator

from invigilate.crowd.checking.findings import Finding, short
from invigilate.crowd.checking.history import BookletSeen, History, Put
from invigilate.rooms.commands import Answer, Clear, Splice
from invigilate.rooms.plan import Value

BY_ITSELF = ("held:paused", "held:locked")
"""Counts by itself when the pause or the lock ends, and before any end."""


def check(history: History, booklets: dict[str, BookletSeen]) -> Iterator[Finding]:
    """Every student's booklet holds what they were told."""
    for seat, puts in history.puts.items():
        booklet = booklets.get(seat)
        if booklet is None:
            yield Finding("I1", f"seat {seat}", "no booklet", "one")
            continue
        yield from _held(puts, booklet)
        yield from _slots(puts, booklet)


def view_lacks(
    puts: list[Put], seat: str, answers: dict[int, Value], held: set[tuple[str, int]]
) -> list[Finding]:
    """What a fresh view of one student lacks of what was told as saved, before the end too.

    Later answers to the same slot would hide it in the booklet.
    """
    return list(_slots(puts, BookletSeen(seat, "", answers, held)))


def slot_of(put: Put) -> int | None:
    """The slot that a change is about."""
    what = put.what
    return what.slot if isinstance(what, Answer | Clear | Splice) else None


def value_of(put: Put) -> Value | None:
    """What its slot holds after a change; None: it was cleared."""
    match put.what:
        case Answer(value=value):
            return value
        case Splice():
            return put.text
        case _:
            return None


def _slots(puts: list[Put], booklet: BookletSeen) -> Iterator[Finding]:
    by_slot: dict[int, list[Put]] = {}
    for put in puts:
        slot = slot_of(put)
        if slot is not None:
            mine = by_slot.setdefault(slot, [])
            if not _is_out(put, booklet):
                mine.append(put)
    for slot, mine in by_slot.items():
        yield from _slot(slot, mine, booklet)


def _slot(slot: int, mine: list[Put], booklet: BookletSeen) -> Iterator[Finding]:
    """The booklet must hold the last change that counts, or one after it whose fate is unknown.

    Or one that staff let count: that may be later than everything that was written after it.
    """
    certain = [n for n, put in enumerate(mine) if put.outcome]
    first = certain[-1] if certain else 0
    by_hand = [put for put in mine[:first] if _is_by_hand(put)]
    allowed = [value_of(put) for put in mine[first:] + by_hand] + ([] if certain else [None])
    found = booklet.answers.get(slot)
    if _norm(found) not in [_norm(value) for value in allowed]:
        expected = " or ".join(short(value) for value in allowed[:2]) or "nothing that counts"
        yield Finding("I1", f"seat {booklet.seat}, slot {slot}", short(found), expected)


def _is_out(put: Put, booklet: BookletSeen) -> bool:
    """Whether a change does not count: refused, or still held."""
    if put.outcome.startswith("refused"):
        return True
    return put.outcome.startswith("held") and (put.device, put.turn) in booklet.held


def _is_by_hand(put: Put) -> bool:
    """Whether a change was held, so that staff alone could let it count."""
    return put.outcome.startswith("held") and put.outcome not in BY_ITSELF


def _held(puts: list[Put], booklet: BookletSeen) -> Iterator[Finding]:
    """A saved turn must not be in the held list, a refused one neither; and when all is over,
    nothing is held for a pause or a lock."""
    for put in puts:
        if (put.device, put.turn) not in booklet.held:
            continue
        where = f"seat {booklet.seat}, turn {put.turn} of {put.device}"
        if put.outcome in BY_ITSELF and booklet.status == "Submitted":
            yield Finding("I1", where, f"{put.outcome} still", "counted before the end")
        if put.outcome == "saved" or put.outcome.startswith("refused"):
            yield Finding("I1", where, "held", f"{put.outcome}, as it was told")


def _norm(value: Value | list[str] | None) -> object:
    return list(value) if isinstance(value, tuple | list) else (value or None)
