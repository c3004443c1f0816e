"""Essays travel as splices: what they stand on, how they are checked, what becomes of a misfit."""

import pytest

from invigilate.rooms.commands import Answer, Clear, HandIn, Splice, TakePen
from invigilate.rooms.events import HeldCounted, RoomPaused, RoomResumed, Sealed, SeatEnded
from invigilate.rooms.orders import Pause, Resume
from invigilate.rooms.texts import clean, crc32
from tests.rooms.script import (
    ADA,
    CHOICE,
    ESSAY,
    MATCH,
    MINUTE,
    NUMBER,
    OPENED,
    TABLET,
    TEXT,
    After,
    Script,
    begun,
    ordered,
    staff,
)


def splice(before: str, at: int, cut: int, put: str, base: int = 0, slot: int = ESSAY) -> Splice:
    """The splice that an honest page makes of a change to `before`."""
    after = before[:at] + put + before[at + cut :]
    return Splice(slot, base, at, cut, put, len(after), crc32(after))


HELLO = splice("", 0, 0, "Hello")
THERE = splice("Hello", 5, 0, " there")


def test_splices_follow_one_another() -> None:
    script = Script(OPENED, begun(ADA)) >> ADA(2, HELLO) << ADA.saved(2, HELLO)
    script >> ADA(3, THERE) << ADA.saved(3, THERE)
    ill = splice("Hello there", 1, 4, "i")
    script >> ADA(4, ill) << ADA.saved(4, ill)
    assert script.answers(ADA) == {ESSAY: "Hi there"}


def test_a_splice_follows_a_whole_text_and_a_cleared_one() -> None:
    script = Script(OPENED, begun(ADA), ADA(2, Answer(ESSAY, "Hello")))
    script >> ADA(3, THERE) << ADA.saved(3, THERE) >> ADA(4, Clear(ESSAY))
    script >> ADA(5, HELLO) << ADA.saved(5, HELLO)
    assert script.answers(ADA) == {ESSAY: "Hello"}


def test_offsets_count_code_points_also_beyond_the_basic_plane() -> None:
    first, second = splice("", 0, 0, "a𝄞b👩‍🔬c"), splice("a𝄞b👩‍🔬c", 2, 1, "é")
    script = Script(OPENED, begun(ADA), ADA(2, first)) >> ADA(3, second) << ADA.saved(3, second)
    assert script.answers(ADA) == {ESSAY: "a𝄞é👩‍🔬c"}
    assert first.length == 7


MISFITS = {
    "a length that is not the result's": Splice(ESSAY, 0, 0, 0, "Hi", 3, crc32("Hi")),
    "a sum that is not the result's": Splice(ESSAY, 0, 0, 0, "Hi", 2, crc32("Ho")),
    "an offset past the end": Splice(ESSAY, 0, 1, 0, "Hi", 2, crc32("Hi")),
    "a cut past the end": Splice(ESSAY, 0, 0, 1, "Hi", 2, crc32("Hi")),
    "an offset before the start": Splice(ESSAY, 0, -1, 1, "Hi", 2, crc32("Hi")),
    "a negative cut": Splice(ESSAY, 0, 0, -1, "Hi", 2, crc32("Hi")),
}


@pytest.mark.parametrize("name", MISFITS)
def test_a_splice_that_does_not_fit_is_held_and_the_whole_text_comes_next(name: str) -> None:
    misfit, whole = MISFITS[name], Answer(ESSAY, "Hi")
    script = Script(OPENED, begun(ADA)) >> ADA(2, misfit) << ADA.held(2, misfit, "base")
    script >> ADA(3, whole) << ADA.saved(3, whole)
    assert script.answers(ADA) == {ESSAY: "Hi"}


