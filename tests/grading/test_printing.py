"""Booklets on paper: what was asked, what was answered, nothing that could run."""

from typing import NamedTuple

import pytest

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


def printed(
    answers: list[tuple[str, int, Value]], name: str = "Student 1", status: str = "Submitted"
) -> str:
    imported = read_gift(GIFT, "own.gift.txt")
    made = deliver("Own paper", imported.items)
    seals = [SealOf(1, "AAAA-BBBB")] if status == "Submitted" else []
    booklet = BookletOf("s1", "0042", name, "Hall 1", "A1", status, answers, [], seals)
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


@pytest.mark.parametrize(
    ("status", "says"),
    [
        ("Absent", "<p>Absent: not begun.</p>"),
        ("Joined", "<p>Joined, not begun: counts as absent.</p>"),
    ],
)
def test_who_never_began_has_a_page_that_says_so_and_no_blank_paper(status: str, says: str) -> None:
    text = printed([], status=status)
    assert (text.count("<section"), text.count("<article"), text.count(says)) == (1, 0, 1)
    assert "Student 1" in text


@pytest.mark.parametrize("status", ["In Progress", "Ended", "Submitted"])
def test_whoever_began_has_the_paper_even_if_it_is_blank(status: str) -> None:
    assert printed([], status=status).count("<article") == 3


def test_what_was_answered_is_printed_whatever_the_status() -> None:
    assert printed([("q1", 0, "b")], status="Joined").count("<article") == 3


def test_each_booklet_says_of_which_record_it_was_made() -> None:
    made = deliver("Own paper", read_gift(GIFT, "own.gift.txt").items)
    two = [BookletOf(s, s, s, "", "", "Absent", [], [], []) for s in ("s1", "s2")]
    text = page("A", read_delivered(made.data), made.name, two, "Version <7>.")
    assert text.count("<p>Version &lt;7&gt;.</p></footer>") == 2


def test_there_is_a_page_for_nobody_too() -> None:
    made = deliver("Own paper", read_gift(GIFT, "own.gift.txt").items)
    assert "nothing to print" in page("A", read_delivered(made.data), made.name, [])
