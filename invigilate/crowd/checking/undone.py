"""I8: an order is taken back once, in time, at those whom it reached, and by its contrary alone.

Of time exactly as much goes back as the order gave, to each whom its undoing did not leave out.
"""

from collections.abc import Iterator
from itertools import takewhile

from msgspec import Struct

from invigilate.crowd.checking.findings import Finding, short
from invigilate.crowd.checking.stored import Told
from invigilate.ids import RequestId
from invigilate.rooms import events as e
from invigilate.rooms import orders as o

WITHIN_MS = 10_000
COUNTING = (e.HeldCounted, e.SeatEnded, e.Sealed)
"""What was held for a stop that is gone counts, a held hand-in takes effect."""
BROUGHT_BACK = (e.Reopened, e.SeatsPaused, e.SeatsLocked, e.HandMoved)
"""Who was ended writes again, as they stood; by their clocks with the time that passed since."""
CONTRARY: dict[type[o.Action], tuple[type[e.Event], ...]] = {
    o.Pause: (e.RoomResumed, e.SeatsResumed, *COUNTING),
    o.Resume: (e.RoomPaused, e.SeatsPaused),
    o.Extend: (e.TimeGiven, *BROUGHT_BACK),
    o.SetEnd: (e.TimeGiven, *BROUGHT_BACK),
    o.Compensate: (e.TimeReturned,),
    o.Lock: (e.SeatsUnlocked, e.SeatsLocked, *COUNTING),
    o.Unlock: (e.SeatsLocked,),
    o.End: BROUGHT_BACK,
    o.ForceSubmit: BROUGHT_BACK,
    o.Reopen: (e.TimeGiven, *COUNTING),
    o.Claim: (e.SeatsClaimed,),
    o.Dismiss: (e.AlertsDismissed, e.HandMoved, e.SeatsClaimed),
    o.Note: (e.NoteWithdrawn,),
    o.Attend: (e.AttendanceMarked,),
    o.Identify: (e.IdentityMarked,),
}
"""What may be taken back, and by which events."""


class TakenBack(Struct, frozen=True):
    """An order that took another back, and what followed it."""

    order: e.Recorded
    undo: o.Undo
    skipped: frozenset[str]
    followed: list[e.Recorded]
    """Behind its OrderUndone."""


def taken_back(told: Told) -> Iterator[TakenBack]:
    """Every such order of a log."""
    for n, record in enumerate(told.records):
        event = record.event
        if isinstance(event, e.Ordered) and isinstance(event.action, o.Undo):
            skipped = frozenset(str(seat) for seat, _ in event.skipped)
            yield TakenBack(record, event.action, skipped, _followed(told.records, n)[1:])


def undone(told: Told) -> Iterator[Finding]:
    """What is wrong with what was taken back."""
    orders = {
        record.event.request: n
        for n, record in enumerate(told.records)
        if isinstance(record.event, e.Ordered)
    }
    seen: set[RequestId] = set()
    for back in taken_back(told):
        where = f"room {told.room}, version {back.order.version}"
        n = orders.get(back.undo.order)
        if n is None or told.records[n].version > back.order.version:
            yield Finding("I8", where, f"{back.undo.order} is undone", "an order before it")
            continue
        if back.undo.order in seen:
            yield Finding("I8", where, f"{back.undo.order} is undone again", "once at most")
        seen.add(back.undo.order)
        yield from _compared(told.records[n], _followed(told.records, n), back, where)


def seats_of(event: e.Event) -> set[str]:
    """Whom an event that follows from an order is about."""
    match event:
        case e.TimeGiven(entries=entries) | e.TimeReturned(entries=entries):
            return {seat for seat, _ in entries}
        case _:
            one = getattr(event, "seat", None)
            return {one} if one is not None else set(getattr(event, "seats", None) or ())


def named_by(action: o.Action) -> set[str] | None:
    """The seats that an order names; None: all."""
    match action:
        case o.Compensate(entries=entries):
            return {seat for seat, _ in entries}
        case o.Admit(seat=seat) | o.CountHeld(seat=seat) | o.Settle(seat=seat):
            return {seat}
        case _:
            named = getattr(action, "seats", None)
            return None if named is None else {*named}


def _followed(records: list[e.Recorded], n: int) -> list[e.Recorded]:
    """What follows from the order at this place: until another order, person or instant."""
    order = records[n]
    return list(
        takewhile(
            lambda one: (
                (one.actor, one.at) == (order.actor, order.at)
                and not isinstance(one.event, e.Ordered | e.CommandRefused)
            ),
            records[n + 1 :],
        )
    )


def _compared(
    order: e.Recorded, effects: list[e.Recorded], back: TakenBack, where: str
) -> Iterator[Finding]:
    assert isinstance(order.event, e.Ordered)
    kinds = CONTRARY.get(type(order.event.action), ())
    if not kinds or back.order.at - order.at > WITHIN_MS:
        seen = f"{short(order.event.action)} undone {back.order.at - order.at} ms after it"
        yield Finding("I8", where, seen, f"refused: no such order, or after {WITHIN_MS} ms")
    named = named_by(order.event.action)
    left_out = back.skipped | {str(seat) for seat, _ in order.event.skipped}
    for record in back.followed:
        reached = seats_of(record.event)
        strangers = reached & left_out if named is None else reached - (named - left_out)
        if not isinstance(record.event, kinds) or strangers:
            seen = f"{type(record.event).__name__} for {sorted(reached)}"
            expected = f"what takes back {short(order.event.action)} at whom it reached"
            yield Finding("I8", f"{where} (version {record.version})", seen, expected)
    given = {seat: -ms for seat, ms in _time(effects).items() if ms and seat not in left_out}
    returned = _time([one for one in back.followed if not isinstance(one.event, e.Reopened)])
    if returned != given:
        yield Finding("I8", where, f"{short(returned)} ms given", f"{short(given)} ms")


def _time(records: list[e.Recorded]) -> dict[str, int]:
    """By seat: what these events put into its ledger."""
    moved: dict[str, int] = {}
    for record in records:
        match record.event:
            case e.TimeGiven(entries=entries) | e.TimeReturned(entries=entries):
                entered = list(entries)
            case e.Reopened(seat=seat, ms=ms):
                entered = [(seat, ms)]
            case _:
                entered = []
        for entry, ms in entered:
            moved[entry] = moved.get(entry, 0) + ms
    return moved