def test_splices_behind_a_misfit_are_held_too_until_the_whole_text_comes() -> None:
    misfit = splice("Hullo", 0, 1, "J")
    behind = splice("Jullo", 0, 1, "H")
    script = Script(OPENED, begun(ADA), ADA(2, HELLO)) >> ADA(3, misfit)
    script << ADA.held(3, misfit, "base") >> ADA(4, behind) << ADA.held(4, behind, "base")
    script >> ADA(5, THERE) << ADA.held(5, THERE, "base")
    script >> ADA(6, Answer(ESSAY, "Hello")) >> ADA(7, THERE) << ADA.saved(7, THERE)


def test_a_misfit_is_held_as_one_even_while_paused() -> None:
    """Held as paused it could never count, and the page would not know to send the whole text."""
    misfit = MISFITS["a cut past the end"]
    whole = Answer(ESSAY, "Hi")
    script = Script(OPENED, begun(ADA), staff("r1", Pause(None)))
    script >> ADA(2, misfit) << ADA.held(2, misfit, "base")
    script >> ADA(3, whole) << ADA.held(3, whole, "paused")
    script >> staff("r2", Resume(None))
    counted = HeldCounted(ADA.seat, ((ADA.device, 3),))
    script << [ordered("r2", Resume(None)), RoomResumed(), counted]
    assert script.answers(ADA) == {ESSAY: "Hi"}


def test_a_misfit_without_the_pen_is_held_as_one() -> None:
    misfit = MISFITS["a cut past the end"]
    Script(OPENED, begun(ADA)) >> TABLET(1, misfit) << TABLET.held(1, misfit, "base")


def test_splices_held_by_a_pause_follow_one_another_and_count_when_it_ends() -> None:
    script = Script(OPENED, begun(ADA), staff("r1", Pause(None, "drill")))
    assert script.log[-1].event == RoomPaused("drill")
    script >> ADA(2, HELLO) << ADA.held(2, HELLO, "paused")
    script >> ADA(3, THERE) << ADA.held(3, THERE, "paused")
    assert script.answers(ADA) == {}
    script >> staff("r2", Resume(None))
    assert script.answers(ADA) == {ESSAY: "Hello there"}


# --- the base -------------------------------------------------------------------------------


def test_a_second_device_stands_on_the_text_that_it_loaded() -> None:
    script = Script(OPENED, begun(ADA), ADA(2, HELLO), TABLET.joins)
    script >> TABLET.signs(TakePen(ADA.device))
    there = splice("Hello", 5, 0, " there", base=script.room.version)
    script >> TABLET(1, there) << TABLET.saved(1, there)
    assert script.answers(ADA) == {ESSAY: "Hello there"}


def test_a_text_that_changed_since_it_was_loaded_is_no_base() -> None:
    script = Script(OPENED, begun(ADA), ADA(2, HELLO), TABLET.joins)
    loaded = script.room.version
    script >> ADA(3, THERE) >> TABLET.signs(TakePen(ADA.device))
    there = splice("Hello", 5, 0, " there", base=loaded)
    script >> TABLET(1, there) << TABLET.held(1, there, "base")


def test_a_text_that_changed_and_changed_back_is_no_base_either() -> None:
    script = Script(OPENED, begun(ADA), ADA(2, HELLO), TABLET.joins)
    loaded = script.room.version
    script >> ADA(3, Answer(ESSAY, "Hello")) >> TABLET.signs(TakePen(ADA.device))
    there = splice("Hello", 5, 0, " there", base=loaded)
    script >> TABLET(1, there) << TABLET.held(1, there, "base")


def test_a_first_splice_without_a_base_stands_on_an_empty_text_alone() -> None:
    script = Script(OPENED, begun(ADA), ADA(2, HELLO), TABLET.joins)
    script >> TABLET.signs(TakePen(ADA.device)) >> TABLET(1, HELLO)
    script << TABLET.held(1, HELLO, "base")


def test_a_reloaded_page_of_the_same_device_names_its_base_again() -> None:
    script = Script(OPENED, begun(ADA), ADA(2, HELLO))
    again = splice("Hello", 0, 5, "Bye", base=script.room.version)
    script >> ADA(3, again) << ADA.saved(3, again)
    assert script.answers(ADA) == {ESSAY: "Bye"}


