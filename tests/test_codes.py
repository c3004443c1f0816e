"""Session codes and personal keys: drawn apart, read forgivingly, compared in constant time."""

import hashlib
import hmac
import random
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from invigilate import codes
from invigilate.codes import Code, Drawn, PersonalKey
from invigilate.errors import NotValid, Refused

ALL = [Code(f"{number:04d}") for number in range(10_000)]
NOT_TRIVIAL = [code for code in ALL if not codes.is_trivial(code)]
any_code = st.sampled_from(ALL)
some_codes = st.sets(any_code, max_size=4)


def first(_n: int) -> int:
    return 0


def last(n: int) -> int:
    return n - 1


# Reading a code


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("0042", "0042"),
        ("  7319\n", "7319"),
        ("０４７３", "0473"),
        ("\N{IDEOGRAPHIC SPACE}5829", "5829"),
    ],
)
def test_four_digits_are_a_code_however_they_were_typed(typed: str, code: str) -> None:
    assert codes.parse(typed) == code


@pytest.mark.parametrize(
    "typed",
    ["", "42", "00042", "12 34", "-123", "12e3", "٠٠٤٢", "०१२३", "four", "0042" + " " * 99, "\0\0"],
)
def test_anything_else_is_refused_with_one_sentence(typed: str) -> None:
    with pytest.raises(NotValid) as refused:
        codes.parse(typed)
    assert (refused.value.word, refused.value.details) == ("code-form", {"field": "code"})
    assert refused.value.sentence == (
        "A session code is exactly four digits, such as 0042."
        " Type all four as they are shown, leading zeros too."
    )


@given(any_code)
def test_a_code_reads_as_itself(code: Code) -> None:
    assert codes.parse(code) == code


@given(st.text(max_size=80))
def test_whatever_is_typed_gives_a_code_or_a_refusal(typed: str) -> None:
    with suppress(NotValid):
        assert codes.parse(typed) in set(ALL)


# Which may be drawn


def test_thirty_codes_are_trivial() -> None:
    trivial = [code for code in ALL if codes.is_trivial(code)]
    assert trivial == [
        *("0000", "0123", "0987", "1098", "1111", "1234", "2109", "2222", "2345", "3210"),
        *("3333", "3456", "4321", "4444", "4567", "5432", "5555", "5678", "6543", "6666"),
        *("6789", "7654", "7777", "7890", "8765", "8888", "8901", "9012", "9876", "9999"),
    ]
    assert len(NOT_TRIVIAL) == codes.CAPACITY


@pytest.mark.parametrize("near", ["5829", "5820", "5929", "0829", "8529", "5289", "5892"])
def test_one_slip_makes_a_near_code(near: str) -> None:
    assert codes.is_near(Code("5829"), Code(near))


@pytest.mark.parametrize("far", ["5930", "2859", "9825", "8592", "5928"])
def test_two_slips_make_another_code(far: str) -> None:
    assert not codes.is_near(Code("5829"), Code(far))


@given(any_code, any_code)
def test_being_near_is_mutual(a: Code, b: Code) -> None:
    assert codes.is_near(a, b) == codes.is_near(b, a)


@settings(max_examples=15, deadline=None)
@given(reserved=some_codes, resting=some_codes)
def test_the_draw_is_among_exactly_the_codes_that_are_near_none(
    reserved: set[Code], resting: set[Code]
) -> None:
    rested: dict[str, float] = dict.fromkeys(resting, 5.0)
    counted: list[int] = []

    def count(n: int) -> int:
        counted.append(n)
        return n - 1

    apart = [c for c in NOT_TRIVIAL if not any(codes.is_near(c, t) for t in reserved | resting)]
    assert codes.draw(reserved, rested, count) == Drawn(apart[-1])
    assert codes.draw(reserved, rested, first) == Drawn(apart[0])
    assert counted == [len(apart)]


def fill(chance: random.Random) -> list[Code]:
    """Draws until a code has to be near another; that last one is left out."""
    drawn: list[Code] = []
    while True:
        code = codes.draw(drawn, {}, chance.randrange).code
        if any(codes.is_near(code, other) for other in drawn):
            return drawn
        drawn.append(code)


def test_more_than_seven_hundred_codes_fit_apart() -> None:
    held = len(fill(random.Random(1)))
    print(f"{held} codes drawn before one had to be near another")
    assert held >= 700


def test_five_hundred_draws_are_distinct() -> None:
    chance = random.Random(20)
    drawn: list[Code] = []
    for _ in range(500):
        drawn.append(codes.draw(drawn, {}, chance.randrange).code)
    assert len(set(drawn)) == 500


def test_when_none_is_apart_any_free_code_is_drawn() -> None:
    free = [Code("0518"), Code("0519"), Code("7260")]
    taken = [code for code in NOT_TRIVIAL if code not in free]
    assert [codes.draw(taken, {}, pick).code for pick in (first, last)] == ["0518", "7260"]


