"""How answers were written, told line by line, is what the room counted at every version."""

import pytest
from msgspec import msgpack

from invigilate.ids import DeviceId, SeatId
from invigilate.rooms import events as e
from invigilate.rooms.applying import apply
from invigilate.rooms.commands import Answer, Begin, Clear, Flag, Splice, What
from invigilate.rooms.drawing import draw
from invigilate.rooms.plan import Entry, Settings
from invigilate.rooms.replay.handwriting import (
    LOOSE,
    Handwriting,
    Line,
    Written,
    follow,
    page,
    slots_shown,
    tells_of,
)
from invigilate.rooms.state import Room, Seat
from invigilate.rooms.texts import crc32
from tests.replay.sittings import ROOM, drawn
from tests.rooms.script import CHOICE, ESSAY, NINE, plan

ADA, ONE, TWO = SeatId("ada"), DeviceId("laptop"), DeviceId("phone")
ALL_BYTES = 10**9
PLAN = plan()


def told(*events: e.Event, actor: str = f"seat:{ADA}") -> list[Line]:
    """The lines of these events at Ada's seat, a second apart, after she joined and began."""
    first = (e.SeatJoined(ADA, ONE), e.Begun(ADA, ONE, 1, None, None, 0))
    records = [
        e.Recorded(3 + n, NINE + n * 1_000, actor, event) for n, event in enumerate(first + events)
    ]
    return Handwriting(PLAN, ADA, Seat(Entry(ADA, "1", "Ada"))).lines(records)[2:]


def saved(turn: int, what: What, device: DeviceId = ONE) -> e.ChangeSaved:
    return e.ChangeSaved(ADA, device, turn, what)


def held(turn: int, what: What, reason: str = "paused") -> e.ChangeHeld:
    return e.ChangeHeld(ADA, ONE, turn, what, reason)


def typed(before: str, at: int, put: str, cut: int = 0, base: int = 0) -> Splice:
    after = before[:at] + put + before[at + cut :]
    return Splice(ESSAY, base, at, cut, put, len(after), crc32(after))


def read(lines: list[Line]) -> Written:
    written = Written()
    for line in lines:
        follow(written, line)
    return written


@pytest.mark.parametrize("seed", range(5))
def test_after_every_line_of_any_sitting_a_page_has_what_counts_and_each_devices_texts(
    seed: int,
) -> None:
    sitting = drawn(seed, 1_500)
    whole, room = sitting.copy.room, Room(ROOM)
    assert whole.plan is not None
    hands = {seat: Handwriting(whole.plan, seat, one) for seat, one in whole.seats.items()}
    pages = {seat: Written() for seat in whole.seats}
    for record in sitting.records:
        apply(room, record)
        for seat_id in tells_of(record.event):
            [line] = hands[seat_id].lines([record])
            assert (line.version, line.at) == (record.version, record.at)
            follow(pages[seat_id], line)
        for seat_id, seat in room.seats.items():
            assert pages[seat_id].counts == seat.answered()
            texts = {
                (number, slot): text
                for number, device in enumerate(seat.devices.values(), 1)
                for slot, text in device.texts.items()
            }
            assert pages[seat_id].texts == texts


def test_a_long_text_costs_what_was_typed_and_not_its_length_each_time() -> None:
    words = [f"word{n} " for n in range(10_000)]
    text, events = "", []
    for turn, word in enumerate(words, 2):
        events.append(saved(turn, typed(text, len(text), word)))
        text += word
    lines = told(*events)
    assert read(lines).counts == {ESSAY: text}
    assert sum(len(msgpack.encode(line)) for line in lines) < 70 * len(lines)


def test_a_change_is_told_with_its_device_its_turn_and_what_became_of_it() -> None:
    lines = told(
        saved(2, Answer(CHOICE, "A")),
        held(3, Answer(CHOICE, "B")),
        e.ChangeRefused(ADA, ONE, 4, Answer(CHOICE, "Z"), "value"),
        saved(5, Clear(CHOICE)),
        saved(6, Flag(2, True)),
    )
    assert [(line.deed, line.device, line.turn, line.word) for line in lines] == [
        ("saved", 1, 2, ""),
        ("held", 1, 3, "paused"),
        ("refused", 1, 4, "value"),
        ("saved", 1, 5, ""),
        ("saved", 1, 6, ""),
    ]
    assert [line.what for line in lines][:2] == [Answer(CHOICE, "A"), Answer(CHOICE, "B")]
    assert read(lines[:4]).counts == {}
    assert read(lines[:3]).counts == {CHOICE: "A"}


