"""Booklets on paper: what was asked, what was answered, nothing that could run."""

from typing import NamedTuple

from invigilate.assessments.delivering import deliver, read_delivered
from invigilate.assessments.exchange.gift import read_gift
from invigilate.assessments.items import Value
from invigilate.grading.printing import page

GIFT = b"""::Capital::Which city? {=Paris ~Lyon}

::Name::What is the sign of water? {=H2O =h2o}

::Essay::Describe <b>rain</b>. {}
"""


class SealOf(NamedTuple):
    number: int
    fingerprint: str


class BookletOf(NamedTuple):
    seat: str
    number: str
    name: str
    hall: str
    desk: str
    status: str
    answers: list[tuple[str, int, Value]]
    held: list[object]
    seals: list[SealOf]


def printed(answers: list[tuple[str, int, Value]], name: str = "Student 1") -> str:
    imported = read_gift(GIFT, "own.gift.txt")
    made = deliver("Own paper", imported.items)
    booklet = BookletOf(
        "s1", "0042", name, "Hall 1", "A1", "Submitted", answers, [], [SealOf(1, "AAAA-BBBB")]
    )
    return page("A sitting", read_delivered(made.data), made.name, [booklet])


def test_a_booklet_shows_who_wrote_it_and_its_seal() -> None:
    text = printed([])
    for part in ("Student 1", "0042", "Hall 1 · A1", "A sitting · Submitted", "AAAA-BBBB"):
        assert part in text


def test_a_choice_shows_every_option_and_which_was_chosen() -> None:
    text = printed([("q1", 0, "b")])
    assert text.count("☒") == 1
    assert text.count("☐") == 1
    assert text.index("☐") < text.index("Paris") < text.index("☒") < text.index("Lyon")


def test_what_was_not_answered_says_so() -> None:
    assert printed([]).count("no answer") == 2


def test_what_a_student_wrote_stays_text() -> None:
    text = printed([("q3", 2, "<script>alert(1)</script>\nand more")], "<i>Ada</i>")
    assert "<script>" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;\nand more" in text
    assert "<h1>&lt;i&gt;Ada&lt;/i&gt;</h1>" in text


def test_nothing_of_the_key_is_printed() -> None:
    assert "h2o" not in printed([]).lower()


def test_there_is_a_page_for_nobody_too() -> None:
    made = deliver("Own paper", read_gift(GIFT, "own.gift.txt").items)
    assert "nothing to print" in page("A", read_delivered(made.data), made.name, [])
