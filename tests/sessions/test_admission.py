"""Who is heard, who waits, who goes to the door: the rules one by one."""

from collections import Counter
from itertools import pairwise

import pytest

from invigilate.sessions.admission import Door, Go, Limits, Slowing, Wait, door_needed
from tests.sessions.trying import HALL, HOME, HOUR, guess, heard, join, raise_shields

# A device


def test_a_device_has_ten_tries_a_minute_then_one_every_six_seconds() -> None:
    slowing = Slowing()
    burst = [join(slowing, 0, "d") for _ in range(11)]
    assert burst == [*[Go()] * 10, Wait(6.0, "device")]
    assert [join(slowing, now, "d") for now in (2.0, 6.0, 6.0)] == [
        Wait(4.0, "device"),
        Go(),
        Wait(6.0, "device"),
    ]


def test_another_device_at_the_same_address_is_not_slowed() -> None:
    slowing = Slowing()
    for _ in range(10):
        guess(slowing, 0, "d")
    assert (guess(slowing, 0, "d"), guess(slowing, 0, "e")) == (Wait(6.0, "device"), Go())


def test_a_device_that_goes_on_failing_comes_to_the_door_even_in_a_rich_hall() -> None:
    slowing = Slowing()
    for number in range(300):
        join(slowing, 0, f"student {number}")
    verdicts = [guess(slowing, now, "guesser") for now in range(600)]
    assert verdicts[-1] == Door("device")
    assert join(slowing, 600, "late student") == Go()
    assert Counter(type(verdict) for verdict in verdicts)[Go] == 44


# An address


def test_an_address_without_joins_goes_down_the_ladder_to_the_door() -> None:
    slowing = Slowing(Limits(failures=2))
    assert [guess(slowing, 0, f"d{i}") for i in range(9)] == [
        Go(),
        Go(),
        Wait(2.0, "address"),
        Wait(4.0, "address"),
        Wait(8.0, "address"),
        Wait(16.0, "address"),
        Wait(30.0, "address"),
        Door("address"),
        Door("address"),
    ]


def test_who_was_put_off_is_heard_when_the_time_has_come_whoever_hammers_meanwhile() -> None:
    slowing = Slowing()
    verdicts = [guess(slowing, 0, f"d{i}") for i in range(20)]
    put_off = join(slowing, 0, "student")
    verdicts += [guess(slowing, now, f"e{i}") for i, now in enumerate((0, 1, 1, 1, 1, 1))]
    early, late = join(slowing, 1.5, "student"), join(slowing, 2, "student")
    assert (put_off, early, late) == (Wait(2.0, "address"), Wait(0.5, "address"), Go())
    assert verdicts[-1] == Door("address")


def test_what_was_promised_is_heard_once() -> None:
    slowing = Slowing()
    for number in range(20):
        guess(slowing, 0, f"d{number}")
    verdicts = [guess(slowing, now, "student") for now in (0, 2, 2)]
    assert verdicts == [Wait(2.0, "address"), Go(), Wait(4.0, "address")]


def test_more_promises_than_can_be_kept_are_not_made() -> None:
    slowing = Slowing(Limits(failures=1, entries=10))
    verdicts = [
        guess(slowing, 0, f"d{i} {address}", f"10.3.0.{address}")
        for address in range(11)
        for i in range(2)
    ]
    assert verdicts[1::2] == [*[Wait(2.0, "address")] * 10, Door("address")]


def test_when_only_tries_on_their_way_are_missing_the_rest_ask_again_soon() -> None:
    slowing = Slowing()
    crowd = [slowing.hear(0, f"student {i}", HALL) for i in range(100)]
    assert crowd == [*[Go()] * 20, *[Wait(2.0, "address")] * 80]
    for number in range(20):
        slowing.succeeded(0.3, f"student {number}", HALL)
    assert heard(slowing.hear(2, f"student {i}", HALL) for i in range(20, 100)) == 40


