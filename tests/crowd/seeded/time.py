"""What may go wrong with time and with what counts at a time (I4)."""

from msgspec.structs import replace

from invigilate.ids import RoomId
from invigilate.rooms import events as e
from invigilate.rooms.orders import SetEnd
from tests.crowd.seeded.spoiling import (
    Record,
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


def counts(run: Run, reason: str) -> None:
    """A change that was held for this, to the end, counts instead and was told so."""
    room, record, event = next(
        each
        for each in those(run, e.ChangeHeld, lambda event: event.reason == reason)
        if (each[2].device, each[2].turn) in run.booklets[each[2].seat].held
    )
    saved = e.ChangeSaved(event.seat, event.device, event.turn, event.what)
    put_of(run, event).outcome = "saved"
    instead(run, room, record.version, another(record, saved))


@breaks("I4", "I1")
def an_answer_that_came_too_late_counts(run: Run) -> None:
    counts(run, "late")


@breaks("I4", "I1")
def an_answer_on_a_sealed_booklet_counts(run: Run) -> None:
    counts(run, "sealed")


@breaks("I4", "I8")
def an_answer_counts_in_a_pause_at_once(run: Run) -> None:
    """It counts when the pause is over anyway, so no booklet is other."""
    room, counted, event = one(
        run, e.HeldCounted, lambda event: len(event.turns) > 1 and _has(run, event, "held:paused")
    )
    held = {(device, turn) for device, turn in event.turns}
    events = records(run, room)
    n, change = next(
        (n, each.event)
        for n, each in enumerate(events)
        if isinstance(each.event, e.ChangeHeld)
        and each.event.reason == "paused"
        and (each.event.device, each.event.turn) in held
    )
    device, turn = change.device, change.turn
    saved = e.ChangeSaved(change.seat, device, turn, change.what)
    rest = tuple(each for each in event.turns if each != (device, turn))
    events[n] = another(events[n], saved)
    events[counted.version - 1] = another(counted, replace(event, turns=rest))
    put_of(run, change).outcome = "saved"
    rewrite(run, room, events, n)


@breaks("I4")
def an_answer_is_held_for_a_pause_that_is_not(run: Run) -> None:
    room, record, event = next(
        each
        for each in those(run, e.ChangeHeld, lambda event: event.reason == "sealed")
        if put_of(run, each[2]).outcome
        and (each[2].device, each[2].turn) in run.booklets[each[2].seat].held
    )
    instead(run, room, record.version, another(record, replace(event, reason="paused")))
    put_of(run, event).outcome = "held:paused"


@breaks("I4")
def a_student_gets_less_than_their_extra_time(run: Run) -> None:
    room, record, event = one(run, e.Begun, lambda event: event.extra_ms > 0)
    instead(run, room, record.version, another(record, replace(event, extra_ms=0)))


@breaks("I4")
def room_time_goes_back(run: Run) -> None:
    room, record, _ = one(run, e.AnnouncementSeen)
    instead(run, room, record.version, replace(record, at=record.at - 3_600_000))


@breaks("I4")
def a_student_is_ended_by_time_before_it_is_over(run: Run) -> None:
    room, record, event = one(run, e.SeatEnded, lambda event: event.why == "staff")
    by_time = replace(record, actor="house", event=replace(event, why="time"))
    instead(run, room, record.version, by_time)


@breaks("I4")
def a_booklet_is_sealed_in_its_grace(run: Run) -> None:
    room, record, event = one(run, e.Sealed, lambda event: event.why == "staff")
    by_time = replace(record, actor="house", event=replace(event, why="grace over"))
    instead(run, room, record.version, by_time)


@breaks("I4")
def an_end_that_was_set_is_missed_by_a_minute(run: Run) -> None:
    for room, record, event in those(run, e.TimeGiven):
        before = records(run, room)[record.version - 2].event
        if isinstance(before, e.Ordered) and isinstance(before.action, SetEnd):
            (seat, ms), *rest = event.entries
            given = replace(event, entries=((seat, ms + 60_000), *rest))
            instead(run, room, record.version, another(record, given))
            return


@breaks("I4")
def a_page_shows_an_end_that_a_pause_has_eaten_from(run: Run) -> None:
    shown = next(n for n, shown in enumerate(run.history.ends) if shown.end is not None)
    was = run.history.ends[shown]
    assert was.end is not None
    run.history.ends[shown] = replace(was, end=was.end - 5_000)


@breaks("I4", "I8")
def what_is_held_for_a_pause_counts_while_it_runs(run: Run) -> None:
    room, record, _ = next(
        each for each in those(run, e.HeldCounted) if _follows(run, each[0], each[1])
    )
    events = records(run, room)
    resumed = record.version - 2
    events[resumed], events[resumed + 1] = events[resumed + 1], events[resumed]
    rewrite(run, room, events, resumed)


def _follows(run: Run, room: RoomId, record: Record) -> bool:
    """Whether it stands right behind the end of a pause."""
    return run.logs[room].rows[record.version - 2].kind in ("RoomResumed", "SeatsResumed")


def _has(run: Run, event: e.HeldCounted, outcome: str) -> bool:
    puts = [run.recorder.of_turn(device, turn) for device, turn in event.turns]
    return any(put is not None and put.outcome == outcome for put in puts)
