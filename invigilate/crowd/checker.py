"""Holds the history of a run against the booklets that the server hands out. Pure.

I1  every change told as saved stands in the booklet, letter by letter, unless a later one of the
    same student replaced it; held ones stand in the held list or count; refused ones nowhere
I2  a change is told one outcome (held and counted afterwards aside)
I3  what anyone saw is a prefix of one log: positions go forward, the same version is the same
    chain for everyone
"""

from msgspec import Struct

from invigilate.crowd.recorder import Put, Recorder
from invigilate.rooms.commands import Answer, Clear, Splice
from invigilate.rooms.plan import Value

BY_ITSELF = ("held:paused", "held:locked")
"""Counts by itself when the pause or the lock ends, and before any end."""


class BookletSeen(Struct):
    """One booklet as the staff API handed it out."""

    seat: str
    status: str
    answers: dict[int, Value]
    held: set[tuple[str, int]]
    """(device, turn)."""


class Verdict(Struct):
    lost: list[str]
    """Saved changes that are not there: the one list that must be empty above all."""
    other: list[str]


def check(recorder: Recorder, booklets: dict[str, BookletSeen]) -> Verdict:
    """What is wrong; two empty lists where nothing is."""
    verdict = Verdict([], list(recorder.violations))
    for seat, puts in recorder.puts.items():
        booklet = booklets.get(seat)
        if booklet is None:
            verdict.lost.append(f"I1: there is no booklet for seat {seat}")
            continue
        _check_held(puts, booklet, verdict)
        for slot in {slot for put in puts if (slot := slot_of(put)) is not None}:
            _check_slot(slot, puts, booklet, verdict)
    _check_notices(recorder, verdict)
    return verdict


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


def view_lacks(puts: list[Put], answers: dict[int, Value], held: set[tuple[str, int]]) -> list[str]:
    """What a fresh view of one student lacks of what was told as saved, before the end too.

    Later answers to the same slot would hide it in the booklet.
    """
    seen = BookletSeen("", "", answers, held)
    verdict = Verdict([], [])
    for slot in {slot for put in puts if (slot := slot_of(put)) is not None}:
        _check_slot(slot, puts, seen, verdict)
    return verdict.lost


def _check_slot(slot: int, puts: list[Put], booklet: BookletSeen, verdict: Verdict) -> None:
    """The booklet must hold the last change that counts, or one after it whose fate is unknown."""
    mine = [put for put in puts if slot_of(put) == slot and not _is_out(put, booklet)]
    certain = [n for n, put in enumerate(mine) if put.outcome]
    first = certain[-1] if certain else 0
    allowed = [value_of(put) for put in mine[first:]] + ([] if certain else [None])
    found = booklet.answers.get(slot)
    if _norm(found) not in [_norm(value) for value in allowed]:
        verdict.lost.append(
            f"I1: seat {booklet.seat}, slot {slot}: {_short(found)} instead of {_short(allowed[0])}"
            if allowed
            else f"I1: seat {booklet.seat}, slot {slot}: {_short(found)} was never to count"
        )


def _is_out(put: Put, booklet: BookletSeen) -> bool:
    """Whether a change does not count: refused, or still held."""
    if put.outcome.startswith("refused"):
        return True
    return put.outcome.startswith("held") and (put.device, put.turn) in booklet.held


def _check_held(puts: list[Put], booklet: BookletSeen, verdict: Verdict) -> None:
    """A saved turn must not be in the held list, a refused one neither; and when all is over,
    nothing is held for a pause or a lock."""
    for put in puts:
        is_held = (put.device, put.turn) in booklet.held
        if is_held and put.outcome in BY_ITSELF and booklet.status == "Submitted":
            verdict.lost.append(
                f"I1: turn {put.turn} of seat {booklet.seat} is {put.outcome} still"
            )
        if is_held and (put.outcome == "saved" or put.outcome.startswith("refused")):
            where = f"turn {put.turn} of seat {booklet.seat}"
            verdict.other.append(f"I1: {where} was told as {put.outcome} and is held")


def _check_notices(recorder: Recorder, verdict: Verdict) -> None:
    for seat, heard in recorder.notices.items():
        if heard != recorder.announced:
            verdict.other.append(
                f"announcements of seat {seat}: {len(heard)} of {len(recorder.announced)},"
                " or in another order"
            )


def _norm(value: Value | list[str] | None) -> object:
    return list(value) if isinstance(value, tuple | list) else (value or None)


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:40]}…({len(text)})"