def test_twenty_failures_are_heard_at_once_and_the_next_after_two_seconds() -> None:
    slowing = Slowing()
    verdicts = [guess(slowing, 0, f"d{i}") for i in range(21)]
    assert verdicts == [*[Go()] * 20, Wait(2.0, "address")]


def test_a_spent_address_is_sent_to_the_door_and_still_heard_every_thirty_seconds() -> None:
    slowing = Slowing()
    first_hour = [guess(slowing, now, f"d{now}") for now in range(3_600)]
    assert {repr(verdict) for verdict in first_hour[-60:]} == {"Door(because='address')", "Go()"}
    at = [now for now, verdict in enumerate(first_hour) if verdict == Go()][-10:]
    assert {later - earlier for earlier, later in pairwise(at)} == {30}


def test_a_try_whose_outcome_is_never_told_stays_charged() -> None:
    slowing = Slowing()
    assert heard(slowing.hear(0, f"d{i}", HALL) for i in range(1_000)) == 20


def test_a_join_gives_its_address_one_try_more_up_to_two_hundred() -> None:
    for joins, tries in ((0, 20), (1, 21), (150, 170), (5_000, 220)):
        slowing = Slowing()
        for number in range(joins):
            join(slowing, 0, f"student {number}")
        assert heard(guess(slowing, 0, f"d{i}") for i in range(1_000)) == tries


def test_credit_is_forgotten_after_a_quiet_hour() -> None:
    slowing = Slowing()
    for number in range(100):
        join(slowing, 0, f"student {number}")
    assert heard(guess(slowing, HOUR + 1, f"d{i}") for i in range(1_000)) == 20


def test_who_knows_an_open_code_earns_no_tries_with_it() -> None:
    slowing = Slowing()
    for number in range(5_000):
        now = number * 0.05
        assert slowing.hear(now, f"d{number}", HOME) == Go()
        slowing.passed(now + 0.04, f"d{number}", HOME)
    assert heard(guess(slowing, 250, f"g{i}", HOME) for i in range(1_000)) == 20


def test_a_clock_set_back_gives_nothing_and_keeps_nobody_longer() -> None:
    slowing = Slowing()
    for number in range(21):
        guess(slowing, 10 * HOUR, f"d{number}")
    assert guess(slowing, HOUR, "d20") == Wait(30.0, "address")
    assert [guess(slowing, HOUR, f"e{i}") for i in range(2)] == [
        Wait(4.0, "address"),
        Wait(8.0, "address"),
    ]


@pytest.mark.parametrize("same", ["::ffff:203.0.113.7", "203.0.113.7"])
def test_an_ipv4_address_is_the_same_in_ipv6_dress(same: str) -> None:
    slowing = Slowing()
    for number in range(20):
        guess(slowing, 0, f"d{number}", HALL)
    assert guess(slowing, 0, "d", same) == Wait(2.0, "address")


def test_what_is_no_address_counts_for_itself() -> None:
    slowing = Slowing()
    assert heard(guess(slowing, 0, f"d{i}", "unix:") for i in range(100)) == 20
    assert guess(slowing, 0, "d", "") == Go()


def test_an_ipv6_network_of_64_bits_is_one_address() -> None:
    slowing = Slowing()
    tries = (guess(slowing, 0, f"d{i}", f"2001:db8:0:1::{i:x}") for i in range(100))
    assert heard(tries) == 20
    assert guess(slowing, 0, "d", "2001:db8:0:2::1") == Go()


def test_an_ipv6_network_of_48_bits_has_five_times_as_many_tries() -> None:
    slowing = Slowing()
    tries = (guess(slowing, 0, f"d{i}", f"2001:db8:0:{i:x}::1") for i in range(1_000))
    assert heard(tries) == 100
    assert guess(slowing, 0, "d", "2001:db8:0:ffff::1") == Door("network")
    assert guess(slowing, 0, "d", "2001:db8:1::1") == Go()