def test_when_none_is_free_the_code_that_has_rested_longest_is_drawn() -> None:
    resting = {"0518": 300.0, "7260": 100.0, "9031": 200.0, "2718": 1.0, "1234": 0.0}
    reserved = [code for code in NOT_TRIVIAL if code == "2718" or code not in resting]
    assert codes.draw(reserved, resting, first).code == "7260"


def test_when_none_is_left_the_refusal_says_what_to_do() -> None:
    with pytest.raises(Refused) as refused:
        codes.draw(NOT_TRIVIAL, {}, first)
    assert str(refused.value) == (
        "no-code-left: All 9970 session codes are in use, so no session can be made."
        " Archive sessions that are over: each one gives its code back."
    )


def test_the_office_is_warned_from_eighty_per_cent_full() -> None:
    below = codes.draw(NOT_TRIVIAL[:7_000], dict.fromkeys(NOT_TRIVIAL[7_000:7_974], 1.0), last)
    full = codes.draw(NOT_TRIVIAL[:7_000], dict.fromkeys(NOT_TRIVIAL[7_000:7_975], 1.0), last)
    assert below.warning is None
    assert full.warning == (
        "7976 of 9970 session codes are in use or resting."
        " Archive sessions that are over, so that their codes can be given out again."
    )


# How long a code lives

DAY = 86_400.0


@pytest.mark.parametrize(
    ("archived_at", "closed_at", "released_at"),
    [
        (None, None, None),
        (5 * DAY, None, 5 * DAY),
        (None, 2 * DAY, 32 * DAY),
        (5 * DAY, 2 * DAY, 5 * DAY),
        (90 * DAY, 2 * DAY, 32 * DAY),
    ],
)
def test_a_code_is_released_at_archive_or_thirty_days_after_close(
    archived_at: float | None, closed_at: float | None, released_at: float | None
) -> None:
    assert codes.released_at(archived_at, closed_at) == released_at


def test_a_released_code_rests_for_seven_days() -> None:
    assert codes.rests_until(32 * DAY) == 39 * DAY


# Personal keys


@given(st.randoms(use_true_random=False))
def test_a_key_reads_as_itself_in_the_form_it_is_shown_in(chance: random.Random) -> None:
    key = codes.draw_key(chance.randrange)
    assert codes.parse_key(codes.shown(key)) == codes.parse_key(key.lower()) == key


def test_a_key_is_eight_draws_from_thirty_two_characters() -> None:
    asked: list[int] = []

    def pick(n: int) -> int:
        asked.append(n)
        return len(asked) * 4 - 1

    assert codes.draw_key(pick) == "37BFKQVZ"
    assert asked == [32] * 8
    assert codes.shown(PersonalKey("37BFKQVZ")) == "37BF-KQVZ"


@pytest.mark.parametrize(
    "typed",
    ["10AB-CDEF", "ioab cdef", " lO-AB-CD-EF ", "I0AB—CDEF", "10AB\N{MINUS SIGN}CDEF", "１0ABCDEF"],
)
def test_a_key_is_read_forgivingly(typed: str) -> None:
    assert codes.parse_key(typed) == "10ABCDEF"


@pytest.mark.parametrize(
    "typed", ["", "10AB-CDE", "10AB-CDEFG", "U0AB-CDEF", "10AB+CDEF", "-" * 99]
)
def test_what_cannot_be_a_key_is_refused(typed: str) -> None:
    with pytest.raises(NotValid) as refused:
        codes.parse_key(typed)
    assert (refused.value.word, refused.value.details) == ("key-form", {"field": "key"})


@given(st.text(max_size=80))
def test_whatever_is_typed_gives_a_key_or_a_refusal(typed: str) -> None:
    with suppress(NotValid):
        key = codes.parse_key(typed)
        assert codes.parse_key(codes.shown(key)) == key


def test_a_digest_is_hmac_sha_256_of_session_and_key() -> None:
    key = PersonalKey("7K3MQX0P")
    expected = hmac.new(b"secret", b"personal key\0s1\x007K3MQX0P", hashlib.sha256).digest()
    assert codes.key_digest(b"secret", "s1", key) == expected


def test_the_same_key_has_another_digest_elsewhere() -> None:
    key = PersonalKey("7K3MQX0P")
    here = codes.key_digest(b"secret", "s1", key)
    assert codes.same(here, codes.key_digest(b"secret", "s1", key))
    assert not codes.same(here, codes.key_digest(b"secret", "s2", key))
    assert not codes.same(here, codes.key_digest(b"other", "s1", key))
    assert not codes.same(here, codes.key_digest(b"secret", "s1", PersonalKey("7K3MQX0Q")))
