"""What may go wrong between people: who sees what, who writes, who orders (I6, I7, I8)."""

from msgspec.structs import replace

from invigilate.crowd.checking.history import CodeUse, canary
from invigilate.ids import DeviceId, RequestId
from invigilate.rooms import events as e
from invigilate.rooms.orders import CountHeld, Pause
from tests.crowd.memory import ROOMS
from tests.crowd.seeded.spoiling import (
    Record,
    after,
    another,
    breaks,
    instead,
    one,
    put_of,
    records,
    rewrite,
    those,
)
from tests.crowd.sitting import Run


@breaks("I6")
def a_page_gets_what_another_student_wrote(run: Run) -> None:
    seats = [page.seat for page in run.history.canaries.values() if page.room == ROOMS[0]]
    run.recorder.page("page 1", ROOMS[0], seats[0])
    run.recorder.delivered("page 1", f"…{canary(seats[1])}…")


@breaks("I6")
def a_board_gets_what_was_written_in_another_room(run: Run) -> None:
    [seat, *_] = [page.seat for page in run.history.canaries.values() if page.room == ROOMS[0]]
    run.recorder.delivered(f"board {ROOMS[1]}", canary(seat).encode())


@breaks("I6")
def a_code_leads_to_two_sessions(run: Run) -> None:
    run.history.codes.append(CodeUse("0000", "another session", taken=True))


@breaks("I6")
def a_student_acts_for_another(run: Run) -> None:
    room, record, event = one(run, e.HandMoved)
    other = next(seat for seat in run.booklets if seat[0] == event.seat[0] and seat != event.seat)
    instead(run, room, record.version, replace(record, actor=f"seat:{other}"))


@breaks("I6")
def somebody_orders_in_a_room_that_is_not_theirs(run: Run) -> None:
    room, record, _ = one(run, e.CommandRefused)
    instead(run, room, record.version, replace(record, actor="person:stranger"))


@breaks("I6")
def a_seat_of_one_room_stands_in_the_log_of_another(run: Run) -> None:
    room, record, _ = one(run, e.HandMoved)
    seat = next(seat for seat in run.booklets if not seat.startswith(room))
    moved = Record(0, record.at, f"seat:{seat}", e.HandMoved(seat, up=True))  # type: ignore[arg-type]
    after(run, room, record.version, moved)


@breaks("I7", "I1")
def a_device_that_lost_the_pen_goes_on_writing(run: Run) -> None:
    room, record, event = next(
        each
        for each in those(run, e.ChangeHeld, lambda event: event.reason == "pen")
        if (each[2].device, each[2].turn) in run.booklets[each[2].seat].held
    )
    saved = e.ChangeSaved(event.seat, event.device, event.turn, event.what)
    put_of(run, event).outcome = "saved"
    instead(run, room, record.version, another(record, saved))


@breaks("I7")
def a_device_that_does_not_sit_here_takes_the_pen_and_gives_it_back(run: Run) -> None:
    room, record, event = one(run, e.PenTaken)
    stranger = another(record, replace(event, device=DeviceId("stranger")))
    after(run, room, record.version, stranger, record)


@breaks("I7")
def a_pen_is_taken_and_the_old_device_writes_on(run: Run) -> None:
    """The second device had the pen before its take-over was stored."""
    for room, record, event in those(run, e.PenTaken):
        events = records(run, room)
        for n in range(record.version, len(events)):
            later = events[n].event
            if isinstance(later, e.PenTaken) and later.seat == event.seat:
                break
            if isinstance(later, e.ChangeSaved) and later.device == event.device:
                taken = replace(events.pop(record.version - 1), at=events[n - 1].at)
                events.insert(n, taken)
                rewrite(run, room, events, record.version)
                return
    raise AssertionError("nobody wrote after taking the pen")


@breaks("I7", "I4")
def what_came_without_the_pen_counts_though_nobody_said_so(run: Run) -> None:
    for room, record, event in those(run, e.HeldCounted):
        before = records(run, room)[record.version - 2]
        puts = [run.recorder.of_turn(*turn) for turn in event.turns]
        asked = isinstance(before.event, e.Ordered) and isinstance(before.event.action, CountHeld)
        if asked and any(put is not None and put.outcome == "held:pen" for put in puts):
            assert isinstance(before.event, e.Ordered)
            del run.history.orders[before.event.request]
            instead(run, room, before.version)
            return
    raise AssertionError("nothing was counted that came without the pen")


@breaks("I8")
def an_order_is_applied_twice(run: Run) -> None:
    room, record, _ = one(run, e.Announced)
    ordered = records(run, room)[record.version - 2]
    after(run, room, record.version, ordered, record)


@breaks("I8")
def an_order_takes_effect_twice(run: Run) -> None:
    room, record, _ = one(run, e.Announced)
    after(run, room, record.version, record)


@breaks("I8")
def an_order_that_was_answered_is_not_in_the_log(run: Run) -> None:
    room, record, _ = next(
        each for each in those(run, e.SeatsTold) if _order(run, each).request in _answered(run)
    )
    events = records(run, room)
    del events[record.version - 2 : record.version]
    rewrite(run, room, events, record.version - 2)


@breaks("I8")
def an_order_that_was_told_as_done_was_refused(run: Run) -> None:
    _, _, event = one(run, e.CommandRefused)
    run.history.orders[event.request].word = ""


@breaks("I8")
def an_order_is_stored_as_another_one(run: Run) -> None:
    _, _, event = one(run, e.Announced)
    order = next(
        o for o in run.history.orders.values() if getattr(o.action, "text", "") == event.text
    )
    order.action = Pause(None, "a fire drill")


@breaks("I8")
def an_order_reaches_somebody_whom_it_does_not_name(run: Run) -> None:
    room, record, event = next(each for each in those(run, e.SeatsTold) if len(each[2].seats) < 5)
    named = {seat for seat in run.booklets if seat[0] == event.seats[0][0]} - {*event.seats}
    more = replace(event, seats=(*event.seats, *sorted(named)[:1]))
    instead(run, room, record.version, another(record, more))


@breaks("I8")
def an_order_is_applied_after_its_answer(run: Run) -> None:
    """A change that was made after the answer stands before the order."""
    room, record, _ = next(
        each for each in those(run, e.Announced) if _order(run, each).request in _answered(run)
    )
    order = run.history.orders[_order(run, (room, record, record.event)).request]
    before = next(
        event
        for where, older, event in those(run, e.ChangeSaved)
        if where == room and older.version < record.version
    )
    put = put_of(run, before)
    order.asked_at, order.told_at = put.asked_at - 0.75, put.asked_at - 0.5


@breaks("I8")
def an_order_was_told_as_done_and_then_as_refused(run: Run) -> None:
    order = next(order for order in run.history.orders.values() if order.word == "")
    run.recorder.answered(order.request, "nobody")


@breaks("I8")
def time_is_given_that_nobody_ordered(run: Run) -> None:
    room, record, event = one(run, e.HandMoved)
    given = e.TimeGiven(((event.seat, 0),), "out of nowhere")
    after(run, room, record.version, Record(0, record.at, "person:proctor", given))


def _order(run: Run, each: tuple[object, Record, object]) -> e.Ordered:
    room, record, _ = each
    ordered = records(run, room)[record.version - 2].event  # type: ignore[arg-type]
    assert isinstance(ordered, e.Ordered)
    return ordered


def _answered(run: Run) -> set[RequestId]:
    return {order.request for order in run.history.orders.values() if order.word == ""}