# The site


def test_three_hundred_unknown_codes_raise_the_shields_and_strangers_go_to_the_door() -> None:
    slowing = Slowing()
    raise_shields(slowing, 0)
    assert slowing.shields_up(0)
    assert join(slowing, 0, "student", HOME) == Door("site")


def test_wrong_keys_raise_no_shields() -> None:
    slowing = Slowing()
    for number in range(1_000):
        guess(slowing, 0, f"d{number}", f"10.1.{number // 250}.{number % 250}")
    assert not slowing.shields_up(0)


def test_the_site_hears_three_hundred_unknown_codes_and_one_more_every_two_seconds() -> None:
    slowing, compared = Slowing(), 0
    for number in range(12_000):
        bot, now = f"10.4.{number // 250}.{number % 250}", number / 20
        if slowing.hear(now, bot, bot) == Go():
            slowing.failed(now, bot, bot, "unknown-code")
            compared += 1
    assert compared == 300 + 600 // 2 - 1


def test_shields_come_down_by_themselves() -> None:
    slowing = Slowing()
    raise_shields(slowing, 0)
    assert (slowing.shields_up(1.9), slowing.shields_up(2.1)) == (True, False)


def test_a_hall_that_is_entering_goes_on_entering_under_shields() -> None:
    slowing = Slowing()
    join(slowing, 0, "first")
    raise_shields(slowing, 0)
    verdicts = {repr(join(slowing, 0.001 * i, f"student {i}")) for i in range(300)}
    assert verdicts == {"Go()"}


def test_a_proctor_who_admits_one_student_opens_a_hall_under_shields() -> None:
    slowing = Slowing()
    raise_shields(slowing, 0)
    before = join(slowing, 0, "first")
    slowing.vouched(0, HALL)
    assert (before, join(slowing, 0, "second")) == (Door("site"), Go())
    assert join(slowing, 0, "elsewhere", HOME) == Door("site")


# One session


@pytest.mark.parametrize(
    ("identity", "session", "needed"),
    [(0, 0, False), (4, 99, False), (5, 5, True), (0, 100, True), (0, 101, True)],
)
def test_five_failures_of_a_name_or_a_hundred_of_a_session_need_the_door(
    identity: int, session: int, needed: bool
) -> None:
    assert door_needed(identity, session) is needed


# Memory


def test_what_is_remembered_is_bounded() -> None:
    slowing = Slowing(Limits(entries=100))
    for number in range(3_000):
        guess(slowing, number / 100, f"d{number}", f"2001:db8:{number:x}::1")
    assert slowing.size() <= 500


def test_the_indebted_and_the_credited_outlast_a_flood_of_newcomers() -> None:
    slowing = Slowing(Limits(entries=100))
    for number in range(30):
        guess(slowing, 0, f"d{number}", HOME)
    for number in range(30):
        join(slowing, 0, f"student {number}", HALL)
    for number in range(3_000):
        guess(slowing, 0, f"bot {number}", f"10.2.{number // 250}.{number % 250}")
    assert guess(slowing, 0, "again", HOME) == Door("address")
    assert heard(guess(slowing, 0, f"g{i}", HALL) for i in range(100)) == 50


def test_who_is_as_good_as_new_is_forgotten() -> None:
    slowing = Slowing()
    for number in range(1_000):
        join(slowing, number, f"d{number}", f"2001:db8:{number:x}::1")
    join(slowing, 3 * HOUR, "d", "2001:db8:ffff::1")
    assert slowing.size() == 4, "its tries, its failures, its /64 and its /48"


def test_only_what_was_charged_leaves_a_trace() -> None:
    slowing = Slowing()
    for number in range(1_000):
        guess(slowing, 0, f"d{number}", HOME)
    tries, devices, addresses, promises = 20, 25, 1, 5
    assert slowing.size() == tries + devices + addresses + promises
