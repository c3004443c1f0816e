"""Roles, rights, names and passwords, as rules."""

import pytest

from invigilate.errors import NotAllowed, NotFound, NotValid
from invigilate.ids import OrganisationId, PersonId
from invigilate.people.model import (
    RIGHTS,
    Asker,
    Right,
    Role,
    good_password,
    may,
    require,
    require_own,
    shown_name,
    sign_in_name,
    wait_ms,
)


def asker(*roles: Role) -> Asker:
    return Asker(PersonId("ada"), OrganisationId("school"), roles, "s1")


def test_the_office_may_do_everything_and_proctors_what_a_hall_needs() -> None:
    assert {role: sorted(rights) for role, rights in RIGHTS.items()} == {
        Role.OFFICE: sorted(Right),
        Role.PROCTOR: ["bookings.see", "room.steer", "room.watch", "sessions.see"],
    }


def test_a_right_of_one_role_is_enough() -> None:
    assert may(asker(Role.PROCTOR), Right.ROOM_STEER) is True
    assert may(asker(Role.PROCTOR), Right.PEOPLE_SEE) is False
    assert may(asker(Role.PROCTOR, Role.OFFICE), Right.PEOPLE_SEE) is True
    assert may(asker(), Right.SESSIONS_SEE) is False


def test_a_missing_right_is_refused() -> None:
    require(asker(Role.OFFICE), Right.PEOPLE_CHANGE)
    with pytest.raises(NotAllowed) as caught:
        require(asker(Role.PROCTOR), Right.PEOPLE_CHANGE)
    assert caught.value.word == "no-right"


def test_another_organisations_thing_does_not_exist() -> None:
    require_own(asker(), "school", "session")
    with pytest.raises(NotFound) as caught:
        require_own(asker(), "college", "session")
    assert caught.value.word == "no-such-session"


def test_names_to_sign_in_with_are_compared_folded() -> None:
    assert sign_in_name("  Ada.Lovelace@School.Example ") == "ada.lovelace@school.example"
    assert sign_in_name("Ｓtraße") == "strasse"


@pytest.mark.parametrize("name", ["", "   ", "a b", "a\nb", "a\x00b", "a\u200bb", "a" * 65])
def test_a_name_that_nobody_can_type_again_is_refused(name: str) -> None:
    with pytest.raises(NotValid) as caught:
        sign_in_name(name)
    assert (caught.value.word, caught.value.details) == ("name", {"at": "name"})


def test_a_shown_name_keeps_its_letters_and_single_spaces() -> None:
    assert shown_name("  Ada   King ") == "Ada King"
    for name in ("", " ", "a" * 101):
        with pytest.raises(NotValid):
            shown_name(name)


@pytest.mark.parametrize("password", ["short", "a" * 257, "aaaaaaaaaaaa", "ada.lovelace"])
def test_a_password_that_would_be_guessed_is_refused(password: str) -> None:
    with pytest.raises(NotValid) as caught:
        good_password(password, "ada.lovelace")
    assert caught.value.word == "password"


def test_a_long_password_needs_no_special_characters() -> None:
    assert good_password("four tame geese", "ada") == "four tame geese"


def test_the_wait_begins_after_the_free_failures_and_never_becomes_a_lock() -> None:
    waits = [wait_ms(failures, free=5) for failures in (0, 4, 5, 6, 9, 10, 1_000)]
    assert waits == [0, 0, 2_000, 4_000, 32_000, 60_000, 60_000]