# --- its limits -----------------------------------------------------------------------------


def test_one_splice_puts_in_sixteen_kibibytes_at_most() -> None:
    most, more = splice("", 0, 0, "é" * 8_192), splice("", 0, 0, "é" * 8_192 + "e")
    script = Script(OPENED, begun(ADA)) >> ADA(2, more) << ADA.refused(2, more, "too-long")
    script >> ADA(3, most) << ADA.saved(3, most)


def test_a_text_grows_to_a_hundred_thousand_code_points_and_no_further() -> None:
    text = "é" * 99_999
    last, over = splice(text, 0, 0, "𝄞"), splice("𝄞" + text, 0, 0, "a")
    script = Script(OPENED, begun(ADA), ADA(2, Answer(ESSAY, text)))
    script >> ADA(3, last) << ADA.saved(3, last) >> ADA(4, over) << ADA.refused(4, over, "too-long")


def test_a_short_text_keeps_its_slots_own_limit() -> None:
    over = splice("", 0, 0, "x" * 21, slot=TEXT)
    Script(OPENED, begun(ADA)) >> ADA(2, over) << ADA.refused(2, over, "too-long")


@pytest.mark.parametrize("slot", [TEXT, NUMBER])
def test_short_texts_and_numbers_take_splices(slot: int) -> None:
    put = splice("", 0, 0, "12", slot=slot)
    Script(OPENED, begun(ADA)) >> ADA(2, put) << ADA.saved(2, put)


@pytest.mark.parametrize("slot", [CHOICE, MATCH])
def test_what_is_chosen_takes_no_splices(slot: int) -> None:
    put = splice("", 0, 0, "A", slot=slot)
    Script(OPENED, begun(ADA)) >> ADA(2, put) << ADA.refused(2, put, "value")


def test_a_slot_that_the_paper_does_not_have_takes_no_splice() -> None:
    put = splice("", 0, 0, "A", slot=10)
    Script(OPENED, begun(ADA)) >> ADA(2, put) << ADA.refused(2, put, "no-such-slot")


def test_what_a_splice_puts_in_is_cleaned_before_it_is_stored() -> None:
    typed = Splice(ESSAY, 0, 0, 0, "a\r\nb\ud800", 4, crc32("a\nb\ufffd"))
    stored = Splice(ESSAY, 0, 0, 0, "a\nb\ufffd", 4, crc32("a\nb\ufffd"))
    script = Script(OPENED, begun(ADA)) >> ADA(2, typed) << ADA.saved(2, stored)
    assert script.answers(ADA) == {ESSAY: "a\nb\ufffd"}


def test_a_held_splice_is_sealed_as_the_text_that_it_made() -> None:
    script = Script(OPENED, begun(ADA), ADA(2, HELLO), staff("r1", Pause(None)))
    script >> ADA(3, THERE) >> ADA(4, HandIn()) >> After(MINUTE) >> staff("r2", Resume(None))
    mark = script.mark(ADA, 1, {ESSAY: "Hello there"})
    script << [
        ordered("r2", Resume(None)),
        RoomResumed(),
        HeldCounted(ADA.seat, ((ADA.device, 3), (ADA.device, 4))),
        SeatEnded(ADA.seat, "handed in"),
        Sealed(ADA.seat, 1, mark, "handed in"),
    ]


# --- sums and cleaning ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "total"),
    [("", 0), ("a", 0xE8B7BE43), ("123456789", 0xCBF43926), ("é", 0x0E048D3E)],
)
def test_the_sum_is_crc_32_over_utf_8(text: str, total: int) -> None:
    assert crc32(text) == total


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("a\r\nb\rc\n", "a\nb\nc\n"),
        ("\ud83d", "\ufffd"),
        ("e\u0301 \u00e9", "e\u0301 \u00e9"),
        ("👩‍🔬", "👩‍🔬"),
    ],
)
def test_nothing_but_line_ends_and_lone_surrogates_is_changed(typed: str, stored: str) -> None:
    assert clean(typed) == stored
