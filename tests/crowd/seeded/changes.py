"""What may go wrong with a student's changes: lost, altered, doubled, and told so (I1, I2)."""

from msgspec.structs import replace

from invigilate.rooms import events as e
from invigilate.rooms.commands import Answer
from tests.crowd.memory import ROOMS
from tests.crowd.seeded.spoiling import (
    after,
    another,
    breaks,
    instead,
    is_last_turn,
    one,
    put_of,
    those,
    told,
)
from tests.crowd.sitting import ESSAY, Run


@breaks("I1")
def the_last_answer_of_a_device_was_told_as_saved_and_is_gone(run: Run) -> None:
    room, record, _ = next(
        each
        for each in those(run, e.ChangeSaved, told(run, "saved"))
        if is_last_turn(run, each[0], each[2]) and isinstance(each[2].what, Answer)
    )
    instead(run, room, record.version)


@breaks("I1", "I2")
def an_answer_in_the_middle_was_told_as_saved_and_is_gone(run: Run) -> None:
    room, record, _ = next(
        each
        for each in those(run, e.ChangeSaved, told(run, "saved"))
        if not is_last_turn(run, each[0], each[2])
    )
    instead(run, room, record.version)


@breaks("I1")
def an_answer_is_stored_with_another_value(run: Run) -> None:
    room, record, event = one(
        run, e.ChangeSaved, lambda event: isinstance(event.what, Answer) and event.what.slot == 0
    )
    assert isinstance(event.what, Answer)
    other = "A" if event.what.value != "A" else "B"
    instead(run, room, record.version, another(record, replace(event, what=Answer(0, other))))


@breaks("I1")
def an_answer_was_told_as_saved_and_is_stored_as_held(run: Run) -> None:
    room, record, event = one(run, e.ChangeSaved, told(run, "saved"))
    held = e.ChangeHeld(event.seat, event.device, event.turn, event.what, "fault")
    instead(run, room, record.version, another(record, held))


@breaks("I1")
def an_answer_was_told_as_held_and_is_stored_as_refused(run: Run) -> None:
    room, record, event = next(
        each for each in those(run, e.ChangeHeld) if put_of(run, each[2]).outcome == "held:sealed"
    )
    refused = e.ChangeRefused(event.seat, event.device, event.turn, event.what, "value")
    instead(run, room, record.version, another(record, refused))


@breaks("I1")
def an_answer_is_in_the_log_that_nobody_sent(run: Run) -> None:
    room, record, event = next(
        each
        for each in those(run, e.ChangeHeld)
        if each[2].reason == "sealed" and is_last_turn(run, each[0], each[2])
    )
    more = replace(event, turn=event.turn + 1, what=Answer(ESSAY, "out of nowhere"))
    after(run, room, record.version, another(record, more))


@breaks("I1")
def a_booklet_lacks_an_answer(run: Run) -> None:
    booklet = next(booklet for booklet in run.booklets.values() if booklet.answers)
    booklet.answers.popitem()


@breaks("I1")
def a_booklet_does_not_name_what_is_held(run: Run) -> None:
    booklet = next(booklet for booklet in run.booklets.values() if booklet.held)
    booklet.held.pop()


@breaks("I1")
def a_booklet_is_not_handed_out(run: Run) -> None:
    seat = next(seat for seat, booklet in run.booklets.items() if booklet.answers)
    del run.booklets[seat]


@breaks("I1")
def a_booklet_is_sealed_over_other_answers(run: Run) -> None:
    room, record, event = one(run, e.Sealed)
    other = replace(event, fingerprint="0000-0000-0000-0000")
    instead(run, room, record.version, another(record, other))


@breaks("I1")
def a_sealed_booklet_is_not_stored(run: Run) -> None:
    seals = run.logs[ROOMS[0]].seals
    assert seals is not None
    seals.pop()


@breaks("I1")
def a_sealed_booklet_is_stored_with_other_answers(run: Run) -> None:
    seals = run.logs[ROOMS[0]].seals
    assert seals is not None
    seals.append(replace(seals.pop(), answers=[("q1", "A"), ("q8", "another text")]))


@breaks("I1")
def an_acknowledgement_is_taken_back(run: Run) -> None:
    _, _, event = one(run, e.ChangeSaved, lambda event: event.turn > 3)
    run.recorder.acknowledged(event.device, 1, {})


@breaks("I2")
def a_change_is_stored_twice(run: Run) -> None:
    room, record, _ = one(run, e.ChangeRefused)
    after(run, room, record.version, record)


@breaks("I2")
def a_change_of_which_nobody_was_told_is_stored_twice(run: Run) -> None:
    room, record, event = one(run, e.ChangeRefused)
    put_of(run, event).outcome = ""
    after(run, room, record.version, record)


@breaks("I2")
def a_turn_is_left_out(run: Run) -> None:
    room, record, event = next(
        each for each in those(run, e.ChangeRefused) if not is_last_turn(run, each[0], each[2])
    )
    run.history.puts[event.seat].remove(put_of(run, event))
    instead(run, room, record.version)


@breaks("I2")
def a_change_was_told_as_saved_and_then_as_refused(run: Run) -> None:
    _, _, event = next(
        each
        for each in those(run, e.ChangeSaved, told(run, "saved"))
        if is_last_turn(run, each[0], each[2])
    )
    run.recorder.acknowledged(event.device, event.turn, {event.turn: "refused:value"})