def test_what_was_held_counts_from_where_it_was_counted() -> None:
    lines = told(
        saved(2, typed("", 0, "Light")),
        held(3, typed("Light", 5, " falls")),
        held(4, typed("Light falls", 11, ".")),
        e.HeldCounted(ADA, ((ONE, 3), (ONE, 4))),
    )
    assert [read(lines[:n]).counts[ESSAY] for n in (1, 2, 3, 4)] == [
        "Light",
        "Light",
        "Light",
        "Light falls.",
    ]
    assert lines[3].turns == ((1, 3), (1, 4))
    assert lines[3].values == ((ESSAY, "Light falls."),)
    assert [follow(Written({(1, ESSAY): "Light"}), lines[1])] == ["Light falls"]


def test_a_splice_on_another_devices_text_is_told_as_the_whole_text() -> None:
    lines = told(
        saved(2, typed("", 0, "Light")),
        e.DeviceAdmitted(ADA, TWO),
        e.PenTaken(ADA, TWO),
        saved(1, typed("Light", 5, " falls", base=5), TWO),
        saved(2, typed("Light falls", 0, "So "), TWO),
    )
    assert [(line.deed, line.device) for line in lines[1:]] == [
        ("device", 2),
        ("pen", 2),
        ("saved", 2),
        ("saved", 2),
    ]
    assert lines[3].what == Answer(ESSAY, "Light falls")
    assert lines[4].what == typed("Light falls", 0, "So ")
    assert read(lines) == Written(
        {(1, ESSAY): "Light", (2, ESSAY): "So Light falls"}, {ESSAY: "So Light falls"}
    )


def test_a_splice_whose_text_nobody_knows_is_evidence_and_changes_nothing() -> None:
    lines = told(saved(2, typed("", 0, "Light")), held(3, typed("another text", 3, "x"), "base"))
    what = lines[1].what
    assert isinstance(what, Splice)
    assert (what.base, what.put) == (LOOSE, "x")
    assert read(lines) == Written({}, {ESSAY: "Light"})


def test_pauses_locks_and_endings_stand_between_the_changes() -> None:
    lines = told(
        e.SeatsPaused((ADA, SeatId("bob")), "noise"),
        e.SeatsResumed((ADA, SeatId("bob"))),
        e.SeatsLocked((ADA,), "see me"),
        e.SeatsUnlocked((ADA,)),
        e.SeatEnded(ADA, "time"),
        e.Sealed(ADA, 1, "AAAA-BBBB-CCCC-DDDD", "time"),
        e.Reopened(ADA, 60_000, "bell"),
        actor="person:p",
    )
    assert [(line.deed, line.word, line.by) for line in lines] == [
        ("paused", "noise", "person:p"),
        ("resumed", "", "person:p"),
        ("locked", "see me", "person:p"),
        ("unlocked", "", "person:p"),
        ("ended", "time", "person:p"),
        ("sealed", "AAAA-BBBB-CCCC-DDDD", "person:p"),
        ("reopened", "bell", "person:p"),
    ]


def test_what_the_student_did_bears_nobodys_name() -> None:
    own, carried = told(saved(2, Begin()))[0], told(saved(2, Begin()), actor="person:p")[0]
    assert (own.by, carried.by) == ("", "person:p")


def test_a_page_holds_so_many_bytes_and_one_line_at_least() -> None:
    lines = told(*(saved(n + 2, Answer(CHOICE, "A")) for n in range(10)))
    size = len(msgpack.encode(lines[0]))
    assert page(lines, 0, ALL_BYTES) == (lines, False)
    assert page(lines, 0, 3 * size) == (lines[:3], True)
    assert page(lines, lines[2].version, 3 * size) == (lines[3:6], True)
    assert page(lines, lines[8].version, 1) == (lines[9:], False)
    assert page(lines, 0, 1) == (lines[:1], True)
    assert page([], 0, 1) == ([], False)


def test_slots_are_named_as_the_students_page_numbers_them() -> None:
    shown = slots_shown(PLAN, ROOM, ADA)
    assert [(one.label, one.item, one.kind) for one in shown] == [
        (slot.label, slot.item, slot.kind) for slot in PLAN.slots
    ]
    assert {one.question for one in shown} == {1, 2, 3, 4, 5, 6, 7, 8, 9}


def test_options_stand_in_the_order_of_the_students_page() -> None:
    mixed = plan(Settings(minutes=60, shuffle=True))
    drawn = draw(mixed, ROOM, ADA).options
    assert sorted(drawn) == [n for n, slot in enumerate(mixed.slots) if slot.shuffle]
    assert [one.options for one in slots_shown(mixed, ROOM, ADA)] == [
        drawn.get(n, list(slot.options)) for n, slot in enumerate(mixed.slots)
    ]
    assert [one.options for one in slots_shown(PLAN, ROOM, ADA)] == [
        list(slot.options) for slot in PLAN.slots
    ]
