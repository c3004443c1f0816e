"""Crowds and attacks against the real limiter, with a clock that jumps from try to try."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from heapq import heappop, heappush
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from invigilate.sessions.admission import Door, Go, Kind, Slowing, Wait, door_needed
from tests.sessions.trying import HALL, HOUR, guess, raise_shields

KEYS = 32**8
KINDS: list[Kind] = ["unknown-code", "wrong-identity"]

# A crowd at one address


@dataclass(eq=False)
class Student:
    """One student at the start screen: first the code, then number and key."""

    device: str
    steps: int = 2
    waited: float = 0.0
    outcome: str = "trying"


class Hall:
    """Honest students behind one address, and whoever else acts there.

    A typing error (4 %) costs 4 s; an answer takes the server 0.25 s if wrong, else 0.05 s.
    Whoever comes to the door is admitted after 20 s.
    """

    def __init__(self, students: int, minutes: float, seed: int, slowing: Slowing | None = None):
        self.chance = random.Random(seed)
        self.slowing = slowing or Slowing()
        self.seconds = minutes * 60
        self.students = [Student(f"student {number}") for number in range(students)]
        self.serial = count()
        self.due: list[tuple[float, int, Callable[[float], None]]] = []
        for student in self.students:
            self.at(self.chance.uniform(0, self.seconds), partial(self.press, student))

    def at(self, when: float, act: Callable[[float], None]) -> None:
        heappush(self.due, (when, next(self.serial), act))

    def every(self, seconds: float, act: Callable[[float], None]) -> None:
        for number in range(int(self.seconds / seconds)):
            self.at(number * seconds, act)

    def run(self) -> Counter[str]:
        while self.due:
            now, _, act = heappop(self.due)
            act(now)
        return Counter(student.outcome for student in self.students)

    def p99(self) -> float:
        return sorted(student.waited for student in self.students)[len(self.students) * 99 // 100]

    def press(self, student: Student, now: float) -> None:
        match self.slowing.hear(now, student.device, HALL):
            case Wait(seconds):
                student.waited += seconds
                self.at(now + seconds, partial(self.press, student))
            case Door():
                student.outcome = "door"
                self.at(now + 20, lambda later: self.slowing.vouched(later, HALL))
            case Go() if self.chance.random() < 0.04:
                self.at(now + 0.25, partial(self.mistype, student))
            case Go():
                self.at(now + 0.05, partial(self.advance, student))

    def mistype(self, student: Student, now: float) -> None:
        self.slowing.failed(now, student.device, HALL, self.chance.choice(KINDS))
        self.at(now + 4, partial(self.press, student))

    def advance(self, student: Student, now: float) -> None:
        student.steps -= 1
        if student.steps:
            self.slowing.passed(now, student.device, HALL)
            self.at(now + 6, partial(self.press, student))
        else:
            self.slowing.succeeded(now, student.device, HALL)
            student.outcome = "in"


@pytest.mark.parametrize(
    ("students", "minutes", "seeds"), [(300, 2.0, 20), (300, 0.1, 20), (5_000, 2.0, 2)]
)
def test_an_honest_hall_with_typing_errors_gets_in_at_once(
    students: int, minutes: float, seeds: int
) -> None:
    for seed in range(seeds):
        hall = Hall(students, minutes, seed)
        assert hall.run() == {"in": students}
        assert hall.p99() <= 5.0


@dataclass
class Guesser:
    """Ten wrong keys a second from within the hall, from one device or ever new ones."""

    hall: Hall
    changes_device: bool
    heard: int = 0
    tries: int = 0

    def __post_init__(self) -> None:
        self.hall.every(0.1, self.guess)

    def guess(self, now: float) -> None:
        self.tries += 1
        device = f"device {self.tries}" if self.changes_device else "device"
        self.heard += guess(self.hall.slowing, now, device) == Go()


def test_a_guesser_in_the_hall_is_slowed_and_nobody_else() -> None:
    for seed in range(20):
        hall = Hall(300, 2.0, seed)
        guesser = Guesser(hall, changes_device=False)
        assert hall.run() == {"in": 300}
        assert hall.p99() <= 5.0
        assert (guesser.heard <= bound(120), guesser.tries) == (True, 1_200)


def test_a_guesser_with_ever_new_devices_sends_the_hall_to_the_door_and_locks_nobody() -> None:
    for seed in range(5):
        hall = Hall(300, 2.0, seed)
        guesser = Guesser(hall, changes_device=True)
        outcomes = hall.run()
        print(dict(outcomes), "guesses heard:", guesser.heard)
        assert outcomes["in"] + outcomes["door"] == 300
        assert max(student.waited for student in hall.students) <= 60.0
        assert guesser.heard <= bound(120) + 300


def test_a_hall_that_begins_under_shields_gets_in_after_its_first_students_at_the_door() -> None:
    """All the time ten unknown codes a second from addresses never seen before."""

    def drain(now: float) -> None:
        bot = f"10.9.{int(now * 10) // 250}.{int(now * 10) % 250}"
        if hall.slowing.hear(now, bot, bot) == Go():
            hall.slowing.failed(now, bot, bot, "unknown-code")

    for seed in range(5):
        hall = Hall(300, 2.0, seed)
        raise_shields(hall.slowing, 0)
        hall.every(0.1, drain)
        outcomes = hall.run()
        print(dict(outcomes), "under shields")
        assert outcomes["in"] + outcomes["door"] == 300
        assert outcomes["door"] <= 75
        assert max(student.waited for student in hall.students) <= 60.0


# Attacks on one session that wants number and key


def bound(seconds: float) -> float:
    """How many tries of one address without joins are heard in so many seconds, at most."""
    return 26 + seconds / 30


@settings(max_examples=60, deadline=None)
@given(
    gaps=st.lists(
        st.one_of(st.just(0.0), st.floats(0, 3), st.floats(0, 700)), min_size=1, max_size=200
    ),
    turn=st.booleans(),
)
def test_whatever_the_rhythm_an_address_is_heard_no_more_often_than_the_bound(
    gaps: list[float], turn: bool
) -> None:
    slowing = Slowing()
    now, went = 0.0, 0
    for number, gap in enumerate(gaps):
        now += gap
        went += guess(slowing, now, f"d{number}" if turn else "d") == Go()
        assert went <= bound(now)


def campaign(addresses: int, hours: float, session_budget: bool) -> int:
    """Keys compared when every address asks again the moment it may, a new device each time.

    The session's and the name's failures are counted as its store would count them.
    """
    slowing = Slowing()
    compared, names = 0, Counter[int]()
    due = [(0.0, number) for number in range(addresses)]
    while due:
        now, who = heappop(due)
        name = compared % 300
        verdict = slowing.hear(now, f"{who} {now}", f"10.{who >> 8}.{who & 255}.1")
        match verdict:
            case Wait(seconds):
                again = now + seconds
            case Door():
                again = now + 30
            case Go():
                slowing.failed(
                    now, f"{who} {now}", f"10.{who >> 8}.{who & 255}.1", "wrong-identity"
                )
                if session_budget and door_needed(names[name], compared):
                    return compared
                compared += 1
                names[name] += 1
                again = now + 0.01
        if again < hours * HOUR:
            heappush(due, (again, who))
    return compared


@pytest.mark.parametrize("addresses", [1, 20, 1_000])
def test_no_campaign_takes_a_seat(addresses: int) -> None:
    """Each comparison of a key bound to a name is right with probability 32^-8, so with m of them
    P(seat) <= m * 32^-8 (the union bound: it holds with certainty, so at 95 % too).

    The first m is what the limiter and the session's budget let through in three hours, the
    second what four workers' limiters alone would, at the bound shown above for any rhythm.
    """
    with_budget = campaign(addresses, 3, session_budget=True)
    assert with_budget == 100
    assert with_budget / KEYS < 1e-10
    assert 4 * addresses * bound(3 * HOUR) / KEYS < 2e-6


@pytest.mark.parametrize(("addresses", "hours"), [(1, 3), (20, 3), (200, 0.5)])
def test_the_bound_is_what_eager_addresses_reach(addresses: int, hours: float) -> None:
    compared = campaign(addresses, hours, session_budget=False)
    print(f"{addresses} addresses, {hours} h: {compared} keys compared")
    assert 0.8 <= compared / (addresses * bound(hours * HOUR)) <= 1
