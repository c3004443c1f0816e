"""Splices between any two texts, and whole texts in pieces, give the text back."""

from hypothesis import given, settings
from hypothesis import strategies as st

from invigilate.rooms.commands import Answer, Splice
from invigilate.rooms.texts import spliced
from invigilate.wire.splicing import PUT_BYTES, difference, splices, whole

texts = st.text(alphabet="ab\né十😀\u0301", max_size=40)


@given(texts, texts)
@settings(max_examples=300, deadline=None)
def test_splices_turn_one_text_into_the_other(before: str, after: str) -> None:
    text: str | None = before
    for splice in splices(1, 0, before, after):
        assert text is not None
        text = spliced(text, splice)
    assert text == after


@given(texts, texts, texts)
@settings(max_examples=200, deadline=None)
def test_what_is_common_is_never_sent(head: str, put: str, tail: str) -> None:
    at, cut, sent = difference(head + tail, head + put + tail)
    assert len(sent) - cut == len(put)
    assert at + cut <= len(head + tail)
    assert len(sent) <= len(put) + cut


def test_a_whole_text_of_the_longest_kind_comes_in_turns_that_fit() -> None:
    text = "😀" * 100_000
    first, *rest = whole(4, text)
    assert isinstance(first, Answer)
    assert isinstance(first.value, str)
    built: str | None = first.value
    for splice in rest:
        assert isinstance(splice, Splice)
        assert len(splice.put.encode()) <= PUT_BYTES
        assert built is not None
        built = spliced(built, splice)
    assert built == text


def test_an_empty_text_is_an_empty_answer() -> None:
    assert whole(4, "") == [Answer(4, "")]
