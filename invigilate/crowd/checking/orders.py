"""I8: each order is applied once or not at all, as it was answered, and a pause is a pause.

A request id stands in the log at most once. What an order does follows it at once, under its
actor and its instant, once for whom it chose; nothing of the kind happens without an order. After
a pause that was acknowledged nothing counts until it is over.
"""

from collections.abc import Iterator

from invigilate.crowd.checking.findings import Finding, short
from invigilate.crowd.checking.history import History
from invigilate.crowd.checking.stored import Told
from invigilate.crowd.checking.undone import named_by, seats_of, taken_back, undone
from invigilate.ids import RequestId
from invigilate.rooms import events as e
from invigilate.rooms import orders as o

EFFECTS: dict[type[o.Action], type[e.Event]] = {
    o.Extend: e.TimeGiven,
    o.SetEnd: e.TimeGiven,
    o.Announce: e.Announced,
    o.Tell: e.SeatsTold,
    o.Settle: e.MessagesSettled,
    o.Lock: e.SeatsLocked,
    o.Unlock: e.SeatsUnlocked,
    o.Admit: e.DeviceAdmitted,
    o.Reopen: e.Reopened,
    o.Claim: e.SeatsClaimed,
    o.Dismiss: e.AlertsDismissed,
    o.Note: e.Noted,
    o.Attend: e.AttendanceMarked,
    o.Identify: e.IdentityMarked,
    o.Compensate: e.TimeReturned,
    o.SetThresholds: e.ThresholdsSet,
    o.Undo: e.OrderUndone,
}
"""What follows an order first. Pause and Resume have two forms; the rest end or count."""
ORDERED_ONLY = (
    *EFFECTS.values(),
    e.RoomPaused,
    e.RoomResumed,
    e.SeatsPaused,
    e.SeatsResumed,
    e.NoteWithdrawn,
)


def applied(told: Told) -> Iterator[Finding]:
    """Along one room's log: each order once, and each effect right after its order."""
    requests: set[RequestId] = set()
    order: e.Recorded | None = None
    is_fresh = False
    backs = {id(record) for back in taken_back(told) for record in back.followed}
    for record in told.records:
        event, where = record.event, f"room {told.room}, version {record.version}"
        if id(record) in backs:
            continue  # looked at by `undone`
        due = None if order is None else _effect_of(order.event)
        if is_fresh and due is not None and not isinstance(event, due):
            yield Finding("I8", where, type(event).__name__, f"{due.__name__}, as ordered before")
        elif isinstance(event, ORDERED_ONLY):
            more = isinstance(event, e.Reopened) and due is e.Reopened  # one for each seat
            yield from _effect(record, order if is_fresh or more else None, where)
        if isinstance(event, e.Ordered | e.CommandRefused):
            if event.request in requests:
                yield Finding("I8", where, f"request {event.request} again", "once at most")
            requests.add(event.request)
        is_fresh = isinstance(event, e.Ordered)
        order = record if is_fresh else order if isinstance(event, ORDERED_ONLY) else None
    due = None if order is None or not is_fresh else _effect_of(order.event)
    if due is not None:
        yield Finding("I8", f"room {told.room}", "the end of the log", f"{due.__name__}")
    yield from undone(told)


def answered(
    history: History, logs: dict[RequestId, e.Ordered | e.CommandRefused]
) -> Iterator[Finding]:
    """What staff were told of an order is what the log has of it."""
    for order in history.orders.values():
        stored = logs.get(order.request)
        if stored is not None and stored.action != order.action:
            where = f"order {order.request}"
            yield Finding("I8", where, short(stored.action), short(order.action))
        if order.word is None:
            continue
        word = "" if isinstance(stored, e.Ordered) else None if stored is None else stored.word
        # A refusal of form or of right is told and not stored.
        if word != order.word and (order.word == "" or word is not None):
            seen = "not in the log" if word is None else f"{word or 'done'} in the log"
            yield Finding("I8", f"order {order.request}", seen, f"{order.word or 'done'}, as told")


def paused(told: Told, history: History) -> Iterator[Finding]:
    """Nothing counts between a pause that was acknowledged and its end."""
    stops: dict[str, RequestId] = {}
    """By seat ("" for the session): the order that stopped it."""
    ended: set[str] = set()
    request = RequestId("")
    for record in told.records:
        match record.event:
            case e.Ordered(request=request):
                pass
            case e.RoomPaused():
                stops[""] = request
            case e.RoomResumed():
                stops.pop("", None)
            case e.SeatsPaused(seats=seats):
                stops |= dict.fromkeys(seats, request)
            case e.SeatsResumed(seats=seats):
                for seat in seats:
                    stops.pop(seat, None)
            case e.SeatEnded(seat=seat):
                stops.pop(seat, None)
                ended.add(seat)
            case e.Reopened(seat=seat):
                ended.discard(seat)
            case e.ChangeSaved(seat=seat) | e.Begun(seat=seat) if seat not in ended:
                stop = stops.get("") or stops.get(seat)
                known = None if stop is None else history.orders.get(stop)
                if known is not None and known.word == "":
                    where = f"room {told.room}, version {record.version}"
                    seen = f"a change of seat {seat} counts"
                    yield Finding("I8", where, seen, f"held: pause {stop} was acknowledged")
            case _:
                pass


def stored(told: Told) -> Iterator[tuple[RequestId, e.Ordered | e.CommandRefused]]:
    """Every order of a log under its request id."""
    for record in told.records:
        if isinstance(record.event, e.Ordered | e.CommandRefused):
            yield record.event.request, record.event


def _effect_of(event: e.Event) -> type[e.Event] | None:
    """What follows this order first; None: it ends, counts, or is no order."""
    match event:
        case e.Ordered(action=o.Pause(seats=seats)):
            return e.RoomPaused if seats is None else e.SeatsPaused
        case e.Ordered(action=o.Resume(seats=seats)):
            return e.RoomResumed if seats is None else e.SeatsResumed
        case e.Ordered(action=action):
            return EFFECTS.get(type(action))
        case _:
            return None


def _effect(record: e.Recorded, order: e.Recorded | None, where: str) -> Iterator[Finding]:
    """Under its order's actor and instant, for nobody whom that left out or did not name."""
    event = record.event
    if order is None or not isinstance(order.event, e.Ordered):
        yield Finding("I8", where, type(event).__name__, "nothing: no order asks for it here")
        return
    if (record.actor, record.at) != (order.actor, order.at):
        yield Finding("I8", where, f"{record.actor} at {record.at}", f"{order.actor}, {order.at}")
    reached = seats_of(event)
    skipped = {str(seat) for seat, _ in order.event.skipped}
    named = named_by(order.event.action)
    allowed = None if named is None else named - skipped
    if reached & skipped or (allowed is not None and not reached <= allowed):
        yield Finding("I8", where, f"it reaches {sorted(reached)}", f"{short(allowed)}, as ordered")
