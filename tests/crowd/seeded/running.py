"""What may go wrong with the server itself, and with its record (I9, I10, I11)."""

from msgspec.structs import replace

from invigilate.crowd.checking.history import Aftermath, Sample
from invigilate.ids import RoomId
from invigilate.rooms import events as e
from invigilate.rooms.log import LogRow
from tests.crowd.memory import ROOMS
from tests.crowd.seeded.spoiling import breaks, instead, one
from tests.crowd.sitting import Run

MIB = 1024 * 1024


def afterwards(run: Run) -> Aftermath:
    """How things stood."""
    assert run.history.aftermath is not None
    return run.history.aftermath


@breaks("I9")
def a_journal_is_not_empty(run: Run) -> None:
    afterwards(run).journals["A-1"] = 3


@breaks("I9")
def a_page_stays_behind(run: Run) -> None:
    room = ROOMS[0]
    afterwards(run).positions["page 7"] = (room, run.logs[room].head.version - 1)


@breaks("I9")
def a_task_is_left(run: Run) -> None:
    afterwards(run).left["tasks"] = (12, 13)


@breaks("I9")
def a_socket_is_left(run: Run) -> None:
    afterwards(run).left["sockets"] = (0, 1)


@breaks("I10")
def too_much_waits_for_one_client(run: Run) -> None:
    run.history.samples.append(Sample(40, 90_000_000, MIB + 1, 5.0))


@breaks("I10")
def memory_grows_beyond_its_bound(run: Run) -> None:
    run.history.samples.append(Sample(40, 150_000_000 + 40 * 60_000 + 1, 0, 5.0))


@breaks("I10")
def the_event_loop_stands_still_too_often(run: Run) -> None:
    run.history.samples += [Sample(40, 90_000_000, 0, 250.0)] * 3


def altered(run: Run, room: RoomId, version: int, row: LogRow) -> None:
    """One row as somebody made it by hand, and nothing else."""
    log = run.logs[room]
    run.logs[room] = replace(log, rows=[*log.rows[: version - 1], row, *log.rows[version:]])


@breaks("I11")
def a_body_was_altered(run: Run) -> None:
    room, record, event = one(run, e.SeatSaid)
    row = run.logs[room].rows[record.version - 1]
    body = e.to_bytes(replace(event, text="I never said that."))
    altered(run, room, record.version, replace(row, body=body))


@breaks("I11")
def a_salt_was_altered(run: Run) -> None:
    room, record, _ = one(run, e.SeatSaid)
    row = run.logs[room].rows[record.version - 1]
    altered(run, room, record.version, replace(row, salt=b"pepper"))


@breaks("I11", "I6")
def an_actor_was_altered(run: Run) -> None:
    room, record, _ = one(run, e.SeatSaid)
    row = run.logs[room].rows[record.version - 1]
    altered(run, room, record.version, replace(row, actor="seat:somebody"))


@breaks("I11", "I3")
def a_link_of_the_chain_was_altered(run: Run) -> None:
    room, record, _ = one(run, e.SeatSaid)
    row = run.logs[room].rows[record.version - 1]
    altered(run, room, record.version, replace(row, chain=bytes(32)))
    head = run.logs[room].head
    run.recorder.saw("page 1", head.epoch, 0, record.version, row.chain[:4].hex())


@breaks("I11")
def the_head_is_of_another_chain(run: Run) -> None:
    log = run.logs[ROOMS[0]]
    run.logs[ROOMS[0]] = replace(log, head=replace(log.head, chain=bytes(32)))


@breaks("I11")
def an_answer_has_no_actor(run: Run) -> None:
    room, record, _ = one(run, e.ChangeRefused)
    instead(run, room, record.version, replace(record, actor=""))


@breaks("I11")
def the_house_answers_for_a_student(run: Run) -> None:
    room, record, _ = one(run, e.ChangeRefused)
    instead(run, room, record.version, replace(record, actor="house"))


@breaks("I11")
def a_row_is_no_event(run: Run) -> None:
    room, record, _ = one(run, e.HandMoved)
    row = run.logs[room].rows[record.version - 1]
    altered(run, room, record.version, replace(row, body=b"\xc1"))
