"""What may go wrong with the one order that everybody sees, and with real time (I3, I5)."""

from itertools import pairwise

from msgspec.structs import replace

from invigilate.ids import RoomId
from invigilate.rooms import events as e
from tests.crowd.memory import ROOMS
from tests.crowd.seeded.spoiling import Numbered, breaks, one, put_of, records, rewrite
from tests.crowd.sitting import Run


@breaks("I3", "I11")
def a_row_is_missing_from_the_log(run: Run) -> None:
    room, record, _ = one(run, e.AnnouncementSeen)
    log = run.logs[room]
    run.logs[room] = replace(log, rows=[row for row in log.rows if row.version != record.version])
    run.history.chains.clear()


@breaks("I3")
def the_head_says_more_than_the_log_has(run: Run) -> None:
    room, _, _ = one(run, e.WentTo)
    log = run.logs[room]
    run.logs[room] = replace(log, head=replace(log.head, version=log.head.version + 1))
    assert run.history.aftermath is not None
    run.history.aftermath.positions.clear()


@breaks("I3")
def a_page_saw_what_is_not_in_the_log_any_more(run: Run) -> None:
    head = run.logs[ROOMS[0]].head
    run.recorder.saw("page 1", head.epoch, head.version, head.version + 1, "01234567")


@breaks("I3")
def a_page_saw_another_log_than_the_others(run: Run) -> None:
    (epoch, version), chain = next(iter(run.history.chains.items()))
    run.recorder.saw("page 1", epoch, version, version, chain[::-1])


@breaks("I3")
def a_page_went_back(run: Run) -> None:
    (epoch, version), chain = next(iter(run.history.chains.items()))
    run.recorder.saw("page 1", epoch, version + 1, version, chain)


@breaks("I3")
def a_log_lost_its_tail_and_has_another_epoch(run: Run) -> None:
    log = run.logs[ROOMS[1]]
    run.logs[ROOMS[1]] = replace(log, head=replace(log.head, epoch="epoch-2"))


@breaks("I3")
def a_page_lacks_an_announcement(run: Run) -> None:
    run.history.announced += ["first", "second"]
    run.history.notices["As01"] = ["second"]


def neighbours(run: Run) -> tuple[RoomId, int, Numbered, Numbered]:
    """Two students' changes, one right behind the other, the first told before the second was made.

    The room, the first one's version, and both.
    """
    for room in run.logs:
        for first, second in pairwise(records(run, room)):
            one_event, other = first.event, second.event
            if (
                isinstance(one_event, Numbered)
                and isinstance(other, Numbered)
                and one_event.seat != other.seat
                and 0 < put_of(run, one_event).told_at < put_of(run, other).asked_at
                and put_of(run, other).outcome
            ):
                return room, first.version, one_event, other
    raise AssertionError("no two changes stand so")


@breaks("I5")
def an_answer_stands_before_one_that_was_acknowledged_before_it_was_sent(run: Run) -> None:
    """Two students' changes trade places."""
    room, version, _, _ = neighbours(run)
    events = records(run, room)
    first, second = events[version - 1], events[version]
    events[version - 1] = replace(second, at=first.at)
    events[version] = replace(first, at=second.at)
    rewrite(run, room, events, version)


@breaks("I5")
def an_answer_was_acknowledged_before_its_elder_was_sent(run: Run) -> None:
    _, _, first, second = neighbours(run)
    elder = put_of(run, first)
    elder.asked_at = elder.told_at = put_of(run, second).told_at + 0.5


@breaks("I5")
def an_order_stands_before_an_answer_that_was_acknowledged_before_it(run: Run) -> None:
    refused, answer = next(
        (first.event, put_of(run, second.event))
        for room in run.logs
        for first, second in pairwise(records(run, room))
        if isinstance(first.event, e.CommandRefused)
        and isinstance(second.event, Numbered)
        and put_of(run, second.event).outcome
    )
    order = run.history.orders[refused.request]
    order.asked_at = order.told_at = answer.told_at + 0.5
